"""Every file that somebody brings in goes through the one reader: an importer opens and unpacks nothing by itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGE, is_test, name_of, sources

READERS = frozenset({"bz2", "csv", "gzip", "io", "json", "lzma", "openpyxl", "tarfile", "yaml", "zipfile", "zlib"})
READS = frozenset({"open", "read_bytes", "read_text"})
KEPT_IN_MEMORY = frozenset({"StringIO"})
IMPORTERS = [path for path in sources() if "importer" in path.parts and not is_test(path)]


def own_ways_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.partition(".")[0] in READERS)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in READERS:
            yield from (name.name for name in node.names if name.name not in KEPT_IN_MEMORY)
        elif isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            yield from {called} & READS


@pytest.mark.parametrize("path", IMPORTERS, ids=name_of)
def test_an_importer_reads_only_through_the_one_reader(path):
    assert list(own_ways_in(path.read_text())) == []


@pytest.mark.parametrize(
    "source",
    [
        "import gzip",
        "import json.decoder",
        "from zipfile import ZipFile",
        "from io import BytesIO",
        "open('a')",
        "path.open('rb')",
        "path.read_bytes()",
        "Path('a').read_text()",
    ],
)
def test_a_way_of_its_own_would_be_seen(source):
    assert list(own_ways_in(source))


def test_the_importers_are_found():
    assert {path.relative_to(PACKAGE).parts[:3] for path in IMPORTERS} >= {
        Path(f"record/{room}/importer").parts for room in ("places", "offices")
    }
