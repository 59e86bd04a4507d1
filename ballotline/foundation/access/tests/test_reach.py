"""A right in one place never widens another right there, nor the same right elsewhere."""

from functools import reduce
from operator import or_
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.access.rules import EVERYWHERE, NOTHING, NOWHERE, Actor, Reach, Scope

RIGHTS = ("actions.read", "actions.people", "people.export")
PLACES = ("ward 5", "ward 6", "")
SOME = st.frozensets(st.sampled_from(PLACES))
REACHES = st.builds(Reach, st.booleans(), SOME, SOME, SOME)
GRANTS = st.lists(st.tuples(st.sampled_from(RIGHTS), REACHES), max_size=6)


def scope_of(grants: list[tuple[str, Reach]]) -> Scope:
    return reduce(or_, (Scope.of([right], reach) for right, reach in grants), NOTHING)


@given(GRANTS, st.sampled_from(RIGHTS), st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_what_is_allowed_on_an_object_is_what_one_grant_of_that_right_alone_allows(grants, right, public_id, chapter):
    allowed = right in scope_of(grants).may_on(public_id=public_id, chapter=chapter)

    by_one = [reach for name, reach in grants if name == right and reach.covers(public_id=public_id, chapter=chapter)]
    assert allowed is bool(by_one)


@given(GRANTS, st.sampled_from(RIGHTS), REACHES)
def test_a_right_more_changes_no_other_right(grants, right, reach):
    before, after = scope_of(grants), scope_of([*grants, (right, reach)])

    assert all(before.reach(other) == after.reach(other) for other in RIGHTS if other != right)
    assert after.reach(right) == before.reach(right) | reach


@given(GRANTS)
def test_a_scope_is_the_same_whatever_was_granted_first(grants):
    assert scope_of(grants).as_plain() == scope_of(grants[::-1]).as_plain()


def test_it_can_be_said_that_somebody_may_export_in_ward_5_and_only_read_in_ward_6():
    five, six = (Reach(divisions=frozenset({place})) for place in ("ward 5", "ward 6"))
    scope = Scope.of(["people.read", "people.export"], five) | Scope.of(["people.read"], six)

    assert scope.reach("people.read").divisions == {"ward 5", "ward 6"}
    assert scope.reach("people.export").divisions == {"ward 5"}


def test_what_belongs_to_no_chapter_belongs_to_no_chapters_right():
    assert not Reach(chapters=frozenset({""})).covers(public_id="1", chapter="")


def test_nowhere_allows_nothing_and_everywhere_all():
    assert not Scope.of(RIGHTS, NOWHERE).allows("actions.read")
    assert Scope.of(RIGHTS, EVERYWHERE).may == frozenset(RIGHTS)
    assert EVERYWHERE.covers(public_id="1") and not NOWHERE.covers(public_id="1")


def test_a_right_on_one_object_is_on_that_object_however_its_id_is_given():
    number = UUID(int=7)
    reach = Reach(objects=frozenset({str(number)}))

    assert reach.covers(public_id=number) and reach.covers(public_id=str(number), chapter="north")
    assert not reach.covers(public_id=UUID(int=8)) and not reach.covers(public_id=None)
    assert Scope.of(["people.read"], reach).may_on(public_id=number) == {"people.read"}


def test_a_right_for_a_chapter_is_on_what_is_that_chapter_s():
    reach = Reach(chapters=frozenset({"north"}))

    assert reach.covers(public_id="1", chapter="north")
    assert not reach.covers(public_id="north") and not reach.covers(public_id="1", chapter="south")


def test_a_right_of_the_house_in_one_place_opens_nothing():
    somewhere, everywhere = (
        Scope.of(["mail.read", "people.read"], reach) for reach in (Reach(divisions=frozenset({"ward 5"})), EVERYWHERE)
    )

    assert somewhere.may == {"people.read"} and everywhere.may == {"mail.read", "people.read"}
    assert (somewhere | everywhere).reach("mail.read") == EVERYWHERE
    assert NOTHING.reach("mail.read") == NOTHING.reach("no such right") == NOWHERE


def test_a_scope_is_told_in_lists_in_the_order_of_their_names():
    reach = Reach(False, frozenset({"b", "a"}), frozenset({"north"}), frozenset({"2", "1"}))

    assert Scope.of(["people.read", "desk.enter"], reach).as_plain() == [
        ("desk.enter", False, ["a", "b"], ["north"], ["1", "2"]),
        ("people.read", False, ["a", "b"], ["north"], ["1", "2"]),
    ]


def test_whoever_acts_is_named_by_kind_and_public_id():
    assert Actor.person(UUID(int=7)) == Actor("person", str(UUID(int=7)), "")
    assert Actor.account(7, "Lena") == Actor("account", "7", "Lena")
    assert Actor.account(7).label == ""
    assert Actor.command("people erase") == Actor("command", "people erase")
