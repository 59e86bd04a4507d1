"""Where people live: by what they gave and the maps on file, sure or "may be", and again when either changes."""

from datetime import date, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps

from ballotline.foundation.access.rules import EVERYWHERE, NOWHERE, SYSTEM, Reach
from ballotline.movement.people import homes, queries, services
from ballotline.movement.people.homes import look_up_homes
from ballotline.movement.people.models import Home, HomeDivision, Person
from ballotline.movement.people.rules import is_named
from ballotline.record.places.models import Plan, ZipCode, ZipDivision

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("UTC"))
STATE = "ocd-division/country:zz/state:mr"
RIVERTOWN = f"{STATE}/place:rivertown"
WARD_1, WARD_2 = f"{RIVERTOWN}/ward:1", f"{RIVERTOWN}/ward:2"


def make_wards(zips: dict[str, list[str]], *, at: datetime = NOW, label: str = "2022", **days: date) -> Plan:
    """A table of ZIP codes and the wards each lies in."""
    plan = Plan.objects.create(kind="ward", label=label, changed_at=at, **days)
    for code, wards in zips.items():
        ZipCode.objects.get_or_create(code=code, defaults={"town": "Rivertown", "state": "MR"})
        ZipDivision.objects.bulk_create([ZipDivision(plan=plan, code=code, ocd_id=ward) for ward in wards])
    return plan


def meet(name: str, zip_code: str) -> Person:
    email = f"{name.lower()}@rivertown.example"
    return services.identify(name=name, email=email, zip_code=zip_code, at=NOW)


def wards_of(person: Person) -> dict[str, bool]:
    """{id of a ward: is it sure}"""
    person.refresh_from_db()
    return {one.ocd_id: one.is_sure for one in queries.divisions_around(person) if one.kind == "ward"}


def look_up(*, at: datetime = NOW, on: date = TODAY) -> int:
    return look_up_homes(at=at, on=on)


def test_a_code_in_one_ward_says_it_surely_and_one_in_two_says_both_may_be():
    make_wards({"00010": [WARD_1], "00011": [WARD_1, WARD_2]})
    ana, ben = meet("Ana", "00010"), meet("Ben", "00011-1234")

    look_up()

    assert wards_of(ana) == {WARD_1: True}
    assert wards_of(ben) == {WARD_1: False, WARD_2: False}
    assert STATE in {one.ocd_id for one in queries.divisions_around(ana)}


def test_a_thousand_of_one_code_are_looked_up_once_and_not_again():
    make_wards({"00010": [WARD_1]})
    for number in range(3):
        meet(f"Ana{number}", "00010")

    assert [look_up(), look_up()] == [1, 0]
    assert HomeDivision.objects.filter(ocd_id=WARD_1).count() == 1


@pytest.mark.parametrize("typed", ["", "1234", "SW1A 1AA", "²2345"])
def test_who_gave_no_zip_code_lives_nowhere_that_we_know(typed):
    ana = meet("Ana", typed)

    assert look_up() == 0
    assert ana.home_key == ""
    assert queries.divisions_around(ana) == []


def test_new_lines_change_where_people_live_and_what_stays_keeps_its_day():
    plan = make_wards({"00010": [WARD_1], "00011": [WARD_2]})
    ana, ben = meet("Ana", "00010"), meet("Ben", "00011")
    look_up()

    ZipDivision.objects.filter(plan=plan, code="00011").update(ocd_id=WARD_1)
    Plan.objects.update(changed_at=NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=2)

    assert look_up(at=later) == 2
    assert wards_of(ben) == {WARD_1: True}
    since = {(one.home_key, one.ocd_id): one.since for one in HomeDivision.objects.filter(kind="ward")}
    assert since == {("00010", WARD_1): NOW, ("00011", WARD_1): later}
    assert wards_of(ana) == {WARD_1: True}


