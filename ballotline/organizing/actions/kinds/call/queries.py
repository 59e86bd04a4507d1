"""Whom a caller reaches, and how the calls went."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import partial
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.foundation.ui.dates import count
from ballotline.movement.arrivals import queries as arrivals
from ballotline.movement.arrivals.models import Suspicion
from ballotline.movement.arrivals.rules import WINDOW, Circumstances
from ballotline.organizing.actions.kinds.call.models import Ask, Call, CallCampaign, CallQuerySet, Listed
from ballotline.organizing.actions.kinds.call.rules import PRESSES_OF_ONE_NETWORK, TARGETS_AT_MOST
from ballotline.organizing.actions.queries import live
from ballotline.organizing.actions.tally import Tally
from ballotline.record.offices.models import CommitteeMember, Office, PhoneLine, Term, TermQuerySet
from ballotline.record.offices.queries import Seated, current_terms, phone_lines_of, representing
from ballotline.record.places.locating import Placement
from ballotline.record.places.rules import spoken, state_of
from ballotline.record.places.states import zone_of


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to call; `why` as in places.Found: "" if it is surely the caller's."""

    term: Term
    why: str = ""

    @property
    def office(self) -> Office:
        return self.term.seat.office

    @property
    def lines(self) -> list[PhoneLine]:
        return phone_lines_of(self.term)


def needs_a_place(campaign: CallCampaign) -> bool:
    return campaign.who == CallCampaign.Who.MINE


def targets(campaign: CallCampaign, placement: Placement | None, *, on: date) -> tuple[list[Target], list[Seated]]:
    """(whom to call, nearest first; seats that fit and are vacant). Only who is in office on that day."""
    if not needs_a_place(campaign):
        listed = current_terms(on).filter(official__in=campaign.listed.values("official"))
        return [Target(term) for term in _prepared(listed)][:TARGETS_AT_MOST], []
    if placement is None:
        return [], []
    why = {one.ocd_id: one.why for one in placement.found}
    fitting = [seated for seated in representing(why, on=on) if _fits_office(campaign, seated.office)]
    members = _members(campaign)
    called = [
        Target(one.term, why[one.office.division])
        for one in fitting
        if one.term and _fits_holder(campaign, one.term, members)
    ]
    narrows = bool(campaign.parties or campaign.committee_id)
    return called[:TARGETS_AT_MOST], [one for one in fitting if one.term is None and not narrows]


def waiting_for_a_street(campaign: CallCampaign, placement: Placement, *, on: date) -> list[tuple[str, list[str]]]:
    """Whom a ZIP code that lies in several districts leaves open: ("Council Member", ["Ward 4", "Ward 5"])."""
    names, members = {one.ocd_id: one.name or spoken(one.ocd_id) for one in placement.split}, _members(campaign)
    open_: dict[str, dict[str, None]] = {}
    for seated in representing(names, on=on):
        fits_holder = seated.term is None or _fits_holder(campaign, seated.term, members)
        if _fits_office(campaign, seated.office) and fits_holder:
            open_.setdefault(seated.office.called, {})[names[seated.office.division]] = None
    return [(office, list(districts)) for office, districts in open_.items()]


def _prepared(terms: TermQuerySet) -> TermQuerySet:
    return terms.with_parties().prefetch_related("official__phone_lines").order_by("official__family_name", "pk")


def _fits_office(campaign: CallCampaign, office: Office) -> bool:
    by_level = not campaign.levels or office.level in campaign.levels
    return by_level and (not campaign.titles or not {office.title, office.called}.isdisjoint(campaign.titles))


def _members(campaign: CallCampaign) -> set[int]:
    """Who is on the committee, if the campaign names one."""
    found = campaign.committee.members.values_list("official_id", flat=True) if campaign.committee else []
    return set(found)


def _fits_holder(campaign: CallCampaign, term: Term, members: set[int]) -> bool:
    by_party = not campaign.parties or term.is_of_any(campaign.parties)
    return by_party and (campaign.committee_id is None or term.official_id in members)


def asked_in(campaigns: Sequence[CallCampaign], terms: TermQuerySet) -> list[Term]:
    """Those of the terms whose holder one of the campaigns asks to call, wherever a caller lives. Two statements beside
    those of the terms, and one more where a campaign asks for parties."""
    asks = _who_asks(campaigns)
    by_party = any(campaign.parties for campaign in campaigns)
    found = terms.with_parties() if by_party else terms
    return [term for term in found if any(asks(campaign, term) for campaign in campaigns)]


