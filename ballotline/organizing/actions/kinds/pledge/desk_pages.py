"""What only pledges have at the desk: how the condition was decided."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.ui.deeds import who_did
from ballotline.foundation.ui.told import tell
from ballotline.organizing.actions.desk_pages.frame import found, own_tab
from ballotline.organizing.actions.kinds.pledge import services
from ballotline.organizing.actions.kinds.pledge.forms import VerdictForm
from ballotline.organizing.actions.queries import taking_part
from ballotline.organizing.actions.services import NotNow


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: DeskRequest, slug: str) -> HttpResponse:
    pledge, form = found(request, "pledge", slug), VerdictForm(request.POST or None)
    n = taking_part(pledge)
    if request.method != "POST" or not form.is_valid():
        [who] = who_did(request, [(pledge.ref, pledge.decided_at)])
        return own_tab(request, pledge, "verdict", form=form, count=n, who=who, status=422 if form.errors else 200)
    try:
        services.decide(pledge=pledge, **form.cleaned_data, by=request.actor, at=timezone.now())
    except NotNow as reason:
        tell(request, str(reason))
    else:
        tell(request, _told(n), undo=reverse("pledge_desk:take_back", args=[slug]))
    return see_other("pledge_desk:overview", slug)


def _told(n: int) -> str:
    words = ngettext(
        "Recorded. In ten minutes %(n)s person is told by mail; until then Undo holds it back.",
        "Recorded. In ten minutes %(n)s people are told by mail; until then Undo holds it back.",
        n,
    )
    return words % {"n": f"{n:,}"}


@door("actions.edit")
@require_POST
def take_back(request: DeskRequest, slug: str) -> HttpResponse:
    services.take_back_verdict(pledge=found(request, "pledge", slug), by=request.actor, at=timezone.now())
    tell(request, _("Taken back. The pledge is not decided."))
    return see_other("pledge_desk:overview", slug)
