"""Counting a signature on the person's word, at the desk:
what the page says, what it does, and where it is shown apart."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.audit.models import Entry
from ballotline.foundation.storage.kept import store
from ballotline.movement.mail.models import Message
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.services import delivering
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from ballotline.organizing.actions.kinds.petition.tests.test_delivery_files import needs_poppler, words_of
from ballotline.organizing.actions.kinds.petition.tests.test_desk import desk_of, text_of
from ballotline.organizing.actions.models import Action

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LIST = "/desk/petitions/library/people/"
BY_PHONE = {"heard": "phone", "note": "Lena called her on Tuesday"}


@pytest.fixture
def desk() -> Client:
    return desk_of("owner")


def page_of(signature) -> str:
    return f"{LIST}{signature.public_id}/word/"


def state_of(signature) -> tuple[str, str]:
    signature.refresh_from_db()
    return signature.state, signature.confirmed_by


def test_it_is_offered_where_somebody_waits_and_nowhere_else(desk):
    petition = make_petition()
    waits, counts = signed(petition, "Waits"), counted(petition, "Counts")

    page = text_of(desk.get(LIST))

    assert page_of(waits) in page and page_of(counts) not in page
    assert "Count it on their word" in page


def test_the_page_says_what_is_recorded_and_what_is_not(desk):
    waits = signed(make_petition(), "Ana Flores", comment="Six days", show_name=True, news_consent=True)

    page = " ".join(text_of(desk.get(page_of(waits))).split())

    assert "Count it only if the person has told you that it is theirs" in page
    assert "No consent to news, no comment and no shown name" in page and "Nobody is written to" in page
    assert state_of(waits) == ("pending", "mail")


def test_a_press_counts_it_with_a_note_and_undo_lets_it_wait_again(desk):
    petition = make_petition()
    waits = signed(petition, "Ana Flores")

    said = text_of(desk.post(page_of(waits), BY_PHONE, follow=True))

    assert "The signature of Ana Flores counts, on their word." in said
    assert "on their word, by phone" in " ".join(said.split())
    assert queries.count_now(petition, NOW).online == 1
    assert "Lena called her on Tuesday" in text_of(desk.get(page_of(waits)))
    entry = Entry.objects.get(verb="signature counted on their word")
    assert (entry.actor_kind, entry.object_id) == ("account", str(waits.public_id))
    desk.post(re.search(r'action="([^"]+word/back/)"', said)[1])
    assert state_of(waits) == ("pending", "mail") and queries.count_now(petition, NOW).online == 0


def test_it_can_be_taken_back_later_from_its_own_page(desk):
    waits = signed(make_petition(), "Ana Flores")
    desk.post(page_of(waits), BY_PHONE)

    said = text_of(
        desk.post(re.search(r'action="([^"]+word/back/)"', text_of(desk.get(page_of(waits))))[1], follow=True)
    )

    assert "The signature of Ana Flores waits again." in said and state_of(waits) == ("pending", "mail")


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"note": "She said so"}, "Choose how you know"),
        ({"heard": "telepathy", "note": "She said so"}, "Select a valid choice"),
        ({"heard": "table", "note": " "}, "Enter the note"),
        ({"heard": "table", "note": "x" * 201}, "Make the note shorter: 201 of 200 characters"),
        ({"heard": "table", "note": "a\x00b"}, "hidden character"),
    ],
)
def test_without_how_and_note_nothing_counts_and_what_was_typed_is_kept(desk, typed, said):
    waits = signed(make_petition(), "Ana Flores")

    response = desk.post(page_of(waits), typed)

    assert response.status_code == 422 and said in text_of(response)
    assert typed["note"].strip("\x00 ")[:5] in text_of(response)
    assert state_of(waits) == ("pending", "mail")


def test_a_note_of_two_hundred_characters_is_short_enough(desk):
    waits = signed(make_petition(), "Ana Flores")

    desk.post(page_of(waits), {"heard": "other", "note": "x" * 200})

    assert state_of(waits) == ("confirmed", "word")


def test_the_third_name_of_a_mailbox_is_said_before_and_set_aside_after(desk):
    petition, mailbox = make_petition(), {"email": "flores@rivertown.example"}
    for name in ("Ana Flores", "Ben Flores"):
        counted(petition, name, **mailbox)
    third = signed(petition, "Cid Flores", **mailbox)

    before = " ".join(text_of(desk.get(page_of(third))).split())
    after = text_of(desk.post(page_of(third), BY_PHONE, follow=True))

    assert "2 other names of this mailbox count already. This one is set aside for a second look." in before
    assert "is set aside: it is the third name of its mailbox or a later one" in after
    assert state_of(third) == ("quarantined", "word") and queries.count_now(petition, NOW).online == 2


def test_a_closed_petition_counts_nobody_on_a_word(desk):
    petition = make_petition()
    waits = signed(petition, "Ana Flores")
    Action.objects.update(state="closed")

    page, said = text_of(desk.get(page_of(waits))), text_of(desk.post(page_of(waits), BY_PHONE, follow=True))

    assert "The petition is not open" in page and "The petition is not open" in said
    assert "Lena called" not in page and state_of(waits) == ("pending", "mail")


def test_what_was_taken_out_meanwhile_is_not_counted_by_an_old_page(desk):
    petition = make_petition()
    waits = signed(petition, "Ana Flores")
    petition.signatures.update(state="invalidated")

    said = text_of(desk.post(page_of(waits), BY_PHONE, follow=True))

    assert "It does not wait any more" in said and state_of(waits) == ("invalidated", "mail")


def test_only_who_may_see_signers_and_only_under_their_own_petition(desk):
    waits = signed(make_petition(), "Ana Flores")
    make_petition("bus")
    moderator = desk_of("moderator")

    answers = [
        moderator.get(page_of(waits)),
        moderator.post(page_of(waits), BY_PHONE),
        moderator.post(page_of(waits) + "back/"),
        desk.post(page_of(waits).replace("library", "bus"), BY_PHONE),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert state_of(waits) == ("pending", "mail")


def test_the_figures_show_them_apart_and_lead_to_them(desk):
    petition = make_petition()
    for name in ("Ana Flores", "Ben Weiss"):
        counted(petition, name)
    desk.post(page_of(signed(petition, "Cid Reyes")), BY_PHONE)

    page = text_of(desk.get("/desk/petitions/library/"))

    assert "<b>3</b> people have signed" in page and "1 of them on their word" in page
    people = text_of(desk.get(LIST + "?state=confirmed&confirmed_by=word"))
    assert "?state=confirmed&confirmed_by=word" in page.replace("&amp;", "&")
    assert "Cid Reyes" in people and "Ana Flores" not in people


def test_thanks_leave_when_the_mailbox_answers_and_not_on_a_word(desk):
    desk.post(page_of(signed(make_petition(), "Ana Flores")), BY_PHONE)

    assert not Message.objects.filter(kind="petition.ThanksForSigning").exists()


def file_of(delivery, name: str) -> bytes:
    with store().open(f"{delivering.folder_of(delivery)}/{name}") as file:
        return file.read()


@pytest.fixture
def handed_over(desk):
    """A list with two by their mail, one on their word and one on paper."""
    petition = make_petition()
    for name in ("Ana Flores", "Ben Weiss"):
        counted(petition, name)
    desk.post(page_of(signed(petition, "Cid Reyes")), BY_PHONE)
    desk.post("/desk/petitions/library/paper/", {"sheet": "1", "name_1": "Ruth Abara"})
    at = timezone.now()
    return delivering.make(petition=petition, paper_size="letter", csv_only=False, by=SYSTEM, at=at)


def test_the_list_that_is_handed_over_says_how_many(desk, handed_over):
    text = file_of(handed_over, delivering.LIST)

    facts = dict(row[:2] for row in csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert (facts["online"], facts["on their word"], facts["on paper"]) == ("3", "1", "1")
    assert (handed_over.online, handed_over.on_word, handed_over.paper) == (3, 1, 1)
    check = "/petitions/library/check/"
    shown = " ".join(text_of(Client().get(check)).split())
    assert "4 people have signed, 1 of them on paper. 1 of those who signed online is counted on their word." in shown
    upload = {"list": SimpleUploadedFile("list.csv", text)}
    checked = Client().post(check, upload, headers={"Sec-Fetch-Site": "same-origin"})
    assert "All 4 rows are exactly as they were delivered" in " ".join(text_of(checked).split())
    assert "1 of those who signed online is counted on their word" in " ".join(
        text_of(desk.get("/desk/petitions/library/delivery/")).split()
    )


@needs_poppler
def test_the_cover_says_how_many(handed_over, tmp_path):
    cover = tmp_path / "cover.pdf"
    cover.write_bytes(file_of(handed_over, "cover.pdf"))
    said = " ".join(words_of(cover).split())

    assert "4 people have signed 1 of them on paper 1 of those online counted on their word" in said


def test_the_public_page_says_that_it_is_done():
    page = " ".join(text_of(Client().get("/how-we-count/")).split())

    assert "an organizer may count a signature on the person's word" in page.replace("&#x27;", "'")
