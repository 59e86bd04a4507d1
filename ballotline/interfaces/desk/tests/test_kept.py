"""A session ends while somebody writes: sign in again, and what was written goes through."""

import re
from html import unescape

import pytest
from django.test import Client

from ballotline.foundation.organization.queries import us
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.testing import signed_in_client

pytestmark = pytest.mark.django_db
WRITTEN = {"name": "Rivertown <Together>", "accent": "#ffd500", "answers_within_days": "2", "zone": "America/Chicago"}
OURS = {"Sec-Fetch-Site": "same-origin"}


def hidden(page: str) -> dict[str, str]:
    return {n: unescape(v) for n, v in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)}


def kept_in(page: str) -> dict[str, str]:
    """What was typed and stands in the page, without the token that the page has of its own."""
    return {name: value for name, value in hidden(page).items() if name != "csrfmiddlewaretoken"}


def test_what_was_written_is_kept_in_the_page_and_goes_through_after_signing_in_again():
    browser = Client(enforce_csrf_checks=True)
    signed_in_client(role="owner")

    kept = browser.post("/desk/settings/", WRITTEN, headers=OURS)
    assert kept.status_code == 403
    assert "What you wrote is kept" in kept.content.decode()
    browser.force_login(Account.objects.get())
    sent = browser.post("/desk/settings/", hidden(kept.content.decode()), headers=OURS)

    assert sent.status_code == 303
    assert us().name == "Rivertown <Together>"


def test_an_old_token_keeps_what_was_written_where_the_browser_does_not_vouch_for_it():
    owner = signed_in_client(role="owner")
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = owner.cookies

    kept = browser.post(
        "/desk/settings/", {**WRITTEN, "csrfmiddlewaretoken": "old"}, headers={"Origin": "http://testserver"}
    )
    page = kept.content.decode()
    assert kept.status_code == 403
    assert "Press once more" in page
    sent = browser.post("/desk/settings/", hidden(page), headers={"Origin": "http://testserver"})

    assert sent.status_code == 303


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
def test_a_form_of_another_site_is_refused_and_not_kept_to_be_pressed_through(headers):
    owner = signed_in_client(role="owner")
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = owner.cookies

    refused = browser.post("/desk/settings/", WRITTEN, headers=headers)
    signed_out = Client().post("/desk/settings/", WRITTEN, headers=headers)

    assert refused.status_code == 403
    assert "Rivertown &lt;Together" not in refused.content.decode()
    assert signed_out["Location"].startswith("/sign-in/")
    assert us().name != WRITTEN["name"]


@pytest.mark.parametrize(
    "name, value",
    [
        ("mail_url", "smtp://ana:3-words-only@smtp.provider.example:587"),
        ("mail_url", "3-words-only"),
        ("password", "3-words-only"),
        ("password1", "3-words-only"),
        ("oldpassword", "3-words-only"),
        ("code", "3-words-only"),
        ("credential", '{"id": "3-words-only"}'),
        ("recovery_codes", "3-words-only"),
        ("api_key", "3-words-only"),
        ("webhook", "https://ana:3-words-only@elsewhere.example/x"),
        ("where_to", " anymail+postmark://3-words-only "),
    ],
)
def test_a_secret_is_not_kept_and_the_page_says_that_it_is_asked_for_again(name, value):
    page = Client().post("/desk/settings/", {**WRITTEN, name: value}, headers=OURS).content.decode()

    assert "3-words-only" not in page
    assert "Passwords, codes and keys are not kept" in page
    assert kept_in(page) == WRITTEN


@pytest.mark.parametrize(
    "name, value",
    [
        ("zip_code", "00010"),
        ("source", "https://rivertown.example/minutes/@council"),
        ("title", "Code of conduct"),
        ("body", "Write to https://ana:x@elsewhere.example or call. We have keys."),
        ("words", "smtp://"),
    ],
)
def test_what_is_no_secret_is_kept(name, value):
    page = Client().post("/desk/settings/", {**WRITTEN, name: value}, headers=OURS).content.decode()

    assert kept_in(page) == {**WRITTEN, name: value}
    assert "are not kept" not in page


def test_what_was_left_out_is_asked_for_at_its_field():
    owner = signed_in_client(role="owner")

    kept = Client().post("/desk/settings/mail/", {"mail_url": "anymail+postmark://key"}, headers=OURS)
    answer = owner.post("/desk/settings/mail/", hidden(kept.content.decode()), headers=OURS)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["mail_url"]
