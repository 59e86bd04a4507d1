"""The questions of a form while they are written: rows of texts, as a page sends them and shows them again.

A row is what stands in its controls, by part ("label"); on the page the control of row 2 is called "q2_label". A button
adds a row, moves one or takes one out; nothing is saved by it, and all that was typed stays, also in what was taken
out.
"""

from collections.abc import Iterable, Mapping
from itertools import count, takewhile
from typing import Any

from ballotline.foundation.ui.numbers import whole_number
from ballotline.organizing.actions.kinds.form.rules import QUESTIONS_AT_MOST

PARTS = ("key", "kind", "label", "help", "choices", "required")
OUT = "-"  # before the key of what was taken out: a page of thirty questions holds no more fields than may be sent
BUTTON = "arrange"  # "add", or what and which: "up 2", "down 2", "out 2", "back 2"

Row = dict[str, str]


def name_of(n: int, part: str) -> str:
    return f"q{n}_{part}"


def is_out(key: str) -> bool:
    return key.startswith(OUT)


def rows_in(data: Mapping[str, Any]) -> list[Row]:
    """In their order, up to the first gap."""
    there = takewhile(lambda n: name_of(n, "label") in data, count())
    return [{part: str(data[name_of(n, part)]) for part in PARTS if name_of(n, part) in data} for n in there]


def spelled(rows: Iterable[Row]) -> dict[str, str]:
    """As a page sends them."""
    return {name_of(n, part): text for n, row in enumerate(rows) for part, text in row.items()}


def is_arranging(data: Mapping[str, Any]) -> bool:
    return bool(data.get(BUTTON))


def arranged(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was sent, after the button that was pressed; one that does not fit changes nothing."""
    if not is_arranging(data):
        return data
    rows = rows_in(data)
    verb, _space, which = str(data[BUTTON]).partition(" ")
    _press(rows, verb, whole_number(which, most=len(rows) - 1))
    old = spelled(rows_in(data))
    return {name: data[name] for name in data if name not in old} | spelled(rows)


def _press(rows: list[Row], verb: str, n: int | None) -> None:
    if verb == "add" and len(rows) < QUESTIONS_AT_MOST:
        rows.append({"key": "", "kind": "text", "label": "", "help": "", "choices": ""})
    elif n is not None and verb in ("out", "back"):
        key = rows[n].get("key", "").lstrip(OUT)
        rows[n]["key"] = OUT + key if verb == "out" else key
    elif n is not None and verb in ("up", "down"):
        other = n + (1 if verb == "down" else -1)
        if 0 <= other < len(rows):
            rows[n], rows[other] = rows[other], rows[n]
