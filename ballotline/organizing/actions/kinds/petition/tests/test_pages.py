"""The petition page and the pages after it, as a browser sees them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals.proof import HARDEST
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.mail.models import Message
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.pages import signing as signing_pages
from ballotline.organizing.actions.kinds.petition.services import checking
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from tests.rivertown import ANA, BEN, sign

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    caches["near"].clear()


def text_of(response) -> str:
    return response.content.decode()


def test_a_press_reads_nothing_that_only_a_page_shows(client):
    """Who we are stands beside the tick; whoever is led on sees no tick."""
    make_petition()

    with CaptureQueriesContext(connection) as asked:
        response = sign(client, "library", ANA)

    assert response.status_code == 303
    assert [one["sql"] for one in asked if "organization_organization" in one["sql"]] == []


def test_the_page_shows_title_target_count_and_form_and_sets_no_cookie(client):
    counted(make_petition(), "Ana Flores", show_name=True)

    response = client.get("/petitions/library/")

    page = text_of(response)
    assert response.status_code == 200 and not response.cookies
    for words in (
        "Keep the Ferry Street library",
        "To Rivertown City Council",
        "person has signed",
        "Sign the petition",
        "Ana</li>",
    ):
        assert words in page
    assert page.count("<h1") == 1


def test_the_whole_name_and_the_address_of_a_signer_are_never_on_the_page(client):
    counted(make_petition(), "Ana Flores", show_name=True, email="ana@rivertown.example")

    page = text_of(client.get("/petitions/library/"))

    assert "Flores" not in page and "ana@" not in page


def test_a_signer_who_does_not_agree_is_not_shown(client):
    counted(make_petition(), "Ana Flores", show_name=False)

    assert "Ana" not in text_of(client.get("/petitions/library/"))


def test_the_page_is_rendered_once_in_two_seconds(client, django_assert_num_queries):
    make_petition()
    client.get("/petitions/library/")

    with django_assert_num_queries(0):
        response = client.get("/petitions/library/")
    assert client.get("/petitions/library/", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_who_was_shown_a_higher_count_by_another_process_is_never_shown_a_lower_one(client):
    """Each process keeps the page for two seconds of its own: the second's is played by what this one kept before."""
    petition = make_petition()
    counted(petition, "Ana Flores")
    with time_machine.travel(timezone.now() - timedelta(seconds=1)):
        client.get("/petitions/library/")
    near = caches["near"]
    older, its_end = dict(near._cache), dict(near._expire_info)
    near.clear()
    counted(petition, "Ben Weiss")
    seen = client.get("/petitions/library/")
    near._cache.update(older)
    near._expire_info.update(its_end)
    assert "<b>1</b>" in text_of(Client().get("/petitions/library/")), "who has seen nothing may be shown the kept one"

    again = client.get("/petitions/library/", headers={"If-None-Match": seen["ETag"]})

    assert "<b>2</b>" in text_of(seen) and "<b>2</b>" in text_of(again)


def test_signing_leads_to_the_same_thank_you_page_for_everybody(client):
    petition = make_petition()
    counted(petition, "Ana Flores", email="ana@rivertown.example")

    known, new = sign(client, "library", ANA), sign(client, "library", BEN)

    assert (known.status_code, new.status_code) == (303, 303)
    assert known["Location"] == new["Location"] == "/petitions/library/thanks/"


def test_the_answers_to_a_new_and_a_known_signer_are_alike_to_the_letter(client):
    petition = make_petition()
    counted(petition, "Ana Flores", email="ana@rivertown.example")

    def page_after(who):
        client.cookies.clear()
        sign(client, "library", who)
        page = text_of(client.get("/petitions/library/thanks/"))
        page = page.replace(who["email"], "E").replace(who["name"], "N")
        page = re.sub(r' d="M[^"]+"', "QR", re.sub(r'name="key" value="[^"]+"', "KEY", page))
        return re.sub(r"/s/[\w-]+", "/s/CODE", re.sub(r"<time.*?</time>", "T", page))

    assert page_after(ANA) == page_after(BEN)


def test_only_the_post_sets_the_hours_cookie_and_it_reaches_this_petition_only(client):
    make_petition()
    assert not client.get("/petitions/library/thanks/").cookies

    cookie = sign(client, "library", ANA).cookies["held_signature"]

    assert (cookie["path"], cookie["max-age"], cookie["httponly"]) == ("/petitions/library/", 3600, True)
    assert "ana@rivertown.example" in text_of(client.get("/petitions/library/thanks/"))


