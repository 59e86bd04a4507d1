"""The verbs of the public record of offices: keep an official as a list or the desk has them, retire who is listed no more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet

from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.record.offices import rules
from ballotline.record.offices.models import (
    Committee,
    Jurisdiction,
    Line,
    Membership,
    Office,
    Official,
    Seat,
    Sourced,
    Term,
)
from ballotline.record.offices.rules import Listed, Number, Role
from ballotline.record.places.listed import DivisionList
from ballotline.record.places.models import Division
from ballotline.record.places.rules import kind_of, parent_of

Row = TypeVar("Row", bound=Sourced)
ELECTS_TO_THE_ONE_AROUND = frozenset(
    {"ward", "council_district", "precinct", "district_of_a_board", "sldl", "sldu", "cd"}
)


@dataclass(slots=True)
class Kept:
    """What an import has written so far: which officials were new, changed or the same, every term it named, and its
    trace."""

    source: str
    as_of: date
    new: int = 0
    changed: int = 0
    same: int = 0
    terms: set[int] = field(default_factory=set)
    jurisdictions: set[int] = field(default_factory=set)
    on_file: DivisionList = field(default_factory=lambda: DivisionList(with_maps=True))
    unlisted: set[str] = field(default_factory=set)
    trace: Trace = NO_TRACE


@transaction.atomic
def keep(listed: Listed, kept: Kept) -> Official:
    """Writes an official with their terms and lines; the same again changes nothing but the day."""
    facts = {
        "name": listed.name,
        "name_key": rules.folded(listed.name)[:200],
        "family_name": listed.family_name[:100],
        "email": listed.email[:254],
        "url": listed.url[:500],
        "contact_form": listed.contact_form[:500],
    }
    official, change = _put(Official, {"key": listed.key}, facts, kept)
    changes = [
        change,
        *(_keep_term(official, role, kept) for role in listed.roles),
        _keep_lines(official, listed.numbers, kept),
    ]
    kept.new += change == "new"
    kept.changed += change != "new" and any(one != "same" for one in changes)
    kept.same += all(one == "same" for one in changes)
    return official


def _put(model: type[Row], key: Mapping[str, object], facts: Mapping[str, object], kept: Kept) -> tuple[Row, str]:
    """The row with that key and those facts, and whether it is "new", "changed" or the "same"."""
    row, made = model._default_manager.get_or_create(
        **key, defaults={**facts, "source": kept.source, "as_of": kept.as_of}
    )
    if made:
        kept.trace.made([row])
        return row, "new"
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    if changed or (row.source, row.as_of) != (kept.source, kept.as_of):
        kept.trace.before([row])
        for name in changed:
            setattr(row, name, facts[name])
        row.source, row.as_of = kept.source, kept.as_of
        row.save()
    return row, "changed" if changed else "same"


def _keep_term(official: Official, role: Role, kept: Kept) -> str:
    seat = _seat(official, _office(role, kept), role, kept)
    facts = {"ends": role.ends, "starts": role.starts, "parties": list(role.parties), "unlisted_on": None}
    key = {"seat": seat, "official": official, "start_key": role.starts.isoformat() if role.starts else ""}
    term, change = _put(Term, key, facts, kept)
    kept.terms.add(term.pk)
    return change


def _office(role: Role, kept: Kept) -> Office:
    division = _division(role.divisions, kept)
    jurisdiction = _jurisdiction(role.jurisdiction, kept)
    facts = {"kind": kind_of(division), "level": rules.level_of(kind_of(division), role.role)}
    key = {"jurisdiction": jurisdiction, "role": role.role, "division": division, "title": role.title}
    office, _change = _put(Office, key, facts, kept)
    return office


def _division(ids: Sequence[str], kept: Kept) -> str:
    """The one that is on a map or on the list of divisions; else the likeliest, which the report names."""
    found = kept.on_file.find(ids)
    if not found and not kept.on_file.is_silent_about(ids[0]):
        kept.unlisted.add(ids[0])
    return found or ids[0]


def _jurisdiction(ocd_id: str, kept: Kept) -> Jurisdiction:
    division = division_of(ocd_id)
    known = Division.objects.filter(ocd_id=division).first()
    facts = {"name": known.name if known and known.name else _spoken(division), "division": division}
    jurisdiction, _change = _put(Jurisdiction, {"ocd_id": ocd_id}, facts, kept)
    kept.jurisdictions.add(jurisdiction.pk)
    return jurisdiction


@transaction.atomic
def keep_vacant(role: Role, kept: Kept) -> None:
    """A seat that the list says is empty."""
    _seat_without_holder(_office(role, kept), role.label, kept)


@transaction.atomic
def keep_unknown(role: Role, kept: Kept) -> None:
    """An office that exists, of which nobody has told us anything: it has no seat on file, and pages ask who knows."""
    _office(role, kept)


def _seat_without_holder(office: Office, label: str, kept: Kept) -> None:
    if label or not office.seats.exists():
        _labelled(office, label, kept)


def _labelled(office: Office, label: str, kept: Kept) -> Seat:
    seat, made = Seat.objects.get_or_create(office=office, label=label)
    kept.trace.made([seat] if made else [])
    return seat


def governing(division: str) -> str:
    """The jurisdiction whose council, board or chamber a division elects to: a ward's is the city around it."""
    while kind_of(division) in ELECTS_TO_THE_ONE_AROUND and parent_of(division):
        division = parent_of(division)
    return "ocd-jurisdiction/" + division.removeprefix("ocd-division/") + "/government"


