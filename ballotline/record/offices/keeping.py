"""How a list's word becomes rows: officials with their terms, parties and phones, offices with their seats.

Of two words about one thing the younger counts. What the desk or another list said on the same day or later stays, and
is named (`otherwise`). A seat has one holder: where a list would give it a second one, that is named too (`doubled`),
and nobody new is seated. An office gets one seat more only if the list has more lines for it than it has seats. All of
it happens in the one transaction of the list (importer/bringing_in.py). Committees stand in committees.py.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet, prefetch_related_objects

from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.record.offices import rules
from ballotline.record.offices.models import (
    Jurisdiction,
    Office,
    Official,
    Party,
    PartyOfTerm,
    PhoneLine,
    Said,
    Seat,
    Sourced,
    Term,
)
from ballotline.record.offices.rules import Listed, Role, division_of
from ballotline.record.places.listed import DivisionList
from ballotline.record.places.models import Division
from ballotline.record.places.rules import kind_of

Row = TypeVar("Row", bound=Sourced)
AT_ONCE = 200  # people; SQLite takes no longer question


@dataclass(slots=True)
class Kept:
    """What a list has said so far, and its trace. `keys` are those whom it has in office, `staying` those whom it has
    in an office without saying in which seat: they keep the one that they have; `lines` how many lines it has for each
    office; `gone_numbers` and `gone_members` are phones and members of committees that it has no more."""

    source: str
    as_of: date
    new: int = 0
    changed: int = 0
    same: int = 0
    keys: set[str] = field(default_factory=set)
    staying: set[tuple[str, int]] = field(default_factory=set)
    lines: Counter[int] = field(default_factory=Counter)
    terms: set[int] = field(default_factory=set)
    jurisdictions: dict[str, Jurisdiction] = field(default_factory=dict)
    offices: dict[tuple[str, str, tuple[str, ...], str], Office] = field(default_factory=dict)
    known_offices: dict[tuple[int, str, str, str], Office] = field(default_factory=dict)
    known_officials: dict[str, Official] = field(default_factory=dict)
    known_parties: dict[str, Party] = field(default_factory=dict)
    on_file: DivisionList = field(default_factory=lambda: DivisionList(with_maps=True))
    unlisted: set[str] = field(default_factory=set)
    otherwise: dict[str, str] = field(default_factory=dict)
    doubled: list[tuple[str, str]] = field(default_factory=list)
    gone_numbers: list[str] = field(default_factory=list)
    gone_members: list[str] = field(default_factory=list)
    trace: Trace = NO_TRACE

    def is_overruled_by(self, row: Said) -> bool:
        """Somebody else has said something about it since, or on the same day."""
        return (row.by_hand or row.source != self.source) and row.as_of >= self.as_of

    def leave_to(self, row: Said, official: Official) -> str:
        self.otherwise[official.key] = f"{official.name}, as “{row.source}” had it on {row.as_of}"
        return "same"


def expect(people: Sequence[Listed], kept: Kept) -> int:
    """Fetches those who are on file, many at once: where nothing has changed, nothing more is asked of the database.
    How many phones they have together."""
    for start in range(0, len(people), AT_ONCE):
        keys = [person.key for person in people[start : start + AT_ONCE]]
        for official in Official.objects.filter(key__in=keys).prefetch_related(
            "phone_lines", "terms__seat", "terms__party_rows"
        ):
            kept.known_officials[official.key] = official
    return sum(len(official.phone_lines.all()) for official in kept.known_officials.values())


def keep(listed: Listed, kept: Kept) -> Official:
    """Writes an official with their terms and lines; the same again changes nothing but the day."""
    # Whoever comes twice is another row by then.
    official = kept.known_officials.pop(listed.key, None) or Official.objects.filter(key=listed.key).first()
    if official and kept.is_overruled_by(official):
        change = kept.leave_to(official, official) if _differs(official, _facts(listed)) else "same"
    else:
        facts = {**_facts(listed), "by_hand": False}
        official, change = put(official, Official, {"key": listed.key}, facts, kept)
    changes = [
        change,
        *(_keep_term(official, role, kept) for role in listed.roles),
        _keep_numbers(official, listed, kept),
    ]
    kept.new += change == "new"
    kept.changed += change != "new" and any(one != "same" for one in changes)
    kept.same += all(one == "same" for one in changes)
    return official


def _facts(listed: Listed) -> dict[str, object]:
    return {
        "name": listed.name,
        "name_key": rules.folded(listed.name)[:200],
        "family_name": listed.family_name[:100],
        "email": listed.email[:254],
        "url": listed.url[:500],
        "contact_form": listed.contact_form[:500],
    }


def _differs(row: Model, facts: Mapping[str, object]) -> bool:
    return any(getattr(row, name) != value for name, value in facts.items())


def put(
    row: Row | None, model: type[Row], key: Mapping[str, object], facts: Mapping[str, object], kept: Kept
) -> tuple[Row, str]:
    """The row with those facts, as this list says on its day, and whether it is "new", "changed" or the "same"."""
    if row is None:
        row = model._default_manager.create(**key, **facts, source=kept.source, as_of=kept.as_of)
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
    office = office_of(role, kept)
    term = _term_of(official, office, role, kept)
    if term and kept.is_overruled_by(term):
        kept.terms.add(term.pk)
        return kept.leave_to(term, official) if term.unlisted_on or _differs(term, _days(role)) else "same"
    seat = _seat(office, role, term, kept)
    is_theirs = (
        term is not None and term.seat_id == (seat and seat.pk) and role.holds(kept.as_of) and term.unlisted_on is None
    )
    if seat is None or (role.holds(kept.as_of) and not is_theirs and _is_taken(seat, official, kept)):
        kept.doubled.append((official.name, _doubled(office, role, seat, official, kept)))
        return "same"
    facts = {"seat": seat, **_days(role), "unlisted_on": None, "by_hand": False}
    return _put_term(term, official, facts, role, kept)


def _put_term(known: Term | None, official: Official, facts: Mapping[str, object], role: Role, kept: Kept) -> str:
    """The term with those facts and with the role's parties, which are a part of what it says."""
    parties = [_party(name, kept) for name in role.parties]  # made before the term is named to the trace
    is_of_others = known is not None and known.parties != [rules.party_name(name) for name in role.parties]
    if known and is_of_others:
        kept.trace.before([known])
    term, change = put(known, Term, {"official": official}, facts, kept)
    if known is None:
        PartyOfTerm.objects.bulk_create(PartyOfTerm.in_order(term, role.parties, parties))
    elif is_of_others:
        term.put(parties=role.parties)
    kept.terms.add(term.pk)
    return "changed" if is_of_others else change


