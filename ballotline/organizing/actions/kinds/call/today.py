"""What calls lay before an organizer on Today:
numbers that are wrong, and those called of whom the record may be wrong."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.foundation.access.rules import Reach
from ballotline.foundation.ui.dates import count, day_of_record
from ballotline.foundation.ui.duties import Duties, Duty, Urgency
from ballotline.organizing.actions.kinds.call import queries as calls
from ballotline.organizing.actions.kinds.call.models import CallCampaign
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.queries import within
from ballotline.record.offices import standing
from ballotline.record.offices.models import Term
from ballotline.record.offices.words import import_of_list


def wrong_numbers(reach: Reach, at: datetime) -> Iterator[Duty]:
    wrong = calls.reported_wrong(within(CallCampaign, reach))
    n = len(wrong)
    if n:
        words = ngettext("Callers say that %(n)s number is wrong", "Callers say that %(n)s numbers are wrong", n)
        why = ngettext(
            "%(name)s: callers get it until you mark it.",
            "Begin with %(name)s: callers get them until you mark them.",
            n,
        )
        said = {"name": wrong[0][0].official.name}
        yield Duty(words % {"n": count(n)}, why % said, reverse("call_desk:index"))


def those_called(reach: Reach, at: datetime) -> Iterator[Duty]:
    """Whom an open campaign asks to call, and who has no number, or may have left, or leaves soon."""
    live = within(CallCampaign, reach).filter(action__state=Action.State.LIVE)
    campaigns = [campaign for campaign in live if campaign.is_open(at)]
    if not campaigns:
        return
    on = timezone.localdate(at)
    called = calls.asked_in(campaigns, standing.in_trouble(on))
    # has_phone is annotated there
    yield from _without_number([term for term in called if not term.has_phone])  # type: ignore[attr-defined]
    yield from _stale([term for term in called if standing.is_stale(term, on)])
    yield from _leaving([term for term in called if standing.ends_soon(term, on)])


def _without_number(terms: list[Term]) -> Iterator[Duty]:
    n = _people(terms)
    if n:
        words = ngettext(
            "%(n)s person to call has no number that can be dialed",
            "%(n)s people to call have no number that can be dialed",
            n,
        )
        first = {"name": terms[0].official.name, "office": terms[0].seat.office.title}
        why = ngettext("Add one for %(name)s, %(office)s.", "Begin with %(name)s, %(office)s.", n)
        yield Duty(words % {"n": count(n)}, why % first, _seat(terms[0]))


def _stale(terms: list[Term]) -> Iterator[Duty]:
    n = _people(terms)
    if n:
        words = ngettext("%(n)s person to call may have left", "%(n)s people to call may have left", n)
        oldest = min(terms, key=lambda term: term.as_of)
        said = {"source": oldest.source, "day": day_of_record(oldest.as_of), "command": import_of_list(oldest.source)}
        if oldest.source in standing.PUBLIC_LISTS:
            why, where = _("%(source)s is as of %(day)s. Bring in a newer list: %(command)s"), _offices()
        else:
            why, where = _("%(source)s is as of %(day)s. Look who is still there, and save it again."), _seat(oldest)
        yield Duty(words % {"n": count(n)}, why % said, where)


def _leaving(terms: list[Term]) -> Iterator[Duty]:
    n = _people(terms)
    if n:
        words = ngettext("%(n)s person to call leaves within 60 days", "%(n)s people to call leave within 60 days", n)
        first = min(terms, key=lambda term: (term.ends, term.pk))
        said = {"name": first.official.name, "day": day_of_record(first.ends)}  # type: ignore[arg-type]  # it ends
        why = _("%(name)s on %(day)s. From then on nobody is named there, until a newer list is in.")
        yield Duty(words % {"n": count(n)}, why % said, _seat(first))


def _people(terms: list[Term]) -> int:
    return len({term.official_id for term in terms})


def _offices() -> str:
    return reverse("offices_desk:index")


def _seat(term: Term) -> str:
    return reverse("offices_desk:seat", args=[term.seat_id])


DUTIES = (
    Duties(Urgency.ODD, "offices.edit", wrong_numbers),
    Duties(Urgency.ODD, "offices.edit", those_called),
)
