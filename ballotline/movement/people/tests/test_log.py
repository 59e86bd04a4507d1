"""What each verb about a person leaves in the log: what was done, to whom, by whom and when; names of fields, never
their content."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.models import Entry
from ballotline.movement.people import likeness, merging, reaching
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person, Tag

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(hours=1)
DESK = Actor.account("9f1c", "Ben")


@pytest.fixture
def ana() -> Person:
    return people.identify(name="Ana Flores", email="ana@rivertown.example", zip_code="00010", at=NOW)


@pytest.fixture
def anna() -> Person:
    return people.identify(name="Anna Flores", email="anna@rivertown.example", zip_code="00010", at=NOW)


def consent(person: Person, given: bool, at=LATER):
    return people.change_consent(
        person=person, channel="email", purpose="news", given=given, where="x", wording="y", by=DESK, at=at
    )


def take_back(person: Person) -> None:
    people.take_back_consent(noted=consent(person, True), where="x", by=DESK, at=LATER)


def untag(person: Person) -> None:
    people.untag(person=person, tag=Tag.objects.create(name="Driver", name_key="driver"), by=DESK, at=LATER)


def take_off(person: Person) -> None:
    reaching.take_off(point=person.contact_points.get(), by=DESK, at=LATER)


@pytest.mark.parametrize(
    "verb, done",
    [
        (lambda ana: consent(ana, True), [("consent given", "email news")]),
        (lambda ana: consent(ana, False), [("consent withdrawn", "email news")]),
        (take_back, [("consent given", "email news"), ("consent withdrawn", "email news")]),
        (
            lambda ana: people.correct(person=ana, name="Ana F.", zip_code="00011", by=DESK, at=LATER),
            [("person corrected", "name, zip_code")],
        ),
        (
            lambda ana: people.correct(person=ana, name="Ana F.", zip_code="00010", by=DESK, at=LATER),
            [("person corrected", "name")],
        ),
        (lambda ana: people.tag(person=ana, name="Driver", by=DESK, at=LATER), [("person tagged", "tags")]),
        (untag, [("tag taken off", "tags")]),
        (lambda ana: people.erase(person=ana, by=DESK, at=LATER), [("person erased", "")]),
        (take_off, [("way to reach taken off", "email")]),
    ],
)
def test_what_was_done_to_somebody_stands_there_with_who_did_it_and_when(ana, verb, done):
    verb(ana)

    entries = Entry.objects.order_by("id")
    assert [(entry.verb, entry.fields) for entry in entries] == done
    assert {(entry.object_kind, entry.object_id) for entry in entries} == {("person", str(ana.public_id))}
    assert {(entry.actor_kind, entry.actor_id, entry.at) for entry in entries} == {("account", "9f1c", LATER)}


@pytest.mark.parametrize(
    "verb, done",
    [
        (likeness.tell_apart, "told apart from another"),
        (likeness.suggest_again, "may be the same as another again"),
    ],
)
def test_that_two_were_told_apart_stands_with_the_one_who_was_looked_at(ana, anna, verb, done):
    verb(person=ana, other=anna, by=DESK, at=LATER)

    entry = Entry.objects.get()
    assert (entry.verb, entry.object_id) == (done, str(ana.public_id))
    assert (entry.actor_kind, entry.actor_id, entry.at) == ("account", "9f1c", LATER)


def test_a_tag_for_many_stands_with_the_tag_and_says_how_many_people(ana, anna):
    people.tag(person=anna, name="Driver", by=DESK, at=NOW)
    tag = Tag.objects.get()
    everybody = Person.objects.all()
    Entry.objects.all().delete()

    batch, new = people.tag_many(people=everybody, name="driver", by=DESK, at=LATER)
    gone = [people.untag_many(people=everybody, batch=batch, by=DESK, at=LATER) for _twice in range(2)]

    assert (new, gone) == (1, [1, 0])
    assert list(anna.taggings.values_list("tag", flat=True)) == [tag.pk]
    entries = list(Entry.objects.order_by("id").values_list("verb", "fields", "object_kind", "object_id"))
    assert entries == [
        ("people tagged", "1 people", "tag", str(tag.public_id)),
        ("people untagged", "1 people", "tag", str(tag.public_id)),
    ]
    assert set(Entry.objects.values_list("actor_id", "at")) == {("9f1c", LATER)}


def test_the_one_who_was_merged_is_erased_with_the_kept_one_and_both_stand_there(ana, anna):
    merging.merge(keep=ana, other=anna, choices=[], by=DESK, at=NOW)

    people.erase(person=ana, by=Actor.command("people erase"), at=LATER)

    entries = Entry.objects.filter(verb="person erased").order_by("id")
    assert [entry.object_id for entry in entries] == [str(anna.public_id), str(ana.public_id)]
    assert {(entry.actor_kind, entry.actor_id) for entry in entries} == {("command", "people erase")}


def test_correcting_nothing_says_nothing(ana):
    assert people.correct(person=ana, name="Ana Flores", zip_code="00010", by=DESK, at=LATER) is None
    assert not Entry.objects.exists()
