"""Row S1, the whole story: somebody signs on a phone, confirms, shares; the organizer delivers a list that anyone
can verify. Through HTTP, the outbox and the installed command."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import mail as django_mail
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.accounts import services as accounts
from ballotline.movement.mail import drain as drain_module
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.kinds.petition.models import Delivery, Petition, Signature
from ballotline.organizing.actions.kinds.petition.tasks import build_delivery, mail_update
from tests.rivertown import ANA, BEN, DOT, links_in, make_rivertown, press, say_yes, send_all_mail, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_lands_in_the_outbox(monkeypatch):
    """A provider is set, and it is Django's outbox: everything up to the handing over is real."""
    monkeypatch.setattr(drain_module, "leaves_this_machine", lambda: True)
    monkeypatch.setattr(drain_module.wire, "connection", lambda: django_mail.get_connection())
    caches["near"].clear()


def organizer() -> Client:
    account = accounts.open_account(
        name="Lena Ortiz", email="lena@rivertown.example", role="owner", by=SYSTEM, at=timezone.now()
    )
    client = Client()
    client.force_login(account)
    return client


def the_mail_to(address: str):
    send_all_mail()
    return [m for m in django_mail.outbox if m.to == [address]][-1]


def confirm_link(address: str) -> str:
    return next(link for link in links_in(the_mail_to(address).body) if "/confirm/" in link)


def test_from_a_draft_to_a_list_that_anyone_can_verify(tmp_path):
    make_rivertown()
    desk, phone = organizer(), Client()

    # The organizer writes four fields, looks and publishes.
    four_fields = {
        "title": "Keep the Ferry Street library open six days a week",
        "target": "Rivertown City Council",
        "asks": "We ask the City Council to keep the library open on six days a week.",
        "body": "The library is **ours**.",
    }
    drafted = desk.post("/desk/petitions/new/", four_fields, follow=True)
    assert "This is how it will look." in drafted.content.decode()
    petition = Petition.objects.get()
    slug = petition.action.slug
    assert phone.get(f"/petitions/{slug}/").status_code == 404
    desk.post(f"/desk/petitions/{slug}/step/publish/")

    # Ana reads it on the front page and signs; nothing of her is in the house yet.
    assert "Keep the Ferry Street library" in phone.get("/").content.decode()
    signed = sign(
        phone, slug, {**ANA, "show_name": "on", "news_consent": "on", "comment": "My son learned to read there."}
    )
    assert signed["Location"] == f"/petitions/{slug}/thanks/"
    assert Person.objects.count() == 0

    # The mail: text and HTML, one button; opening it changes nothing, pressing it counts.
    message = the_mail_to("ana@rivertown.example")
    assert message.subject.startswith("Count your signature")
    assert [part.mimetype for part in message.alternatives] == ["text/html"]
    assert "son learned" not in message.body and "Ana" not in message.body
    link = confirm_link("ana@rivertown.example")
    phone.get(link)
    assert Person.objects.count() == 0
    counted = say_yes(phone, link)
    page = phone.get(counted["Location"]).content.decode()
    assert "Counted. You are the first." in page

    # She shares; Ben signs through her link, and she sees it the next time.
    share = re.search(r"http://testserver(/s/[\w-]+)", page)[1]
    bens_phone = Client()
    bens_page = bens_phone.get(share)["Location"]
    bens_phone.post(bens_page, BEN, headers={"Sec-Fetch-Site": "same-origin"})
    say_yes(bens_phone, confirm_link("ben@rivertown.example"))
    assert "1 person signed through your link" in phone.get(counted["Location"]).content.decode()

    # She wants to hear how it goes on; Dot did not sign what came to her mailbox.
    press(phone, counted["Location"] + "updates/", wanted="yes")
    sign(Client(), slug, DOT)
    press(Client(), confirm_link("dot@rivertown.example") + "not-me/")
    assert Signature.objects.count() == 2

    # The organizer shows the comment, types in a paper sheet, closes, and prepares the delivery.
    ana = Signature.objects.get(name="Ana Flores")
    desk.post(f"/desk/petitions/{slug}/comments/show/", {"id": str(ana.public_id)})
    desk.post(f"/desk/petitions/{slug}/paper/", {"sheet": "1", "name_1": "Ruth Abara", "zip_1": "00014"})
    caches["near"].clear()
    page = phone.get(f"/petitions/{slug}/").content.decode()
    assert "My son learned to read there." in page and "1 of them on paper" in page and "Ana, Rivertown" in page
    desk.post(f"/desk/petitions/{slug}/step/close/")
    desk.post(f"/desk/petitions/{slug}/delivery/prepare/")
    delivery = Delivery.objects.get()
    build_delivery(str(delivery.public_id))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.online, delivery.paper) == ("ready", 2, 1)

    # The list that leaves: names, places, comments. Anyone can verify it, and a changed row is named.
    address = f"/desk/petitions/{slug}/delivery/{delivery.public_id}/list.csv"
    listed = b"".join(desk.get(address).streaming_content)
    assert b"rivertown.example" not in listed and b"Ruth Abara" in listed and b"Rivertown, MR" in listed
    assert verify(tmp_path, listed, delivery.head_hash) == 0
    assert verify(tmp_path, listed.replace(b"Ben Weiss", b"Bob Weiss"), delivery.head_hash) == 4
    caches["near"].clear()
    assert delivery.head_hash in phone.get(f"/petitions/{slug}/check/").content.decode()

    # It is handed over and won; Ana, who asked, is told, and nobody else.
    desk.post(f"/desk/petitions/{slug}/handed-over/", {"receipt": "The clerk stamped our copy on 10 March."})
    won = {"outcome": "won", "words": "The council voted 6 to 1.", "source": "Minutes of 2 April", "on": "2026-04-02"}
    desk.post(f"/desk/petitions/{slug}/outcome/", won)
    for note in petition.updates.all():
        mail_update(str(note.public_id))
    send_all_mail()
    told = [m for m in django_mail.outbox if "We won" in m.subject]
    assert [m.to for m in told] == [["ana@rivertown.example"]]
    assert "List-Unsubscribe-Post" in told[0].message()
    caches["near"].clear()
    closed = phone.get(f"/petitions/{slug}/")
    assert closed.status_code == 410 and "Won." in closed.content.decode()


def verify(folder, listed: bytes, head: str) -> int:
    """The exit code of the installed command, run in an empty folder without settings."""
    file = folder / "list.csv"
    file.write_bytes(listed)
    empty = folder / "empty"
    empty.mkdir(exist_ok=True)
    command = [str(Path(sys.executable).with_name("ballotline")), "petition", "verify", str(file), "--head", head]
    done = subprocess.run(command, cwd=empty, env={"PATH": "/usr/bin"}, capture_output=True, timeout=60)
    assert not list(empty.iterdir())
    return done.returncode
