"""What a request tells about a visitor, and the one guard of all public forms:
honeypot, sum, windows, one key a press."""

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from ballotline.foundation.access.same_site import host_of
from ballotline.movement.arrivals import proof, queries
from ballotline.movement.arrivals.forms import GuardedForm
from ballotline.movement.arrivals.rules import Circumstances


def address_of(request: HttpRequest) -> str:
    """The visitor's address; X-Forwarded-For is believed from our own proxies only, nearest first."""
    address = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    while hops and _is_in(address, settings.CONFIG.proxies):
        address = hops.pop()
    return address


def _is_in(address: str, networks: tuple[object, ...]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)  # type: ignore[operator]


def circumstances(request: HttpRequest, form: GuardedForm | None = None) -> Circumstances:
    """How this press came in. A press without a form (a button behind a mailed link) has neither sum nor key."""
    typed: dict[str, Any] = form.cleaned_data if form else {"website": False, "proof": ""}
    address = address_of(request)
    trusted = _is_in(address, settings.CONFIG.trusted_networks)
    return Circumstances(
        network_key="" if trusted else queries.network_key(address),
        is_trusted=trusted,
        honeypot_filled=typed["website"],
        proof_of_work=proof.is_proof(typed["proof"], at=timezone.now()),
        source=source_of(request),
        share_code=request.GET.get("via", "")[:12],
        press_key=form.key_of_this_press(request.path, address, request.headers.get("User-Agent", "")) if form else "",
    )


def source_of(request: HttpRequest) -> str:
    """Where somebody came from: `?from=newsletter` (the frame on other sites names its site so), a share link, or
    the site that the form was sent from; else nothing. The page itself is the same bytes for everybody."""
    named = request.GET.get("from", "")
    if named:
        return "".join(c for c in named if c.isalnum() or c in " .-_")[:80]
    if request.GET.get("via"):
        return "share link"
    host = host_of(request.headers.get("Referer", "")).rpartition("@")[2].partition(":")[0].lower()
    return "" if host in settings.CONFIG.hosts else host[:80]
