import threading

import pytest
from django.db import OperationalError

from ballotline.foundation.jobs import running
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.jobs.models import Job, State
from ballotline.foundation.jobs.tests.cast import HOUR, MONDAY, SECOND, call_it_a_task, the_job
from ballotline.foundation.jobs.threads import Drain, Drains
from ballotline.foundation.jobs.worker import Worker


@pytest.fixture(autouse=True)
def nothing_periodic(settings):
    settings.BALLOTLINE_PERIODIC = {}


@pytest.mark.django_db
def test_a_turn_runs_one_job(monkeypatch):
    name = call_it_a_task(monkeypatch, "nothing", lambda: None)
    for _ in range(2):
        jobs.enqueue(name, at=MONDAY)
    worker = Worker()

    assert [worker.turn(MONDAY) for _ in range(3)] == [True, True, False]
    assert Job.objects.filter(status=State.SUCCESSFUL).count() == 2


@pytest.mark.django_db
def test_a_worker_begins_by_looking_after_orphans(monkeypatch):
    jobs.enqueue(call_it_a_task(monkeypatch, "nothing", lambda: None), at=MONDAY)
    running.claim(worker="a worker that is gone", at=MONDAY)

    assert Worker().turn(MONDAY + SECOND)
    assert the_job().status == State.SUCCESSFUL


@pytest.mark.django_db
def test_a_job_that_could_not_be_ended_is_run_again_when_the_database_is_back(monkeypatch):
    jobs.enqueue(call_it_a_task(monkeypatch, "nothing", lambda: None), at=MONDAY)
    worker = Worker()
    with monkeypatch.context() as full_disk:
        full_disk.setattr(running, "_end", raise_disk_full)
        with pytest.raises(OperationalError):
            worker.turn(MONDAY)

    worker.reap_at = None  # as `_work` does
    assert worker.turn(MONDAY + SECOND)
    assert the_job().status == State.SUCCESSFUL


def raise_disk_full(*args, **columns):
    raise OperationalError("database or disk is full")


def test_a_drain_says_how_many_it_handled(monkeypatch):
    batches = [5, 0]
    drain = Drain(call_it_a_task(monkeypatch, "drain", lambda: batches.pop(0)))

    assert [drain.turn(), drain.turn()] == [5, 0]


def test_a_drain_that_fails_pauses_longer_each_time_and_comes_back(monkeypatch):
    calls = []

    def drain_that_fails_twice():
        calls.append(clock())
        if len(calls) <= 2:
            raise RuntimeError("The provider hung up")
        return 3

    seconds = iter(range(100))
    now = [0]

    def clock():
        return now[0]

    drain = Drain(call_it_a_task(monkeypatch, "drain", drain_that_fails_twice))
    handled = []
    for now[0] in seconds:
        handled.append(drain.turn(clock=clock))
        if sum(handled):
            break

    assert calls == [0, 1, 3]
    assert drain.pause == 0


def test_a_failing_drain_does_not_stop_the_others(monkeypatch, settings):
    emptied = threading.Event()

    def fail():
        raise RuntimeError("The provider hung up")

    def empty():
        emptied.set()
        return 0

    settings.BALLOTLINE_DRAINS = [
        "nowhere.drain",
        call_it_a_task(monkeypatch, "fail", fail),
        call_it_a_task(monkeypatch, "empty", empty),
    ]
    drains = Drains()
    drains.start()
    was_emptied = emptied.wait(5)
    is_alive = drains.is_alive()
    drains.told_to_stop.set()
    drains.join(5)

    assert was_emptied
    assert is_alive
    assert not drains.is_alive()


@pytest.mark.django_db
def test_a_slow_job_is_told_to_be_marked_long(monkeypatch, caplog):
    jobs.enqueue(call_it_a_task(monkeypatch, "slow", lambda: None), at=MONDAY)
    job = running.claim(worker="one", at=MONDAY)

    running.run(job, now=lambda: MONDAY + HOUR)

    assert "mark it @jobs.long" in caplog.text