def aiming_at(seats: Sequence[Seated], at: datetime) -> list[CallCampaign]:
    """Open campaigns that ask to call who holds one of these seats. Three statements."""
    campaigns = live(CallCampaign, at)
    asks, terms = _who_asks(campaigns), [seated.term for seated in seats if seated.term]
    return [campaign for campaign in campaigns if any(asks(campaign, term) for term in terms)]


def _who_asks(campaigns: Sequence[CallCampaign]) -> Callable[[CallCampaign, Term], bool]:
    """Does a campaign ask to call the holder of a term? Two statements for all of them."""
    listed, members = defaultdict[int, set[int]](set), defaultdict[int | None, set[int]](set)
    for campaign_id, official in Listed.objects.filter(campaign__in=campaigns).values_list("campaign", "official"):
        listed[campaign_id].add(official)
    committees = {campaign.committee_id for campaign in campaigns} - {None}
    for committee, official in CommitteeMember.objects.filter(committee__in=committees).values_list(
        "committee", "official"
    ):
        members[committee].add(official)

    def asks(campaign: CallCampaign, term: Term) -> bool:
        if not needs_a_place(campaign):
            return term.official_id in listed[campaign.pk]
        fits_office = _fits_office(campaign, term.seat.office)
        return fits_office and _fits_holder(campaign, term, members[campaign.committee_id])

    return asks


def terms_by_id(ids: Sequence[int], *, on: date) -> dict[int, Term]:
    """Those of the ids who still are in office."""
    return {term.pk: term for term in _prepared(current_terms(on).filter(pk__in=ids))}


def clock_there(term: Term, at: datetime, ours: tzinfo) -> datetime:
    """The moment on the clock of the office: Congress and the White House are in Washington, others in their state."""
    office = term.seat.office
    name = "America/New_York" if office.level == "national" else zone_of(state_of(office.division))
    return at.astimezone(ZoneInfo(name) if name else ours)


def asks_of(campaign: CallCampaign) -> QuerySet[Ask]:
    """What callers ask for, in its order."""
    return campaign.asks.filter(removed_at=None).order_by("place")


def pressed(keys: Sequence[str]) -> dict[str, Call]:
    """The calls under these keys that were not taken back; to the caller it is one if it looked odd, too."""
    return {call.key: call for call in Call.objects.filter(key__in=keys, undone_at=None).select_related("official")}


def standing(campaign: CallCampaign) -> CallQuerySet:
    return Call.objects.filter(campaign=campaign).standing()


def counted(campaign: CallCampaign) -> QuerySet[Call]:
    """Calls that somebody made: neither taken back nor set aside nor skipped."""
    return counted_of([campaign])


def counted_of(campaigns: Sequence[CallCampaign]) -> QuerySet[Call]:
    return Call.objects.filter(campaign__in=campaigns).standing().exclude(outcome=Call.Outcome.SKIPPED)


def suspicion(key: str, how: Circumstances, at: datetime) -> str:
    """Why a press is set aside: what its round began with, or how many rounds its network began in the window,
    or how often it pressed there."""
    nonce, place = key.rsplit(":", 1)
    if not how.honeypot_filled and place != "0" and (first := Call.objects.filter(key=f"{nonce}:0").first()):
        return first.suspicion or _of_presses(how, at)
    return arrivals.suspicion(lambda: _recent(at).filter(key__endswith=":0"), how) or _of_presses(how, at)


def _of_presses(how: Circumstances, at: datetime) -> str:
    return arrivals.suspicion(partial(_recent, at), how, of_one_network=PRESSES_OF_ONE_NETWORK)


def _recent(at: datetime) -> CallQuerySet:
    return Call.objects.filter(at__gt=at - WINDOW)


def rate_is_odd(at: datetime) -> bool:
    """Was a call set aside lately? Then the cards ask the browser for a small sum."""
    return _recent(at).exclude(suspicion="").exists()


def set_aside(campaign: CallCampaign) -> list[tuple[str, str, int, datetime]]:
    """(why, in words; network's mark; how many calls; the last of them), the most first."""
    rows = Call.objects.filter(campaign=campaign).set_aside().values_list("suspicion", "network_key")
    found = rows.annotate(n=Count("pk"), last=Max("at")).order_by("-n")[:50]
    return [(str(Suspicion(why).label), network, n, last) for why, network, n, last in found]


def cleared(campaign: CallCampaign, since: datetime) -> list[tuple[str, str, int, datetime]]:
    """(why they were set aside, in words; network's mark; how many calls; when they were cleared), the newest first."""
    rows = Call.objects.filter(campaign=campaign, cleared_at__gt=since).values_list("suspicion", "network_key")
    found = rows.annotate(n=Count("pk"), at=Max("cleared_at")).order_by("-at")[:50]
    return [(str(Suspicion(why).label), network, n, at) for why, network, n, at in found]


