"""Spreadsheets for tests, tag by tag, as programs write them and as somebody may have broken them."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
QUOTE = {'"': "&quot;"}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
FORMATS = ("General", "00000", "yyyy\\-mm\\-dd", '"day "0')  # the styles 0 to 3


def cell(text: str, reference: str = "") -> str:
    where = f' r="{reference}"' if reference else ""
    return f'<c{where} t="inlineStr"><is><t>{escape(text)}</t></is></c>' if text else f"<c{where}/>"


def row(*cells: str, number: int = 0) -> str:
    """Of texts, or of cells that are written out."""
    inside = "".join(one if one.startswith("<c") else cell(one) for one in cells)
    return f'<row r="{number}">{inside}</row>' if number else f"<row>{inside}</row>"


def of_rows(rows: Iterable[str]) -> str:
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def book(
    path: Path,
    *sheets: str | bytes,
    names: Sequence[str] = ("Sheet1", "Sheet2", "Sheet3"),
    hidden: Sequence[str] = (),
    texts: str = "",
    more: Mapping[str, str] | None = None,
) -> Path:
    """A workbook of sheets that are written out; `texts` are those that cells share, `more` other members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, content in {**frame(names[: len(sheets)], hidden), **(more or {})}.items():
            archive.writestr(inside, content)
        for number, sheet in enumerate(sheets, start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", sheet)
        if texts:
            archive.writestr("xl/sharedStrings.xml", f'{HEAD}<sst xmlns="{MAIN}">{texts}</sst>')
    return path


def table_as_book(path: Path, lines: Sequence[Sequence[str]]) -> Path:
    return book(path, of_rows(row(*line) for line in lines))


def frame(names: Sequence[str], hidden: Sequence[str] = ()) -> dict[str, str]:
    """What stands around the sheets."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"{_state(name, hidden)}/>' for n, name in enumerate(names, 1)
    )
    targets = "".join(f'<Relationship Id="rId{n}" Target="worksheets/sheet{n}.xml"/>' for n, _ in enumerate(names, 1))
    codes = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{escape(code, QUOTE)}"/>' for n, code in enumerate(FORMATS)
    )
    styles = "".join(f'<xf numFmtId="{164 + n}"/>' for n, _ in enumerate(FORMATS))
    return {
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{HEAD}<Relationships>{targets}</Relationships>",
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>',
    }


def _state(name: str, hidden: Sequence[str]) -> str:
    return ' state="hidden"' if name in hidden else ""
