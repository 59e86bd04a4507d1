"""Which plan holds on a day, on which days to come another one will, and the mark that changes when an answer may."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from ballotline.foundation.ingest.models import Import
from ballotline.record.places.lines import days_to_come, mark, on_day
from ballotline.record.places.models import Division, Plan, ZipCode, ZipDivision

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 10)
A_DAY = timedelta(days=1)
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
MR = "ocd-division/country:zz/state:mr"


def plan(label: str, kind: str = "sldl", *, zips: dict[str, list[str]] | None = None, **days: date) -> Plan:
    made = Plan.objects.create(kind=kind, label=label, changed_at=AT, **days)
    for code, districts in (zips or {}).items():
        ZipCode.objects.get_or_create(code=code, defaults={"town": "Rivertown", "state": "MR"})
        ZipDivision.objects.bulk_create(
            [ZipDivision(plan=made, code=code, ocd_id=f"{MR}/{kind}:{one}") for one in districts]
        )
    return made


def test_the_days_to_come_are_those_on_which_a_plan_begins_or_has_just_ended():
    plan("ended", valid_through=ON - A_DAY)
    plan("ends today", valid_from=ON - A_DAY, valid_through=ON)
    plan("begins today", valid_from=ON)
    plan("begins", valid_from=ON + 5 * A_DAY, valid_through=ON + 9 * A_DAY)
    plan("begins too", valid_from=ON + 5 * A_DAY)
    plan("for ever", valid_through=date.max)

    assert days_to_come(ON) == [ON + A_DAY, ON + 5 * A_DAY, ON + 10 * A_DAY]
    assert days_to_come(date.max) == []


def test_the_mark_changes_on_the_day_that_a_plan_begins_and_on_the_day_after_its_last():
    plan("2024", valid_through=ON + 3 * A_DAY)
    plan("2026", valid_from=ON + 5 * A_DAY)

    marks = [mark(ON + day * A_DAY) for day in range(8)]

    same = [one == before for before, one in pairwise(marks)]
    assert same == [True, True, True, False, False, True, True]
    assert {len(one) for one in marks} == {32}


def test_the_mark_changes_with_an_import_and_with_its_undo():
    first = mark(ON)
    imported = Import.objects.create(kind="places.zips", at=AT)
    with_it = mark(ON)
    Import.objects.filter(pk=imported.pk).update(undone_at=AT + A_DAY)

    assert len({first, with_it, mark(ON)}) == 3


def of_zip(code: str, on: date = ON, kind: str = "") -> list[tuple[str, str, str]]:
    """(district, plan, why it is not sure)"""
    return [(one.ocd_id.removeprefix(f"{MR}/"), one.plan, one.why) for one in on_day(on).of_zip(code, kind)]


def test_a_code_in_one_district_says_it_and_in_two_says_that_it_is_split():
    plan("2024", zips={"00010": ["1"], "00011": ["1", "2"]})
    plan("wards", "ward", zips={"00011": ["5"]})

    assert of_zip("00010") == [("sldl:1", "2024", "")]
    assert of_zip("00011") == [("sldl:1", "2024", "split"), ("sldl:2", "2024", "split"), ("ward:5", "wards", "")]
    assert of_zip("00011", kind="ward") == [("ward:5", "wards", "")]
    assert of_zip("") == of_zip("00099") == []


def test_of_two_tables_that_hold_the_one_that_began_last_counts_from_its_first_day_on():
    plan("2024", zips={"00010": ["1"]})
    plan("2026", zips={"00010": ["2"]}, valid_from=ON)
    plan("2028", zips={"00010": ["3"]}, valid_from=ON + A_DAY)

    answers = [of_zip("00010", ON + day * A_DAY)[0][:2] for day in (-1, 0, 1)]

    assert answers == [("sldl:1", "2024"), ("sldl:2", "2026"), ("sldl:3", "2028")]


def test_a_table_that_has_ended_says_nothing_any_more():
    plan("2024", zips={"00010": ["1"]}, valid_through=ON)

    assert (of_zip("00010"), of_zip("00010", ON + A_DAY)) == ([("sldl:1", "2024", "")], [])


def test_a_state_of_one_district_is_at_large_by_its_table_or_by_the_list():
    assert on_day(ON).at_large(MR) is None
    Division.objects.create(ocd_id=f"{MR}/cd:at-large", kind="cd", parent_ocd_id=MR)
    found = on_day(ON).at_large(MR)
    assert (found.ocd_id, found.kind, found.plan) == (f"{MR}/cd:at-large", "cd", "")

    plan("2026", "cd", zips={"00010": ["at-large"]})
    assert on_day(ON).at_large(MR).plan == "2026"
    plan("2028", "cd", zips={"00010": ["1"], "00011": ["2"]}, valid_from=ON)
    assert on_day(ON).at_large(MR) is None
    assert on_day(ON).congressional_districts(MR) == {f"{MR}/cd:1", f"{MR}/cd:2"}


@pytest.mark.parametrize(
    "row, counts",
    [
        ({}, True),
        ({"valid_from": ON}, True),
        ({"valid_from": ON + A_DAY}, False),
        ({"valid_through": ON}, True),
        ({"valid_through": ON - A_DAY}, False),
        ({"same_as": f"{MR}/cd:2"}, False),
        ({"kind": "sldl"}, False),
        ({"parent_ocd_id": "ocd-division/country:zz/state:xx"}, False),
    ],
)
def test_a_division_on_the_list_counts_while_it_holds(row, counts):
    Division.objects.create(**{"ocd_id": f"{MR}/cd:1", "kind": "cd", "parent_ocd_id": MR, **row})

    assert on_day(ON).congressional_districts(MR) == ({f"{MR}/cd:1"} if counts else set())
