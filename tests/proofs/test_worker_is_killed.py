"""A worker is killed ten times in the middle of its work: every job's effect is there, and there once."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proofs.processes import (
    DATABASES,
    PYTHON,
    Installation,
    installed_on,
    kill_group,
    run_python,
    started,
    stop,
    wait_until,
)

pytestmark = pytest.mark.proof
WORKER = (PYTHON, "-m", "ballotline.foundation.jobs")
KILLS = 10


@pytest.fixture(params=DATABASES)
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.proofs.errands.settings"}
    with installed_on(request.param, tmp_path, **settings) as made:
        yield made


@pytest.mark.parametrize(
    "errand, lines",
    [
        ("two_lines", ["began", "ended"]),
        ("two_lines_in_two_commits", ["began in a commit", "ended in a commit"]),
    ],
)
def test_each_effect_is_there_once_after_ten_kills(installation: Installation, errand: str, lines: list[str]):
    run_python(installation, "-m", "tests.proofs.errands", "ask", errand, "500")

    for _ in range(KILLS):
        kill_a_worker_at_work(installation)
    work_until_all_is_done(installation)

    report = what_became(installation)
    assert set(report["statuses"]) == {"SUCCESSFUL"}
    assert Counter(map(tuple, report["lines"])) == {(verb, str(n)): 1 for verb in lines for n in range(500)}
    assert report["met by a kill"] >= 3, "Most kills met no job in hand: this proved little, run it again"


def kill_a_worker_at_work(installation: Installation) -> None:
    with started(installation, WORKER) as worker:
        wait_until(lambda: f"-{worker.process.pid}-" in worker.log.read_text(), seconds=30)  # "The worker … is running"
        time.sleep(random.uniform(0.1, 0.5))
        kill_group(worker)


def work_until_all_is_done(installation: Installation) -> None:
    with started(installation, WORKER) as worker:
        wait_until(lambda: set(what_became(installation)["statuses"]) == {"SUCCESSFUL"}, seconds=90)
        assert stop(worker) == 0
    assert what_became(installation)["leases"] == 0, "A worker that goes by itself takes its lease along"


def what_became(installation: Installation) -> dict:
    return json.loads(run_python(installation, "-m", "tests.proofs.errands", "report"))
