"""The figure that a reader is shown: at most two seconds old, and never below what the same reader was shown before.

Each process keeps its figures for two seconds of its own, so one may be behind another. Who took part within the hour
is told the exact one. Everybody else carries what they saw in the tag of the page that their browser holds.
"""

import hashlib
import re
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from ballotline.movement.arrivals.held import took_part
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Petition

A_MOMENT = timedelta(seconds=0.2)
SEEN_COUNT = re.compile(r'-([0-9]{1,9})"$')


def figure_for(request: HttpRequest, petition: Petition, at: datetime) -> queries.Counted:
    if took_part(request):
        return queries.count_now(petition, at)
    kept = queries.counted(petition, at)
    return queries.counted_afresh(petition, at) if has_seen_more(request, kept, at) else kept


def has_seen_more(request: HttpRequest, kept: queries.Counted, at: datetime) -> bool:
    """Did another process show this reader a higher count?
    However often that is said, it is counted again five times a second at most."""
    counts = [int(seen[1]) for tag in _tags(request) if (seen := SEEN_COUNT.search(tag))]
    return max(counts, default=0) > kept.all and at - kept.at >= A_MOMENT


def _tags(request: HttpRequest) -> list[str]:
    """What the browser has. A proxy that compresses calls a tag weak; it is the same page."""
    return [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]


def tagged(request: HttpRequest, response: HttpResponse, count: queries.Counted) -> HttpResponse:
    """With the count in its tag, to be asked for again each time; 304 where the browser has these very bytes."""
    digest = hashlib.md5(response.content, usedforsecurity=False).hexdigest()
    tag = f'"{digest}-{count.all}"'
    if response.status_code == 200 and tag in _tags(request):
        response.status_code, response.content = 304, b""
        del response["Content-Type"]
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(response, ["Cookie"])
    return response
