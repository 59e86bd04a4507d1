"""The desk's list of each kind of ask, and of who took part: searched, as cheap for many as for one, and read with a
trace. A new folder in kinds/ joins by existing."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ballotline.foundation.audit.models import Entry
from ballotline.movement.accounts.roles import ROLES
from ballotline.movement.people.tests.test_homes import STATE, WARD_1, WARD_2, look_up, make_wards
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.queries import people_table
from ballotline.organizing.actions.testing import an_open_one
from ballotline.organizing.actions.tests.test_every_kind_at_the_desk import NOW, at, desk_of, words_of, written
from ballotline.organizing.actions.tests.test_every_kind_taking_part import counted, pressed, way_into

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("kind", sorted(KINDS))]


@pytest.mark.parametrize("whose", ["{kind}_desk:index", "actions_desk:index"])
def test_the_list_is_searched_and_says_so_when_nothing_fits(kind, whose):
    desk = desk_of()
    written(desk, kind, title="About the library")
    written(desk, kind, title="About the bus")
    index = reverse(whose.format(kind=kind))

    assert "About the bus" in words_of(desk.get(index)) and "About the library" in words_of(desk.get(index))
    found = words_of(desk.get(index, {"q": "LIBR"}))
    assert "About the library" in found and "About the bus" not in found
    assert "Nothing here fits that." in words_of(desk.get(index, {"state": "closed"}))
    assert desk.get(index, {"q": "%_\\", "state": "²", "page": "²"}).status_code == 200


def test_the_list_of_all_says_what_each_is_with_what_is_published_on_top(kind):
    desk, other = desk_of(), next(name for name in KINDS if name != kind)
    open_since_long = an_open_one(kind)
    written(desk, other, title="Not yet published")

    shown = words_of(desk.get(reverse("actions_desk:index")))

    [one, another] = [shown.index(title) for title in (open_since_long.action.title, "Not yet published")]
    assert one < another
    assert f"{KINDS[kind].one} · {KINDS[kind].standing(open_since_long, NOW)}" in shown
    assert f"{KINDS[other].one} · draft" in shown


@time_machine.travel(NOW, tick=False)  # what is kept for some seconds is kept through both
@pytest.mark.parametrize("whose", ["{kind}_desk:index", "actions_desk:index"])
def test_the_list_asks_the_same_of_the_database_for_one_as_for_many(kind, whose):
    desk, index = desk_of(), reverse(whose.format(kind=kind))
    written(desk, kind, title="Number 0")
    desk.get(index)
    with CaptureQueriesContext(connection) as for_one:
        desk.get(index)
    for n in range(1, 12):
        written(desk, kind, title=f"Number {n}")
    desk.get(index)

    with CaptureQueriesContext(connection) as for_many:
        page = words_of(desk.get(index))

    assert "Number 11" in page and "Number 0" in page
    assert len(for_many) == len(for_one)


def test_who_took_part_is_read_with_a_trace_and_taken_along_by_those_who_may(kind):
    desk = desk_of()
    action = written(desk, kind)
    address = at(kind, action, "take_along", "people")

    desk.get(at(kind, action, "people"))
    table = b"".join(desk.get(address).streaming_content).decode()

    assert table.startswith("state,name,email,zip_code,")
    assert {"people viewed", "people exported"} <= set(Entry.objects.values_list("verb", flat=True))
    assert not {"actions.people", "actions.export"} & ROLES["moderator"].may
    moderator = desk_of("moderator")
    hidden = (at(kind, action, "people"), address, at(kind, action, "edit"))
    assert [moderator.get(page).status_code for page in hidden] == [404] * 3
    assert desk.get(at(kind, action, "take_along", "secrets")).status_code == 404


def test_the_table_names_the_divisions_where_each_surely_lives_once_they_have_said_yes(kind):
    if "zip_code" not in way_into(kind).form.base_fields:
        pytest.skip("nobody is asked for a place here")
    make_wards({"00010": [WARD_1], "00011": [WARD_1, WARD_2]})
    ask = an_open_one(kind)
    for name, code in (("Ana Moss", "00010"), ("Ben Moss", "00011")):
        counted(ask, name, zip_code=code)
    pressed(ask, "Cy Moss", zip_code="00010")
    look_up()

    assert [row[-1] for row in people_table(ask)] == [f"{STATE} {WARD_1}", STATE, ""]
