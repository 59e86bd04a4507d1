"""What looks odd, an organizer's look and its way back, "not me", and what is forgotten when. Over every kind."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.audit.models import Entry
from ballotline.movement.arrivals import queries, services
from ballotline.movement.arrivals.declared import KINDS
from ballotline.movement.arrivals.queries import each_once
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail.models import Message
from ballotline.movement.people import services as people
from ballotline.movement.people.queries import copy_of
from tests.ways_in import NOW, OURS, WHO, another_like, arrived, mails, open_ask, rows

pytestmark = pytest.mark.django_db
MAILBOX, OTHER = WHO["email"], "other@rivertown.example"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def become(row, **settled):
    """What an organizer or the hour made of it, beside the verbs. Comes back as it now is."""
    type(row)._default_manager.filter(pk=row.pk).update(**settled)
    row.refresh_from_db()
    return row


def third_name(kind, asked, name: str = "Cid Flores"):
    """A third name of one mailbox, set aside after its owner's yes."""
    for first in ("Ana", "Ben"):
        confirmed(arrived(kind, asked, name=f"{first} Flores"), at=NOW)
    return confirmed(arrived(kind, asked, name=name), at=NOW)


def verbs_of(kind) -> list[str]:
    found = Entry.objects.filter(verb__startswith=f"{kind.name} ").order_by("pk")
    return [verb.removeprefix(f"{kind.name} ") for verb in found.values_list("verb", flat=True)]


# the windows


@pytest.mark.parametrize("minutes, suspicion", [(9, "network"), (11, "")])
def test_a_window_is_ten_minutes_long(kind, asked, minutes, suspicion):
    for n in range(30):
        arrived(kind, asked, name=f"Number {n}", email=f"s{n}@rivertown{n}.example")

    assert arrived(kind, asked, at=NOW + minutes * MINUTE).suspicion == suspicion


@pytest.mark.parametrize("suspicion", ["network", "domain"])
def test_browsers_are_asked_for_a_sum_while_the_rate_is_odd_and_not_for_one_bot(kind, asked, suspicion):
    arrived(kind, asked, how=Circumstances(honeypot_filled=True))
    assert not queries.rate_is_odd(kind.model, NOW)

    become(arrived(kind, asked), suspicion=suspicion)

    assert queries.rate_is_odd(kind.model, NOW + 9 * MINUTE)
    assert not queries.rate_is_odd(kind.model, NOW + 11 * MINUTE)


# what the database itself holds to


def test_one_name_of_one_mailbox_counts_once_whoever_writes_it(kind, asked):
    confirmed(arrived(kind, asked), at=NOW)
    second = arrived(kind, asked)

    with pytest.raises(IntegrityError), transaction.atomic():
        become(second, state="confirmed", confirmed_at=NOW)


def test_one_person_counts_once_whoever_writes_it(kind, asked, with_names):
    person = confirmed(arrived(kind, asked), at=NOW).person
    second = arrived(kind, asked, email=OTHER)

    with pytest.raises(IntegrityError), transaction.atomic():
        become(second, state="confirmed", confirmed_at=NOW, person=person)


def test_nothing_counts_without_a_moment_of_its_yes(kind, asked):
    row = arrived(kind, asked)

    with pytest.raises(IntegrityError), transaction.atomic():
        become(row, state="confirmed")


# a look, and its way back


def test_a_look_that_comes_late_sends_nobody_back_to_wait_who_has_said_yes(kind, asked):
    as_it_was_seen = become(arrived(kind, asked), state="quarantined", suspicion="network")
    type(as_it_was_seen)._default_manager.update(confirmed_at=NOW)  # the third name of its mailbox, say

    assert services.clear(arrivals=[as_it_was_seen], at=NOW) == 0

    assert rows(kind)[0].state == "quarantined"


def test_a_look_counts_whose_owner_said_yes_and_writes_to_the_others(kind, asked):
    waits = become(arrived(kind, asked), state="quarantined", suspicion="network")
    said_yes = become(arrived(kind, asked, email=OTHER), state="quarantined", suspicion="mailbox", confirmed_at=NOW)
    Message.objects.all().delete()

    assert services.clear(arrivals=[waits, said_yes], at=NOW) == 2

    assert [row.state for row in rows(kind)] == ["pending", "confirmed"]
    assert [message.to_address for message in mails()] == [MAILBOX]


def test_two_looks_at_one_count_it_once(kind, asked):
    seen = become(arrived(kind, asked), state="quarantined", suspicion="mailbox", confirmed_at=NOW)
    also_seen = rows(kind)[0]

    assert [services.clear(arrivals=[one], at=NOW) for one in (seen, also_seen)] == [1, 0]

    assert verbs_of(kind) == ["confirmed"]


def test_whose_hidden_field_was_filled_gets_a_mail_after_a_look(kind, asked):
    odd = arrived(kind, asked, how=Circumstances(network_key="here", honeypot_filled=True))

    services.clear(arrivals=[odd], at=NOW)

    assert [message.to_address for message in mails()] == [MAILBOX]


