"""Who may be the same: by name and place, by a way to reach them,
never those who were told apart; and how names are alike."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.people import likeness, reaching
from ballotline.movement.people import services as people
from ballotline.movement.people.models import NotTheSame, Person
from ballotline.movement.people.names_alike import are_nearly_the_same
from ballotline.movement.people.rules import name_key

NOW = timezone.now()


def known(name: str, mailbox: str, zip_code: str = "00010") -> Person:
    return people.identify(name=name, email=f"{mailbox}@rivertown.example", zip_code=zip_code, at=NOW)


@pytest.fixture
def ana(db) -> Person:
    return known("Ana María Flores", "ana")


def alike(person: Person) -> list[tuple[str, str]]:
    found = likeness.may_be_the_same(person, among=Person.objects.present())
    return [(one.person.name, ", ".join(str(why) for why in one.why)) for one in found]


def reached(person: Person, kind: str, value: str) -> None:
    reaching.write_down(person=person, kind=kind, value=value, by=SYSTEM, at=NOW)


def test_the_same_name_in_the_same_zip_code_may_be_the_same(ana):
    known("ana maria  FLORES", "second")

    assert alike(ana) == [("ana maria  FLORES", "same name, same ZIP code")]


def test_the_same_name_elsewhere_or_nowhere_is_not_suggested(ana):
    known("Ana María Flores", "second", "00012")
    nowhere = [known("Ben Weiss", mailbox, "") for mailbox in ("ben", "ben2")]

    assert alike(ana) == alike(nowhere[0]) == []


def test_a_shared_mailbox_and_a_shared_phone_are_reasons_wherever_they_live(ana):
    other = known("Carla Ruiz", "ana", "00014")
    for person, typed in ((ana, "(202) 555-0142"), (other, "202.555.0142")):
        reached(person, "phone", typed)

    assert alike(ana) == [("Carla Ruiz", "same mailbox, same phone")]
    assert alike(other) == [("Ana María Flores", "same mailbox, same phone")]


def test_nearly_the_same_name_needs_the_same_zip_code(ana):
    known("Ana Flores", "second")
    known("Ana Flores", "third", "00012")

    assert alike(ana) == [("Ana Flores", "nearly the same name, same ZIP code")]


def test_the_surest_stand_first(ana):
    known("Carla Ruiz", "ana", "00014")
    known("Ana Maria Flores", "third")

    assert [name for name, _why in alike(ana)] == ["Ana Maria Flores", "Carla Ruiz"]


def test_who_was_told_apart_is_not_suggested_from_either_side_until_that_is_taken_back(ana):
    other = known("Ana Maria Flores", "second")

    for _twice in range(2):
        likeness.tell_apart(person=other, other=ana, by=SYSTEM, at=NOW)

    assert NotTheSame.objects.count() == 1
    assert alike(ana) == alike(other) == []
    assert likeness.told_apart_from(ana, among=Person.objects.present()) == [other]
    likeness.suggest_again(person=ana, other=other, by=SYSTEM, at=NOW)
    assert len(alike(ana)) == len(alike(other)) == 1


def test_nobody_is_suggested_whom_one_may_not_see(ana):
    known("Ana Maria Flores", "second")

    assert likeness.may_be_the_same(ana, among=Person.objects.none()) == []


def test_suggesting_asks_few_questions_however_many_live_there(ana, django_assert_max_num_queries):
    for number in range(30):
        known("Ana Maria Flores", f"m{number}")

    with django_assert_max_num_queries(4):
        assert len(likeness.may_be_the_same(ana, among=Person.objects.present(), most=5)) == 5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("William Ortiz", "Bill Ortiz"),
        ("Billy Ortiz", "Bill Ortiz"),
        ("José Ruiz", "Pepe Ruiz"),
        ("W. Ortiz", "William Ortiz"),
        ("Ana María Flores", "Ana Flores"),
        ("A. Flores", "Ana María Flores"),
        ("Ana M. Flores", "Ana María Flores"),
        ("Jonathan Weiss", "Jonathon Weiss"),
        ("Maria Garcia", "Maria Garcias"),
        ("Mraia Garcia", "Maria Garcia"),
        ("Mary-Jane Okafor", "Mary Jane Okafor"),
        ("Anna Flores", "Ana Flores"),
    ],
)
def test_one_human_writes_their_name_in_two_ways(one, other):
    assert are_nearly_the_same(name_key(one), name_key(other))
    assert are_nearly_the_same(name_key(other), name_key(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("William Ortiz", "William Ortega"),
        ("William Ortiz", "Walter Ortiz"),
        ("Ian Lee", "Jan Lee"),
        ("Maria Elena Garcia", "Maria Luisa Garcia"),
        ("Ana Flores", "Ben Flores"),
        ("Ana B. Flores", "Ana María Flores"),
        ("Cher", "Chet"),
        ("Ana Flores", "ana flores"),
        ("", "Ana Flores"),
    ],
)
def test_two_humans_have_two_names(one, other):
    assert not are_nearly_the_same(name_key(one), name_key(other))


@given(st.text(alphabet="ab .-é", max_size=12), st.text(alphabet="ab .-é", max_size=12))
def test_likeness_has_no_direction(one, other):
    assert are_nearly_the_same(one, other) == are_nearly_the_same(other, one)


def test_only_the_pair_that_is_suggested_again_is(ana):
    second, third = known("Ana Maria Flores", "second"), known("Ana Maria Flores", "third")
    for one, other in ((ana, second), (ana, third), (second, third)):
        likeness.tell_apart(person=one, other=other, by=SYSTEM, at=NOW)

    likeness.suggest_again(person=third, other=ana, by=SYSTEM, at=NOW)

    assert set(NotTheSame.objects.values_list("one", "other")) == {(ana.pk, second.pk), (second.pk, third.pk)}


def test_those_told_apart_stand_by_name_and_of_one_name_the_older_first(ana):
    others = [known(name, f"m{number}") for number, name in enumerate(("Zoe Moss", "Ben Moss", "Ben Moss"))]
    for other in others:
        likeness.tell_apart(person=ana, other=other, by=SYSTEM, at=NOW)

    found = likeness.told_apart_from(ana, among=Person.objects.order_by("-pk"))

    assert found == [others[1], others[2], others[0]]


def test_one_end_of_the_name_is_enough_and_at_most_five_are_shown(db):
    william = known("William Ortiz", "will")
    known("Bill Ortiz", "bill")
    assert alike(william) == [("Bill Ortiz", "nearly the same name, same ZIP code")]

    for number in range(5):
        known("William Ortiz", f"w{number}")
    assert [name for name, _why in alike(william)] == ["William Ortiz"] * 5


def test_what_reads_alike_and_is_of_another_kind_is_no_reason(ana):
    other = known("Carla Ruiz", "carla", "00014")
    reached(ana, "phone", "555-0142")
    reached(other, "address", "5550142")

    assert alike(ana) == alike(other) == []


def test_of_those_told_apart_twenty_are_shown(ana):
    for number in range(21):
        likeness.tell_apart(person=ana, other=known("Ben Moss", f"m{number}"), by=SYSTEM, at=NOW)

    assert len(likeness.told_apart_from(ana, among=Person.objects.all())) == 20
