import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.jobs.models import Job, JobKey, State
from ballotline.foundation.jobs.running import claim
from ballotline.foundation.jobs.testing import waiting, work_off
from ballotline.foundation.jobs.tests.cast import HOUR, MONDAY, SECOND, call_it_a_task, the_job

pytestmark = pytest.mark.django_db


def test_a_job_calls_the_named_function_with_its_arguments(monkeypatch):
    calls = []
    name = call_it_a_task(monkeypatch, "greet", lambda **arguments: calls.append(arguments))

    jobs.enqueue(name, at=MONDAY, who="Ana", times=2)
    work_off(at=MONDAY)

    assert calls == [{"who": "Ana", "times": 2}]
    assert the_job().status == State.SUCCESSFUL


def test_a_job_waits_for_its_hour(monkeypatch):
    name = call_it_a_task(monkeypatch, "later", lambda: None)

    jobs.enqueue(name, at=MONDAY, after=MONDAY + HOUR)

    assert work_off(at=MONDAY + HOUR - SECOND) == 0
    assert work_off(at=MONDAY + HOUR) == 1


def test_jobs_start_in_the_order_they_were_asked_for(monkeypatch):
    order = []
    name = call_it_a_task(monkeypatch, "note_number", lambda number: order.append(number))

    for number in (1, 2, 3):
        jobs.enqueue(name, at=MONDAY + number * SECOND, number=number)
    work_off(at=MONDAY + HOUR)

    assert order == [1, 2, 3]


def test_a_job_whose_asker_did_not_commit_was_never_asked_for():
    with transaction.atomic():
        jobs.enqueue("petition.build_delivery", at=MONDAY, key="delivery:1")
        transaction.set_rollback(True)

    assert waiting() == []
    assert not JobKey.objects.exists()


def test_what_json_cannot_hold_is_refused_when_asking():
    with pytest.raises(TypeError):
        jobs.enqueue("petition.build_delivery", at=MONDAY, since=timedelta(days=1))


@pytest.mark.parametrize("name", ["", "build", "os.path.join", "petition.", "Petition.build", "petition._private"])
def test_a_name_that_is_none_is_refused_when_asking(name):
    with pytest.raises(ValueError, match="Write a job's name"):
        jobs.enqueue(name, at=MONDAY)


@pytest.mark.parametrize("key", ["k" * 201, "nul\x00"])
def test_a_key_that_a_database_would_refuse_is_refused_when_asking(key):
    with pytest.raises(ValueError, match="200 characters"):
        jobs.enqueue("petition.build_delivery", at=MONDAY, key=key)


def test_at_most_one_job_with_a_key_waits():
    first = jobs.enqueue("petition.build_delivery", at=MONDAY, key="delivery:1", delivery="1")
    second = jobs.enqueue("petition.build_delivery", at=MONDAY, key="delivery:1", delivery="1")

    assert first is not None
    assert second is None
    assert waiting() == [("petition.build_delivery", {"delivery": "1"})]


def test_other_keys_do_not_wait_for_each_other():
    jobs.enqueue("petition.build_delivery", at=MONDAY, key="delivery:1")
    jobs.enqueue("petition.build_delivery", at=MONDAY, key="delivery:2")
    jobs.enqueue("petition.build_delivery", at=MONDAY)
    jobs.enqueue("petition.build_delivery", at=MONDAY)

    assert len(waiting()) == 4


def test_a_key_is_free_again_when_its_job_starts(monkeypatch):
    name = call_it_a_task(monkeypatch, "count", lambda: None)
    jobs.enqueue(name, at=MONDAY, key="count")

    claim(worker="one", at=MONDAY)

    assert jobs.enqueue(name, at=MONDAY, key="count") is not None


def test_a_job_that_asks_for_itself_comes_again(monkeypatch):
    runs = []

    def count_down(left):
        runs.append(left)
        if left:
            jobs.enqueue("jobs.count_down", at=MONDAY, key="down", left=left - 1)

    name = call_it_a_task(monkeypatch, "count_down", count_down)
    jobs.enqueue(name, at=MONDAY, key="down", left=2)
    work_off(at=MONDAY)

    assert runs == [2, 1, 0]
    assert Job.objects.filter(status=State.SUCCESSFUL).count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_waiting_job_does_not_start_before_the_later_asker_committed(monkeypatch):
    """Otherwise it would miss what the later asker wrote, and nobody would ask again."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time anyway")
    jobs.enqueue(call_it_a_task(monkeypatch, "count", lambda: None), at=MONDAY, key="count")
    started = threading.Event()

    def start_it():
        claim(worker="one", at=MONDAY)
        started.set()
        connections.close_all()

    with transaction.atomic():
        assert jobs.enqueue("jobs.count", at=MONDAY, key="count") is None
        worker = threading.Thread(target=start_it)
        worker.start()
        assert not started.wait(0.5)
    worker.join(5)

    assert started.is_set()
