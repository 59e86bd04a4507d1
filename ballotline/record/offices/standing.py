"""How the public record stands on a day: what each list of officials and each plan gave,
what is missing in it, what is stale.

A list is stale for each holder whom none has named lately: a public list (Congress, Open States) renews everybody in
it, so 90 days count; a table of one's own, or what was typed at the desk, somebody has to look through, so 180 days do.
Where a source knows of empty seats only, its newest day counts.
A plan is stale if its last day is over and nothing of its kind has followed on the same ground (a city's wards follow
the wards of that city), or if its districts are those of an earlier Congress than the one that sits on that day.
A seat needs no boundary if all of a country or of a state elects it: those are known of every address, and with the
state its one congressional district, where it has one only. Anything else, also a city, is found by a map, by a list of
its parts or by a ZIP table that answers on that day. Where a state was drawn anew between a map and a table, the older
of the two answers for nothing there.

`of_the_record` asks a fixed number of statements. Not here: how it is said (the command, Today).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from ballotline.record.offices.importer import congress, openstates
from ballotline.record.offices.models import Office, Official, PhoneLine, Seat, Term, TermQuerySet
from ballotline.record.places.drawn import FIRST_CONGRESS, first_day_of_congress
from ballotline.record.places.lines import on_day
from ballotline.record.places.models import AddressPoint, Boundary, Division, Part, Plan, ZipCode, ZipDivision
from ballotline.record.places.rules import at_large, kind_of, parent_of, state_of

SOON = timedelta(days=60)  # time to find out who follows, before callers ask for somebody who has left
PUBLIC_LISTS = (congress.SOURCE, openstates.SOURCE)
# Public lists change every week somewhere; a list of one's own town was typed by hand, and is asked for twice a year
A_PUBLIC_LIST_LASTS, OUR_OWN_LASTS = timedelta(days=90), timedelta(days=180)
WITHOUT_MAP = frozenset({"country", "state", "territory", "district"})
DISTRICTS = frozenset({"cd", "sldu", "sldl", "ward", "council_district", "school_district"})
OF_A_CONGRESS = re.compile(r"([1-9][0-9]{0,2})(?:st|nd|rd|th) Congress", re.ASCII)
ENDED, EARLIER_CONGRESS = "ended", "earlier congress"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialsList:
    """What one source gave: rows of each kind, and of its seats and of those whom it has in office, how many lack what.

    `ending` are terms that end within 60 days; `stale` are terms of holders whom it has not named lately.
    """

    source: str
    as_of: date
    officials: int = 0
    terms: int = 0
    offices: int = 0
    seats: int = 0
    in_office: int = 0
    vacant: int = 0
    without_phone: int = 0
    without_boundary: int = 0
    ending: int = 0
    stale: int = 0
    is_stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOnFile:
    """A plan with its rows: lines, divisions made of others, pairs of ZIP code and division. `answers`: for how many of
    its divisions it is asked on that day. `stale` says why nobody should rely on it: ENDED, EARLIER_CONGRESS; "" if
    not."""

    kind: str
    label: str
    source: str
    valid_from: date | None
    valid_through: date | None
    changed_at: datetime
    boundaries: int = 0
    parts: int = 0
    zips: int = 0
    answers: int = 0
    without_seat: int = 0
    stale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All of it, and how many ZIP codes, divisions and addresses are on file beside."""

    on: date
    lists: tuple[OfficialsList, ...]
    plans: tuple[PlanOnFile, ...]
    zip_codes: int
    divisions: int
    addresses: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A division under a plan; `how` is "boundaries", "parts" or "zips"."""

    plan: int
    how: str
    ocd_id: str

    @property
    def ground(self) -> tuple[str, str, str]:
        """What a newer plan replaces: divisions of one kind around one place, given in one way."""
        return self.how, kind_of(self.ocd_id), parent_of(self.ocd_id)

    @property
    def layer(self) -> tuple[str, str]:
        return kind_of(self.ocd_id), state_of(self.ocd_id)


WAYS: Mapping[str, type[Boundary] | type[Part] | type[ZipDivision]] = {
    "boundaries": Boundary,
    "parts": Part,
    "zips": ZipDivision,
}


def of_the_record(on: date) -> Standing:
    """Fourteen statements, however much is on file; one more if a seat of a whole state is on no map, and one if a
    state's map and its table of ZIP codes are of two plans."""
    plans, elected_for = _Plans(on, list(Plan.objects.all()), _drawn(Q())), _elected_for()
    mapped = {one.ocd_id for one in plans.answering}
    return Standing(
        on=on,
        lists=tuple(_lists(on, mapped | _found_with_their_state(on, elected_for, mapped))),
        plans=tuple(_on_file(plans, elected_for, _drawn_anew(plans))),
        zip_codes=ZipCode.objects.count(),
        divisions=Division.objects.count(),
        addresses=AddressPoint.objects.count(),
    )


