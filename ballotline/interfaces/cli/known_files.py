"""Which `data import` command takes a file, by the columns or the words that it begins with: for whoever gave it to
another one.

A new importer gets a line in KNOWN. The first line that fits counts, so what names more columns stands further up.
"""

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from ballotline.foundation.ingest.archives import is_tar, names_in_zip
from ballotline.foundation.ingest.tables import columns_at
from ballotline.foundation.ingest.text import beginning


@dataclass(frozen=True, slots=True)
class Known:
    """One shape of file. `typed` is the command, with what must be said beside the file. All of its `columns` are there
    (other names of one stand after a bar), or one of its `words` is."""

    typed: str
    columns: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def fits(self, names: Set[str], text: str) -> bool:
        named = all(names & set(column.split("|")) for column in self.columns)
        return named if self.columns else any(word in text for word in self.words)

    def is_done_by(self, command: str) -> bool:
        """`command` is "zips", or "zips --congress": the one command that takes two shapes."""
        return self.typed.split()[0] == command.split()[0] and (CONGRESS in self.typed) == (CONGRESS in command)


CONGRESS = "--congress"
KNOWN = (
    Known("zips FILE --congress NUMBER", columns=("state_abbr", "zcta", "cd")),
    Known("zips FILE", columns=("zip_code", "city", "state")),
    Known("offices FILE --source WHO-SAYS-SO", columns=("office", "division", "name")),
    Known(
        "addresses FILE",
        columns=("address|street", "zip|postcode|postalcode|zip_code", "lat|latitude", "lon|lng|long|longitude"),
    ),
    Known("boundaries FILE --plan YEAR", columns=("id", "part")),
    Known("divisions FILE", columns=("id", "name", "sameas|validfrom|validthrough|census_geoid")),
    Known("divisions FILE", words=("ocd-division/",)),
    Known("boundaries FILE", words=('"FeatureCollection"', '"Topology"')),
    Known("addresses FILE", words=('"addresses"',)),
    Known("openstates FILE", words=("ocd-person/", "ocd-organization/")),
    Known("congress FILE", words=("bioguide:", "thomas_id:", "govtrack:")),
)
MAP, PEOPLE = Known("boundaries FILE"), Known("openstates FILE")


def who_takes(path: Path, *, instead_of: str) -> str:
    """A sentence that names the command which takes the file; "" if none does, or it is the one that was typed."""
    known = _known(path) if path.is_file() else None
    if known is None or known.is_done_by(instead_of):
        return ""
    return f"But `ballotline data import {known.typed.replace('FILE', quote(str(path)))}` takes such a file."


def _known(path: Path) -> Known | None:
    if any(name.lower().endswith(".shp") for name in names_in_zip(path)):
        return MAP
    if is_tar(path):
        return PEOPLE
    text = beginning(path)
    names = columns_at(path)
    return next((known for known in KNOWN if known.fits(names, text)), None)
