"""The link that the host prints: looking changes nothing, one press signs in."""

from datetime import UTC, datetime, timedelta

import pytest

from ballotline.movement.accounts import services
from ballotline.movement.accounts.models import SignInLink
from ballotline.movement.accounts.testing import code_of_app, make_account, make_app

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ballotline.movement.accounts.tests.urls")]


def make_link(account, age=timedelta(0)):
    return f"/sign-in/link/{services.make_sign_in_link(account=account, at=datetime.now(UTC) - age)}/"


def is_inside(client):
    return client.get("/desk/probe/").status_code == 200


def test_looking_says_who_and_changes_nothing(client):
    link = make_link(make_account())
    page = client.get(link)
    assert "Sign in as Lena Ortiz" in page.content.decode()
    assert (page["Cache-Control"], page["Referrer-Policy"], page["X-Robots-Tag"]) == (
        "no-store",
        "no-referrer",
        "noindex",
    )
    assert not SignInLink.objects.exclude(used_at=None).exists()
    assert not is_inside(client)


def test_the_button_signs_in_once(client):
    link = make_link(make_account())
    assert client.post(link).url == "/desk/"
    assert is_inside(client)

    client.cookies.clear()
    again = client.post(link)
    assert again.status_code == 410
    assert "Sign in with a code" in again.content.decode()
    assert not is_inside(client)


@pytest.mark.parametrize("way", ["get", "post"])
def test_an_old_a_used_and_a_forged_link_get_the_same_page_that_offers_a_code(client, way):
    lena = make_account()
    old, used = make_link(lena, age=timedelta(hours=1)), make_link(lena)
    client.post(used)
    client.cookies.clear()

    pages = [getattr(client, way)(link) for link in (old, used, "/sign-in/link/forged/")]

    assert {page.status_code for page in pages} == {410}
    assert len({page.content for page in pages}) == 1
    assert not is_inside(client)


def test_another_site_can_not_press_the_button(client):
    link = make_link(make_account())
    assert client.post(link, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not is_inside(client)
    assert client.post(link, headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"}).status_code == 302


def test_who_has_an_app_is_asked_for_its_code_all_the_same(client):
    lena = make_account()
    secret = make_app(lena)
    assert client.post(make_link(lena)).url == "/sign-in/second/"
    assert not is_inside(client)
    client.post("/sign-in/second/", {"code": code_of_app(secret)})
    assert is_inside(client)


def test_the_first_evening_goes_from_the_link_to_the_app_without_being_asked_twice(client):
    client.post(make_link(make_account()))
    assert client.get("/desk/security/app/").status_code == 200
