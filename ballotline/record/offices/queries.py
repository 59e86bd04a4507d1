"""Who represents these divisions on a day, nearest first; and officials for the desk."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from ballotline.record.offices import rules
from ballotline.record.offices.models import Office, PhoneLine, Seat, Term, TermQuerySet
from ballotline.record.places import rules as places
from ballotline.record.places.found import Found, Placement
from ballotline.record.places.geocoding import Geocoder
from ballotline.record.places.lines import on_day
from ballotline.record.places.locating import locate, with_one_district
from ballotline.record.places.metres import metres_between

METRES_A_MILE = 1_609.344
AT_LARGE = re.compile(r"[\s,(-]*\bat[ -]large\b\)?", re.IGNORECASE)  # as lists write it into a title or a seat


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat with whoever holds it; `term` is None where it is vacant or nobody is on file,
    `since` when the last term ended.

    `at_large`: all of the place elects it, while others of the same body stand for one district each.
    """

    seat: Seat
    term: Term | None = None
    since: date | None = None
    at_large: bool = False

    @property
    def office(self) -> Office:
        return self.seat.office


def located(text: str, *, on: date, geocoder: Geocoder | None = None) -> Placement:
    """What lies around, as `places.locating` knows it; and where no map and no list of divisions knows how many
    congressional districts a state or a territory has, its one district by the one office that is on file."""
    known = on_day(on).congressional_districts
    return with_one_district(
        locate(text, on=on, geocoder=geocoder), lambda state: None if known(state) else _by_one_office(state)
    )


def _by_one_office(state: str) -> Found | None:
    on_file = Office.objects.filter(kind="cd", division__startswith=f"{state}/")
    is_whole = set(on_file.values_list("division", flat=True)) == {places.at_large(state)}
    return Found(places.at_large(state), "cd") if is_whole else None


def representing(divisions: Iterable[str], *, on: date) -> list[Seated]:
    """Every seat on file for these divisions, nearest to home first. Four statements, however many divisions."""
    seats = (
        Seat.objects.filter(office__division__in=list(divisions))
        .select_related("office__jurisdiction")
        .annotate(has_districts=Exists(_districts_of_the_body()))
        .prefetch_related(_all_terms())
    )
    found = (replace(_seated(seat, on), at_large=_is_at_large(seat)) for seat in seats)
    return sorted(found, key=_nearest_first)


def _all_terms() -> Prefetch[str]:
    """Of a seat, the newest last, each with who holds it for which parties."""
    terms = Term.objects.with_parties().select_related("official").prefetch_related("official__phone_lines")
    return Prefetch("terms", queryset=terms.order_by("ends", "pk"), to_attr="all_terms")


def _districts_of_the_body() -> QuerySet[Office]:
    """Offices of the seat's own role and government that one part of the place elects:
    the wards beside the whole city."""
    same_body = Office.objects.filter(jurisdiction=OuterRef("office__jurisdiction"), role=OuterRef("office__role"))
    return same_body.exclude(division=OuterRef("office__jurisdiction__division"))


def body_title(office: Office) -> str:
    """What all members of a body are called, the district's own and those at large: "Council Member"."""
    return AT_LARGE.sub("", office.called).strip() or office.called


def _is_at_large(seat: Seat) -> bool:
    """The list says so, or the seat is for the whole place and the body has seats for its parts as well."""
    office = seat.office
    if AT_LARGE.search(office.title) or AT_LARGE.search(seat.label):
        return True
    by_all = office.division == office.jurisdiction.division
    return by_all and seat.has_districts  # type: ignore[attr-defined]  # annotated above


def not_on_file(divisions: Iterable[str]) -> list[Office]:
    """Offices that exist there and of which no seat is known."""
    found = Office.objects.filter(division__in=list(divisions), seats=None)
    return sorted(found, key=lambda office: (rules.nearness(office.kind), office.title))


def _seated(seat: Seat, on: date) -> Seated:
    terms: list[Term] = seat.all_terms  # type: ignore[attr-defined]  # the prefetch above
    holding = [term for term in terms if holds(term, on)]
    if holding:
        return Seated(seat, holding[-1])
    over = [term.unlisted_on or term.ends for term in terms if (term.unlisted_on or term.ends)]
    return Seated(seat, None, max((day for day in over if day and day <= on), default=None))


def seats_where(words: str) -> QuerySet[Seat]:
    """Seats whose office, place or current or former holder fits all the words, nearest kinds first."""
    found = Seat.objects.select_related("office__jurisdiction").order_by(
        "office__level", "office__division", "office__title", "label", "pk"
    )
    for word in rules.folded(words).split()[:6]:
        place = Q(office__division__icontains=word.replace(" ", "_")) | Q(office__title__icontains=word)
        found = found.filter(place | Q(pk__in=Term.objects.filter(official__name_key__contains=word).values("seat")))
    return found


def seated_of(seats: Iterable[Seat], *, on: date) -> list[Seated]:
    """Each seat with who holds it, in the order given."""
    found = list(seats)
    prefetch_related_objects(found, _all_terms())
    return [_seated(seat, on) for seat in found]


def sources(on: date) -> list[tuple[str, date, int]]:
    """(source, newest day, how many are in office by it) for everything on file."""
    rows = current_terms(on).values_list("source").annotate(day=Max("as_of"), n=Count("pk"))
    return list(rows.order_by("source"))


def wrong_phone_lines() -> QuerySet[PhoneLine]:
    """Numbers that callers reported wrong."""
    return PhoneLine.objects.filter(is_wrong=True).select_related("official").order_by("official__name_key", "key")


def holds(term: Term, on: date) -> bool:
    """As `Term.current` asks the database."""
    begun = term.starts is None or term.starts <= on
    return begun and (term.ends is None or term.ends > on) and term.unlisted_on is None


def _nearest_first(seated: Seated) -> tuple[int, str, str, str, int]:
    office = seated.office
    return (rules.nearness(office.kind), office.division, office.title, seated.seat.label, seated.seat.pk)


def phone_lines_of(term: Term, near: tuple[float, float] | None = None) -> list[PhoneLine]:
    """The official's phones that can be dialed and that nobody has found wrong,
    the capitol's first, then others by distance.

    With `near` (longitude, latitude) each line has its `miles` from there; None where nobody knows where the office is.
    """
    lines = [line for line in term.official.phone_lines.all() if line.dial and not line.is_wrong]
    for line in lines:
        line.miles = _miles(line, near)
    far = 1e9
    return sorted(
        lines,
        key=lambda line: (rules.OFFICE_KINDS.index(line.kind), far if line.miles is None else line.miles, line.key),
    )


def _miles(line: PhoneLine, near: tuple[float, float] | None) -> float | None:
    if near is None or line.longitude is None or line.latitude is None:
        return None
    return metres_between(near, (line.longitude, line.latitude)) / METRES_A_MILE


def current_terms(on: date) -> TermQuerySet:
    """Everybody in office on that day."""
    return Term.objects.filter(Term.current(on)).select_related("official", "seat__office__jurisdiction")
