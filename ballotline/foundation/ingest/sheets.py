"""Spreadsheets (.xlsx): the one sheet that holds something, row by row, each cell as the text that one sees in it.

Such a file is a zip of XML. It is read with the standard library, tag by tag: a library for spreadsheets makes a tree
of each row, and a row can be made as long as the memory. Only the texts that cells share are held whole (limits.py).

A number is written as short as it can be, with the zeros before it that its format shows (a ZIP code), and a day as
2026-03-10. What a formula gave is read as it was saved; where it was not saved,
nobody knows it, and the file is refused.
"""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any
from xml.parsers import expat

from ballotline.foundation.ingest.archives import opened_member, opened_zip
from ballotline.foundation.ingest.content import DAMAGED
from ballotline.foundation.ingest.limits import (
    COLUMNS_AT_MOST,
    MB,
    SHARED_TEXTS_AT_MOST,
    SHEET_AT_MOST,
    OtherKind,
    Refused,
    megabytes,
)
from ballotline.foundation.ingest.sheet_numbers import WHOLE, Formats, as_number

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
TEXTS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
ZIP = b"PK\x03\x04"
AT_ONCE = 64_000
LONGEST_TAG = 1 * MB
LONGEST_TEXT = 32_767  # characters of a cell: as many as the format allows
NO_RESULT = (
    "has a formula without its result in row {row}. Open it in a spreadsheet program, save it, and bring it in again."
)
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!"})
Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that was looked up, and not yet read.

    `inside` is where it stands in the zip; `rows` can be asked again.
    """

    path: Path
    name: str
    inside: str
    texts: tuple[str, ...]
    formats: Formats

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row's number, its cells) of rows that hold something. Raises Refused, also midway."""
        with opened_zip(self.path) as archive:
            yield from _rows(archive, self)


def is_sheet(path: Path) -> bool:
    """By its content, whatever it is called. Raises OSError."""
    with path.open("rb") as file:
        if file.read(len(ZIP)) != ZIP:
            return False
    try:
        with opened_zip(path) as archive:
            return WORKBOOK in archive.namelist()
    except Refused:
        return False


def sheet_at(path: Path) -> Sheet:
    """The one sheet that can be seen and holds something. Raises Refused, OtherKind."""
    with opened_zip(path) as archive:
        texts, (has_1904, listed) = tuple(_shared_texts(archive, path)), _listed(archive, path)
        formats = _formats(archive, path, has_1904=has_1904)
        sheets = [Sheet(path, name, inside, texts, formats) for name, inside in listed]
        full = [sheet for sheet in sheets if next(_rows(archive, sheet), None)]
    if not full:
        raise OtherKind(path, "is a spreadsheet with nothing in it.")
    if len(full) > 1:
        names = ", ".join(f"“{sheet.name}”" for sheet in full[:3])
        raise Refused(path, f"has {len(full)} sheets with something in them ({names}). Keep the one that is meant.")
    return full[0]


def _listed(archive: zipfile.ZipFile, path: Path) -> tuple[bool, list[tuple[str, str]]]:
    """(its days are counted from 1904, [(name, where it stands)] of the sheets that are not hidden)."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []
    since: list[bool] = []

    def start_relation(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "workbookPr":
            since.append(attributes.get("date1904") in ("1", "true"))
        elif tag == "sheet" and attributes.get("state", "visible") == "visible":
            sheets.append((attributes.get("name", ""), targets.get(attributes.get("id", ""), "")))

    _read_whole(archive, RELATIONS, path, start_relation)
    _read_whole(archive, WORKBOOK, path, start)
    return any(since), [(name, _inside(target)) for name, target in sheets if "worksheets/" in target]


def _inside(target: str) -> str:
    """ "worksheets/sheet1.xml" stands beside the workbook, "/xl/worksheets/sheet1.xml" is written from the top."""
    return target[1:] if target.startswith("/") else str(PurePosixPath("xl") / target)


def _formats(archive: zipfile.ZipFile, path: Path, *, has_1904: bool) -> Formats:
    """How numbers are shown, by the number of a cell's style."""
    codes: dict[str, str] = {}
    of_style: list[str] = []
    around: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        around.append(tag)
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and "cellXfs" in around:
            of_style.append(attributes.get("numFmtId", "0"))

    if STYLES in archive.namelist():
        _read_whole(archive, STYLES, path, start, lambda _tag: around.pop())
    return Formats.of(of_style, codes, has_1904=has_1904)


@dataclass(slots=True)
class _Text:
    """The text of a cell as its pieces come; how to say it (furigana) is none of it."""

    path: Path
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    is_read: bool = False
    is_aside: bool = False

    def start(self, tag: str) -> None:
        self.is_aside = self.is_aside or tag == "rPh"
        self.is_read = tag in ("t", "v") and not self.is_aside

    def end(self, tag: str) -> None:
        self.is_aside = self.is_aside and tag != "rPh"
        self.is_read = False

    def add(self, text: str) -> None:
        if self.is_read:
            self.pieces.append(text)
            self.length += len(text)
            if self.length > LONGEST_TEXT:
                raise Refused(self.path, f"has a cell of more than {LONGEST_TEXT:,} characters.")

    def taken(self) -> str:
        whole = "".join(self.pieces)
        self.pieces, self.length = [], 0
        return whole


