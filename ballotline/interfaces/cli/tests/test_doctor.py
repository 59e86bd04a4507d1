"""What the doctor sees, check by check."""

import json
import os
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from allauth.mfa.models import Authenticator
from django.db import OperationalError
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.backups import archive
from ballotline.foundation.jobs import leases, running
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.organization.models import Organization
from ballotline.interfaces.cli import doctor
from ballotline.interfaces.cli.exits import SAID_NO
from ballotline.movement.accounts.services import open_account
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.words import Basis

pytestmark = pytest.mark.django_db
HOST = Actor.command("a test")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def lena(home):
    Organization.objects.create(pk=1, name="Rivertown Together")
    return open_account(name="Lena Ortiz", email="lena@rivertown.example", role="owner", by=HOST, at=timezone.now())


def in_production(settings, **more):
    settings.CONFIG = replace(
        settings.CONFIG,
        **{
            "url": "https://rivertown.example",
            "mail_url": "smtp://mail.example:587",
            "proxies": (ip_network("127.0.0.1/32"),),
            **more,
        },
    )


def test_every_line_says_what_to_do(ballotline, home):
    ended = ballotline("doctor")

    assert ended.code == SAID_NO
    lines = ended.out.splitlines()
    assert sum(line.startswith("missing") for line in lines) == sum("→" in line for line in lines) > 3
    assert ended.err.startswith("Missing for production: ")


def test_a_program_can_read_it(ballotline, home):
    said = json.loads(ballotline("doctor", "--json").out)

    assert said["ok"] is False
    assert {check["name"] for check in said["checks"]} == set(doctor.CHECKS)
    assert all(bool(check["do"]) is not check["ok"] for check in said["checks"])


def test_a_house_in_order_ends_with_0(ballotline, lena, home, settings, monkeypatch):
    in_production(settings)
    Authenticator.objects.create(user=lena, type=Authenticator.Type.TOTP, data={})
    leases.renew("a worker", at=timezone.now())
    backup = archive.Backup(home / "elsewhere.tar.gz", timezone.now(), 1, "0" * 64, 1)
    monkeypatch.setattr(archive, "last_backup", lambda folder: backup)
    monkeypatch.setitem(doctor.__dict__, "LEAST_ROOM", 1)
    monkeypatch.setattr(doctor, "_kernel_says", lambda: 0)
    sqlite_in_a_file(monkeypatch)

    ended = ballotline("doctor")

    assert (ended.code, ended.err) == (0, "")


def sqlite_in_a_file(monkeypatch):
    """The tests' own database lies in memory, where there is no write-ahead log."""
    monkeypatch.setattr(doctor, "CHECKS", {**doctor.CHECKS, "database": lambda: doctor.Finding("It answers.")})


def test_before_init_it_says_init(home):
    assert "ballotline init" in doctor.set_up().do


def test_after_init_it_says_whose_house_it_is(lena):
    assert doctor.set_up() == doctor.Finding("Rivertown Together is set up.")


@pytest.mark.parametrize(
    "more, words",
    [
        ({"url": "http://rivertown.example"}, "not encrypted"),
        ({"proxies": ()}, "seems to come from this machine"),
    ],
)
def test_the_wire_is_looked_at(settings, more, words):
    in_production(settings, **more)

    assert words in doctor.web_address().says


def test_a_listener_that_is_reached_directly_needs_no_proxies(settings):
    in_production(settings, proxies=(), host="192.0.2.10")

    assert doctor.web_address().is_ok


def test_the_demo_is_nothing_for_production(settings):
    in_production(settings, demo=True)

    assert not doctor.demo_is_off().is_ok


def test_mail_that_stays_here_is_missing(settings):
    in_production(settings, mail_url="outbox:")

    assert "does not leave this machine" in doctor.mail().says


