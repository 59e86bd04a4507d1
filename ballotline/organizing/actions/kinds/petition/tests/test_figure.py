"""The figure that a reader is shown never runs backwards:
in one process, and between two that keep their own for two seconds."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from ballotline.movement.arrivals import held
from ballotline.movement.arrivals.queries import token_of
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.queries import one_click_token
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition
from tests.rivertown import ANA, BEN, press, say_yes, sign

pytestmark = pytest.mark.django_db
PAGE, COUNT, FRAME = "/petitions/library/", "/petitions/library/count.json", "/petitions/library/embed/"
EVERYWHERE = ("/", "/petitions/", PAGE, COUNT, FRAME)


class Process:
    """What one process of the server keeps to itself: `with other:` is a request that it answers."""

    def __init__(self) -> None:
        self._near = caches["near"]
        self._kept: tuple[dict, dict] = ({}, {})

    def __enter__(self) -> None:
        self._before = (dict(self._near._cache), dict(self._near._expire_info))
        self._put(self._kept)

    def __exit__(self, *_problem: object) -> None:
        self._kept = (dict(self._near._cache), dict(self._near._expire_info))
        self._put(self._before)

    def _put(self, kept: tuple[dict, dict]) -> None:
        self._near.clear()
        self._near._cache.update(kept[0])
        self._near._expire_info.update(kept[1])


@pytest.fixture(autouse=True)
def _nothing_is_kept():
    caches["near"].clear()


@pytest.fixture
def petition() -> Petition:
    return make_petition()


def figure(client: Client, address: str) -> int:
    return figure_in(client.get(address))


def figure_in(response) -> int:
    """The number that stands there; none is "Nobody has signed yet"."""
    text = response.content.decode()
    if response["Content-Type"] == "application/json":
        return json.loads(text)["signatures"]
    found = re.search(r"<(?:b|strong)>(\d+)</(?:b|strong)>", text)
    return int(found[1]) if found else 0


def figures(client: Client) -> dict[str, int]:
    return {address: figure(client, address) for address in EVERYWHERE}


def everywhere(n: int) -> dict[str, int]:
    return dict.fromkeys(EVERYWHERE, n)


def signed_by(client: Client) -> str:
    """Signs and confirms as one does, in one browser; what the page after it says."""
    sign(client, "library", ANA)
    response = say_yes(client, f"/confirm/{token_of(Signature.objects.get(name=ANA['name']))}/")
    return client.get(response["Location"]).content.decode()


def test_who_reads_signs_and_confirms_within_a_moment_reads_one_more_and_never_less(client, petition):
    assert figures(client) == everywhere(0)

    done = signed_by(client)

    assert "You are the first." in done and figures(client) == everywhere(1)


def test_another_process_that_kept_an_older_figure_tells_the_signer_the_exact_one(client, petition):
    other = Process()
    with other:
        assert figures(Client()) == everywhere(0)

    done = signed_by(client)

    with other:
        assert figures(Client())["/"] == 0, "who has seen nothing may be shown the kept one"
        assert "You are the first." in done and figures(client) == everywhere(1)


def test_who_opens_the_mail_in_another_browser_is_told_the_exact_figure_there(client, petition):
    other, phone = Process(), Client()
    sign(client, "library", ANA)
    with other:
        figures(Client())
    say_yes(phone, f"/confirm/{token_of(Signature.objects.get())}/")

    with other:
        assert figures(phone) == figures(client) == everywhere(1)


def test_who_signs_by_one_click_is_told_the_exact_figure(client, petition):
    person, other = counted(make_petition("bus"), "Ana Flores").person, Process()
    with other:
        figure(Client(), PAGE)
    press(client, f"{PAGE}as/{one_click_token(petition, person)}/")

    with other:
        assert figure(client, PAGE) == 1


def test_once_somebody_is_counted_this_process_tells_everybody_so(petition, django_capture_on_commit_callbacks):
    assert figures(Client()) == everywhere(0)

    with django_capture_on_commit_callbacks(execute=True):
        counted(petition, "Ben Weiss")

    assert figures(Client()) == everywhere(1)


def test_the_page_of_two_hosts_is_kept_all_the_same(petition, settings, django_assert_num_queries):
    """One renders it after the other, and neither throws the other's away."""
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    hosts = ("testserver", "other.example")
    for host in hosts:
        Client().get(PAGE, headers={"Host": host})

    with django_assert_num_queries(0):
        for host in hosts:
            Client().get(PAGE, headers={"Host": host})


@pytest.mark.parametrize("weak", ["", "W/"])
@pytest.mark.parametrize("address", [PAGE, COUNT, FRAME])
def test_who_was_shown_more_by_another_process_is_not_shown_less(petition, address, weak):
    """A reader without any cookie: the tag of what their browser holds says what they saw."""
    other, reader = Process(), Client()
    with other, time_machine.travel(timezone.now() - timedelta(seconds=1)):
        figure(Client(), address)
    counted(petition, "Ben Weiss")
    seen = reader.get(address)

    with other:
        assert figure(Client(), address) == 0, "who has seen nothing may be shown the kept one"
        again = reader.get(address, headers={"If-None-Match": weak + seen["ETag"]})
    assert figure_in(seen if again.status_code == 304 else again) == 1


@pytest.mark.parametrize("weak", ["", "W/"])
def test_the_figures_for_other_sites_are_not_sent_twice(petition, weak):
    """A proxy that compresses makes a tag weak."""
    first = Client().get(COUNT)

    again = Client().get(COUNT, headers={"If-None-Match": weak + first["ETag"]})

    assert (again.status_code, again.content, again["Access-Control-Allow-Origin"]) == (304, b"", "*")


def test_the_cookie_for_every_page_holds_nothing_of_anybody_and_lasts_an_hour(client, petition):
    cookie = sign(client, "library", ANA).cookies["took_part"]

    assert (cookie["path"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("/", 3600, True, "Lax")
    assert signing.loads(cookie.value, salt=held.TOOK_PART) == 1


def test_who_takes_part_later_is_known_for_an_hour_of_their_own(petition):
    noon = timezone.now()
    with time_machine.travel(noon, tick=False):
        first = sign(Client(), "library", ANA)
    with time_machine.travel(noon + timedelta(minutes=50), tick=False):
        second = sign(Client(), "library", BEN)

    with time_machine.travel(noon + timedelta(minutes=100), tick=False):
        for_hours = [_is_told_exactly(signed) for signed in (first, second)]

    assert for_hours == [False, True]


def _is_told_exactly(signed) -> bool:
    """Does whoever was answered so get a page of their own, which nobody keeps?"""
    reader = Client()
    reader.cookies[held.TOOK_PART] = signed.cookies[held.TOOK_PART].value
    return reader.get(PAGE)["Cache-Control"] == "no-store"


def test_a_forged_cookie_and_one_of_an_hour_ago_get_what_everybody_gets(petition, django_assert_num_queries):
    with time_machine.travel(timezone.now() - timedelta(minutes=61)):
        old = signing.dumps(1, salt=held.TOOK_PART)
    Client().get(PAGE)

    for value in (old, signing.dumps(1, salt="another"), "nonsense"):
        reader = Client()
        reader.cookies[held.TOOK_PART] = value
        with django_assert_num_queries(0):
            assert reader.get(PAGE).status_code == 200
