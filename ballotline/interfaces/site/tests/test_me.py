""" "My data": what a person can see and do behind the mailed link, and what a stranger learns."""

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballotline.interfaces.site.mails import MyDataLink, signer
from ballotline.movement.arrivals import proof
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.models import Press
from ballotline.movement.arrivals.queries import network_key
from ballotline.movement.arrivals.testing import solved
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.words import Words
from ballotline.movement.people import queries
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.kinds.form.testing import counted as answered
from ballotline.organizing.actions.kinds.form.testing import make_form
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.queries import count_now
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from tests.rivertown import press

pytestmark = pytest.mark.django_db
ANA = "ana@rivertown.example"
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


def link_of(mailbox: str) -> str:
    """The link in the message that the mailbox asked for."""
    press(Client(), "/me/", email=mailbox)
    message = Message.objects.filter(kind="site.MyDataLink", to_address=mailbox).latest("id")
    return f"/me/{signer.sign(message.about)}/"


def text_of(response) -> str:
    return response.content.decode()


def test_known_and_unknown_addresses_get_the_same_answer_the_same_work_and_a_message_each(client):
    counted(make_petition(), "Ana Flores", email=ANA)
    nobody = "nobody@rivertown.example"

    press(client, "/me/", email="first@rivertown.example")  # who we are is read once a process
    pages, statements = {}, {}
    for address in (ANA, nobody):
        with CaptureQueriesContext(connection) as seen:
            pages[address] = text_of(press(client, "/me/", email=address)).replace(address, "E")
        statements[address] = [query["sql"].split(" ", 1)[0] for query in seen.captured_queries]

    assert pages[ANA] == pages[nobody] and statements[ANA] == statements[nobody]
    asked = Message.objects.filter(kind="site.MyDataLink", to_address__in=[ANA, nobody])
    told = {m.to_address: words_of(m).subject for m in asked}
    assert told == {ANA: "What we hold about you", nobody: "We hold nothing about you"}


def words_of(message: Message) -> Words:
    return MyDataLink.load([message.about], at=timezone.now())[message.about].words()


def test_a_link_can_be_asked_for_again_however_often_other_forms_were_pressed_with_the_address(client):
    petition = make_petition()
    counted(petition, "Ana Flores", email=ANA)
    for n in range(8):
        signed(petition, f"Forged {'abcdefgh'[n]}", email=ANA)

    assert client.get(link_of(ANA)).status_code == 200


def test_five_links_a_day_and_the_next_day_again(client):
    counted(make_petition(), "Ana Flores", email=ANA)

    for minutes in range(0, 8 * 11, 11):
        with time_machine.travel(MONDAY + timedelta(minutes=minutes), tick=False):
            press(client, "/me/", email=ANA)
    assert Message.objects.filter(kind="site.MyDataLink").count() == 5
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        press(client, "/me/", email=ANA)

    assert Message.objects.filter(kind="site.MyDataLink").count() == 6


def asked_from(network: str, n: int, **fields: str):
    """Somebody of that network asks for a link to the mailbox with that number."""
    typed = {"email": f"v{n}@town{n}.example", **fields}
    return Client().post("/me/", typed, headers={"Sec-Fetch-Site": "same-origin"}, REMOTE_ADDR=network)


def test_one_network_gets_thirty_links_in_ten_minutes_and_the_page_never_says_so():
    with time_machine.travel(MONDAY, tick=False):
        pages = {text_of(asked_from("198.51.100.7", n)).replace(f"v{n}@town{n}.example", "E") for n in range(120)}
        assert Message.objects.count() == 30 and len(pages) == 1

        asked_from("203.0.113.7", 200)
        assert Message.objects.count() == 31, "another network asks on meanwhile"
    with time_machine.travel(MONDAY + timedelta(minutes=11), tick=False):
        asked_from("198.51.100.7", 300)
    assert Message.objects.count() == 32


def test_sixty_mailboxes_of_one_school_are_written_to_in_ten_minutes_wherever_it_is_asked():
    for n in range(70):
        asked_from(f"198.51.{n}.7", n, email=f"child{n}@school.example")
        asked_from(f"198.51.{n}.7", n, email=f"child{n}@gmail.com")

    assert Message.objects.filter(to_address__endswith="@school.example").count() == 60
    assert Message.objects.filter(to_address__endswith="@gmail.com").count() == 70


def test_while_it_is_odd_the_page_asks_for_a_small_sum_and_who_solved_it_gets_a_link():
    assert "proof.js" not in text_of(Client().get("/me/"))
    for n in range(31):
        asked_from("198.51.100.7", n)

    asked_from("198.51.100.7", 40, proof=solved(proof.challenge(timezone.now())))

    assert "proof.js" in text_of(Client().get("/me/"))
    assert Message.objects.filter(to_address="v40@town40.example").exists()


def test_a_trusted_network_asks_as_often_as_it_likes_and_nothing_is_kept_of_it(settings):
    settings.CONFIG = replace(settings.CONFIG, trusted_networks=(ip_network("198.51.100.0/24"),))

    for n in range(40):
        asked_from("198.51.100.7", n)

    assert Message.objects.count() == 40 and not Press.objects.exists()


def test_who_corrects_addresses_all_day_keeps_nobody_of_the_network_from_their_link():
    network = network_key("198.51.100.7")
    for _press in range(31):
        Press.objects.create(form="correction", network_key=network, pressed_at=timezone.now())

    asked_from("198.51.100.7", 1)

    assert Message.objects.count() == 1


