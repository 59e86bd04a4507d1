"""`ballotline serve` as a process: it says when it is ready, keeps its children alive, and leaves none behind."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.proofs.processes import (
    SERVE,
    Installation,
    Program,
    answers,
    install,
    kill_group,
    members,
    started,
    stop,
    wait_until,
    wait_until_ready,
)

pytestmark = pytest.mark.proof
WORKER_ROLE = (*SERVE, "--role", "worker")


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return install(tmp_path)


def test_it_says_where_it_is_and_goes_when_asked(installation: Installation):
    with started(installation) as program:
        wait_until_ready(installation, program)
        wait_until(lambda: "is ready" in program.log.read_text(), seconds=5)

        assert stop(program) == 0

        assert f"Ballotline is ready: {installation.url}/\n" in program.log.read_text()
        assert members(program) == {}


def test_when_it_is_killed_no_child_holds_the_port(installation: Installation):
    with started(installation) as program:
        wait_until_ready(installation, program)
        program.process.kill()

        wait_until(lambda: not members(program), seconds=10)
        assert is_free(installation.port)


def test_a_child_that_dies_is_started_again(installation: Installation):
    with started(installation) as program:
        wait_until_ready(installation, program)
        for part in ("gunicorn", "ballotline.foundation.jobs"):
            before = pids(program, part)
            for pid in before:
                os.kill(pid, signal.SIGKILL)
            wait_until(lambda part=part, before=before: pids(program, part) - before, seconds=15)

        wait_until(lambda: answers(installation), seconds=15)
        assert "The web server ended (-9) and starts again in 1 s." in program.log.read_text()


def test_after_the_power_went_the_same_command_starts_again(installation: Installation):
    for _ in range(3):
        with started(installation) as program:
            wait_until_ready(installation, program)
            kill_group(program)


def test_a_port_that_is_taken_is_said_in_one_sentence(installation: Installation):
    with socket.create_server(("127.0.0.1", installation.port)):
        refused = run_to_its_end(installation)

    assert refused.returncode == 3
    assert refused.stderr.splitlines() == [
        f"Another program has port {installation.port} on 127.0.0.1. Stop it, or choose another with --port."
    ]


def test_a_database_that_is_not_set_up_is_said_in_one_sentence(installation: Installation):
    for file in installation.home.glob("ballotline.sqlite3*"):
        file.unlink()

    refused = run_to_its_end(installation)

    assert refused.returncode == 1
    assert refused.stderr.startswith("The database is not set up for this version: run `ballotline init`")


def test_only_the_worker_opens_no_port(installation: Installation):
    with started(installation, WORKER_ROLE) as program:
        wait_until(lambda: "is running" in program.log.read_text(), seconds=30)

        assert not pids(program, "gunicorn")
        assert stop(program) == 0


def test_web_server_and_worker_run_apart(installation: Installation):
    with started(installation, (*SERVE, "--role", "web")) as web, started(installation, WORKER_ROLE) as worker:
        wait_until_ready(installation, web)
        wait_until(lambda: pids(worker, "ballotline.foundation.jobs"), seconds=30)
        assert not pids(web, "ballotline.foundation.jobs")

        kill_group(worker)

        assert answers(installation)


def run_to_its_end(installation: Installation) -> subprocess.CompletedProcess:
    return subprocess.run(SERVE, env=installation.environment, capture_output=True, text=True, timeout=60)


def pids(program: Program, part: str) -> set[int]:
    return {pid for pid, command in members(program).items() if f"-m {part}" in command}


def is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
