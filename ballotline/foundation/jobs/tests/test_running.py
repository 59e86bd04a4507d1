"""One commit for effect and status; retries with back-off; what is given up is shown."""

import pytest
from django.db import connection, transaction

from ballotline.foundation.jobs import queries, running
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.jobs.models import Job, JobKey, PeriodicRun, State
from ballotline.foundation.jobs.testing import waiting, work_off
from ballotline.foundation.jobs.tests.cast import HOUR, MINUTE, MONDAY, SECOND, Organizer, call_it_a_task, the_job

BEN = Organizer()


def leave_a_row(slot: int = 1) -> None:
    PeriodicRun.objects.create(name="a row to count", slot=slot)


def leave_a_row_and_fail() -> None:
    leave_a_row()
    raise RuntimeError("The clerk's printer is on fire")


def fail() -> None:
    raise RuntimeError("The clerk's printer is on fire")


@pytest.mark.django_db
def test_a_failed_job_leaves_no_effect(monkeypatch):
    jobs.enqueue(call_it_a_task(monkeypatch, "half", leave_a_row_and_fail), at=MONDAY)

    work_off(at=MONDAY)

    assert not PeriodicRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_effect_and_status_are_one_commit(monkeypatch):
    inside = []

    def look_around():
        leave_a_row()
        inside.append(connection.in_atomic_block)

    jobs.enqueue(call_it_a_task(monkeypatch, "look", look_around), at=MONDAY)
    job = running.claim(worker="one", at=MONDAY)
    Job.objects.update(started_at=MONDAY + HOUR)  # another worker has the job by now
    running.run(job, now=lambda: MONDAY)

    assert inside == [True]
    assert not PeriodicRun.objects.exists()
    assert the_job().status == State.RUNNING


@pytest.mark.django_db(transaction=True)
def test_a_long_job_commits_by_itself(monkeypatch):
    inside = []

    def look_around():
        leave_a_row()
        inside.append(connection.in_atomic_block)
        raise RuntimeError("The provider hung up")

    jobs.enqueue(call_it_a_task(monkeypatch, "look", jobs.long(look_around)), at=MONDAY)
    work_off(at=MONDAY)

    assert inside == [False]
    assert PeriodicRun.objects.count() == 1
    assert the_job().status == State.READY


@pytest.mark.django_db
def test_a_failing_job_is_tried_five_times_and_then_shown(monkeypatch):
    jobs.enqueue(call_it_a_task(monkeypatch, "fail", fail), at=MONDAY)

    tries = []
    moment = MONDAY
    while the_job().status != State.FAILED:
        assert work_off(at=moment - SECOND) == 0
        assert work_off(at=moment) == 1
        tries.append(moment - MONDAY)
        moment = the_job().run_after

    assert tries == [
        0 * SECOND,
        10 * SECOND,
        10 * SECOND + MINUTE,
        10 * SECOND + 11 * MINUTE,
        10 * SECOND + 11 * MINUTE + HOUR,
    ]
    [shown] = queries.failed()
    assert (shown.name, shown.attempts) == ("jobs.fail", 5)
    assert shown.problem == "RuntimeError: The clerk's printer is on fire"


@pytest.mark.django_db
def test_a_job_that_recovers_is_not_shown(monkeypatch):
    moods = [fail, leave_a_row]
    jobs.enqueue(call_it_a_task(monkeypatch, "moody", lambda: moods.pop(0)()), at=MONDAY)

    work_off(at=MONDAY)
    work_off(at=MONDAY + 10 * SECOND)

    assert the_job().status == State.SUCCESSFUL
    assert queries.failed() == []
    assert PeriodicRun.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "nowhere.build",  # no such app
        "audit.build",  # an app without tasks
        "jobs.no_such_word",
        "jobs.timezone",  # what a tasks module imports is not a task
        "jobs.long",
    ],
)
def test_an_unknown_name_is_shown_at_once(name):
    jobs.enqueue(name, at=MONDAY)

    work_off(at=MONDAY)

    [shown] = queries.failed()
    assert (shown.name, shown.attempts) == (name, 1)
    assert "UnknownJob" in shown.problem


@pytest.mark.django_db
def test_wrong_arguments_are_a_failure_like_any_other(monkeypatch):
    jobs.enqueue(call_it_a_task(monkeypatch, "fail", fail), at=MONDAY, nobody="knows this")

    work_off(at=MONDAY)

    assert the_job().status == State.READY
    assert "unexpected keyword argument 'nobody'" in the_job().traceback


