"""The page for a link that is not whole, the same for every link that we mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ballotline.foundation.access.doors import behind_link


def not_whole(request: HttpRequest, *, instead: str = "", words: str = "", has_code: bool = False) -> HttpResponse:
    """`instead` is where somebody goes who has only a part of it, and `words` its button;
    `has_code` says whether its message holds a code, too."""
    context = {"instead": instead, "words": words, "has_code": has_code}
    return behind_link(render(request, "arrivals/not_whole.html", context, status=404))
