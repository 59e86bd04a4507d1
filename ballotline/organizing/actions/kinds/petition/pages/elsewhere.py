"""Petitions away from their page: share links, the frame and the count for other sites, and stopping updates."""

from typing import Any, BinaryIO, cast
from urllib.parse import quote

from csp.decorators import csp_replace
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site
from ballotline.foundation.storage.kept import store
from ballotline.movement.arrivals.guard import source_of
from ballotline.movement.arrivals.links import LinkIsNotWhole, read
from ballotline.movement.arrivals.pages.links import not_whole
from ballotline.organizing.actions.kinds.petition import queries, sheets, verify
from ballotline.organizing.actions.kinds.petition.chain import NotADelivery
from ballotline.organizing.actions.kinds.petition.context import page_context
from ballotline.organizing.actions.kinds.petition.mails import updates_signer
from ballotline.organizing.actions.kinds.petition.models import Delivery, Petition
from ballotline.organizing.actions.kinds.petition.pages.figure import figure_for, tagged
from ballotline.organizing.actions.kinds.petition.pages.public import found
from ballotline.organizing.actions.kinds.petition.services import running, signing, telling


@public
@require_safe
def shared(request: HttpRequest, code: str) -> HttpResponse:
    """A personal share link: to the petition, which then knows through whom somebody came. Where the row is gone it
    leads there alike, so that nobody learns what became of it; then nobody is credited."""
    petition = queries.shared(code)
    if petition is None:
        return redirect("petition:index")
    return redirect(f"{reverse('petition:page', args=[petition.action.slug])}?via={quote(code)}")


@public
@require_safe
def count_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The public figures for other sites; no person in them."""
    petition, at = found(slug), timezone.now()
    count = figure_for(request, petition, at)
    answer = JsonResponse(
        {
            "title": petition.action.title,
            "target": petition.target,
            "people": count.all,
            "signatures": count.online,
            "paper_signatures": count.paper,
            "is_open": petition.is_open(at),
            "closes_at": petition.action.closes_at,
            "url": request.build_absolute_uri(reverse("petition:page", args=[slug])),
        }
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return tagged(request, answer, count)


@public
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # its stub knows views without arguments only
@require_safe
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The frame for other sites: no cookie; its form opens our own page to say thank you."""
    petition = found(slug)
    count = figure_for(request, petition, timezone.now())
    context: dict[str, Any] = page_context(petition, timezone.now(), count=count)
    return tagged(request, render(request, "petition/embed.html", context | {"site": source_of(request)}), count)


@public
@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The blank paper sheet, Letter or A4 (`?paper=a4`). A job sets it; until then the page asks for a moment."""
    petition = found(slug)
    if not petition.is_open(timezone.now()):
        raise Http404
    paper = "a4" if request.GET.get("paper") == "a4" else "letter"
    try:
        file = store().open(sheets.sheet_of(petition, paper=paper))
    except FileNotFoundError:
        return _sheet_is_coming(request, petition)
    return FileResponse(file, content_type="application/pdf", filename=f"{slug}-{paper}.pdf")


def _sheet_is_coming(request: HttpRequest, petition: Petition) -> HttpResponse:
    running.ask_for_sheets(petition=petition, at=timezone.now())
    wait = render(request, "petition/sheet_wait.html", {"petition": petition, "action": petition.action}, status=503)
    wait["Retry-After"] = wait["Refresh"] = "5"
    return wait


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Anyone with a delivered list: is it the one whose head hash stands here, and if not, which row is wrong?"""
    petition = found(slug)
    deliveries = list(petition.deliveries.filter(state="ready").order_by("-made_at"))
    context: dict[str, Any] = {
        "petition": petition,
        "action": petition.action,
        "delivery": next(iter(deliveries), None),
    }
    if request.method == "POST":
        context |= _checked(request, {delivery.head_hash: delivery for delivery in deliveries})
    return render(request, "petition/check.html", context, status=422 if "problem" in context else 200)


def _checked(request: HttpRequest, ours: dict[str, Delivery]) -> dict[str, Any]:
    """What the file is: whole or not, and which of our lists; or why it can't be read."""
    upload = request.FILES.get("list")
    if upload is None:
        return {"problem": _("Choose the CSV file first.")}
    try:
        verdict = verify.check(verify.lines_of(cast(BinaryIO, upload.file)))
    except NotADelivery as problem:
        return {"problem": str(problem)}
    return {"verdict": verdict, "match": ours.get(verdict.head)}


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def stop_updates(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The one-click stop of update mails: a button for people, the same POST for mail programs (RFC 8058)."""
    petition = found(slug)
    try:
        public_id = read(updates_signer, token)
    except LinkIsNotWhole:
        return not_whole(request, instead=reverse("petition:page", args=[slug]), words=_("Go to the petition"))
    if request.method == "POST":
        _stop(petition, public_id)
    context = {"petition": petition, "action": petition.action, "stopped": request.method == "POST"}
    return behind_link(render(request, "petition/stop_updates.html", context))


def _stop(petition: Petition, public_id: str) -> None:
    if signature := petition.signatures.filter(public_id=public_id).first():
        signing.ask_for_updates(signature=signature, wanted=False, at=timezone.now())
    if follower := petition.followers.filter(public_id=public_id).first():
        telling.stop_following(follower=follower, at=timezone.now())