def division_of(jurisdiction: str) -> str:
    """ "ocd-jurisdiction/country:us/state:mn/government" governs "ocd-division/country:us/state:mn"."""
    return "ocd-division/" + jurisdiction.removeprefix("ocd-jurisdiction/").rpartition("/")[0]


def _spoken(division: str) -> str:
    return (
        division.rpartition(":")[2].replace("_", " ").title()
        if "state" not in division.rpartition("/")[2]
        else (division.rpartition(":")[2].upper())
    )


def _seat(official: Official, office: Office, role: Role, kept: Kept) -> Seat:
    """The seat with that label; without one the seat that they had, else a free one, else one more."""
    if role.label:
        return _labelled(office, role.label, kept)
    theirs = Seat.objects.filter(office=office, terms__official=official).order_by("pk").first()
    if theirs or (role.is_over(kept.as_of) and (theirs := office.seats.order_by("pk").first())):
        return theirs
    held = Term.objects.filter(Term.current(kept.as_of), seat__office=office).values("seat")
    free = office.seats.exclude(pk__in=held).order_by("pk").first()
    return free or _labelled(office, str(office.seats.count() + 1) if office.seats.exists() else "", kept)


def _keep_lines(official: Official, numbers: Iterable[Number], kept: Kept) -> str:
    """Their phones; those that the list leaves out go. A number that changed is not wrong any more."""
    changes, seen = set(), set()
    for number in numbers:
        facts = {
            "kind": number.kind,
            "name": number.name[:120],
            "address": number.address[:300],
            "city": number.city[:80],
            "zip_code": number.zip_code[:10],
            "longitude": number.longitude,
            "latitude": number.latitude,
            "phone": number.phone[:60],
            "dial": rules.dialable(number.phone),
        }
        known = official.lines.filter(key=number.key[:120]).first()
        if known and known.phone != facts["phone"]:
            facts["is_wrong"] = False
        line, change = _put(Line, {"official": official, "key": number.key[:120]}, facts, kept)
        changes.add(change)
        seen.add(line.pk)
    left_out = official.lines.filter(source=kept.source).exclude(pk__in=seen)
    kept.trace.before(left_out)
    gone = left_out.delete()[0]
    return "changed" if gone or changes - {"same"} else "same"


@transaction.atomic
def open_seat(role: Role, *, source: str, as_of: date) -> Seat:
    """The seat of that office and label; made where it isn't there yet."""
    office = _office(role, Kept(source=source, as_of=as_of))
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
    """Who holds a seat, as an organizer says. Under the same name it is the same human, corrected; under another one the
    seat passes on."""
    current = Term.objects.filter(Term.current(on), seat=seat).select_related("official").first()
    same = current is not None and rules.folded(current.official.name) == rules.folded(name)
    if current and not same:
        Term.objects.filter(pk=current.pk).update(unlisted_on=on)
    official = current.official if current and same else Official(key=f"ours:{uuid4().hex}")
    facts = {"name": name, "name_key": rules.folded(name)[:200], "family_name": name.split()[-1][:100], "email": email}
    for field_name, value in {**facts, "source": source, "as_of": on}.items():
        setattr(official, field_name, value)
    official.save()
    term = current if current and same else Term(seat=seat, official=official)
    term.starts, term.ends, term.parties, term.source, term.as_of = starts, ends, list(parties), source, on
    term.start_key = starts.isoformat() if starts else ""
    term.save()
    _one_line(official, phone, address, source, on)
    return official


