"""The pages behind a mailed link, and petitions away from their page: frame, count, share link."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.queries import suppressed
from ballotline.movement.people.models import Consent
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from tests.rivertown import ANA, BEN, make_rivertown, press, sign

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    caches["near"].clear()


def text_of(response) -> str:
    return response.content.decode()


def test_the_link_in_the_mail_only_shows_a_page_and_the_button_counts(client):
    signature = signed(make_petition())
    link = f"/confirm/{token_of(signature)}/"

    for _scanner in range(3):
        assert "Is this your signature?" in text_of(client.get(link))
    assert queries.count_now(signature.petition, timezone.now()).all == 0
    press(client, link, **ANA)

    assert queries.count_now(signature.petition, timezone.now()).all == 1


def test_pages_behind_a_mailed_link_are_never_kept_indexed_or_referred(client):
    signature = signed(make_petition())

    response = client.get(f"/confirm/{token_of(signature)}/")

    headers = response["Cache-Control"], response["X-Robots-Tag"], response["Referrer-Policy"]
    assert headers == ("no-store", "noindex", "no-referrer")


def test_an_expired_and_a_disowned_link_get_the_same_page_and_a_forged_and_a_cut_one_another(client):
    petition = make_petition()
    old = signed(petition, "Old One", at=timezone.now() - timedelta(days=15))
    gone = signed(petition, "Not Me")
    arrivals.disown(arrival=gone, at=timezone.now())
    token, gone_token = token_of(old), token_of(gone)

    expired, disowned = client.get(f"/confirm/{token}/"), client.get(f"/confirm/{gone_token}/")
    forged, cut = client.get("/confirm/0123456789abcdef:forged/"), client.get(f"/confirm/{token[:-6]}/")

    assert expired.status_code == disowned.status_code == 410
    assert text_of(expired).replace(token, "T") == text_of(disowned).replace(gone_token, "T")
    assert forged.status_code == cut.status_code == 404 and text_of(forged) == text_of(cut)
    assert "This link is not whole" in text_of(cut) and "14 days" not in text_of(cut)


def test_a_new_link_can_be_asked_for_and_a_forged_one_gets_the_same_answer(client):
    old = signed(make_petition(), at=timezone.now() - timedelta(days=15))
    token = token_of(old)

    ours = press(client, f"/confirm/{token}/new/")
    forged = press(client, "/confirm/x:y/new/")

    assert text_of(ours).replace(token, "T") == text_of(forged).replace("x:y", "T")
    assert Message.objects.count() == 2
    assert client.get(f"/confirm/{token}/").status_code == 200


def test_a_used_link_says_that_it_is_counted(client):
    signature = counted(make_petition())

    page = text_of(client.get(f"/confirm/{token_of(signature)}/"))

    assert "Your signature is counted." in page and "This link has done its work." in page


def test_two_people_with_one_mailbox_each_press_a_button_of_their_own(client):
    petition = make_petition()
    ana = signed(petition, "Ana Flores", email="house@rivertown.example")
    ben = signed(petition, "Ben Flores", email="house@rivertown.example")

    page = text_of(client.get(f"/confirm/{token_of(ana)}/"))
    link = re.search(r'<a href="(/confirm/[^"]+)">Ben Flores</a>', page)[1]
    press(client, link, name="Ben Flores", zip_code="00010")

    assert "Ana Flores" in page and link == f"/confirm/{token_of(ben)}/"
    assert [s.name for s in petition.signatures.filter(state="confirmed")] == ["Ben Flores"]


def test_not_me_takes_the_signature_out_and_can_stop_petition_mail(client):
    petition = make_petition()
    signature = signed(petition, email="victim@rivertown.example")

    page = text_of(press(client, f"/confirm/{token_of(signature)}/not-me/"))
    about = re.search(r'name="about" value="([^"]+)"', page)[1]
    refused = press(client, "/confirm/never/", about=about)

    assert petition.signatures.count() == 0
    assert "No such mail to this address any more" in text_of(refused)
    assert suppressed(["victim@rivertown.example"], "petitions") == {"victim@rivertown.example"}


def test_everything_that_will_be_recorded_stands_on_the_page_and_what_is_changed_there_counts(client):
    petition = make_petition()
    typed = signed(petition, "Ana Flroes", comment="Seven days", show_name=True, news_consent=True)
    link = f"/confirm/{token_of(typed)}/"

    page = text_of(client.get(link))
    press(client, link, name="Ana Flores", zip_code="00011", comment="Six days", news_consent="")

    assert "Ana Flroes" in page and "Seven days" in page and page.count(" checked") == 2
    counts = petition.signatures.get(state="confirmed")
    assert (counts.name, counts.zip_code, counts.comment) == ("Ana Flores", "00011", "Six days")
    assert (counts.show_name, counts.news_consent, Consent.objects.count()) == (False, False, 0)


def test_a_wrong_word_on_the_confirm_page_gets_a_sentence_and_counts_nothing(client):
    petition = make_petition()
    link = f"/confirm/{token_of(signed(petition))}/"

    response = press(client, link, name="", zip_code="00010")

    assert response.status_code == 422 and "Enter your name" in text_of(response)
    assert not petition.signatures.filter(state="confirmed").exists()


def test_a_wrong_address_is_changed_on_the_thank_you_page(client):
    petition = make_petition()
    sign(client, "library", {**ANA, "email": "ana@exampel.example"})

    press(client, "/petitions/library/thanks/change/", email="ana@rivertown.example")

    assert petition.signatures.get().email == "ana@rivertown.example"
    assert "ana@rivertown.example" in text_of(client.get("/petitions/library/thanks/"))


def test_sending_again_within_ten_minutes_says_when_it_is_possible(client):
    make_petition()
    sign(client, "library", ANA)

    page = text_of(press(client, "/petitions/library/thanks/again/"))

    assert "You can send it again" in page
    assert Message.objects.count() == 1


def test_the_count_for_other_sites_holds_no_person(client):
    counted(make_petition(), "Ana Flores")

    answer = client.get("/petitions/library/count.json")

    assert answer["Access-Control-Allow-Origin"] == "*" and not answer.cookies
    assert (answer.json()["signatures"], answer.json()["paper_signatures"]) == (1, 0)


def test_the_frame_may_stand_on_other_sites_and_sets_no_cookie(client):
    make_petition()

    framed, page = client.get("/petitions/library/embed/"), client.get("/petitions/library/")

    assert "frame-ancestors *" in framed["Content-Security-Policy"] and "X-Frame-Options" not in framed
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert not framed.cookies


def test_a_share_link_leads_to_the_petition_and_remembers_through_whom(client):
    petition = make_petition()
    ana = counted(petition, "Ana Flores")

    location = client.get(f"/s/{ana.share_code}")["Location"]
    client.post(location, BEN, headers={"Sec-Fetch-Site": "same-origin"})

    assert petition.signatures.get(name="Ben Weiss").shared_by == ana
    assert client.get("/s/nobody").status_code == 302


def test_changing_the_address_after_the_petition_closed_gets_its_result_and_not_an_error(client):
    petition = make_petition()
    sign(client, "library", ANA)
    actions.step(petition, "close", by=SYSTEM, at=timezone.now())
    caches["near"].clear()

    response = press(client, "/petitions/library/thanks/change/", email="ana2@rivertown.example")

    assert response["Location"] == "/petitions/library/"
    closed = client.get(response["Location"])
    assert closed.status_code == 410 and "This petition closed" in text_of(closed)


def test_the_thank_you_page_has_everything_to_pass_it_on(client):
    make_petition()
    sign(client, "library", ANA)

    page = text_of(client.get("/petitions/library/thanks/"))

    for part in ("Copy link", "mailto:?", "sms:?", "wa.me", '<svg class="qr"', "Words to send with it"):
        assert part in page


def test_a_frame_on_another_site_names_that_site_as_the_source(client):
    petition = make_petition()
    frame = text_of(client.get("/petitions/library/embed/", headers={"Referer": "https://rivertown-times.example/"}))
    action = re.search(r'<form\s+method="post"\s+action="([^"]+)"', frame)[1]

    client.post(action, ANA, headers={"Sec-Fetch-Site": "same-origin"})

    assert petition.signatures.get().source == "rivertown-times.example"


def test_the_confirm_page_shows_the_town(client):
    make_rivertown()
    signature = signed(make_petition(), "Ana Flores", zip_code="00010-1234")

    page = text_of(client.get(f"/confirm/{token_of(signature)}/"))

    assert "Rivertown, MR" in page


def test_a_one_click_link_on_a_closed_petition_answers_410(client):
    person = counted(make_petition(), "Ana Flores").person
    bus = make_petition("bus", state="closed")

    assert client.get(f"/petitions/bus/as/{queries.one_click_token(bus, person)}/").status_code == 410
