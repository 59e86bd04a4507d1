"""Two rows of one human become one, in every room, and are two again: by hand for each kind."""

import pytest

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.testing import make_account
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.rules import Circumstances, Word
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.people import queries
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Merge, Person
from ballotline.movement.people.rows import CannotMerge
from ballotline.organizing.actions import queries as actions
from ballotline.organizing.actions import services as asks
from ballotline.organizing.actions.kinds.call.models import Caller
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.queries import count_now
from ballotline.organizing.actions.kinds.petition.services import checking
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from ballotline.organizing.actions.kinds.pledge.testing import counted as promised
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from ballotline.organizing.actions.tests.lives import (
    AN_HOUR,
    ANA,
    ANNA,
    NOW,
    apart,
    be_corrected,
    be_told_apart,
    both,
    get_mail,
    left_with,
    merged,
    promise,
    say,
    sign,
    tagged,
)

pytestmark = pytest.mark.django_db


def states(petition: Petition) -> dict[str, str]:
    return dict(Signature.objects.filter(petition=petition).values_list("email", "state"))


def test_two_signatures_of_one_human_count_once_and_count_twice_again_when_taken_apart():
    ana, anna = both()
    petition = make_petition()
    counted(petition, **ANNA, at=NOW - 2 * AN_HOUR)
    counted(petition, **ANA, at=NOW - AN_HOUR)

    merge = merged(ana, anna)

    assert states(petition) == {ANNA["email"]: "confirmed", ANA["email"]: "withdrawn"}
    assert count_now(petition, NOW).online == 1
    assert list(Signature.objects.values_list("person", flat=True)) == [ana.pk, ana.pk]
    apart(merge)
    assert count_now(petition, NOW).online == 2


def test_what_the_mailbox_s_owner_said_counts_before_what_an_organizer_heard():
    ana, anna = both()
    petition = make_petition()
    waits = signed(petition, **ANNA, at=NOW - 2 * AN_HOUR)
    arrivals.count_on_word(arrival=waits, word=Word(heard="phone", note=""), by=SYSTEM, at=NOW - 2 * AN_HOUR)
    counted(petition, **ANA, at=NOW - AN_HOUR)

    merged(ana, anna)

    assert states(petition) == {ANA["email"]: "confirmed", ANNA["email"]: "withdrawn"}


def test_a_number_that_was_handed_over_stays_true():
    ana, anna = both()
    petition = make_petition()
    for who in (ANA, ANNA):
        counted(petition, **who)
    Petition.objects.update(delivered_at=NOW)

    merge = merged(ana, anna)

    assert count_now(petition, NOW).online == 2
    assert len(queries.copy_of(ana)["signatures"]) == 2
    people.erase(person=ana, by=SYSTEM, at=NOW)
    assert count_now(petition, NOW).online == 2
    assert set(Signature.objects.values_list("name", "email", "person")) == {("", "", None)}
    assert not Merge.objects.filter(pk=merge.pk).exists()


@pytest.mark.parametrize("taken_out", [0, 1])
def test_of_a_list_that_was_handed_over_the_one_that_counts_is_the_kept_one_s(taken_out):
    two, petition = both(), make_petition()
    rows = [counted(petition, **who) for who in (ANA, ANNA)]
    Petition.objects.update(delivered_at=NOW)
    ids = [str(rows[taken_out].public_id)]
    batch = checking.take_out(petition=petition, public_ids=ids, reason="look alike", by=SYSTEM, at=NOW)

    merge = merged(*two)

    assert Signature.objects.get(state="confirmed").person == two[0]
    apart(merge)
    assert checking.put_back(batch=batch, by=SYSTEM, at=NOW) == 1
    assert count_now(petition, NOW).online == 2


def test_signatures_taken_out_together_are_put_back_without_a_second_of_the_same_human():
    ana, anna = both()
    petition = make_petition()
    rows = [counted(petition, **who) for who in (ANA, ANNA)]
    batch = checking.take_out(
        petition=petition, public_ids=[str(row.public_id) for row in rows], reason="look alike", by=SYSTEM, at=NOW
    )

    merge = merged(ana, anna)

    assert checking.put_back(batch=batch, by=SYSTEM, at=NOW) == 1
    assert states(petition) == {ANA["email"]: "confirmed", ANNA["email"]: "invalidated"}
    apart(merge)
    assert states(petition) == {ANA["email"]: "confirmed", ANNA["email"]: "invalidated"}