def _one_line(official: Official, phone: str, address: str, source: str, on: date) -> None:
    """The number that an organizer knows, in place of the first one on file."""
    line = official.lines.exclude(phone="").order_by("key").first() or Line(
        official=official, key="primary", kind="primary"
    )
    if not phone and not address:
        if line.pk:
            line.delete()
        return
    line.is_wrong = line.is_wrong and line.phone == phone
    line.phone, line.dial, line.address, line.source, line.as_of = phone, rules.dialable(phone), address, source, on
    line.save()


@transaction.atomic
def vacate(*, seat: Seat, on: date) -> int | None:
    """Nobody holds the seat any more; the term that ended by that, for the undo."""
    current = Term.objects.filter(Term.current(on), seat=seat).first()
    if current is None:
        return None
    Term.objects.filter(pk=current.pk).update(unlisted_on=on)
    return current.pk


@transaction.atomic
def put_back(*, seat: Seat, term: int) -> None:
    """The undo of `vacate`, while nobody else has taken the seat."""
    if not Term.objects.filter(seat=seat, unlisted_on=None, pk__gt=term).exists():
        Term.objects.filter(pk=term, seat=seat).update(unlisted_on=None)


@transaction.atomic
def mark_line(*, line: Line, is_wrong: bool) -> None:
    """A wrong number is not offered for dialing until somebody looked at it."""
    Line.objects.filter(pk=line.pk).update(is_wrong=is_wrong)


@transaction.atomic
def retire_people(terms: QuerySet[Term], keys: set[str], kept: Kept) -> list[str]:
    """Whoever the whole list has no more leaves their seat, before others are put into it: "Ben Weiss (Mayor)"."""
    return _unlist([term for term in terms if term.official.key not in keys], kept)


@transaction.atomic
def retire(kept: Kept) -> list[str]:
    """Of terms that were on file the import didn't name these, in the jurisdictions that it is about: they end."""
    theirs = listed_in(kept).filter(seat__office__jurisdiction__in=kept.jurisdictions)
    return _unlist([term for term in theirs if term.pk not in kept.terms], kept)


def listed_in(kept: Kept) -> QuerySet[Term]:
    """The terms that hold by what its source said until now."""
    current = Term.objects.filter(Term.current(kept.as_of), source=kept.source)
    return current.select_related("official", "seat__office").order_by("official__name", "pk")


def _unlist(terms: Sequence[Term], kept: Kept) -> list[str]:
    kept.trace.before(terms)
    Term.objects.filter(pk__in=[term.pk for term in terms]).update(unlisted_on=kept.as_of)
    return [f"{term.official.name} ({term.seat.office.title})" for term in terms]


@transaction.atomic
def keep_committee(
    *, key: str, jurisdiction: str, name: str, chamber: str, parent: str, members: Sequence[tuple[str, str]], kept: Kept
) -> None:
    """A committee with its members as (official's key, role); who is not on file is left out."""
    above = Committee.objects.filter(key=parent).first() if parent else None
    facts = {
        "jurisdiction": _jurisdiction(jurisdiction, kept),
        "name": name[:200],
        "chamber": chamber[:20],
        "parent": above,
    }
    committee, _change = _put(Committee, {"key": key}, facts, kept)
    role_by_key = dict(members)
    officials = {official.pk: role_by_key[official.key] for official in Official.objects.filter(key__in=role_by_key)}
    _keep_members(committee, officials, kept)


def _keep_members(committee: Committee, role_by_official: Mapping[int, str], kept: Kept) -> None:
    known = {row.official_id: row for row in committee.memberships.all()}
    kept.trace.before(known.values())
    committee.memberships.exclude(official__in=role_by_official).delete()
    rows = [Membership(committee=committee, official_id=pk, role=role[:80]) for pk, role in role_by_official.items()]
    Membership.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["committee", "official"], update_fields=["role"]
    )
    kept.trace.made(row for row in rows if row.official_id not in known)
