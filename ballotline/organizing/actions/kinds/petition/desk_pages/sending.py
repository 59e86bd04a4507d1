"""The delivery of a petition: what leaves, how far it is, its files and its receipt."""

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.audit import services as audit
from ballotline.foundation.storage.kept import store
from ballotline.foundation.ui.deeds import with_who
from ballotline.foundation.ui.told import tell
from ballotline.organizing.actions.desk_pages.frame import found, own_tab
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Delivery, Petition
from ballotline.organizing.actions.kinds.petition.services import delivering

SHOWN_IN_A_PREVIEW = 5


@door("petitions.deliver")
@require_safe
def delivery(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, "petition", slug)
    latest = petition.deliveries.order_by("-made_at")[:20]
    made = with_who(request, latest, on=petition.ref, moment="made_at")
    deliveries = [(one, list(delivering.files_of(one).items()), who) for one, who in made]
    rows = queries.delivery_rows(petition, until=timezone.now())
    first = [row for row, _n in zip(rows, range(SHOWN_IN_A_PREVIEW), strict=False)]
    making = any(one.state == Delivery.State.MAKING for one, *_rest in deliveries)
    response = own_tab(
        request,
        petition,
        "delivery",
        deliveries=deliveries,
        preview=first,
        making=making,
        question=delivering.latest_question(petition),
    )
    if making:
        response["Refresh"] = "5"
    return response


@door("petitions.deliver")
@require_POST
def prepare(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, "petition", slug)
    try:
        size = "a4" if request.POST.get("paper_size") == "a4" else "letter"
        delivering.prepare(petition=petition, paper_size=size, by=request.actor, at=timezone.now())
    except delivering.AlreadyBeingMade:
        tell(request, _("A delivery is being made already."))
    return see_other("petition_desk:delivery", slug)


@door("petitions.deliver")
@require_POST
def stop(request: DeskRequest, slug: str, public_id: str) -> HttpResponse:
    one = _delivery(found(request, "petition", slug), public_id)
    delivering.stop(delivery=one, by=request.actor, at=timezone.now())
    tell(request, _("Stopped. Nothing has left the house."))
    return see_other("petition_desk:delivery", slug)


def _delivery(petition: Petition, public_id: str) -> Delivery:
    one = petition.deliveries.filter(public_id=public_id).first()
    if one is None:
        raise Http404
    return one


@door("petitions.deliver")
@require_safe
def download(request: DeskRequest, slug: str, public_id: str, name: str) -> HttpResponseBase:
    petition = found(request, "petition", slug)
    one = _delivery(petition, public_id)
    if name not in delivering.files_of(one):
        raise Http404
    at = timezone.now()
    audit.record("delivery downloaded", on=petition.ref, by=request.actor, at=at)
    audit.record_read("delivery of a petition downloaded", of=[petition.action.chapter], by=request.actor, at=at)
    file = store().open(f"{delivering.folder_of(one)}/{name}")
    return FileResponse(file, as_attachment=True, filename=f"{slug}-{name}")
