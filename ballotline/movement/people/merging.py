"""Two rows that are one human's become one, on an organizer's word, and for 30 days they can be taken apart again.

What becomes of each room's rows the rooms say themselves (rows.py), through a trace that knows the way back. Nothing
here decides that two people are one: likeness.py suggests it, an organizer says so.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.people import queries
from ballotline.movement.people.models import Consent, Correction, Merge, Person
from ballotline.movement.people.rows import ROWS, CannotMerge
from ballotline.movement.people.rules import UNDO_FOR
from ballotline.movement.people.services import ERASED_NAME, record_consent
from ballotline.movement.people.tracing import Trace, undo

# What is chosen between two people, and the columns that go with it
CHOSEN = {"name": ("name", "name_key"), "zip_code": ("zip_code", "home_key")}
Word = tuple[str, str]  # a channel and a purpose


class TooLate(Exception):
    """It can't be taken apart any more, or not yet; the message says why."""


@transaction.atomic
def merge(*, keep: Person, other: Person, choices: Collection[str], by: Actor, at: datetime) -> Merge:
    """`other` turns out to be `keep`. `choices` names what is taken over from `other`, of `CHOSEN`; else `keep`'s
    stands.

    `take_apart` is the undo. Raises CannotMerge.
    """
    kept, other = _both(keep, other)
    trace = Trace()
    noes = _noes_that_would_be_lost(kept, other)
    for rows in ROWS:
        if rows.merge:
            rows.merge(kept, other, trace)
    for no in noes:
        trace.add(_said_again(no, kept, at))
    _take_over(kept, other, choices, trace)
    trace.change(other, merged_into_id=kept.pk)
    _changed(kept, other, at=at)
    done = Merge.objects.create(kept=kept, other=other, at=at, trace=trace.steps)
    audit.record("merged with another", on=kept.ref, by=by, at=at, fields=sorted(choices))
    audit.record("merged into another", on=other.ref, by=by, at=at)
    return done


def _both(keep: Person, other: Person) -> tuple[Person, Person]:
    """Read again and locked, in one order whoever asks."""
    present = Person.objects.present().select_for_update().filter(pk__in=[keep.pk, other.pk])
    found = {person.pk: person for person in present.order_by("pk")}
    if len(found) != 2:
        raise CannotMerge(_("One of the two is not on file any more. Load the page again."))
    return found[keep.pk], found[other.pk]


def _noes_that_would_be_lost(kept: Person, other: Person) -> list[Consent]:
    """Of each channel and purpose the last no of either, where the other one's yes is younger: the no holds all the
    same."""
    words: dict[Word, list[Consent]] = {}
    for word in [*queries.consents_of(kept), *queries.consents_of(other)]:
        words.setdefault((word.channel, word.purpose), []).append(word)
    in_order = [sorted(said, key=lambda word: (word.at, word.pk)) for said in words.values()]
    return [said[0] for said in in_order if said[-1].given and not said[0].given]


def _said_again(no: Consent, kept: Person, at: datetime) -> Consent:
    """The no with its evidence, as the newest word of the kept one."""
    where = f"two people merged; said {no.at:%Y-%m-%d}: {no.where}"[:120]
    return Consent(
        person=kept, channel=no.channel, purpose=no.purpose, given=False, at=at, where=where, wording=no.wording
    )


def _take_over(kept: Person, other: Person, choices: Collection[str], trace: Trace) -> None:
    """What was chosen; of what nobody chooses, the first day that either was known. Real is who is real in one of
    two."""
    for chosen in CHOSEN.keys() & set(choices):
        trace.change(kept, **{column: getattr(other, column) for column in CHOSEN[chosen]})
    if other.created_at < kept.created_at:
        trace.change(kept, created_at=other.created_at)
    if kept.is_demo and not other.is_demo:
        trace.change(kept, is_demo=False)


def _changed(*people: Person, at: datetime) -> None:
    Person.objects.filter(pk__in=[person.pk for person in people]).update(changed_at=at)


@transaction.atomic
def take_apart(*, merge: Merge, by: Actor, at: datetime) -> Person:
    """They are two again, each with the rows of before. What happened since stays with the kept one, but for what came
    by the other one's mailbox. A no that was said since holds for both; a yes for nobody who had not said it before.
    Returns the other one. Raises TooLate.
    """
    found = Merge.objects.select_for_update().select_related("kept", "other").filter(pk=merge.pk).first()
    if found is None or not is_undoable(found, at):
        raise TooLate(_("That was more than 30 days ago, or is taken back already."))
    if _is_built_upon(found):
        raise TooLate(_("They were merged once more since. Take that back first."))
    words = _words_since(found)
    undo(found.trace)
    for word in words:
        hold = _hold_for_nobody if word.given else _hold_for_both
        hold(word, found, at)
    for rows in ROWS:
        rows.apart(found.kept, found.other, found.at)
    _changed(found.kept, found.other, at=at)
    Merge.objects.filter(pk=found.pk).delete()
    audit.record("made two again", on=found.kept.ref, by=by, at=at)
    audit.record("made two again", on=found.other.ref, by=by, at=at)
    return Person.objects.get(pk=found.other_id)


def is_undoable(merge: Merge, at: datetime) -> bool:
    return merge.at > at - UNDO_FOR


def _is_built_upon(merge: Merge) -> bool:
    """Undone in another order than they were done, two merges would put back what the other one holds."""
    later = Merge.objects.filter(kept=merge.kept_id, pk__gt=merge.pk)
    return merge.kept.merged_into_id is not None or later.exists()


def _words_since(merge: Merge) -> list[Consent]:
    """The newest of each channel and purpose, as far as it was said since."""
    return [word for word in queries.consents_of(merge.kept) if word.at > merge.at]


def _hold_for_both(no: Consent, merge: Merge, at: datetime) -> None:
    if queries.allows(merge.other, channel=no.channel, purpose=no.purpose):
        _say_no(merge.other, no, no.where, at)


def _hold_for_nobody(yes: Consent, merge: Merge, at: datetime) -> None:
    """Which of the two said it, nobody knows; the other one's word of before is theirs again."""
    before = merge.kept.consents.filter(channel=yes.channel, purpose=yes.purpose, at__lte=merge.at)
    last = before.order_by("-at", "-pk").first()
    if not (last and last.given):
        _say_no(merge.kept, yes, "made two again; a yes of either", at)


def _say_no(person: Person, word: Consent, where: str, at: datetime) -> None:
    record_consent(
        person=person,
        channel=word.channel,
        purpose=word.purpose,
        given=False,
        at=at,
        where=where,
        wording=word.wording,
    )


def forget(*, before: datetime) -> None:
    """What could be taken apart until now can't be any more: of the other one only the sign to the kept one stays."""
    old = Merge.objects.filter(at__lt=before)
    Person.objects.filter(pk__in=old.values("other")).update(name=ERASED_NAME, name_key="", zip_code="", home_key="")
    Correction.objects.filter(person__in=old.values("other")).delete()
    old.delete()
