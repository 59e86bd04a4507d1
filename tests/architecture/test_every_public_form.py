"""Every form that a stranger can send, found in the address tree:
none takes another site's, falls over, or feeds a bot.

What holds for those who take part (own row, caps, windows, alike answers) is `tests/test_every_way_in.py`, over every
kind.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from http.cookies import SimpleCookie
from itertools import count, product
from urllib.parse import urlencode
from uuid import UUID

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from ballotline.foundation.access.checks import all_routes
from ballotline.movement.accounts.testing import make_account
from ballotline.movement.arrivals.pages.confirming import NEVER_SALT
from ballotline.movement.arrivals.queries import guarded, network_key, token_of
from ballotline.movement.arrivals.rules import OF_ONE_NETWORK
from ballotline.movement.mail.models import Message
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.kinds.call import rounds
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign
from ballotline.organizing.actions.kinds.call.rounds import Round
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.call.tests.rounds import meander_is_there
from ballotline.organizing.actions.kinds.form.testing import make_form
from ballotline.organizing.actions.kinds.petition.mails import updates_signer
from ballotline.organizing.actions.kinds.petition.queries import one_click_token
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from ballotline.organizing.actions.kinds.pledge.testing import counted as promised
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from ballotline.organizing.chapters.testing import begun, joined, make_chapter
from ballotline.organizing.intake.testing import make_letter
from ballotline.record.offices.models import Term
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
    "outcome": "contact",
    "said": "Yes",
    "who": "x",
    "given": "yes",
    "wanted": "yes",
    "together": "few",
    "first": "The ferry",
    "phone": "202-555-0100",
    "version": "1",
    "on": "2026-01-05",
    "note": "At the ferry house",
    "q_whynow01": "Because of the bus",
    "q_story001": "x",
    "q_withyou1": "Just me",
    "q_coulddo1": "Make calls",
    "q_hours001": "3",
    "q_from0001": "2026-03-10",
    "q_where001": "Rivertown",
    "q_letter01": "x",
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
    return routes_of("public, same site")


def routes_of(policy: str) -> list[str]:
    found = all_routes(get_resolver().url_patterns)
    return [route for route, pattern in found if pattern.callback.policy == policy]  # type: ignore[attr-defined]


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
        "chapters/start/": token_of(begun(make_chapter("Ferry Point", state="provisional"))),
        "member/": token_of(joined(make_chapter("Rivertown"))),
        "as/": one_click_token(bus, known.person),
        "sign-in/": "x",
        "me/": "x",
    }
    asks = {"pledges/": pledge, "calls/": campaign, "forms/": make_form()}
    slugs = {"petitions/": "library", **{part: ask.action.slug for part, ask in asks.items()}, "chapters/": "rivertown"}
    slugs |= {"write/on/": make_letter().slug, "write/": "run"}
    return {route: _filled(route, slugs, tokens) for route in public_posts()}


def _filled(route: str, slugs: dict[str, str], tokens: dict[str, str]) -> str:
    slug = "later" if "tell-me" in route else "bus" if "/as/" in route else _fitting(route, slugs)
    filled = route.replace("<slug:slug>", slug).replace("<str:token>", _fitting(route, tokens))
    filled = (
        filled.replace("<slug:key>", "n0").replace("<int:place>", "1").replace("<uuid:public_id>", str(UUID(int=7)))
    )
    assert "<" not in filled, f"{route}: say here what stands in its place"
    return "/" + filled


def _fitting(route: str, values: dict[str, str]) -> str:
    return next((value for part, value in values.items() if part in route), "")


def test_there_are_public_forms_and_each_is_walked(addresses, capsys):
    with capsys.disabled():
        print(f"\n{len(addresses)} public forms walked")
    assert len(addresses) >= 20


def test_none_takes_a_form_of_another_site(addresses):
    """Nor of a neighbor under our own domain, whose pages somebody else writes."""
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


def _sent(address: str, body: bytes, client: Client | None = None, *, network: str = "127.0.0.1") -> int:
    client = client or Client(raise_request_exception=False)
    kind = "application/x-www-form-urlencoded"
    return client.post(address, body, content_type=kind, headers=OURS, REMOTE_ADDR=network).status_code


def test_no_form_of_the_sign_in_falls_over_whatever_stands_in_one_field(capsys):
    """A library wrote most of them.

    Each press is of another network, in the midst of what goes before: a code was mailed.
    """
    networks = (f"10.{n // 250}.{n % 250}.7" for n in count())
    answers: Counter[int] = Counter()
    for address, field in product(sign_in_posts(), SIGN_IN):
        email = f"{field}{address.replace('/', '-')}@rivertown.example"
        client = _in_the_midst_of(make_account(email=email).email, next(networks))
        for name, body in _hostile_in(field, SIGN_IN | {"login": email, "email": email}):
            status = _sent(address, body, client, network=next(networks))
            answers[status] += 1
            assert status < 500, f"{address}, {name} in {field}"

    with capsys.disabled():
        print(f"\n{answers.total()} hostile posts to the sign-in")
    assert answers.total() >= 1_000 and answers[429] < answers.total() / 10, (
        "the windows must not hide what is behind them"
    )


# Each name that stands in a form of the sign-in; one that is missing fails a test below
SIGN_IN = {
    "login": "",
    "email": "",
    "password": "x",
    "code": "ABCD-EFGH",
    "credential": "{}",
    "action": "resend",
    "password1": "a long enough one",
    "password2": "a long enough one",
    "next": "/desk/",
    "remember": "on",
}


def sign_in_posts() -> list[str]:
    ours = [f"/{route}" for route in routes_of("sign-in, guarded by allauth")]
    return [address for address in ours if not address.startswith("/desk/")]


def _in_the_midst_of(email: str, network: str) -> Client:
    client = Client(raise_request_exception=False)
    asked = client.post("/sign-in/code/new/", {"email": email}, headers=OURS, REMOTE_ADDR=network)
    assert asked.headers["Location"] == "/sign-in/code/"
    return client


def _hostile_in(field: str, good: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    others = urlencode({name: value for name, value in good.items() if name != field}).encode()
    for name, value in HOSTILE.items():
        yield name, others + b"&" + field.encode() + b"=" + value
    yield "two", others + f"&{field}=a&{field}=b".encode()


def test_every_field_of_the_sign_in_is_among_those_that_are_tried():
    client = _in_the_midst_of(make_account().email, "10.0.0.7")

    for address in ("/sign-in/", "/sign-in/code/", "/sign-in/code/new/", "/sign-in/password/new/"):
        assert set(_names_in(client.get(address).content.decode())) <= {*SIGN_IN, "csrfmiddlewaretoken"}, address


def test_a_bot_that_fills_the_hidden_field_moves_nothing(addresses):
    """No mail, no call that stands, nobody new; behind a signed link there is no such field, and none is needed."""
    before = (Message.objects.count(), Person.objects.count())
    for route, address in addresses.items():
        if "<str:token>" not in route:
            assert Client().post(address, GOOD | {"website": "x"}, headers=OURS).status_code < 500
            assert (Message.objects.count(), Person.objects.count()) == before, route
    assert Call.objects.standing().count() == 0


def test_whatever_writes_or_mails_looks_odd_in_time_from_one_network(addresses, capsys):
    """Each press is as from another household: a name, a mailbox and a key of its own; only the network is one."""
    meander_is_there()
    writing = []
    for n, (route, address) in enumerate(addresses.items()):
        if not BEHIND_A_LINK.search(route) and not route.endswith(BOUNDED_OTHERWISE):
            press = _presser(route, address, network=f"198.51.{n}.7")
            writing += [route] if _writes(press) else []

    with capsys.disabled():
        print(f"\n{len(writing)} of them write or mail, and each has windows")
    assert {route.split("/")[-2] for route in writing} == WRITE


BEHIND_A_LINK = re.compile("<str:token>|never/")  # made for one subject, and signed
# What writes, and is bounded by the row or the round that it belongs to: five tries a code, one undo a press
BOUNDED_OTHERWISE = ("thanks/code/", "undo/")
WRITE = {"<slug:slug>", "tell-me", "write-to-me", "change", "again", "me", "<int:place>", "said", "start"}


def _presser(route: str, address: str, *, network: str) -> Callable[[int], int]:
    """Sends that form the n-th time, as a browser that came there by our pages does;
    how many presses of the network look odd."""
    kept = _cookies_of_a_press(address.rpartition("thanks/")[0]) if "/thanks/" in route else SimpleCookie()

    def press(n: int) -> int:
        own = {"name": f"Number {n}", "email": f"n{n}@town{n}.example", "key": f"k{n}"}
        client = Client()
        client.cookies = deepcopy(kept)
        client.cookies[rounds.COOKIE] = _round(n)
        assert (
            client.post(address.replace("/n0/", f"/n{n}/"), GOOD | own, headers=OURS, REMOTE_ADDR=network).status_code
            < 500
        )
        mark = {"network_key": network_key(network), "suspicion": "network"}
        return sum(model._default_manager.filter(**mark).count() for model in guarded())

    return press


def _writes(press: Callable[[int], int]) -> bool:
    """Does the form write at all? If so the one after the window is odd, and none before."""
    with CaptureQueriesContext(connection) as seen:
        press(0)
    if not any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in seen.captured_queries):
        return False
    assert [press(n) for n in range(1, OF_ONE_NETWORK + 1)] == [0] * (OF_ONE_NETWORK - 1) + [1]
    return True


def _cookies_of_a_press(form: str) -> SimpleCookie:
    """Of eleven minutes ago, so that "send it again" is not too early.

    From a network that no other press comes from.
    """
    client = Client()
    with time_machine.travel(timezone.now() - timedelta(minutes=11)):
        assert client.post(form, GOOD, headers=OURS, REMOTE_ADDR="203.0.113.7").status_code == 303
    return client.cookies


def _round(n: int) -> str:
    """Of one caller who called one office, in the campaign that is walked."""
    term = Term.objects.first()
    return Round(CallCampaign.objects.get().pk, f"n{n}", [term.pk], [""], []).signed() if term else "x"


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