def _shared_texts(archive: zipfile.ZipFile, path: Path) -> Iterator[str]:
    """Texts that stand once in the file, however many cells show them."""
    if TEXTS not in archive.namelist():
        return
    text, done = _Text(path), list[str]()

    def end(tag: str) -> None:
        text.end(tag)
        if tag == "si":
            done.append(text.taken())

    parser = _parser(path, lambda tag, _attributes: text.start(tag), end, text.add)
    for _piece in _fed(parser, archive, TEXTS, path, at_most=SHARED_TEXTS_AT_MOST):
        yield from done
        done.clear()


@dataclass(slots=True)
class _Row:
    """The row that is read, and those that are done: `done` is emptied by whoever takes them."""

    sheet: Sheet
    text: _Text
    done: list[tuple[int, list[str]]] = field(default_factory=list)
    number: int = 0
    column: int = -1
    cells: dict[int, str] = field(default_factory=dict)
    kind: str = ""
    style: str = ""
    has_formula: bool = False

    def start(self, tag: str, attributes: Attributes) -> None:
        self.text.start(tag)
        if tag == "row":
            self.number = _whole(attributes.get("r", ""), self.number + 1, self.sheet.path)
            self.column, self.cells = -1, {}
        elif tag == "c":
            self.column = _column(attributes.get("r", ""), self.column + 1)
            if self.column >= COLUMNS_AT_MOST:
                raise Refused(self.sheet.path, f"has more than {COLUMNS_AT_MOST:,} columns in row {self.number}.")
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
            self.has_formula = False
        self.has_formula = self.has_formula or tag == "f"

    def end(self, tag: str) -> None:
        self.text.end(tag)
        if tag == "c" and (found := self._value(self.text.taken())):
            self.cells[self.column] = found
        elif tag == "row" and self.cells:
            self.done.append((self.number, [self.cells.get(n, "") for n in range(max(self.cells) + 1)]))

    def _value(self, text: str) -> str:
        """Raises Refused for a formula whose result was not saved; an empty text is one."""
        if self.has_formula and not text and self.kind != "str":
            raise Refused(self.sheet.path, NO_RESULT.format(row=self.number))
        if self.kind == "s":
            return self._shared(text)
        if self.kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
        if self.kind == "n" and text:
            return as_number(text, self.style, self.sheet.formats)
        return text.removesuffix("T00:00:00") if self.kind == "d" else text.strip()

    def _shared(self, text: str) -> str:
        """Some programs write a cell with nothing in it as one that shares no text."""
        if not text:
            return ""
        number = _whole(text, -1, self.sheet.path)
        if not 0 <= number < len(self.sheet.texts):
            raise Refused(self.sheet.path, DAMAGED)
        return self.sheet.texts[number].strip()


def _rows(archive: zipfile.ZipFile, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    row = _Row(sheet, _Text(sheet.path))
    parser = _parser(sheet.path, row.start, row.end, row.text.add)
    for _piece in _fed(parser, archive, sheet.inside, sheet.path, at_most=SHEET_AT_MOST):
        yield from row.done
        row.done.clear()


def _whole(text: str, otherwise: int, path: Path) -> int:
    if not text:
        return otherwise
    if not WHOLE.fullmatch(text):
        raise Refused(path, DAMAGED)
    return int(text)


def _column(reference: str, otherwise: int) -> int:
    """ "A1" is 0, "AB12" is 27. Where a cell doesn't say it, it follows the one before."""
    letters = reference.rstrip("0123456789").upper()
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        return otherwise
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _parser(
    path: Path,
    start: Callable[[str, Attributes], object],
    end: Callable[[str], object] = lambda _tag: None,
    text: Callable[[str], object] = lambda _text: None,
) -> expat.XMLParserType:
    """Tags and attributes by their own names, whatever their prefixes. A document type is none of a spreadsheet's."""

    def refuse(*_said: Any) -> None:
        raise Refused(path, DAMAGED)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda tag, found: start(_own(tag), {_own(name): found[name] for name in found})
    parser.EndElementHandler = lambda tag: end(_own(tag))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _own(name: str) -> str:
    return name.rpartition(" ")[2]


def _read_whole(
    archive: zipfile.ZipFile,
    inside: str,
    path: Path,
    start: Callable[[str, Attributes], object],
    end: Callable[[str], object] = lambda _tag: None,
) -> None:
    for _piece in _fed(_parser(path, start, end), archive, inside, path, at_most=5 * MB):
        pass


def _fed(
    parser: expat.XMLParserType, archive: zipfile.ZipFile, inside: str, path: Path, *, at_most: int
) -> Iterator[None]:
    """Gives a member to the parser, piece by piece, and goes on after each. The size that a member says of itself is
    where it ends, says the library."""
    try:
        info = archive.getinfo(inside)
        if info.file_size > at_most:
            raise Refused(path, f"is larger than {megabytes(at_most)} when unpacked. Save its table as “CSV UTF-8”.")
        with opened_member(archive, info, path) as member:
            yield from _pieces(parser, member)
    except (KeyError, expat.ExpatError):
        raise Refused(path, DAMAGED)


def _pieces(parser: expat.XMLParserType, member: IO[bytes]) -> Iterator[None]:
    """The parser keeps what has begun until it ends: a tag that doesn't is damage."""
    read = 0
    while piece := member.read(AT_ONCE):
        parser.Parse(piece)
        read += len(piece)
        if read - parser.CurrentByteIndex > LONGEST_TAG:
            raise ValueError("a tag without an end")
        yield
    parser.Parse(b"", True)
    yield
