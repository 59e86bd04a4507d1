"""Parties are rows of their own: as each list writes them, found again
by their folded names, and none taken for another."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from ballotline.foundation.ingest.models import Import
from ballotline.foundation.ingest.traces import Trace
from ballotline.foundation.ingest.undoing import Undone
from ballotline.record.offices.importer.run import import_congress, import_openstates
from ballotline.record.offices.importer.table import import_offices
from ballotline.record.offices.models import Official, Party, PartyOfTerm, Seat, Term
from ballotline.record.offices.queries import current_terms, representing
from ballotline.record.offices.services import seat_somebody, vacate
from ballotline.record.offices.tests.lists import AS_OF, MN
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.taking_back import take_back

pytestmark = pytest.mark.django_db
REAL = Path(os.environ.get("BALLOTLINE_DATA", "../shared/data"))
LATER = AS_OF + timedelta(days=30)
DANA, KIT = "Dana Okafor", "Kit Moss"
WARDS = {DANA: f"{MN}/place:duluth/ward:5", KIT: f"{MN}/place:duluth/ward:6"}


def council(folder: Path, *, on: date = AS_OF, source: str = "City clerk", **parties: str) -> tuple[Report, Import]:
    """A table of Dana's and Kit's wards, each with the parties that it says."""
    names = {"dana": DANA, "kit": KIT}
    rows = [f"Council Member,{WARDS[names[who]]},{names[who]},{party}" for who, party in parties.items()]
    path = folder / "council.csv"
    path.write_text("\n".join(["office,division,name,party", *rows]))
    trace = Trace("offices", [path], said={}, at=timezone.now())
    return import_offices(path, source=source, as_of=on, apply=True, trace=trace), trace.imported


def desk(*parties: str, name: str = DANA, on: date = LATER) -> None:
    facts = {"phone": "", "email": "", "address": "", "starts": None, "ends": None, "source": "the clerk", "on": on}
    seat_somebody(seat=seat_of(name), name=name, parties=parties, **facts)


def seat_of(name: str) -> Seat:
    return Seat.objects.get(office__division=WARDS[name])


def parties_of(name: str) -> list[str]:
    return Term.objects.get(official__name=name).parties


def on_file() -> list[str]:
    return sorted(Party.objects.values_list("name", flat=True))


def undone(imported: Import) -> Undone:
    return take_back(imported, at=timezone.now(), apply=True)


def test_two_lists_that_write_a_party_differently_mean_one_and_each_is_shown_as_it_writes(tmp_path):
    council(tmp_path, dana="Harbor / Orchárd")
    council(tmp_path, source="Another clerk", kit="ORCHARD")

    assert (parties_of(DANA), parties_of(KIT)) == (["Harbor", "Orchárd"], ["ORCHARD"])
    orchard = Party.objects.get(name_key="orchard")
    assert (orchard.name, orchard.source, orchard.as_of) == ("Orchárd", "City clerk", AS_OF)
    assert set(PartyOfTerm.objects.filter(party=orchard).values_list("term__official__name", flat=True)) == {DANA, KIT}


def test_two_names_are_two_parties(tmp_path):
    council(tmp_path, dana="Democrat/Democratic-Farmer-Labor", kit="Democratic")

    assert on_file() == ["Democrat", "Democratic", "Democratic-Farmer-Labor"]
    assert Term.objects.get(official__name=KIT).is_of_any(["DEMOCRATIC"])
    assert not Term.objects.get(official__name=DANA).is_of_any(["Democratic"])


def test_a_party_that_a_list_names_twice_is_shown_twice(tmp_path):
    council(tmp_path, dana="Harbor/harbor")

    assert (parties_of(DANA), on_file()) == (["Harbor", "harbor"], ["Harbor"])


def test_the_same_table_again_changes_nothing(tmp_path):
    council(tmp_path, dana="Harbor/Orchard", kit="")
    before = list(PartyOfTerm.objects.order_by("pk").values()), list(Party.objects.order_by("pk").values())

    report, _again = council(tmp_path, dana="Harbor/Orchard", kit="")

    assert (report.new, report.changed, report.same) == (0, 0, 2)
    assert before == (list(PartyOfTerm.objects.order_by("pk").values()), list(Party.objects.order_by("pk").values()))


@pytest.mark.parametrize("newer", ["", "Orchard", "Orchard/Harbor", "Plain", "Harbor/Orchard/Plain", "HARBOR/Orchard"])
@pytest.mark.parametrize("on", [AS_OF, LATER])
def test_a_change_of_parties_is_reported_and_taken_back_with_the_party_that_it_brought(tmp_path, newer, on):
    _report, first = council(tmp_path, dana="Harbor/Orchard")
    report, second = council(tmp_path, on=on, dana=newer)
    assert (report.new, report.changed) == (0, 1)
    assert parties_of(DANA) == [part for part in newer.split("/") if part]
    assert on_file() == (["Harbor", "Orchard", "Plain"] if "Plain" in newer else ["Harbor", "Orchard"])

    done = undone(second)

    assert (parties_of(DANA), on_file(), done.left) == (["Harbor", "Orchard"], ["Harbor", "Orchard"], 0)
    undone(first)
    assert (Term.objects.count(), PartyOfTerm.objects.count(), Party.objects.count()) == (0, 0, 0)


def test_who_leaves_the_list_keeps_their_parties_and_so_does_who_comes_back(tmp_path):
    council(tmp_path, dana="Harbor/Orchard", kit="Plain")
    _report, second = council(tmp_path, on=LATER, dana="Harbor/Orchard")
    assert parties_of(KIT) == ["Plain"]

    undone(second)

    assert current_terms(LATER).get(official__name=KIT).parties == ["Plain"]


def test_an_office_of_which_nobody_knows_any_more_gets_its_past_back_with_the_parties(tmp_path):
    council(tmp_path, dana="Harbor/Orchard")
    path = tmp_path / "council.csv"
    path.write_text(f"office,division,name\nCouncil Member,{WARDS[DANA]},?\n")
    trace = Trace("offices", [path], said={}, at=timezone.now())
    import_offices(path, source="City clerk", as_of=LATER, apply=True, trace=trace, retire=1)
    assert Term.objects.count() == PartyOfTerm.objects.count() == 0

    undone(trace.imported)

    assert parties_of(DANA) == ["Harbor", "Orchard"]


def test_a_party_that_somebody_else_needs_by_now_stays_and_is_named(tmp_path):
    _report, first = council(tmp_path, dana="Harbor/Orchard")
    council(tmp_path, source="Another clerk", kit="harbor")

    done = undone(first)

    assert (parties_of(KIT), on_file()) == (["harbor"], ["Harbor"])
    assert "party: Harbor" in done.names and "party: Orchard" not in done.names


def test_what_the_desk_says_of_parties_counts_and_an_import_that_is_taken_back_leaves_it(tmp_path):
    council(tmp_path, dana="Harbor/Orchard")
    _report, second = council(tmp_path, on=LATER, dana="Plain/Orchard")
    desk("Orchard", on=LATER)

    undone(second)

    assert parties_of(DANA) == ["Orchard"]


def test_whom_the_desk_has_ended_keeps_their_parties_though_the_import_is_taken_back(tmp_path):
    _report, first = council(tmp_path, dana="Harbor/Orchard")
    vacate(seat=seat_of(DANA), source="the clerk", on=LATER)

    done = undone(first)

    assert parties_of(DANA) == ["Harbor", "Orchard"]
    assert done.left > 0


def test_the_desk_writes_new_parties_with_its_source_and_fewer_ones_as_fewer(tmp_path):
    council(tmp_path, dana="Harbor/Orchard")

    desk("Plain")

    assert parties_of(DANA) == ["Plain"]
    plain = Party.objects.get(name="Plain")
    assert (plain.source, plain.as_of) == ("the clerk", LATER)
    desk()
    assert parties_of(DANA) == []


def test_however_many_hold_seats_their_parties_cost_one_statement(tmp_path, django_assert_num_queries):
    council(tmp_path, dana="Harbor/Orchard", kit="Plain")

    with django_assert_num_queries(4):
        found = representing(WARDS.values(), on=AS_OF)
        assert [one.term.parties for one in found if one.term] == [["Harbor", "Orchard"], ["Plain"]]


def member(folder: Path, *, party: str) -> None:
    text = "\n".join(["- id: {bioguide: A000001}", "  name: {official_full: Ana Flores}", "  terms:"])
    term = f"{{type: rep, start: 2025-01-03, end: 2027-01-03, state: MN, district: 8, party: {party}}}"
    (folder / "legislators-current.yaml").write_text(f"{text}\n  - {term}\n")


def test_a_party_that_hides_signs_is_named_with_its_line_and_not_written(tmp_path):
    member(tmp_path, party=r'"Har\u202ebor"')

    report = import_congress([tmp_path], as_of=AS_OF, apply=True)

    [problem] = report.problems
    assert problem.line == 1 and "no readable party" in problem.hint
    assert not Party.objects.exists()


def test_a_name_of_any_length_is_cut_once_and_is_the_same_again(tmp_path):
    long = f"Harbor {'x' * 300}"
    member(tmp_path, party=long)
    import_congress([tmp_path], as_of=AS_OF, apply=True)

    again = import_congress([tmp_path], as_of=AS_OF, apply=True)

    assert (again.same, again.changed) == (1, 0)
    assert parties_of("Ana Flores") == [long[:200]]


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real data is not here")
def test_the_real_lists_of_new_york_and_nebraska_keep_each_line_and_no_name_is_merged():
    """39 "Democratic/Working Families" in New York and 50 "Nonpartisan" in Nebraska,
    as the folder's own description says."""
    files = [REAL / f"officials-openstates/{state}.tar.gz" for state in ("ny", "ne")]
    import_openstates(files, as_of=date(2026, 8, 5), apply=True)
    import_congress([REAL / "officials-us-congress"], as_of=date(2026, 8, 5), apply=True)

    of_people = {one.official.key: one.parties for one in Term.objects.with_parties().select_related("official")}
    assert list(of_people.values()).count(["Democratic", "Working Families"]) == 39
    assert Official.objects.filter(terms__party_rows__party__name="Nonpartisan").distinct().count() == 50
    assert {"Democrat", "Democratic", "Independent", "Independence", "Nonpartisan"} <= set(on_file())
