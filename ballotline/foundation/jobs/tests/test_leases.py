"""Jobs of workers that are gone go to others, once."""

import subprocess
import sys

import pytest

from ballotline.foundation.jobs import leases, queries, rules, running
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.jobs.models import Job, JobKey, Lease, PeriodicRun, State
from ballotline.foundation.jobs.testing import work_off
from ballotline.foundation.jobs.tests.cast import HOUR, MONDAY, SECOND, call_it_a_task, the_job

pytestmark = pytest.mark.django_db
HOLD = (
    "import fcntl, sys, time; f = open(sys.argv[1], 'w'); fcntl.flock(f, 2); print('held', flush=True); time.sleep(60)"
)
END_OF_LEASE = MONDAY + rules.LEASE


def a_worker_that_took_a_job(monkeypatch, name: str = "first", key: str = "") -> Job:
    task = call_it_a_task(monkeypatch, "leave_a_row", lambda: PeriodicRun.objects.create(name="a row", slot=1))
    jobs.enqueue(task, at=MONDAY, key=key)
    leases.renew(name, at=MONDAY)
    job = running.claim(worker=name, at=MONDAY)
    assert job is not None
    return job


def test_the_job_of_a_living_worker_is_left_alone(monkeypatch):
    a_worker_that_took_a_job(monkeypatch)

    assert leases.reap(me="second", at=END_OF_LEASE) == 0
    assert the_job().status == State.RUNNING


def test_when_the_lease_has_ended_the_job_goes_to_another(monkeypatch):
    a_worker_that_took_a_job(monkeypatch)

    assert leases.reap(me="second", at=END_OF_LEASE + SECOND) == 1
    assert work_off(at=END_OF_LEASE + SECOND) == 1
    assert the_job().status == State.SUCCESSFUL
    assert not Lease.objects.exists()


def test_a_renewed_lease_has_not_ended(monkeypatch):
    a_worker_that_took_a_job(monkeypatch)

    leases.renew("first", at=MONDAY + rules.RENEW_EVERY)

    assert leases.reap(me="second", at=END_OF_LEASE + SECOND) == 0


def test_a_worker_that_wakes_up_after_its_lease_ends_nothing(monkeypatch):
    job = a_worker_that_took_a_job(monkeypatch)
    leases.reap(me="second", at=END_OF_LEASE + SECOND)
    work_off(at=END_OF_LEASE + SECOND)

    running.run(job, now=lambda: MONDAY + HOUR)

    assert PeriodicRun.objects.count() == 1
    assert the_job().finished_at == END_OF_LEASE + SECOND


def test_a_worker_that_died_on_this_machine_is_known_at_once(monkeypatch):
    a_worker_that_took_a_job(monkeypatch, "first")
    leases.sign_of_life("first").close()  # the kernel closes it when a process ends

    assert leases.is_dead("first")
    assert leases.reap(me="second", at=MONDAY + SECOND) == 1


def test_a_worker_that_lives_on_this_machine_is_not_dead():
    with leases.sign_of_life("first"):
        assert not leases.is_dead("first")


def test_a_killed_process_lets_go_of_its_sign_of_life():
    with leases.sign_of_life("other") as made:
        file = made.name
    with subprocess.Popen([sys.executable, "-c", HOLD, file], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        alive = not leases.is_dead("other")
        other.kill()
        other.wait()

    assert alive
    assert leases.is_dead("other")


def test_what_i_held_myself_before_the_database_went_away_waits_again(monkeypatch):
    a_worker_that_took_a_job(monkeypatch, "me")

    assert leases.reap(me="me", at=MONDAY + SECOND) == 1
    assert Lease.objects.get().worker == "me"


def test_a_reaped_job_holds_its_key_again(monkeypatch):
    a_worker_that_took_a_job(monkeypatch, key="the one")
    assert not JobKey.objects.exists()

    leases.reap(me="second", at=END_OF_LEASE + SECOND)

    assert JobKey.objects.get().key == "the one"


def test_a_job_that_kills_every_worker_is_shown(monkeypatch):
    a_worker_that_took_a_job(monkeypatch)
    Lease.objects.all().delete()

    deaths = 0
    while not queries.failed():
        deaths += leases.reap(me="next", at=MONDAY)
        running.claim(worker="another", at=MONDAY)

    assert deaths == rules.DEATHS_AT_MOST + 1
    assert queries.failed()[0].problem == "The worker ended 6 times while it ran this job"


def test_the_desk_sees_who_works():
    leases.renew("first", at=MONDAY)

    assert [lease.worker for lease in queries.workers(END_OF_LEASE)] == ["first"]
    assert not queries.workers(END_OF_LEASE + SECOND).exists()
