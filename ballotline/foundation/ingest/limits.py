"""How much a file may ask of this machine, and how it is refused. All limits together keep a process under 500 MB.

They are far above what the public lists hold: the largest has 80,000 rows, and its deepest map is nested eight deep.
"""

from pathlib import Path

MB = 1_000_000

TABLE_AT_MOST = 400 * MB  # unpacked; it is read row by row
ROWS_AT_MOST = 2_000_000
JSON_AT_MOST = 60 * MB  # unpacked; it is read whole
JSON_WEIGHT_AT_MOST = 320 * MB  # in memory, as weighed before it is read
YAML_AT_MOST = 10 * MB
ITEM_AT_MOST = 500_000  # characters of one item of a list
NODES_AT_MOST = 100_000  # of one item, each alias counted as all that it stands for
DEPTH_AT_MOST = 40
ZIP_AT_MOST = 1_000 * MB  # unpacked, onto the disk
TAR_AT_MOST = 400 * MB
FILES_AT_MOST = 100_000
READ_AT_ONCE = 2 * MB  # of an archive: its table of contents, or a header that says how long it is


class Refused(Exception):
    """A file that is not what it should be, or asks for too much. Nothing of it has been given out."""

    def __init__(self, path: Path, words: str) -> None:
        super().__init__(f"{path.name} {words}")
        self.path = path


class OtherKind(Refused):
    """A whole file, but of another kind than was asked for: a web page, a picture, a spreadsheet."""


def megabytes(size: int) -> str:
    return f"{size // MB:,} MB"
