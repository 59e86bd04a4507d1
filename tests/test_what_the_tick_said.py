"""A form that a stranger fills in is the same form in each state: first seen, after an error, at the desk's look at it.

And what is kept as evidence of a yes is the very sentence that stood beside the tick on that person's screen. Over
every way in, read as a browser reads it.
"""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from ballotline.foundation.organization import services as organization
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.people.models import Consent
from ballotline.organizing.actions.kinds.call.tests.rounds import HOME, meander_is_there
from tests.rivertown import say_yes
from tests.ways_in import OURS, WHO, arrived, fields_of, form_of, is_an_ask, rows

pytestmark = pytest.mark.django_db
RENAMED = "Ferry Point Neighbors"


class Form(HTMLParser):
    """The form that posts to an address: what stands at each field, and what a browser sends of it untouched."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.address, self.is_inside, self.said = address, False, ""
        self.labels: dict[str, str] = {}
        self.hints: dict[str, str] = {}
        self.sent: dict[str, str] = {}
        self.ticks: dict[str, str] = {}
        self.where: tuple[dict[str, str], str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in given}
        if tag == "form":
            self.is_inside = of.get("action", self.address).partition("?")[0] == self.address
        elif self.is_inside and tag == "label" and "for" in of:
            self.where = (self.labels, of["for"].removeprefix("id_"))
        elif self.is_inside and of.get("class") == "hint":
            self.where = (self.hints, of["id"].removeprefix("id_").removesuffix("_hint"))
        elif self.is_inside and tag == "input" and "name" in of:
            self._input(of)

    def _input(self, of: Mapping[str, str]) -> None:
        is_tick = of.get("type") == "checkbox"
        if is_tick:
            self.ticks[of["name"]] = of.get("value", "on")
        if not is_tick or "checked" in of:
            self.sent[of["name"]] = of.get("value", "on" if is_tick else "")

    def handle_data(self, data: str) -> None:
        if self.where:
            self.said += data

    def handle_endtag(self, tag: str) -> None:
        if self.where and tag in ("label", "p"):
            kept, name = self.where
            kept[name], self.where, self.said = " ".join(self.said.split()), None, ""
        self.is_inside = self.is_inside and tag != "form"

    @property
    def words(self) -> tuple[dict[str, str], dict[str, str]]:
        return self.labels, self.hints


@pytest.fixture(autouse=True)
def _town():
    meander_is_there()


def first_view(client: Client, kind, asked) -> Form:
    """The page on which somebody meets the form. A caller meets theirs when every office is done."""
    page = client.get(kind.page_of(asked)).content.decode()
    if kind.name == "caller":
        page = _called(client, kind, asked)
    return Form(page, form_of(kind, asked))


def _called(client: Client, kind, asked) -> str:
    asks = [str(ask.pk) for ask in asked.asks.all()]
    page = _press(client, kind.page_of(asked), where=HOME, ask=asks)
    for _office in range(60):
        if form_of(kind, asked) in page:
            break
        address = re.search(r'<form[^>]*action="([^"]+)"[^>]*class="outcomes"', page)[1]
        page = _press(client, address, **Form(page, address).sent, outcome="skipped")
    return page


def _press(client: Client, address: str, **fields: object) -> str:
    return client.post(address, fields, headers=OURS, follow=True).content.decode()


def wrong(client: Client, kind, asked) -> Form:
    """The same page after a press with an address that is none, and every tick ticked."""
    seen = first_view(client, kind, asked)
    fields = {**seen.sent, **seen.ticks, **fields_of(kind), "email": "ana@", **seen.ticks}
    response = client.post(form_of(kind, asked), fields, headers=OURS)
    assert response.status_code == 422
    return Form(response.content.decode(), form_of(kind, asked))


def consent_of(kind) -> bool:
    return "news_consent" in kind.form.base_fields


def test_after_an_error_the_form_says_what_it_said_at_first(kind, asked):
    seen = first_view(Client(), kind, asked)

    again = wrong(Client(), kind, asked)

    assert again.words == seen.words
    assert {"email"} <= seen.labels.keys() and seen.hints["email"] == "We send one message to make sure it is you"
    assert set(again.ticks) <= set(again.sent), "what was ticked is ticked still"


def test_the_desk_s_look_at_an_ask_shows_the_form_as_strangers_see_it(kind, asked):
    if kind.beneath or not is_an_ask(asked):
        pytest.skip("its form is not on a page that an organizer looks at before it is public")

    look = signed_in_client().get(reverse(f"{asked._meta.app_label}_desk:preview", args=[asked.action.slug]))

    at_the_desk = Form(look.content.decode(), form_of(kind, asked))
    assert at_the_desk.words == first_view(Client(), kind, asked).words and len(at_the_desk.labels) > 3


@pytest.mark.parametrize("first_press", ["right", "wrong"])
def test_what_is_kept_is_what_stood_beside_the_tick_from_the_form_to_the_button(kind, asked, first_press):
    """The form's tick says what the confirm page's says; the second is the evidence."""
    client = Client()
    form = first_view(client, kind, asked) if first_press == "right" else wrong(client, kind, asked)
    fields = {**form.sent, **form.ticks, **fields_of(kind), **form.ticks}
    assert client.post(form_of(kind, asked), fields, headers=OURS).status_code == 303

    link = f"/confirm/{token_of(rows(kind)[0])}/"
    owner = Form(Client().get(link).content.decode(), link)
    say_yes(Client(), link)

    kept = [consent.wording for consent in Consent.objects.all()]
    assert kept == ([owner.labels["news_consent"]] if consent_of(kind) else [])
    assert owner.labels.get("news_consent") == form.labels.get("news_consent")
    assert all("I can stop this with one click." in words for words in kept)


def test_after_an_error_on_the_confirm_page_the_words_are_the_same_and_kept(kind, asked, with_names):
    link = f"/confirm/{token_of(arrived(kind, asked))}/"
    before = Form(Client().get(link).content.decode(), link)

    again = Client().post(link, {**before.sent, "name": ""}, headers=OURS)
    after = Form(again.content.decode(), link)

    assert again.status_code == 422 and after.words == before.words
    Client().post(link, {**after.sent, "name": WHO["name"]}, headers=OURS)
    kept = [consent.wording for consent in Consent.objects.all()]
    assert kept == ([after.labels["news_consent"]] if consent_of(kind) else [])


def test_beside_a_changed_zip_code_stands_its_own_town(kind, asked):
    if "zip_code" not in kind.form.base_fields:
        pytest.skip("it asks for no ZIP code")
    link = f"/confirm/{token_of(arrived(kind, asked))}/"
    assert Form(Client().get(link).content.decode(), link).hints["zip_code"].startswith("Rivertown")

    again = Client().post(link, {"name": "", "zip_code": "99999"}, headers=OURS)

    assert "zip_code" not in Form(again.content.decode(), link).hints


def test_we_are_renamed_while_the_page_is_open_and_what_was_read_is_kept(kind, asked):
    if not consent_of(kind):
        pytest.skip("it asks for no consent")
    link = f"/confirm/{token_of(arrived(kind, asked))}/"
    read = Form(Client().get(link).content.decode(), link)
    organization.change({"name": RENAMED})

    Client().post(link, read.sent, headers=OURS)

    assert [consent.wording for consent in Consent.objects.all()] == [read.labels["news_consent"]]
    assert RENAMED not in read.labels["news_consent"]


@pytest.mark.parametrize("sent", ["on", "I may be written to", "I may be written to:0123"])
def test_a_tick_whose_sentence_nobody_saw_is_asked_again_with_everything_kept(kind, asked, sent):
    if not consent_of(kind):
        pytest.skip("it asks for no consent")
    link = f"/confirm/{token_of(arrived(kind, asked))}/"

    again = Client().post(link, {**fields_of(kind), "name": "Ana Flores-Weiss", "news_consent": sent}, headers=OURS)

    page = again.content.decode()
    assert again.status_code == 422 and "Read this sentence, and press the button once more" in page
    assert Consent.objects.count() == 0 and rows(kind)[0].state == "pending"
    Client().post(link, Form(page, link).sent, headers=OURS)
    assert Consent.objects.get().person.name == "Ana Flores-Weiss"