@pytest.mark.django_db
def test_a_job_that_ends_the_program_only_fails(monkeypatch):
    def leave():
        raise SystemExit(3)

    jobs.enqueue(call_it_a_task(monkeypatch, "leave", leave), at=MONDAY)

    assert work_off(at=MONDAY) == 1
    assert "SystemExit: 3" in the_job().traceback


@pytest.mark.django_db
def test_a_row_that_another_program_wrote_is_shown():
    job_id = jobs.enqueue("jobs.prune", at=MONDAY)
    Job.objects.filter(id=job_id).update(task_path="some.library.task", args_kwargs={"args": [1], "kwargs": {}})

    work_off(at=MONDAY)

    assert [shown.name for shown in queries.failed()] == ["some.library.task"]


@pytest.mark.django_db
def test_an_organizer_starts_a_failed_job_again(monkeypatch):
    moods = [fail, fail, fail, fail, fail, leave_a_row]
    job_id = given_up(monkeypatch, lambda: moods.pop(0)())

    jobs.retry(job_id, by=BEN, at=MONDAY + 8 * HOUR)
    work_off(at=MONDAY + 8 * HOUR)

    assert the_job().status == State.SUCCESSFUL
    assert PeriodicRun.objects.count() == 1


@pytest.mark.django_db
def test_a_job_that_is_started_again_has_all_its_tries_before_it(monkeypatch):
    job_id = given_up(monkeypatch, fail)

    jobs.retry(job_id, by=BEN, at=MONDAY + 8 * HOUR)
    work_off(at=MONDAY + 8 * HOUR)

    assert the_job().status == State.READY
    assert the_job().run_after == MONDAY + 8 * HOUR + 10 * SECOND


@pytest.mark.django_db
def test_the_second_of_two_presses_finds_nothing_to_start(monkeypatch):
    job_id = given_up(monkeypatch, fail)

    jobs.retry(job_id, by=BEN, at=MONDAY + 8 * HOUR)

    with pytest.raises(jobs.NotFailed):
        jobs.retry(job_id, by=BEN, at=MONDAY + 8 * HOUR)


@pytest.mark.django_db
def test_a_failed_job_can_be_let_go(monkeypatch):
    job_id = given_up(monkeypatch, fail)

    jobs.let_go(job_id, by=BEN)

    assert queries.failed_count() == 0
    with pytest.raises(jobs.NotFailed):
        jobs.let_go(job_id, by=BEN)


@pytest.mark.django_db
def test_a_job_that_waits_for_its_next_try_holds_its_key(monkeypatch):
    name = call_it_a_task(monkeypatch, "fail", fail)
    jobs.enqueue(name, at=MONDAY, key="the one")

    work_off(at=MONDAY)

    assert jobs.enqueue(name, at=MONDAY, key="the one") is None


@pytest.mark.django_db
def test_a_failed_try_leaves_the_work_to_a_newer_job_with_its_key(monkeypatch):
    def ask_again_and_fail():
        fail()

    name = call_it_a_task(monkeypatch, "fail", ask_again_and_fail)
    jobs.enqueue(name, at=MONDAY, key="the one")
    older = running.claim(worker="one", at=MONDAY)
    newer = jobs.enqueue(name, at=MONDAY, key="the one")
    running.run(older, now=lambda: MONDAY)

    assert [str(job.id) for job in Job.objects.filter(status=State.READY)] == [str(newer)]
    assert len(waiting()) == JobKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_idle_look_opens_no_transaction(django_assert_num_queries):
    with transaction.atomic():
        jobs.enqueue("jobs.prune", at=MONDAY, after=MONDAY + HOUR)

    with django_assert_num_queries(1) as looks:
        assert running.claim(worker="one", at=MONDAY) is None

    assert [look["sql"].split()[0] for look in looks] == ["SELECT"]


@pytest.mark.django_db
def test_two_workers_never_claim_the_same_job(monkeypatch):
    jobs.enqueue("jobs.prune", at=MONDAY)
    seen = Job.objects.get()
    monkeypatch.setattr(running, "ready", lambda at: Job.objects.filter(id=seen.id))  # both look in the same moment

    assert running.claim(worker="one", at=MONDAY) is not None
    assert running.claim(worker="two", at=MONDAY) is None
    assert the_job().worker_ids == ["one"]


def given_up(monkeypatch: pytest.MonkeyPatch, function) -> object:
    """The id of a job that failed five times."""
    job_id = jobs.enqueue(call_it_a_task(monkeypatch, "task", function), at=MONDAY)
    for hours in range(5):
        work_off(at=MONDAY + hours * HOUR)
    assert the_job().status == State.FAILED
    return job_id
