"""What happens between a merge and its undo goes to whom it belongs: rows by their mailbox, words to whoever loses
least, mailboxes to their owner."""

from datetime import timedelta

import pytest

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.people import queries, reaching
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.queries import count_now
from ballotline.organizing.actions.kinds.petition.services import checking
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition
from ballotline.organizing.actions.kinds.pledge.models import Promise
from ballotline.organizing.actions.kinds.pledge.testing import counted as promised
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from ballotline.organizing.actions.tests.lives import ANA, ANNA, NOW, apart, both, merged

pytestmark = pytest.mark.django_db
SINCE = NOW + timedelta(minutes=10)
NEWS = {"channel": "email", "purpose": "news"}


def count_of(petition: Petition) -> int:
    return count_now(petition, NOW).online


def say(person: Person, given: bool, at) -> None:
    people.change_consent(person=person, **NEWS, given=given, where="my data", wording="news", by=SYSTEM, at=at)


def taken_out(petition: Petition, *rows: Signature):
    ids = [str(row.public_id) for row in rows]
    return checking.take_out(petition=petition, public_ids=ids, reason="look alike", by=SYSTEM, at=NOW)


def test_what_came_by_the_other_s_mailbox_is_theirs_and_the_kept_one_can_take_part_too():
    ana, anna = both()
    petition, pledge = make_petition(), make_pledge()
    merge = merged(ana, anna)
    signature, promise = counted(petition, **ANNA, at=SINCE), promised(pledge, **ANNA, at=SINCE)
    assert {signature.person, promise.person} == {ana}

    apart(merge)

    assert Signature.objects.get().person == Promise.objects.get().person == anna
    assert sorted(anna.activities.values_list("kind", flat=True)) == ["pledged", "signed"]
    assert not ana.activities.exists()
    counted(petition, **ANA, at=SINCE + timedelta(hours=2))
    assert count_of(petition) == 2


def test_what_came_by_the_kept_one_s_own_mailbox_stays_theirs():
    ana, anna = both()
    petition = make_petition()
    merge = merged(ana, anna)
    counted(petition, **ANA, at=SINCE)

    apart(merge)

    assert Signature.objects.get().person == ana
    assert [one.kind for one in ana.activities.all()] == ["signed"]


@pytest.mark.parametrize("off_before", [True, False])
def test_a_mailbox_taken_off_and_put_back_goes_back_to_its_owner(off_before):
    ana, anna = both()
    point = anna.contact_points.get()
    if off_before:
        former = reaching.take_off(point=point, by=SYSTEM, at=NOW)
        merge = merged(ana, anna)
    else:
        merge = merged(ana, anna)
        point.refresh_from_db()
        former = reaching.take_off(point=point, by=SYSTEM, at=SINCE)
    reaching.put_back(former=former, by=SYSTEM, at=SINCE)

    apart(merge)

    assert queries.behind_mailbox(ANNA["email"]) == [anna]
    assert queries.behind_mailbox(ANA["email"]) == [ana]


def test_a_yes_said_while_they_were_one_holds_for_nobody_who_had_not_said_it():
    ana, anna = both()
    merge = merged(ana, anna)
    say(ana, True, SINCE)

    apart(merge)

    assert not queries.allows(ana, **NEWS)
    assert not queries.allows(anna, **NEWS)


def test_a_yes_of_before_holds_again():
    ana, anna = both()
    say(ana, True, NOW - timedelta(days=2))
    merge = merged(ana, anna)
    say(ana, True, SINCE)

    apart(merge)

    assert queries.allows(ana, **NEWS)


def test_a_batch_put_back_while_they_were_one_counts_again_when_they_are_two():
    ana, anna = both()
    petition = make_petition()
    _mine, theirs = (counted(petition, **who) for who in (ANA, ANNA))
    batch = taken_out(petition, theirs)
    merge = merged(ana, anna)
    assert checking.put_back(batch=batch, by=SYSTEM, at=SINCE) == 0

    apart(merge)

    assert count_of(petition) == 2


def test_a_batch_that_is_not_put_back_stays_out():
    ana, anna = both()
    petition = make_petition()
    _mine, theirs = (counted(petition, **who) for who in (ANA, ANNA))
    batch = taken_out(petition, theirs)

    apart(merged(ana, anna))

    assert count_of(petition) == 1
    assert checking.put_back(batch=batch, by=SYSTEM, at=SINCE) == 1
    assert count_of(petition) == 2


def test_who_withdrew_and_was_taken_out_and_put_back_can_sign_again():
    petition = make_petition()
    signature = counted(petition, **ANA)
    Signature.objects.filter(pk=signature.pk).update(state="withdrawn")

    batch = taken_out(petition, signature)
    checking.put_back(batch=batch, by=SYSTEM, at=NOW)

    assert Signature.objects.get().state == "withdrawn"
    counted(petition, **ANA, at=SINCE)
    assert count_of(petition) == 1


def test_a_verb_that_read_a_person_before_they_were_merged_means_the_one_who_is_kept():
    """As two presses at one moment: the page has read Anna, and then she is merged."""
    ana, anna = both()
    say(anna, True, NOW - timedelta(days=1))
    read_before = Person.objects.get(pk=anna.pk)
    merged(ana, anna)

    say(read_before, False, SINCE)
    people.tag(person=read_before, name="Driver", by=SYSTEM, at=SINCE)
    reaching.write_down(person=read_before, kind="phone", value="202-555-0142", by=SYSTEM, at=SINCE)

    assert not queries.allows(ana, **NEWS)
    assert [one.tag.name for one in ana.taggings.all()] == ["Driver"]
    assert ana.contact_points.filter(kind="phone").exists()
    people.erase(person=read_before, by=SYSTEM, at=SINCE)
    assert not Person.objects.present().exists()
    assert not queries.behind_mailbox(ANNA["email"])


def test_under_the_name_that_stands_on_file_nobody_is_somebody_new():
    ana, anna = both()
    petition = make_petition()
    counted(petition, **ANA)
    merged(ana, anna, "name")

    counted(petition, name="Anna Flores", email=ANA["email"], at=SINCE)
    people.correct(person=ana, name="Ann Flores", zip_code="00010", by=SYSTEM, at=SINCE)
    counted(petition, name="Ann Flores", email=ANA["email"], at=SINCE)

    assert count_of(petition) == 1
    assert Person.objects.present().get() == ana


def test_an_organizer_s_own_address_opens_nobody_s_data_though_theirs_was_taken_off():
    [ana, _anna] = both()
    reaching.write_down(person=ana, kind="email", value="organizer@rivertown.example", by=SYSTEM, at=NOW)
    reaching.take_off(point=ana.contact_points.get(value=ANA["email"]), by=SYSTEM, at=NOW)

    assert queries.behind_mailbox("organizer@rivertown.example") == []


def test_the_wish_to_hear_how_it_goes_on_is_not_lost():
    ana, anna = both()
    petition = make_petition()
    counted(petition, **ANA, at=NOW - timedelta(hours=2))
    later = counted(petition, **ANNA, at=NOW - timedelta(hours=1))
    Signature.objects.update(wants_updates=False)
    Signature.objects.filter(pk=later.pk).update(wants_updates=True)

    merge = merged(ana, anna)

    assert Signature.objects.get(state="confirmed").wants_updates
    apart(merge)
    assert dict(Signature.objects.values_list("email", "wants_updates")) == {ANA["email"]: False, ANNA["email"]: True}
