"""The verbs of arriving: ask, ask again, correct, confirm, disown, forget; and what organizers do with odd ones, and
with those whose mail never came. What counting itself is stands in counting.py, how those who wait are written to again
in reminding.py.

An arrival that nobody confirmed touches no Person. `confirm` is the moment at which a human enters the house, with what
the mailbox's owner saw and pressed.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from ballotline.foundation.access.rules import VISITOR, Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.arrivals import counting, queries, rules, windows
from ballotline.movement.arrivals.counting import LinkHasNoWork, NotOpen
from ballotline.movement.arrivals.declared import KINDS, kind_of
from ballotline.movement.arrivals.models import Arrival, Suspicion
from ballotline.movement.arrivals.rules import Circumstances, Shown, Typed, Word
from ballotline.movement.mail import services as mail
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.movement.people.rules import mailbox_key, name_key

A = TypeVar("A", bound=Arrival)
State = Arrival.State


def ask(*, draft: A, typed: Typed, how: Circumstances, at: datetime) -> A:
    """Keeps what was typed in a row of its own and asks for the mail. The same press again is the same row, which asks
    again while it waits.

    `draft` holds what was asked. Raises NotOpen. What comes back must not change what the visitor sees.
    """
    if not kind_of(draft).is_open(draft.asked, at):
        raise NotOpen(draft.asked)
    _fill(draft, typed, how, at)
    try:
        with transaction.atomic():
            draft.save()
            kind_of(draft).beside(draft)
            write(draft, at)
    except IntegrityError:
        if made := _pressed_again(draft, at):
            return made
        raise
    return draft


@transaction.atomic
def _pressed_again(draft: A, at: datetime) -> A | None:
    """The row that this very press made a moment ago, if that is why it could not be stored."""
    made = type(draft)._default_manager.filter(press_key=draft.press_key).exclude(press_key=None).first()
    if made and made.is_waiting:
        write(made, at)
    return made


def _fill(draft: Arrival, typed: Typed, how: Circumstances, at: datetime) -> None:
    domain = typed.email.rpartition("@")[2]
    odd = queries.suspicion(partial(queries.recent, type(draft), at), how, domain=domain)
    draft.state, draft.suspicion = (State.QUARANTINED if odd else State.PENDING), odd
    draft.name, draft.name_key = typed.name, name_key(typed.name)
    draft.email, draft.mailbox_key, draft.mail_domain = typed.email, mailbox_key(typed.email), domain
    draft.zip_code, draft.news_consent = typed.zip_code, typed.news_consent
    draft.network_key, draft.source, draft.press_key = how.network_key, how.source, how.press_key or None
    draft.pressed_at = draft.asked_at = at
    for name, value in typed.own.items():
        setattr(draft, name, value)


def write(arrival: Arrival, at: datetime, words: str = "arrivals.PleaseConfirm") -> bool:
    """Asks for the mail, inside the caps; was it one? A bot's hidden field gets none.

    Whether there is anything to confirm, or it counts already, is decided when the mail leaves: the press does the same
    work for somebody known and for somebody new.
    """
    if (arrival.suspicion, arrival.state) == (Suspicion.HONEYPOT, State.QUARANTINED):
        return False
    kind, asked = kind_of(arrival), getattr(arrival, f"{arrival.ASKED}_id")
    message = mail.answer(
        words,
        to=arrival.email,
        about=queries.about(arrival),
        purpose=kind.purpose,
        subject=f"{kind.name}:{asked}:{arrival.name_key}",
        at=at,
    )
    return message is not None


@transaction.atomic
def ask_again(*, arrival: Arrival, at: datetime) -> bool:
    """ "Send it again", inside the caps.

    With the mail the link's days begin anew. Was there one? Raises LinkHasNoWork.
    """
    found = counting.locked(arrival)
    if not found.is_waiting or not write(found, at):
        return False
    type(found)._default_manager.filter(pk=found.pk).update(asked_at=at)
    return True


@transaction.atomic
def correct(*, arrival: A, email: str, how: Circumstances, at: datetime) -> A:
    """The press mistyped its address: its own waiting row moves, and the link that went to the old one has no work.

    What was counted never moves. What looks odd moves, is set aside, and no mail leaves: "send it again" asks for it
    later, or an organizer's look. Raises NotOpen.
    """
    found = counting.locked(arrival)
    if not found.is_waiting or mailbox_key(email) == found.mailbox_key:
        return found
    if not kind_of(found).is_open(found.asked, at):
        raise NotOpen(found.asked)
    odd = windows.judge(form="correction", how=how, email=email, at=at)
    if odd and not found.suspicion:
        found.state, found.suspicion = State.QUARANTINED, odd
    found.email, found.mailbox_key, found.mail_domain = email, mailbox_key(email), email.rpartition("@")[2]
    found.asked_at = at
    found.save(update_fields=["email", "mailbox_key", "mail_domain", "asked_at", "state", "suspicion"])
    if not odd:
        write(found, at)
    return found


@transaction.atomic
def confirm(*, arrival: A, shown: Shown, at: datetime) -> A:
    """The mailbox's owner said yes to what stood on the page. Twice is once: what counts comes back unchanged.

    Returns the arrival that counts, which may be an earlier one of the same human; or this one, set aside for a look.
    Raises NotOpen or LinkHasNoWork.
    """
    found = counting.locked(arrival)
    if found.counts_on_word:  # the owner's own word stands in its place
        counting.wait_again(found)
    if found.confirmed_at and found.state in (State.CONFIRMED, State.QUARANTINED):
        return found
    if rules.has_expired(found.asked_at, at):
        raise LinkHasNoWork(found)
    counting.check_can_count(found, at)
    mail.answered(mailbox=found.mailbox_key, purpose=kind_of(found).purpose)
    counting.take_over(found, shown)
    person = _person(found, at)
    earlier = counting.earlier(found, person)
    _record_consent(earlier or found, person, shown, at)
    return counting.spoken_for_itself(earlier) if earlier else counting.enter(found, person, at)


def _person(arrival: Arrival, at: datetime) -> Person | None:
    if not kind_of(arrival).names_a_person:
        return None
    return people.identify(name=arrival.name, email=arrival.email, zip_code=arrival.zip_code, at=at)


def _record_consent(arrival: Arrival, person: Person | None, shown: Shown, at: datetime) -> None:
    if person and shown.news_consent:
        said = kind_of(arrival).said(arrival)
        people.record_consent(
            person=person,
            channel="email",
            purpose="news",
            given=True,
            at=at,
            where=said.page,
            wording=shown.consent_words,
        )


@transaction.atomic
def count_on_word(*, arrival: A, word: Word, by: Actor, at: datetime) -> A:
    """An organizer heard from the person that it is theirs, and the mail never came. `confirm`'s rules hold, but for
    the age of a link that nobody got. What only the mailbox's owner can say is not recorded: no consent, none of the
    kind's fields.

    Returns what `confirm` does. `take_back_word` is the undo. Raises NotOpen or LinkHasNoWork.
    """
    found = counting.locked(arrival)
    if found.confirmed_at and found.state in (State.CONFIRMED, State.QUARANTINED):
        return found
    if not kind_of(found).takes_word:
        raise LinkHasNoWork(found)
    counting.check_can_count(found, at)
    found.before_word = _as_it_waits(found)
    counting.take_over(found, _the_least_of(found))
    found.confirmed_by, found.heard, found.word_note = Arrival.ConfirmedBy.WORD, word.heard, word.note
    person = _met(found, at)
    return counting.earlier(found, person) or counting.enter(found, person, at, by)


def _as_it_waits(arrival: Arrival) -> dict[str, Any]:
    names = ("state", "suspicion", "news_consent", *kind_of(arrival).form.own)
    return {name: getattr(arrival, name) for name in names}


def _the_least_of(arrival: Arrival) -> Shown:
    """Name and ZIP code; all else is as if nothing had been typed."""
    untouched = type(arrival)()
    own = {name: getattr(untouched, name) for name in kind_of(arrival).form.own}
    return Shown(name=arrival.name, zip_code=arrival.zip_code, own=own)


def _met(arrival: Arrival, at: datetime) -> Person | None:
    if not kind_of(arrival).names_a_person:
        return None
    return people.meet(name=arrival.name, email=arrival.email, zip_code=arrival.zip_code, at=at)


@transaction.atomic
def take_back_word(*, arrival: Arrival, by: Actor, at: datetime) -> bool:
    """The undo of `count_on_word`: it waits again, as it did. Did it? One that its mailbox has answered since stays."""
    found = counting.locked(arrival)
    if not found.counts_on_word:
        return False
    counting.wait_again(found)
    audit.record(f"{kind_of(found).name} waits again", on=found.ref, by=by, at=at)
    return True


@transaction.atomic
def welcome(*, draft: A, person: Person, email: str, how: Circumstances, at: datetime) -> A:
    """One press of a person who came by a signed link of their own mailbox: nothing is typed, and it counts at once.

    Returns the one that counts, this or an earlier. Raises NotOpen or LinkHasNoWork.
    """
    if not kind_of(draft).is_open(draft.asked, at):
        raise NotOpen(draft.asked)
    _fill(draft, Typed(name=person.name, email=email, zip_code=person.zip_code), how, at)
    if earlier := counting.earlier(draft, person):
        return earlier
    draft.state, draft.suspicion = State.PENDING, ""
    return counting.enter(draft, person, at)


@transaction.atomic
def disown(*, arrival: Arrival, at: datetime) -> bool:
    """ "That was not me": the waiting row goes, and the mailbox's places are free again. Did one go?

    What counts by its owner's yes stays; what counts on somebody's word goes, for its owner says otherwise.
    """
    with suppress(LinkHasNoWork):
        if (found := counting.locked(arrival)).counts_on_word:
            counting.wait_again(found)
    waiting = type(arrival)._default_manager.filter(pk=arrival.pk, state__in=queries.WAITING, confirmed_at=None)
    gone, _rows = waiting.filter(mailbox_key=arrival.mailbox_key).delete()
    if gone:
        mail.answered(mailbox=arrival.mailbox_key, purpose=kind_of(arrival).purpose)
        audit.record(f"{kind_of(arrival).name} disowned", on=arrival.ref, by=VISITOR, at=at)
    return bool(gone)


@transaction.atomic
def withdraw(*, arrival: Arrival, at: datetime) -> bool:
    """One press of whoever counts: it counts no more.

    They can take part again, and nobody else. Did it count until now?
    """
    counts = type(arrival)._default_manager.filter(pk=arrival.pk, state=State.CONFIRMED)
    if not counts.update(state=State.WITHDRAWN):
        return False
    audit.record(f"{kind_of(arrival).name} withdrawn", on=arrival.ref, by=VISITOR, at=at)
    return True


@transaction.atomic
def refuse(*, mailbox: str, purpose: str, at: datetime) -> None:
    """No mail of this purpose ever again to this mailbox."""
    mail.suppress(mailbox=mailbox, purpose=purpose, at=at)


@transaction.atomic
def try_code(*, arrival: Arrival, typed: str) -> bool:
    """Is that the code from the message? Five tries a row; afterwards no code is right any more."""
    rows = type(arrival)._default_manager.filter(pk=arrival.pk, code_tries__lt=rules.CODE_TRIES)
    may_try = rows.update(code_tries=F("code_tries") + 1)
    return bool(may_try) and rules.code_as_typed(typed) == queries.code_of(arrival)


@transaction.atomic
def clear(*, arrivals: Iterable[Arrival], at: datetime) -> int:
    """Set-aside ones that look right after all; how many. Whose mailbox said yes already counts now; the others wait
    for their mail. What looked odd stays written beside them."""
    return sum(_cleared(one, at) for one in arrivals)


def _cleared(arrival: Arrival, at: datetime) -> bool:
    """One of them, if it still is as it was when somebody looked at it: its owner may have pressed since."""
    as_it_was = {"pk": arrival.pk, "state": State.QUARANTINED, "confirmed_at": arrival.confirmed_at}
    state = State.CONFIRMED if arrival.confirmed_at else State.PENDING
    if not type(arrival)._default_manager.filter(**as_it_was).update(state=state):
        return False
    arrival.state = state
    if arrival.confirmed_at:
        counting.count(arrival, at)
    else:
        write(arrival, at)
    return True


@transaction.atomic
def set_aside_again(*, arrivals: QuerySet[A]) -> int:
    """The undo of `clear`; how many.

    One whose mail was answered meanwhile stays, unless it was the look that counted it.
    """
    return queries.cleared(arrivals).update(state=State.QUARANTINED)


def forget(*, at: datetime) -> int:
    """What was typed and never confirmed goes 30 days after its link's end, of every kind; how many. So does what was
    typed beside a row that counts on somebody's word. Of every press the network is forgotten after 30 days."""
    gone, before = 0, at - rules.CONFIRM_WITHIN - rules.FORGET_AFTER
    for kind in KINDS.values():
        rows = kind.model._default_manager
        gone += rows.filter(asked_at__lt=before, confirmed_at=None).delete()[0]
        rows.filter(confirmed_by="word", confirmed_at__lt=before, before_word__isnull=False).update(before_word=None)
    for model in queries.guarded():
        seen = model._default_manager.filter(**{f"{model.PRESSED}__lt": at - rules.FORGET_NETWORKS_AFTER})
        seen.exclude(network_key="").update(network_key="")
    windows.forget(at)
    return gone


@transaction.atomic
def forget_unconfirmed(*, person: Person) -> None:
    """Every press of a person's mailboxes and names that never was confirmed, of every kind: it goes with them."""
    for kind in KINDS.values():
        queries.unconfirmed_of(kind, person).delete()
