"""Two rows of one human: what is chosen, whose no holds, how it is undone, and when it can't be any more."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.audit.models import Entry
from ballotline.movement.people import merging, queries, rows, tasks
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Consent, Merge, NotTheSame, Person
from ballotline.movement.people.rules import pair_key

NOW = timezone.now()
A_DAY = timedelta(days=1)


def known(name: str, mailbox: str, *, zip_code: str = "00010", at=NOW - 9 * A_DAY) -> Person:
    return people.identify(name=name, email=f"{mailbox}@rivertown.example", zip_code=zip_code, at=at)


@pytest.fixture
def ana(db) -> Person:
    return known("Ana Flores", "ana")


@pytest.fixture
def anna(db) -> Person:
    return known("Anna Flores", "anna", zip_code="00011", at=NOW - 20 * A_DAY)


def merged(keep: Person, other: Person, *choices: str, at=NOW) -> Merge:
    return merging.merge(keep=keep, other=other, choices=choices, by=SYSTEM, at=at)


def apart(merge: Merge, *, at=NOW + A_DAY) -> Person:
    return merging.take_apart(merge=merge, by=SYSTEM, at=at)


def said(person: Person, given: bool, *, at, wording: str = "news", where: str = "table") -> Consent:
    return people.record_consent(
        person=person, channel="email", purpose="news", given=given, at=at, where=where, wording=wording
    )


def may_be_written_to(person: Person) -> bool:
    return queries.allows(person, channel="email", purpose="news")


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("choices", "name", "zip_code"),
    [
        ((), "Ana Flores", "00010"),
        (("name",), "Anna Flores", "00010"),
        (("zip_code",), "Ana Flores", "00011"),
        (("name", "zip_code"), "Anna Flores", "00011"),
    ],
)
def test_each_field_is_chosen_and_all_ways_to_reach_them_stay(ana, anna, choices, name, zip_code):
    merged(ana, anna, *choices)

    kept = Person.objects.present().get()
    assert (kept.pk, kept.name, kept.zip_code) == (ana.pk, name, zip_code)
    assert kept.created_at == anna.created_at
    assert [point.value for point in kept.contact_points.order_by("value")] == [
        "ana@rivertown.example",
        "anna@rivertown.example",
    ]


def test_who_comes_again_by_either_mailbox_is_the_one_who_was_kept(ana, anna):
    merged(ana, anna)

    assert known("Ana Flores", "ana") == known("Anna Flores", "anna") == ana


def test_an_old_id_leads_to_the_one_who_was_kept_over_any_number_of_merges(ana, anna):
    third = known("A. Flores", "third")
    merged(ana, anna)
    merged(third, ana)

    assert queries.standing_for(anna.public_id) == queries.standing_for(ana.public_id) == third


@pytest.mark.parametrize(
    ("of_the_kept", "of_the_other", "allowed"),
    [
        ((True, 2), (False, 3), False),
        ((False, 3), (True, 2), False),
        ((False, 2), (True, 3), False),
        ((True, 3), (False, 2), False),
        ((True, 2), (True, 3), True),
        ((True, 2), None, True),
        (None, (False, 2), False),
        (None, None, False),
    ],
)
def test_a_no_of_either_holds_whichever_is_the_younger(ana, anna, of_the_kept, of_the_other, allowed):
    for person, word in ((ana, of_the_kept), (anna, of_the_other)):
        if word:
            said(person, word[0], at=NOW - word[1] * A_DAY)

    merged(ana, anna)

    assert may_be_written_to(ana) is allowed


def test_the_no_that_holds_is_a_row_with_its_evidence_and_nothing_is_lost(ana, anna):
    said(anna, False, at=NOW - 3 * A_DAY, wording="Stop writing to me", where="my data")
    said(ana, True, at=NOW - 2 * A_DAY)

    merged(ana, anna)

    newest = ana.consents.latest("at")
    assert (newest.given, newest.wording) == (False, "Stop writing to me")
    assert newest.where.endswith(f"said {NOW - 3 * A_DAY:%Y-%m-%d}: my data")
    assert ana.consents.count() == 3


def test_tags_are_joined_and_each_stands_once_since_it_was_first_given(ana, anna):
    people.tag(person=ana, name="Driver", by=SYSTEM, at=NOW - A_DAY)
    people.tag(person=anna, name="driver", by=SYSTEM, at=NOW - 2 * A_DAY)
    people.tag(person=anna, name="Host", by=SYSTEM, at=NOW)

    merged(ana, anna)

    tags = dict(ana.taggings.values_list("tag__name", "at"))
    assert tags == {"Driver": NOW - 2 * A_DAY, "Host": NOW}


def test_what_happened_since_stays_with_the_one_who_was_kept(ana, anna):
    merge = merged(ana, anna, "name")
    people.tag(person=ana, name="Driver", by=SYSTEM, at=NOW)
    people.record_activity(person=ana, kind="signed", about=("petition", "1"), at=NOW)
    people.correct(person=fresh(ana), name="Ana M. Flores", zip_code="00010", by=SYSTEM, at=NOW)

    other = apart(merge)

    assert (fresh(ana).name, other.name) == ("Ana M. Flores", "Anna Flores")
    assert (ana.taggings.count(), ana.activities.count()) == (1, 1)
    assert (anna.taggings.count(), anna.activities.count()) == (0, 0)


def test_a_no_that_was_said_since_holds_for_both_once_they_are_two_again(ana, anna):
    for person in (ana, anna):
        said(person, True, at=NOW - A_DAY)
    merge = merged(ana, anna)
    said(ana, False, at=NOW + timedelta(hours=1), wording="Stop writing to me")

    apart(merge)

    assert not may_be_written_to(ana)
    assert not may_be_written_to(anna)
    assert anna.consents.latest("at").wording == "Stop writing to me"


def test_a_no_of_before_is_only_its_own_once_they_are_two_again(ana, anna):
    said(ana, False, at=NOW - 3 * A_DAY)
    said(anna, True, at=NOW - 2 * A_DAY)

    apart(merged(ana, anna))

    assert not may_be_written_to(ana)
    assert may_be_written_to(anna)
    assert Consent.objects.count() == 2


def test_a_yes_that_was_said_since_is_nobody_s_who_had_not_said_it(ana, anna):
    said(anna, False, at=NOW - A_DAY)
    merge = merged(ana, anna)
    said(ana, True, at=NOW + timedelta(hours=1))

    apart(merge)

    assert not may_be_written_to(ana)
    assert not may_be_written_to(anna)


def test_something_that_went_since_does_not_stop_the_undo(ana, anna):
    for person in (ana, anna):
        people.tag(person=person, name="Driver", by=SYSTEM, at=NOW - A_DAY)
    merge = merged(ana, anna)
    ana.taggings.get().tag.delete()

    assert apart(merge).name == "Anna Flores"
    assert anna.taggings.count() == 0


def test_merges_are_taken_back_the_last_one_first(ana, anna):
    third = known("A. Flores", "third")
    first = merged(ana, anna)
    second = merged(ana, third, at=NOW + timedelta(hours=1))

    with pytest.raises(merging.TooLate, match="Take that back first"):
        apart(first)

    apart(second)
    apart(first)
    assert Person.objects.present().count() == 3


def test_the_one_who_was_kept_can_t_be_taken_apart_while_they_are_part_of_another(ana, anna):
    third = known("A. Flores", "third")
    first = merged(ana, anna)
    second = merged(third, ana)

    with pytest.raises(merging.TooLate):
        apart(first)

    apart(second)
    assert queries.standing_for(anna.public_id) == ana


def test_twice_is_refused_in_a_sentence(ana, anna):
    merge = merged(ana, anna)

    for one, other in ((ana, anna), (anna, ana), (ana, ana)):
        with pytest.raises(rows.CannotMerge, match="not on file any more"):
            merged(one, other)
    apart(merge)
    with pytest.raises(merging.TooLate, match="taken back already"):
        apart(merge)


def test_after_thirty_days_only_the_sign_to_the_kept_one_stays(ana, anna):
    merge = merged(ana, anna, at=NOW - 31 * A_DAY)
    with pytest.raises(merging.TooLate, match="30 days"):
        apart(merge, at=NOW)

    tasks.forget_corrections()

    assert not Merge.objects.exists()
    assert (fresh(anna).name, fresh(anna).name_key, fresh(anna).zip_code) == ("—", "", "")
    assert queries.standing_for(anna.public_id) == ana


def test_what_can_still_be_taken_apart_is_not_forgotten(ana, anna):
    merge = merged(ana, anna, at=NOW - 29 * A_DAY)

    tasks.forget_corrections()

    assert apart(merge, at=NOW).name == "Anna Flores"


def test_erasing_the_kept_one_erases_the_other_and_the_trace(ana, anna):
    people.tag(person=anna, name="Driver", by=SYSTEM, at=NOW)
    merged(ana, anna)

    people.erase(person=ana, by=SYSTEM, at=NOW)

    assert not Merge.objects.exists()
    assert set(Person.objects.values_list("name", "name_key", "zip_code")) == {("—", "", "")}
    assert not Person.objects.filter(erased_at=None).exists()
    assert queries.standing_for(anna.public_id) is None


def test_the_copy_that_a_person_takes_says_with_whom_they_were_merged(ana, anna):
    merged(ana, anna)

    held = queries.copy_of(ana)

    assert held["merges"] == [{"at": NOW, "other__name": "Anna Flores", "other__zip_code": "00011"}]
    assert len(held["contact_points"]) == 2


def test_who_is_not_the_other_one_is_not_the_kept_one_either(ana, anna):
    third = known("Ana Flores", "third")
    for pair in ((anna, ana), (anna, third), (ana, third)):
        one, other = pair_key(*(person.pk for person in pair))
        NotTheSame.objects.create(one_id=one, other_id=other, at=NOW)

    merge = merged(ana, anna)

    assert [(pair.one_id, pair.other_id) for pair in NotTheSame.objects.all()] == [pair_key(ana.pk, third.pk)]
    apart(merge)
    assert NotTheSame.objects.count() == 3


def test_a_merge_and_its_undo_stand_in_the_log_of_both_with_names_of_fields_only(ana, anna):
    apart(merged(ana, anna, "zip_code", "name"))

    entries = Entry.objects.filter(object_kind="person").order_by("id").values_list("verb", "object_id", "fields")
    assert list(entries) == [
        ("merged with another", str(ana.public_id), "name, zip_code"),
        ("merged into another", str(anna.public_id), ""),
        ("made two again", str(ana.public_id), ""),
        ("made two again", str(anna.public_id), ""),
    ]


def test_a_merge_is_a_change_of_both(ana, anna):
    apart(merged(ana, anna))

    assert fresh(ana).changed_at == fresh(anna).changed_at == NOW + A_DAY


def test_a_relation_that_does_not_say_how_it_is_merged_is_found(monkeypatch):
    silent = rows.Rows("mail.Message.person", "messages", lambda _p: [], lambda _p, _at: None)
    others = [row for row in rows.ROWS if row.relation != "mail.Message.person"]
    monkeypatch.setattr(rows, "ROWS", [*others, silent])

    problems = rows.every_relation_is_declared(None)

    assert [p.msg for p in problems] == [
        "mail.Message.person points to a person, but its room doesn't say how it is merged"
    ]


@pytest.mark.django_db(transaction=True)
def test_who_comes_while_they_are_being_merged_comes_as_the_one_who_is_kept():
    ana, anna = known("Ana Flores", "ana"), known("Anna Flores", "anna")
    is_merged, found = threading.Event(), []

    def merge_slowly():
        with transaction.atomic():
            merged(ana, anna)
            is_merged.set()
            threading.Event().wait(0.5)
        connection.close()

    def come():
        is_merged.wait()
        with transaction.atomic():
            found.append(known("Anna Flores", "anna"))
            people.record_activity(person=found[0], kind="signed", about=("petition", "1"), at=NOW)
        connection.close()

    threads = [threading.Thread(target=deed) for deed in (merge_slowly, come)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [ana]
    assert (ana.activities.count(), anna.activities.count()) == (1, 0)
