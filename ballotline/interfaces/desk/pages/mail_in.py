"""Mail that came in and that nobody took on, with the reason; what a person wrote all the same is taken on by a
press."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.audit import services as audit
from ballotline.foundation.ui.told import tell
from ballotline.movement.mail import queries
from ballotline.movement.mail.inbound import receiving
from ballotline.movement.mail.models import InboundMessage

A_PAGE = 50


@door("mail.read")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    page = Paginator(queries.only_kept(), A_PAGE).get_page(request.GET.get("page"))
    audit.record_read("mail that came in read", of=[""], by=request.actor, at=timezone.now(), each_time=False)
    context = {"page": page, "days": receiving.KEPT_FOR.days}
    return no_store(render(request, "desk/mail_in.html", context))


@door("mail.read")
@require_POST
def take(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """It becomes a case, or goes on with the one that it answers."""
    found = get_object_or_404(InboundMessage, public_id=public_id)
    if found.state != InboundMessage.State.KEPT:
        tell(request, _("A colleague was quicker: it is taken on."))
    elif receiving.take_by_hand(found, by=request.actor, at=timezone.now()):
        tell(request, _("It is a case now, with its hour."))
    else:
        tell(request, _("It names nobody who could be answered."))
    return see_other("desk:mail_in")
