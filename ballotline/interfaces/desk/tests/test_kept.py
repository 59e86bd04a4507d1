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
