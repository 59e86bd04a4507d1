"""Files that were made to fill the memory, each small: what it says it holds is a thousand times more."""

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from ballotline.foundation.ingest.tests.books import book, frame, of_rows

MB = 1_000_000


def endless_gzip(path: Path) -> Path:
    """Three gigabytes of spaces in three megabytes: one member again and again, as gzip allows."""
    return _written(path, gzip.compress(b" " * 10 * MB) * 300)


def deep_json(path: Path) -> Path:
    return _written(path, b"[" * 100_000)


def deep_json_that_closes(path: Path) -> Path:
    return _written(path, b'{"a":' * 50_000 + b"1" + b"}" * 50_000)


def wide_json(path: Path) -> Path:
    """Seven million empty lists: half a gigabyte when read."""
    return _written(path, b"[" + b"[]," * 7 * MB + b"0]")


def json_of_keys(path: Path) -> Path:
    """Objects are the dearest: 280 bytes for nine."""
    return _written(path, b"[" + b'{"a":1},' * 6 * MB + b"0]")


def json_with_one_wide_letter(path: Path) -> Path:
    """One letter outside the plane, and every letter takes four bytes."""
    return _written(path, b'["' + b"a" * 59 * MB + "😀".encode() + b'"]')


def packed_json(path: Path) -> Path:
    return _written(path, gzip.compress(b"[" + b"[]," * 7 * MB + b"0]", compresslevel=1))


def yaml_of_aliases(path: Path) -> Path:
    """Each line stands for nine of the one before: 10⁹ words in some 400 bytes."""
    lines = ["a0: &a0 lol"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return _written(path, ("- " + "\n  ".join(lines) + "\n").encode())


def yaml_that_holds_itself(path: Path) -> Path:
    return _written(path, b"- &a [*a, *a]\n")


def deep_yaml(path: Path) -> Path:
    return _written(path, b"- " * 500 + b"x\n")


def wide_yaml(path: Path) -> Path:
    return _written(path, b"- [" + b"a," * 200_000 + b"a]\n")


def yaml_of_line_ends(path: Path) -> Path:
    return _written(path, b"\n" * 9 * MB)


def one_long_line(path: Path) -> Path:
    """A table of one line: 50 million commas."""
    return _written(path, gzip.compress(b"," * 10 * MB) * 5)


def many_lines(path: Path) -> Path:
    return _written(path, b"id,name\n" + b"\n" * 3 * MB)


def zip_bomb(path: Path) -> Path:
    """A shapefile under the limit whose parts unpack to 200 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for ending in ("shp", "dbf"):
            with archive.open(f"map.{ending}", "w") as member:
                for _piece in range(100):
                    member.write(bytes(MB))
    return path


def zip_beyond_the_limit(path: Path) -> Path:
    """Its table of contents says 2 GB; nobody need unpack it to know."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("map.shp", bytes(1_000))
    packed = bytearray(path.read_bytes())
    contents = packed.index(b"PK\x01\x02")
    packed[contents + 24 : contents + 28] = struct.pack("<I", 2_000 * MB)
    return _written(path, bytes(packed))


def zip_of_a_long_table_of_contents(path: Path) -> Path:
    """Its end says that half a gigabyte of names stand before it."""
    end = b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 65_535, 65_535, 500 * MB, 0, 0)
    with path.open("wb") as file:
        file.truncate(500 * MB)
        file.seek(500 * MB)
        file.write(end)
    return path


def tar_of_a_long_header(path: Path) -> Path:
    """A header that says that 300 MB of names follow."""
    head = tarfile.TarInfo("long")
    head.type, head.size = tarfile.XHDTYPE, 300 * MB
    return _written(path, gzip.compress(head.tobuf()) + gzip.compress(b"0" * 10 * MB) * 30)


