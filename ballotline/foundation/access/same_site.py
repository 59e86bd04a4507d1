"""Where a form came from, as the browser says it."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_same_site(request: HttpRequest) -> bool:
    """Sec-Fetch-Site decides where a browser sends it (Origin is `null` under no-referrer pages)."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site:
        return fetch_site in ("same-origin", "none")
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return origin is None or host_of(origin) == request.get_host()


def host_of(address: str) -> str:
    """Host and port of an address as a stranger's browser writes it; "" for what is none."""
    try:
        return urlsplit(address).netloc
    except ValueError:  # half a bracket of version 6
        return ""
