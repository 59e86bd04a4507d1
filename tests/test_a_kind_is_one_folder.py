"""A kind of ask is one folder: put among the others, in a copy of the program, it shows in every place and keeps every
rule.

What is tested there stands in kind_of_one_folder: `ride`, the folder, and `everywhere`, the places. Nothing else is
added but its first migration, which Django writes.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import CHECKOUT
from tests.architecture.test_contracts import lint

pytestmark = pytest.mark.proof
KINDS = Path("ballotline/organizing/actions/kinds")
OF_EVERY_KIND = (
    "ballotline/organizing/actions/tests",
    "ballotline/interfaces/site/tests/test_front.py",
    "ballotline/interfaces/desk/tests/test_who_took_part.py",
    "tests/test_every_way_in.py",
)
MANY = 60  # tests that run over every kind, or every way in
NOT_THEIRS = ("BALLOTLINE_HOME", "BALLOTLINE_TEST_HOME", "DATABASE_URL")  # of the run that this test is in


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    left_out = shutil.ignore_patterns("__pycache__")
    for part in ("ballotline", "tests"):
        shutil.copytree(CHECKOUT / part, folder / part, ignore=left_out)
    shutil.copytree(CHECKOUT / "tests/kind_of_one_folder/ride", folder / KINDS / "ride", ignore=left_out)
    run(folder, "django", "makemigrations", "ride")
    return folder


def run(house: Path, *command: str) -> str:
    env = {name: value for name, value in os.environ.items() if name not in NOT_THEIRS}
    env |= {"PYTHONPATH": str(house), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    given = [sys.executable, "-m", *command]
    done = subprocess.run(given, cwd=house, env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-5_000:] + done.stderr[-2_000:]
    return done.stdout


def test_it_shows_in_every_place(house):
    assert " passed" in run(house, "pytest", "-v", "tests/kind_of_one_folder/everywhere.py")


def test_it_keeps_what_every_kind_keeps(house):
    said = run(house, "pytest", "-v", "-k", "ride or offer", *OF_EVERY_KIND)

    assert int(re.search(r"(\d+) passed", said)[1]) >= MANY


def test_its_one_migration_is_all_that_is_written_and_no_contract_is_broken(house):
    written = {path.relative_to(house).as_posix() for path in (house / "ballotline").rglob("migrations/0*.py")}
    before = {path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / "ballotline").rglob("migrations/0*.py")}

    assert written - before == {(KINDS / "ride/migrations/0001_initial.py").as_posix()}
    code, said = lint(house)
    assert code == 0, said
