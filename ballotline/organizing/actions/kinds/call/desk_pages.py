"""What only call campaigns have at the desk: calls that were set aside, and numbers that callers call wrong."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.ui.told import tell
from ballotline.organizing.actions.desk_pages.frame import found
from ballotline.organizing.actions.kinds.call import services
from ballotline.organizing.actions.kinds.call.rules import NO_NETWORK
from ballotline.record.offices.models import PhoneLine


@door("actions.people")
@require_POST
def count_calls(request: DeskRequest, slug: str, network: str) -> HttpResponse:
    """Calls of one network that look right after all count."""
    campaign, key = found(request, "call", slug), network.replace(NO_NETWORK, "")
    n = services.clear(campaign=campaign, network_key=key, by=request.actor, at=timezone.now())
    words = ngettext("%(n)s call counts now.", "%(n)s calls count now.", n) % {"n": f"{n:,}"}
    tell(request, words, undo=reverse("call_desk:calls_aside_again", args=[slug, network]))
    return see_other("call_desk:overview", slug)


@door("actions.people")
@require_POST
def calls_aside_again(request: DeskRequest, slug: str, network: str) -> HttpResponse:
    campaign, key = found(request, "call", slug), network.replace(NO_NETWORK, "")
    n = services.set_aside_again(campaign=campaign, network_key=key, by=request.actor, at=timezone.now())
    words = ngettext("%(n)s call is set aside again.", "%(n)s calls are set aside again.", n)
    tell(request, words % {"n": f"{n:,}"})
    return see_other("call_desk:overview", slug)


@door("offices.edit")
@require_POST
def judge(request: DeskRequest, pk: int, is_wrong: bool) -> HttpResponse:
    """Somebody looked at a number that callers called wrong."""
    services.judge_number(line=_line(pk), is_wrong=is_wrong, by=request.actor, at=timezone.now())
    words = _("The number is not offered any more.") if is_wrong else _("The number stays.")
    tell(request, words, undo=reverse("call_desk:look_again", args=[pk]))
    return see_other("call_desk:index")


@door("offices.edit")
@require_POST
def look_again(request: DeskRequest, pk: int) -> HttpResponse:
    services.look_again(line=_line(pk), by=request.actor, at=timezone.now())
    tell(request, _("It is offered, and waits to be looked at again."))
    return see_other("call_desk:index")


def _line(pk: int) -> PhoneLine:
    line = PhoneLine.objects.select_related("official").filter(pk=pk).first()
    if line is None:
        raise Http404
    return line
