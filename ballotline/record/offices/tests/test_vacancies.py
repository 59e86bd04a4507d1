"""A seat exists by its district and the size of its chamber: who has no holder on the list is shown as vacant."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from ballotline.record.offices.chambers import DELEGATES, REPRESENTATIVES, house_districts
from ballotline.record.offices.importer.run import import_congress
from ballotline.record.offices.queries import representing
from ballotline.record.offices.tests.lists import AS_OF
from ballotline.record.places.rules import kind_of, state_of

REAL = Path(__file__).parents[5] / "shared" / "data" / "officials-us-congress"
US = "ocd-division/country:us"


def member(division: str, n: int) -> dict[str, object]:
    """Somebody invented for a district, as the list of Congress has its members."""
    number = division.rpartition(":")[2]
    term = {"type": "rep", "start": "2025-01-03", "end": "2027-01-03", "state": state_of(division), "party": "Harbor"}
    district = 0 if number == "at-large" else int(number)
    return {
        "id": {"bioguide": f"X{n:06}"},
        "name": {"first": "Member", "last": f"No {n}"},
        "terms": [{**term, "district": district}],
    }


def house(folder: Path, *, without: set[str], on: date = AS_OF):
    members = [member(division, n) for n, division in enumerate(sorted(house_districts(on))) if division not in without]
    (folder / "legislators-current.yaml").write_text(yaml.safe_dump(members))
    return import_congress([folder], as_of=on, apply=True)


def test_the_house_has_435_members_from_fifty_states_and_six_without_a_vote():
    """Article I as by the Permanent Apportionment Act of 1929: 435. The six are by their own statutes."""
    assert (sum(REPRESENTATIVES.values()), len(REPRESENTATIVES), len(DELEGATES)) == (435, 50, 6)
    assert len(house_districts(AS_OF)) == 441
    assert {kind_of(one) for one in house_districts(AS_OF)} == {"cd"}


@pytest.mark.parametrize("day, many", [("2023-01-02", 0), ("2023-01-03", 441), ("2033-01-02", 441), ("2033-01-03", 0)])
def test_an_apportionment_holds_for_five_congresses_and_for_other_days_nothing_is_guessed(day, many):
    assert len(house_districts(date.fromisoformat(day))) == many


@pytest.mark.django_db
def test_a_district_without_a_member_on_the_list_has_a_vacant_seat(tmp_path):
    gone = {f"{US}/state:ca/cd:14", f"{US}/state:wy/cd:at-large", f"{US}/territory:gu/cd:at-large"}

    report = house(tmp_path, without=gone)

    assert (report.vacant, report.new) == (3, 438)
    for division in gone:
        [seated] = representing([division], on=AS_OF)
        assert (seated.office.title, seated.term, seated.since) == ("US Representative", None, None)
    again = house(tmp_path, without=gone)
    assert (again.vacant, again.new, again.changed) == (0, 0, 0)


@pytest.mark.django_db
def test_the_seat_says_since_when_if_who_left_was_on_file_and_the_successor_takes_it(tmp_path):
    house(tmp_path, without=set())

    left = house(tmp_path, without={f"{US}/state:ca/cd:14"}, on=date(2026, 8, 1))
    [vacant] = representing([f"{US}/state:ca/cd:14"], on=date(2026, 8, 2))
    house(tmp_path, without=set(), on=date(2026, 9, 1))
    [taken] = representing([f"{US}/state:ca/cd:14"], on=date(2026, 9, 2))

    assert (left.gone, left.vacant, vacant.term, vacant.since) == (1, 0, None, date(2026, 8, 1))
    assert taken.term is not None


@pytest.mark.django_db
def test_of_a_list_of_a_few_members_the_others_seats_are_not_said_to_be_vacant(tmp_path):
    most = set(sorted(house_districts(AS_OF))[5:])

    assert house(tmp_path, without=most).vacant == 0


@pytest.mark.django_db
def test_of_a_list_that_leaves_whole_states_out_the_others_gaps_are_seen_and_theirs_are_not(tmp_path):
    without_texas = {one for one in house_districts(AS_OF) if state_of(one) in ("TX", "OH", "WA")}

    report = house(tmp_path, without=without_texas | {f"{US}/state:ca/cd:14"})

    assert report.vacant == 1
    assert representing([f"{US}/state:tx/cd:23"], on=AS_OF) == []


@pytest.mark.django_db
@pytest.mark.skipif(not REAL.exists(), reason="the folder of real data is not here")
def test_the_real_list_shows_the_seats_that_were_vacant_on_its_day():
    """CA-14, FL-20, GA-13 and TX-23 had no member on 15 June 2026.

    Where the folder's list leaves Texas out, three are seen.
    """
    import_congress([REAL], as_of=AS_OF, apply=True)
    texas = representing([f"{US}/state:tx/cd:1"], on=AS_OF)

    for division in ("ca/cd:14", "fl/cd:20", "ga/cd:13", *["tx/cd:23"] * bool(texas)):
        [seated] = representing([f"{US}/state:{division}"], on=AS_OF)
        assert seated.term is None
