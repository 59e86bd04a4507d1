"""PDFs: a Typst template and plain values in, a file out, always through a child process with limits.

Typst may hang in a process that forks, panics on a few rare mixtures of scripts, and takes memory with the number
of rows. So it is never loaded here: each PDF has a child of its own (typesetter.py) with a limit on
time and memory, which gets the values on its input and answers with the PDF.

What people typed goes in as values, never as markup: a template reads it with `json(bytes(sys.inputs.data))`.
A template can read only files below `root`, and the child knows nothing of the environment's secrets.
A letter for which this machine has no font becomes an empty box; it never fails the file.
Make PDFs in jobs and commands, not while a page waits.
"""

import io
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import segno

import ballotline
from ballotline.foundation.ui.files import whole_file

ROOT = Path(ballotline.__file__).parent
ENVIRONMENT = ("HOME", "LANG", "PATH", "PYTHONPATH", "XDG_DATA_HOME")
PAPERS = {"letter": "us-letter", "a4": "a4"}
PARTS_OF_AN_ADDRESS = re.compile(r"(?<=[/.?=&_-])(?=\w)")
# A longer one may not fit into a column of a list, and the typesetter breaks no word by itself
LONG_WORD = re.compile(r"\S{25,}")
KEPT = "\n\u200b"

Values = Mapping[str, object]


class PdfFailed(Exception):
    """The PDF was not made, and nothing was left behind; the sentence says why."""


class TypesetterStopped(PdfFailed):
    """Something in the template or the values stopped it, not a limit: other values may well pass."""


def compile(*, template: Path, data: Values, to: Path, root: Path = ROOT) -> None:
    """Sets `template` with `data` as the PDF `to`, whole or not at all. Raises PdfFailed.

    If the typesetter stumbles over the text, it gets it a second time without accents.
    """
    try:
        pdf = typeset(template=template, data=data, root=root)
    except TypesetterStopped:
        pdf = typeset(template=template, data=without_accents(data), root=root)
    with whole_file(to) as file:
        file.write(pdf)


def typeset(*, template: Path, data: Values, root: Path = ROOT, seconds: int = 120, megabytes: int = 512) -> bytes:
    """The PDF of `template` with `data`, made by a child that may take so long and so much memory. Raises PdfFailed."""
    order = {
        "template": str(template),
        "root": str(root),
        "data": json.dumps(data),
        "seconds": seconds * (os.cpu_count() or 1),
        "megabytes": megabytes,
    }
    command = [sys.executable, "-P", "-m", "ballotline.foundation.ui.typesetter"]
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  our own module, and no word of a stranger in the command
            command,
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PdfFailed(f"{template.name} was not done in {seconds} seconds.")
    if done.returncode:
        raise _failure(template.name, done, megabytes)
    return done.stdout


def without_accents(values: Any) -> Any:
    """All texts in `values` without accents, marks and signs that have no shape of their own.

    Typst 0.15 panics on a few mixtures of right-to-left letters and accents (typst issue 8667), and what
    people type must not stop a print. Letters stay; those who need every sign have the file this was printed from.
    """
    if isinstance(values, str):
        return "".join(letter for letter in values if letter in KEPT or unicodedata.category(letter)[0] not in "MC")
    if isinstance(values, Mapping):
        return {name: without_accents(value) for name, value in values.items()}
    return [without_accents(value) for value in values] if isinstance(values, list) else values


def breakable(text: str) -> str:
    """The text with places where a long word may go on in the next line, so that no cell runs into its neighbor."""
    return LONG_WORD.sub(lambda word: _cut(word[0]), text)


def breakable_address(address: str) -> str:
    """A web address with places to go on in the next line: between its parts, not within a word."""
    return PARTS_OF_AN_ADDRESS.sub("\u200b", address)


def qr_picture(text: str) -> str:
    """A QR code as the text of an SVG file, for `image(bytes(…), format: "svg")`."""
    picture = io.BytesIO()
    segno.make_qr(text, error="m").save(picture, kind="svg", xmldecl=False, border=0)
    return picture.getvalue().decode()


def _cut(word: str) -> str:
    """A place to break after each letter: the typesetter uses those it needs."""
    pairs = itertools.pairwise(word)
    return word[0] + "".join(after if _belong_together(before, after) else "\u200b" + after for before, after in pairs)


def _belong_together(before: str, after: str) -> bool:
    """An accent or the shade of an emoji with what stands before it, and a joiner with both its sides."""
    return unicodedata.category(before) == "Cf" or unicodedata.category(after).startswith(("M", "Cf", "Sk"))


def _failure(name: str, done: subprocess.CompletedProcess[bytes], megabytes: int) -> PdfFailed:
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == -signal.SIGXCPU:
        return PdfFailed(f"{name} took more computing time than it may.")
    if "memory allocation of" in said or "MemoryError" in said or done.returncode == -signal.SIGKILL:
        return PdfFailed(f"{name} needed more than {megabytes} MB of memory.")
    return TypesetterStopped(f"{name} could not be set: {said.splitlines()[-1][:300] if said else 'it said nothing'}.")
