"""Takes out one guard at a time, in a copy of the checkout, and says which of them no test missed.

    python -m tests.mutations [part of a sentence or of a file's name …]

Ends with 0 if each was noticed; with 1 if one was not, or if the tests fell over otherwise than by one that failed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mutations.arrivals import GUARDS, WATCHED_BY
from tests.mutations.mutation import CHECKOUT, Mutation, each_of

AT_A_TIME = 2
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis", "*.egg-info")
ALL_BUT = "not proof and not real and not browser"
ARGUMENTS = ("-x", "-q", "--no-header", "--nomigrations", "-p", "no:cacheprovider", "-m", ALL_BUT)
ONE_KIND = ("-k", "not caller and not follower and not signature")  # what holds for a promise mostly holds for all
FAILED = re.compile(r"^FAILED \S*?(\w+\.py)::(\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the tests ended: all green, or the first red one; `trouble` where they did not get so far."""

    is_green: bool
    noticed_by: str = ""
    trouble: str = ""


@contextmanager
def copy_of_the_checkout() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ballotline-mutation-") as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(CHECKOUT, copy, ignore=LEFT_OUT)
        yield copy


def in_order(file: str) -> list[str]:
    """The tests that watch, those of the file's own kind first: they notice soonest."""
    return sorted(WATCHED_BY, key=lambda path: not (file and path.startswith("/".join(file.split("/")[:5]))))


def run_tests(copy: Path, *only: str, file: str = "") -> Outcome:
    """In `copy`, whose package stands before the installed one, with a data folder of its own."""
    home = copy / "var"
    home.mkdir(exist_ok=True)
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith(("BALLOTLINE", "DATABASE"))
    }
    surroundings |= {"PYTHONPATH": str(copy), "BALLOTLINE_TEST_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", *ARGUMENTS, *only, *in_order(file)]
    done = subprocess.run(command, cwd=copy, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return Outcome(is_green=True)
    red = FAILED.search(done.stdout)
    if done.returncode == 1 and red:
        return Outcome(is_green=False, noticed_by=f"{red[1]} {red[2]}")
    return Outcome(is_green=False, trouble=(done.stdout + done.stderr)[-2_000:])


def without(mutation: Mutation) -> Outcome:
    """With the tests of one kind first; whatever they miss, all of them are asked."""
    with copy_of_the_checkout() as copy:
        mutation.apply(copy)
        soon = run_tests(copy, *ONE_KIND, file=mutation.file)
        return run_tests(copy, file=mutation.file) if soon.is_green else soon


def as_it_is() -> Outcome:
    with copy_of_the_checkout() as copy:
        return run_tests(copy)


def chosen(words: Sequence[str]) -> list[Mutation]:
    """All of them, or those whose sentence or file holds one of the words."""
    every = list(each_of(GUARDS))
    return [one for one in every if not words or any(word in one.breaks or word in one.file for word in words)]


def line(mutation: Mutation, outcome: Outcome) -> str:
    """One line of the table."""
    verdict = "NOT noticed" if outcome.is_green else "BROKEN     " if outcome.trouble else "noticed    "
    where = mutation.file.removeprefix("ballotline/")
    return f"{verdict}  {where}: {mutation.breaks}" + (f"  [{outcome.noticed_by}]" if outcome.noticed_by else "")


def main(words: Sequence[str]) -> int:
    mutations = chosen(words)
    for mutation in mutations:
        mutation.changed((CHECKOUT / mutation.file).read_text())
    before = as_it_is()
    if not before.is_green:
        print(f"The tests must be green before anything is taken out.\n{before.noticed_by}{before.trouble}")
        return 1
    outcomes = []
    with ThreadPoolExecutor(AT_A_TIME) as together:
        for mutation, outcome in zip(mutations, together.map(without, mutations), strict=True):
            print(line(mutation, outcome), flush=True)
            print(outcome.trouble, end="", flush=True)
            outcomes.append(outcome)
    return summed_up(outcomes)


def summed_up(outcomes: Sequence[Outcome]) -> int:
    noticed = sum(bool(outcome.noticed_by) for outcome in outcomes)
    missed = sum(outcome.is_green for outcome in outcomes)
    broken = len(outcomes) - noticed - missed
    print(f"\n{len(outcomes)} guards taken out: {noticed} noticed, {missed} NOT noticed, {broken} broken")
    return 0 if outcomes and noticed == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