def _party(name: str, kept: Kept) -> Party:
    """Whoever named it first stays its source: a later list changes nothing of it."""
    key = rules.party_key(name)
    if key not in kept.known_parties:
        made = not Party.objects.filter(name_key=key).exists()
        [kept.known_parties[key]] = Party.objects.called([name], source=kept.source, as_of=kept.as_of)
        kept.trace.made([kept.known_parties[key]] if made else [])
    return kept.known_parties[key]


def _days(role: Role) -> dict[str, Any]:
    return {"starts": role.starts, "ends": role.ends, "start_key": role.starts.isoformat() if role.starts else ""}


def _term_of(official: Official, office: Office, role: Role, kept: Kept) -> Term | None:
    """Their term in that office which is meant: the one that begins that day, or else the one that is on the list until
    now and meets it in time. A seat that has moved, and a first day that was wrong, don't make another term."""
    theirs = [one for one in official.terms.all() if one.seat.office_id == office.pk and one.pk not in kept.terms]
    theirs.sort(key=lambda term: -term.pk)
    begun = [term for term in theirs if term.start_key == _days(role)["start_key"]]
    begun.sort(key=lambda term: term.seat.label != role.label)
    meeting = [term for term in theirs if term.unlisted_on is None and role.meets(term.starts, term.ends)]
    return next(iter([*begun, *meeting]), None)