def test_who_waits_for_a_look_is_not_counted_beside_the_same_human():
    ana, anna = both()
    petition = make_petition()
    counted(petition, **ANA)
    odd = counted(petition, **ANNA)
    Signature.objects.filter(pk=odd.pk).update(state="quarantined")

    merged(ana, anna)
    asks.clear(petition, public_ids=[str(odd.public_id)], by=SYSTEM, at=NOW)

    assert count_now(petition, NOW).online == 1


def test_who_came_by_either_link_came_by_the_signature_that_counts_and_nobody_by_themselves():
    ana, anna = both()
    petition = make_petition()
    first = counted(petition, **ANA)
    second = counted(petition, **ANNA, how=Circumstances(network_key="x", share_code=first.share_code))
    counted(petition, "Ben Weiss", how=Circumstances(network_key="y", share_code=second.share_code))

    merge = merged(anna, ana)

    assert dict(Signature.objects.values_list("name", "shared_by")) == {
        "Ana Flores": None,
        "Anna Flores": first.pk,
        "Ben Weiss": first.pk,
    }
    apart(merge)
    assert Signature.objects.get(name="Ben Weiss").shared_by == second


def test_whoever_came_by_a_link_of_their_own_came_by_nobody_s():
    ana, anna = both()
    petition = make_petition()
    waits = signed(petition, **ANNA, at=NOW - 3 * AN_HOUR)
    counts = counted(petition, **ANA, how=Circumstances(network_key="x", share_code=waits.share_code), at=NOW - AN_HOUR)
    confirmed(waits, at=NOW)
    assert Signature.objects.get(pk=counts.pk).shared_by == waits

    merge = merged(ana, anna)

    assert Signature.objects.get(pk=counts.pk).shared_by is None
    apart(merge)
    assert Signature.objects.get(pk=counts.pk).shared_by == waits


def test_a_press_of_the_other_mailbox_finds_that_it_counts_already():
    ana, anna = both()
    petition = make_petition()
    for who in (ANA, ANNA):
        counted(petition, **who)
    merged(ana, anna)

    again = counted(petition, **ANNA)

    assert again.email == ANA["email"]
    assert count_now(petition, NOW).online == 1


def test_promises_and_callers_count_once_too():
    ana, anna = both()
    pledge, campaign = make_pledge(), make_campaign()
    for who in (ANA, ANNA):
        promised(pledge, **who)
        called(campaign, who)

    merge = merged(ana, anna)

    assert actions.taking_part(pledge) == actions.taking_part(campaign) == 1
    assert sorted(ana.activities.values_list("kind", flat=True)) == ["called", "pledged"]
    apart(merge)
    assert actions.taking_part(pledge) == actions.taking_part(campaign) == 2


def called(campaign, who, at=NOW):
    typed = arrivals.Typed(**who, zip_code="00010")
    waits = arrivals.ask(draft=Caller(campaign=campaign), typed=typed, how=Circumstances(network_key="here"), at=at)
    shown = arrivals.Shown(name=who["name"], zip_code="00010", own={})
    return arrivals.confirm(arrival=waits, shown=shown, at=at)


def test_a_sign_in_goes_with_its_human_and_two_of_them_stay_two_humans():
    ana, anna = both()
    Account.objects.filter(pk=make_account(email=ANNA["email"]).pk).update(person=anna)

    merge = merged(ana, anna)
    assert Account.objects.get().person == ana
    apart(merge)
    assert Account.objects.get().person == anna

    Account.objects.filter(pk=make_account(email=ANA["email"]).pk).update(person=ana)
    with pytest.raises(CannotMerge, match="Both sign in here"):
        merged(ana, anna)
    assert Person.objects.present().count() == 2


def test_what_has_left_the_kept_one_since_does_not_come_to_the_other():
    ana, anna = both()
    Account.objects.filter(pk=make_account(email=ANNA["email"]).pk).update(person=anna)
    merge = merged(ana, anna)
    Account.objects.update(person=None)

    apart(merge)

    assert Account.objects.get().person is None


def test_no_row_of_any_room_is_left_with_the_other_one_but_how_they_were_written_before():
    ana, anna = both()
    make_petition()
    make_pledge()
    for deed in (sign, promise, say(True), tagged("Driver"), be_corrected, get_mail, be_told_apart):
        deed(1, NOW)

    merged(ana, anna)

    assert left_with(anna) == ["people.Correction.person", "people.Merge.other"]
