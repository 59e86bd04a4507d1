"""Every table that can be brought in may be a spreadsheet: the same rows come in as from the same table in CSV, and
what is wrong is named with the same row."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tests.books import table_as_book
from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.record.offices.importer.table import import_offices
from ballotline.record.offices.models import Official
from ballotline.record.offices.tests.lists import AS_OF, TABLE
from ballotline.record.places.importer.addresses import import_addresses
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.divisions import import_divisions
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.importer.zip_divisions import import_zip_divisions
from ballotline.record.places.importer.zips import import_zips
from ballotline.record.places.models import ZipCode
from ballotline.record.places.taking_back import take_back

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MR, MN = "ocd-division/country:zz/state:mr", "ocd-division/country:us/state:mn"
BringIn = Callable[[Path, Trace], Report]
TABLES: dict[str, tuple[str, BringIn]] = {
    "offices": (
        TABLE.format(MN),
        lambda path, trace: import_offices(path, source="City clerk", as_of=AS_OF, apply=True, trace=trace),
    ),
    "ZIP codes": (
        "zip_code,city,state,lat,long\n00010,Rivertown,MR,40.8154,-73.0451\n0011,Oldfield,MR,,\n",
        lambda path, trace: import_zips(path, apply=True, trace=trace),
    ),
    "ZIP codes of districts": (
        "state_abbr,zcta,cd\nMN,55401,5\nMN,55801,8\nMN,5580,8\n",
        lambda path, trace: import_zip_divisions(path, congress=119, at=NOW, apply=True, trace=trace),
    ),
    "divisions": (
        f"id,name\n{MR},Meander\n{MR}/place:rivertown,Rivertown\nnowhere,Nowhere\n",
        lambda path, trace: import_divisions([path], apply=True, trace=trace),
    ),
    "divisions without names of columns": (
        f"{MR},Meander\n{MR}/place:rivertown,Rivertown\n",
        lambda path, trace: import_divisions([path], apply=True, trace=trace),
    ),
    "divisions of a folder": (
        f"id,name\n{MR},Meander\n",
        lambda path, trace: import_divisions([path.parent], apply=True, trace=trace),
    ),
    "parts": (
        f"id,name,part\n{MR}/sldl:9,Nine,{MR}/place:rivertown\nx,Nine,y\n",
        lambda path, trace: import_boundaries([path], Said(plan="2022"), at=NOW, apply=True, trace=trace),
    ),
    "addresses": (
        "address,zip,lat,lon\n1 Main St,00010,40.1,-73.1\n2 Main St,x,40.2,-73.2\n",
        lambda path, trace: import_addresses(path, apply=True, trace=trace),
    ),
}


def told(report: Report) -> dict[str, object]:
    """Without how it was written and what the file is called."""
    facts = report.as_dict()
    problems = [{**one, "file": ""} for one in facts["problems"]]  # type: ignore[attr-defined]  # a list
    return {**facts, "problems": problems, "read_as": None}


@pytest.mark.parametrize("name", TABLES)
def test_a_spreadsheet_comes_in_as_the_same_table_in_csv_does(tmp_path, name):
    text, bring_in = TABLES[name]
    folders = [tmp_path / "plain", tmp_path / "spread"]
    for folder in folders:
        folder.mkdir()
    (folders[0] / "table.csv").write_text(text)
    table_as_book(folders[1] / "table.xlsx", list(csv.reader(text.splitlines())))
    trace = Trace("any", [], said={}, at=timezone.now())

    plain = bring_in(folders[0] / "table.csv", trace)
    take_back(trace.imported, at=timezone.now(), apply=True)
    spread = bring_in(folders[1] / "table.xlsx", NO_TRACE)

    assert spread.new > 0 and told(spread) == told(plain)


def test_a_zip_code_that_a_spreadsheet_shows_with_its_zeros_is_whole(tmp_path):
    rows = [["zip_code", "city", "state"], ['<c s="1"><v>10</v></c>', "Rivertown", "MR"]]
    path = table_as_book(tmp_path / "zips.xlsx", rows)

    report = import_zips(path, apply=True)

    assert (report.new, report.wrong) == (1, 0)
    assert ZipCode.objects.get().code == "00010"
    assert report.read_as == {"spreadsheet, sheet “Sheet1”": 1}


def test_a_day_of_a_spreadsheet_is_a_day_and_a_word_of_it_that_can_t_be_reckoned_is_nobody_s_name(tmp_path):
    """46091 is 10 March 2026: so many days after 30 December 1899."""
    day = '<c s="2"><v>46091</v></c>'
    rows = [
        ["office", "division", "name", "ends"],
        ["Mayor", f"{MN}/place:duluth", "Lou Park", day],
        ["Sheriff", f"{MN}/place:duluth", '<c t="e"><f>A1</f><v>#REF!</v></c>', ""],
    ]
    path = table_as_book(tmp_path / "council.xlsx", rows)

    report = import_offices(path, source="City clerk", as_of=AS_OF, apply=True)

    assert [(one.line, one.found) for one in report.problems] == [(3, "#REF!")]
    lou = Official.objects.get()
    assert (lou.name, lou.terms.get().ends.isoformat()) == ("Lou Park", "2026-03-10")


def test_another_table_in_a_spreadsheet_is_refused_as_in_csv(tmp_path):
    path = table_as_book(tmp_path / "council.xlsx", [["name", "email"], ["Ana", "ana@rivertown.example"]])

    with pytest.raises(Refused, match="is no table of offices: its first line must name"):
        import_offices(path, source="City clerk", as_of=AS_OF, apply=True)
