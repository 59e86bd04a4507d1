"""What everybody reads of a chapter: whom it serves, when it meets, who leads it, and about how many they are."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.organization.queries import our_day, our_zone
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.people.models import HomeDivision
from ballotline.organizing.actions.kinds.petition.testing import make_petition
from ballotline.organizing.actions.models import Action
from ballotline.organizing.chapters.models import Membership, OfficerTerm
from ballotline.organizing.chapters.services import asked, founding, members
from ballotline.organizing.chapters.services.members import Paid
from ballotline.organizing.chapters.testing import HOST, MONDAY, joined, make_chapter, make_member, make_officer

pytestmark = pytest.mark.django_db
WARD = "ocd-division/country:zz/state:mr/place:rivertown/ward:{}"


def words_of(address: str) -> str:
    page = Client().get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_page_says_whom_it_serves_when_it_meets_and_who_leads_it():
    state = make_chapter("Meander")
    chapter = make_chapter("Rivertown", parent=state, serves=[WARD.format(5), WARD.format(6)])
    day = our_day(timezone.now()) + timedelta(days=9)
    chapter.meets_at = datetime(day.year, day.month, day.day, 19, 30, tzinfo=our_zone())
    chapter.meets_where, chapter.write_to = "Ferry Street library", "us@rivertown.example"
    chapter.save()
    term = make_officer(chapter, "Ben Okafor", title="Chair", at=timezone.now())
    make_officer(chapter, "Old Chair", title="Chair", at=timezone.now() - timedelta(days=800))

    page = words_of("/chapters/rivertown/")

    assert "Serves Ward 5, Rivertown and Ward 6, Rivertown" in page or "Serves Ward 5 and Ward 6" in page
    assert f"{day.day} {day:%B}, 7:30 pm · Ferry Street library" in page
    assert f"Ben Okafor Chair until {term.last_day.day} {term.last_day:%b %Y}" in page
    assert "Old Chair" not in page
    assert "us@rivertown.example" in page and "Meander" in page


def test_where_no_meeting_is_set_one_asks_for_one():
    chapter = make_chapter()
    chapter.meets_at = timezone.now() - timedelta(days=1)
    chapter.save()

    assert "No meeting is set. Write to us and ask for one" in words_of("/chapters/rivertown/")


@pytest.mark.parametrize(
    "members, said", [(3, "fewer than 10 members"), (9, "fewer than 10 members"), (14, "about 10 members")]
)
def test_nobody_reads_how_many_members_there_are_to_the_one(members, said):
    """14 rounded to tens by hand: 10."""
    chapter = make_chapter()
    for letter in "abcdefghijklmn"[:members]:
        make_member(chapter, f"Nr {letter}", email=f"{letter}@rivertown.example")

    for page in (words_of("/chapters/rivertown/"), words_of("/chapters/")):
        assert said in page.lower() and not re.search(rf"\b{members} members", page)


def test_an_officer_whose_term_has_not_begun_is_not_shown_yet():
    term = make_officer(make_chapter(), "Ben Okafor")
    OfficerTerm.objects.filter(pk=term.pk).update(first_day=date(2199, 1, 1), last_day=date(2199, 12, 31))

    assert "Ben Okafor" not in words_of("/chapters/rivertown/")


def test_a_member_who_lives_where_another_chapter_serves_is_shown_it_on_the_page_of_their_membership(client):
    joining = joined(make_chapter())
    make_chapter("Ward 6", serves=[WARD.format(6)])
    page = f"/chapters/rivertown/member/{token_of(joining)}/"
    assert "is near you, too" not in words_of(page)

    HomeDivision.objects.create(
        home_key=joining.person.home_key,
        ocd_id=WARD.format(6),
        kind="ward",
        name="Ward 6",
        is_sure=True,
        since=timezone.now(),
    )

    assert "Ward 6 is near you, too. See it" in words_of(page)
    assert Membership.objects.get().ended_at is None


def test_a_member_of_a_ward_s_chapter_is_not_led_to_the_one_above_that_serves_their_home_too():
    state = make_chapter("Meander", serves=["ocd-division/country:zz/state:mr"])
    joining = joined(make_chapter(parent=state))
    HomeDivision.objects.create(
        home_key=joining.person.home_key,
        ocd_id="ocd-division/country:zz/state:mr",
        kind="state",
        name="Meridian",
        is_sure=True,
        since=timezone.now(),
    )

    assert "is near you, too" not in words_of(f"/chapters/rivertown/member/{token_of(joining)}/")


def test_a_member_has_a_page_of_their_own_with_the_meeting_the_officers_and_their_dues():
    chapter = make_chapter()
    joining = joined(chapter)
    page = f"/chapters/rivertown/member/{token_of(joining)}/"
    assert "Nothing of our own just now." in words_of(page)

    make_officer(chapter, "Ben Okafor", at=timezone.now())
    ask = make_petition(title="Keep the ferry")
    Action.objects.filter(pk=ask.pk).update(chapter=chapter.key)
    [mine, theirs] = [joining.person, make_member(chapter, "Sam Teo").person]
    for person, cents in ((mine, 2_500), (theirs, 9_900)):
        membership = Membership.objects.get(person=person)
        paid = Paid(cents=cents, first_day=date(2026, 1, 1), last_day=date(2026, 12, 31), paid_by="cash")
        members.note_dues(membership=membership, paid=paid, by=HOST, at=timezone.now())

    said = words_of(page)
    assert "You are a member of Rivertown" in said and "in good standing" in said
    assert "Ben Okafor Chair" in said and "Keep the ferry" in said
    assert "$25.00 for 1 Jan 2026 to 31 Dec 2026, cash" in said.replace(" ,", ",") and "$99.00" not in said


def test_while_it_is_founded_no_more_founding_members_are_told_than_are_asked_for():
    chapter = make_chapter(state="provisional")
    for letter in "abcde":
        make_member(chapter, f"Nr {letter}", email=f"{letter}@rivertown.example")

    page = words_of("/chapters/rivertown/")

    assert "3 of 3 founding members have confirmed" in page and "5" not in page.partition("founding members")[0][-20:]


def test_each_version_of_the_charter_stays_readable_and_a_chapter_s_page_leads_to_its_own():
    chapter = make_chapter()
    first, second = (asked.write_charter(body=body, by=HOST, at=MONDAY) for body in ("We act.", "We act in public."))
    founding.accept(chapter=chapter, charter=first, by=HOST, at=MONDAY)

    assert 'href="/chapters/charter/1/"' in Client().get("/chapters/rivertown/").content.decode()
    old, new = words_of("/chapters/charter/1/"), words_of(f"/chapters/charter/{second.version}/")
    assert "The charter, version 1" in old and "We act." in old and "version 2 is newer" in old
    assert "We act in public." in new and "is newer" not in new
    assert Client().get("/chapters/charter/3/").status_code == 404
