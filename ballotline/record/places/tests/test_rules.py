"""A ZIP code and a division's id as they stand on paper, and a day that is half known."""

from datetime import date

import pytest

from ballotline.record.places.rules import (
    at_large,
    country_of,
    day_of,
    five_digits,
    holds,
    is_division_id,
    is_invented,
    kind_of,
    parent_of,
    spoken,
    state_id,
    state_of,
    whole_state,
)


@pytest.mark.parametrize(
    "typed, code",
    [
        ("00010", "00010"),
        ("00010-0420", "00010"),
        ("00010 0420", "00010"),
        ("000100420", "00010"),
        ("  00013\n", "00013"),
        ("10", ""),
        ("0001", ""),
        ("000100", ""),
        ("00010-42", ""),
        ("٠٠٠١٠", ""),  # digits of another script are not what the post office prints
        ("K1A 0B1", ""),
        ("00010\x00", ""),
        ("", ""),
    ],
)
def test_a_zip_code_is_five_digits_of_five_or_nine(typed, code):
    assert five_digits(typed) == code


MN = "ocd-division/country:us/state:mn"


@pytest.mark.parametrize(
    "text, is_one",
    [
        (MN, True),
        ("ocd-division/country:us", True),
        (f"{MN}/sldl:1a", True),
        (f"{MN}/county:doña_ana", True),
        (f"{MN}/place:o~fallon", True),
        (f"x{MN}", False),
        (f"{MN}/", False),
        (f"{MN}/place:Two Words", False),
        ("ocd-division/country:usa", False),
        ("", False),
        (f"{MN}/place:{'a' * (200 - len(MN) - 7)}", True),  # as wide as the column
        (f"{MN}/place:{'a' * (201 - len(MN) - 7)}", False),
    ],
)
def test_a_division_s_id_is_written_as_open_civic_data_has_it(text, is_one):
    assert is_division_id(text) is is_one


@pytest.mark.parametrize(
    "division, kind, parent, state, whole",
    [
        ("ocd-division/country:us", "country", "", "", "ocd-division/country:us"),
        (MN, "state", "ocd-division/country:us", "MN", MN),
        (f"{MN}/sldl:1a", "sldl", MN, "MN", MN),
        (f"{MN}/county:a/ward:5", "ward", f"{MN}/county:a", "MN", MN),
        (
            "ocd-division/country:us/district:dc/ward:5",
            "ward",
            "ocd-division/country:us/district:dc",
            "DC",
            "ocd-division/country:us/district:dc",
        ),
        (
            "ocd-division/country:us/territory:pr",
            "territory",
            "ocd-division/country:us",
            "PR",
            "ocd-division/country:us/territory:pr",
        ),
        ("ocd-division/country:ca/province:on", "province", "ocd-division/country:ca", "", None),
        (
            "ocd-division/country:ca/province:on/district:x",
            "district",
            "ocd-division/country:ca/province:on",
            "",
            "ocd-division/country:ca/province:on",
        ),
    ],
)
def test_an_id_says_its_kind_what_lies_around_it_and_its_state(division, kind, parent, state, whole):
    assert (kind_of(division), parent_of(division), state_of(division)) == (kind, parent, state)
    assert whole_state(division) == (whole or division)


@pytest.mark.parametrize(
    "year, month, day, first, last",
    [
        (2026, None, None, date(2026, 1, 1), date(2026, 12, 31)),
        (2026, 2, None, date(2026, 2, 1), date(2026, 2, 28)),
        (2028, 2, None, date(2028, 2, 1), date(2028, 2, 29)),
        (2026, 3, 10, date(2026, 3, 10), date(2026, 3, 10)),
    ],
)
def test_of_a_day_that_is_half_known_there_is_a_first_and_a_last(year, month, day, first, last):
    assert day_of(year, month, day, last=False) == first
    assert day_of(year, month, day, last=True) == last


@pytest.mark.parametrize(
    "begins, ends, does",
    [
        ("", "", True),
        ("2026-03-10", "", True),
        ("2026-03-11", "", False),
        ("", "2026-03-10", True),
        ("", "2026-03-09", False),
        ("2026-03-10", "2026-03-10", True),
        ("2026-03-09", "2026-03-09", False),
    ],
)
def test_both_days_of_a_plan_count(begins, ends, does):
    assert holds(begins, ends, date(2026, 3, 10)) is does


@pytest.mark.parametrize(
    "postal, division",
    [
        ("MN", MN),
        ("DC", "ocd-division/country:us/district:dc"),
        ("PR", "ocd-division/country:us/territory:pr"),
        ("MR", "ocd-division/country:zz/state:mr"),  # no post office knows it
    ],
)
def test_a_state_a_territory_and_the_capital_have_ids_of_their_own(postal, division):
    assert state_id(postal) == division
    assert at_large(division) == f"{division}/cd:at-large"


def test_what_names_no_state_lies_in_this_country():
    assert country_of("") == "ocd-division/country:us"
    assert country_of("AE") == "ocd-division/country:us"  # the armed forces have ZIP codes


@pytest.mark.parametrize("code, is_nobody_s", [("00010", True), ("00500", True), ("00501", False), ("55401", False)])
def test_below_the_first_real_code_towns_are_invented(code, is_nobody_s):
    assert is_invented(code) is is_nobody_s


@pytest.mark.parametrize(
    "division, name",
    [
        ("ocd-division/country:us", "United States"),
        (f"{MN}/ward:5", "Ward 5"),
        (f"{MN}/sldl:34a", "House District 34A"),
        (f"{MN}/sldu:7", "Senate District 7"),
        (f"{MN}/cd:at-large", "Congressional District (at large)"),
        (f"{MN}/county:harbor", "Harbor County"),
        (f"{MN}/county:st_louis", "St Louis County"),
        (f"{MN}/county:lee", "Lee County"),
        (f"{MN}/parish:acadia", "Acadia Parish"),
        (f"{MN}/borough:kenai", "Kenai Borough"),
        (f"{MN}/place:coeur_d~alene", "Coeur D'Alene"),
        (f"{MN}/place:rivertown", "Rivertown"),
        (f"{MN}/council_district:north", "Council District North"),
        (f"{MN}/precinct:12-b", "Precinct 12-B"),
        (f"{MN}/school_district:ely", "School District of Ely"),
        (f"{MN}/place:ada", "Ada"),
        (f"{MN}/ward:aa", "Ward AA"),
        (MN, "MN"),
    ],
)
def test_a_division_that_nobody_has_named_is_called_by_its_id(division, name):
    assert spoken(division) == name
