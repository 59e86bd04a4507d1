"""Files that come with answers: judged by what is in them, sent along by their owner, gone with their row."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.rules import Word
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.people import services as persons
from ballotline.organizing.actions.kinds.form.models import Enclosure, Submission
from ballotline.organizing.actions.kinds.form.rules import Question
from ballotline.organizing.actions.kinds.form.testing import EVERY_KIND, make_form
from ballotline.organizing.actions.kinds.form.tests.test_forms import PDF, SAID, confirm_page, letter, press, text_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def picture() -> bytes:
    """With where it was taken, as phones write it."""
    drawn, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "14 Dock Street"
    Image.new("RGB", (40, 30), "red").save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


def test_a_picture_is_written_anew_without_where_it_was_taken():
    make_form()
    assert b"14 Dock Street" in picture()

    press(q_letter01=letter("../../Étage 2\r\n.png", picture()))

    enclosed = Enclosure.objects.get()
    assert enclosed.name == "Étage 2.jpg" and b"14 Dock Street" not in bytes(enclosed.content)
    assert Image.open(BytesIO(bytes(enclosed.content))).format == "JPEG"


def test_the_owner_of_the_mailbox_sends_the_file_along_or_not():
    make_form()
    for name in ("Ana Flores", "Ben Flores"):
        press(name=name, q_letter01=letter())
    ana, ben = Submission.objects.order_by("pk")

    page = text_of(confirm_page(ana))
    assert "A letter: send “letter.pdf” along" in page and 'type="file"' not in page
    confirm_page(ana, name="Ana Flores", zip_code="00010", q_letter01="on")
    confirm_page(ben, name="Ben Flores", zip_code="00010")

    assert [one.answers_in_words() for one in Submission.objects.order_by("pk")] == [[("A letter", "letter.pdf")], []]
    assert Enclosure.objects.get().submission == ana


def test_a_file_that_must_come_along_is_not_left_out():
    make_form(Question.of(EVERY_KIND[-1].plain | {"required": True}))
    press(q_letter01=letter())

    refused = confirm_page(Submission.objects.get(), name="Ana Flores", zip_code="00010")

    assert refused.status_code == 422 and "“A letter” needs this file." in text_of(refused)
    assert Enclosure.objects.count() == 1


def test_a_file_goes_with_its_row_when_it_is_disowned_forgotten_or_its_person_erased():
    make_form()
    for n, name in enumerate(("Ana Flores", "Ben Flores", "Cid Moss")):
        press(name=name, email=f"n{n}@rivertown.example", q_letter01=letter())
    ana, ben, cid = Submission.objects.order_by("pk")
    assert Enclosure.objects.count() == 3

    arrivals.disown(arrival=ana, at=NOW)
    Submission.objects.filter(pk=ben.pk).update(asked_at=NOW - timedelta(days=45))
    arrivals.forget(at=NOW)
    assert Enclosure.objects.get().submission == cid
    persons.erase(person=confirmed(cid, at=NOW).person, by=SYSTEM, at=NOW)

    assert Enclosure.objects.count() == Submission.objects.count() == 0


def test_a_bot_s_file_is_not_kept_and_the_same_press_twice_keeps_one():
    make_form()
    press(website="x", q_letter01=letter())
    assert Enclosure.objects.count() == 0

    for _twice in range(2):
        press(key="one form", q_letter01=letter())
    press(key="one form", q_letter01=letter(content=PDF + b" another"))

    assert Enclosure.objects.count() == 2, "another file is another press"


def test_what_only_the_owner_can_say_is_not_kept_where_an_organizer_counts_them_on_their_word():
    make_form()
    press(**SAID, q_letter01=letter())

    arrivals.count_on_word(arrival=Submission.objects.get(), word=Word(heard="phone", note=""), by=SYSTEM, at=NOW)

    assert (Submission.objects.get().answers, Enclosure.objects.count()) == ([], 0)


def test_a_text_that_no_form_asks_for_is_too_long_for_the_door_and_breaks_nothing():
    make_form()

    assert press(q_story001="x" * 3_000_000, q_letter01=letter()).status_code == 400
    assert Submission.objects.count() == 0


def test_a_large_body_is_taken_by_forms_and_one_that_is_larger_than_two_files_is_not():
    make_form()
    large = PDF + b"x" * 4_900_000

    assert press(q_letter01=letter(content=large)).status_code == 303
    assert press(q_letter01=letter(content=large * 3)).status_code == 413
