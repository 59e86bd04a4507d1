"""Addresses of our pages as they stand outside of them: in mails, in files, on paper."""

from django.conf import settings
from django.urls import reverse


def full_url(name: str, *args: object) -> str:
    """With BALLOTLINE_URL before it."""
    return str(settings.CONFIG.url + reverse(name, args=args))