def _seat(office: Office, role: Role, term: Term | None, kept: Kept) -> Seat | None:
    """The seat with that label; without one the seat that they had, else a free one, else one more if the list has so
    many lines. None if there is none."""
    if role.label:
        return _labelled(office, role.label, kept)
    if term:
        return term.seat
    if not role.holds(kept.as_of) and (any_seat := office.seats.order_by("pk").first()):
        return any_seat
    return _free(office, kept).first() or _one_more(office, kept)


def _free(office: Office, kept: Kept) -> QuerySet[Seat]:
    held = Term.objects.filter(Term.current(kept.as_of), seat__office=office).values("seat")
    return office.seats.exclude(pk__in=held).order_by("pk")


def _one_more(office: Office, kept: Kept) -> Seat | None:
    seats = office.seats.count()
    if seats >= max(1, kept.lines[office.pk]):
        return None
    return _labelled(office, str(seats + 1) if seats else "", kept)


def _labelled(office: Office, label: str, kept: Kept) -> Seat:
    seat, made = Seat.objects.get_or_create(office=office, label=label)
    kept.trace.made([seat] if made else [])
    return seat


def _is_taken(seat: Seat, official: Official, kept: Kept) -> bool:
    return bool(_others_in(Term.objects.filter(seat=seat), official, kept))


def _others_in(terms: QuerySet[Term], official: Official, kept: Kept) -> list[Term]:
    """Who else holds a seat, and is not about to get another one by this list."""
    others = terms.filter(Term.current(kept.as_of)).exclude(official=official).select_related("official", "seat")
    return [term for term in others if not _is_moving(term, kept)]


def _is_moving(term: Term, kept: Kept) -> bool:
    stays = (term.official.key, term.seat.office_id) in kept.staying
    return term.source == kept.source and term.official.key in kept.keys and term.pk not in kept.terms and not stays


def _doubled(office: Office, role: Role, seat: Seat | None, official: Official, kept: Kept) -> str:
    held = Term.objects.filter(seat=seat) if seat else Term.objects.filter(seat__office=office)
    other = next(iter(_others_in(held, official, kept)), None)
    by = f"{other.official.name}, by “{other.source}” of {other.as_of}" if other else "somebody else"
    return f"Nobody can share the seat of {office.title} ({office.division}) with {by}. Say at the desk who holds it."


def office_of(role: Role, kept: Kept) -> Office:
    """The office of that role; whoever listed it first stays its source."""
    key = (role.jurisdiction, role.role, role.divisions, role.title)
    if key not in kept.offices:
        kept.offices[key] = _office(role, kept)
    return kept.offices[key]


def _office(role: Role, kept: Kept) -> Office:
    division = _division(role.divisions, kept)
    facts = {"kind": kind_of(division), "level": rules.level_of(kind_of(division), role.role)}
    jurisdiction = jurisdiction_of(role.jurisdiction, kept)
    key = {"jurisdiction": jurisdiction, "role": role.role, "division": division, "title": role.title}
    known = kept.known_offices.get((jurisdiction.pk, role.role, division, role.title))
    return _first_said(known, Office, key, facts, kept)


def _first_said(
    row: Row | None, model: type[Row], key: Mapping[str, object], facts: Mapping[str, object], kept: Kept
) -> Row:
    """What several lists may name belongs to the first of them; the day is that of its own newest list."""
    if row is None or row.source == kept.source:
        return put(row, model, key, facts, kept)[0]
    return row


def _division(ids: Sequence[str], kept: Kept) -> str:
    """The one that is on a map or on the list of divisions; else the likeliest, which the report names."""
    found = kept.on_file.find(ids)
    if not found and not kept.on_file.is_silent_about(ids[0]):
        kept.unlisted.add(ids[0])
    return found or ids[0]


