"""Row S5: from "I want to start a chapter" to a chartered chapter with a page, members, and officers whose rights end
with their terms.

Through the public form, the mail and the desk; counted in clicks of both sides.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.accounts import services as accounts
from ballotline.movement.accounts.models import Account
from ballotline.movement.mail import drain as drain_module
from ballotline.organizing.chapters import queries
from ballotline.organizing.chapters.models import Chapter, Requirement
from ballotline.organizing.chapters.services import asked
from tests.rivertown import links_in, press, say_yes, send_all_mail

pytestmark = pytest.mark.django_db

ANSWERS = {
    "where": "Ferry Point",
    "name": "Ruth Abara",
    "email": "ruth@rivertown.example",
    "together": "few",
    "first": "Talk with our neighbors about the ferry.",
    "phone": "",
}


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    caches["near"].clear()


@pytest.fixture(autouse=True)
def _mail_lands_in_the_outbox(monkeypatch):
    """A provider is set, and it is Django's outbox: everything up to the handing over is real."""
    monkeypatch.setattr(drain_module, "leaves_this_machine", lambda: True)
    monkeypatch.setattr(drain_module.wire, "connection", lambda: django_mail.get_connection())


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def owner() -> Client:
    name, email = "Lena Ortiz", "lena@rivertown.example"
    return signed_in(accounts.open_account(name=name, email=email, role="owner", by=SYSTEM, at=timezone.now()))


def newest_link() -> str:
    send_all_mail()
    return [link for mail in django_mail.outbox for link in links_in(str(mail.body)) if "/confirm/" in link][-1]


def joins(name: str, slug: str) -> str:
    """The address of their own page, after the form, the mail and the button."""
    visitor = Client()
    email = f"{name.split()[0].lower()}@rivertown.example"
    press(visitor, f"/chapters/{slug}/", name=name, email=email, zip_code="00010")
    return say_yes(visitor, newest_link())["Location"]


def test_from_the_application_to_a_chartered_chapter():
    desk, visitor = owner(), Client()
    asked.write_charter(body="We meet in the open.", by=SYSTEM, at=timezone.now())

    # Five answers, the mail, one button: then a private list, which says who answers, and by when.
    press(visitor, "/chapters/start/", **ANSWERS)
    assert "One more step: open your mail" in visitor.get("/chapters/start/thanks/").content.decode()
    assert not Chapter.objects.exists()
    private = say_yes(visitor, newest_link())["Location"]
    said = visitor.get(private).content.decode()
    assert "Thank you, Ruth Abara." in said
    assert "Nobody is near you yet. The organization’s office answers you by" in said
    assert said.count("Cannot start yet") == 4

    # The desk's first page says it in a sentence; one click leads to the case, one to the chapter, one approves.
    today = desk.get("/desk/").content.decode()
    [case] = re.findall(r'href="(/desk/cases/[^"]+)">Ruth Abara wants to start a chapter', today)
    assert 'href="/desk/chapters/ferry-point/"' in desk.get(case).content.decode()
    assert "Talk with our neighbors about the ferry." in desk.get("/desk/chapters/ferry-point/").content.decode()
    assert Client().get("/chapters/ferry-point/").status_code == 404
    desk.post("/desk/chapters/ferry-point/step/approve/")
    page = Client().get("/chapters/ferry-point/").content.decode()
    assert "Being founded." in page and "1 of 3 founding members have confirmed." in page

    # Two join, the list grows on both sides; the founding member accepts the charter and tells the first meeting.
    joins("Sam Teo", "ferry-point")
    joins("Ana Ruiz", "ferry-point")
    assert "3 of 3" in visitor.get(private).content.decode()
    visitor.post(f"{private}accept/", {"version": "1"})
    visitor.post(private, {"on": timezone.localdate().isoformat(), "note": "At the ferry house."})

    # Not yet: nobody leads it. Two members are named, and can sign in at once.
    desk.post("/desk/chapters/ferry-point/step/charter/")
    assert Chapter.objects.get().state == "provisional"
    for membership in queries.members(Chapter.objects.get())[:2]:
        named = desk.post(
            "/desk/chapters/ferry-point/officers/name/",
            {
                "member": membership.public_id,
                "title": "Chair",
                "role": "officer",
                "chosen": "founding",
                "first_day": timezone.localdate().isoformat(),
                "last_day": (timezone.localdate() + timedelta(days=365)).isoformat(),
            },
        )
        assert named.status_code == 303
    assert "Ferry Point can be chartered" in desk.get("/desk/").content.decode()
    desk.post("/desk/chapters/ferry-point/step/charter/")
    assert Chapter.objects.get().state == "chartered"
    assert "Being founded." not in Client().get("/chapters/ferry-point/").content.decode()

    # The officer opens the desk, sees this chapter and no settings; the list of requirements is not theirs.
    officer = signed_in(Account.objects.get(email="ruth@rivertown.example"))
    assert officer.get("/desk/chapters/ferry-point/members/").status_code == 200
    assert officer.get("/desk/settings/").status_code == 404
    assert officer.get("/desk/chapters/founding/").status_code == 404
    assert officer.post("/desk/chapters/ferry-point/step/suspend/").status_code == 404


def test_who_leaves_says_so_on_their_own_page_and_can_come_back():
    desk = owner()
    Chapter.objects.create(
        name="Rivertown", slug="rivertown", state="chartered", since=timezone.now(), created_at=timezone.now()
    )
    own = joins("Ana Ruiz", "rivertown")
    visitor = Client()
    assert "You are a member of Rivertown" in visitor.get(own).content.decode()

    left = visitor.post(f"{own}leave/", follow=True).content.decode()

    assert "You have left Rivertown" in left
    assert "No members" not in left
    assert "Nobody yet." in desk.get("/desk/chapters/rivertown/members/").content.decode()
    joins("Ana Ruiz", "rivertown")
    assert [one.person.name for one in queries.members(Chapter.objects.get())] == ["Ana Ruiz"]


def test_the_chapter_of_an_address_is_found_without_keeping_the_address():
    page = Client().get("/chapters/").content.decode()
    assert "There is no chapter yet." in page and "Start a chapter" in page

    Chapter.objects.create(
        name="Rivertown", slug="rivertown", state="chartered", since=timezone.now(), created_at=timezone.now()
    )
    answer = press(Client(), "/chapters/", where="00010")
    assert answer.status_code in (200, 422)
    assert re.search(r"Which one is near you\?", answer.content.decode())


def test_what_is_asked_of_chapters_is_the_organization_s_to_say():
    desk = owner()
    added = desk.post(
        "/desk/chapters/founding/", {"words": "Open a letterbox", "kind": "other", "needed": 1, "rank": 6}
    )
    assert added.status_code == 303
    assert "Open a letterbox" in desk.get("/desk/chapters/founding/").content.decode()

    one = Requirement.objects.get(words="Open a letterbox")
    desk.post(f"/desk/chapters/founding/{one.public_id}/drop/")

    assert "Asked for no more" in desk.get("/desk/chapters/founding/").content.decode()
    assert one not in queries.requirements()
