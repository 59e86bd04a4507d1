"""The list of petitions and the petition page. The page is rendered at most once in two seconds for everybody."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ballotline.foundation.access.doors import public
from ballotline.movement.arrivals.held import Held, held_by
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.context import page_context
from ballotline.organizing.actions.kinds.petition.forms import SignForm
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.queries import live
from ballotline.organizing.actions.queries import public as public_asks

A_MOMENT = timedelta(seconds=0.2)
SEEN_COUNT = re.compile(r'-([0-9]{1,9})"$')


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    is_live, early = live(Petition, at), queries.not_yet_open(at)
    newest = public_asks(Petition).order_by("-action__closed_at", "-action_id")[:200]
    ended = [p for p in newest if p not in is_live and p not in early]
    wanted = request.GET.get("state", "")
    if wanted == "won":
        is_live, early, ended = [], [], [p for p in ended if p.outcome == Petition.Outcome.WON]
    context = {
        "live": [(p, queries.counted(p, at)) for p in is_live],
        "early": early,
        "ended": [(p, queries.counted(p, at)) for p in ended],
        "state": wanted,
    }
    return render(request, "petition/index.html", context)


def found(slug: str) -> Petition:
    """A petition that was ever published, else 404. Kept for two seconds: thousands may ask at once."""
    key = f"petition.found.{slug}"
    kept: Petition | None = caches["near"].get(key)
    if kept is None:
        kept = public_asks(Petition).filter(action__slug=slug).first()
        if kept is None:
            raise Http404
        caches["near"].set(key, kept, queries.COUNT_IS_AT_MOST_OLD)
    return kept


def petition_page(request: HttpRequest, slug: str) -> HttpResponse:
    """GET of the page. Without the hour's cookie everybody gets the same bytes."""
    held = held_by(request, "signature")
    if held:
        return render_petition(request, found(slug), held=held)
    key, at = f"petition.page.{request.get_host()}.{get_language()}.{slug}", timezone.now()
    kept: Kept | None = caches["near"].get(key)
    if kept is None or _has_seen_more(request, kept, at):
        kept = _rendered(request, found(slug), at)
        caches["near"].set(key, kept, queries.COUNT_IS_AT_MOST_OLD)
    return _public_answer(request, kept)


@dataclass(frozen=True, slots=True)
class Kept:
    """The page as it was rendered at a moment, and the count that it shows."""

    content: bytes
    status: int
    count: int
    at: datetime

    @property
    def etag(self) -> str:
        digest = hashlib.md5(self.content, usedforsecurity=False).hexdigest()
        return f'"{digest}-{self.count}"'


def _rendered(request: HttpRequest, petition: Petition, at: datetime) -> Kept:
    count = queries.counted_afresh(petition, at)
    response = render_petition(request, petition, count=count)
    return Kept(response.content, response.status_code, count.all, at)


def _has_seen_more(request: HttpRequest, kept: Kept, at: datetime) -> bool:
    """Did another process show this reader a higher count? Each keeps its page for two seconds of its own, and the
    count of one reader must not run backwards. Asked for often, the page is still rendered five times a second at most."""
    counts = [int(seen[1]) for tag in _tags(request) if (seen := SEEN_COUNT.search(tag))]
    return max(counts, default=0) > kept.count and at - kept.at >= A_MOMENT


def _tags(request: HttpRequest) -> list[str]:
    """What the browser has. A proxy that compresses calls a tag weak; it is the same page."""
    return [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]


def _public_answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    unchanged = kept.status == 200 and kept.etag in _tags(request)
    response = HttpResponse(status=304) if unchanged else HttpResponse(kept.content, status=kept.status)
    response["ETag"] = kept.etag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(response, ["Cookie"])
    return response


def render_petition(
    request: HttpRequest,
    petition: Petition,
    *,
    form: SignForm | None = None,
    held: Held | None = None,
    count: queries.Counted | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page in each of its states: not yet open, open, closed (410), won, not won."""
    at = timezone.now()
    if not petition.is_open(at) and not petition.is_early(at):
        status = 410 if status == 200 else status
    context = page_context(petition, at, form=form, count=count) | {"held": held} | more
    return render(request, "petition/page.html", context, status=status)


def not_open(request: HttpRequest, petition: Petition) -> HttpResponse:
    """What a form gets that can't be taken now: 410 with the result, or 409 with the day on which it opens."""
    return render_petition(request, petition, status=409 if petition.is_early(timezone.now()) else 410)
