"""What a request tells about a visitor: the network, the source, and the hour's cookie that only the POST sets."""

from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from ballotline.organizing.actions.kinds.petition import proof, queries, rules
from ballotline.organizing.actions.kinds.petition.rules import Circumstances

SALT = "petition.held"


@dataclass(frozen=True, slots=True)
class Held:
    """What the hour's cookie holds: the typed address and name, and which row they belong to."""

    public_id: str
    name: str
    email: str
    zip_code: str
    at: datetime


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


def circumstances(request: HttpRequest, *, honeypot: str, proof_text: str, consent_words: str) -> Circumstances:
    address = address_of(request)
    trusted = _is_in(address, settings.CONFIG.trusted_networks)
    return Circumstances(
        network_key="" if trusted else queries.network_key(address),
        is_trusted=trusted,
        honeypot_filled=bool(honeypot),
        proof_of_work=proof.is_proof(proof_text, at=timezone.now()) if proof_text else False,
        source=source_of(request),
        share_code=request.GET.get("via", "")[:12],
        consent_words=consent_words,
    )


def source_of(request: HttpRequest) -> str:
    """Where a signer came from: `?from=newsletter` (the frame on other sites names its site so), a share link, or
    the site that the form was sent from; else nothing. The page itself is the same bytes for everybody."""
    named = request.GET.get("from", "")
    if named:
        return "".join(c for c in named if c.isalnum() or c in " .-_")[:80]
    if request.GET.get("via"):
        return "share link"
    host = urlsplit(request.headers.get("Referer", "")).hostname or ""
    return "" if host in settings.CONFIG.hosts else host[:80]


def hold(response: HttpResponseBase, *, held: Held, path: str) -> None:
    value = signing.dumps([held.public_id, held.name, held.email, held.zip_code, held.at.timestamp()], salt=SALT)
    response.set_cookie(
        "signed", value, max_age=rules.HOLD, path=path, httponly=True, samesite="Lax", secure=settings.CONFIG.is_https
    )


def held_by(request: HttpRequest) -> Held | None:
    try:
        row = signing.loads(request.COOKIES.get("signed", ""), salt=SALT, max_age=rules.HOLD)
    except signing.BadSignature:
        return None
    public_id, name, email, zip_code, seconds = row
    return Held(public_id, name, email, zip_code, datetime.fromtimestamp(seconds, tz=UTC))
