"""Delivered lists for tests: their header, their rows, their text, and what a stranger may do to them."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from ballotline.organizing.actions.kinds.petition import delivery, verify
from ballotline.organizing.actions.kinds.petition.chain import DeliveryHeader, DeliveryRow

HEADER_LINES = 12


def make_header(online: int, paper: int = 0, **facts: object) -> DeliveryHeader:
    known = {
        "petition": "5d3c0f6e-2f0a-4c57-9f3e-0d7f0a1b2c3d",
        "title": "Keep the Ferry Street library open",
        "asks": "Six days a week, please.",
        "target": "the Rivertown City Council",
        "organization": "Rivertown Together",
        "made_at": datetime(2026, 3, 10, 21, 5, tzinfo=UTC),
        "check_url": "https://rivertown.example/petitions/library/check/",
    }
    return DeliveryHeader(**{**known, "online": online, "paper": paper, **facts})


def make_rows(online: int, paper: int = 0, *, name: str = "Ana Moreno", comment: str = "") -> Iterable[DeliveryRow]:
    return (DeliveryRow(n, name, "Rivertown, MR", comment, n > online) for n in range(1, online + paper + 1))


def written(header: DeliveryHeader, rows: Iterable[DeliveryRow]) -> tuple[bytes, str]:
    """The bytes of a list, and its head hash."""
    with TemporaryDirectory() as folder:
        to = Path(folder) / "list.csv"
        head = delivery.write_csv(header=header, rows=iter(rows), to=to).head_hash
        return to.read_bytes(), head


def make_list(online: int, paper: int = 0, **words: str) -> tuple[bytes, str]:
    return written(make_header(online, paper), make_rows(online, paper, **words))


def table_of(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def text_of(table: list[list[str]], **dialect: object) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows(table)
    return out.getvalue().encode()


def judged(text: bytes, head: str = "") -> verify.Verdict:
    return verify.check(verify.lines_of(io.BytesIO(text)), head=head)


def table_with(rows: int = 9) -> list[list[str]]:
    """A list whose row n stands at index HEADER_LINES + n - 1."""
    return table_of(
        written(make_header(rows), [DeliveryRow(n, f"Person {n}", "Rivertown") for n in range(1, rows + 1)])[0]
    )
