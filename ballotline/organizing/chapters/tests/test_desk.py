"""Chapters at the desk: what takes two people, what is said where something is missing, what is undone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.movement.accounts.models import Agreement
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.people import services as people
from ballotline.organizing.chapters import queries
from ballotline.organizing.chapters.models import (
    Chapter,
    Charter,
    Dues,
    Joining,
    Membership,
    OfficerTerm,
)
from ballotline.organizing.chapters.services import members
from ballotline.organizing.chapters.testing import HOST, account_of, make_chapter, make_member, make_officer
from ballotline.record.offices.meander import MEANDER
from ballotline.record.places.models import Division

pytestmark = pytest.mark.django_db

DESK = "/desk/chapters/rivertown/"
WARD = "ocd-division/country:zz/state:mr/place:rivertown/ward:5"


@pytest.fixture
def lena() -> Client:
    return signed_in_client(make_account("owner", "lena@rivertown.example", "Lena Ortiz"))


@pytest.fixture
def sam() -> Client:
    return signed_in_client(make_account("staff", "sam@rivertown.example", "Sam Teo"))


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def second_yes(of: str, by: Client) -> None:
    one = Agreement.objects.get(deed=of, ended_at=None)
    by.post(f"/desk/second/{one.public_id}/yes/")


def test_a_chapter_is_dissolved_by_two(lena, sam):
    chapter = make_chapter()
    make_member(chapter)

    assert "1 membership ends." in text_of(lena, f"{DESK}dissolve/")
    lena.post(f"{DESK}dissolve/")
    assert Chapter.objects.get().state == "chartered"
    assert "Dissolve Rivertown" in text_of(sam, "/desk/")
    lena.post(f"{DESK}dissolve/")
    assert Chapter.objects.get().state == "chartered"

    second_yes("chapters.dissolve", sam)
    lena.post(f"{DESK}dissolve/")

    assert Chapter.objects.get().state == "dissolved"
    assert Client().get("/chapters/rivertown/").status_code == 404


def test_a_chapter_is_split_with_what_was_typed_kept_until_a_part_is_chosen(lena):
    chapter = make_chapter()
    assert "It serves no area yet" in text_of(lena, f"{DESK}split/")
    make_member(chapter)
    for name, ocd_id in {"Ward 5": WARD, "Ward 6": WARD.replace("5", "6")}.items():
        chapter.territory.create(ocd_id=ocd_id, kind="ward", name=name)

    refused = lena.post(f"{DESK}split/", {"name": "Ferry Point"})
    done = lena.post(f"{DESK}split/", {"name": "Ferry Point", "takes": [WARD]}, follow=True)

    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Choose which part of the area the new chapter serves" in page and 'value="Ferry Point"' in page
    assert "Ferry Point is being founded, with 0 members from here." in done.content.decode()
    assert Chapter.objects.get(name="Ferry Point").territory.get().ocd_id == WARD


def test_a_chapter_is_taken_in_by_two_and_its_page_leads_on(lena, sam):
    chapter, other = make_chapter(), make_chapter("Millbrook")
    make_member(chapter)

    lena.post(f"{DESK}merge/", {"into": other.key})
    second_yes("chapters.merge", sam)
    lena.post(f"{DESK}merge/", {"into": other.key})

    assert Chapter.objects.get(pk=chapter.pk).merged_into == other
    assert queries.members(other).count() == 1
    assert Client().get("/chapters/rivertown/")["Location"] == "/chapters/millbrook/"


def test_a_charter_is_written_by_two_and_what_the_second_read_is_what_is_written(lena, sam):
    lena.post("/desk/chapters/founding/charter/", {"body": "We meet in the open."})
    assert not Charter.objects.exists()
    one = Agreement.objects.get()
    assert "We meet in the open." in text_of(sam, f"/desk/second/{one.public_id}/")

    second_yes("chapters.charter", sam)
    lena.post("/desk/chapters/founding/charter/", {"body": "We meet behind doors."})
    assert not Charter.objects.exists()
    lena.post("/desk/chapters/founding/charter/", {"body": "We meet in the open."})

    assert Charter.objects.get().body == "We meet in the open."


def test_an_officer_is_asked_about_chapters_below_theirs_and_never_about_their_own():
    above = make_chapter("Above")
    own = make_chapter("Rivertown", parent=above)
    below = make_chapter("Ferry Point", parent=own)
    officer = Client()
    officer.force_login(account_of(make_officer(own).person))

    assert officer.post(f"{DESK}dissolve/").status_code == 404
    assert officer.post(f"/desk/chapters/{below.slug}/dissolve/").status_code == 303

    one = Agreement.objects.get()
    assert one.chapter == own.key
    neighbor = Client()
    neighbor.force_login(account_of(make_officer(make_chapter("Millbrook", parent=above), "Sam Teo").person))
    assert neighbor.get(f"/desk/second/{one.public_id}/").status_code == 404
    assert officer.get(f"/desk/second/{one.public_id}/").status_code == 200


def test_nobody_gives_a_right_at_the_desk_that_they_do_not_have(lena):
    chapter = make_chapter()
    officer = Client()
    officer.force_login(account_of(make_officer(chapter).person))
    member = make_member(chapter, "Ruth Abara")
    today = timezone.localdate()
    term = {
        "member": member.public_id,
        "title": "Data lead",
        "role": "data lead",
        "chosen": "appointed",
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=10)).isoformat(),
    }

    assert officer.post(f"{DESK}officers/name/", term).status_code == 422
    assert lena.post(f"{DESK}officers/name/", term).status_code == 303

    assert OfficerTerm.objects.filter(role="data lead").count() == 1


def test_an_officer_names_nobody_as_themselves_and_recalls_no_fellow_officer():
    """Else one of them could stay for ever, alone, and make their own second person."""
    chapter = make_chapter()
    mine, fellow = make_officer(chapter), make_officer(chapter, "Sam Teo")
    lead = make_officer(chapter, "Ruth Abara", role="data lead", title="Data lead")
    me = Client()
    me.force_login(account_of(mine.person))
    [own] = [one for one in queries.members(chapter) if one.person == mine.person]
    today = timezone.localdate()
    again = {"member": own.public_id, "title": "Chair for ever", "role": "officer", "chosen": "elected"}
    days = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=900)).isoformat()}

    assert me.post(f"{DESK}officers/name/", again | days).status_code == 422
    for term in (fellow, lead):
        assert me.post(f"{DESK}officers/{term.public_id}/end/", {"how": "recalled"}).status_code == 404
        assert me.post(f"{DESK}officers/{term.public_id}/again/").status_code == 404
    assert me.post(f"{DESK}officers/{mine.public_id}/end/", {"how": "resigned"}).status_code == 303

    assert list(OfficerTerm.objects.filter(ended="").order_by("pk")) == [fellow, lead]


def test_whom_the_first_made_an_officer_is_no_second_person():
    above = make_chapter("Above")
    own = make_chapter("Rivertown", parent=above)
    make_chapter("Ferry Point", parent=own)
    me, made = Client(), Client()
    me.force_login(account_of(make_officer(own).person))
    member = make_member(own, "Sam Teo")
    today = timezone.localdate()
    term = {"member": member.public_id, "title": "Clerk", "role": "officer", "chosen": "appointed"}
    me.post(f"{DESK}officers/name/", {**term, "first_day": today.isoformat(), "last_day": today.isoformat()})
    made.force_login(account_of(member.person))

    me.post("/desk/chapters/ferry-point/dissolve/")
    second_yes("chapters.dissolve", made)
    me.post("/desk/chapters/ferry-point/dissolve/")

    assert Chapter.objects.get(slug="ferry-point").state == "chartered"


def test_a_yes_is_not_used_up_where_the_deed_can_t_be_done(lena, sam):
    chapter = make_chapter()
    lena.post(f"{DESK}dissolve/")
    second_yes("chapters.dissolve", sam)
    below = make_chapter("Ferry Point", parent=chapter)

    lena.post(f"{DESK}dissolve/")
    assert Chapter.objects.get(pk=chapter.pk).state == "chartered"
    Chapter.objects.filter(pk=below.pk).update(parent=None)
    lena.post(f"{DESK}dissolve/")

    assert Chapter.objects.get(pk=chapter.pk).state == "dissolved"


def test_a_member_of_whom_no_mailbox_answered_is_named_once_it_has(lena):
    chapter, at = make_chapter(), timezone.now()
    dot = people.meet(name="Dot Reyes", email="dot@rivertown.example", at=at)
    member = members.join(chapter=chapter, person=dot, by=HOST, at=at)
    today = timezone.localdate().isoformat()
    term = {"member": member.public_id, "title": "Chair", "role": "officer", "chosen": "elected"}

    answer = lena.post(f"{DESK}officers/name/", {**term, "first_day": today, "last_day": today})

    assert answer.status_code == 409
    assert "We know no mailbox of Dot Reyes." in answer.content.decode()
    assert not OfficerTerm.objects.exists()


def test_nobody_is_taken_into_a_chapter_by_its_officers_and_nobody_is_told_who_is_known(lena):
    """Else whoever knows a name and an address could read all that is on file of that person."""
    make_chapter()
    known = people.identify(name="Ana Flores", email="ana@rivertown.example", at=timezone.now())

    answers = [
        text_of_post(lena, {"name": name, "email": email})
        for name, email in (("Ana Flores", "ana@rivertown.example"), ("Sam Teo", "nobody@rivertown.example"))
    ]

    assert "A message asks Ana Flores to say yes." in answers[0]
    assert answers[0].replace("Ana Flores", "X") == answers[1].replace("Sam Teo", "X")
    assert not Membership.objects.exists()
    confirmed(Joining.objects.get(email="ana@rivertown.example"), at=timezone.now())
    assert Membership.objects.get().person == known


def text_of_post(client: Client, fields: dict[str, str]) -> str:
    page = client.post(f"{DESK}members/", fields, follow=True).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r'value="[^"]{40,}"', "", main)  # the form's own key


def test_an_officer_gives_a_chapter_below_no_area_beyond_their_own(lena):
    own = make_chapter("Rivertown", serves=["ocd-division/country:zz/state:mr/place:rivertown"])
    below = make_chapter("Ferry Point", parent=own)
    officer = Client()
    officer.force_login(account_of(make_officer(own).person))
    for ocd_id, kind in ((MEANDER, "state"), (f"{MEANDER}/place:rivertown/ward:5", "ward")):
        Division.objects.create(ocd_id=ocd_id, kind=kind, name=kind.title())
    area = f"/desk/chapters/{below.slug}/area/"

    officer.post(f"{area}add/", {"division": MEANDER})
    assert not below.territory.exists()
    assert "outside the area of your chapter" in text_of(officer, area)
    officer.post(f"{area}add/", {"division": f"{MEANDER}/place:rivertown/ward:5"})
    assert below.territory.get().name == "Ward"

    lena.post(f"{area}add/", {"division": MEANDER})
    assert below.territory.count() == 2


def test_the_ledger_keeps_cents_and_a_wrong_line_is_struck_out_not_removed(lena):
    member = make_member(make_chapter())
    page = f"{DESK}members/{member.public_id}/"
    line = {"amount": "12.50", "first_day": "2026-01-01", "last_day": "2026-12-31", "paid_by": "cash"}

    lena.post(page, line)
    dues = Dues.objects.get()
    lena.post(f"{DESK}dues/{dues.public_id}/off/")

    assert "<s>$12.50</s>" in text_of(lena, page)
    lena.post(f"{DESK}dues/{dues.public_id}/on/")
    assert "<s>" not in text_of(lena, page)


@pytest.mark.parametrize(
    "amount, sentence",
    [
        ("", "Enter how much was paid"),
        ("much", "Enter an amount like 25 or 12.50"),
        ("0", "Enter an amount above zero"),
        ("-5", "Enter an amount above zero"),
        ("1.005", "Enter dollars and cents, like 12.50"),
        ("1" * 400, "Enter an amount below 100,000 dollars"),
        ("NaN", "Enter an amount like 25 or 12.50"),
        ("1e5000", "Enter an amount"),
    ],
)
def test_what_is_no_amount_gets_a_sentence(lena, amount, sentence):
    member = make_member(make_chapter())
    line = {"amount": amount, "first_day": "2026-01-01", "last_day": "2026-12-31"}

    answer = lena.post(f"{DESK}members/{member.public_id}/", line)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Dues.objects.exists()


def test_a_second_editor_sees_both_and_loses_nothing(lena):
    make_chapter()
    lena.post(f"{DESK}edit/", {"name": "Rivertown", "body": "Theirs.", "version": "1"})

    answer = lena.post(f"{DESK}edit/", {"name": "Rivertown", "body": "Mine.", "version": "1"})

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in said and "Mine." in said
    assert Chapter.objects.get().body == "Theirs."


def test_until_there_is_a_chapter_neither_menu_says_a_word_of_it(lena):
    assert 'href="/chapters/"' not in text_of(Client(), "/")
    assert 'href="/desk/chapters/"' not in text_of(lena, "/desk/")

    lena.post("/desk/chapters/new/", {"name": "Rivertown", "place": "", "under": ""})

    assert 'href="/desk/chapters/"' in text_of(lena, "/desk/")
    assert 'href="/chapters/"' in text_of(Client(), "/")


def test_the_list_of_chapters_asks_the_same_for_one_as_for_many(lena, django_assert_max_num_queries):
    make_chapter()
    lena.get("/desk/chapters/")
    for n in range(20):
        make_member(make_chapter(f"Chapter {n}"), f"Member {n}", email=f"m{n}@rivertown.example")

    with django_assert_max_num_queries(12):
        assert "Chapter 19" in text_of(lena, "/desk/chapters/")


@pytest.mark.parametrize(
    "state, verb, then",
    [
        ("applied", "approve", "provisional"),
        ("applied", "decline", "declined"),
        ("declined", "take-up", "applied"),
        ("provisional", "unapprove", "applied"),
        ("chartered", "uncharter", "provisional"),
        ("chartered", "suspend", "suspended"),
        ("suspended", "restore", "chartered"),
    ],
)
def test_each_step_of_a_chapter_s_life_is_one_press_and_its_undo_leads_back(lena, state, verb, then):
    chapter = make_chapter(state=state)

    page = lena.post(f"{DESK}step/{verb}/", follow=True).content.decode()

    chapter.refresh_from_db()
    assert chapter.state == then
    said = page.partition('class="said"')[2].partition("</div>")[0]
    if undo := re.search(r'action="([^"]+)"', said):
        lena.post(undo[1])
        chapter.refresh_from_db()
        assert chapter.state == state
    assert bool(undo) is (verb not in ("unapprove", "uncharter"))


def test_a_standing_is_noted_taken_back_and_goes_along_to_another_chapter(lena):
    member, other = make_member(make_chapter()), make_chapter("Oldfield")
    page = f"{DESK}members/{member.public_id}/"

    said = lena.post(f"{page}standing/lapsed/", follow=True).content.decode()
    assert "not in good standing" in text_of(lena, page)
    [undo] = re.findall(r'class="said".*?action="([^"]+)"', said, re.DOTALL)
    lena.post(undo)
    assert "not in good standing" not in text_of(lena, page)

    lena.post(f"{page}standing/lapsed/")
    member.refresh_from_db()
    moved = members.move(membership=member, to=other, by=HOST, at=timezone.now())
    moved.refresh_from_db()
    assert (moved.chapter, moved.standing) == (other, "lapsed")
    assert lena.post(f"{page}standing/adored/").status_code == 404
