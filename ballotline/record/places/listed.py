"""What a map or a list of officials calls a district → its id on the list of divisions on file.

Where codes don't meet, names do: Vermont's map says "Addison-1 State House District" and code "A-1", its list
…/sldl:addison-1; New Hampshire's says 415 for …/sldl:grafton_15. A name is compared without what lists write
differently (marks, spaces, "&"); one that could be two is neither.
"""

import re
from collections.abc import Sequence

from ballotline.record.places.models import Boundary, Division
from ballotline.record.places.rules import kind_of, parent_of

# 1-2 is not 12, but Grafton_15 and Grafton 15 are one
BETWEEN_NUMBERS = re.compile(r"(?<=[0-9])[^a-z0-9]+(?=[0-9])")
# Also "and", which other lists write as "&"; but not within a word (Anderson)
MARKS = re.compile(r"[\W_]+|(?<![a-z])and(?![a-z])")


def loosely(part: str) -> str:
    """Letters and digits alone; between two numbers a mark stays: 1-2 is not 12."""
    return "".join(MARKS.sub("", piece) + "-" for piece in BETWEEN_NUMBERS.split(part.lower())).rstrip("-")


class DivisionList:
    """The ids on file, read once for each kind in each place; `with_maps`: those of maps, too."""

    def __init__(self, *, with_maps: bool = False) -> None:
        self._with_maps = with_maps
        self._known: dict[tuple[str, str], set[str]] = {}
        self._by_name: dict[tuple[str, str], dict[str, str]] = {}

    def find(self, ids: Sequence[str]) -> str:
        """The first of the ids that is on file, else the one that
        is meant by one of their names; "" if there is none."""
        exact = (one for one in ids if one in self._of(one))
        return next(exact, "") or next(filter(None, map(self._by_its_name, ids)), "")

    def is_silent_about(self, ocd_id: str) -> bool:
        """Nothing at all is on file of that kind there, so it can't be missed."""
        return not self._of(ocd_id)

    def _of(self, ocd_id: str) -> set[str]:
        key = (parent_of(ocd_id), kind_of(ocd_id))
        if key not in self._known:
            self._known[key] = self._read(*key)
        return self._known[key]

    def _read(self, parent: str, kind: str) -> set[str]:
        found = set(Division.objects.filter(parent_ocd_id=parent, kind=kind).values_list("ocd_id", flat=True))
        if self._with_maps:
            beneath = Boundary.objects.filter(ocd_id__startswith=f"{parent}/{kind}:").values_list("ocd_id", flat=True)
            found |= {ocd_id for ocd_id in beneath if parent_of(ocd_id) == parent}
        return found

    def _by_its_name(self, ocd_id: str) -> str:
        key = (parent_of(ocd_id), kind_of(ocd_id))
        if key not in self._by_name:
            names: dict[str, str] = {}
            for one in self._of(ocd_id):
                name = loosely(_last(one))
                names[name] = one if name not in names else ""
            self._by_name[key] = names
        return self._by_name[key].get(loosely(_last(ocd_id)), "")


def _last(ocd_id: str) -> str:
    return ocd_id.rpartition(":")[2]
