"""250,000 signatures and 200 long texts move to PostgreSQL and back; each move is killed half-way, and goes on.

What it took in time and memory is printed (`pytest -m proof -s`).
The witness is one question in SQL, asked on both sides.
"""

import os
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.proofs.processes import PYTHON, Installation, fresh_database, install, run_python, wait_until

pytestmark = pytest.mark.proof
SIGNATURES = 250_000
A_PART = 20_000  # so many are there, and then it is killed
MEGABYTE = 1_000_000
AT_MOST = (
    300 * MEGABYTE
)  # held in Python, 250,000 signatures take over 500, and 200 texts of 600,000 letters 120 a copy

MAKE = """
import django; django.setup()
from ballotline.organizing.actions.kinds.petition.testing import make_petition, signed
signed(make_petition())
"""
# It says itself what it held at most: what the system says of a child (`ru_maxrss`) counts its parent in, before
# `exec`.
MOVE = """
import atexit, re
from pathlib import Path
atexit.register(lambda: print(re.search(r"VmHWM:.*", Path("/proc/self/status").read_text())[0]))
from ballotline.interfaces.cli.main import main
main()
"""
MULTIPLY = """
WITH RECURSIVE n(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n WHERE n < ?)
INSERT INTO petition_signature ({columns}) SELECT {values} FROM petition_signature, n WHERE id = 1
"""
LONG_TEXTS = """
WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200)
INSERT INTO django_session (session_key, session_data, expire_date)
SELECT 'long' || n, hex(randomblob(300000)), '2026-03-01 12:00:00' FROM n
"""
EACH_ITS_OWN = {
    "id": "n",
    "public_id": "printf('%032x', n)",
    "name": "'Signer Nümber ' || n",
    "name_key": "'signer number ' || n",
    "email": "'signer' || n || '@rivertown.example'",
    "mailbox_key": "'signer' || n || '@rivertown.example'",
    "comment": "'Line ' || n || char(10) || 'and \\ more' || char(9)",
    "share_code": "'s' || n",
    "show_name": "n % 2",
}
WITNESS = "SELECT count(*), sum(id), sum(length(name) + length(email) + length(comment)), max(share_code)"
FROM_SIGNATURES = " FROM petition_signature"


def test_many_signatures_go_there_and_back_though_each_move_is_killed(tmp_path: Path):
    server = os.environ.get("DATABASE_URL") or pytest.skip("DATABASE_URL names no PostgreSQL server")
    here = install(tmp_path / "home")
    run_python(here, "-c", MAKE)
    multiply(here.home / "ballotline.sqlite3")
    back = here.home / "back.sqlite3"
    with fresh_database(server) as url:
        there = in_database(here, url)
        moved_in_two_goes(here, url, "to PostgreSQL", lambda: rows_there(url) > A_PART)
        moved_in_two_goes(there, f"sqlite://{back}", "to SQLite", lambda: size_of(back) > 10 * MEGABYTE)

        asked = in_sqlite(here.home / "ballotline.sqlite3")
        assert asked[0] == SIGNATURES
        assert in_postgresql(url) == asked == in_sqlite(back)


def multiply(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(petition_signature)")]
        values = ", ".join(EACH_ITS_OWN.get(column, column) for column in columns)
        database.execute(MULTIPLY.format(columns=", ".join(columns), values=values), (SIGNATURES,))
        database.execute(LONG_TEXTS)


def in_database(installation: Installation, url: str) -> Installation:
    environment = {**installation.environment, "DATABASE_URL": url}
    return Installation(installation.home, installation.port, environment)


def moved_in_two_goes(source: Installation, to: str, name: str, is_half_way: Callable[[], bool]) -> None:
    first = start(source, to)
    wait_until(lambda: first.poll() is not None or is_half_way(), seconds=120)
    first.send_signal(signal.SIGKILL)
    assert first.wait(30) == -signal.SIGKILL, "It ended before it was killed"

    began = time.monotonic()
    second = start(source, to)
    said, _none = second.communicate(timeout=600)
    most = int(re.search(r"^VmHWM:\s+(\d+) kB$", said, re.MULTILINE)[1]) * 1024
    print(f"{name}: {time.monotonic() - began:.0f} s, {most / MEGABYTE:.0f} MB\n{said}")

    assert second.returncode == 0
    assert f"petition_signature: {SIGNATURES:,} rows, " in said
    assert f"petition_signature: {SIGNATURES:,} rows, {SIGNATURES:,} written" not in said, "It began anew"
    assert most < AT_MOST


def start(source: Installation, to: str) -> subprocess.Popen:
    command = [PYTHON, "-c", MOVE, "move", "--to", to, "--apply"]
    return subprocess.Popen(
        command, env=source.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def rows_there(url: str) -> int:
    """0 as long as the table is not there."""
    with psycopg.connect(url) as database:
        is_there = database.execute("SELECT to_regclass('petition_signature') IS NOT NULL").fetchone()[0]
        return database.execute("SELECT count(*)" + FROM_SIGNATURES).fetchone()[0] if is_there else 0


def size_of(file: Path) -> int:
    """Of a SQLite file that somebody else has locked; most of it may still stand in its log."""
    return sum(path.stat().st_size for path in file.parent.glob(f"{file.name}*"))


def in_sqlite(file: Path) -> tuple:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(WITNESS + FROM_SIGNATURES).fetchone()


def in_postgresql(url: str) -> tuple:
    with psycopg.connect(url) as database:
        return tuple(map(plain, database.execute(WITNESS + FROM_SIGNATURES).fetchone()))


def plain(value: object) -> object:
    return value if isinstance(value, str) else int(value)
