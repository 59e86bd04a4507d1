"""How much a file may ask of this machine, and how it is refused. All limits together keep a process under 500 MB.

They are far above what the public lists hold: the largest has 80,000 rows, and its deepest map is nested eight deep.
"""

from pathlib import Path

MB = 1_000_000

# Unpacked. Tables and archives are read piece by piece, so these bound the time and the disk and not the memory: a
# megabyte of gzip or zip can hold a gigabyte
TABLE_AT_MOST = 400 * MB
TAR_AT_MOST = 400 * MB
ZIP_AT_MOST = 1_000 * MB
ROWS_AT_MOST = 2_000_000  # 25 times the largest public list, the divisions of the country
FILES_AT_MOST = 100_000  # a look at each, whatever it holds

# JSON is read whole. What it takes in memory depends on what it is made of, so it is weighed by its signs before it is
# read: a point of a map takes 144 bytes, six times its text
JSON_AT_MOST = 60 * MB
JSON_WEIGHT_AT_MOST = 320 * MB

# YAML is read item by item, but each item whole, and an alias of a few letters may stand for a million things. The list
# of Congress has about 1 MB, and its longest item 6,100 characters
YAML_AT_MOST = 10 * MB
ITEM_AT_MOST = 500_000  # characters
NODES_AT_MOST = 100_000  # each alias counted as all that it stands for
DEPTH_AT_MOST = 40  # five times the deepest; readers of JSON and YAML call themselves once a level

# Of a spreadsheet, unpacked. It is read row by row, but for its texts, which are held:
# short ones take five times as much
SHEET_AT_MOST = 200 * MB
SHARED_TEXTS_AT_MOST = 40 * MB
# Whoever asks for a row gets it by the names of all columns, and a first line may have a million commas
COLUMNS_AT_MOST = 1_000

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
