"""Who represents these divisions on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.record.offices import rules
from ballotline.record.offices.keeping import Kept
from ballotline.record.offices.models import Official, PhoneLine, Seat, Term
from ballotline.record.offices.queries import current_terms, holds, phone_lines_of, representing
from ballotline.record.offices.rules import NotReadable, Number
from ballotline.record.offices.testing import AS_OF, MEANDER, in_office, role_of
from ballotline.record.places.metres import metres_between

ON = date(2026, 3, 10)
WARD, HOUSE = "place:rivertown/ward:5", "sldl:12"


def seen(*divisions: str, on: date = ON) -> list[tuple[str, str]]:
    found = representing([f"{MEANDER}/{one}" if one else MEANDER for one in divisions], on=on)
    return [(one.office.title, one.term.official.name if one.term else "vacant") for one in found]


@pytest.mark.django_db
def test_the_nearest_office_comes_first_and_each_with_its_holder(django_assert_num_queries):
    in_office("Gail Brandt", "", "Governor")
    in_office("Dana Okafor", WARD, "Council Member", parties=("Harbor Party", "Orchard Party"))
    in_office("Sam Reyes", HOUSE, "State Representative")
    in_office("Lou Park", "place:rivertown", "Mayor")
    in_office("Kit Moss", "school_district:rivertown", "School Board Member")
    in_office("Not Ours", "sldl:13", "State Representative")

    divisions = ["", HOUSE, WARD, "place:rivertown", "school_district:rivertown"]
    assert seen(*divisions) == [
        ("School Board Member", "Kit Moss"),
        ("Council Member", "Dana Okafor"),
        ("Mayor", "Lou Park"),
        ("State Representative", "Sam Reyes"),
        ("Governor", "Gail Brandt"),
    ]
    with django_assert_num_queries(4):  # seats with their offices, terms with their officials, parties, lines
        representing([f"{MEANDER}/{one}" for one in divisions], on=ON)


@pytest.mark.django_db
def test_at_large_is_who_all_of_a_place_elects_beside_members_for_its_parts():
    in_office("Dana Okafor", WARD, "Council Member")
    in_office("Vera Quist", "place:rivertown", "Council Member")
    in_office("Milo Tan", "place:rivertown", "Council Member At-Large")
    in_office("Kit Moss", "school_district:rivertown", "School Board Member", label="at large")
    in_office("Lou Park", "place:rivertown", "Mayor")
    in_office("Ada Nwosu", "county:harbor", "Commissioner")
    in_office("Not Ours", "county:other/council_district:1", "Commissioner")

    divisions = [WARD, "place:rivertown", "school_district:rivertown", "county:harbor"]
    found = representing([f"{MEANDER}/{one}" for one in divisions], on=ON)

    at_large = {one.term.official.name for one in found if one.term and one.at_large}
    assert at_large == {"Vera Quist", "Milo Tan", "Kit Moss"}


@pytest.mark.django_db
def test_several_seats_of_one_office_are_all_there():
    for name in ("Ana Flores", "Ben Weiss", "Cam Diaz"):
        in_office(name, HOUSE, "State Representative")

    assert [name for _title, name in seen(HOUSE)] == ["Ana Flores", "Ben Weiss", "Cam Diaz"]
    assert Seat.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts, there",
    [
        ({"ends": date(2026, 3, 11)}, True),
        ({"ends": ON}, False),
        ({"ends": date(2025, 1, 3)}, False),
        ({"starts": ON}, True),
        ({"starts": date(2026, 3, 11)}, False),
        ({}, True),
    ],
)
def test_a_holder_whose_term_has_ended_or_not_begun_is_never_named(facts, there):
    in_office("Sam Reyes", HOUSE, "State Representative", **facts)

    assert seen(HOUSE) == [("State Representative", "Sam Reyes" if there else "vacant")]
    assert current_terms(ON).exists() == there


@pytest.mark.django_db
def test_a_vacant_seat_says_since_when_and_a_successor_takes_it():
    in_office("Sam Reyes", HOUSE, "State Representative", ends=date(2026, 1, 3))
    [vacant] = representing([f"{MEANDER}/{HOUSE}"], on=ON)
    assert (vacant.term, vacant.since) == (None, date(2026, 1, 3))

    in_office("New Person", HOUSE, "State Representative", starts=date(2026, 2, 1))

    assert seen(HOUSE) == [("State Representative", "New Person")]
    assert Seat.objects.count() == 1


@given(*[st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))] * 3, st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_term_holds_in_python_as_in_plain_words(starts, ends, unlisted, on):
    term = Term(starts=starts, ends=ends, unlisted_on=unlisted)

    assert holds(term, on) == (not (starts and starts > on) and not (ends and ends <= on) and not unlisted)


@pytest.mark.django_db
def test_a_term_holds_in_the_database_as_in_python():
    days = [None, date(2026, 3, 9), ON, date(2026, 3, 11)]
    official = in_office("Sam Reyes", HOUSE, "State Representative")
    seat, facts = Seat.objects.get(), {"official": official, "as_of": AS_OF, "source": "x"}
    Term.objects.all().delete()
    for n, (starts, ends) in enumerate((a, b) for a in days for b in days):
        Term.objects.create(seat=seat, starts=starts, ends=ends, start_key=str(n), **facts)

    in_database = set(Term.objects.filter(Term.current(ON)).values_list("pk", flat=True))

    assert in_database == {term.pk for term in Term.objects.all() if holds(term, ON)}
    assert len(in_database) == 6  # begun: none, 9th, 10th; not over: none, 11th


@pytest.mark.django_db
def test_the_same_again_changes_nothing_and_a_changed_number_is_not_wrong_any_more():
    first = in_office("Sam Reyes", HOUSE, "State Representative")
    PhoneLine.objects.update(is_wrong=True)
    again, kept = in_office("Sam Reyes", HOUSE, "State Representative"), Kept(source="x", as_of=AS_OF)

    assert first.pk == again.pk and PhoneLine.objects.get().is_wrong
    assert (Official.objects.count(), Term.objects.count(), kept.changed) == (1, 1, 0)
    in_office("Sam Reyes", HOUSE, "State Representative", phone="202-555-0143")

    assert (PhoneLine.objects.get().dial, PhoneLine.objects.get().is_wrong) == ("+12025550143", False)


@pytest.mark.django_db
def test_phones_without_area_code_and_wrong_ones_are_kept_and_not_offered_for_dialing():
    numbers = (
        Number("district-1", "district", "202-555-0150"),
        Number("capitol-0", "capitol", "555-0142"),
        Number("capitol-1", "capitol", "202-555-0142 ext. 12"),
    )
    in_office("Sam Reyes", HOUSE, "State Representative", numbers=numbers)
    [seated] = representing([f"{MEANDER}/{HOUSE}"], on=ON)

    assert [line.dial for line in phone_lines_of(seated.term)] == ["+12025550142;ext=12", "+12025550150"]
    assert PhoneLine.objects.filter(phone="555-0142", dial="").exists()
    PhoneLine.objects.filter(key="district-1").update(is_wrong=True)
    [seated] = representing([f"{MEANDER}/{HOUSE}"], on=ON)
    assert [line.key for line in phone_lines_of(seated.term)] == ["capitol-1"]


@pytest.mark.parametrize(
    "text, dial",
    [
        ("202-555-0142", "+12025550142"),
        ("(202) 555-0142", "+12025550142"),
        ("+1 202 555 0142", "+12025550142"),
        ("1-202-555-0142", "+12025550142"),
        ("202.555.0142 x7", "+12025550142;ext=7"),
        ("2025550142", "+12025550142"),
        ("555-0142", ""),
        ("", ""),
        ("call us", ""),
        ("102-555-0142", ""),
        ("+44 20 7946 0000", ""),
        ("202-555-0142 or 0143", ""),
        ("1-900-555-0199", ""),  # callers would pay
        ("412-976-0199", ""),
        ("976-555-0199", ""),
        ("412-900-9760", "+14129009760"),
    ],
)
def test_only_a_whole_number_is_dialed(text, dial):
    assert rules.dialable(text) == dial


@given(st.text(max_size=40))
def test_whatever_is_dialed_has_eleven_digits_after_its_plus(text):
    dial = rules.dialable(text)

    assert dial == "" or (dial[:2] == "+1" and dial[2:12].isdigit() and len(dial.partition(";")[0]) == 12)


@pytest.mark.parametrize(
    "value, last, day",
    [
        ("2026-03-10", False, date(2026, 3, 10)),
        (date(2026, 3, 10), False, date(2026, 3, 10)),
        (2027, True, date(2027, 12, 31)),
        ("2027", False, date(2027, 1, 1)),
        (None, True, None),
        ("", True, None),
        ("2026-03-10T00:00:00", False, date(2026, 3, 10)),
    ],
)
def test_a_day_is_read_as_the_lists_write_it(value, last, day):
    assert rules.day_of(value, last=last) == day


@pytest.mark.parametrize("value", ["soon", "2026-13-01", "10 March", "2026-02-30"])
def test_what_is_no_day_is_said(value):
    with pytest.raises(NotReadable):
        rules.day_of(value)


@pytest.mark.parametrize(
    "division, jurisdiction",
    [
        ("place:rivertown/ward:5", "place:rivertown"),
        ("place:rivertown", "place:rivertown"),
        ("sldl:12", ""),
        ("school_district:rivertown", "school_district:rivertown"),
        ("county:harbor/council_district:2", "county:harbor"),
    ],
)
def test_a_ward_elects_to_the_city_around_it(division, jurisdiction):
    whole = f"{MEANDER}/{jurisdiction}".rstrip("/").replace("ocd-division", "ocd-jurisdiction")
    assert rules.governing(f"{MEANDER}/{division}") == f"{whole}/government"
    assert rules.division_of(f"{whole}/government") == f"{MEANDER}/{jurisdiction}".rstrip("/")


def test_a_role_on_its_last_day_is_over():
    role = role_of(f"{MEANDER}/{HOUSE}", "State Representative", ends=date(2027, 1, 3))

    assert role.is_over(date(2027, 1, 3)) and not role.is_over(date(2027, 1, 2))


@pytest.mark.django_db
def test_district_offices_stand_in_order_of_their_distance():
    """From 45 W, 40 N: a tenth of a degree of longitude are 8.54 km, 5.3 miles;
    a degree of latitude 111 km, 69 miles."""
    numbers = (
        Number("district-far", "district", "202-555-0153", longitude=-45.0, latitude=41.0),
        Number("capitol", "capitol", "202-555-0150"),
        Number("district-near", "district", "202-555-0152", longitude=-45.1, latitude=40.0),
        Number("district-x", "district", "202-555-0154"),
    )
    in_office("Sam Reyes", HOUSE, "State Representative", numbers=numbers)
    [seated] = representing([f"{MEANDER}/{HOUSE}"], on=ON)

    found = [(line.key, line.miles and round(line.miles, 1)) for line in phone_lines_of(seated.term, (-45.0, 40.0))]

    assert found == [("capitol", None), ("district-near", 5.3), ("district-far", 69.0), ("district-x", None)]


@pytest.mark.parametrize(
    "a, b, metres",
    [
        ((-73.9857, 40.7484), (-118.2437, 34.0522), 3_945_877),
        ((0, 0), (1, 0), 111_319),
        ((0, 0), (0, 1), 110_574),
        ((5, 5), (5, 5), 0),
    ],
)
def test_a_distance_is_the_geodesic(a, b, metres):
    """From the library PROJ, another implementation (pyproj.Geod on WGS 84):
    New York to Los Angeles, and single degrees."""
    assert abs(metres_between(a, b) - metres) < 1
