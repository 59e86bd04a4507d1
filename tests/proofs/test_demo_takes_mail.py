"""The running demo: its first lines say where to write, and a letter to there is a case that somebody has."""

import os
import re
import smtplib
import sqlite3
import time
from pathlib import Path

import pytest

from tests.proofs.processes import SERVE, Installation, free_port, started, wait_until

pytestmark = pytest.mark.proof
DEMO = (SERVE[0], "demo")
MAIL_IN = re.compile(r"Mail in: smtp://127\.0\.0\.1:(\d+), write to (\S+)")
OWNED = "SELECT owner_id FROM intake_case WHERE subject = ? AND owner_id IS NOT NULL"


@pytest.fixture
def demo(tmp_path: Path) -> Installation:
    port = free_port()
    others = ("BALLOTLINE_", "DATABASE_", "DJANGO_SETTINGS")  # the tests' own
    ours = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    return Installation(tmp_path, port, ours | {"DEMO_DIR": str(tmp_path), "PORT": str(port), "HOST": "127.0.0.1"})


def has_owner(home: Path, subject: str) -> bool:
    [file] = home.glob("*.sqlite3")
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
    try:
        return bool(database.execute(OWNED, [subject]).fetchone())
    finally:
        database.close()


def is_open(log: Path) -> bool:
    return bool(MAIL_IN.search(log.read_text()))


def test_a_letter_to_the_running_demo_is_a_case_with_an_owner(demo: Installation):
    with started(demo, DEMO) as program:
        wait_until(lambda: program.process.poll() is not None or is_open(program.log), seconds=240)
        said = MAIL_IN.search(program.log.read_text())
        assert said, program.log.read_text()
        letter = f"From: Nora Quill <nora@far.example>\r\nTo: {said[2]}\r\nSubject: A ferry\r\n\r\nWho is it for?\r\n"

        began = time.monotonic()
        with smtplib.SMTP("127.0.0.1", int(said[1]), timeout=20) as conversation:
            assert conversation.sendmail("nora@far.example", [said[2]], letter.encode()) == {}
        wait_until(lambda: has_owner(demo.home, "A ferry"), seconds=60)
        print(f"With an owner {time.monotonic() - began:.1f} s after it was accepted")
