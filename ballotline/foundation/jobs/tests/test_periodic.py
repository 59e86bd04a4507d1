from datetime import timedelta

import pytest

from ballotline.foundation.jobs import rules, tasks
from ballotline.foundation.jobs.models import Job, PeriodicRun, State
from ballotline.foundation.jobs.periodic import Calendar, ask_once
from ballotline.foundation.jobs.testing import waiting, work_off
from ballotline.foundation.jobs.tests.cast import HOUR, MINUTE, MONDAY, SECOND, call_it_a_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def hourly(settings, monkeypatch):
    name = call_it_a_task(monkeypatch, "hourly", lambda: None)
    settings.BALLOTLINE_PERIODIC = {name: HOUR}
    return name


@pytest.mark.parametrize(
    "moment, number",
    [
        (MONDAY, 0),
        (MONDAY + HOUR - SECOND, 0),
        (MONDAY + HOUR, 1),
        (MONDAY - SECOND, -1),
    ],
)
def test_a_slot_begins_on_the_hour(moment, number):
    assert rules.slot(moment, HOUR) - rules.slot(MONDAY, HOUR) == number


def test_a_periodic_job_comes_once_a_slot(hourly):
    calendar = Calendar()

    for minutes in range(0, 150, 10):
        calendar.ask(at=MONDAY + minutes * MINUTE)
        work_off(at=MONDAY + minutes * MINUTE)

    assert Job.objects.filter(status=State.SUCCESSFUL).count() == 3


def test_two_workers_ask_once(hourly):
    for calendar in (Calendar(), Calendar()):
        calendar.ask(at=MONDAY)
        work_off(at=MONDAY)

    assert Job.objects.count() == 1


def test_two_workers_that_look_in_the_same_moment_ask_once(hourly, monkeypatch):
    ask_once(hourly, 7, at=MONDAY)
    work_off(at=MONDAY)
    monkeypatch.setattr(PeriodicRun.objects, "filter", lambda **which: PeriodicRun.objects.none())

    ask_once(hourly, 7, at=MONDAY)

    assert Job.objects.count() == 1


def test_slots_that_passed_while_nobody_worked_are_not_made_up_for(hourly):
    Calendar().ask(at=MONDAY)
    work_off(at=MONDAY)

    Calendar().ask(at=MONDAY + 50 * HOUR)

    assert waiting() == [(hourly, {})]
    assert PeriodicRun.objects.count() == 1


def test_a_clock_that_is_behind_asks_for_nothing(hourly):
    Calendar().ask(at=MONDAY)
    work_off(at=MONDAY)

    Calendar().ask(at=MONDAY - HOUR)

    assert waiting() == []


def test_a_periodic_job_that_still_waits_is_not_asked_for_again(hourly):
    Calendar().ask(at=MONDAY)
    Calendar().ask(at=MONDAY + HOUR)

    assert waiting() == [(hourly, {})]


def test_old_jobs_that_were_done_are_forgotten_and_failed_ones_are_kept(time_machine):
    for status in (State.SUCCESSFUL, State.FAILED, State.READY):
        for age in (rules.KEEP_DONE_FOR - SECOND, rules.KEEP_DONE_FOR + SECOND):
            make_job(status, finished_at=MONDAY - age)

    time_machine.move_to(MONDAY, tick=False)
    assert tasks.prune() == 1

    left = sorted(Job.objects.values_list("status", flat=True))
    assert left == ["FAILED", "FAILED", "READY", "READY", "SUCCESSFUL"]


def make_job(status: State, *, finished_at) -> None:
    when = None if status == State.READY else finished_at
    Job.objects.create(
        status=status,
        finished_at=when,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="",
        backend_name="default",
        run_after=MONDAY + timedelta(days=1),
        exception_class_path="",
        traceback="",
    )
