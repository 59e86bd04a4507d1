"""`ballotline bench cases`: a page of the queue with many cases on file, and how soon a mail has an owner.

Like `bench sign` it starts an installation of its own and only ever talks to it. What tells something on a shared
machine is the ratio: the same page with a hundred cases, in the same run.
"""

import json
import smtplib
import sqlite3
import statistics
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from pathlib import Path

import click

from ballotline.interfaces.cli.bench_load import Load, Visitor, beside_the_data, free_port, installed, run_in, within

FEW = 100
PAGES = 40  # of each question
QUESTIONS = ("", "?show=late", "?q=moss", "?show=all&page=100")
OWNED_WITHIN = 60.0  # seconds; after them something is broken
HOST = "127.0.0.1"
HELLO = "hello@bench.example"
MAKE = """
import django; django.setup()
from django.test import Client
from django.utils import timezone
from ballotline.foundation.access.rules import Actor
from ballotline.foundation.organization.models import Organization
from ballotline.movement.accounts import services as accounts
Organization.objects.create(pk=1, name="Bench", write_to="hello@bench.example")
lena = accounts.open_account(
    name="Lena Ortiz", email="lena@bench.example", role="owner", by=Actor.command("bench"), at=timezone.now()
)
client = Client()
client.force_login(lena)
print(client.cookies["sessionid"].value)
"""
FILL = """
import sys; from datetime import timedelta
import django; django.setup()
from django.utils import timezone
from ballotline.organizing.intake.models import Case, Entry
from ballotline.organizing.intake.services import asked
now, first, last = timezone.now(), int(sys.argv[1]), int(sys.argv[2])
kinds, states = asked.ours(), ("new", "open", "waiting", "done", "reopened")
def case(n):
    state = states[n % 5]
    return Case(kind=kinds[n % len(kinds)], subject=f"Question {n}", state=state, source="mail",
        name=f"Ana Moss {n}", email=f"ana{n}@bench.example", mailbox_key=f"ana{n}@bench.example",
        found_by=f" ana moss {n} question", opened_at=now - timedelta(hours=n % 900),
        due_at=now + timedelta(hours=n % 97 - 48), done_at=now if state == "done" else None)
made = Case.objects.bulk_create([case(n) for n in range(first, last)], batch_size=500)
Entry.objects.bulk_create(
    [Entry(case=one, kind="in", by_kind="visitor", text="When is it?", at=one.opened_at) for one in made],
    batch_size=500,
)
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """Milliseconds of a page with `cases` on file and with a hundred, `times` as a ratio; seconds from a message's 250
    to its owner."""

    cases: int
    page_p50: float
    page_p95: float
    few_p50: float
    times: float
    messages: int
    owner_p50: float
    owner_p95: float


@click.command("cases")
@click.option("--cases", "many", type=click.IntRange(1_000, 1_000_000), default=10_000, help="How many are on file.")
@click.option("--messages", type=click.IntRange(10, 1_000), default=60, help="How many mails come in.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def cases(many: int, messages: int, as_json: bool) -> None:
    """A page of the desk's queue with many cases, and the time from a mail to its owner."""
    with beside_the_data() as folder:
        found = _measure(folder / "home", many, messages)
    click.echo(json.dumps(asdict(found)) if as_json else _in_words(found))


def _measure(home: Path, many: int, messages: int) -> Queue:
    mail_port = free_port()
    with installed(home, make=MAKE, BALLOTLINE_MAIL_IN=f"smtp://{HOST}:{mail_port}") as load:
        run_in(load.environment, "-c", FILL, "0", str(FEW))
        few = _pages(load)
        run_in(load.environment, "-c", FILL, str(FEW), str(many))
        full = _pages(load)
        waited = [_until_owned(load, mail_port, n) for n in range(messages)]
    few_p50, p50, owned = (statistics.median(times) for times in (few, full, waited))
    return Queue(many, p50, within(full, 0.95), few_p50, p50 / few_p50, messages, owned, within(waited, 0.95))


def _pages(load: Load) -> list[float]:
    """Milliseconds of each page of each question, one after the other."""
    cookie = f"Cookie: sessionid={load.said.strip()}\r\n"
    with Visitor(load.port) as visitor:
        return [_asked(visitor, load.port, question, cookie) for _time in range(PAGES) for question in QUESTIONS]


def _asked(visitor: Visitor, port: int, question: str, cookie: str) -> float:
    began = time.monotonic()
    head = f"GET /desk/cases/{question} HTTP/1.1\r\nHost: {HOST}:{port}\r\n{cookie}\r\n"
    if (status := visitor.ask(head.encode())) != 200:
        raise click.ClickException(f"The queue answered {status}.")
    return (time.monotonic() - began) * 1000


def _until_owned(load: Load, mail_port: int, n: int) -> float:
    """Seconds from the moment at which the door said that it has the message."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"ruth{n}@bench.example", HELLO, f"Letter {n}"
    message.set_content("We want to start a chapter.")
    with smtplib.SMTP(HOST, mail_port, timeout=30) as door:
        door.send_message(message)
    began, ends = time.monotonic(), time.monotonic() + OWNED_WITHIN
    with closing(sqlite3.connect(f"file:{load.home / 'ballotline.sqlite3'}?mode=ro", uri=True, timeout=20)) as database:
        while time.monotonic() < ends:
            sql = "SELECT 1 FROM intake_case WHERE subject = ? AND owner_id IS NOT NULL"
            if database.execute(sql, (f"Letter {n}",)).fetchone():
                return time.monotonic() - began
            time.sleep(0.02)
    raise click.ClickException(f"Message {n} had no owner after {OWNED_WITHIN:.0f} s.")


def _in_words(found: Queue) -> str:
    return (
        f"a page of the queue with {found.cases:,} cases: {found.page_p50:,.0f} ms, 95 of 100 within "
        f"{found.page_p95:,.0f} ms; {found.times:.1f} times as long as with {FEW}\n"
        f"from a mail to its owner: {found.owner_p50:.1f} s, 95 of 100 within {found.owner_p95:.1f} s "
        f"({found.messages} messages)"
    )
