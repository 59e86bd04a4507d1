"""Ways to reach somebody: written down, taken off, put back; whose mailbox it is; and found by a phone's digits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.audit.models import Entry
from ballotline.movement.people import merging, queries, reaching, tasks
from ballotline.movement.people import services as people
from ballotline.movement.people.models import ContactPoint, FormerPoint, Person
from ballotline.movement.people.rules import phone_digits, phone_key

NOW = timezone.now()


def known(name: str, mailbox: str, at=NOW) -> Person:
    return people.identify(name=name, email=f"{mailbox}@rivertown.example", at=at)


@pytest.fixture
def ana(db) -> Person:
    return known("Ana Flores", "ana")


def written(person: Person, kind: str, value: str, at=NOW) -> ContactPoint:
    return reaching.write_down(person=person, kind=kind, value=value, by=SYSTEM, at=at)


def ways(person: Person) -> list[tuple[str, str, bool]]:
    points = person.contact_points.order_by("id").values_list("kind", "value", "verified_at")
    return [(kind, value, at is not None) for kind, value, at in points]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("202-555-0142", "+12025550142"),
        ("+1 (202) 555 0142", "+12025550142"),
        ("202.555.0142 ext. 12", "+12025550142;ext=12"),
        ("555-0142", "5550142"),
        ("+44 20 7946 0958", "442079460958"),
    ],
)
def test_a_phone_is_known_in_each_of_its_spellings(typed, key):
    assert phone_key(typed) == key


def test_what_an_organizer_writes_down_is_not_verified_and_twice_is_once(ana):
    for value in ("202-555-0142", "(202) 555-0142"):
        written(ana, "phone", value)
    written(ana, "address", "12 Dock Street\nRivertown")

    assert ways(ana) == [
        ("email", "ana@rivertown.example", True),
        ("phone", "202-555-0142", False),
        ("address", "12 Dock Street\nRivertown", False),
    ]


def test_a_mailbox_that_its_owner_verified_is_nobody_else_s(ana):
    ben = known("Ben Weiss", "ben")

    with pytest.raises(reaching.Taken) as taken:
        written(ben, "email", "ANA@rivertown.example")

    assert taken.value.person == ana
    assert len(ways(ben)) == 1


def test_a_household_shares_its_phone_but_two_of_one_name_are_looked_at_first(ana):
    ben, namesake = known("Ben Weiss", "ben"), known("Ana Flores", "second")
    for person in (ana, ben):
        written(person, "phone", "202-555-0142")

    with pytest.raises(reaching.Taken) as taken:
        written(namesake, "phone", "202-555-0142")

    assert taken.value.person == ana


def test_once_its_owner_answers_a_mailbox_that_was_written_down_is_verified(ana):
    written(ana, "email", "ana@work.example")

    assert people.identify(name="Ana Flores", email="ana@work.example", at=NOW) == ana
    assert ways(ana)[1] == ("email", "ana@work.example", True)


def test_a_mailbox_that_was_written_down_for_somebody_opens_nothing_of_theirs(ana):
    written(ana, "email", "mistyped@work.example")
    met = people.meet(name="Dot Okafor", email="dot@rivertown.example", at=NOW)

    assert queries.behind_mailbox("mistyped@work.example") == []
    assert queries.behind_mailbox("ana@rivertown.example") == [ana]
    assert queries.behind_mailbox("dot@rivertown.example") == [met]


def test_who_is_known_by_a_phone_stays_when_what_they_were_said_to_have_done_is_taken_back(db):
    dot, eve = (people.meet(name=name, email=f"{name}@rivertown.example", at=NOW) for name in ("Dot", "Eve"))
    written(dot, "phone", "202-555-0142")

    for person in (dot, eve):
        people.part(person=person, kind="signed", about=("petition", "1"))

    assert list(Person.objects.all()) == [dot]


def test_what_was_taken_off_comes_back_as_it_was(ana):
    before = ways(ana)

    former = reaching.take_off(point=ana.contact_points.get(), by=SYSTEM, at=NOW)
    assert ways(ana) == []
    reaching.put_back(former=former, by=SYSTEM, at=NOW)

    assert ways(ana) == before
    assert not FormerPoint.objects.exists()


def test_a_mailbox_under_two_names_goes_and_comes_back_as_one(ana):
    ContactPoint.objects.create(
        person=ana, kind="email", value="ana@rivertown.example", value_key="ana@rivertown.example", name_key="a. flores"
    )

    former = reaching.take_off(point=ana.contact_points.first(), by=SYSTEM, at=NOW)
    assert ways(ana) == []
    reaching.put_back(former=former, by=SYSTEM, at=NOW)

    assert sorted(ana.contact_points.values_list("name_key", flat=True)) == ["a. flores", "ana flores"]


def test_what_somebody_else_answers_from_since_does_not_come_back(ana):
    former = reaching.take_off(point=ana.contact_points.get(), by=SYSTEM, at=NOW)
    since = known("Ana Flores", "ana")

    with pytest.raises(reaching.Taken) as taken:
        reaching.put_back(former=former, by=SYSTEM, at=NOW)

    assert taken.value.person == since != ana


def test_what_was_taken_off_is_forgotten_after_thirty_days(ana):
    for days, value in ((31, "202-555-0142"), (29, "202-555-0143")):
        at = NOW - timedelta(days=days)
        reaching.take_off(point=written(ana, "phone", value, at=at), by=SYSTEM, at=at)

    tasks.forget_corrections()

    assert [former.value for former in FormerPoint.objects.all()] == ["202-555-0143"]


def test_the_copy_and_the_erasing_know_all_of_them(ana):
    written(ana, "phone", "202-555-0142")
    reaching.take_off(point=written(ana, "phone", "202-555-0143"), by=SYSTEM, at=NOW)

    held = queries.copy_of(ana)
    assert [way["value"] for way in held["contact_points"]] == ["ana@rivertown.example", "202-555-0142"]
    assert [way["value"] for way in held["contact_points_taken_off"]] == ["202-555-0143"]
    people.erase(person=ana, by=SYSTEM, at=NOW)
    assert not ContactPoint.objects.exists()
    assert not FormerPoint.objects.exists()


@pytest.mark.parametrize("words", ["2025550142", "(202) 555-0142", "0142", "555-0142", "202", "ana 0142"])
def test_somebody_is_found_by_the_digits_of_their_phone(ana, words):
    written(ana, "phone", "202-555-0142")
    written(known("Ben Weiss", "ben"), "phone", "303-444-9999")

    assert list(queries.search(Person.objects.all(), words)) == [ana]


@pytest.mark.parametrize("words", ["42", "0143", "(", "x0142"])
def test_what_is_no_phone_finds_no_phone(ana, words):
    written(ana, "phone", "202-555-0142")

    assert not queries.search(Person.objects.all(), words).exists()


def test_the_log_says_what_kind_of_way_and_never_which(ana):
    former = reaching.take_off(point=written(ana, "phone", "202-555-0142"), by=SYSTEM, at=NOW)
    reaching.put_back(former=former, by=SYSTEM, at=NOW)

    entries = Entry.objects.filter(object_kind="person").order_by("id").values_list("verb", "fields")
    assert list(entries) == [
        ("way to reach added", "phone"),
        ("way to reach taken off", "phone"),
        ("way to reach put back", "phone"),
    ]


@pytest.mark.parametrize(
    "verb",
    [
        lambda ana, at: people.correct(person=ana, name="Ana F.", zip_code="00010", by=SYSTEM, at=at),
        lambda ana, at: people.tag(person=ana, name="Driver", by=SYSTEM, at=at),
        lambda ana, at: people.tag_many(people=Person.objects.all(), name="Driver", by=SYSTEM, at=at),
        lambda ana, at: people.record_consent(
            person=ana, channel="email", purpose="news", given=True, at=at, where="x", wording="y"
        ),
        lambda ana, at: people.identify(name="Ana Flores", email="ana@rivertown.example", zip_code="00012", at=at),
        lambda ana, at: people.erase(person=ana, by=SYSTEM, at=at),
        lambda ana, at: written(ana, "phone", "202-555-0142", at=at),
        lambda ana, at: reaching.take_off(point=ana.contact_points.get(), by=SYSTEM, at=at),
    ],
)
def test_a_list_of_people_is_told_of_every_change(ana, verb):
    verb(ana, NOW + timedelta(hours=1))

    assert Person.objects.get(pk=ana.pk).changed_at == NOW + timedelta(hours=1)


def test_coming_again_with_nothing_new_is_no_change(ana):
    known("Ana Flores", "ana", at=NOW + timedelta(hours=1))

    assert Person.objects.get(pk=ana.pk).changed_at == NOW


def test_of_the_ways_that_were_taken_off_at_one_moment_each_comes_back_alone(ana):
    ben = known("Ben Weiss", "ben")
    for person, kind, value in ((ben, "phone", "555-0142"), (ana, "address", "5550142"), (ana, "phone", "555-0143")):
        reaching.take_off(point=written(person, kind, value), by=SYSTEM, at=NOW)
    phone = written(ana, "phone", "555-0142")

    former = reaching.take_off(point=phone, by=SYSTEM, at=NOW)
    reaching.put_back(former=former, by=SYSTEM, at=NOW)

    assert (former.person, former.kind, former.value) == (ana, "phone", "555-0142")
    assert ways(ana)[1:] == [("phone", "555-0142", False)]
    assert FormerPoint.objects.count() == 3


def test_taking_one_off_leaves_what_reads_alike_and_is_of_another_kind(ana):
    address, phone = written(ana, "address", "5550142"), written(ana, "phone", "555-0142")

    reaching.take_off(point=phone, by=SYSTEM, at=NOW)

    assert list(ana.contact_points.exclude(kind="email")) == [address]


def test_what_was_taken_off_twice_comes_back_once_and_what_stands_again_is_not_doubled(ana):
    first = reaching.take_off(point=written(ana, "phone", "555-0142"), by=SYSTEM, at=NOW - timedelta(hours=2))
    second = reaching.take_off(point=written(ana, "phone", "555-0142"), by=SYSTEM, at=NOW - timedelta(hours=1))
    assert second.at == NOW - timedelta(hours=1)

    for former in (second, first):
        reaching.put_back(former=former, by=SYSTEM, at=NOW)

    assert ways(ana)[1:] == [("phone", "555-0142", False)]
    assert not FormerPoint.objects.exists()


def test_what_is_put_back_is_the_very_row_so_that_a_merge_that_moved_it_can_be_undone(ana):
    anna = known("Anna Flores", "anna")
    merge = merging.merge(keep=ana, other=anna, choices=[], by=SYSTEM, at=NOW)
    former = reaching.take_off(point=ContactPoint.objects.get(value__startswith="anna@"), by=SYSTEM, at=NOW)
    reaching.put_back(former=former, by=SYSTEM, at=NOW)

    merging.take_apart(merge=merge, by=SYSTEM, at=NOW)

    assert ways(ana) == [("email", "ana@rivertown.example", True)]
    assert ways(anna) == [("email", "anna@rivertown.example", True)]


def test_another_of_one_name_is_in_the_way_only_with_the_very_same_way(ana):
    written(ana, "phone", "555-0142")
    namesake = known("Ana Flores", "second")

    written(namesake, "phone", "555-0143")
    written(namesake, "address", "5550142")

    assert [kind for kind, _value, _verified in ways(namesake)] == ["email", "phone", "address"]


def test_one_address_in_two_spellings_is_one(ana):
    written(ana, "address", "12 Dock Street,\nRivertown")
    written(ana, "address", "12 dock street  Rivertown")

    assert ways(ana)[1:] == [("address", "12 Dock Street,\nRivertown", False)]


def test_an_address_that_reads_like_a_mailbox_opens_nothing(ana):
    dot = people.meet(name="Dot", email="dot@rivertown.example", at=NOW)
    written(dot, "address", "eve@rivertown.example")

    assert queries.behind_mailbox("eve@rivertown.example") == []


def test_who_answered_by_phone_alone_is_still_behind_the_mailbox_they_gave(ana):
    dot = people.meet(name="Dot", email="dot@rivertown.example", at=NOW)
    phone = written(dot, "phone", "555-0142")
    ContactPoint.objects.filter(pk=phone.pk).update(verified_at=NOW)

    assert queries.behind_mailbox("dot@rivertown.example") == [dot]


def test_a_phone_that_somebody_answered_is_still_a_household_s(ana):
    phone = written(ana, "phone", "555-0142")
    ContactPoint.objects.filter(pk=phone.pk).update(verified_at=NOW)

    assert written(known("Ben Weiss", "ben"), "phone", "555-0142").value == "555-0142"


@pytest.mark.parametrize(
    ("word", "digits"),
    [("+1(234)567-89.0/1", "12345678901"), ("202", "202"), ("20", ""), ("X202", ""), ("x202", ""), ("(202)", "202")],
)
def test_a_word_of_a_phone_number_has_three_digits_and_no_letter(word, digits):
    assert phone_digits(word) == digits