def jurisdiction_of(ocd_id: str, kept: Kept) -> Jurisdiction:
    if ocd_id not in kept.jurisdictions:
        division = division_of(ocd_id)
        known = Division.objects.filter(ocd_id=division).first()
        facts = {"name": known.name if known and known.name else _spoken(division), "division": division}
        row = Jurisdiction.objects.filter(ocd_id=ocd_id).first()
        kept.jurisdictions[ocd_id] = _first_said(row, Jurisdiction, {"ocd_id": ocd_id}, facts, kept)
        for office in kept.jurisdictions[ocd_id].offices.all():
            kept.known_offices[office.jurisdiction_id, office.role, office.division, office.title] = office
    return kept.jurisdictions[ocd_id]


def _spoken(division: str) -> str:
    own = division.rpartition("/")[2]
    name = own.rpartition(":")[2]
    return name.upper() if "state" in own else name.replace("_", " ").title()


def keep_vacant(role: Role, kept: Kept) -> None:
    """A seat that the list says is empty: of several without a label, as many are free as it has such lines."""
    office = office_of(role, kept)
    if role.label:
        _labelled(office, role.label, kept)
    elif not _free(office, kept).exists() or office.seats.count() < kept.lines[office.pk]:
        _one_more(office, kept)


def keep_unknown(role: Role, kept: Kept) -> None:
    """An office that exists, of which nobody has told us anything: it has no seat on file, and pages ask who knows. Nor
    has it one that was on file and that nobody holds: vacant is more than unknown."""
    empty = _free(office_of(role, kept), kept)
    past = Term.objects.filter(seat__in=list(empty)).with_parties()
    kept.trace.before(past)
    past.delete()
    kept.trace.before(empty)
    empty.order_by().delete()


def _keep_numbers(official: Official, listed: Listed, kept: Kept) -> str:
    """Their phones. Those that the list leaves out go, but for kinds of which it doesn't speak at all."""
    known = {line.key: line for line in official.phone_lines.all()}
    changes = {_keep_number(official, number, known.get(number.key[:120]), kept) for number in listed.numbers}
    said = {number.key[:120] for number in listed.numbers}
    gone = [
        line
        for line in known.values()
        if line.source == kept.source
        and not line.by_hand
        and line.key not in said
        and line.kind not in listed.silent_about
    ]
    kept.gone_numbers += [f"{official.name}: {line.phone} {line.name}".strip() for line in gone]
    kept.trace.before(gone)
    if gone:
        official.phone_lines.filter(pk__in=[line.pk for line in gone]).delete()
    return "changed" if gone or changes - {"same"} else "same"


def _keep_number(official: Official, number: rules.Number, line: PhoneLine | None, kept: Kept) -> str:
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
        "by_hand": False,
    }
    if line and kept.is_overruled_by(line):
        return kept.leave_to(line, official) if line.phone != facts["phone"] else "same"
    if line and line.phone != facts["phone"]:
        facts["is_wrong"] = False  # a number that changed is not wrong any more
    return put(line, PhoneLine, {"official": official, "key": number.key[:120]}, facts, kept)[1]


def retire(terms: Iterable[Term], kept: Kept) -> list[str]:
    """They have left their seat: "Ben Weiss (Mayor)" of each."""
    rows = list(terms)
    prefetch_related_objects(rows, "party_rows")
    kept.trace.before(rows)
    others = [term.pk for term in rows if term.source != kept.source or term.by_hand]
    Term.objects.filter(pk__in=[term.pk for term in rows]).update(unlisted_on=kept.as_of)
    # By whose word, too: the other list, older as it is, doesn't bring them back.
    Term.objects.filter(pk__in=others).update(source=kept.source, as_of=kept.as_of, by_hand=False)
    return [f"{term.official.name} ({term.seat.office.title})" for term in rows]
