"""The verbs of the desk: open a seat, say who holds it or that nobody does, and which number is wrong.
What lists say is written in keeping.py."""

from datetime import date
from uuid import uuid4

from django.db import IntegrityError, transaction

from ballotline.record.offices import rules
from ballotline.record.offices.keeping import Kept, office_of
from ballotline.record.offices.models import Official, PhoneLine, Seat, Term
from ballotline.record.offices.rules import Role


class BegunThatDay(Exception):
    """The same official has another term in that seat with that first day."""


@transaction.atomic
def open_seat(role: Role, *, source: str, as_of: date) -> Seat:
    """The seat of that office and label; made where it isn't there yet."""
    office = office_of(role, Kept(source=source, as_of=as_of))
    known = office.seats.filter(label=role.label).first()
    return known or Seat.objects.create(office=office, label=role.label)


@transaction.atomic
def seat_somebody(
    *,
    seat: Seat,
    name: str,
    parties: tuple[str, ...],
    phone: str,
    email: str,
    address: str,
    starts: date | None,
    ends: date | None,
    source: str,
    on: date,
) -> Official:
    """Who holds a seat, as an organizer says. Under the same name it is the same human, corrected;
    under another one the seat passes on. Raises BegunThatDay, and then nothing has changed."""
    current = Term.objects.filter(Term.current(on), seat=seat).select_related("official").first()
    same = current is not None and rules.folded(current.official.name) == rules.folded(name)
    if current and not same:
        _end(current, source, on)
    official = current.official if current and same else Official(key=f"ours:{uuid4().hex}")
    facts = {
        "name": name,
        "name_key": rules.folded(name)[:200],
        "family_name": name.split()[-1][:100],
        "email": email,
        "by_hand": True,
    }
    for field_name, value in {**facts, "source": source, "as_of": on}.items():
        setattr(official, field_name, value)
    official.save()
    term = current if current and same else Term(seat=seat, official=official)
    term.starts, term.ends, term.source, term.as_of = starts, ends, source, on
    term.start_key, term.by_hand = starts.isoformat() if starts else "", True
    _store(term)
    term.put(parties=parties)
    _one_line(official, phone, address, source, on)
    return official


def _store(term: Term) -> None:
    try:
        with transaction.atomic():
            term.save()
    except IntegrityError:
        raise BegunThatDay(term)


def _one_line(official: Official, phone: str, address: str, source: str, on: date) -> None:
    """The number that an organizer knows, in place of the first one on file."""
    line = official.phone_lines.exclude(phone="").order_by("key").first() or PhoneLine(
        official=official, key="primary", kind="primary"
    )
    if not phone and not address:
        if line.pk:
            line.delete()
        return
    line.is_wrong, line.by_hand = line.is_wrong and line.phone == phone, True
    line.phone, line.dial, line.address, line.source, line.as_of = phone, rules.dialable(phone), address, source, on
    line.save()


@transaction.atomic
def vacate(*, seat: Seat, source: str, on: date) -> int | None:
    """Nobody holds the seat any more; the term that ended by that, for the undo."""
    current = Term.objects.filter(Term.current(on), seat=seat).first()
    if current is None:
        return None
    _end(current, source, on)
    return current.pk


def _end(term: Term, source: str, on: date) -> None:
    """By whose word, too: an older list that still has it doesn't bring it back."""
    Term.objects.filter(pk=term.pk).update(unlisted_on=on, source=source, as_of=on, by_hand=True)


@transaction.atomic
def put_back(*, seat: Seat, term: int) -> None:
    """The undo of `vacate`, while nobody else has taken the seat."""
    if not Term.objects.filter(seat=seat, unlisted_on=None, pk__gt=term).exists():
        Term.objects.filter(pk=term, seat=seat).update(unlisted_on=None)


@transaction.atomic
def mark_phone_line(*, line: PhoneLine, is_wrong: bool) -> None:
    """A wrong number is not offered for dialing until somebody looked at it."""
    PhoneLine.objects.filter(pk=line.pk).update(is_wrong=is_wrong)
