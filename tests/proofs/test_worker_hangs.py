"""Jobs that hang in a real worker: it is ended at their time, with all it started, and they are tried again.

Each hangs once: in C code that holds the interpreter's lock, in a child that can't be asked to go, in the database,
in a drain. What they were to do is there once afterwards; the one that always hangs is shown.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proofs.processes import (
    DATABASES,
    SERVE,
    Installation,
    installed_on,
    members,
    run_python,
    started,
    stop,
    wait_until,
)

pytestmark = pytest.mark.proof
WORKER_ROLE = (*SERVE, "--role", "worker")
HANGING = ("hang_in_c", "hang_in_a_child", "hang_in_the_database")


@pytest.fixture(params=DATABASES)
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.proofs.errands.impatient"}
    with installed_on(request.param, tmp_path, **settings) as made:
        yield made


def test_what_hangs_is_ended_and_tried_again_and_its_effect_is_there_once(installation: Installation):
    for number, errand in enumerate(HANGING):
        ask(installation, errand, number)

    with started(installation, WORKER_ROLE) as program:
        wait_until(lambda: statuses(installation) == {"SUCCESSFUL"}, seconds=120)
        log = program.log.read_text()
        wait_until(lambda: not [command for command in members(program).values() if "SIG_IGN" in command], seconds=15)
        assert stop(program) == 0

    lines = Counter(map(tuple, report(installation)["lines"]))
    assert lines == {(verb, str(number)): 1 for verb in ("began", "ended") for number in range(len(HANGING))}
    assert [log.count(f"Job errands.{errand} hung (try 1)") for errand in HANGING] == [1, 1, 1]
    assert log.count("It took longer than 3 seconds and was ended.") == 2
    assert log.count("It took longer than 5 seconds and was ended.") == 1
    assert "in hang_in_a_drain" in log, "where the drain stood when its time was over"


def test_what_always_hangs_is_shown_and_stops_nobody(installation: Installation):
    no_drain_hangs(installation)
    ask(installation, "always_hang", 1)
    ask(installation, "two_lines", 2)

    with started(installation, WORKER_ROLE) as program:
        wait_until(lambda: statuses(installation) == {"FAILED", "SUCCESSFUL"}, seconds=90)
        assert stop(program) == 0

    shown = report(installation)["failed"]
    assert shown == [["errands.always_hang", 2, "It took longer than 5 seconds and was ended."]]


def test_a_job_that_says_that_it_is_still_working_takes_as_long_as_it_needs(installation: Installation):
    no_drain_hangs(installation)
    ask(installation, "take_long_and_say_so", 1)

    with started(installation, WORKER_ROLE) as program:
        wait_until(lambda: statuses(installation) == {"SUCCESSFUL"}, seconds=60)
        assert stop(program) == 0
        assert "hung" not in program.log.read_text()

    assert report(installation)["lines"] == [["began", "1"], ["ended", "1"]]
    assert report(installation)["met by a kill"] == 0


def ask(installation: Installation, errand: str, number: int) -> None:
    run_python(installation, "-m", "tests.proofs.errands", "ask", errand, "1", str(number))


def no_drain_hangs(installation: Installation) -> None:
    (installation.home / "hang_in_a_drain has begun").touch()


def statuses(installation: Installation) -> set[str]:
    return set(report(installation)["statuses"])


def report(installation: Installation) -> dict:
    return json.loads(run_python(installation, "-m", "tests.proofs.errands", "report"))