@pytest.fixture
def look(ballotline, home, monkeypatch):
    """`look("clock")`: what the command says about it, as (all is well, what it saw, what to do)."""
    monkeypatch.setattr(doctor, "_kernel_says", lambda: 0)

    def one(name: str) -> tuple[bool, str, str]:
        checks = json.loads(ballotline("doctor", "--json").out)["checks"]
        return next((check["ok"], check["says"], check["do"]) for check in checks if check["name"] == name)

    return one


def test_without_a_worker_it_says_what_to_start(look):
    assert look("worker") == (
        False,
        "No worker runs: nothing is mailed, no job is done.",
        "Start `ballotline serve`; if it runs, its log says why the worker ends (journalctl -u ballotline).",
    )


def test_a_worker_that_went_silent_is_missing(look):
    leases.renew("a worker", at=timezone.now() - 3 * HOUR)

    is_ok, says, _do = look("worker")

    assert not is_ok and says.endswith("The last was heard of 3 hours ago.")


def test_workers_are_counted(look):
    leases.renew("a worker", at=timezone.now())
    leases.renew("another", at=timezone.now())

    assert look("worker") == (True, "2 workers run.", "")


def a_job_that_hung(*, at):
    jobs.enqueue("jobs.prune", at=at)
    running.claim(worker="a worker", at=at)
    with leases.sign_of_life("a worker") as file:
        file.write("Timeout (0:30:00)!\n")
    leases.reap(me="another", at=at + HOUR)


def test_a_job_that_hung_is_named_also_while_it_waits_for_its_next_try(look):
    a_job_that_hung(at=timezone.now() - HOUR)

    is_ok, says, do = look("hanging jobs")

    assert not is_ok
    assert says == "1 jobs hung and were ended: jobs.prune. It took longer than 30 minutes and was ended."
    assert do.startswith("The log says where each stood.")
    assert look("failed jobs")[0]


def test_without_one_no_job_hangs(look):
    assert look("hanging jobs") == (True, "No job hangs.", "")


def a_message(name: str, *, queued_at, **more) -> Message:
    return Message.objects.create(
        **{
            "kind": "petition.ConfirmSignature",
            "basis": Basis.SERVICE,
            "to_address": f"{name}@rivertown.example",
            "mailbox_key": name,
            "key": name,
            "queued_at": queued_at,
            "due_at": queued_at,
            **more,
        }
    )


@pytest.mark.parametrize("age, is_ok", [(14 * MINUTE, True), (16 * MINUTE, False)])
def test_mail_may_wait_a_quarter_of_an_hour(look, age, is_ok):
    a_message("ana", queued_at=timezone.now() - age)

    assert look("mail queue")[0] is is_ok


def test_mail_that_does_not_leave_says_how_much_how_long_and_what_to_do(look):
    a_message("ana", queued_at=timezone.now() - 3 * HOUR)
    a_message("ben", queued_at=timezone.now() - HOUR)

    _ok, says, do = look("mail queue")

    assert says == "2 messages have not left; the first waits 3 hours."
    assert "start `ballotline serve`" in do


def test_a_provider_that_takes_nothing_is_named_with_its_words(look):
    now = timezone.now()
    a_message("ana", queued_at=now - 5 * HOUR, due_at=now + HOUR, attempts=3, problem="535 wrong password")

    is_ok, says, _do = look("mail queue")

    assert (is_ok, says) == (False, "1 messages came back, and none has left for 5 hours: 535 wrong password")


def test_one_full_mailbox_is_not_the_providers_trouble(look):
    now = timezone.now()
    a_message("ana", queued_at=now - 5 * HOUR, due_at=now + HOUR, attempts=3, problem="452 mailbox full")
    a_message("ben", queued_at=now - HOUR, state=Message.State.SENT, sent_at=now - HOUR)

    assert look("mail queue") == (True, "No mail is late.", "")


def test_a_clock_that_agrees_with_what_was_written_is_well(look):
    audit.record("looked", on=("town", "rivertown"), by=HOST, at=timezone.now())

    is_ok, says, _do = look("clock")

    assert is_ok and says.endswith("and no other contradicts it.")