def test_without_the_cookie_the_thank_you_page_stands_without_the_address(client):
    make_petition()
    sign(client, "library", ANA)
    client.cookies.clear()

    assert "ana@" not in text_of(client.get("/petitions/library/thanks/"))


def test_coming_back_within_the_hour_shows_that_it_is_signed(client):
    make_petition()
    sign(client, "library", ANA)

    assert "You signed" in text_of(client.get("/petitions/library/"))


@pytest.mark.parametrize(
    "field, typed, sentence",
    [
        ("name", "", "Enter your name"),
        ("name", "https://win.example", "Enter your name, not a web address"),
        ("name", "www.win.example", "Enter your name, not a web address"),
        ("name", "=cmd|' /C calc'!A0", "Enter your name, starting with a letter"),
        ("name", "+1 Ana", "Enter your name, starting with a letter"),
        ("name", "-Ana", "Enter your name, starting with a letter"),
        ("name", "@ana", "Enter your name, not a web address"),
        ("name", "A" * 300, "Make your name shorter: 300 of 200 characters"),
        ("name", "Ana\x00Flores", "it holds a hidden character"),
        ("name", "Ana\x07Flores", "it holds a hidden character"),
        ("email", "", "Enter an e-mail address like name@example.org"),
        ("email", "ana@", "Enter an e-mail address like name@example.org"),
        ("email", "ana rivertown.example", "Enter an e-mail address like name@example.org"),
        ("email", "ana@rivertown.example\nbcc: x@y.example", "Enter an e-mail address like name@example.org"),
        ("email", "a" * 260 + "@rivertown.example", "Enter an e-mail address like name@example.org"),
        ("zip_code", "", "Enter your ZIP code, 5 digits"),
        ("zip_code", "1" * 30, "Make your ZIP code shorter: 30 of 20 characters"),
        ("comment", "x" * 612, "Make your comment shorter: 612 of 500 characters"),
        ("comment", "x\x00", "it holds a hidden character"),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence_and_nothing_typed_is_lost(client, field, typed, sentence):
    petition = make_petition()
    form = {**ANA, "comment": "Six days, please", "show_name": "on", field: typed}

    response = sign(client, "library", form)

    page = text_of(response)
    assert response.status_code == 422 and sentence in page.replace("&#x27;", "'")
    assert page.count("There is a problem") == 1 and "<title>Error:" in page
    kept = {"name": "Ana Flores", "email": "ana@rivertown.example", "zip_code": "00010", "comment": "Six days, please"}
    assert all(value in page for name, value in kept.items() if name != field)
    assert petition.signatures.count() == Message.objects.count() == 0


@pytest.mark.parametrize(
    "name", ["山田太郎", "Łukasz Żółć", "O'Brien-Smith", "ʻOkina Kaʻahu", "محمد علي", "Ng", "de la Cruz y Peña"]
)
def test_names_of_any_script_are_kept_as_typed(client, name):
    petition = make_petition()

    sign(client, "library", {**ANA, "name": name})

    assert petition.signatures.get().name == name


@pytest.mark.parametrize("zip_code", ["99999", "00010-1234", "SW1A 1AA", "1234"])
def test_an_unknown_zip_is_taken_and_has_no_place(client, zip_code):
    petition = make_petition()

    sign(client, "library", {**ANA, "zip_code": zip_code})

    assert petition.signatures.get().zip_code == zip_code


def test_a_closed_petition_answers_410_with_its_result(client):
    petition = make_petition(state="closed")

    shown, tried = client.get("/petitions/library/"), sign(client, "library", ANA)

    assert (shown.status_code, tried.status_code) == (410, 410)
    assert "This petition is closed." in text_of(shown)
    assert petition.signatures.count() == 0


def test_a_petition_that_opens_later_says_when(client):
    make_petition(opens_at=timezone.now() + timedelta(days=3))

    response = client.get("/petitions/library/")

    assert response.status_code == 200
    assert "Signing opens" in text_of(response) and "Sign the petition" not in text_of(response)


def test_a_draft_is_not_there(client):
    make_petition(state="draft")

    assert client.get("/petitions/library/").status_code == 404


def test_a_post_from_another_site_is_refused(client):
    petition = make_petition()

    crossed = client.post("/petitions/library/", ANA, headers={"Sec-Fetch-Site": "cross-site"})
    foreign = client.post("/petitions/library/", ANA, headers={"Origin": "https://evil.example"})

    assert (crossed.status_code, foreign.status_code) == (403, 403)
    assert petition.signatures.count() == 0


def test_a_foreign_host_name_is_refused(client):
    make_petition()

    assert client.get("/petitions/library/", headers={"Host": "evil.example"}).status_code == 400


def test_a_body_of_a_megabyte_is_refused_before_it_is_read(client):
    petition = make_petition()

    response = sign(client, "library", {**ANA, "comment": "x" * 1_048_576})

    assert response.status_code == 413
    assert petition.signatures.count() == 0


@pytest.mark.parametrize("problem", ["database is locked", "database or disk is full"])
def test_a_database_that_cannot_write_answers_503_and_keeps_what_was_typed(client, monkeypatch, problem):
    make_petition()

    def fails(**_arguments):
        raise OperationalError(problem)

    monkeypatch.setattr(signing_pages.signing, "sign", fails)
    response = sign(client, "library", {**ANA, "comment": "Six days, please"})

    page = text_of(response)
    assert response.status_code == 503 and response["Retry-After"] == "5"
    assert "Many people are signing right now." in page
    assert all(words in page for words in ("Ana Flores", "ana@rivertown.example", "00010", "Six days, please"))


def test_no_page_calls_another_server(client):
    make_petition()

    page = text_of(client.get("/petitions/library/"))

    links = re.findall(r'(?:src|href|action)="(https?://[^"]+)"', page)
    assert not [link for link in links if not link.startswith("http://testserver")]


def test_a_busy_page_asks_the_same_questions_and_says_what_is_agreed_to(client, monkeypatch):
    make_petition()

    def busy(**_all):
        raise OperationalError("database is locked")

    monkeypatch.setattr(signing_pages.signing, "sign", busy)
    page = text_of(sign(client, "library", ANA, news_consent="on"))

    assert "may write to me about other actions" in page and "Keep the Ferry Street library" in page
    assert "You agree that your name, town and comment are given to Rivertown City Council." in page


def test_a_database_that_cannot_even_be_read_keeps_what_was_typed(client, monkeypatch):
    make_petition()

    def busy(*_all, **_named):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(signing_pages, "found", busy)
    response = sign(client, "library", ANA, comment="Six days")

    assert response.status_code == 503 and "Ana Flores" in text_of(response) and "Six days" in text_of(response)


def test_a_kept_page_is_filled_with_a_fresh_count(client):
    petition = make_petition()
    assert queries.counted(petition, timezone.now()).all == 0
    counted(petition, "Ana Flores")

    assert "person has signed" in text_of(client.get("/petitions/library/"))
    assert "max-age=0" in client.get("/petitions/library/count.json")["Cache-Control"]


def test_the_paper_part_stands_beside_every_public_figure(client):
    petition = make_petition()
    ana = counted(petition, "Ana Flores")
    lines = [(1, "Ruth Abara", ""), (2, "Sam Teo", "")]
    checking.type_in_sheet(petition=petition, sheet=1, lines=lines, by=SYSTEM, at=timezone.now())

    for address in ("/", "/petitions/", f"/petitions/library/counted/{token_of(ana)}/"):
        assert "2 of them on paper" in text_of(client.get(address)), address


@pytest.mark.parametrize("name", ["Ana\u202eserolF", "Ana\u2028Flores", "Ana\u2066Flores"])
def test_characters_that_turn_or_break_a_line_of_the_list_are_refused_in_a_name(client, name):
    make_petition()

    response = sign(client, "library", {**ANA, "name": name})

    assert response.status_code == 422 and "it holds a hidden character" in text_of(response)


@pytest.mark.parametrize("name", ["می\u200cخواهم", "क\u094d\u200dष Rao"])
def test_the_joiners_that_scripts_need_are_kept(client, name):
    petition = make_petition()

    sign(client, "library", {**ANA, "name": name})

    assert petition.signatures.get().name == name


def test_a_body_that_does_not_say_its_length_is_refused_before_it_is_read(client):
    make_petition()

    response = client.post("/petitions/library/", ANA, headers={"Transfer-Encoding": "chunked"})

    assert response.status_code == 413


def test_the_form_asks_for_the_sum_only_while_the_rate_is_odd_and_never_needs_it(client):
    petition = make_petition()
    assert "proof.js" not in client.get("/petitions/library/").content.decode()
    for n in range(31):
        signed(petition, f"Signer {n}", email=f"s{n}@r{n}.example")
    client.cookies.clear()

    sign(client, "library", ANA)

    assert Signature.objects.get(name="Ana Flores").state in ("pending", "quarantined")


def test_while_the_rate_is_odd_the_page_carries_the_script(client):
    petition = make_petition()
    for n in range(31):
        signed(petition, f"Signer {n}", email=f"s{n}@r{n}.example")

    page = client.get("/petitions/library/").content.decode()

    assert "arrivals/proof.js" in page
    assert client.get("/sum.json").json()["maxnumber"] == HARDEST
