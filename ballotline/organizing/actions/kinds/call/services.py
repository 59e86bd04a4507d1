"""The verbs of call campaigns: file a call and take it back; look at a number that callers call wrong.

Writing and publishing are as for every ask; here stands how its asks and its list are kept.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.arrivals.services import NotOpen
from ballotline.organizing.actions.kinds.call import queries
from ballotline.organizing.actions.kinds.call.models import Ask, Call, CallCampaign, Caller, Listed
from ballotline.record.offices import services as offices
from ballotline.record.offices.models import Official, PhoneLine, Term


def asks_of(campaign: CallCampaign) -> list[str]:
    return list(queries.asks_of(campaign).values_list("text", flat=True))


def set_asks(campaign: CallCampaign, asks: Sequence[str], at: datetime) -> None:
    """The asks in this order; one that is in it no more stays for its calls."""
    campaign.asks.exclude(text__in=asks).filter(removed_at=None).update(removed_at=at)
    for place, text in enumerate(asks):
        ask = campaign.asks.filter(text=text).first() or Ask(campaign=campaign, text=text)
        ask.place, ask.removed_at = place, None
        ask.save()


def listed_of(campaign: CallCampaign) -> list[int]:
    """The officials of the campaign's own list, by pk."""
    return list(campaign.listed.order_by("pk").values_list("official", flat=True))


def set_listed(campaign: CallCampaign, officials: Sequence[int], _at: datetime) -> None:
    """This list and no other, in this order; who is on file no more is left out."""
    campaign.listed.all().delete()
    there = set(Official.objects.filter(pk__in=officials).values_list("pk", flat=True))
    rows = [Listed(campaign=campaign, official_id=pk) for pk in dict.fromkeys(officials) if pk in there]
    Listed.objects.bulk_create(rows)


@transaction.atomic
def file_call(
    *,
    campaign: CallCampaign,
    term: Term,
    line: PhoneLine | None,
    asks: Sequence[int],
    outcome: str,
    key: str,
    how: Circumstances,
    at: datetime,
) -> Call:
    """One press. The same key again is the same call, and the last outcome counts, also after it was taken back.

    What looks odd is kept and set aside. Raises arrivals.NotOpen.
    """
    if not campaign.is_open(at):
        raise NotOpen(campaign)
    call = Call(
        campaign=campaign,
        official=term.official,
        line=line,
        office_title=term.seat.office.title,
        outcome=outcome,
        key=key,
        at=at,
        network_key=how.network_key,
        suspicion=queries.suspicion(key, how, at),
    )
    try:
        with transaction.atomic():
            call.save()
    except IntegrityError:
        call = Call.objects.get(key=key)
        if call.undone_at or call.outcome != outcome:
            Call.objects.filter(pk=call.pk).update(outcome=outcome, undone_at=None, at=at)
        return call
    call.asks.set(campaign.asks.filter(pk__in=asks, removed_at=None))
    return call


@transaction.atomic
def clear(*, campaign: CallCampaign, network_key: str, by: Actor, at: datetime) -> int:
    """Calls of one network that look right after all count; how many. `set_aside_again` is the undo."""
    odd = Call.objects.filter(campaign=campaign, network_key=network_key).set_aside()
    cleared = odd.update(cleared_at=at)
    audit.record("calls cleared", on=campaign.ref, by=by, at=at)
    return cleared


@transaction.atomic
def set_aside_again(*, campaign: CallCampaign, network_key: str, by: Actor, at: datetime) -> int:
    """The undo of `clear`; how many."""
    cleared = Call.objects.filter(campaign=campaign, network_key=network_key, cleared_at__isnull=False)
    changed = cleared.update(cleared_at=None)
    audit.record("calls set aside again", on=campaign.ref, by=by, at=at)
    return changed


@transaction.atomic
def take_back(*, key: str, at: datetime) -> None:
    """The undo of a press."""
    Call.objects.filter(key=key, undone_at=None).update(undone_at=at)


@transaction.atomic
def note_what_they_said(*, keys: Sequence[str], said: str, at: datetime) -> None:
    """One box at the end, kept with the last call in which somebody was heard, else with the last one."""
    calls = Call.objects.filter(key__in=keys, undone_at=None).order_by("-pk")
    heard = calls.filter(outcome__in=[Call.Outcome.CONTACT, Call.Outcome.VOICEMAIL, Call.Outcome.REFUSED]).first()
    call = heard or calls.first()
    if call:
        Call.objects.filter(pk=call.pk).update(said=said)


def leave_name(*, campaign: CallCampaign, typed: Typed, how: Circumstances, at: datetime) -> Caller:
    """ "Write to me", after calling: a row of this very press, which waits for its mailbox's yes."""
    return arrivals.ask(draft=Caller(campaign=campaign), typed=typed, how=how, at=at)


@transaction.atomic
def look_again(*, line: PhoneLine, by: Actor, at: datetime) -> None:
    """The undo of `judge_number`: the number is offered, and what callers last said of it waits for a look again."""
    offices.mark_phone_line(line=line, is_wrong=False)
    said = Call.objects.filter(line=line, outcome=Call.Outcome.WRONG_NUMBER)
    if looked_at := said.aggregate(last=Max("looked_at"))["last"]:
        said.filter(looked_at=looked_at).update(looked_at=None)
    audit.record("number to be looked at again", on=("official", line.official.public_id), by=by, at=at)


@transaction.atomic
def judge_number(*, line: PhoneLine, is_wrong: bool, by: Actor, at: datetime) -> None:
    """An organizer looked at a number that callers called wrong. A wrong one is not offered any more. `look_again`
    is the undo."""
    offices.mark_phone_line(line=line, is_wrong=is_wrong)
    Call.objects.filter(line=line, outcome=Call.Outcome.WRONG_NUMBER, looked_at=None).update(looked_at=at)
    verb = "number marked wrong" if is_wrong else "number found right"
    audit.record(verb, on=("official", line.official.public_id), by=by, at=at)
