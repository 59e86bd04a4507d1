"""What is asked of chapters: each version of the charter of every one, what is done once only once, what is over."""

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.organization.queries import our_day
from ballotline.movement.accounts.models import Agreement
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.organizing.chapters import queries
from ballotline.organizing.chapters.models import Chapter, OfficerTerm, Requirement
from ballotline.organizing.chapters.services import asked
from ballotline.organizing.chapters.testing import HOST, make_chapter, make_officer

pytestmark = pytest.mark.django_db
DESK = "/desk/chapters/rivertown/"


@pytest.fixture
def lena() -> Client:
    return signed_in_client(make_account("owner", "lena@rivertown.example", "Lena Ortiz"))


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_a_new_charter_is_put_before_every_chartered_chapter_and_its_officer_accepts_it(lena):
    chapter = make_chapter()
    make_officer(chapter, at=timezone.now())
    for n in (1, 2):
        charter = asked.write_charter(body=f"We act in public, {n}.", by=HOST, at=timezone.now())
        waits = f"Rivertown has not accepted version {n} of the charter"
        assert waits in text_of(lena, "/desk/")
        page = text_of(lena, DESK)
        assert f"version {n} waits for this chapter to accept it" in page and f"We act in public, {n}." in page

        lena.post(f"{DESK}accept/", {"version": charter.version})

        assert waits not in text_of(lena, "/desk/") and "waits for this chapter" not in text_of(lena, DESK)
    assert 'href="/chapters/charter/1/"' in text_of(lena, "/desk/chapters/founding/")


def test_where_no_charter_is_asked_for_none_waits(lena):
    make_chapter()
    asked.write_charter(body="We act in public.", by=HOST, at=timezone.now())
    Requirement.objects.filter(kind="charter").update(dropped_at=timezone.now())

    assert "of the charter" not in text_of(lena, "/desk/")


@pytest.mark.parametrize("kind", ["meeting", "talk", "other", "charter"])
def test_what_is_done_once_is_asked_for_once_whatever_number_was_typed(lena, kind):
    lena.post("/desk/chapters/founding/", {"words": "Three of it", "kind": kind, "needed": 3, "rank": 9})
    assert Requirement.objects.get(words="Three of it").needed == 1
    Requirement.objects.filter(words="Three of it").update(needed=3)  # as older rows may say

    asked.write_charter(body="We act in public.", by=HOST, at=timezone.now())

    tasks = queries.checklist(make_chapter(state="provisional"), our_day(timezone.now()))

    assert [task.asked.needed for task in tasks if task.asked.words == "Three of it"] == [1]


def test_a_first_meeting_that_is_still_to_come_is_not_done(lena):
    chapter = make_chapter(state="provisional")
    meeting, today = Requirement.objects.get(kind="meeting"), our_day(timezone.now())
    page = f"{DESK}done/{meeting.pk}/"

    refused = lena.post(page, {"on": "2199-01-01", "note": "soon"})

    assert refused.status_code == 422 and "today or before" in refused.content.decode()
    assert not chapter.done.exists()
    lena.post(page, {"on": today.isoformat(), "note": ""})
    assert chapter.done.get().on == today


def test_an_end_of_a_term_that_nobody_knows_ends_none(lena):
    term = make_officer(make_chapter(), at=timezone.now())

    said = lena.post(f"{DESK}officers/{term.public_id}/end/", {"how": "vanished"}, follow=True).content.decode()

    assert "Say how the term ended" in said
    assert OfficerTerm.objects.get().ended_on is None


def test_a_second_chapter_of_the_same_name_is_asked_about_first(lena):
    make_chapter()
    typed = {"name": "rivertown", "place": "", "under": ""}

    said = lena.post("/desk/chapters/new/", typed)
    assert said.status_code == 409 and "There is a chapter of this name already" in said.content.decode()
    assert Chapter.objects.count() == 1
    lena.post("/desk/chapters/new/", typed | {"twice": "1"})
    assert Chapter.objects.count() == 2


@pytest.mark.parametrize("state", ["applied", "dissolved"])
def test_what_is_over_or_has_not_begun_is_not_dissolved(lena, state):
    make_chapter(state=state)

    said = lena.post(f"{DESK}dissolve/", follow=True).content.decode()

    assert "There is nothing to dissolve" in said and not Agreement.objects.exists()