def tar_of_a_long_file(path: Path) -> Path:
    """A file of 1 GB stands before the ones that are wanted."""
    with gzip.open(path, "wb") as packed:
        head = tarfile.TarInfo("long.bin")
        head.size = 1_000 * MB
        packed.write(head.tobuf())
    with path.open("ab") as file:
        file.write(gzip.compress(bytes(10 * MB)) * 100)
    return path


def tar_cut_off(path: Path) -> Path:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        head = tarfile.TarInfo("a.yml")
        head.size = 5_000
        archive.addfile(head, io.BytesIO(bytes(range(250)) * 20))
    return _written(path, packed.getvalue()[:200])


def sheet_of_one_long_row(path: Path) -> Path:
    """Three million cells in one row: 150 kB, and a tree of it would take two gigabytes."""
    return _book(path, [b"<row>", *[b'<c t="b"><v>1</v></c>' * 10_000] * 300, b"</row>"])


def sheet_of_empty_rows(path: Path) -> Path:
    return _book(path, [b"<row/>" * 100_000] * 30)


def sheet_of_one_long_tag(path: Path) -> Path:
    return _book(path, [b'<row r="', *[b"1" * MB] * 150])


def sheet_of_many_texts(path: Path) -> Path:
    """Two million texts under the limit, each of two letters."""
    return _book(path, [b'<row><c t="s"><v>0</v></c></row>'], texts=b"<si><t>ab</t></si>" * 2_200_000)


def sheet_of_long_texts(path: Path) -> Path:
    return _book(path, [], texts=b"<si><t>" + b"a" * 30_000 + b"</t></si>" + b" " * 40 * MB)


def sheet_of_entities(path: Path) -> Path:
    """Each stands for ten of the one before: 10⁹ letters."""
    names = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    said = f'<!DOCTYPE s [<!ENTITY a0 "aaaaaaaaaa">{"".join(names)}]><s><si><t>&a9;</t></si></s>'
    return book(path, of_rows([]), more={"xl/sharedStrings.xml": said})


def _book(path: Path, pieces: list[bytes], *, texts: bytes = b"") -> Path:
    head, end = of_rows([]).encode().split(b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, content in frame(["Sheet1"]).items():
            archive.writestr(inside, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for piece in (head, *pieces, b"</sheetData>", end):
                member.write(piece)
        if texts:
            archive.writestr("xl/sharedStrings.xml", b"<sst>" + texts + b"</sst>")
    return path


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


Maker = Callable[[Path], Path]
TOO_LARGE, DEEP, DAMAGED, ALIASES = "larger than", "more than 40 deep", "cut off or damaged", "aliases"
FILES: dict[str, dict[Maker, str]] = {
    "json": {
        endless_gzip: TOO_LARGE,
        deep_json: DEEP,
        deep_json_that_closes: DEEP,
        wide_json: "too large",
        json_of_keys: "too large",
        json_with_one_wide_letter: "too large",
        packed_json: "too large",
    },
    "yaml": {
        endless_gzip: TOO_LARGE,
        yaml_of_aliases: ALIASES,
        yaml_that_holds_itself: "a part of",
        deep_yaml: DEEP,
        wide_yaml: "100,000",
        yaml_of_line_ends: "500,000 characters",
    },
    "table": {one_long_line: "1,000 columns", many_lines: "2,000,000 rows"},
    "sheet": {
        sheet_of_one_long_row: "1,000 columns",
        sheet_of_empty_rows: "nothing in it",
        sheet_of_one_long_tag: DAMAGED,
        sheet_of_many_texts: "",
        sheet_of_long_texts: TOO_LARGE,
        sheet_of_entities: DAMAGED,
    },
    "zip": {
        endless_gzip: DAMAGED,
        zip_bomb: "",
        zip_beyond_the_limit: TOO_LARGE,
        zip_of_a_long_table_of_contents: DAMAGED,
    },
    "tar": {
        endless_gzip: DAMAGED,
        tar_of_a_long_header: DAMAGED,
        tar_of_a_long_file: TOO_LARGE,
        tar_cut_off: DAMAGED,
    },
}
