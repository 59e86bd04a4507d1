"""Every form that a stranger can send, found in the address tree: none takes another site's, falls over, or feeds a bot.

What holds for those who take part (own row, caps, windows, alike answers) is `tests/test_every_way_in.py`, over every kind.
"""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core import signing
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from ballotline.foundation.access.checks import all_routes
from ballotline.movement.arrivals.pages.confirming import NEVER_SALT
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.mail.models import Message
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.kinds.call.models import Call
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.petition.mails import updates_signer
from ballotline.organizing.actions.kinds.petition.queries import one_click_token
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from ballotline.organizing.actions.kinds.pledge.testing import counted as promised
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from tests.ways_in import OURS, WHO

pytestmark = pytest.mark.django_db

# What a page of ours sends, each name that stands in a public form. One that is missing here fails a test below.
GOOD = WHO | {
    "comment": "Six days",
    "show_name": "on",
    "website": "",
    "proof": "",
    "key": "k",
    "code": "22222222",
    "about": "x",
    "ask": "1",
    "where": "14 Dock Street, 00010",
    "q": "00010",
    "round": "x",
    "outcome": "contact",
    "said": "Yes",
    "who": "x",
    "given": "yes",
    "wanted": "yes",
}
HOSTILE = {
    "NUL": b"a%00b",
    "a digit that is no number": "²".encode(),
    "a digit of another script": "৩".encode(),
    "half a character": b"%ED%A0%80",
    "not UTF-8": b"%FF%FE",
    "turned text": "\u202eabc".encode(),
    "eighteen letters in one": ("\ufdfa" * 20).encode(),
    "a number without end": b"9" * 400,
    "nothing": b"",
    "a megabyte": b"x" * 1_000_000,
    "a formula": b"=1%2B1",
    "markup": b"<script>alert(1)</script>",
}


def public_posts() -> list[str]:
    """Each route that a stranger may post to, as its pattern writes it."""
    found = all_routes(get_resolver().url_patterns)
    return [route for route, pattern in found if pattern.callback.policy == "public, same site"]  # type: ignore[attr-defined]


@pytest.fixture
def addresses() -> dict[str, str]:
    """Each of those routes as an address that leads somewhere."""
    make_petition("later", opens_at=timezone.now() + timedelta(days=9))
    pledge, campaign, petition = make_pledge(), make_campaign(), make_petition()
    known = counted(petition, "Cid Okafor")
    bus = make_petition("bus")
    tokens = {
        "confirm/": token_of(signed(petition, "Waits")),
        "counted/": token_of(known),
        "updates/": updates_signer.sign(known.public_id.hex),
        "pledges/": token_of(promised(pledge)),
        "as/": one_click_token(bus, known.person),
        "sign-in/": "x",
        "me/": "x",
    }
    slugs = {"petitions/": "library", "pledges/": pledge.action.slug, "calls/": campaign.action.slug}
    return {route: _filled(route, slugs, tokens) for route in public_posts()}


def _filled(route: str, slugs: dict[str, str], tokens: dict[str, str]) -> str:
    slug = "later" if "tell-me" in route else "bus" if "/as/" in route else _fitting(route, slugs)
    filled = route.replace("<slug:slug>", slug).replace("<str:token>", _fitting(route, tokens))
    assert "<" not in filled, f"{route}: say here what stands in its place"
    return "/" + filled


def _fitting(route: str, values: dict[str, str]) -> str:
    return next((value for part, value in values.items() if part in route), "")


def test_there_are_public_forms_and_each_is_walked(addresses, capsys):
    with capsys.disabled():
        print(f"\n{len(addresses)} public forms walked")
    assert len(addresses) >= 20


def test_none_takes_a_form_of_another_site(addresses):
    """Nor of a neighbour under our own domain, whose pages somebody else writes."""
    elsewhere = [{"Sec-Fetch-Site": site} for site in ("cross-site", "same-site")] + [
        {name: "https://elsewhere.testserver/"} for name in ("Origin", "Referer")
    ]
    for route, address in addresses.items():
        for headers in elsewhere:
            assert Client().post(address, GOOD, headers=headers).status_code == 403, route


def test_none_falls_over_whatever_is_typed(addresses):
    for route, address in addresses.items():
        for name, value in HOSTILE.items():
            body = b"&".join(field.encode() + b"=" + value for field in GOOD)
            assert _sent(address, body) < 500, f"{route} with {name} in every field"


def test_none_falls_over_at_one_bad_field_among_good_ones(addresses):
    for route, address in addresses.items():
        for field, body in _one_bad_field_each():
            assert _sent(address, body) < 500, f"{route}, {field}"


def _one_bad_field_each() -> Iterator[tuple[str, bytes]]:
    for field in GOOD:
        others = urlencode({name: value for name, value in GOOD.items() if name != field}).encode()
        for name in ("NUL", "a digit that is no number", "eighteen letters in one", "half a character"):
            yield f"{name} in {field}", others + b"&" + field.encode() + b"=" + HOSTILE[name]
        yield f"{field} twice", others + f"&{field}=a&{field}=b".encode()


def _sent(address: str, body: bytes) -> int:
    kind = "application/x-www-form-urlencoded"
    return Client(raise_request_exception=False).post(address, body, content_type=kind, headers=OURS).status_code


def test_a_bot_that_fills_the_hidden_field_moves_nothing(addresses):
    """No mail, no call that stands, nobody new; behind a signed link there is no such field, and none is needed."""
    before = (Message.objects.count(), Person.objects.count())
    for route, address in addresses.items():
        if "<str:token>" not in route:
            assert Client().post(address, GOOD | {"website": "x"}, headers=OURS).status_code < 500
            assert (Message.objects.count(), Person.objects.count()) == before, route
    assert Call.objects.standing().count() == 0


def test_every_field_of_a_public_form_is_among_those_that_are_tried(addresses):
    """Whoever adds a field to a public page adds it above."""
    for route, address in addresses.items():
        page = Client().get(address)
        names = set(_names_in(page.content.decode())) if page.status_code == 200 else set()
        assert names <= set(GOOD) | {"csrfmiddlewaretoken", "list", "outcome"}, route


def _names_in(page: str) -> Iterator[str]:
    for part in page.split(' name="')[1:]:
        if not part.startswith(("viewport", "description", "robots")):
            yield part.split('"', 1)[0]


def test_refusing_mail_needs_our_own_signature(addresses):
    forged = signing.dumps(["victim@rivertown.example", "petitions"], salt="another")
    ours = signing.dumps(["victim@rivertown.example", "petitions"], salt=NEVER_SALT)

    assert Client().post("/confirm/never/", {"about": forged}, headers=OURS).status_code == 404
    assert Client().post("/confirm/never/", {"about": ours}, headers=OURS).status_code == 200
