"""The page after the count: share, one next step, hear how it goes on. Behind the mailed link only."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site, see_other
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.counted import Counted
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.pages.sharing import sharing
from ballotline.organizing.actions.kinds.petition.services import signing
from ballotline.organizing.actions.next_steps import next_step
from ballotline.organizing.actions.queries import behind


def _counted_signature(slug: str, token: str) -> Signature | None:
    signature = behind(token, model=Signature, slug=slug)
    return signature if signature and signature.state == Signature.State.CONFIRMED else None


@public
@require_safe
def counted(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    signature = _counted_signature(slug, token)
    if signature is None:
        return see_other("arrivals:confirm", token)
    petition = signature.petition
    link = request.build_absolute_uri(reverse("petition:shared", args=[signature.share_code]))
    context = {
        "petition": petition,
        "action": petition.action,
        "signature": signature,
        "count": count_of(signature, timezone.now()),
        "token": token,
        **sharing(petition, link),
        "brought": queries.brought_by(signature),
        "step": next_step(after=petition, counted=signature, at=timezone.now()),
    }
    return behind_link(render(request, "site/counted.html", context))


def count_of(signature: Signature, at: datetime) -> Counted:
    """How many have signed, counted now: the public count may be two seconds old, and what a person is told about
    themselves never runs behind it."""
    return queries.count_now(signature.petition, at)


@same_site
@require_POST
def updates(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """ "Hear how it goes on", and back."""
    signature = _counted_signature(slug, token)
    if signature:
        wanted = request.POST.get("wanted") == "yes"
        signing.ask_for_updates(signature=signature, wanted=wanted, at=timezone.now())
    return see_other("site:counted", slug, token)
