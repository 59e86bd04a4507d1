"""A spreadsheet is a table like any other: what one sees in its cells is read,
and what can't be is said in one sentence."""

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import RowProblem, columns_at, table_at
from ballotline.foundation.ingest.tests.books import book, cell, frame, of_rows, row

NAMES = row("zip_code", "city", "since")


def read(path: Path, **more: object) -> tuple[list[tuple[int, list[str]]], list[RowProblem]]:
    problems: list[RowProblem] = []
    table = table_at(path, **more)
    return [(line, list(cells.values())) for line, cells in table.rows(problems.append)], problems


def one(tmp_path: Path, *cells: str, texts: str = "", more: dict[str, str] | None = None) -> list[str]:
    """A row of these cells below the names, as it is read."""
    [(_line, found)], problems = read(book(tmp_path / "a.xlsx", of_rows([NAMES, row(*cells)]), texts=texts, more=more))
    assert problems == []
    return found


@pytest.mark.parametrize(
    "written, seen",
    [
        ('<c t="inlineStr"><is><t>00010</t></is></c>', "00010"),
        ('<c t="inlineStr"><is><r><t>Rive</t></r><r><t xml:space="preserve">rtown </t></r></is></c>', "Rivertown"),
        ('<c t="s"><v>1</v></c>', "Oldfield"),
        ('<c t="s"><v>2</v></c>', "東京"),
        ('<c t="str"><f>A1&amp;"x"</f><v>from a formula</v></c>', "from a formula"),
        ('<c t="str"><f>IF(1,"")</f><v></v></c>', ""),
        ("<c><f>1+1</f><v>2</v></c>", "2"),
        ("<c><v>4820</v></c>", "4820"),
        ('<c s="1"><v>4820</v></c>', "04820"),
        ("<c><v>40.815399999999997</v></c>", "40.8154"),
        ("<c><v>1E3</v></c>", "1000"),
        ("<c><v>-73.05</v></c>", "-73.05"),
        ('<c s="2"><v>46091</v></c>', "2026-03-10"),
        ('<c s="2"><v>46091.666666666664</v></c>', "2026-03-10 16:00"),
        ('<c s="2"><v>60</v></c>', "1900-02-28"),
        ('<c s="3"><v>46091</v></c>', "46091"),
        ('<c t="d"><v>2026-03-10T00:00:00</v></c>', "2026-03-10"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ("<c/>", ""),
        ('<c t="s"/>', ""),
        ('<c t="s"><v></v></c>', ""),
    ],
)
def test_a_cell_is_read_as_one_sees_it(tmp_path, written, seen):
    read_aloud = "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
    texts = "<si><t>Rivertown</t></si><si><t> Oldfield </t></si>" + read_aloud

    assert one(tmp_path, "00010", written, "x", texts=texts) == ["00010", seen, "x"]


def test_days_are_counted_from_1904_where_the_book_says_so(tmp_path):
    """1904-01-01 is day 0 there; 44,629 days later is 10 March 2026."""
    path = book(tmp_path / "a.xlsx", of_rows([NAMES, row("1", "x", '<c s="2"><v>44629</v></c>')]))
    said = _member(path, "xl/workbook.xml").replace("<sheets>", '<workbookPr date1904="1"/><sheets>')

    assert one(tmp_path, "1", "x", '<c s="2"><v>44629</v></c>', more={"xl/workbook.xml": said})[2] == "2026-03-10"


def _member(path: Path, inside: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(inside).decode()


def test_cells_stand_where_they_say_and_rows_have_the_number_that_one_sees(tmp_path):
    rows = [
        row(cell("zip_code", "B3"), cell("city", "C3"), number=3),
        row(cell("00010", "B5"), cell("Rivertown", "C5"), number=5),
        row(cell("Oldfield", "C9"), number=9),
        '<row r="10"><c r="A10" s="2"/></row>',
    ]

    found, problems = read(book(tmp_path / "a.xlsx", of_rows(rows)))

    assert found == [(5, ["", "00010", "Rivertown"]), (9, ["", "", "Oldfield"])]
    assert problems == []


def test_a_row_with_more_than_the_names_is_named_with_its_number(tmp_path):
    found, [problem] = read(book(tmp_path / "a.xlsx", of_rows([NAMES, row("1", "2", "3", "4"), row("1")])))

    assert (problem.line, problem.column) == (2, "columns") and "beside the table" in problem.hint
    assert found == [(3, ["1", "", ""])]


def test_what_the_spreadsheet_itself_can_t_reckon_is_no_cell(tmp_path):
    rows = [NAMES, row("00010", '<c t="e"><f>A1/0</f><v>#DIV/0!</v></c>'), row("00011", "Oldfield")]

    found, [problem] = read(book(tmp_path / "a.xlsx", of_rows(rows)))

    assert (problem.line, problem.found) == (2, "#DIV/0!")
    assert found == [(3, ["00011", "Oldfield", ""])]


def test_the_one_sheet_that_holds_something_and_can_be_seen_is_read_and_named(tmp_path):
    full, empty = of_rows([NAMES, row("00010")]), of_rows([])
    path = book(tmp_path / "list.bin", empty, full, full, names=("Notes", "Codes", "Old"), hidden=("Old",))

    assert table_at(path).read_as == "spreadsheet, sheet “Codes”"
    assert columns_at(path) == {"zip_code", "city", "since"}


def test_prefixes_of_tags_are_any_program_s_own(tmp_path):
    plain = of_rows([NAMES, row("00010", "Rivertown")])
    said = plain.replace("<worksheet xmlns=", "<x:worksheet xmlns:x=").replace("</worksheet", "</x:worksheet")
    for tag in ("sheetData", "row", "c", "is", "t"):
        said = (
            said.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>").replace(f"</{tag}>", f"</x:{tag}>")
        )

    assert read(book(tmp_path / "a.xlsx", said))[0] == [(2, ["00010", "Rivertown", ""])]


def locked(path: Path) -> Path:
    """As far as one looks: the container of old documents, and in it what is sealed."""
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    )
    return path


def cut_off(path: Path) -> Path:
    whole = book(path, of_rows([NAMES, *(row(str(n), "Rivertown") for n in range(500))])).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def of_a_sheet_that_ends_early(path: Path) -> Path:
    return book(path, of_rows([NAMES, row("00010")]).partition("</sheetData>")[0])


def flipped(path: Path) -> Path:
    """A byte of the sheet is another one, so its sum is wrong."""
    whole = bytearray(book(path, of_rows([NAMES, *(row(str(n), f"{n * 7919}") for n in range(500))])).read_bytes())
    start = whole.index(b"xl/worksheets/sheet1.xml") + 200
    whole[start] ^= 0xFF
    path.write_bytes(bytes(whole))
    return path


def of_a_lying_size(path: Path) -> Path:
    """Its table of contents says that the sheet unpacks to 2 GB."""
    packed = bytearray(book(path, of_rows([NAMES])).read_bytes())
    for start in (n for n in range(len(packed)) if packed[n : n + 4] == b"PK\x01\x02"):
        if packed[start + 46 :].startswith(b"xl/worksheets"):
            packed[start + 24 : start + 28] = struct.pack("<I", 2_000_000_000)
    path.write_bytes(bytes(packed))
    return path


def of_members_before_its_beginning(path: Path) -> Path:
    """Its last lines say that the table of contents stands a thousand bytes further on than it does."""
    whole = bytearray(book(path, of_rows([NAMES])).read_bytes())
    where = whole.index(b"PK\x05\x06") + 16
    [said] = struct.unpack("<I", whole[where : where + 4])
    whole[where : where + 4] = struct.pack("<I", said + 1_000)
    path.write_bytes(bytes(whole))
    return path


def packed_with(method: int, *, is_spoiled: bool = False) -> Callable[[Path], Path]:
    """A spreadsheet with its sheet packed in another way than programs for spreadsheets do."""

    def made(path: Path) -> Path:
        rows = [NAMES, *(row(str(n), f"{n * 7919}") for n in range(500))]
        with zipfile.ZipFile(path, "w", method) as archive:
            for inside, content in {**frame(["Sheet1"]), "xl/worksheets/sheet1.xml": of_rows(rows)}.items():
                archive.writestr(inside, content)
        if is_spoiled:
            whole = bytearray(path.read_bytes())
            start = whole.index(b"PK\x01\x02") - 400
            whole[start : start + 200] = bytes(200)
            path.write_bytes(bytes(whole))
        return path

    return made


ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]>'
BROKEN = {
    "is protected by a password": locked,
    "cut off, or none of the kind": cut_off,
    "is cut off or damaged": of_a_sheet_that_ends_early,
    "cut off or damaged. Get": flipped,
    "xlsx is cut off or damaged. Get": of_members_before_its_beginning,
    "larger than 200 MB": of_a_lying_size,
    "with nothing in it": lambda path: book(path, of_rows([])),
    "nothing in it.": lambda path: book(path, of_rows([row("", "")])),
    "a formula without its result in row 3": lambda path: book(
        path, of_rows([NAMES, row("00010"), row("00011", "<c><f>B1</f><v></v></c>")])
    ),
    "without its result in row 1": lambda path: book(path, of_rows([row("<c><f>B1</f></c>")])),
    "has 2 sheets with something in them (“Sheet1”, “Sheet2”)": lambda path: book(
        path, of_rows([NAMES]), of_rows([NAMES])
    ),
    "more than 1,000 columns in row 1": lambda path: book(path, of_rows([row(*["x"] * 1_001)])),
    "1,000 columns in row 7": lambda path: book(path, of_rows([row(cell("x", "XFD7"), number=7)])),
    "more than 32,767 characters": lambda path: book(path, of_rows([row("x" * 32_768)])),
    "is cut off or damaged. ": lambda path: book(path, of_rows([row('<c t="s"><v>0</v></c>')])),
    "cut off or damaged.": lambda path: book(path, of_rows([row("x")]).replace("?>\n", f"?>\n{ENTITIES}")),
    "names the column “city” twice": lambda path: book(path, of_rows([row("city", "City")])),
}


@pytest.mark.parametrize("words", BROKEN)
def test_what_is_no_table_is_refused_by_name_with_what_to_do(tmp_path, words):
    path = BROKEN[words](tmp_path / "list.xlsx")

    with pytest.raises(Refused) as refused:
        table_at(path)

    assert words in str(refused.value) and str(refused.value).startswith("list.xlsx ")


@pytest.mark.parametrize("is_spoiled", [False, True])
@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_spreadsheet_that_is_packed_in_an_odd_way_is_refused_with_what_to_do(tmp_path, method, is_spoiled):
    path = packed_with(method, is_spoiled=is_spoiled)(tmp_path / "list.xlsx")

    with pytest.raises(Refused, match=r"^list\.xlsx is packed in a way that is not read here\. Save it again"):
        table_at(path)


def test_rows_are_counted_before_they_are_read(tmp_path):
    path = book(tmp_path / "a.xlsx", of_rows([NAMES, row("1"), row("2"), row("3")]))

    assert len(read(path, rows_at_most=3)[0]) == 3
    with pytest.raises(Refused, match="more than 2 rows"):
        table_at(path, rows_at_most=2)
