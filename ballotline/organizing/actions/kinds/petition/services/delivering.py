"""Preparing the list that leaves the house: the CSV of record, its head hash, and the PDF volumes.

The list is read in one statement into a file of its own, so that what is counted and what is written are the same
moment, and signers are never held up by it.

The files are made on a bench, a hidden folder of this machine, and put into the storage that all machines read. A run
that was killed goes on where it was on the same machine; on another one it takes the list out of the storage.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import SYSTEM, Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.organization.queries import us
from ballotline.foundation.storage import kept as storage
from ballotline.foundation.ui.files import whole_file
from ballotline.foundation.ui.links import full_url
from ballotline.foundation.ui.pdf import PdfFailed
from ballotline.organizing.actions.kinds.petition import delivery as files
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.chain import DeliveryHeader, DeliveryRow
from ballotline.organizing.actions.kinds.petition.models import Delivery, Petition

State = Delivery.State
LIST = "list.csv"
BENCH = ".bench"
A_BEAT = 10_000  # rows after which a long job says that it gets on: a second or two


class AlreadyBeingMade(Exception):
    """A delivery of this petition is being made at this moment."""


@transaction.atomic
def prepare(*, petition: Petition, paper_size: str, by: Actor, at: datetime) -> Delivery:
    """Asks for a delivery as of `at`; a job makes it, on "letter" or "a4" paper. Raises AlreadyBeingMade."""
    if petition.deliveries.filter(state=State.MAKING).exists():
        raise AlreadyBeingMade(petition)
    delivery = Delivery.objects.create(petition=petition, made_at=at, step="list", paper_size=paper_size)
    jobs.enqueue(
        "petition.build_delivery", at=at, key=f"delivery:{delivery.public_id}", delivery=str(delivery.public_id)
    )
    audit.record("delivery prepared", on=petition.ref, by=by, at=at)
    return delivery


def make(*, petition: Petition, paper_size: str, csv_only: bool, by: Actor, at: datetime) -> Delivery:
    """A delivery made at once by whoever calls: the command line. Without a job, and without PDFs if `csv_only`."""
    delivery = Delivery.objects.create(petition=petition, made_at=at, step="list", paper_size=paper_size)
    audit.record("delivery prepared", on=petition.ref, by=by, at=at)
    if csv_only:
        _write_list(delivery, _bench_of(delivery))
        _end(delivery, State.READY, at)
        _clear_the_bench()
    else:
        build(delivery=delivery, at=at)
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def stop(*, delivery: Delivery, by: Actor, at: datetime) -> None:
    """Nothing has left the house yet: what is made so far stays unfinished."""
    Delivery.objects.filter(pk=delivery.pk, state=State.MAKING).update(state=State.STOPPED, finished_at=at)
    audit.record("delivery stopped", on=delivery.petition.ref, by=by, at=at)


def build(*, delivery: Delivery, at: datetime) -> None:
    """Makes the files; called again after a crash it goes on where it was. A stopped one is left alone."""
    _clear_the_bench()
    if delivery.state != State.MAKING:
        return
    try:
        _make_files(delivery, _bench_of(delivery))
    except Stopped:
        pass
    except (PdfFailed, files.RowsDontMatch) as problem:
        _end(delivery, State.FAILED, at, problem=str(problem)[:300])
    else:
        _end(delivery, State.READY, at)
    _clear_the_bench()


def _make_files(delivery: Delivery, bench: Path) -> None:
    if delivery.head_hash:
        _take_back_list(delivery, bench)
    else:
        _write_list(delivery, bench)
    made = files.write_pdfs(
        csv_file=bench / LIST,
        folder=bench,
        paper=delivery.paper_size,
        on_progress=lambda done, total: _progress(delivery, done, total),
    )
    for file in made:
        jobs.still_working()
        storage.put(file, name=f"{folder_of(delivery)}/{file.name}")


class Stopped(Exception):
    """An organizer pressed stop."""


def folder_of(delivery: Delivery) -> str:
    """Where its files stand in the storage."""
    return _folder(str(delivery.public_id))


def _folder(public_id: str) -> str:
    return f"deliveries/{public_id}"


def files_of(delivery: Delivery) -> dict[str, int]:
    """Name and bytes of what can be downloaded."""
    if delivery.state != State.READY:
        return {}
    sizes = storage.store().sizes(folder_of(delivery))
    named = {PurePosixPath(name): size for name, size in sizes.items()}
    return {path.name: size for path, size in named.items() if path.suffix in (".csv", ".pdf")}


def remove_files(public_id: str) -> None:
    """Of a delivery that is not on file any more."""
    storage.store().remove(_folder(public_id))


def _bench_of(delivery: Delivery) -> Path:
    bench: Path = settings.CONFIG.home / BENCH / str(delivery.public_id)
    for folder in (bench.parent, bench):
        folder.mkdir(mode=0o700, exist_ok=True)
    return bench


def _clear_the_bench() -> None:
    """Takes away what no delivery is made from any more: names lie on it, and a killed run leaves them."""
    making = {str(one) for one in Delivery.objects.filter(state=State.MAKING).values_list("public_id", flat=True)}
    for folder in (settings.CONFIG.home / BENCH).glob("*"):
        if folder.name not in making:
            shutil.rmtree(folder, ignore_errors=True)


def _take_back_list(delivery: Delivery, bench: Path) -> None:
    """The list whose head hash is on file, also where an earlier run left another one on this bench."""
    with storage.store().open(f"{folder_of(delivery)}/{LIST}") as ours, whole_file(bench / LIST) as file:
        shutil.copyfileobj(ours, file)


def _write_list(delivery: Delivery, bench: Path) -> None:
    with TemporaryFile("w+", encoding="utf-8", dir=bench) as kept:
        delivery.online, delivery.paper, delivery.on_word = _keep_rows(delivery, kept)
        written = files.write_csv(header=_header(delivery), rows=_kept_rows(kept), to=bench / LIST)
    storage.put(bench / LIST, name=f"{folder_of(delivery)}/{LIST}")
    delivery.head_hash, delivery.step = written.head_hash, "pdf"
    delivery.save(update_fields=["online", "paper", "on_word", "head_hash", "step"])


def _keep_rows(delivery: Delivery, kept: IO[str]) -> tuple[int, int, int]:
    """Writes every row into `kept`; how many online, on paper, and of the former on their word."""
    counts, on_word = [0, 0], 0
    for row in queries.delivery_rows(delivery.petition, until=delivery.made_at):
        if row.number % A_BEAT == 0:
            jobs.still_working()
        kept.write(json.dumps([row.number, row.name, row.place, row.comment, row.on_paper, row.on_word]) + "\n")
        counts[row.on_paper] += 1
        on_word += row.on_word
    kept.seek(0)
    return counts[0], counts[1], on_word


def _kept_rows(kept: IO[str]) -> Iterator[DeliveryRow]:
    return (DeliveryRow(*json.loads(line)) for line in kept)


def _header(delivery: Delivery) -> DeliveryHeader:
    petition = delivery.petition
    return DeliveryHeader(
        petition=str(petition.public_id),
        title=petition.action.title,
        asks=petition.asks,
        target=petition.target,
        organization=us().name,
        made_at=delivery.made_at,
        online=delivery.online,
        paper=delivery.paper,
        on_word=delivery.on_word,
        check_url=full_url("petition:check", petition.action.slug),
    )


def _progress(delivery: Delivery, done: int, total: int) -> None:
    """Says how far it is, and stops where an organizer asked for it."""
    jobs.still_working()
    making = Delivery.objects.filter(pk=delivery.pk, state=State.MAKING)
    if not making.update(done=done, total=total):
        raise Stopped


@transaction.atomic
def _end(delivery: Delivery, state: str, at: datetime, problem: str = "") -> None:
    Delivery.objects.filter(pk=delivery.pk, state=State.MAKING).update(state=state, finished_at=at, problem=problem)
    audit.record(f"delivery {state}", on=delivery.petition.ref, by=SYSTEM, at=at)


def latest_question(petition: Petition) -> str:
    """Exactly what leaves, as the desk says it before anything is prepared."""
    left_out = petition.signatures.filter(state="confirmed", comment_state="waiting").count()
    words = _("Name, town and shown comments. No e-mail, phone or street.")
    if left_out:
        words += " " + _("%(n)s comments that nobody has looked at stay out.") % {"n": left_out}
    return words