def test_on_the_day_that_a_plan_begins_everybody_is_looked_up_by_it():
    first = date(2026, 5, 1)
    make_wards({"00010": [WARD_1]}, valid_through=first - timedelta(days=1))
    make_wards({"00010": [WARD_2]}, label="2026", valid_from=first)
    ana = meet("Ana", "00010")

    look_up(on=first - timedelta(days=2))
    assert wards_of(ana) == {WARD_1: True}
    assert look_up(on=first - timedelta(days=1)) == 0

    assert look_up(on=first) == 1
    assert wards_of(ana) == {WARD_2: True}


def test_who_moves_lives_elsewhere_and_an_empty_home_is_forgotten():
    make_wards({"00010": [WARD_1], "00012": [WARD_2]})
    ana = meet("Ana", "00010")
    look_up()

    services.correct(person=ana, name="Ana", zip_code="00012", by=SYSTEM, at=NOW)
    look_up()

    assert wards_of(ana) == {WARD_2: True}
    assert set(Home.objects.values_list("key", flat=True)) == {"00012"}
    assert not HomeDivision.objects.filter(home_key="00010").exists()


def test_who_is_erased_lives_nowhere():
    make_wards({"00010": [WARD_1]})
    ana = meet("Ana", "00010")
    look_up()

    services.erase(person=ana, by=SYSTEM, at=NOW)
    look_up()

    assert wards_of(ana) == {}
    assert not Home.objects.exists()


def test_a_person_takes_along_where_we_think_they_live():
    make_wards({"00011": [WARD_1, WARD_2]})
    ben = meet("Ben", "00011")
    look_up()

    wards = [one for one in queries.copy_of(ben)["lives_in"] if "ward" in one["division"]]

    assert [(one["division"], one["is_sure"]) for one in wards] == [(WARD_1, False), (WARD_2, False)]


@pytest.mark.parametrize(
    "reach, names",
    [
        (EVERYWHERE, {"Ana", "Ben", "Cy", "Dot"}),
        (NOWHERE, set()),
        (Reach(divisions=frozenset({WARD_1})), {"Ana"}),  # Ben only may live there
        (Reach(divisions=frozenset({WARD_2})), {"Cy"}),
        (Reach(divisions=frozenset({WARD_1, WARD_2})), {"Ana", "Cy"}),
        (Reach(divisions=frozenset({STATE})), {"Ana", "Ben", "Cy"}),
        (Reach(divisions=frozenset({f"{RIVERTOWN}/ward:3"})), set()),
        (Reach(chapters=frozenset({"rivertown"})), set()),
    ],
)
def test_a_right_in_a_place_reaches_those_who_surely_live_there(reach, names):
    make_wards({"00010": [WARD_1], "00011": [WARD_1, WARD_2], "00012": [WARD_2]})
    for name, code in (("Ana", "00010"), ("Ben", "00011"), ("Cy", "00012"), ("Dot", "")):
        meet(name, code)
    look_up()

    assert set(queries.within(reach).values_list("name", flat=True)) == names


def test_a_right_on_one_person_reaches_them_alone():
    ana, _ben = meet("Ana", ""), meet("Ben", "")

    assert queries.within(Reach(objects=frozenset({str(ana.public_id)}))).get() == ana


@pytest.mark.parametrize(
    "words, fits",
    [
        ("ward 5", True),
        ("Ward 5 Rivertown", True),
        ("river", True),
        ("WÀRD", True),
        ("ward 51", False),
        ("5", True),
        ("millbrook", False),
    ],
)
def test_a_place_is_found_by_the_beginnings_of_its_words_and_whole_numbers(words, fits):
    assert is_named("Ward 5 ocd-division/country:zz/state:mr/place:rivertown/ward:5", words) is fits