def test_a_clock_that_was_set_back_is_noticed(look):
    audit.record("looked", on=("town", "rivertown"), by=HOST, at=timezone.now() + 2 * HOUR + MINUTE)

    is_ok, says, do = look("clock")

    assert not is_ok
    assert "another one was 2 hours away from that." in says
    assert "timedatectl set-ntp true" in do


def test_a_worker_on_a_machine_whose_clock_is_ahead_is_noticed(look):
    leases.renew("a worker elsewhere", at=timezone.now() + 5 * MINUTE)

    assert not look("clock")[0]


def test_a_database_whose_clock_differs_is_noticed(look, monkeypatch):
    monkeypatch.setattr(doctor, "_database_says", lambda now: now - 10 * MINUTE)

    assert "10 minutes away" in look("clock")[1]


def test_a_clock_that_nobody_sets_is_noticed(look, monkeypatch):
    monkeypatch.setattr(doctor, "_kernel_says", lambda: doctor.NOT_IN_STEP)

    assert look("clock")[1].startswith("Nobody sets this machine's clock")


def test_who_reads_people_without_a_second_factor_is_named(lena):
    open_account(name="Ruth Abara", email="ruth@rivertown.example", role="moderator", by=HOST, at=timezone.now())

    assert "1 of 1 who can read people" in doctor.second_factor().says
    assert "Lena Ortiz" in doctor.second_factor().says


@pytest.mark.parametrize("age, is_ok", [(timedelta(hours=20), True), (timedelta(days=3), False)])
def test_a_backup_counts_for_two_days(home, monkeypatch, age, is_ok):
    backup = archive.Backup(home / "x.tar.gz", timezone.now() - age, 1, "0" * 64, 1)
    monkeypatch.setattr(archive, "last_backup", lambda folder: backup)

    assert doctor.backups().is_ok is is_ok


def test_a_foreign_secret_key_is_noticed(home):
    archive.remember_key(home, archive.fingerprint("another key"))

    assert "secret.key" in doctor.secret_key().do


def test_files_that_others_can_read_are_named(home):
    assert doctor.file_modes().is_ok
    (home / "secret.key").write_text("x")
    (home / "secret.key").chmod(0o644)
    assert doctor.file_modes().is_ok  # the folder is closed
    home.chmod(0o755)

    assert str(home / "secret.key") in doctor.file_modes().says


def test_a_small_disk_is_missing_room(home, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_ROOM", 10**18)

    assert "Make room" in doctor.disk_space().do


def test_a_disk_that_can_hold_no_more_files_is_noticed(look, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_ROOM", 1)
    monkeypatch.setattr(doctor, "LEAST_FILES", 10**18)
    if not os.statvfs("/tmp").f_files:
        pytest.skip("This file system counts no files")

    assert "hardly any more files" in look("disk space")[1]


def test_a_backup_that_is_three_days_old_says_what_to_do(look, home, monkeypatch):
    backup = archive.Backup(home / "x.tar.gz", timezone.now() - timedelta(days=3), 1, "0" * 64, 1)
    monkeypatch.setattr(archive, "last_backup", lambda folder: backup)

    assert look("backups") == (False, "The last backup is 3 days old.", "Run `ballotline backup` every night.")


def test_a_database_that_does_not_answer_is_said_once_and_the_rest_is_looked_at(ballotline, home, monkeypatch):
    def no_answer():
        raise OperationalError("connection refused")

    monkeypatch.setattr(doctor, "CHECKS", {**doctor.CHECKS, "database": no_answer, "worker": no_answer})

    ended = ballotline("doctor")

    assert ended.code == SAID_NO
    assert ended.out.count("connection refused") == 1
    assert "Not known, since the database can't be asked." in ended.out
    assert "not the demo" in ended.out
