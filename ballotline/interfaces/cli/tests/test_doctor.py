"""What the doctor sees, check by check."""

import json
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from allauth.mfa.models import Authenticator
from django.db import OperationalError
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.backups import archive
from ballotline.foundation.jobs import leases
from ballotline.foundation.organization.models import Organization
from ballotline.interfaces.cli import doctor
from ballotline.interfaces.cli.exits import SAID_NO
from ballotline.movement.accounts.services import open_account

pytestmark = pytest.mark.django_db
HOST = Actor.command("a test")


@pytest.fixture
def lena(home):
    Organization.objects.create(pk=1, name="Rivertown Together")
    return open_account(name="Lena Ortiz", email="lena@rivertown.example", role="owner", by=HOST, at=timezone.now())


def in_production(settings, **more):
    settings.CONFIG = replace(
        settings.CONFIG,
        **{"url": "https://rivertown.example", "mail_url": "smtp://mail.example:587", "proxies": (ip_network("127.0.0.1/32"),),
           **more},
    )  # fmt: skip


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


@pytest.mark.parametrize("more, words", [
    ({"url": "http://rivertown.example"}, "not encrypted"),
    ({"proxies": ()}, "seems to come from this machine"),
])  # fmt: skip
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


def test_a_worker_that_went_silent_is_missing():
    leases.renew("a worker", at=timezone.now() - timedelta(hours=1))

    assert "No worker runs" in doctor.worker().says


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


def test_a_database_that_does_not_answer_is_said_once_and_the_rest_is_looked_at(ballotline, home, monkeypatch):
    def no_answer():
        raise OperationalError("connection refused")

    monkeypatch.setattr(doctor, "CHECKS", {**doctor.CHECKS, "database": no_answer, "worker": no_answer})

    ended = ballotline("doctor")

    assert ended.code == SAID_NO
    assert ended.out.count("connection refused") == 1
    assert "Not known, since the database can't be asked." in ended.out
    assert "not the demo" in ended.out
