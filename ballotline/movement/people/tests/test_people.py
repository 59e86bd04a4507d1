"""One human once: folding, identifying, consent with its evidence, tags, and the registry of rows."""

import hashlib
import threading

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.access.rules import EVERYWHERE, NOWHERE, SYSTEM, Reach
from ballotline.movement.people import queries, rows
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Activity, Consent, ContactPoint, Person
from ballotline.movement.people.rules import Step, mailbox_key, name_key, step_of

NOW = timezone.now()


@pytest.mark.parametrize(
    "typed, key",
    [
        ("Ana@Rivertown.Example", "ana@rivertown.example"),
        ("a.n.a+news@gmail.com", "ana@gmail.com"),
        ("ana@googlemail.com", "ana@gmail.com"),
        ("ana+news@outlook.com", "ana@outlook.com"),
        ("a.na@outlook.com", "a.na@outlook.com"),
        ("a.na+x@rivertown.example", "a.na+x@rivertown.example"),
        ("  ana@rivertown.example ", "ana@rivertown.example"),
    ],
)
def test_a_mailbox_is_known_in_each_of_its_spellings(typed, key):
    assert mailbox_key(typed) == key


@pytest.mark.parametrize(
    "deeds, step",
    [
        ((), Step.READER),
        (("called",), Step.SUPPORTER),
        (("called", "pledged"), Step.SUPPORTER),
        (("signed",), Step.SIGNER),
        (("pledged", "signed"), Step.SIGNER),
    ],
)
def test_a_step_of_the_ladder_is_what_deeds_prove(deeds, step):
    assert step_of(deeds) is step


