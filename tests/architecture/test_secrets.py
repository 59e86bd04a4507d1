"""The page that keeps a form holds no secret (foundation/access/kept.py):
it knows the name of every field that asks for one.

A new field that fails here gets a name that says what it is (password, code, token, …),
or its name a place in the rule.
"""

import re
from html import unescape

import pytest
from django import forms
from django.test import Client
from django.urls import get_resolver

from ballotline.foundation.access.checks import all_routes
from ballotline.foundation.access.kept import is_secret
from ballotline.movement.accounts.testing import make_account, make_app, signed_in_client
from ballotline.organizing.actions.kinds.petition.testing import make_petition
from tests.architecture.house import every_form
from tests.architecture.test_doors import address_of

SECRET_AUTOCOMPLETE = {"current-password", "new-password", "one-time-code"}
SOUNDS_SECRET = re.compile(
    r"passw|passphrase|secret|token|credential|otp|\bpin\b|(recovery|backup|sign-?in|login).?code|api.?key", re.I
)
KEPT = "/desk/settings/"


def asks_for_a_secret(field: forms.Field) -> bool:
    widget = field.widget
    marks = str(widget.attrs.get("autocomplete", "")).split()
    is_typed = not isinstance(widget, forms.CheckboxInput | forms.FileInput)
    return (
        isinstance(widget, forms.PasswordInput)
        or bool(SECRET_AUTOCOMPLETE & set(marks))
        or (is_typed and bool(SOUNDS_SECRET.search(f"{field.label or ''} {field.help_text or ''}")))
    )


FIELDS = {(form, name) for form in every_form() for name, field in form.base_fields.items() if asks_for_a_secret(field)}


def test_the_rule_knows_every_field_of_a_form_that_asks_for_a_secret():
    names = {name for _form, name in FIELDS}

    assert {"password", "oldpassword", "code", "mail_url"} <= names
    assert {name for name in names if not is_secret(name)} == set()


def inputs_of(page: str) -> list[dict[str, str]]:
    """Each field of a page with its attributes."""
    tags = re.findall(r"<(?:input|textarea)\b[^>]*>", page)
    return [{name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)} for tag in tags]


@pytest.mark.django_db
def test_the_rule_knows_every_field_of_a_page_that_asks_for_a_secret():
    """As the pages stand: forms may add fields when they are made."""
    make_petition()
    account = make_account(role="owner", password="three words only")
    make_app(account)
    begun = Client()
    begun.post("/sign-in/", {"login": account.email, "password": "three words only"})
    known, secret = set(), set()
    for browser in (Client(), begun, signed_in_client(account)):
        for route, pattern in all_routes(get_resolver().url_patterns):
            answer = browser.get(address_of(route, pattern), follow=True)
            page = "" if answer.streaming else answer.content.decode(errors="replace")
            for field in inputs_of(page):
                known.add(field.get("name", ""))
                if field.get("type") == "password" or set(field.get("autocomplete", "").split()) & SECRET_AUTOCOMPLETE:
                    secret.add(field["name"])

    assert len(known) > 30
    assert {"password", "code"} <= secret
    assert {name for name in secret if not is_secret(name)} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({name for _form, name in FIELDS}))
def test_the_page_that_keeps_a_form_holds_no_secret_of_it(name):
    sent = {name: "ferry-lantern-walnut", "title": "A bus"}

    kept = Client().post(KEPT, sent, headers={"Sec-Fetch-Site": "same-origin"}).content.decode()

    assert "A bus" in kept
    assert "ferry-lantern-walnut" not in kept