def test_where_somebody_asked_from_is_forgotten_a_day_later():
    with time_machine.travel(MONDAY, tick=False):
        asked_from("198.51.100.7", 1)

    arrivals.forget(at=MONDAY + timedelta(hours=23))
    assert Press.objects.get().mail_domain == "town1.example"
    arrivals.forget(at=MONDAY + timedelta(hours=25))

    assert not Press.objects.exists()


def test_the_address_of_the_link_does_not_hold_the_mailbox(client):
    counted(make_petition(), "Ana Flores", email=ANA)

    token = link_of(ANA).split("/")[2]

    readable = base64.urlsafe_b64decode(token.split(":")[0] + "==")
    assert b"ana" not in readable.lower()
    assert "ana@" not in token


def test_asking_twice_in_ten_minutes_sends_one_mail(client):
    counted(make_petition(), "Ana Flores", email=ANA)

    with time_machine.travel("2026-11-24 10:00:00+00:00", tick=False):
        press(client, "/me/", email=ANA)
        press(client, "/me/", email=ANA)

    assert Message.objects.filter(kind="site.MyDataLink").count() == 1


def test_the_page_shows_what_somebody_answered_in_the_words_in_which_it_was_asked(client):
    answered(make_form(), "Ana Flores", whynow01="Because of <b>the bus</b>", coulddo1=["Make calls"])

    page = text_of(client.get(link_of("ana.flores@rivertown.example")))

    assert "Support candidates" in page and "Why now?" in page and "Make calls" in page
    assert "Because of &lt;b&gt;the bus&lt;/b&gt;" in page


def test_the_page_shows_everything_that_is_held(client):
    counted(make_petition(), "Ana Flores", email=ANA, news_consent=True, comment="Six days, please")

    page = text_of(client.get(link_of(ANA)))

    for words in ("Ana Flores", ANA, "00010", "Six days, please", "Keep the Ferry Street library", "may write to me"):
        assert words in page


def test_an_old_or_forged_link_shows_nothing(client):
    counted(make_petition(), "Ana Flores", email=ANA)
    link = link_of(ANA)

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        old = client.get(link)

    assert (old.status_code, client.get("/me/forged/").status_code) == (410, 404)
    assert "Ana" not in text_of(old)


def test_a_person_corrects_name_and_zip(client):
    counted(make_petition(), "Ana Flroes", email=ANA)

    press(client, link_of(ANA) + "correct/", name="Ana Flores", zip_code="00011")

    person = Person.objects.get()
    assert (person.name, person.zip_code) == ("Ana Flores", "00011")


def test_a_wrong_correction_is_said_at_the_field_and_changes_nothing(client):
    counted(make_petition(), "Ana Flores", email=ANA)

    response = press(client, link_of(ANA) + "correct/", name="", zip_code="00011")

    assert response.status_code == 422
    assert "Enter your name" in text_of(response)
    assert Person.objects.get().zip_code == "00010"


def test_a_consent_is_withdrawn_and_given_with_its_evidence(client):
    person = counted(make_petition(), "Ana Flores", email=ANA, news_consent=True).person

    read = []
    for given in ("no", "yes"):
        link = link_of(ANA)
        read += re.findall(f'name="given" value="{given}">([^<]+)<', text_of(client.get(link)))
        press(client, link + "consent/", given=given)
        assert queries.allows(person, channel="email", purpose="news") == (given == "yes")

    kept = list(person.consents.order_by("id"))
    assert [consent.where for consent in kept] == ["/petitions/library/", "my data", "my data"]
    assert [consent.wording for consent in kept[1:]] == read and len(read) == 2


def test_a_copy_holds_every_room_s_rows(client):
    counted(make_petition(), "Ana Flores", email=ANA, comment="Six days, please")

    held = client.get(link_of(ANA) + "copy.json").json()

    assert held["name"] == "Ana Flores"
    assert held["signatures"][0]["comment"] == "Six days, please"
    assert {"contact_points", "consents", "activities", "tags", "messages", "account"} <= set(held)


def test_two_people_of_one_mailbox_see_only_their_own(client):
    petition = make_petition()
    counted(petition, "Ana Flores", email=ANA, comment="Ana says")
    ben = counted(petition, "Ben Flores", email=ANA, comment="Ben says").person

    asked = text_of(client.get(link_of(ANA)))
    bens = text_of(client.get(link_of(ANA) + f"?who={ben.public_id}"))

    assert "Who are you?" in asked
    assert "Ben says" in bens
    assert "Ana says" not in bens


def test_erasing_asks_first_and_then_nothing_of_the_person_is_left(client):
    signature = counted(make_petition(), "Ana Flores", email=ANA, comment="Six days, please", news_consent=True)

    link = link_of(ANA)

    assert "cannot be undone" in text_of(client.get(link + "erase/"))
    press(client, link + "erase/")

    signature.refresh_from_db()
    person = Person.objects.get()
    held = [signature.name, signature.email, signature.comment, signature.zip_code, person.zip_code]
    assert held == ["", "", "", "", ""]
    assert person.erased_at is not None
    assert person.name != "Ana Flores"
    assert not person.contact_points.exists()
    assert not Message.objects.filter(to_address=ANA).exists()
    assert client.get(link).status_code == 410


def test_a_signature_that_was_handed_over_stays_counted_without_its_name(client):
    petition = make_petition(delivered_at=timezone.now())
    running = make_petition("bus")
    counted(petition, "Ana Flores", email=ANA)
    counted(running, "Ana Flores", email=ANA)

    press(client, link_of(ANA) + "erase/")

    assert count_now(petition, timezone.now()).online == 1
    assert count_now(running, timezone.now()).online == 0
    assert not Signature.objects.exclude(name="").exists()