@pytest.mark.parametrize(
    "one, other",
    [
        ("Ana  FLORES", "ana flores"),
        ("María García", "Maria Garcia"),
        ("Jose\u0301", "José"),
        ("Straße", "STRASSE"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
)
def test_a_name_is_the_same_without_case_accents_and_doubled_spaces(one, other):
    assert name_key(one) == name_key(other)


@given(st.text(max_size=80))
def test_folding_a_name_twice_changes_nothing(text):
    assert name_key(name_key(text)) == name_key(text)


@given(st.emails())
def test_folding_a_mailbox_twice_changes_nothing(address):
    assert mailbox_key(mailbox_key(address)) == mailbox_key(address)


@pytest.mark.django_db
def test_the_same_name_from_the_same_mailbox_is_the_same_human():
    ana = people.identify(name="Ana Flores", email="ana@gmail.com", zip_code="00010", at=NOW)
    again = people.identify(name="ana flores", email="a.n.a+x@gmail.com", zip_code="00011", at=NOW)
    other = people.identify(name="Ben Flores", email="ana@gmail.com", at=NOW)

    assert again.pk == ana.pk != other.pk
    assert Person.objects.get(pk=ana.pk).zip_code == "00011"


@pytest.mark.django_db(transaction=True)
def test_two_acts_at_the_same_moment_make_one_person():
    barrier, found = threading.Barrier(4), []

    def act():
        barrier.wait()
        found.append(people.identify(name="Ana Flores", email="ana@rivertown.example", at=NOW).pk)
        connection.close()

    threads = [threading.Thread(target=act) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1
    assert Person.objects.count() == ContactPoint.objects.count() == 1


@pytest.mark.django_db
def test_confirming_asks_few_questions(django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        ana = people.identify(name="Ana Flores", email="ana@rivertown.example", at=NOW)
        people.record_consent(person=ana, channel="email", purpose="news", given=True, at=NOW, where="x", wording="y")
        people.record_activity(person=ana, kind="signed", about=("petition", "1"), at=NOW)


@pytest.mark.django_db
def test_the_newest_word_on_a_consent_holds_and_none_is_lost():
    ana = people.identify(name="Ana Flores", email="ana@rivertown.example", at=NOW)

    for given_ in (True, False, True, False):
        people.record_consent(person=ana, channel="email", purpose="news", given=given_, at=NOW, where="x", wording="y")

    assert not queries.allows(ana, channel="email", purpose="news")
    assert Consent.objects.count() == 4


@pytest.mark.django_db
def test_no_word_is_a_no():
    ana = people.identify(name="Ana Flores", email="ana@rivertown.example", at=NOW)

    assert not queries.allows(ana, channel="email", purpose="news")


@pytest.mark.django_db
def test_the_same_activity_twice_is_one():
    ana = people.identify(name="Ana Flores", email="ana@rivertown.example", at=NOW)

    for _twice in range(2):
        people.record_activity(person=ana, kind="signed", about=("petition", "1"), at=NOW)

    assert Activity.objects.count() == 1


@pytest.mark.django_db
def test_a_tag_is_one_whatever_its_case():
    ana = people.identify(name="Ana Flores", email="ana@rivertown.example", at=NOW)

    first = people.tag(person=ana, name="Speaks Spanish", by=SYSTEM, at=NOW)
    second = people.tag(person=ana, name="speaks  spanish", by=SYSTEM, at=NOW)

    assert first == second
    assert ana.taggings.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["ana", "flo", "FLORES ana", "ána", "ana@riv"])
def test_people_are_found_by_the_beginnings_of_their_words(words):
    people.identify(name="Ana Flores", email="ana@rivertown.example", at=NOW)
    people.identify(name="Ben Weiss", email="ben@rivertown.example", at=NOW)

    assert [p.name for p in queries.search(Person.objects.all(), words)] == ["Ana Flores"]


@pytest.mark.django_db
def test_without_the_right_nobody_is_visible():
    people.identify(name="Ana Flores", email="ana@rivertown.example", at=NOW)

    assert queries.within(EVERYWHERE).count() == 1
    assert queries.within(NOWHERE).count() == 0
    assert queries.within(Reach(chapters=frozenset({"rivertown"}))).count() == 0


def test_every_relation_to_a_person_is_declared_and_an_undeclared_one_is_found(monkeypatch):
    assert rows.every_relation_is_declared(None) == []

    monkeypatch.setattr(rows, "ROWS", [r for r in rows.ROWS if r.relation != "petition.Signature.person"])

    problems = rows.every_relation_is_declared(None)
    assert [p.msg.split()[0] for p in problems] == ["petition.Signature.person"]


@pytest.mark.django_db
def test_somebody_whose_name_was_put_right_is_known_by_either_name_from_their_own_mailbox():
    ana = people.identify(name="Ana Flores", email="ana@rivertown.example", at=NOW)
    people.correct(person=ana, name="Ana Weiss", zip_code="", by=SYSTEM, at=NOW)

    either = [people.identify(name=name, email="ana@rivertown.example", at=NOW) for name in ("Ana Weiss", "Ana Flores")]

    assert either == [ana, ana]
    assert people.identify(name="Ben Weiss", email="ana@rivertown.example", at=NOW) != ana


@pytest.mark.django_db
def test_somebody_whose_mailbox_never_answered_is_known_by_the_name_it_was_written_down_with_only():
    ana = people.meet(name="Ana Flores", email="ana@rivertown.example", at=NOW)
    people.correct(person=ana, name="Ana Weiss", zip_code="", by=SYSTEM, at=NOW)

    assert people.identify(name="Ana Weiss", email="ana@rivertown.example", at=NOW) != ana
    assert people.identify(name="Ana Flores", email="ana@rivertown.example", at=NOW) == ana


@pytest.mark.django_db
def test_an_address_that_reads_like_a_mailbox_makes_nobody_known():
    ana = people.identify(name="Ana Flores", email="ana@rivertown.example", at=NOW)
    ContactPoint.objects.create(
        person=ana, kind="address", value="x@b.example", value_key="x@b.example", name_key="ana flores"
    )

    assert people.identify(name="Ana Flores", email="x@b.example", at=NOW) != ana


@pytest.mark.parametrize(
    "typed, key",
    [
        ("ana+news+today@outlook.com", "ana@outlook.com"),
        ('"ana@home"@rivertown.example', '"ana@home"@rivertown.example'),
        ("rivertown", "rivertown"),
    ],
)
def test_a_tag_begins_at_the_first_plus_and_a_domain_behind_the_last_at(typed, key):
    assert mailbox_key(typed) == key


def test_a_name_that_is_too_long_for_its_column_is_its_beginning_and_a_hash_of_all_of_it():
    fits, one, other = "a" * 200, "a" * 201, "a" * 200 + "b"

    assert name_key(fits) == fits
    assert name_key(one) == "a" * 135 + "~" + hashlib.sha256(one.encode()).hexdigest()
    assert len(name_key(one)) == 200 and name_key(one) != name_key(other)
