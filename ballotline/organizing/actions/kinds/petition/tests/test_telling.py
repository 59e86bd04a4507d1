"""What people are told about a petition:
updates, that it closed, that it was handed over, how it ended, that it opens."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.jobs.models import Job
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.arrivals.rules import Typed
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail.models import Message
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.petition import tasks
from ballotline.organizing.actions.kinds.petition.mails import UpdateNote
from ballotline.organizing.actions.kinds.petition.models import Follower, Petition, Signature
from ballotline.organizing.actions.kinds.petition.services import checking, signing, telling
from ballotline.organizing.actions.kinds.petition.testing import HERE, counted, make_petition
from ballotline.organizing.actions.kinds.petition.tests.test_desk import desk_of, text_of
from ballotline.organizing.actions.services import NotNow
from tests.rivertown import press

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)
WON = {"outcome": "won", "words": "6 to 1", "source": "Minutes", "on": "2026-04-02"}


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    caches["near"].clear()


@pytest.fixture
def desk():
    return desk_of("owner")


def listener(petition: Petition, name: str = "Ana Flores") -> Signature:
    signature = counted(petition, name)
    signing.ask_for_updates(signature=signature, wanted=True, at=NOW)
    return signature


def the_worker_mails_updates(petition: Petition) -> int:
    """Runs the job of every note, as the worker does ten minutes later; how many letters there are."""
    for note in petition.updates.all():
        tasks.mail_update(str(note.public_id))
    return Message.objects.filter(kind="petition.UpdateNote").count()


def fresh(petition: Petition) -> Petition:
    return Petition.objects.select_related("action").get(pk=petition.pk)


def test_closing_tells_those_who_asked_how_many_have_signed_and_reopening_takes_it_back(desk):
    petition = make_petition()
    listener(petition)
    counted(petition, "Ben Weiss")

    desk.post("/desk/petitions/library/step/close/")
    assert petition.updates.get().body == "2 people have signed. Next we hand the list to Rivertown City Council."
    desk.post("/desk/petitions/library/step/reopen/")

    assert the_worker_mails_updates(petition) == 0, "taken back before the ten minutes were over"
    desk.post("/desk/petitions/library/step/close/")
    assert the_worker_mails_updates(petition) == 1


def test_the_question_before_the_end_counts_paper_and_says_who_is_mailed(desk):
    petition = make_petition()
    listener(petition)
    counted(petition, "Ben Weiss")
    lines = [(1, "On Paper", "00010")]
    checking.type_in_sheet(petition=petition, sheet=1, lines=lines, by=SYSTEM, at=timezone.now())

    page = " ".join(desk.get("/desk/petitions/library/end/").content.decode().split())

    assert "End signing?" in page and "3 people" in page
    assert "1 person who asked to hear more is told by mail in ten minutes; opening it again holds that back." in page
    assert petition.updates.count() == 0 and fresh(petition).action.state == "live"


def test_how_it_ended_is_taken_back_before_it_opens_again(desk):
    make_petition(state="closed")
    desk.post("/desk/petitions/library/outcome/", WON)
    pages = [f"/desk/petitions/library/{page}" for page in ("", "history/")]
    assert all("Open signing again" not in desk.get(page).content.decode() for page in pages)

    desk.post("/desk/petitions/library/outcome/back/")

    assert "Open signing again" in desk.get(pages[0]).content.decode()


def test_a_petition_that_closes_by_itself_tells_them_too():
    closes = timezone.now() + timedelta(minutes=1)
    petition = make_petition(closes_at=closes)
    listener(petition)

    actions.close_what_is_over(by=SYSTEM, at=closes + timedelta(minutes=1))

    assert the_worker_mails_updates(petition) == 1
    assert fresh(petition).action.closed_at == petition.action.closes_at


def test_a_note_is_mailed_ten_minutes_later_and_its_undo_holds_the_mail_back(desk):
    petition = make_petition()
    listener(petition)

    said = text_of(desk.post("/desk/petitions/library/updates/", {"title": "News", "body": "It goes on."}, follow=True))
    note = petition.updates.get()
    job = next(job for job in Job.objects.all() if str(note.public_id) in str(job.args_kwargs))
    assert job.run_after >= note.posted_at + timedelta(minutes=10)
    assert "In ten minutes it goes by mail to 1 person" in said
    desk.post(f"/desk/petitions/library/updates/{note.public_id}/remove/")

    assert the_worker_mails_updates(petition) == 0
    desk.post(f"/desk/petitions/library/updates/{note.public_id}/back/")
    assert the_worker_mails_updates(petition) == 1


def test_the_same_form_sent_twice_is_one_note_and_another_form_another(desk):
    petition = make_petition()
    note = {"title": "News", "body": "It goes on.", "once": "a" * 32}

    for _twice in range(2):
        desk.post("/desk/petitions/library/updates/", note)
    desk.post("/desk/petitions/library/updates/", {**note, "once": "b" * 32})

    assert petition.updates.count() == 2


def test_how_it_ended_is_recorded_once_and_can_be_taken_back(desk):
    petition = make_petition(state="closed")
    listener_count = listener_on_closed(petition)

    page = text_of(desk.get("/desk/petitions/library/outcome/"))
    assert f"{listener_count} person asked to hear more and gets it by mail in ten minutes" in page
    for _twice in range(2):
        desk.post("/desk/petitions/library/outcome/", WON)
    assert (fresh(petition).outcome, petition.updates.count()) == ("won", 1)
    desk.post("/desk/petitions/library/outcome/back/")

    assert (fresh(petition).outcome, fresh(petition).outcome_on) == ("", None)
    assert the_worker_mails_updates(petition) == 0
    desk.post("/desk/petitions/library/outcome/", {**WON, "outcome": "not won"})
    assert (fresh(petition).outcome, the_worker_mails_updates(petition)) == ("not won", 1)


def listener_on_closed(petition: Petition) -> int:
    """One who asked to hear more, under a petition that is closed now."""
    actions.step(petition, "reopen", by=SYSTEM, at=NOW)
    listener(petition)
    actions.step(petition, "close", by=SYSTEM, at=NOW)
    petition.updates.all().delete()
    return 1


def test_handing_over_is_recorded_once_and_can_be_taken_back(desk):
    petition = make_petition(state="closed")
    petition.deliveries.create(state="ready", made_at=NOW)

    for receipt in ("The clerk stamped it.", "Once more."):
        desk.post("/desk/petitions/library/handed-over/", {"receipt": receipt})
    assert (petition.deliveries.get().receipt, petition.updates.count()) == ("The clerk stamped it.", 1)
    desk.post("/desk/petitions/library/handed-over/back/")

    assert (petition.deliveries.get().receipt, fresh(petition).delivered_at) == ("", None)
    assert petition.updates.filter(removed_at=None).count() == 0


def test_an_end_is_not_recorded_while_people_sign():
    petition = make_petition()

    with pytest.raises(NotNow, match="End signing first"):
        telling.record_outcome(
            petition=petition,
            outcome=Petition.Outcome.WON,
            words="x",
            source="y",
            on=date(2026, 4, 2),
            by=SYSTEM,
            at=NOW,
        )


def test_before_it_opens_people_ask_to_be_told_once_and_are_forgotten_afterwards(client):
    opens = NOW + timedelta(days=2)
    make_petition(opens_at=opens)
    page = text_of(client.get("/petitions/library/"))
    assert "Tell me when it opens" in page and "This petition closed" not in page

    press(client, "/petitions/library/tell-me/", email="Dot@Rivertown.example")
    waits = Follower.objects.get()
    telling.tell_that_they_opened(at=opens)
    assert not Message.objects.filter(kind="petition.ItIsOpen").exists(), "the mailbox has not said yes"
    said = text_of(client.get(press(client, f"/confirm/{token_of(waits)}/")["Location"]))
    assert "We write to you when it opens." in said
    telling.tell_that_they_opened(at=opens - timedelta(minutes=1))
    assert not Message.objects.filter(kind="petition.ItIsOpen").exists()
    for _twice in range(2):
        telling.tell_that_they_opened(at=opens)

    assert Message.objects.get(kind="petition.ItIsOpen").to_address == "Dot@rivertown.example"
    assert Follower.objects.count() == 0 and Person.objects.count() == 0


def follower(petition: Petition, email: str) -> Follower:
    """A mailbox that asked to be told, and said yes."""
    asked = telling.follow(petition=petition, typed=Typed(email=email), how=HERE, at=NOW)
    return confirmed(asked, at=NOW)


def test_many_who_wait_for_a_later_petition_hold_nobody_up():
    later, now = make_petition("later", opens_at=NOW + timedelta(days=9)), make_petition(opens_at=NOW + HOUR)
    first = follower(later, "0@x.example")
    Follower.objects.bulk_create(
        Follower(
            petition=later,
            email=f"{n}@x.example",
            mailbox_key=f"{n}@x.example",
            state="confirmed",
            hears="opening",
            pressed_at=NOW,
            asked_at=NOW,
            confirmed_at=first.confirmed_at,
        )
        for n in range(1, 1_001)
    )
    follower(now, "dot@rivertown.example")

    assert telling.tell_that_they_opened(at=NOW + HOUR) == 1


def test_who_is_erased_is_not_told():
    ana = counted(make_petition(), "Ana Flores", email="ana@rivertown.example")
    follower(make_petition("later", opens_at=NOW + timedelta(days=9)), "Ana@Rivertown.example")

    people.erase(person=ana.person, by=SYSTEM, at=NOW)

    assert Follower.objects.count() == 0


def test_a_petition_not_yet_open_is_listed_as_opening_and_refuses_a_signature_with_the_day(client):
    make_petition(opens_at=NOW + timedelta(days=2))
    who = {"name": "Ana Flores", "email": "ana@rivertown.example", "zip_code": "00010"}

    index = text_of(client.get("/petitions/"))
    refused = press(client, "/petitions/library/", **who)
    frame = text_of(client.get("/petitions/library/embed/"))

    assert "Opening soon" in index and "Closed" not in index
    assert refused.status_code == 409 and "Signing opens" in text_of(refused)
    assert "Signing opens" in frame and "is closed" not in frame


def test_on_a_closed_petition_anybody_can_hear_how_it_goes_on_and_nobody_learns_who_signed(client):
    petition = make_petition()
    counted(petition, "Ana Flores", email="ana@rivertown.example")
    actions.step(petition, "close", by=SYSTEM, at=NOW)
    Message.objects.all().delete()
    everybody = ("ana@rivertown.example", "dot@rivertown.example", "nobody@rivertown.example")

    answers = {press(client, "/petitions/library/tell-me/", email=email)["Location"] for email in everybody}

    assert answers == {"/petitions/library/tell-me/thanks/"}
    asked = Message.objects.values_list("kind", "to_address").order_by("id")
    assert list(asked) == [("arrivals.PleaseConfirm", email) for email in everybody]


def test_a_follower_hears_each_note_once_and_stops_it_with_one_press(client):
    petition = make_petition()
    listener(petition)
    actions.step(petition, "close", by=SYSTEM, at=NOW)
    dot = follower(petition, "dot@rivertown.example")
    note = telling.post_update(petition=petition, key="k", title="News", body="It goes on.", by=SYSTEM, at=NOW)

    for _twice in range(2):
        tasks.mail_update(str(note.public_id))
    told = Message.objects.filter(kind="petition.UpdateNote", about__startswith=note.public_id.hex)
    assert told.count() == 2
    words = UpdateNote.load([told.get(to_address="dot@rivertown.example").about], at=NOW)
    stop = next(iter(words.values())).words().stop_url.removeprefix("http://testserver")
    client.post(stop)

    assert not Follower.objects.filter(pk=dot.pk).exists()


def test_what_can_be_signed_is_signed_and_not_followed(client):
    petition = make_petition()

    response = press(client, "/petitions/library/tell-me/", email="dot@rivertown.example")

    assert response["Location"] == "/petitions/library/" and petition.followers.count() == 0


def test_a_wrong_address_there_gets_a_sentence(client):
    make_petition(state="closed")

    page = press(client, "/petitions/library/tell-me/", email="ana@")

    assert page.status_code == 422 and "Enter an e-mail address like name@example.org" in text_of(page)


def test_a_closed_petition_says_its_day_and_its_people_and_leads_to_an_open_one(client):
    petition = make_petition()
    counted(petition, "Ana Flores")
    make_petition("bus", title="Let the number 9 bus run on Sundays")
    actions.step(petition, "close", by=SYSTEM, at=NOW.replace(year=2026, month=3, day=10, hour=18))

    page = text_of(client.get("/petitions/library/"))

    assert "This petition closed on" in page and "Tue 10 March" in page and "1 person has signed." in page
    assert "Hear how it goes on" in page and "Let the number 9 bus run on Sundays" in page


def test_a_list_that_is_only_ready_is_not_said_to_be_handed_over_and_its_head_hash_is_public(client, desk):
    petition = make_petition(state="closed")
    petition.deliveries.create(state="ready", made_at=NOW, head_hash="ab" * 32)

    before = text_of(client.get("/petitions/library/"))
    desk.post("/desk/petitions/library/handed-over/", {"receipt": "The clerk stamped it."})
    caches["near"].clear()
    after = text_of(client.get("/petitions/library/"))

    assert "ab" * 32 in before and "Check the list that was handed over" not in before
    assert "Check the list that was handed over" in after


def test_each_opened_form_carries_a_mark_of_its_own(desk):
    make_petition()
    first, second = (text_of(desk.get("/desk/petitions/library/updates/")) for _n in range(2))

    mark = 'name="once" value="'
    assert first.split(mark)[1][:32] != second.split(mark)[1][:32]
