"""What waits for an organizer: an ordered list of functions, what hurts first on top.

Each returns rows: a sentence with a person or thing as its subject, a reason, and where to go. A new room adds its
function here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.foundation.access.rules import Scope
from ballotline.foundation.jobs import queries as jobs
from ballotline.foundation.ui.dates import count, day_of_record, days_left
from ballotline.movement.arrivals.rules import first_name
from ballotline.movement.mail import queries as mail
from ballotline.organizing.actions.kinds.call import queries as calls
from ballotline.organizing.actions.kinds.call.models import Campaign
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.queries import visible_to
from ballotline.record.offices import standing
from ballotline.record.offices.models import Term
from ballotline.record.offices.words import import_of_list, imports_of_plan, kind_in_words

SOON = timedelta(days=14)
FIRST_DAYS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One line of Today. `why` is the reason or the clock below the sentence; `is_bad` marks duties of the house."""

    words: str
    why: str
    url: str
    is_bad: bool = False


def failed_mail(scope: Scope, at: datetime) -> Iterator[Row]:
    n = mail.failed().count() if scope.allows("mail.read") else 0
    if n:
        words = ngettext("%(n)s message could not be sent", "%(n)s messages could not be sent", n) % {"n": n}
        yield Row(words, _("Every try failed. See why, and try again."), reverse("desk:mail") + "?state=failed", True)


def failed_jobs(scope: Scope, at: datetime) -> Iterator[Row]:
    n = jobs.failed_count() if scope.allows("jobs.read") else 0
    if n:
        words = ngettext("%(n)s job in the background failed", "%(n)s jobs in the background failed", n) % {"n": n}
        yield Row(words, _("See what it was, and start it again."), reverse("desk:jobs"), True)


def the_first(scope: Scope, at: datetime) -> Iterator[Row]:
    """The first of many: said as long as they can be counted on two hands."""
    real = Signature.objects.filter(state=Signature.State.CONFIRMED, petition__action__is_demo=False)
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


def comments(scope: Scope, at: datetime) -> Iterator[Row]:
    waiting = Signature.objects.filter(state=Signature.State.CONFIRMED, comment_state=Signature.Comment.WAITING)
    for petition, n in _by_petition(scope, waiting, "petitions.moderate"):
        words = ngettext("%(n)s comment waits for a look", "%(n)s comments wait for a look", n) % {"n": n}
        yield Row(words, petition.action.title, reverse("petition_desk:comments", args=[petition.action.slug]))


def set_aside(scope: Scope, at: datetime) -> Iterator[Row]:
    odd = Signature.objects.filter(state=Signature.State.QUARANTINED)
    for petition, n in _by_petition(scope, odd, "actions.people"):
        words = ngettext("%(n)s signature looks odd", "%(n)s signatures look alike", n) % {"n": n}
        address = reverse("petition_desk:people", args=[petition.action.slug]) + "?state=quarantined"
        yield Row(words, petition.action.title, address)


def _by_petition(scope: Scope, signatures: object, permission: str) -> list[tuple[Petition, int]]:
    """(petition, how many of the signatures) in the scope, the most first."""
    if not scope.allows(permission):
        return []
    rows = signatures.values_list("petition_id").annotate(n=Count("id")).order_by("-n")[:20]  # type: ignore[attr-defined]
    found = visible_to(Petition, scope).in_bulk([pk for pk, _n in rows])
    return [(found[pk], n) for pk, n in rows if pk in found]


def closing_soon(scope: Scope, at: datetime) -> Iterator[Row]:
    live = visible_to(Petition, scope).filter(action__state=Action.State.LIVE, action__closes_at__range=(at, at + SOON))
    for petition in live.order_by("action__closes_at")[:20]:
        words = _("“%(title)s” closes soon") % {"title": petition.action.title}
        yield Row(words, days_left(petition.action.closes_at, now=at), _desk(petition))  # type: ignore[arg-type]


def to_hand_over(scope: Scope, at: datetime) -> Iterator[Row]:
    if not scope.allows("petitions.deliver"):
        return
    closed = visible_to(Petition, scope).filter(action__state=Action.State.CLOSED, delivered_at=None, outcome="")
    for petition in closed.order_by("action__closes_at")[:20]:
        words = _("“%(title)s” is closed and not handed over") % {"title": petition.action.title}
        address = reverse("petition_desk:delivery", args=[petition.action.slug])
        yield Row(words, _("Prepare the list for %(target)s.") % {"target": petition.target}, address)


def to_conclude(scope: Scope, at: datetime) -> Iterator[Row]:
    if not scope.allows("actions.edit"):
        return
    handed = visible_to(Petition, scope).filter(delivered_at__isnull=False, outcome="")
    for petition in handed.order_by("delivered_at")[:20]:
        words = _("What did %(target)s say?") % {"target": petition.target}
        yield Row(words, petition.action.title, reverse("petition_desk:outcome", args=[petition.action.slug]))


def _desk(petition: Petition) -> str:
    return reverse("petition_desk:overview", args=[petition.action.slug])


def wrong_numbers(scope: Scope, at: datetime) -> Iterator[Row]:
    n = len(calls.reported_wrong(visible_to(Campaign, scope))) if scope.allows("offices.edit") else 0
    if n:
        words = ngettext("Callers say that %(n)s number is wrong", "Callers say that %(n)s numbers are wrong", n) % {
            "n": n
        }
        yield Row(words, _("Look, and mark it: until then it is offered on."), reverse("call_desk:index"))


def pledges_to_decide(scope: Scope, at: datetime) -> Iterator[Row]:
    if scope.allows("actions.edit"):
        due = visible_to(Pledge, scope).filter(
            action__state=Action.State.LIVE, verdict="", due__lt=timezone.localdate(at)
        )
        for pledge in due.order_by("due")[:20]:
            words = _("The day of “%(title)s” has come") % {"title": pledge.action.title}
            yield Row(
                words,
                _("Say how its condition was decided."),
                reverse("pledge_desk:verdict", args=[pledge.action.slug]),
            )


def those_called(scope: Scope, at: datetime) -> Iterator[Row]:
    """Whom an open campaign asks to call, and who has no number, or may have left, or leaves soon."""
    live = visible_to(Campaign, scope).filter(action__state=Action.State.LIVE) if scope.allows("offices.edit") else []
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


def plans_out_of_date(scope: Scope, at: datetime) -> Iterator[Row]:
    """Districts whose last day is over with nothing after it, or of an earlier Congress."""
    on = timezone.localdate(at)
    plans = standing.stale_plans(on) if scope.allows("offices.edit") else []
    n = len(plans)
    if n:
        words = ngettext("%(n)s plan of districts is out of date", "%(n)s plans of districts are out of date", n)
        first, command = plans[0], next(imports_of_plan(plans[0], on))
        said = {"kind": kind_in_words(first.kind), "plan": first.label, "command": command}
        why = _("%(kind)s, %(plan)s. Bring in a newer one: %(command)s") % said
        yield Row(words % {"n": count(n)}, why, reverse("offices_desk:index"))


ROWS: list[Callable[[Scope, datetime], Iterator[Row]]] = [
    failed_mail,
    failed_jobs,
    the_first,
    closing_soon,
    to_hand_over,
    set_aside,
    comments,
    wrong_numbers,
    those_called,
    plans_out_of_date,
    pledges_to_decide,
    to_conclude,
]


def rows(scope: Scope, at: datetime) -> list[Row]:
    return [row for function in ROWS for row in function(scope, at)]
