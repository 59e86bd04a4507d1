"""What somebody said, did and was called, taken back: just that, and nothing beside it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.people import queries, reaching
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Activity, Consent, Correction, Person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)


@pytest.fixture
def ana() -> Person:
    return people.identify(name="Ana Flores", email="ana@rivertown.example", zip_code="00010", at=NOW)


@pytest.fixture
def ben() -> Person:
    return people.identify(name="Ben Weiss", email="ben@rivertown.example", zip_code="00011", at=NOW)


def said(person: Person, given: bool, *, at=NOW, channel="email", purpose="news", wording="Yes, news") -> Consent:
    return people.record_consent(
        person=person, channel=channel, purpose=purpose, given=given, at=at, where="table", wording=wording
    )


def take_back(noted: Consent, *, at=NOW + 9 * HOUR) -> Consent:
    people.take_back_consent(noted=noted, where="desk", by=SYSTEM, at=at)
    return noted.person.consents.latest("id")


def did(person: Person, kind: str, thing: str, number: str) -> None:
    people.record_activity(person=person, kind=kind, about=(thing, number), at=NOW)


def test_a_word_is_asked_of_its_channel_and_its_purpose_alone(ana):
    said(ana, True, channel="phone")
    said(ana, True, purpose="petitions")

    assert not queries.allows(ana, channel="email", purpose="news")
    assert queries.allows(ana, channel="phone", purpose="news")
    assert queries.allows(ana, channel="email", purpose="petitions")


def test_a_word_is_as_new_as_its_moment_and_of_one_moment_the_no_holds(ana):
    said(ana, False, at=NOW + HOUR)
    said(ana, True)  # written down later, said earlier
    assert not queries.allows(ana, channel="email", purpose="news")
    assert [word.given for word in queries.consents_of(ana)] == [False]

    said(ana, True, at=NOW + HOUR)  # as the mail that leaves has it, whichever was written down last
    everybody = Person.objects.all()
    assert not queries.allows(ana, channel="email", purpose="news")
    assert [word.given for word in queries.consents_of(ana)] == [False]
    assert not queries.who_allow(everybody, channel="email", purpose="news", given=True)

    said(ana, True, at=NOW + 2 * HOUR)
    assert queries.allows(ana, channel="email", purpose="news")
    assert [word.given for word in queries.consents_of(ana)] == [True]
    assert list(queries.who_allow(everybody, channel="email", purpose="news", given=True)) == [ana]


def test_a_consent_that_is_taken_back_leaves_what_held_before_of_that_channel_and_purpose(ana):
    said(ana, True, wording="Yes, the monthly letter")
    said(ana, False, at=NOW + HOUR, channel="phone", wording="No calls")
    said(ana, False, at=NOW + HOUR, purpose="petitions", wording="No petitions")

    now = take_back(said(ana, False, at=NOW + 2 * HOUR, wording="No news"))

    assert (now.channel, now.purpose, now.given, now.wording, now.where) == (
        "email",
        "news",
        True,
        "Yes, the monthly letter",
        "desk",
    )


def test_where_nothing_was_said_before_a_consent_that_is_taken_back_is_a_no_without_words(ana):
    now = take_back(said(ana, True))

    assert (now.given, now.wording) == (False, "")


def test_a_consent_with_a_newer_word_stays_also_if_that_was_written_down_first(ana):
    said(ana, False, at=NOW + 2 * HOUR)
    noted = said(ana, True, at=NOW + HOUR)

    assert take_back(noted) == noted
    assert ana.consents.count() == 2


def test_of_two_words_of_one_moment_the_later_written_is_taken_back(ana):
    said(ana, True, wording="first")
    said(ana, False, wording="second")
    noted = said(ana, True, wording="third")

    assert take_back(noted).wording == "second"


def test_long_words_of_a_consent_are_cut_to_what_is_kept(ana):
    row = people.record_consent(
        person=ana, channel="email", purpose="news", given=True, at=NOW, where="w" * 121, wording="x" * 301
    )

    assert (len(row.where), len(row.wording)) == (120, 300)


def test_only_the_deed_that_is_taken_back_goes(ana):
    did(ana, "signed", "petition", "1")
    for others in (("signed", "petition", "2"), ("signed", "pledge", "1"), ("shared", "petition", "1")):
        did(ana, *others)

    people.part(person=ana, kind="signed", about=("petition", "1"))

    left = Activity.objects.order_by("id").values_list("kind", "about_kind", "about_id")
    assert list(left) == [("signed", "petition", "2"), ("signed", "pledge", "1"), ("shared", "petition", "1")]


@pytest.mark.parametrize(
    "known_by",
    [
        lambda dot: did(dot, "signed", "petition", "2"),
        lambda dot: said(dot, False),
        lambda dot: people.tag(person=dot, name="Driver", by=SYSTEM, at=NOW),
        lambda dot: people.correct(person=dot, name="Dot O.", zip_code="", by=SYSTEM, at=NOW),
        lambda dot: people.identify(name="Dot", email="dot@rivertown.example", at=NOW),
    ],
)
def test_of_whom_anything_else_is_known_they_stay(known_by):
    dot = people.meet(name="Dot", email="dot@rivertown.example", at=NOW)
    did(dot, "signed", "petition", "1")
    known_by(dot)

    people.part(person=dot, kind="signed", about=("petition", "1"))

    assert Person.objects.get() == dot


def test_a_tag_is_taken_off_one_person_and_no_other_tag_with_it(ana, ben):
    driver = people.tag(person=ana, name="Driver", by=SYSTEM, at=NOW)
    people.tag(person=ana, name="Host", by=SYSTEM, at=NOW)
    people.tag(person=ben, name="Driver", by=SYSTEM, at=NOW)

    people.untag(person=ana, tag=driver, by=SYSTEM, at=NOW + HOUR)

    assert list(ana.taggings.values_list("tag__name", flat=True)) == ["Host"]
    assert list(ben.taggings.values_list("tag__name", flat=True)) == ["Driver"]
    assert list(Person.objects.filter(changed_at=NOW + HOUR)) == [ana]


def test_what_stood_there_before_a_correction_is_kept(ana):
    before = people.correct(person=ana, name="Ana F.", zip_code="00012", by=SYSTEM, at=NOW + HOUR)

    assert (before.name, before.zip_code, before.at) == ("Ana Flores", "00010", NOW + HOUR)
    assert list(Correction.objects.all()) == [before]
    ana.refresh_from_db()
    assert (ana.name, ana.name_key, ana.zip_code, ana.home_key) == ("Ana F.", "ana f.", "00012", "00012")


def test_the_copy_says_who_they_are_since_when_and_where_they_live(ana):
    copy = queries.copy_of(ana)

    assert {name: copy[name] for name in ("id", "name", "zip_code", "since")} == {
        "id": str(ana.public_id),
        "name": "Ana Flores",
        "zip_code": "00010",
        "since": NOW,
    }


def test_a_long_tag_is_cut_and_is_the_same_when_it_is_typed_again(ana):
    long = "a" * 59 + "ß"  # folded to one sign more

    tags = {people.tag(person=ana, name=name, by=SYSTEM, at=NOW) for name in (long + "x", long + "y")}

    assert {(tag.name, tag.name_key) for tag in tags} == {(long, "a" * 59 + "s")}


def test_what_somebody_did_stands_the_newest_first_and_of_one_moment_the_later_written(ana, ben):
    for number, at in (("1", NOW), ("2", NOW - HOUR), ("3", NOW)):
        people.record_activity(person=ana, kind="signed", about=("petition", number), at=at)
    people.record_activity(person=ben, kind="signed", about=("petition", "4"), at=NOW - HOUR)

    assert [act.about_id for act in queries.timeline(ana)] == ["3", "1", "2"]
    acts = queries.acts_of([ana, ben])
    assert {pk: [act.about_id for act in theirs] for pk, theirs in acts.items()} == {
        ana.pk: ["2", "1", "3"],
        ben.pk: ["4"],
    }


@pytest.mark.parametrize(
    "words, names",
    [
        ("202", ["Ana Flores", "Ben Weiss"]),  # the beginning of a mailbox, and a part of a phone
        ("ana flores ana flores ana flores nobody", ["Ana Flores"]),  # six words are enough to find somebody
        ("ana flores ana flores ana nobody", []),
    ],
)
def test_somebody_is_found_by_any_way_to_reach_them_and_by_six_words(ana, ben, words, names):
    reaching.write_down(person=ana, kind="phone", value="(202) 555-0142", by=SYSTEM, at=NOW)
    reaching.write_down(person=ben, kind="email", value="202@rivertown.example", by=SYSTEM, at=NOW)
    people.identify(name="Cy Moss", email="x202@rivertown.example", at=NOW)  # in the middle of a mailbox is nowhere

    assert sorted(one.name for one in queries.search(Person.objects.all(), words)) == names


def test_who_gave_no_place_is_asked_about_nowhere(django_assert_num_queries):
    dot = people.meet(name="Dot", email="dot@rivertown.example", at=NOW)

    with django_assert_num_queries(0):
        assert queries.divisions_around(dot) == []
