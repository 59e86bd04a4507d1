"""The list of petitions and the petition page. The page is rendered at most once in two seconds for everybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from ballotline.foundation.access.doors import no_store, public
from ballotline.movement.arrivals.held import Held, held_by, took_part
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.context import page_context
from ballotline.organizing.actions.kinds.petition.forms import SignForm
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.kinds.petition.pages.figure import figure_for, has_seen_more, tagged
from ballotline.organizing.actions.queries import live
from ballotline.organizing.actions.queries import public as public_asks


@public
@require_safe
@vary_on_cookie
def index(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    is_live, early = live(Petition, at), queries.not_yet_open(at)
    newest = public_asks(Petition).order_by("-action__closed_at", "-action_id")[:200]
    ended = [p for p in newest if p not in is_live and p not in early]
    wanted = request.GET.get("state", "")
    if wanted == "won":
        is_live, early, ended = [], [], [p for p in ended if p.outcome == Petition.Outcome.WON]
    context = {
        "live": [(p, figure_for(request, p, at)) for p in is_live],
        "early": early,
        "ended": [(p, queries.counted(p, at)) for p in ended],  # these grow no more
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
    """GET of the page. Without a cookie of ours everybody gets the same bytes;
    who took part gets a page of their own."""
    held, at = held_by(request, "signature"), timezone.now()
    if held or took_part(request):
        return no_store(render_petition(request, found(slug), held=held))
    key = f"petition.page.{request.get_host()}.{get_language()}.{slug}"
    kept: Kept | None = caches["near"].get(key)
    if kept is None or not kept.is_up_to_date or has_seen_more(request, kept.count, at):
        kept = _rendered(request, found(slug), at)
        caches["near"].set(key, kept, queries.COUNT_IS_AT_MOST_OLD)
    return tagged(request, HttpResponse(kept.content, status=kept.status), kept.count)


@dataclass(frozen=True, slots=True)
class Kept:
    """The page as it was rendered, and the figure that it shows:
    it stands while this process holds that same figure."""

    petition: int
    content: bytes
    status: int
    count: queries.Counted

    @property
    def is_up_to_date(self) -> bool:
        now = queries.kept_count(self.petition)
        return now is not None and (now.online, now.paper) == (self.count.online, self.count.paper)


def _rendered(request: HttpRequest, petition: Petition, at: datetime) -> Kept:
    count = queries.counted_afresh(petition, at)
    response = render_petition(request, petition, count=count)
    return Kept(petition.pk, response.content, response.status_code, count)


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
    count = count or figure_for(request, petition, at)
    context = page_context(petition, at, form=form, count=count) | {"held": held} | more
    return render(request, "petition/page.html", context, status=status)


def not_open(request: HttpRequest, petition: Petition) -> HttpResponse:
    """What a form gets that can't be taken now: 410 with the result, or 409 with the day on which it opens."""
    return render_petition(request, petition, status=409 if petition.is_early(timezone.now()) else 410)