def test_a_house_that_stands_already_gets_its_homes():
    """A person from before has no key until the migration, which takes it from their ZIP code."""
    for number, code in enumerate(["00010", "00010-1234", "000101234", "0001", "12345x", ""]):
        meet(f"Ana{number}", code)
    Person.objects.update(home_key="")

    import_module("ballotline.movement.people.migrations.0003_homes").give_homes(apps, None)

    assert list(Person.objects.order_by("pk").values_list("home_key", flat=True)) == ["00010"] * 3 + [""] * 3


def test_the_copy_names_each_division_and_says_since_when_we_know_it():
    make_wards({"00010": [WARD_1]})
    ana = meet("Ana", "00010")
    look_up()

    ward = queries.copy_of(ana)["lives_in"][0]

    assert ward == {"division": WARD_1, "name": "Ward 1", "is_sure": True, "since": NOW}


def test_where_somebody_lives_stands_the_smallest_first_and_the_sure_before_what_may_be():
    make_wards({"00010": [WARD_2]})
    ana = meet("Ana", "00010")
    look_up()
    for ocd_id, name, is_sure in (("x/ward:3", "Ward 3", False), ("x/ward:0", "Ward 0", True)):
        HomeDivision.objects.create(home_key="00010", ocd_id=ocd_id, kind="ward", name=name, is_sure=is_sure, since=NOW)

    names = [one.name for one in queries.divisions_around(Person.objects.get(pk=ana.pk))]

    assert names[:3] == ["Ward 0", "Ward 2", "Ward 3"]
    assert names[-1] == "MR"


def places_named(words: str, *, of=None) -> list[tuple[str, str, str]]:
    return [(one.ocd_id, one.kind, one.name) for one in queries.divisions_named(words, of=of)]


def test_a_place_is_named_by_its_words_the_nearest_to_home_first_and_each_once():
    make_wards({"00010": [WARD_2], "00011": [WARD_1, WARD_2]})
    meet("Ana", "00010"), meet("Ben", "00011")
    look_up()
    HomeDivision.objects.create(
        home_key="00010", ocd_id=RIVERTOWN, kind="place", name="A Rivertown", is_sure=True, since=NOW
    )

    assert places_named("rivertown") == [
        (WARD_1, "ward", "Ward 1"),
        (WARD_2, "ward", "Ward 2"),
        (RIVERTOWN, "place", "A Rivertown"),
    ]


def test_an_id_is_that_place_alone_and_of_some_people_only_where_one_of_them_lives():
    make_wards({"00010": [WARD_1], "00012": [WARD_2], "00013": [WARD_2]})
    for number, code in enumerate(("00010", "00012", "00013")):
        meet(f"Ana{number}", code)
    look_up()
    HomeDivision.objects.create(
        home_key="00010", ocd_id=RIVERTOWN, kind="place", name="Rivertown", is_sure=True, since=NOW
    )

    assert [ocd_id for ocd_id, *_ in places_named(RIVERTOWN)] == [RIVERTOWN]
    assert [ocd_id for ocd_id, *_ in places_named(WARD_2)] == [WARD_2]
    in_ward_1 = Person.objects.filter(zip_code="00010")
    assert places_named(WARD_2, of=in_ward_1) == []
    assert [name for _id, _kind, name in places_named("ward", of=in_ward_1)] == ["Ward 1"]


def test_no_words_name_no_place_and_ask_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert queries.divisions_named("") == []


@pytest.mark.parametrize("words, fits", [("haven", True), ("new haven", True), ("new_haven", False), ("", False)])
def test_an_id_s_underscore_is_a_space_between_words(words, fits):
    assert is_named("place:new_haven", words) is fits


def test_more_homes_than_one_batch_are_all_looked_up_and_counted(monkeypatch):
    make_wards({code: [WARD_1] for code in ("00010", "00011", "00012")})
    for number, code in enumerate(("00010", "00011", "00012")):
        meet(f"Ana{number}", code)
    monkeypatch.setattr(homes, "BATCH", 2)

    assert look_up() == 3
    assert Home.objects.count() == 3
