"""A form in public: answered by a press, looked at by the mailbox's owner, counted by their yes."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.people import queries as people
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.form.forms import SubmissionForm
from ballotline.organizing.actions.kinds.form.models import Form, Submission
from ballotline.organizing.actions.kinds.form.rules import Question, questions_in
from ballotline.organizing.actions.kinds.form.testing import CHOICES, EVERY_KIND, counted, make_form, submitted
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.queries import taking_part
from ballotline.organizing.chapters.testing import make_chapter
from ballotline.organizing.intake.models import Case
from tests.ways_in import OURS

pytestmark = pytest.mark.django_db
NOW = timezone.now()
WHO = {"name": "Ana Flores", "email": "ana@rivertown.example", "zip_code": "00010"}
ADDRESS = "/forms/support-candidates/"
SAID = {
    "q_whynow01": "Because of the bus",
    "q_story001": "One line\nand another",
    "q_withyou1": "2 to 4",
    "q_coulddo1": ["Make calls", "Knock on doors"],
    "q_hours001": "12",
    "q_from0001": "2026-03-10",
    "q_where001": "Rivertown, 00010",
}
PDF = b"%PDF-1.4 a letter"
IN_WORDS = [
    ("Why now?", "Because of the bus"),
    ("Your story", "One line\nand another"),
    ("Who is with you?", "2 to 4"),
    ("What could you do?", "Knock on doors, Make calls"),
    ("How many hours a week?", "12"),
    ("From when?", "10 Mar 2026"),
    ("Where?", "Rivertown, 00010"),
]


def letter(name: str = "letter.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def press(**typed):
    return Client().post(ADDRESS, WHO | typed, headers=OURS)


def text_of(response) -> str:
    return response.content.decode()


def all_must() -> list[Question]:
    return questions_in([question.plain | {"required": True} for question in EVERY_KIND])


def confirm_page(submission: Submission, **fields):
    link = f"/confirm/{token_of(submission)}/"
    return Client().post(link, fields, headers=OURS) if fields else Client().get(link)


# taking part


def test_what_is_typed_waits_in_the_words_in_which_it_was_asked_and_touches_no_person():
    make_form()

    response = press(**SAID, q_letter01=letter())

    submission = Submission.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"{ADDRESS}thanks/")
    assert submission.answers_in_words() == [*IN_WORDS, ("A letter", "letter.pdf")]
    assert (submission.state, submission.person) == ("pending", None)
    assert bytes(submission.enclosures.get().content) == PDF


def test_the_owner_of_the_mailbox_sees_each_answer_in_its_field_and_what_they_change_is_recorded():
    make_form()
    press(**SAID)
    submission = Submission.objects.get()

    page = text_of(confirm_page(submission))
    for typed in ("Because of the bus", "One line\nand another", 'value="12"', 'value="2026-03-10"'):
        assert typed in page
    assert len(re.findall("checked", page)) == 3, "one choice, and two of some"
    changed = SAID | {"q_whynow01": "Because of the library", "q_withyou1": "", "q_hours001": ""}
    confirm_page(submission, **{name: WHO[name] for name in ("name", "zip_code")}, **changed)

    submission.refresh_from_db()
    said = dict(submission.answers_in_words())
    assert submission.state == "confirmed" and said["Why now?"] == "Because of the library"
    assert "Who is with you?" not in said and "How many hours a week?" not in said
    assert said["From when?"] == "10 Mar 2026"


def test_a_form_that_nobody_has_to_answer_is_answered_by_a_name_alone():
    form = make_form()
    press()

    confirmed(Submission.objects.get(), at=NOW)

    assert Submission.objects.get().answers == [] and taking_part(form) == 1


@pytest.mark.parametrize(
    "field, typed, sentence",
    [
        ("q_whynow01", "", "Enter the answer to “Why now?”"),
        ("q_whynow01", "x" * 201, "Make the answer to “Why now?” shorter: 201 of 200 characters"),
        ("q_whynow01", "a\x00b", "Type the answer to “Why now?” again: it holds a hidden character"),
        ("q_story001", "", "Enter the answer to “Your story”"),
        ("q_story001", "x" * 2_001, "Make the answer to “Your story” shorter: 2001 of 2000 characters"),
        ("q_story001", "a\x00b", "Type the answer to “Your story” again: it holds a hidden character"),
        ("q_withyou1", "", "Choose an answer to “Who is with you?”"),
        ("q_withyou1", "Nobody asked this", "Choose again for “Who is with you?”: that is not offered any more"),
        ("q_withyou1", "a\x00b", "Choose again for “Who is with you?”: that is not offered any more"),
        ("q_coulddo1", [], "Choose an answer to “What could you do?”"),
        ("q_coulddo1", ["Make calls", "x"], "Choose again for “What could you do?”: that is not offered any more"),
        ("q_hours001", "", "Enter the answer to “How many hours a week?”"),
        *(
            ("q_hours001", typed, "Enter a whole number from 0 to 2,147,483,647")
            for typed in ("a few", "-1", "1.5", "²", "৩", "1e9", "9" * 200_000, "2147483648", "1\x00")
        ),
        ("q_from0001", "", "Enter a day for “From when?”, like 2026-03-10"),
        ("q_from0001", "soon", "Enter a day for “From when?”, like 2026-03-10"),
        ("q_from0001", "2026-02-30", "Enter a day for “From when?”, like 2026-03-10"),
        ("q_from0001", "0001-01-01", "Enter a year between 1900 and 2199"),
        ("q_from0001", "a\x00b", "Enter a day for “From when?”, like 2026-03-10"),
        ("q_where001", "", "Enter the answer to “Where?”"),
        ("q_where001", "x" * 201, "Make the answer to “Where?” shorter: 201 of 200 characters"),
        ("q_letter01", "", "Choose a file for “A letter”"),
        ("q_letter01", "no file at all", "Choose a file for “A letter”"),
        ("q_letter01", letter(content=b""), "Choose another file for “A letter”: this one is empty"),
        ("q_letter01", letter("virus.pdf", b"MZ\x90"), "Choose a PDF, or a picture: a JPEG, PNG or WebP file"),
        ("q_letter01", letter("page.pdf", b"<script>"), "Choose a PDF, or a picture: a JPEG, PNG or WebP file"),
        ("q_letter01", letter(content=PDF * 400_000), "Choose a file under 5 MB"),
    ],
)
def test_what_can_t_be_taken_gets_a_sentence_at_its_field_and_nothing_else_is_lost(field, typed, sentence):
    make_form(*all_must())

    response = press(**SAID | {"q_letter01": letter(), field: typed})

    page = text_of(response)
    assert response.status_code == 422 and Submission.objects.count() == 0
    assert sentence in response.context["form"].errors[field][0]
    assert f'id="id_{field}_error"' in page and "There is a problem" in page
    kept = [text for name, text in SAID.items() if name != field and isinstance(text, str)]
    assert all(text in page for text in [*kept, "Ana Flores", "ana@rivertown.example"])


def test_a_file_that_a_browser_did_not_keep_is_asked_for_again_by_its_name():
    make_form()

    response = press(**SAID | {"q_hours001": "a few", "q_letter01": letter("my letter.pdf")})

    errors = response.context["form"].errors
    assert set(errors) == {"q_hours001", "q_letter01"}
    assert errors["q_letter01"] == ["Choose “my letter.pdf” once more: a browser does not keep files"]


def test_a_choice_that_went_between_look_and_press_is_chosen_again_and_the_rest_is_kept():
    form = make_form()
    fewer = [one.plain | {"choices": ["Just me", "Many"]} if one.key == "withyou1" else one.plain for one in EVERY_KIND]
    actions.edit(form, fields={"questions": fewer}, version=1, by=SYSTEM, at=NOW)

    response = press(**SAID)

    assert list(response.context["form"].errors) == ["q_withyou1"]
    assert "Because of the bus" in text_of(response)


def test_a_number_of_a_million_digits_is_refused_as_any_other_that_is_too_large():
    form = SubmissionForm(WHO | {"q_hours001": "9" * 1_000_000}, asked=make_form())

    assert list(form.errors) == ["q_hours001"]


def test_the_button_says_what_an_organizer_calls_it_on_the_page_and_in_front():
    make_form(press="Ask to start a chapter")

    page, front = (text_of(Client().get(address)) for address in (ADDRESS, "/"))

    assert "Ask to start a chapter</button>" in page and "Send your answers" not in page
    assert "Ask to start a chapter" in front
    Form.objects.update(press="")
    assert "Send your answers</button>" in text_of(Client().get(f"{ADDRESS}?again"))


def test_more_than_eight_choices_fold_into_a_list():
    many = tuple(f"Ward {n}" for n in range(1, 10))
    make_form(Question(key="wardno01", kind="choice", label="Which ward?", choices=many, required=True))

    page = text_of(Client().get(ADDRESS))
    response = press(q_wardno01="Ward 9")

    assert '<select name="q_wardno01"' in page and response.status_code == 303
    assert Submission.objects.get().answers_in_words() == [("Which ward?", "Ward 9")]


# what becomes of the form


def test_old_answers_stay_readable_when_questions_are_reworded_moved_taken_out_and_lose_their_choices():
    form = make_form()
    press(**SAID)
    submission = Submission.objects.get()
    others = [
        {**EVERY_KIND[3].plain, "label": "What would you do?", "choices": ["Sing", "Dance"]},
        {**EVERY_KIND[0].plain, "kind": "number", "label": "How now?"},
    ]

    actions.edit(form, fields={"questions": others}, version=1, by=SYSTEM, at=NOW)

    submission = Submission.objects.get()
    assert submission.answers_in_words() == IN_WORDS
    page = text_of(confirm_page(submission))
    assert "What could you do?" in page and "What would you do?" not in page
    confirm_page(submission, **{name: WHO[name] for name in ("name", "zip_code")}, **SAID)
    assert sorted(Submission.objects.get(state="confirmed").answers_in_words()) == sorted(IN_WORDS)


def test_who_confirms_is_asked_what_has_been_added_since():
    form = make_form(EVERY_KIND[0])
    press(q_whynow01="Now")
    more = [EVERY_KIND[0].plain, EVERY_KIND[4].plain | {"required": True}]
    actions.edit(form, fields={"questions": more}, version=1, by=SYSTEM, at=NOW)
    submission, who = Submission.objects.get(), {name: WHO[name] for name in ("name", "zip_code")}

    asked = confirm_page(submission, **who, q_whynow01="Now")
    assert asked.status_code == 422 and "Enter the answer to “How many hours a week?”" in text_of(asked)
    confirm_page(submission, **who, q_whynow01="Now", q_hours001="3")

    assert Submission.objects.get().answers_in_words() == [("Why now?", "Now"), ("How many hours a week?", "3")]


ANSWERS = {
    "text": st.text("abc é漢", min_size=1, max_size=40).filter(str.strip),
    "long": st.text("abc\n", min_size=1, max_size=40).filter(str.strip),
    "choice": st.sampled_from(["One", "Two"]),
    "choices": st.lists(st.sampled_from(["One", "Two", "Three"]), min_size=1, unique=True),
    "number": st.integers(0, 2**31 - 1).map(str),
    "date": st.dates(NOW.date() - timedelta(days=40_000), NOW.date() + timedelta(days=40_000)).map(str),
    "place": st.text("abc 019", min_size=1, max_size=40).filter(str.strip),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.data())
def test_questions_become_fields_and_what_is_typed_comes_back_on_the_confirm_page(data):
    """From the form's questions to the column, and from there into the same fields."""
    kinds = data.draw(st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=8))
    questions = [
        Question(key=f"key{n:05}", kind=kind, label=f"Number {n}", choices=("One", "Two", "Three"), required=True)
        for n, kind in enumerate(kinds)
    ]
    form = Form(questions=[question.plain for question in questions])
    typed = MultiValueDict({name: [value] for name, value in WHO.items()})
    for question in questions:
        said = data.draw(ANSWERS[question.kind])
        typed.setlist(question.field, said if isinstance(said, list) else [said])

    first = SubmissionForm(typed, asked=form)
    assert first.is_valid(), first.errors
    waits = Submission(form=form, answers=first.typed.own["answers"])
    again = SubmissionForm.confirming(waits, typed)
    assert again.is_valid(), again.errors

    assert again.shown.own["answers"] == waits.answers and len(waits.answers) == len(questions)
    shown = SubmissionForm.confirming(waits, None)
    for question in questions:
        seen = shown[question.field].value()
        written = typed.getlist(question.field)
        assert {str(one).strip() for one in (seen if isinstance(seen, list) else [seen])} == {
            one.strip() for one in written
        }


