"""Two words about one seat: of two lists, of a list and the desk, of one list twice. The younger counts, whatever stays
is named, and after no import does a seat have two holders."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ballotline.foundation.ingest.limits import Refused
from ballotline.record.offices.importer.run import import_congress, import_openstates
from ballotline.record.offices.importer.table import import_offices
from ballotline.record.offices.models import Office, Official, PhoneLine, Seat, Term
from ballotline.record.offices.queries import not_on_file, representing
from ballotline.record.offices.services import seat_somebody, vacate
from ballotline.record.offices.tests.lists import AS_OF, CONGRESS, MN, person, write_congress
from ballotline.record.places.importer.reports import Report

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = AS_OF + 30 * DAY
CITY = f"{MN}/place:duluth"
WITHOUT = {"parties": (), "phone": "", "email": "", "address": "", "starts": None, "ends": None}


def council(folder: Path, *rows: str, on: date = AS_OF, source: str = "clerk", retire: int | None = None) -> Report:
    """Rows of office, seat, name, phone and starts in the city."""
    lines = [f"{CITY},{row}" for row in rows]
    (folder / "council.csv").write_text("\n".join(["division,office,seat,name,phone,starts", *lines, ""]))
    return import_offices(folder / "council.csv", source=source, as_of=on, apply=True, retire=retire)


def states(folder: Path, *, on: date = AS_OF, retire: int | None = None, **files: str) -> Report:
    """A whole state of these files, by name."""
    data = folder / "states" / "mn"
    for old in data.rglob("*.yml"):
        old.unlink()
    for name, text in files.items():
        where = data / ("legislature" if "lower" in text else "executive")
        where.mkdir(parents=True, exist_ok=True)
        (where / f"{name}.yml").write_text(text)
    return import_openstates([folder / "states"], as_of=on, apply=True, retire=retire)


def mayor(name: str, number: int = 9) -> str:
    role = {"type": "mayor", "jurisdiction": f"ocd-jurisdiction/{CITY.partition('/')[2]}/government"}
    return person(number, name, roles=[role])


def governor(name: str, number: int = 8) -> str:
    return person(number, name, role="governor", district="")


def holders(on: date = AS_OF, **where: object) -> list[tuple[str, str]]:
    terms = Term.objects.filter(Term.current(on), **where).select_related("official", "seat")
    return sorted((term.seat.label, term.official.name) for term in terms)


def said_at_the_desk(seat: Seat, name: str, *, phone: str = "", on: date = LATER, source: str = "clerk") -> None:
    seat_somebody(seat=seat, name=name, source=source, on=on, **{**WITHOUT, "phone": phone})


THREE = ("Council Member,1,Ann Alder,,", "Council Member,2,Ben Birch,,", "Council Member,3,Cy Cole,,")


def test_an_older_list_of_the_same_source_is_refused(tmp_path):
    council(tmp_path, *THREE, on=LATER)

    with pytest.raises(Refused, match=f"that list is on file as of {LATER}"):
        council(tmp_path, "Council Member,1,Olga Older,,", *THREE[1:], on=AS_OF)

    assert holders(LATER)[0] == ("1", "Ann Alder")


def test_the_list_of_another_city_may_be_older(tmp_path):
    council(tmp_path, *THREE, on=LATER)
    other = tmp_path / "other.csv"
    other.write_text(f"division,office,name\n{MN}/place:ely,Mayor,Lou Park\n")

    import_offices(other, source="clerk", as_of=AS_OF, apply=True)

    assert ("", "Lou Park") in holders()


@pytest.mark.parametrize("states_on, table_on, stays", [(AS_OF, LATER, "May Maple"), (LATER, AS_OF, "Lou Park")])
def test_of_two_lists_that_name_different_mayors_the_younger_counts_and_the_report_says_so(
    tmp_path, states_on, table_on, stays
):
    states(tmp_path, ana=person(1, "Ana Flores"), lou=mayor("Lou Park"), on=states_on)

    report = council(tmp_path, "Mayor,,May Maple,,", on=table_on)

    assert holders(LATER, seat__office__role="mayor") == [("", stays)]
    assert Office.objects.get(role="mayor").source == "openstates"
    named = [*report.leaving, *map(str, report.problems)]
    assert any("Lou Park" in one for one in named)


def test_a_newer_list_under_another_name_takes_the_place_of_the_older(tmp_path):
    council(tmp_path, *THREE, source="clerk, 12 January")

    report = council(tmp_path, "Council Member,1,Dee Dale,,", *THREE[1:], on=LATER, source="clerk, 3 March")

    assert holders(LATER) == [("1", "Dee Dale"), ("2", "Ben Birch"), ("3", "Cy Cole")]
    assert report.leaving == ["Ann Alder (Council Member)"]


def test_an_older_word_of_another_source_does_not_come_back(tmp_path):
    council(tmp_path, "Mayor,,Lou Park,,", source="first")
    council(tmp_path, "Mayor,,May Maple,,", source="second", on=LATER)

    again = council(tmp_path, "Mayor,,Lou Park,,", source="first")

    assert holders(LATER) == [("", "May Maple")]
    assert again.otherwise == [f"Lou Park, as “second” had it on {LATER}"]


def test_what_the_desk_said_since_stays_when_the_same_list_comes_again(tmp_path):
    council(tmp_path, "Council Member,1,Ann Alder,218-555-0101,", *THREE[1:])
    one, two, three = Seat.objects.order_by("label")
    said_at_the_desk(one, "Ann Alder", phone="218-555-0111")
    said_at_the_desk(two, "Newly Elected")
    vacate(seat=three, source="clerk", on=LATER)

    report = council(tmp_path, "Council Member,1,Ann Alder,218-555-0101,", *THREE[1:])

    assert holders(LATER) == [("1", "Ann Alder"), ("2", "Newly Elected")]
    assert [line.phone for line in PhoneLine.objects.all()] == ["218-555-0111"]
    assert [one.partition(",")[0] for one in report.otherwise] == ["Ann Alder", "Ben Birch", "Cy Cole"]
    assert (report.changed, report.wrong) == (0, 0)


def test_what_a_newer_list_says_counts_over_what_the_desk_said_before_it(tmp_path):
    council(tmp_path, *THREE)
    said_at_the_desk(Seat.objects.get(label="1"), "Newly Elected", on=AS_OF + DAY)

    report = council(tmp_path, *THREE, on=LATER)

    assert holders(LATER)[0] == ("1", "Ann Alder")
    assert report.leaving == ["Newly Elected (Council Member)"]


def test_two_people_in_one_seat_of_a_table_are_named_and_only_the_first_is_taken(tmp_path):
    report = council(tmp_path, *THREE, "Council Member,1,Dee Dale,,")

    assert holders() == [("1", "Ann Alder"), ("2", "Ben Birch"), ("3", "Cy Cole")]
    assert [(problem.line, problem.column, problem.found) for problem in report.problems] == [(5, "seat", "1")]


def test_one_name_twice_in_a_council_is_asked_about(tmp_path):
    report = council(tmp_path, "Council Member,1,Ann Alder,412-555-0101,", "Council Member,2,Ann Alder,412-555-0199,")

    assert holders() == [("1", "Ann Alder")]
    assert PhoneLine.objects.get().phone == "412-555-0101"
    assert "If they are two people" in report.problems[0].hint


def test_two_people_in_an_office_that_has_one_seat_are_both_left_out_and_nobody_is_taken_for_gone(tmp_path):
    kit = person(4, "Kit Moss", district="35A")
    states(tmp_path, ana=person(1, "Ana Flores"), ben=person(2, "Ben Weiss", district="34B"), kit=kit)

    report = states(tmp_path, ana=person(1, "Ana Flores"), cam=person(3, "Cam Diaz"), kit=kit, on=LATER)

    assert holders(LATER) == [("", "Ana Flores"), ("", "Ben Weiss"), ("", "Kit Moss")]
    assert (report.wrong, report.gone, report.stayed) == (1, 0, 1)
    assert "Ana Flores, Cam Diaz" in str(report.problems[0])


def test_as_many_lines_as_seats_and_the_empty_ones_are_vacant(tmp_path):
    rows = ("Council Member,,Ann Alder,,", "Council Member,,,,", "Council Member,,,,")
    for _again in range(2):
        council(tmp_path, *rows)

        assert Seat.objects.count() == 3
        assert [name for _label, name in holders()] == ["Ann Alder"]


def test_an_office_of_which_nothing_is_known_any_more_is_not_said_to_be_vacant(tmp_path):
    council(tmp_path, "Mayor,,Lou Park,,")

    council(tmp_path, "Mayor,,?,,", on=LATER)

    assert representing([CITY], on=LATER) == []
    assert [office.title for office in not_on_file([CITY])] == ["Mayor"]


def test_a_first_day_that_was_missing_or_wrong_is_corrected_and_nobody_goes(tmp_path):
    council(tmp_path, *THREE)

    first = council(tmp_path, *(f"{row}2024-01-02" for row in THREE), on=LATER)
    second = council(tmp_path, *(f"{row}2024-01-03" for row in THREE), on=LATER + DAY)

    assert [(one.changed, one.gone) for one in (first, second)] == [(3, 0), (3, 0)]
    assert {term.starts for term in Term.objects.all()} == {date(2024, 1, 3)} and Term.objects.count() == 3


def test_who_changes_seats_does_not_go(tmp_path):
    council(tmp_path, *THREE)

    report = council(tmp_path, "Council Member,1,Ben Birch,,", "Council Member,2,Ann Alder,,", THREE[2], on=LATER)

    assert holders(LATER) == [("1", "Ben Birch"), ("2", "Ann Alder"), ("3", "Cy Cole")]
    assert (report.changed, report.gone) == (2, 0)


def test_a_second_term_after_the_first_is_another_one(tmp_path):
    council(tmp_path, "Mayor,,Lou Park,,2020-01-02")
    Term.objects.update(ends=date(2026, 7, 1))

    council(tmp_path, "Mayor,,Lou Park,,2026-07-01", on=LATER)

    assert [term.starts.year for term in Term.objects.order_by("starts")] == [2020, 2026]
    assert holders(LATER) == [("", "Lou Park")]


def test_a_kind_of_office_that_a_list_has_no_more_is_held_however_few_they_are(tmp_path):
    legislators = {f"m{n}": person(n, f"Member {n}", district=f"{n}A") for n in range(10, 40)}
    states(tmp_path, **legislators, governor=governor("Gale Governor"))

    held = states(tmp_path, **legislators, on=LATER)
    assert (held.confirm, held.leaving) == ("--retire 1", ["Gale Governor (Governor)"])
    assert ("", "Gale Governor") in holders(LATER)
    states(tmp_path, **legislators, on=LATER, retire=1)

    assert ("", "Gale Governor") not in holders(LATER)


def test_a_second_table_of_one_city_under_the_same_name_is_held(tmp_path):
    council(tmp_path, *THREE, "Mayor,,May Maple,,")

    report = council(tmp_path, "Controller,,Connie Cash,,", on=LATER)

    assert report.confirm == "--retire 4"


def test_a_mayor_whose_file_is_gone_from_a_whole_state_leaves(tmp_path):
    others = {f"m{n}": mayor_of(f"Mayor {n}", n) for n in range(10, 15)}
    states(tmp_path, ana=person(1, "Ana Flores"), lou=mayor("Lou Park"), **others)

    report = states(tmp_path, ana=person(1, "Ana Flores"), **others, on=LATER, retire=1)

    assert report.leaving == ["Lou Park (Mayor)"]
    assert holders(LATER, seat__office__division=CITY) == []


def mayor_of(name: str, number: int) -> str:
    role = {"type": "mayor", "jurisdiction": f"ocd-jurisdiction/country:us/state:mn/place:town_{number}/government"}
    return person(number, name, roles=[role])


@pytest.mark.parametrize("kept", range(20, 280, 20))
def test_of_one_persons_file_that_was_cut_nobody_goes_and_nobody_is_renamed(tmp_path, kept):
    whole = person(2, "Benedikta Weiss", district="34B")
    states(tmp_path, ana=person(1, "Ana Flores"), ben=whole)
    assert kept < len(whole) - 1

    report = states(tmp_path, ana=person(1, "Ana Flores"), ben=whole[:kept], on=LATER)

    assert (report.wrong, report.gone) == (1, 0)
    assert holders(LATER) == [("", "Ana Flores"), ("", "Benedikta Weiss")]


def test_a_list_that_was_cut_inside_a_number_takes_nobody_for_gone_and_nobodys_seat(tmp_path):
    text = CONGRESS["legislators-current.yaml"].lstrip()
    people = text.replace("district: 5\n", "district: 1\n")
    in_eleven = text.partition("- id: {bioguide: C000003}")[2].replace("C000003", "D000004")
    assert in_eleven
    write_congress(tmp_path)
    last = (
        "- id: {bioguide: D000004}\n"
        "  name: {first: Dee, last: Dale}\n"
        "  terms:\n"
        "  - type: rep\n"
        "    start: '2025-01-03'\n"
        "    end: '2027-01-03'\n"
        "    state: MN\n"
        "    party: Independent\n"
        "    district: 11\n"
    )
    (tmp_path / "legislators-current.yaml").write_text(people + last)
    import_congress([tmp_path], as_of=AS_OF, apply=True)

    (tmp_path / "legislators-current.yaml").write_text((people + last)[:-2])
    report = import_congress([tmp_path], as_of=LATER, apply=True)

    assert report.gone == 0 and any("has no end" in str(problem) for problem in report.problems)
    assert holders(LATER, seat__office__division=f"{MN}/cd:1") == [("", "Ben Weiss")]
    assert holders(LATER, seat__office__division=f"{MN}/cd:11") == [("", "Dee Dale")]


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ["Ana", "Flores"]},
        {"name": "Ana \u202eserolF"},
        {"id": "ocd-person/" + "0" * 90},
        {"roles": None},
        {
            "roles": [
                {"type": "lower", "jurisdiction": "ocd-jurisdiction/country:us/state:mn/government", "district": [1]}
            ]
        },
    ],
)
def test_what_is_no_text_where_a_text_belongs_is_not_made_one(tmp_path, changed):
    ana = yaml.safe_dump({**yaml.safe_load(person(1, "Ana Flores")), **changed})

    report = states(tmp_path, ana=ana, ben=person(2, "Ben Weiss", district="34B"))

    assert report.wrong == 1
    assert [official.name for official in Official.objects.all()] == ["Ben Weiss"]


def test_a_term_that_ends_before_it_starts_is_no_term(tmp_path):
    (tmp_path / "c.csv").write_text(
        f"division,office,name,starts,ends\n{CITY},Mayor,Lou Park,2027-01-01,2026-01-01\n{CITY},Clerk,Kit Moss,,\n"
    )
    report = import_offices(tmp_path / "c.csv", source="clerk", as_of=AS_OF, apply=True)

    assert [(problem.line, problem.column) for problem in report.problems] == [(2, "ends")]


def test_who_is_listed_without_a_seat_keeps_theirs_though_the_list_gives_it_to_somebody_else(tmp_path):
    council(tmp_path, "Mayor,1,Ben Birch,,", on=AS_OF, source="clerk")

    report = council(tmp_path, "Mayor,,Ben Birch,,", "Mayor,1,Ann Alder,,", on=AS_OF, source="clerk")

    assert [term.official.name for term in Term.objects.filter(Term.current(AS_OF))] == ["Ben Birch"]
    assert [(one.found, "Ben Birch" in one.hint) for one in report.problems] == [("Ann Alder", True)]


NAMES = ("Ann Alder", "Ben Birch", "Cy Cole", "Dee Dale", "")
ROW = st.tuples(st.sampled_from(["Mayor", "Council Member"]), st.sampled_from(["", "1", "2"]), st.sampled_from(NAMES))
WORD = st.tuples(
    st.sampled_from(["list", "desk", "empty"]),
    st.sampled_from(["first", "second"]),
    st.integers(0, 5),
    st.lists(ROW, min_size=1, max_size=5),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORD, min_size=2, max_size=6))
def test_whatever_is_said_in_whichever_order_no_seat_has_two_holders(tmp_path, words):
    Office.objects.all().delete()
    Official.objects.all().delete()

    for how, source, days, rows in words:
        say(tmp_path, how, source, AS_OF + days * DAY, rows)

        for day in (AS_OF, AS_OF + 5 * DAY, AS_OF + 40 * DAY):
            held = Counter(Term.objects.filter(Term.current(day)).values_list("seat", flat=True))
            assert max(held.values(), default=0) <= 1


def say(folder: Path, how: str, source: str, on: date, rows: list[tuple[str, str, str]]) -> None:
    seat = Seat.objects.order_by("pk").first()
    if how == "list":
        try:
            council(
                folder,
                *(f"{office},{label},{name},," for office, label, name in rows),
                on=on,
                source=source,
                retire=None,
            )
        except Refused:
            return
    elif seat and how == "desk" and rows[0][2]:
        said_at_the_desk(seat, rows[0][2], on=on, source=source)
    elif seat:
        vacate(seat=seat, source=source, on=on)
