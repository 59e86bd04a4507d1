"""How the public record stands: what is counted of each list and plan, when it is stale,
and that asking costs the same for any amount."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ballotline.record.offices import keeping, services, standing
from ballotline.record.offices.keeping import Kept
from ballotline.record.offices.models import PhoneLine, Term
from ballotline.record.offices.rules import Number
from ballotline.record.offices.standing import EARLIER_CONGRESS, ENDED, OfficialsList, PlanOnFile, congress_on
from ballotline.record.offices.testing import MEANDER, in_office, role_of
from ballotline.record.places.models import AddressPoint, Boundary, Division, Part, Plan, ZipCode, ZipDivision

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 10)
SOURCE = "Meander's list"
AT = datetime(2026, 1, 12, 12, tzinfo=UTC)


def the_list(on: date = ON) -> OfficialsList:
    [found] = standing.of_the_record(on).lists
    return found


def the_plans(on: date = ON) -> dict[str, PlanOnFile]:
    return {plan.label: plan for plan in standing.of_the_record(on).plans}


def plan_of(kind: str, label: str, *, starts: date | None = None, ends: date | None = None) -> Plan:
    return Plan.objects.create(kind=kind, label=label, valid_from=starts, valid_through=ends, changed_at=AT)


def draw(plan: Plan, *divisions: str) -> Plan:
    """`divisions` are below Meander."""
    Boundary.objects.bulk_create(Boundary(plan=plan, ocd_id=f"{MEANDER}/{one}", wkb=b"") for one in divisions)
    return plan


def table(plan: Plan, *divisions: str) -> Plan:
    rows = [ZipDivision(plan=plan, code=f"0001{n}", ocd_id=f"{MEANDER}/{one}") for n, one in enumerate(divisions)]
    ZipDivision.objects.bulk_create(rows)
    return plan


def vacant(division: str, title: str = "Council Member", *, as_of: date = ON) -> None:
    keeping.keep_vacant(role_of(f"{MEANDER}/{division}", title), Kept(source=SOURCE, as_of=as_of))


def test_an_empty_record_stands_at_nothing():
    found = standing.of_the_record(ON)

    assert (found.lists, found.plans, found.zip_codes, found.divisions, found.addresses) == ((), (), 0, 0, 0)


def test_a_list_says_its_newest_day_and_how_many_rows_it_has():
    in_office("Dana Okafor", "place:rivertown/ward:5", "Council Member", as_of=date(2026, 1, 12))
    in_office("Rae Whitcombe", "place:rivertown/ward:4", "Council Member", as_of=date(2026, 2, 1))
    vacant("place:rivertown/ward:3", as_of=date(2026, 2, 1))

    found = the_list()

    assert (found.source, found.as_of) == (SOURCE, date(2026, 2, 1))
    assert (found.officials, found.terms, found.offices, found.seats) == (2, 2, 3, 3)
    assert (found.in_office, found.vacant) == (2, 1)


def test_what_is_on_file_beside_the_lists_is_counted():
    ZipCode.objects.create(code="00010", town="Rivertown", state="MR")
    Division.objects.create(ocd_id=MEANDER, kind="state")
    for number in (1, 2):
        AddressPoint.objects.create(street=f"{number} dock st", zip_code="00010", longitude=-45, latitude=40)

    found = standing.of_the_record(ON)

    assert (found.zip_codes, found.divisions, found.addresses) == (1, 1, 2)


def test_a_holder_is_without_a_phone_if_none_of_their_numbers_can_be_dialed():
    in_office("Has One", "sldl:1", "Representative")
    in_office("Has None", "sldl:2", "Representative", phone="")
    in_office("Short One", "sldl:3", "Representative", phone="555-0133")  # no area code
    in_office("Wrong One", "sldl:4", "Representative")
    two = (Number("a", "capitol", "202-555-0101"), Number("b", "district", "202-555-0102"))
    in_office("One Of Two", "sldl:5", "Representative", numbers=two)
    in_office("Long Gone", "sldl:6", "Representative", phone="", ends=date(2026, 1, 1))
    PhoneLine.objects.filter(official__name="Wrong One").update(is_wrong=True)
    PhoneLine.objects.filter(official__name="One Of Two", key="a").update(is_wrong=True)

    found = the_list()

    assert (found.in_office, found.without_phone) == (5, 3)


def test_somebody_in_two_offices_is_one_holder():
    for title in ("Mayor", "Sheriff"):
        in_office("Lou Park", "county:harbor", title, phone="")

    assert (the_list().in_office, the_list().without_phone, the_list().seats) == (1, 1, 2)


@pytest.mark.parametrize(
    "ends, ending, empty",
    [
        (date(2026, 3, 10), 0, 1),  # on its last day the seat is somebody else's
        (date(2026, 3, 11), 1, 0),
        (date(2026, 5, 9), 1, 0),  # the sixtieth day
        (date(2026, 5, 10), 0, 0),
        (None, 0, 0),
    ],
)
def test_a_term_ends_soon_up_to_its_sixtieth_day_and_over_is_vacant(ends, ending, empty):
    in_office("Sam Reyes", "sldl:12", "Representative", ends=ends)

    assert (the_list().ending, the_list().vacant) == (ending, empty)


def test_a_seat_is_vacant_that_nobody_holds_on_that_day():
    in_office("Yet To Come", "sldl:1", "Representative", starts=date(2026, 3, 11))
    in_office("Sam Reyes", "sldl:2", "Representative")
    in_office("Left It", "sldl:3", "Representative")
    services.vacate(seat=Term.objects.get(official__name="Left It").seat, source=SOURCE, on=date(2026, 2, 1))
    vacant("sldl:4")

    assert (the_list().seats, the_list().vacant, the_list().in_office) == (4, 3, 1)


@pytest.mark.parametrize(
    "source, as_of, is_stale",
    [
        ("congress-legislators", date(2026, 8, 25), False),  # 90 days before 23 November
        ("congress-legislators", date(2026, 8, 24), True),
        ("openstates", date(2026, 8, 24), True),
        ("The clerk", date(2026, 8, 24), False),
        ("The clerk", date(2026, 5, 27), False),  # 180 days before
        ("The clerk", date(2026, 5, 26), True),
    ],
)
def test_a_public_list_lasts_ninety_days_and_one_of_our_own_twice_as_long(source, as_of, is_stale):
    in_office("Sam Reyes", "sldl:12", "Representative", as_of=as_of)
    Term.objects.update(source=source)

    found = {one.source: one for one in standing.of_the_record(date(2026, 11, 23)).lists}[source]

    assert (found.is_stale, found.stale) == (is_stale, int(is_stale))


def test_a_newer_list_does_not_hide_whom_it_left_as_they_were():
    in_office("Old Hand", "sldl:1", "Representative", as_of=date(2025, 1, 12))
    in_office("New Hand", "sldl:2", "Representative", as_of=ON)

    assert (the_list().as_of, the_list().stale, the_list().is_stale) == (ON, 1, True)


def test_whoever_has_left_makes_no_list_stale():
    in_office("Long Gone", "sldl:1", "Representative", as_of=date(2020, 1, 12), ends=date(2021, 1, 1))
    in_office("New Hand", "sldl:1", "Representative", as_of=ON)

    assert (the_list().stale, the_list().is_stale) == (0, False)


@pytest.mark.parametrize("as_of, is_stale", [(date(2025, 9, 11), False), (date(2025, 9, 10), True)])
def test_a_list_of_empty_seats_grows_old_too(as_of, is_stale):
    vacant("place:rivertown/ward:3", as_of=as_of)  # 10 March is day 181 after 10 September

    assert (the_list().in_office, the_list().is_stale) == (0, is_stale)


def test_a_seat_is_without_a_boundary_if_no_address_leads_to_it():
    in_office("Avery Holt", "", "Governor")  # a state is known of every address
    in_office("Dana Okafor", "place:rivertown/ward:5", "Council Member")
    in_office("Sam Reyes", "sldl:floterial", "Representative")
    in_office("Nell Fairweather", "cd:1", "US Representative")
    draw(plan_of("ward", "2022"), "place:rivertown/ward:5")
    made = plan_of("sldl", "2022")
    Part.objects.create(plan=made, ocd_id=f"{MEANDER}/sldl:floterial", part_ocd_id=f"{MEANDER}/sldl:1")
    table(plan_of("cd", "119th Congress"), "cd:1")
    assert the_list().without_boundary == 0

    in_office("Lou Castellan", "place:rivertown", "Mayor")
    in_office("Alma Reyes", "place:rivertown/ward:1", "Council Member")
    vacant("place:rivertown/ward:2")

    assert (the_list().seats, the_list().without_boundary) == (7, 3)


US = "ocd-division/country:us"
GUAM, VERMONT = f"{US}/territory:gu", f"{US}/state:vt"


def at_large_seats(*states: str) -> None:
    for n, state in enumerate(states):
        keeping.keep_vacant(role_of(f"{state}/cd:at-large", f"Representative {n}"), Kept(source=SOURCE, as_of=ON))


def listed_districts(state: str, *parts: str, **days: date) -> None:
    rows = [Division(ocd_id=f"{state}/cd:{part}", kind="cd", parent_ocd_id=state, **days) for part in parts]
    Division.objects.bulk_create(rows)


def test_a_state_s_one_seat_in_congress_is_found_with_the_state():
    """As every lookup finds it: by the list of divisions, or by the one office where nobody knows of another."""
    at_large_seats(GUAM, VERMONT)
    listed_districts(VERMONT, "at-large")

    assert (the_list().seats, the_list().without_boundary) == (2, 0)


@pytest.mark.parametrize("known_by", ["list", "offices", "table"])
def test_a_seat_at_large_of_a_state_with_several_districts_is_not_found(known_by):
    at_large_seats(VERMONT)
    if known_by == "list":
        listed_districts(VERMONT, "at-large", "1")
    elif known_by == "offices":
        keeping.keep_vacant(role_of(f"{VERMONT}/cd:1", "Representative"), Kept(source=SOURCE, as_of=ON))
    else:
        listed_districts(VERMONT, "at-large")
        ZipDivision.objects.create(plan=plan_of("cd", "119th Congress"), code="05401", ocd_id=f"{VERMONT}/cd:1")

    assert the_list().without_boundary == {"list": 1, "offices": 2, "table": 1}[known_by]


@pytest.mark.parametrize("day, without", [(date(2026, 3, 9), 0), (date(2026, 3, 10), 1)])
def test_districts_that_the_list_has_only_from_a_later_day_on_count_from_that_day(day, without):
    at_large_seats(VERMONT)
    listed_districts(VERMONT, "at-large")
    listed_districts(VERMONT, "1", valid_from=date(2026, 3, 10))

    assert the_list(day).without_boundary == without


@pytest.mark.parametrize(
    "starts, ends, without",
    [
        (None, None, 0),
        (date(2026, 3, 10), date(2026, 3, 10), 0),  # both days count
        (date(2026, 3, 11), None, 1),
        (None, date(2026, 3, 9), 1),
    ],
)
def test_only_a_plan_that_holds_on_that_day_leads_to_a_seat(starts, ends, without):
    in_office("Dana Okafor", "place:rivertown/ward:5", "Council Member")
    draw(plan_of("ward", "2022", starts=starts, ends=ends), "place:rivertown/ward:5")

    assert the_list().without_boundary == without


def test_a_district_without_an_office_is_a_boundary_without_a_seat():
    draw(plan_of("ward", "2022"), "place:rivertown/ward:4", "place:rivertown/ward:5")
    draw(plan_of("county", "2017"), "county:harbor")  # not every county elects somebody
    table(plan_of("cd", "119th Congress"), "cd:1", "cd:2", "cd:2")
    in_office("Dana Okafor", "place:rivertown/ward:5", "Council Member")
    vacant("cd:1", "US Representative")

    found = the_plans()

    assert {label: plan.without_seat for label, plan in found.items()} == {"2022": 1, "2017": 0, "119th Congress": 1}
    assert (found["2022"].boundaries, found["119th Congress"].zips, found["119th Congress"].answers) == (2, 3, 2)


def square(west: float) -> bytes:
    """Of a tenth of a degree, at 40 N."""
    return bytes(shapely.multipolygons([shapely.box(west, 40, west + 0.1, 40.1)]).wkb)


@pytest.mark.parametrize(
    "of_map, of_table, answers", [(2023, 2025, (0, 2)), (2025, 2023, (2, 0)), (2025, 2025, (2, 2))]
)
def test_where_a_state_was_drawn_anew_the_older_of_map_and_table_answers_for_nothing(
    settings, tmp_path, of_map, of_table, answers
):
    """The middles of five codes lie in district 1 on the map, and the table puts all of them into district 2."""
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path)
    drawn = plan_of("cd", "map", starts=date(of_map, 1, 3))
    grounds = {"cd:1": square(-100), "cd:2": square(-99.9)}
    Boundary.objects.bulk_create(
        Boundary(plan=drawn, ocd_id=f"{MEANDER}/{one}", wkb=wkb) for one, wkb in grounds.items()
    )
    table(plan_of("cd", "table", starts=date(of_table, 1, 3)), *["cd:2"] * 5, "cd:1")
    for n in range(5):
        ZipCode.objects.create(code=f"0001{n}", town="Rivertown", state="MR", latitude="40.05", longitude="-99.95")

    found = the_plans()

    assert (found["map"].answers, found["table"].answers) == answers


def test_of_one_city_the_newest_wards_answer_and_another_city_keeps_its_own():
    draw(plan_of("ward", "2012", starts=date(2012, 1, 1)), "place:rivertown/ward:9", "place:millbrook/ward:1")
    draw(plan_of("ward", "2022", starts=date(2022, 1, 1)), "place:rivertown/ward:5")

    found = the_plans()

    assert (found["2012"].boundaries, found["2012"].answers, found["2012"].without_seat) == (2, 1, 1)
    assert found["2022"].answers == 1


@pytest.mark.parametrize(
    "division, starts, stale",
    [
        ("place:rivertown/ward:9", date(2022, 1, 1), ""),
        ("place:rivertown/ward:9", date(2026, 3, 11), ENDED),  # it begins tomorrow, and today there is none
        ("place:millbrook/ward:1", date(2022, 1, 1), ENDED),  # of another city
    ],
)
def test_a_plan_that_is_over_is_stale_unless_another_has_followed_on_its_ground(division, starts, stale):
    draw(plan_of("ward", "2012", starts=date(2012, 1, 1), ends=date(2021, 12, 31)), "place:rivertown/ward:5")
    draw(plan_of("ward", "2022", starts=starts), division)

    assert the_plans()["2012"].stale == stale
    assert [plan.label for plan in standing.stale_plans(ON)] == ["2012"] * bool(stale)


@pytest.mark.parametrize(
    "day, number",
    [
        (date(2024, 11, 5), 118),
        (date(2025, 1, 2), 118),
        (date(2025, 1, 3), 119),
        (date(2026, 1, 2), 119),
        (date(2026, 12, 31), 119),
        (date(2027, 1, 2), 119),
        (date(2027, 1, 3), 120),
    ],
)
def test_a_congress_sits_from_the_third_of_january_of_an_odd_year(day, number):
    assert congress_on(day) == number


def test_districts_of_an_earlier_congress_are_stale_until_newer_ones_are_in():
    table(plan_of("cd", "118th Congress", starts=date(2023, 1, 3)), "cd:1")
    assert [plan.stale for plan in standing.stale_plans(date(2025, 1, 2))] == []
    assert [plan.stale for plan in standing.stale_plans(date(2025, 1, 3))] == [EARLIER_CONGRESS]

    table(plan_of("cd", "119th Congress", starts=date(2025, 1, 3)), "cd:1")

    assert standing.stale_plans(ON) == []
    assert [plan.label for plan in standing.stale_plans(date(2027, 1, 3))] == ["119th Congress"]


def test_a_newer_table_of_zip_codes_does_not_renew_an_older_map():
    draw(plan_of("cd", "118th Congress", starts=date(2023, 1, 3)), "cd:1")
    table(plan_of("cd", "119th Congress", starts=date(2025, 1, 3)), "cd:1")

    assert [(plan.label, plan.stale) for plan in standing.stale_plans(ON)] == [("118th Congress", EARLIER_CONGRESS)]


def test_only_who_needs_a_look_is_in_trouble():
    in_office("Fine", "sldl:1", "Representative")
    in_office("Mute", "sldl:2", "Representative", phone="")
    in_office("Leaving", "sldl:3", "Representative", ends=date(2026, 4, 1))
    in_office("Stale", "sldl:4", "Representative", as_of=date(2025, 1, 12))
    in_office("Gone", "sldl:5", "Representative", phone="", ends=date(2026, 1, 1))

    found = {term.official.name: term for term in standing.in_trouble(ON)}

    assert list(found) == ["Leaving", "Mute", "Stale"]
    assert [name for name, term in found.items() if standing.is_stale(term, ON)] == ["Stale"]
    assert [name for name, term in found.items() if standing.ends_soon(term, ON)] == ["Leaving"]
    assert [name for name, term in found.items() if not term.has_phone] == ["Mute"]


def fill(first: int, last: int) -> None:
    """Officials, each with a source, a plan that is over, and a table of their own."""
    for n in range(first, last):
        in_office(f"Official {n}", f"sldl:{n}", "Representative", as_of=date(2025, 1, 12))
        Term.objects.filter(official__name=f"Official {n}").update(source=f"Clerk {n}")
        over = plan_of("ward", f"{1900 + n}", ends=date(2020, 1, 1))
        draw(over, f"place:town_{n}/ward:1")
        table(over, f"place:town_{n}/ward:1")


def test_asking_costs_as_many_statements_for_one_as_for_thirty():
    def asked() -> list[int]:
        costs = []
        for ask in (standing.of_the_record, standing.stale_plans, lambda on: list(standing.in_trouble(on))):
            with CaptureQueriesContext(connection) as captured:
                assert ask(ON)
            costs.append(len(captured))
        return costs

    fill(0, 1)
    for_one = asked()
    fill(1, 30)

    assert asked() == for_one == [14, 6, 1]


def test_no_plan_that_could_be_stale_costs_one_statement(django_assert_num_queries):
    draw(plan_of("ward", "2022", ends=ON + timedelta(days=1)), "place:rivertown/ward:5")

    with django_assert_num_queries(1):
        assert standing.stale_plans(ON) == []