# a person


def test_the_copy_that_a_person_takes_shows_what_was_asked_and_what_they_answered():
    form = make_form()
    person = counted(form, whynow01="Because", coulddo1=list(CHOICES[:2])).person

    [copied] = people.copy_of(person)["forms"]

    assert copied["form__action__title"] == "Support candidates" and copied["email"] == "ana.flores@rivertown.example"
    assert copied["answers"] == [
        {"asked": "Why now?", "answered": "Because"},
        {"asked": "What could you do?", "answered": "Knock on doors, Make calls"},
    ]


def test_a_second_answer_of_the_same_human_does_not_count_and_the_first_stays():
    form = make_form()
    counted(form, whynow01="First")
    again = submitted(form, how=Circumstances(network_key="elsewhere"), whynow01="Second")

    kept = confirmed(again, at=NOW)

    assert taking_part(form) == 1 and kept.answers_in_words() == [("Why now?", "First")]


def test_answers_that_count_open_one_case_at_the_form_s_chapter_with_every_answer_in_it():
    chapter = make_chapter()
    form = make_form()
    Action.objects.filter(pk=form.pk).update(chapter=chapter.key)
    form.action.refresh_from_db()

    submission = counted(form, coulddo1=["Make calls"])

    case = Case.objects.get()
    assert (case.chapter, case.person, case.subject) == (chapter.key, submission.person, form.action.title)
    assert "Make calls" in case.entries.get().text
