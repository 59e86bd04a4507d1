"""What waits for an organizer: an ordered list of functions, what hurts first on top.

Each returns rows: a sentence with a person or thing as its subject, a reason, and where to go. It is asked only where the
permission holds that stands beside it in ROWS, and knows no more than that permission's reach. A new room adds its function
there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.foundation.access.rules import Reach, Scope
from ballotline.foundation.jobs import queries as jobs
from ballotline.foundation.ui.dates import count, day_of_record, days_left
from ballotline.movement.arrivals.rules import first_name
from ballotline.movement.mail import queries as mail
from ballotline.organizing.actions.kinds.call import queries as calls
from ballotline.organizing.actions.kinds.call.models import Campaign
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.queries import within
from ballotline.record.offices import standing
from ballotline.record.offices.models import Term
from ballotline.record.offices.words import import_of_list, imports_of_plan, kind_in_words

SOON = timedelta(days=14)
FIRST_DAYS = 10
A_KIND_AT_MOST = 20  # lines of one kind: who has more begins with these


@dataclass(frozen=True, slots=True)
class Row:
    """One line of Today. `why` is the reason or the clock below the sentence; `is_bad` marks duties of the house."""

    words: str
    why: str
    url: str
    is_bad: bool = False


def failed_mail(reach: Reach, at: datetime) -> Iterator[Row]:
    n = mail.failed().count()
    if n:
        words = ngettext("%(n)s message could not be sent", "%(n)s messages could not be sent", n) % {"n": n}
        yield Row(words, _("Every try failed. See why, and try again."), reverse("desk:mail") + "?state=failed", True)


def failed_jobs(reach: Reach, at: datetime) -> Iterator[Row]:
    n = jobs.failed_count()
    if n:
        words = ngettext("%(n)s job in the background failed", "%(n)s jobs in the background failed", n) % {"n": n}
        yield Row(words, _("See what it was, and start it again."), reverse("desk:jobs"), True)


def the_first(reach: Reach, at: datetime) -> Iterator[Row]:
    """The first of many: said as long as they can be counted on two hands."""
    theirs = within(Petition, reach).filter(action__is_demo=False)
    real = Signature.objects.filter(state=Signature.State.CONFIRMED, petition__in=theirs)
    signed = list(real.select_related("petition__action").order_by("confirmed_at")[: FIRST_DAYS + 1])
    if signed and len(signed) <= FIRST_DAYS:
        first = signed[0]
        name = first_name(first.name)
        words = (
            _("%(name)s of %(town)s signed.") % {"name": name, "town": first.place_town}
            if first.place_town
            else (_("%(name)s signed.") % {"name": name})
        )
        yield Row(words, _("The first of many."), _desk(first.petition))


def comments(reach: Reach, at: datetime) -> Iterator[Row]:
    waiting = Signature.objects.filter(state=Signature.State.CONFIRMED, comment_state=Signature.Comment.WAITING)
    for petition, n in _by_petition(waiting, reach):
        words = ngettext("%(n)s comment waits for a look", "%(n)s comments wait for a look", n) % {"n": n}
        yield Row(words, petition.action.title, reverse("petition_desk:comments", args=[petition.action.slug]))


def set_aside(reach: Reach, at: datetime) -> Iterator[Row]:
    odd = Signature.objects.filter(state=Signature.State.QUARANTINED)
    for petition, n in _by_petition(odd, reach):
        words = ngettext("%(n)s signature looks odd", "%(n)s signatures look alike", n) % {"n": n}
        address = reverse("petition_desk:people", args=[petition.action.slug]) + "?state=quarantined"
        yield Row(words, petition.action.title, address)


def _by_petition(signatures: QuerySet[Signature], reach: Reach) -> list[tuple[Petition, int]]:
    """(petition, how many of the signatures) within reach, the most first."""
    theirs = signatures.filter(petition__in=within(Petition, reach))
    rows = theirs.values_list("petition_id").annotate(n=Count("id")).order_by("-n", "petition_id")[:A_KIND_AT_MOST]
    found = within(Petition, reach).in_bulk([pk for pk, _n in rows])
    return [(found[pk], n) for pk, n in rows]


def closing_soon(reach: Reach, at: datetime) -> Iterator[Row]:
    live = within(Petition, reach).filter(action__state=Action.State.LIVE, action__closes_at__range=(at, at + SOON))
    for petition in live.order_by("action__closes_at")[:A_KIND_AT_MOST]:
        words = _("“%(title)s” closes soon") % {"title": petition.action.title}
        yield Row(words, days_left(petition.action.closes_at, now=at), _desk(petition))  # type: ignore[arg-type]


def to_hand_over(reach: Reach, at: datetime) -> Iterator[Row]:
    closed = within(Petition, reach).filter(action__state=Action.State.CLOSED, delivered_at=None, outcome="")
    for petition in closed.order_by("action__closes_at")[:A_KIND_AT_MOST]:
        words = _("“%(title)s” is closed and not handed over") % {"title": petition.action.title}
        address = reverse("petition_desk:delivery", args=[petition.action.slug])
        yield Row(words, _("Prepare the list for %(target)s.") % {"target": petition.target}, address)


def to_conclude(reach: Reach, at: datetime) -> Iterator[Row]:
    handed = within(Petition, reach).filter(delivered_at__isnull=False, outcome="")
    for petition in handed.order_by("delivered_at")[:A_KIND_AT_MOST]:
        words = _("What did %(target)s say?") % {"target": petition.target}
        yield Row(words, petition.action.title, reverse("petition_desk:outcome", args=[petition.action.slug]))


def _desk(petition: Petition) -> str:
    return reverse("petition_desk:overview", args=[petition.action.slug])


def wrong_numbers(reach: Reach, at: datetime) -> Iterator[Row]:
    n = len(calls.reported_wrong(within(Campaign, reach)))
    if n:
        words = ngettext("Callers say that %(n)s number is wrong", "Callers say that %(n)s numbers are wrong", n) % {
            "n": n
        }
        yield Row(words, _("Look, and mark it: until then it is offered on."), reverse("call_desk:index"))


def pledges_to_decide(reach: Reach, at: datetime) -> Iterator[Row]:
    live = within(Pledge, reach).filter(action__state=Action.State.LIVE, verdict="")
    for pledge in live.filter(due__lt=timezone.localdate(at)).order_by("due")[:A_KIND_AT_MOST]:
        words = _("The day of “%(title)s” has come") % {"title": pledge.action.title}
        address = reverse("pledge_desk:verdict", args=[pledge.action.slug])
        yield Row(words, _("Say how its condition was decided."), address)


def those_called(reach: Reach, at: datetime) -> Iterator[Row]:
    """Whom an open campaign asks to call, and who has no number, or may have left, or leaves soon."""
    live = within(Campaign, reach).filter(action__state=Action.State.LIVE)
    campaigns = [campaign for campaign in live if campaign.is_open(at)]
    if not campaigns:
        return
    on = timezone.localdate(at)
    called = calls.asked_in(campaigns, standing.in_trouble(on))
    yield from _without_number([term for term in called if not term.has_phone])  # type: ignore[attr-defined]  # annotated
    yield from _stale([term for term in called if standing.is_stale(term, on)])
    yield from _leaving([term for term in called if standing.ends_soon(term, on)])


def _without_number(terms: list[Term]) -> Iterator[Row]:
    n = _people(terms)
    if n:
        words = ngettext(
            "%(n)s person to call has no number that can be dialed",
            "%(n)s people to call have no number that can be dialed",
            n,
        )
        first = {"name": terms[0].official.name, "office": terms[0].seat.office.title}
        why = ngettext("Add one for %(name)s, %(office)s.", "Begin with %(name)s, %(office)s.", n)
        yield Row(words % {"n": count(n)}, why % first, _seat(terms[0]))


def _stale(terms: list[Term]) -> Iterator[Row]:
    n = _people(terms)
    if n:
        words = ngettext("%(n)s person to call may have left", "%(n)s people to call may have left", n)
        oldest = min(terms, key=lambda term: term.as_of)
        said = {"source": oldest.source, "day": day_of_record(oldest.as_of), "command": import_of_list(oldest.source)}
        if oldest.source in standing.PUBLIC_LISTS:
            why, where = _("%(source)s is as of %(day)s. Bring in a newer list: %(command)s"), _offices()
        else:
            why, where = _("%(source)s is as of %(day)s. Look who is still there, and save it again."), _seat(oldest)
        yield Row(words % {"n": count(n)}, why % said, where)


def _leaving(terms: list[Term]) -> Iterator[Row]:
    n = _people(terms)
    if n:
        words = ngettext("%(n)s person to call leaves within 60 days", "%(n)s people to call leave within 60 days", n)
        first = min(terms, key=lambda term: (term.ends, term.pk))
        said = {"name": first.official.name, "day": day_of_record(first.ends)}  # type: ignore[arg-type]  # it ends
        why = _("%(name)s on %(day)s. From then on nobody is named there, until a newer list is in.")
        yield Row(words % {"n": count(n)}, why % said, _seat(first))


def _people(terms: list[Term]) -> int:
    return len({term.official_id for term in terms})


def _offices() -> str:
    return reverse("offices_desk:index")


def _seat(term: Term) -> str:
    return reverse("offices_desk:seat", args=[term.seat_id])


def plans_out_of_date(reach: Reach, at: datetime) -> Iterator[Row]:
    """Districts whose last day is over with nothing after it, or of an earlier Congress."""
    on = timezone.localdate(at)
    plans = standing.stale_plans(on)
    n = len(plans)
    if n:
        words = ngettext("%(n)s plan of districts is out of date", "%(n)s plans of districts are out of date", n)
        first, command = plans[0], next(imports_of_plan(plans[0], on))
        said = {"kind": kind_in_words(first.kind), "plan": first.label, "command": command}
        why = _("%(kind)s, %(plan)s. Bring in a newer one: %(command)s") % said
        yield Row(words % {"n": count(n)}, why, reverse("offices_desk:index"))


ROWS: list[tuple[str, Callable[[Reach, datetime], Iterator[Row]]]] = [
    ("mail.read", failed_mail),
    ("jobs.read", failed_jobs),
    ("actions.read", the_first),
    ("actions.read", closing_soon),
    ("petitions.deliver", to_hand_over),
    ("actions.people", set_aside),
    ("petitions.moderate", comments),
    ("offices.edit", wrong_numbers),
    ("offices.edit", those_called),
    ("offices.edit", plans_out_of_date),
    ("actions.edit", pledges_to_decide),
    ("actions.edit", to_conclude),
]


def rows(scope: Scope, at: datetime) -> list[Row]:
    allowed = ((scope.reach(permission), function) for permission, function in ROWS if scope.allows(permission))
    return [row for reach, function in allowed for row in function(reach, at)]
