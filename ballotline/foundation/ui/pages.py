"""The one page of the look: the organization's color as a stylesheet, since pages may carry no inline styles."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ballotline.foundation.access.doors import public
from ballotline.foundation.ui import accent
from ballotline.foundation.ui.context import LOOK_RECIPE

LOOK = """:root{{--accent:{light};--on-accent:{white}}}
@media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark};--on-accent:{ink}}}}}
"""


@public
@require_safe
def look_css(request: HttpRequest, recipe: int, color: str) -> HttpResponse:
    """The address holds all that the answer depends on, so it may be kept for ever and costs no query."""
    if recipe != LOOK_RECIPE or not accent.is_color(f"#{color}"):
        raise Http404
    found = accent.accents(f"#{color}")
    text = LOOK.format(light=found.light, dark=found.dark, white=accent.WHITE, ink=accent.INK)
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
