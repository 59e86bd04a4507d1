"""`ballotline bench`: what this machine can do, as ratios within one run. Nothing of yours is touched.

`bench sign` starts an installation of its own beside your data folder (the same disk), and only ever talks to it.
Single figures of a shared machine mean little; the ratio to the bare loop, measured in the same minute, does.
"""

import json
import sqlite3
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from ballotline.interfaces.cli.bench_cases import cases
from ballotline.interfaces.cli.bench_load import Timed, beside_the_data, installed, offered, saturated, within
from ballotline.interfaces.cli.bench_places import places

# On a shared machine one round says little; the middle one of three is told
RUNS = 3
# Well below what a small machine takes (328 a second on two cores), so that the wait for one is seen and not the queue
OFFERED_A_SECOND = 100


@dataclass(frozen=True, slots=True)
class Signing:
    """Rates in 1/s, times in milliseconds, `ratio` as a share of the bare loop."""

    acknowledged: float
    bare_loop: float
    ratio: float
    p99_offered: float
    mail_backlog: int
    reads_beside: float
    p99_beside: float


@click.group("bench")
def bench() -> None:
    """Measures this machine, in one run."""


@bench.command("sign")
@click.option("--seconds", type=click.IntRange(2, 60), default=8, help="How long each part is measured.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def sign(seconds: int, as_json: bool) -> None:
    """Signatures a second, from the form's POST to the committed row and mail, against a bare insert loop."""
    with beside_the_data() as folder:
        found = _measure(folder, seconds)
    click.echo(json.dumps(asdict(found)) if as_json else _in_words(found))


bench.add_command(places)
bench.add_command(cases)


def _measure(folder: Path, seconds: int) -> Signing:
    """Medians of three rounds; in each the bare loop runs right beside the full path."""
    pairs: list[tuple[float, float]] = []
    with installed(folder / "home") as load:
        for run in range(RUNS):
            bare = bare_loop(folder / f"bare{run}.sqlite3", seconds / 2)
            pairs.append((_rate(saturated(load, seconds)), bare))
        load.wait_for_mail()
        calm = offered(load, OFFERED_A_SECOND, seconds)
        backlog = load.mail_waiting()
        load.wait_for_mail()
        beside = offered(load, OFFERED_A_SECOND, seconds, with_readers=True)
    acknowledged, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(full / loop for full, loop in pairs)
    reads = beside.reads / beside.seconds
    return Signing(acknowledged, bare, ratio, _p99(calm), backlog, reads, _p99(beside))


def bare_loop(file: Path, seconds: float) -> float:
    """Rows a second: one row of a signature's size per commit, with the settings of our own database."""
    database = sqlite3.connect(file, isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)"
    )
    began, rows = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO row (text) VALUES (?)", ("x" * 400,))
        database.execute("COMMIT")
        rows += 1
    took = time.monotonic() - began
    database.close()
    return rows / took


def _rate(timed: Timed) -> float:
    return len(timed.times) / timed.seconds


def _p99(timed: Timed) -> float:
    return within(timed.times, 0.99) * 1000


def _in_words(found: Signing) -> str:
    return (
        f"{found.acknowledged:,.0f} signatures a second, {found.ratio:.1%} of the bare loop's "
        f"{found.bare_loop:,.0f} (median of {RUNS})\n"
        f"at {OFFERED_A_SECOND} a second, with the worker draining: 99 of 100 within "
        f"{found.p99_offered:,.0f} ms, {found.mail_backlog} mails behind at the end\n"
        f"beside {OFFERED_A_SECOND} a second: {found.reads_beside:,.0f} pages read a second, 99 of 100 "
        f"signers within {found.p99_beside:,.0f} ms"
    )