def _found_with_their_state(on: date, elected_for: Set[str], mapped: Set[str]) -> set[str]:
    """Districts that are all of a state. As everywhere (places/lines.py, queries.located) maps and tables know best
    whether it has another one, then the list of divisions, and at last the offices on file."""
    drawn = {parent_of(one) for one in mapped if kind_of(one) == "cd"}
    whole = {one for one in elected_for if one == at_large(parent_of(one)) and parent_of(one) not in drawn}
    if not whole:
        return set()
    listed, elected = _listed_districts(on), _by_state(one for one in elected_for if kind_of(one) == "cd")
    return {one for one in whole if (listed.get(parent_of(one)) or elected[parent_of(one)]) == {one}}


def _listed_districts(on: date) -> dict[str, set[str]]:
    begun, not_over = Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_through=None) | Q(valid_through__gte=on)
    rows = Division.objects.filter(begun, not_over, kind="cd", same_as="").order_by()
    return _by_state(rows.values_list("ocd_id", flat=True))


def _by_state(districts: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in districts:
        found.setdefault(parent_of(one), set()).add(one)
    return found


def _lists(on: date, mapped: Set[str]) -> list[OfficialsList]:
    days, counts = dict[str, date](), defaultdict[str, Counter[str]](Counter)
    for name, model in (("officials", Official), ("terms", Term), ("offices", Office)):
        rows = model._default_manager.order_by().values_list("source")
        for source, n, day in rows.annotate(n=Count("pk"), day=Max("as_of")):
            counts[source][name] = n
            days[source] = max(day, days.get(source, day))
    for source, division, seats, vacant in _seats(on):
        is_found = division in mapped or kind_of(division) in WITHOUT_MAP
        counts[source].update(seats=seats, vacant=vacant, without_boundary=0 if is_found else seats)
    for source, *numbers in _holders(on):
        counts[source].update(dict(zip(OF_HOLDERS, numbers, strict=True)))
    return [_list(source, day, counts[source], on) for source, day in sorted(days.items())]


def _list(source: str, as_of: date, counts: Counter[str], on: date) -> OfficialsList:
    only_empty_seats = counts["vacant"] > 0 and not counts["in_office"]
    is_stale = counts["stale"] > 0 or (only_empty_seats and as_of < _too_old(source, on))
    return OfficialsList(source=source, as_of=as_of, is_stale=is_stale, **counts)


def _seats(on: date) -> QuerySet[Seat, tuple[str, str, int, int]]:
    """(source, division, seats, of them vacant)."""
    held = Term.objects.filter(Term.current(on), seat=OuterRef("pk"))
    rows = Seat.objects.annotate(is_held=Exists(held)).order_by().values_list("office__source", "office__division")
    return rows.annotate(n=Count("pk"), vacant=Count("pk", filter=Q(is_held=False)))


OF_HOLDERS = ("in_office", "without_phone", "ending", "stale")


def _holders(on: date) -> QuerySet[Term, tuple[str, int, int, int, int]]:
    """(source, then OF_HOLDERS)."""
    rows = _in_office(on).order_by().values_list("source")
    return rows.annotate(
        in_office=Count("official", distinct=True),
        without_phone=Count("official", distinct=True, filter=Q(has_phone=False)),
        ending=Count("pk", filter=_ends_soon(on)),
        stale=Count("pk", filter=_is_old(on)),
    )


def _in_office(on: date) -> TermQuerySet:
    """`has_phone`: a number that can be dialed, and that nobody has found wrong."""
    phones = PhoneLine.objects.filter(official=OuterRef("official"), is_wrong=False).exclude(dial="")
    return Term.objects.filter(Term.current(on)).annotate(has_phone=Exists(phones))


def _ends_soon(on: date) -> Q:
    return Q(ends__lte=on + SOON)


def _is_old(on: date) -> Q:
    public = Q(source__in=PUBLIC_LISTS)
    return (public & Q(as_of__lt=on - A_PUBLIC_LIST_LASTS)) | (~public & Q(as_of__lt=on - OUR_OWN_LASTS))


def _too_old(source: str, on: date) -> date:
    """What a source said before this day is stale."""
    return on - (A_PUBLIC_LIST_LASTS if source in PUBLIC_LISTS else OUR_OWN_LASTS)


OF_TERM, OF_OFFICE = ("ends", "as_of", "source", "official__name"), ("title", "level")


def in_trouble(on: date) -> TermQuerySet:
    """Terms that hold on that day, and whose holder can't be called, or is stale, or leaves soon; by name."""
    trouble = Q(has_phone=False) | _is_old(on) | _ends_soon(on)
    found = _in_office(on).filter(trouble).select_related("official", "seat__office")
    said = (*OF_TERM, *(f"seat__office__{name}" for name in OF_OFFICE))  # in a stale list they are everybody
    return found.only(*said).order_by("official__name_key", "pk")


def is_stale(term: Term, on: date) -> bool:
    return term.as_of < _too_old(term.source, on)


def ends_soon(term: Term, on: date) -> bool:
    return term.ends is not None and term.ends <= on + SOON


def stale_plans(on: date) -> list[PlanOnFile]:
    """Those that nobody should rely on. One statement while none can be, else six."""
    plans = list(Plan.objects.all())
    doubtful = {plan.kind for plan in plans if _is_over(plan, on) or _is_of_earlier_congress(plan, on)}
    if not doubtful:
        return []
    found = _Plans(on, plans, _drawn(Q(plan__kind__in=doubtful)))
    return [plan for plan in _on_file(found, _elected_for(), drawn_anew=set()) if plan.stale]


def _elected_for() -> frozenset[str]:
    """Divisions that some office is for."""
    return frozenset(Office.objects.order_by().values_list("division", flat=True).distinct())


def _drawn(which: Q) -> list[Drawn]:
    found = []
    for how, model in WAYS.items():
        rows = model._default_manager.filter(which).order_by().values_list("plan_id", "ocd_id").distinct()
        found += [Drawn(plan, how, ocd_id) for plan, ocd_id in rows]
    return found


@dataclass(slots=True)
class _Plans:
    """Plans with all that is drawn under them; `answering` is what is asked on that day."""

    on: date
    plans: list[Plan]
    drawn: Sequence[Drawn]
    answering: frozenset[Drawn] = field(init=False)
    by_plan: Mapping[int, list[Drawn]] = field(init=False)

    def __post_init__(self) -> None:
        self.plans.sort(key=lambda plan: (plan.kind, str(plan.valid_from or ""), plan.label))
        self.by_plan = {plan.pk: [] for plan in self.plans}
        for one in self.drawn:
            self.by_plan.get(one.plan, []).append(one)  # a plan may have come in since the plans were read
        self.answering = self._answering()

    def _answering(self) -> frozenset[Drawn]:
        """Of what holds, on each ground the newest."""
        newest, found = dict[tuple[str, str, str], int](), list[Drawn]()
        for plan in (plan for plan in self.plans if _holds(plan, self.on)):
            found += self.by_plan[plan.pk]
            newest |= {one.ground: plan.pk for one in self.by_plan[plan.pk]}
        return frozenset(one for one in found if newest[one.ground] == one.plan)

    def of(self, plan: Plan) -> list[Drawn]:
        """What it answers for."""
        return [one for one in self.by_plan[plan.pk] if one in self.answering]

    def why_stale(self, plan: Plan) -> str:
        if _is_over(plan, self.on):
            followed = {one.ground for one in self.answering}
            return ENDED if any(one.ground not in followed for one in self.by_plan[plan.pk]) else ""
        return EARLIER_CONGRESS if _is_of_earlier_congress(plan, self.on) and self.of(plan) else ""


def _holds(plan: Plan, on: date) -> bool:
    return not _is_over(plan, on) and (plan.valid_from is None or plan.valid_from <= on)


def _is_over(plan: Plan, on: date) -> bool:
    return plan.valid_through is not None and plan.valid_through < on


def _is_of_earlier_congress(plan: Plan, on: date) -> bool:
    named = OF_A_CONGRESS.fullmatch(plan.label)
    return named is not None and int(named[1]) < congress_on(on)


def congress_on(day: date) -> int:
    """The number of the Congress that sits: the 119th from 3 January 2025 to 2 January 2027."""
    number = (day.year - FIRST_CONGRESS) // 2 + 1
    return number if day >= first_day_of_congress(number) else number - 1


def _drawn_anew(plans: _Plans) -> set[tuple[str, str, str]]:
    """Which map or table is too old to be believed, of each kind in each state."""
    asked: dict[tuple[str, str], dict[str, set[int]]] = {}
    for one in plans.answering:
        asked.setdefault(one.layer, {}).setdefault(one.how, set()).add(one.plan)
    both = [
        layer for layer, of in asked.items() if {"boundaries", "zips"} <= of.keys() and of["boundaries"] != of["zips"]
    ]
    if not both:
        return set()
    lines, hows = on_day(plans.on), {"map": "boundaries", "table": "zips"}
    old = ((lines.drawn_anew(kind, state), kind, state) for kind, state in both)
    return {(hows[which], kind, state) for which, kind, state in old if which}


def _on_file(plans: _Plans, elected_for: Set[str], drawn_anew: Set[tuple[str, str, str]]) -> Iterator[PlanOnFile]:
    pairs = dict(ZipDivision.objects.order_by().values_list("plan").annotate(n=Count("pk")))
    for plan in plans.plans:
        ways = Counter(one.how for one in plans.by_plan[plan.pk])
        answers = {one.ocd_id for one in plans.of(plan) if (one.how, *one.layer) not in drawn_anew}
        yield PlanOnFile(
            kind=plan.kind,
            label=plan.label,
            source=plan.source,
            valid_from=plan.valid_from,
            valid_through=plan.valid_through,
            changed_at=plan.changed_at,
            boundaries=ways["boundaries"],
            parts=ways["parts"],
            zips=pairs.get(plan.pk, 0),
            answers=len(answers),
            without_seat=sum(kind_of(one) in DISTRICTS for one in answers - elected_for),
            stale=plans.why_stale(plan),
        )