def tallies(campaigns: Sequence[CallCampaign], at: datetime) -> dict[int, Tally]:
    """How many calls have been made, by the pk of the campaign: whoever says so anywhere has it from here."""
    in_the_week = Count("pk", filter=Q(at__gt=at - timedelta(days=7)))
    rows = counted_of(campaigns).order_by().values("campaign").annotate(n=Count("pk"), week=in_the_week)
    found = {row["campaign"]: _tally(row["n"], row["week"]) for row in rows}
    return {campaign.pk: found.get(campaign.pk, _tally(0, 0)) for campaign in campaigns}


def _tally(n: int, week: int) -> Tally:
    return Tally(n, ngettext("%(n)s call has been made", "%(n)s calls have been made", n), _of_this_week(n, week))


def _of_this_week(n: int, week: int) -> str:
    if week == n:
        return ngettext("this week", "all of them this week", n) if n else ""
    return _("%(n)s of them this week") % {"n": count(week)} if week else ""


def by_outcome(campaign: CallCampaign) -> list[tuple[str, int]]:
    """(outcome's name, how many), the most first."""
    rows = standing(campaign).values_list("outcome").annotate(n=Count("pk")).order_by("-n", "outcome")
    return [(str(Call.Outcome(outcome).label), n) for outcome, n in rows]


def by_target(campaign: CallCampaign, most: int = 50) -> list[tuple[str, str, int, int]]:
    """(name, office, calls, of them heard by somebody), the most called first."""
    rows = counted(campaign).values_list("official__name", "office_title", "outcome").annotate(n=Count("pk"))
    found: dict[tuple[str, str], list[int]] = {}
    for name, office, outcome, n in rows:
        both = found.setdefault((name, office), [0, 0])
        both[0] += n
        both[1] += n if outcome in (Call.Outcome.CONTACT, Call.Outcome.VOICEMAIL) else 0
    ordered = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    return [(name, office, calls, heard) for (name, office), (calls, heard) in ordered[:most]]


def by_day(campaign: CallCampaign, zone: tzinfo) -> list[tuple[date, int]]:
    rows = counted(campaign).annotate(day=TruncDate("at", tzinfo=zone)).values_list("day")
    return list(rows.annotate(n=Count("pk")).order_by("day"))


def what_they_said(campaign: CallCampaign) -> QuerySet[Call]:
    return standing(campaign).exclude(said="").select_related("official").order_by("-at")


def reported_wrong(campaigns: Iterable[CallCampaign]) -> list[tuple[PhoneLine, int]]:
    """(number, how many callers said it is wrong) since an organizer last looked; numbers that are marked already are
    not in it."""
    wrong = Call.objects.filter(campaign__in=list(campaigns), outcome=Call.Outcome.WRONG_NUMBER, looked_at=None)
    calls = wrong.standing()
    counts = dict(calls.filter(line__is_wrong=False).values_list("line").annotate(n=Count("pk")).order_by("-n"))
    lines = PhoneLine.objects.select_related("official").in_bulk(list(counts))
    return [(lines[pk], n) for pk, n in counts.items()]


def looked_at(campaigns: Iterable[CallCampaign], since: datetime) -> list[tuple[PhoneLine, datetime]]:
    """(number, when an organizer looked at what callers said of it), the newest first."""
    wrong = Call.objects.filter(campaign__in=list(campaigns), outcome=Call.Outcome.WRONG_NUMBER, line__isnull=False)
    looked = wrong.filter(looked_at__gt=since).values_list("line").annotate(at=Max("looked_at")).order_by("-at")[:50]
    lines = PhoneLine.objects.select_related("official").in_bulk([pk for pk, _at in looked])
    return [(lines[pk], at) for pk, at in looked]


def export_rows(campaign: CallCampaign) -> Iterator[list[str]]:
    """Every call: day and hour, who, office, outcome, asks, what they said. No caller in it."""
    asked = Prefetch("asks", Ask.objects.order_by("place", "pk"))
    calls = standing(campaign).select_related("official").prefetch_related(asked).order_by("pk")
    for call in calls.iterator(chunk_size=1_000):
        asks = " | ".join(ask.text for ask in call.asks.all())
        yield [
            call.at.isoformat(timespec="minutes"),
            call.official.name,
            call.office_title,
            call.outcome,
            asks,
            call.said,
        ]
