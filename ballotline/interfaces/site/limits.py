"""The outermost door: addresses with NUL, bodies that are too large, a database that is busy or full.

Each gets a sentence, never a 500.
"""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ballotline.foundation.ui.numbers import whole_number
from ballotline.movement.mail.rules import POSTED_AT_MOST

BODY_AT_MOST = 256 * 1024
MEGABYTE = 1024 * 1024
# pictures; two files with the answers to a form; a delivered list of 250,000 rows; a message that a provider posts
LARGER = {"/desk/": 8 * MEGABYTE, "/forms/": 11 * MEGABYTE, "/check/": 48 * MEGABYTE, "/mail-in/": POSTED_AT_MOST}


class RequestLimits:
    """Refuses large bodies, and those that don't say their length, before anything reads them (413); answers 503
    where the database can't."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "400.html", status=400)  # a character that no database takes
        most = next((size for part, size in LARGER.items() if part in request.path), BODY_AT_MOST)
        length = whole_number(request.META.get("CONTENT_LENGTH") or "0", most=most)
        if "HTTP_TRANSFER_ENCODING" in request.META or length is None:
            response = render(request, "413.html", status=413)
            response["Connection"] = "close"
            return response
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError):
            return None
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "5"
        return response
