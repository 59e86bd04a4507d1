"""A job whose time is over: what the next worker makes of what the last one left. The alarm itself is proved with real
workers, in tests/proofs/test_worker_hangs.py."""

import faulthandler
from datetime import timedelta

import pytest

from ballotline.foundation.jobs import leases, limits, queries, rules, running
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.jobs.models import JobKey, PeriodicRun, State
from ballotline.foundation.jobs.seams import TimeLimits
from ballotline.foundation.jobs.testing import work_off
from ballotline.foundation.jobs.tests.cast import HOUR, MINUTE, MONDAY, SECOND, call_it_a_task, the_job

STOOD = 'Timeout (0:02:00)!\nThread 0x00007f (most recent call first):\n  File "typeset.py", line 7 in wait\n'


@pytest.fixture
def alarm(monkeypatch) -> list[float | None]:
    """The seconds that the alarm was set to, None where it was taken back."""
    set_to: list[float | None] = []
    monkeypatch.setattr(faulthandler, "dump_traceback_later", lambda seconds, **more: set_to.append(seconds))
    monkeypatch.setattr(faulthandler, "cancel_dump_traceback_later", lambda: set_to.append(None))
    return set_to


def a_job_that_hung(*, at=MONDAY) -> None:
    """Its worker took it, wrote where it stood when the alarm rang, and is gone."""
    leases.renew("first", at=at)
    assert running.claim(worker="first", at=at)
    with leases.sign_of_life("first") as file:
        file.write(STOOD)


def leave_a_row() -> None:
    PeriodicRun.objects.create(name="a row to count", slot=1)


@pytest.mark.django_db
def test_a_job_that_hung_is_tried_again_after_ten_seconds_like_any_that_failed(monkeypatch):
    jobs.enqueue(call_it_a_task(monkeypatch, "leave_a_row", leave_a_row), at=MONDAY, key="the one")
    a_job_that_hung()

    leases.reap(me="second", at=MONDAY + 2 * MINUTE)

    assert the_job().run_after == MONDAY + 2 * MINUTE + 10 * SECOND
    assert JobKey.objects.get().key == "the one"
    assert work_off(at=MONDAY + 3 * MINUTE) == 1
    assert PeriodicRun.objects.count() == 1
    assert queries.hung() == []


@pytest.mark.django_db
def test_a_job_that_hangs_five_times_is_shown_with_where_it_stood(monkeypatch):
    jobs.enqueue(call_it_a_task(monkeypatch, "leave_a_row", leave_a_row), at=MONDAY)

    for tries in range(5):
        assert the_job().status == State.READY
        a_job_that_hung(at=MONDAY + tries * 2 * HOUR)
        leases.reap(me="second", at=MONDAY + tries * 2 * HOUR + HOUR)

    assert [shown.problem for shown in queries.failed()] == ["It took longer than 2 minutes and was ended."]
    assert 'File "typeset.py", line 7 in wait' in the_job().traceback


@pytest.mark.django_db
def test_one_that_waits_for_its_next_try_is_known_to_have_hung(monkeypatch):
    jobs.enqueue(call_it_a_task(monkeypatch, "leave_a_row", leave_a_row), at=MONDAY)
    a_job_that_hung()

    leases.reap(me="second", at=MONDAY + HOUR)

    assert [(row.name, row.problem) for row in queries.hung()] == [
        ("jobs.leave_a_row", "It took longer than 2 minutes and was ended.")
    ]


@pytest.mark.django_db
def test_a_worker_that_was_killed_for_another_reason_is_no_failed_try(monkeypatch):
    jobs.enqueue(call_it_a_task(monkeypatch, "leave_a_row", leave_a_row), at=MONDAY)
    leases.renew("first", at=MONDAY)
    running.claim(worker="first", at=MONDAY)
    leases.sign_of_life("first").close()

    leases.reap(me="second", at=MONDAY + SECOND)

    assert the_job().run_after == MONDAY + SECOND
    assert queries.hung() == []


def test_a_long_job_has_more_time(monkeypatch, settings):
    settings.BALLOTLINE_TIME_LIMITS = TimeLimits(job=2 * MINUTE, long_job=HOUR, drain=HOUR)
    short = call_it_a_task(monkeypatch, "short", lambda: None)
    long = call_it_a_task(monkeypatch, "long_one", jobs.long(lambda: None))

    assert [limits.of(name) for name in (short, long, "nowhere.known")] == [2 * MINUTE, HOUR, 2 * MINUTE]


def test_the_alarm_rings_for_what_ends_first(alarm, tmp_path):
    drain = limits.within(MINUTE, what="mail.drain")
    with (tmp_path / "sign").open("w") as file, limits.watched(file), limits.within(HOUR), drain:
        pass

    assert [seconds and round(seconds) for seconds in alarm] == [3600, 60, 3600, None, None]


def test_a_job_that_is_still_working_has_all_its_time_before_it_again(alarm, tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    drain = limits.within(2 * HOUR, what="mail.drain")
    with (tmp_path / "sign").open("w") as file, limits.watched(file), limits.within(HOUR), drain:
        now[0] += 3_000
        jobs.still_working()

    assert alarm[:3] == [3600, 3600, 3600]


def test_outside_a_worker_no_alarm_is_set(alarm):
    with limits.within(HOUR):
        jobs.still_working()

    assert alarm == []


@pytest.mark.parametrize(
    "limit, words",
    [
        (timedelta(minutes=30), "It took longer than 30 minutes and was ended."),
        (timedelta(seconds=90), "It took longer than 90 seconds and was ended."),
        (timedelta(minutes=1), "It took longer than 60 seconds and was ended."),
    ],
)
def test_the_limit_is_said_in_words(limit, words):
    assert rules.took_too_long(limit) == words