def test_the_undo_of_a_look_takes_back_what_the_look_did_and_nothing_else(kind, asked):
    """By suspicion: never odd; odd and cleared; odd, cleared and answered since; third names that a look let in, one of
    them taken out since."""
    _never_odd, cleared, answered, let_in, taken_out = (
        arrived(kind, asked, email=f"{n}@rivertown.example", name=f"Number {'abcde'[n]}") for n in range(5)
    )
    become(cleared, suspicion="network")
    become(answered, suspicion="network", state="confirmed", confirmed_at=NOW)
    become(let_in, suspicion="mailbox", state="confirmed", confirmed_at=NOW)
    become(taken_out, suspicion="mailbox", state="invalidated", confirmed_at=NOW)

    assert services.set_aside_again(arrivals=kind.model._default_manager.all()) == 2

    assert [row.state for row in rows(kind)] == ["pending", "quarantined", "confirmed", "quarantined", "invalidated"]


def test_the_desk_lists_who_waits_whatever_was_taken_out_or_settled(kind, asked):
    """Each settled row is newer than the one that waits, and of the same mailbox and name."""
    waits = arrived(kind, asked)
    become(arrived(kind, asked), state="invalidated")
    become(arrived(kind, asked, email=OTHER), state="withdrawn", confirmed_at=NOW)

    assert list(each_once(kind.model._default_manager.all())) == [waits]


@pytest.mark.parametrize("which", [0, 1])
def test_who_counts_waits_no_more_whichever_of_their_presses_it_was(kind, asked, which):
    confirmed([arrived(kind, asked), arrived(kind, asked)][which], at=NOW)

    assert list(each_once(kind.model._default_manager.all())) == []


# "not me"


def test_not_me_takes_what_waits_for_the_mailbox_and_nothing_that_others_hold(kind, asked):
    taken_out = become(arrived(kind, asked), state="invalidated")
    looked_at = become(arrived(kind, asked, email=OTHER), state="quarantined", confirmed_at=NOW)

    assert [services.disown(arrival=row, at=NOW) for row in (taken_out, looked_at)] == [False, False]

    assert rows(kind) == [taken_out, looked_at] and verbs_of(kind) == []
    assert services.disown(arrival=arrived(kind, asked, email="waits@rivertown.example"), at=NOW)
    assert verbs_of(kind) == ["disowned"]


def test_not_me_takes_this_press_and_no_other_of_its_mailbox(kind, asked):
    here, too, there = arrived(kind, asked), arrived(kind, asked), arrived(kind, another_like(asked))

    services.disown(arrival=here, at=NOW)

    assert rows(kind) == [too, there]


def test_not_me_frees_the_subject_too(kind, asked):
    services.disown(arrival=arrived(kind, asked), at=NOW)

    arrived(kind, asked)

    assert len(mails()) == 2


# forgetting


def test_what_nobody_confirmed_is_forgotten_even_if_an_organizer_took_it_out(kind, asked):
    arrived(kind, asked, at=NOW - 45 * DAY)
    become(arrived(kind, asked, at=NOW - 45 * DAY), state="invalidated")
    looked_at = become(arrived(kind, asked, at=NOW - 45 * DAY), state="quarantined", confirmed_at=NOW - 44 * DAY)
    taken_out = become(
        arrived(kind, asked, at=NOW - 45 * DAY, email=OTHER), state="invalidated", confirmed_at=NOW - 44 * DAY
    )

    assert services.forget(at=NOW) == 2

    assert rows(kind) == [looked_at, taken_out]


def test_a_network_is_kept_while_its_window_can_be_looked_at(kind, asked):
    arrived(kind, asked, at=NOW - 29 * DAY)
    arrived(kind, asked, at=NOW - 31 * DAY)

    services.forget(at=NOW)

    assert [row.network_key for row in rows(kind)] == ["here", ""]


def test_erasing_somebody_takes_what_was_never_confirmed_of_them_and_of_nobody_else(kind, asked, with_names):
    person = confirmed(arrived(kind, asked), at=NOW).person
    people.correct(person=person, name="Ana Weiss", zip_code="00010", by=SYSTEM, at=NOW)
    theirs = [arrived(kind, asked), arrived(kind, asked, name="Ana Weiss")]
    theirs.append(become(arrived(kind, asked), state="invalidated"))
    mate, namesake = arrived(kind, asked, name="Ben Flores"), arrived(kind, asked, email=OTHER)
    assert len(copy_of(person)["waiting_to_confirm"]) == len(theirs)

    people.erase(person=person, by=SYSTEM, at=NOW)

    left = set(kind.model._default_manager.values_list("pk", flat=True))
    assert {mate.pk, namesake.pk} <= left and not left & {row.pk for row in theirs}


def test_erasing_somebody_takes_what_waits_where_nobody_has_a_name():
    follower, signature = KINDS["follower"], KINDS["signature"]
    person = confirmed(arrived(signature, open_ask("signature")), at=NOW).person
    arrived(follower, open_ask("follower"))
    assert [row["kind"] for row in copy_of(person)["waiting_to_confirm"]] == ["follower"]

    services.forget_unconfirmed(person=person)

    assert rows(follower) == []


def test_a_third_name_is_said_to_wait_and_its_link_asks_for_no_more(kind, asked, with_names, with_a_look):
    third = third_name(kind, asked)

    page = Client().get(f"/confirm/{queries.token_of(third)}/", headers=OURS).content.decode()

    assert "An organizer looks at it first" in page and kind.said(third).done not in page
    assert verbs_of(kind) == ["confirmed", "confirmed", "set aside"] and not third.is_waiting
