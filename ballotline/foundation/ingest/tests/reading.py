"""Reads files in a process of its own and says how each ended, and how much memory the process had at most.

`python -m ballotline.foundation.ingest.tests.reading json FILE…`
"""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ballotline.foundation.ingest import limits
from ballotline.foundation.ingest.archives import members_of_tar, members_of_zip
from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import table_at
from ballotline.foundation.ingest.text import text_at
from ballotline.foundation.ingest.trees import BrokenItem, json_at, yaml_of


def table(path: Path) -> int:
    return sum(1 for _row in table_at(path).rows(lambda _problem: None))


def zipped(path: Path) -> list[str]:
    with members_of_zip(path, (".shp", ".dbf")) as found:
        return list(found)


READERS: dict[str, Callable[[Path], Any]] = {
    "json": json_at,
    "yaml": lambda path: yaml_of(text_at(path, at_most=limits.YAML_AT_MOST)),
    "table": table,
    "sheet": table,
    "zip": zipped,
    "tar": lambda path: list(members_of_tar(path, lambda _name: True, each_at_most=limits.ITEM_AT_MOST)),
}


def ended(read: Callable[[Path], Any], path: Path) -> str:
    try:
        read(path)
    except (Refused, BrokenItem) as refused:
        return str(refused)
    return ""


def peak() -> int:
    """Of this process alone, in MB. `getrusage` also counts the process that started it, up to the moment of the
    start."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) // 1_000 if found else 0


if __name__ == "__main__":
    kind, *files = sys.argv[1:]
    sentences = [ended(READERS[kind], Path(file)) for file in files]
    print(json.dumps({"sentences": sentences, "peak": peak()}))
