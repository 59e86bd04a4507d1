"""How the standing of the record is said: what kinds of divisions are called,
and which command brings in what is newer."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy

from ballotline.record.offices.importer import congress, openstates
from ballotline.record.offices.standing import PlanOnFile, congress_on

KINDS = {
    "cd": gettext_lazy("Congressional districts"),
    "sldu": gettext_lazy("State senate districts"),
    "sldl": gettext_lazy("State house districts"),
    "ward": gettext_lazy("Wards"),
    "council_district": gettext_lazy("Council districts"),
    "school_district": gettext_lazy("School districts"),
    "precinct": gettext_lazy("Precincts"),
    "place": gettext_lazy("Cities and towns"),
    "county": gettext_lazy("Counties"),
    "state": gettext_lazy("States"),
}
BROUGHT_IN = {
    "addresses": gettext_lazy("Addresses"),
    "boundaries": gettext_lazy("Maps"),
    "congress": gettext_lazy("Congress"),
    "divisions": gettext_lazy("Places and districts"),
    "offices": gettext_lazy("Councils and boards"),
    "openstates": gettext_lazy("States, by Open States"),
    "zip_divisions": gettext_lazy("ZIP codes and their congressional districts"),
    "zips": gettext_lazy("ZIP codes"),
}
IMPORTS = {
    congress.SOURCE: "ballotline data import congress FOLDER --as-of DAY --apply",
    openstates.SOURCE: "ballotline data import openstates FOLDER --as-of DAY --apply",
}


def kind_in_words(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def import_in_words(kind: str) -> str:
    return str(BROUGHT_IN.get(kind, kind))


def import_of_list(source: str) -> str:
    """The command that brings in a newer list; a table of one's own has no other name than what it was called."""
    return IMPORTS.get(source, "ballotline data import offices FILE --source WHO-SAYS-SO --apply")


def imports_of_plan(plan: PlanOnFile, on: date) -> Iterator[str]:
    """One command for its lines, and one for which ZIP codes lie
    in its congressional districts, as far as it has them."""
    has_table = plan.zips > 0 and plan.kind == "cd"
    if plan.boundaries or plan.parts or not has_table:
        yield "ballotline data import boundaries FILE --apply"
    if has_table:
        yield f"ballotline data import zips FILE --congress {congress_on(on)} --apply"
