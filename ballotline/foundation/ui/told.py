"""The line above a page that says what was just done, with Undo in place. It stays until the next page."""

from django.contrib import messages
from django.http import HttpRequest


def tell(request: HttpRequest, words: str, *, undo: str = "") -> None:
    """`undo` is the address that a POST takes back what was done by; `ui/told.html` draws the button."""
    messages.info(request, words, extra_tags=undo)
