"""What two who were merged had said, once they are two again: whose word is whose, of each channel and purpose."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.people import merging, queries, tasks
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Consent, Merge, Person
from ballotline.movement.people.rows import CannotMerge

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)


def known(name: str, mailbox: str) -> Person:
    email = f"{mailbox}@rivertown.example"
    return people.identify(name=name, email=email, zip_code="00010", at=NOW - 9 * A_DAY)


@pytest.fixture
def ana() -> Person:
    return known("Ana Flores", "ana")


@pytest.fixture
def anna() -> Person:
    return known("Anna Flores", "anna")


def merged(keep: Person, other: Person, at=NOW) -> Merge:
    return merging.merge(keep=keep, other=other, choices=[], by=SYSTEM, at=at)


def apart(merge: Merge) -> None:
    merging.take_apart(merge=merge, by=SYSTEM, at=NOW + A_DAY)


def said(person: Person, given: bool, *, at, channel="email", purpose="news", where="table") -> Consent:
    return people.record_consent(
        person=person, channel=channel, purpose=purpose, given=given, at=at, where=where, wording="words"
    )


def may_be_written_to(person: Person) -> bool:
    return queries.allows(person, channel="email", purpose="news")


def test_a_yes_since_stands_where_the_kept_one_had_said_yes_before(ana, anna):
    said(ana, True, at=NOW - 2 * HOUR)
    merge = merged(ana, anna)
    said(ana, True, at=NOW + HOUR)

    apart(merge)

    assert may_be_written_to(ana)
    assert not may_be_written_to(anna)
    assert ana.consents.count() == 2


@pytest.mark.parametrize("other", [{"channel": "phone"}, {"purpose": "petitions"}])
def test_a_yes_of_before_to_something_else_is_none_to_this(ana, anna, other):
    said(ana, True, at=NOW - HOUR, **other)
    merge = merged(ana, anna)
    said(ana, True, at=NOW + HOUR)

    apart(merge)

    assert not may_be_written_to(ana)
    assert ana.consents.latest("at").where == "made two again; a yes of either"


@pytest.mark.parametrize("other", [{"channel": "phone"}, {"purpose": "petitions"}])
def test_a_no_of_before_to_something_else_takes_no_yes_away(ana, anna, other):
    said(ana, True, at=NOW - 2 * HOUR)
    said(ana, False, at=NOW - HOUR, **other)
    merge = merged(ana, anna)
    said(ana, True, at=NOW + HOUR)

    apart(merge)

    assert may_be_written_to(ana)


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        (((True, 1), (False, 2)), True),  # the no was said earlier and written down later
        (((False, 1), (True, 2)), False),
        (((False, 1), (True, 1)), True),  # of one moment the later written
        (((True, 1), (False, 1)), False),
    ],
)
def test_the_newest_word_of_before_decides_whether_a_yes_since_stands(ana, anna, words, stands):
    merge = merged(ana, anna)
    for given, hours in words:
        said(ana, given, at=NOW - hours * HOUR)
    said(ana, True, at=NOW + HOUR)

    apart(merge)

    assert may_be_written_to(ana) is stands


def test_a_no_that_is_said_again_keeps_as_much_of_its_evidence_as_there_is_room_for(ana, anna):
    said(anna, False, at=NOW - 3 * A_DAY, where="w" * 120)
    said(ana, True, at=NOW - 2 * A_DAY)

    merged(ana, anna)

    where = ana.consents.latest("at").where
    assert where == f"two people merged; said {NOW - 3 * A_DAY:%Y-%m-%d}: {'w' * 120}"[:120]
    assert len(where) == 120


def test_a_merge_of_somebody_else_since_is_in_nobody_s_way(ana, anna):
    first = merged(ana, anna)
    merged(known("Ben Weiss", "ben"), known("Ben White", "ben2"), at=NOW + HOUR)

    apart(first)

    assert Person.objects.present().count() == 3


def test_of_whom_only_the_sign_to_the_kept_one_stays_nobody_knows_where_they_lived(ana, anna):
    merged(ana, anna, at=NOW - 31 * A_DAY)

    tasks.forget_corrections()

    anna.refresh_from_db()
    assert (anna.zip_code, anna.home_key) == ("", "")
    ana.refresh_from_db()
    assert (ana.zip_code, ana.home_key) == ("00010", "00010")


def test_to_the_moment_of_thirty_days_it_is_too_late_and_the_sentence_says_so(ana, anna):
    merge = merged(ana, anna)

    assert merging.is_undoable(merge, NOW + 30 * A_DAY - timedelta(seconds=1))
    with pytest.raises(merging.TooLate) as late:
        merging.take_apart(merge=merge, by=SYSTEM, at=NOW + 30 * A_DAY)

    assert str(late.value) == "That was more than 30 days ago, or is taken back already."


def test_what_was_built_upon_says_what_to_take_back_first(ana, anna):
    first = merged(ana, anna)
    merged(ana, known("A. Flores", "third"), at=NOW + HOUR)

    with pytest.raises(merging.TooLate) as late:
        apart(first)

    assert str(late.value) == "They were merged once more since. Take that back first."


@pytest.mark.parametrize(
    ("kept_is", "other_is", "becomes"),
    [(True, False, False), (True, True, True), (False, True, False), (False, False, False)],
)
def test_who_is_real_in_one_of_two_is_real_and_invented_again_once_they_are_two(ana, anna, kept_is, other_is, becomes):
    for person, is_demo in ((ana, kept_is), (anna, other_is)):
        Person.objects.filter(pk=person.pk).update(is_demo=is_demo)

    merge = merged(ana, anna)
    assert Person.objects.get(pk=ana.pk).is_demo is becomes

    apart(merge)
    assert [Person.objects.get(pk=one.pk).is_demo for one in (ana, anna)] == [kept_is, other_is]


def test_a_no_to_something_else_is_said_again_by_no_merge(ana, anna):
    said(anna, False, at=NOW - 3 * A_DAY, purpose="petitions")
    said(ana, True, at=NOW - 2 * A_DAY)

    merged(ana, anna)

    assert may_be_written_to(ana)
    assert ana.consents.count() == 2


def test_a_merge_is_a_change_of_both_at_its_moment(ana, anna):
    merged(ana, anna)

    assert set(Person.objects.values_list("changed_at", flat=True)) == {NOW}


def test_whoever_went_meanwhile_is_not_merged_and_the_sentence_says_so(ana, anna):
    people.erase(person=anna, by=SYSTEM, at=NOW)

    with pytest.raises(CannotMerge) as refused:
        merged(ana, anna)

    assert str(refused.value) == "One of the two is not on file any more. Load the page again."


def test_a_verb_with_somebody_who_was_merged_meanwhile_means_the_kept_one(ana, anna):
    third = known("A. Flores", "third")
    merged(ana, anna)
    merged(third, ana)

    people.correct(person=anna, name="Ana M. Flores", zip_code="00012", by=SYSTEM, at=NOW + HOUR)

    assert Person.objects.present().get().name == "Ana M. Flores"
    assert Person.objects.get(pk=third.pk).zip_code == "00012"
