"""A form at the desk: written, arranged, read."""

import csv
import re
from dataclasses import replace
from io import StringIO

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.audit.models import Entry
from ballotline.foundation.ui.forms import tidy
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.form.desk_forms import FormForm
from ballotline.organizing.actions.kinds.form.models import Form, Submission
from ballotline.organizing.actions.kinds.form.ready import READY
from ballotline.organizing.actions.kinds.form.rules import Question, questions_in
from ballotline.organizing.actions.kinds.form.testing import EVERY_KIND, FORM, counted, make_form, submitted
from ballotline.organizing.actions.kinds.form.tests.test_forms import PDF, letter, press
from ballotline.organizing.actions.models import Action
from tests.rivertown import make_rivertown

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DESK = "/desk/forms/support-candidates/"


@pytest.fixture
def desk() -> Client:
    return signed_in_client()


def text_of(response) -> str:
    return response.content.decode()


def rows(*questions: dict[str, str]) -> dict[str, str]:
    """What a page sends of these questions."""
    blank = {"key": "", "kind": "text", "label": "", "help": "", "choices": ""}
    return {f"q{n}_{part}": text for n, one in enumerate(questions) for part, text in (blank | one).items()}


def labels_on(page: str) -> list[str]:
    return re.findall(r'name="q\d+_label" value="([^"]*)"', page)


# writing


def test_an_organizer_writes_every_kind_of_question_and_the_public_page_asks_them(desk):
    typed = [
        {"kind": one.kind, "label": one.label, "help": "A hint", "choices": "\n".join(one.choices)}
        for one in EVERY_KIND
    ]

    desk.post("/desk/forms/new/", {"title": "Support candidates", **rows(*typed), "q0_required": "on"})
    desk.post(f"{DESK}step/publish/")

    page = text_of(Client().get("/forms/support-candidates/"))
    form = Form.objects.get()
    assert [(one.kind, one.label, one.choices) for one in form.asks] == [
        (one.kind, one.label, one.choices) for one in EVERY_KIND
    ]
    assert [one.required for one in form.asks] == [True] + [False] * 7
    assert all(one.label in page and f'name="{one.field}"' in page for one in form.asks)
    assert page.count("A hint") == 8 and 'enctype="multipart/form-data"' in page
    assert len({one.key for one in form.asks}) == 8


def test_thirty_questions_can_be_written_looked_at_and_answered_and_a_thirty_first_not(desk):
    thirty = [{"label": f"Number {n}?", "kind": "choice", "choices": "A\nB"} for n in range(30)]
    must = {f"q{n}_required": "on" for n in range(31)}
    desk.post("/desk/forms/new/", {"title": "Support candidates", **rows(*thirty), **must})

    look = desk.post(
        f"{DESK}edit/", {"title": "Support candidates", "version": "1", "look": "1", **rows(*thirty), **must}
    )
    more = desk.post("/desk/forms/new/", {"title": "More", **rows(*thirty, {"label": "One more?"}), **must})

    assert len(Form.objects.get().asks) == 30 and "Number 29?" in text_of(look)
    assert "Add a question" not in text_of(desk.get(f"{DESK}edit/"))
    assert more.status_code == 422 and "Ask at most 30 questions" in text_of(more)


def test_a_page_of_thirty_questions_that_must_be_answered_sends_no_more_fields_than_may_be_sent(desk):
    asked = [Question(key=f"key{n:05}", kind="text", label=f"Number {n}?", required=True) for n in range(30)]
    make_form(*asked)
    make_form(title="Another")

    page = text_of(desk.get(f"{DESK}edit/"))

    form = re.search(r'<form method="post" enctype.*?</form>', page, re.S)[0]
    controls = [*re.findall(r'<(?:input|select|textarea) [^>]*name="', form), "the button"]
    assert "goes_with" in form and form.count("checked") == 30
    assert 180 < len(controls) <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


@pytest.mark.parametrize(
    "changed, field, sentence",
    [
        ({"title": ""}, "title", "Enter the title"),
        ({"q0_label": ""}, "q0_label", "Enter question 1"),
        ({"q0_label": "x" * 201}, "q0_label", "Make question 1 shorter: 201 of 200 characters"),
        ({"q0_label": "a\x00b"}, "q0_label", "Type question 1 again: it holds a hidden character"),
        ({"q0_help": "x" * 201}, "q0_help", "Make the hint of question 1 shorter"),
        ({"q0_kind": "poem"}, "q0_kind", "Choose what the answer is"),
        ({"q0_kind": ""}, "q0_kind", "Choose what the answer is"),
        ({"q0_choices": ""}, "q0_choices", "Enter 2 to 30 choices for question 1"),
        ({"q0_choices": "One\n\n"}, "q0_choices", "Enter 2 to 30 choices for question 1"),
        ({"q0_choices": "\n".join(map(str, range(31)))}, "q0_choices", "Enter 2 to 30 choices for question 1"),
        ({"q0_choices": "One\none"}, "q0_choices", "Enter each choice of question 1 once"),
        ({"q0_choices": "One\n" + "x" * 201}, "q0_choices", "shorter: 201 of 200 characters"),
        ({"q0_choices": "One\nTw\x00o"}, "q0_choices", "Type the choices of question 1 again"),
        ({"q0_label": "", "q0_choices": ""}, "q0_label", "Enter a question"),
        ({"closes_at": "soon"}, "closes_at", "Enter a day and an hour"),
    ],
)
def test_what_can_t_be_taken_gets_a_sentence_at_its_field_and_nothing_typed_is_lost(desk, changed, field, sentence):
    typed = FORM | {"body": "What it is for"} | changed

    response = desk.post("/desk/forms/new/", typed)

    page = text_of(response)
    assert response.status_code == 422 and Form.objects.count() == 0
    assert sentence in response.context["form"].errors[field][0] and f'id="id_{field}_error"' in page
    assert "What it is for" in page
    if field.startswith("q0"):
        assert re.search(r'<details class="more" open>\s*<summary>\s*(What could you do\?|A new question|x|a)', page)


LINES = st.text("abc é漢-", min_size=1, max_size=20).map(str.strip).filter(bool)
WRITTEN = st.builds(
    Question,
    key=st.from_regex("[0-9a-z]{8}", fullmatch=True),
    kind=st.sampled_from(["text", "long", "number", "date", "place"]),
    label=LINES,
    help=LINES | st.just(""),
    required=st.booleans(),
) | st.builds(
    Question,
    key=st.from_regex("[0-9a-z]{8}", fullmatch=True),
    kind=st.sampled_from(["choice", "choices"]),
    label=LINES,
    choices=st.lists(LINES, min_size=2, max_size=6, unique_by=lambda one: tuple(one.split())).map(tuple),
)


@given(st.lists(WRITTEN, min_size=1, max_size=6, unique_by=lambda one: one.key))
def test_what_stands_in_the_editor_is_the_same_after_it_was_saved_as_it_stood(questions):
    shown = FormForm(initial={"questions": [question.plain for question in questions], "title": "T"})

    typed = {name: shown[name].value() for name in shown.fields if shown[name].value() not in (None, False)}
    saved = FormForm(typed, among=Action.objects.none())

    assert saved.is_valid(), saved.errors
    assert questions_in(saved.fields_to_save["questions"]) == [_tidied(question) for question in questions]


def _tidied(question: Question) -> Question:
    """Letters that look alike are one letter, and a choice has one space between its words."""
    lines = {"label": tidy(question.label), "help": tidy(question.help)}
    return replace(question, **lines, choices=tuple(" ".join(tidy(one).split()) for one in question.choices))


def test_no_rows_at_all_and_three_files_are_refused_in_words(desk):
    nothing = desk.post("/desk/forms/new/", {"title": "T"})
    files = desk.post("/desk/forms/new/", {"title": "T", **rows(*[{"kind": "file", "label": "A file"}] * 3)})

    assert "Enter a question" in text_of(nothing) and "Ask for at most two files" in text_of(files)
    assert Form.objects.count() == 0


@pytest.mark.parametrize(
    "button, labels",
    [
        ("add", ["Alpha", "Bravo", "Charlie", ""]),
        ("up 2", ["Alpha", "Charlie", "Bravo"]),
        ("down 0", ["Bravo", "Alpha", "Charlie"]),
        ("up 0", ["Alpha", "Bravo", "Charlie"]),
        ("out 9", ["Alpha", "Bravo", "Charlie"]),
        ("x\x00", ["Alpha", "Bravo", "Charlie"]),
    ],
)
def test_a_button_arranges_the_questions_keeps_all_that_was_typed_and_saves_nothing(desk, button, labels):
    make_form(Question(key="aaaaaaaa", kind="text", label="Old"))
    typed = {"title": "", "body": "Half a sen", "version": "1", "closes_at": "soon", "arrange": button}
    typed |= rows({"label": "Alpha", "key": "aaaaaaaa"}, {"label": "Bravo", "kind": "choice"}, {"label": "Charlie"})

    for address in ("/desk/forms/new/", f"{DESK}edit/"):
        response = desk.post(address, typed)
        page = text_of(response)
        assert response.status_code == 200 and "There is a problem" not in page, address
        assert [one.replace("value=", "") for one in labels_on(page)] == [one for one in labels if one]
        assert page.count("_label") >= len(labels) and "Half a sen" in page and 'value="soon"' in page

    assert Form.objects.count() == 1 and Form.objects.get().asks[0].label == "Old"


def test_what_is_taken_out_can_be_put_back_until_it_is_saved(desk):
    form = make_form(*EVERY_KIND[:2])
    typed = {"title": "Support candidates", "version": "1"}
    typed |= rows(*({"key": one.key, "kind": one.kind, "label": one.label} for one in EVERY_KIND[:2]))

    out = text_of(desk.post(f"{DESK}edit/", typed | {"arrange": "out 0"}))
    assert "Taken out when you save." in out and "Why now?" in out
    back = text_of(desk.post(f"{DESK}edit/", typed | {"q0_key": "-whynow01", "arrange": "back 0"}))
    assert "Taken out when you save." not in back
    desk.post(f"{DESK}edit/", typed | {"q0_key": "-whynow01"})

    assert [one.label for one in Form.objects.get().asks] == ["Your story"]
    actions.restore(Form.objects.select_related("action").get(), version=1, by=SYSTEM, at=NOW)
    assert Form.objects.get().asks == form.asks


def test_enter_saves_and_does_not_move_a_question(desk):
    make_form()

    page = text_of(desk.get(f"{DESK}edit/"))

    form = re.search(r'<form method="post" enctype.*?</form>', page, re.S)[0]
    first = re.search(r"<button[^>]*>.*?</button>", form, re.S)[0]
    assert "Save" in first and "arrange" not in first


def test_a_question_keeps_its_key_through_edits_and_a_forged_or_doubled_key_is_a_new_one(desk):
    make_form(EVERY_KIND[0])
    key = EVERY_KIND[0].key
    typed = rows(
        {"label": "Why, now?", "key": key},
        {"label": "B", "key": key},
        {"label": "C", "key": "../x"},
        {"label": "D", "key": "a\x00"},
    )

    desk.post(f"{DESK}edit/", {"title": "Support candidates", "version": "1", **typed})

    keys = [one.key for one in Form.objects.get().asks]
    assert keys[0] == key and len(keys) == len(set(keys)) == 4 and all(re.fullmatch("[0-9a-z]{8}", one) for one in keys)


def test_the_history_says_in_words_which_question_was_changed(desk):
    make_form(EVERY_KIND[2])
    changed = {"label": "Who is with you now?", "key": "withyou1", "kind": "choice", "choices": "Just me\nMany"}
    desk.post(f"{DESK}edit/", {"title": "Support candidates", "version": "1", **rows(changed)})

    page = " ".join(re.sub(r"<[^>]+>", "", text_of(desk.get(f"{DESK}history/1/"))).split())

    assert "Who is with you" in page and "now" in page and "(one of some choices)" in page
    assert "withyou1" not in page and "{" not in page


@pytest.mark.parametrize("name", READY)
def test_a_form_that_is_written_already_is_begun_with_changed_and_published(desk, name):
    chosen = READY[name]

    page = text_of(desk.get("/desk/forms/new/"))
    assert str(chosen.words) in page and f'href="?from={name}"' in page
    begun = text_of(desk.get(f"/desk/forms/new/?from={name}"))
    fields = dict(re.findall(r'name="(q\d+_\w+)" value="([^"]*)"', begun))
    fields |= {
        name: text.strip("\n")
        for name, text in re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', begun, re.S)
    }
    fields |= {
        name: re.search(r'value="(\w+)" selected', options)[1]
        for name, options in re.findall(r'<select name="(q\d+_kind)"[^>]*>(.*?)</select>', begun, re.S)
    }
    desk.post("/desk/forms/new/", fields | {"title": "Ours", "q0_label": "Our own question?"})

    form = Form.objects.get()
    labels = [str(one["label"]) for one in chosen.fields["questions"]]
    assert [one.label for one in form.asks] == ["Our own question?", *labels[1:]]
    assert [one.kind for one in form.asks] == [one["kind"] for one in chosen.fields["questions"]]


def test_a_name_that_no_ready_form_has_begins_with_nothing(desk):
    page = text_of(desk.get("/desk/forms/new/?from=%C2%B2"))

    assert "A new question" in page


# reading


def test_the_overview_counts_choices_and_shows_the_newest_to_who_may_see_people(desk):
    form = make_form()
    counted(form, "Ana Flores", coulddo1=["Make calls"], withyou1="Just me")
    counted(form, "Ben Weiss", coulddo1=["Knock on doors", "Make calls"])
    submitted(form, "Waits", coulddo1=["Something else"])

    page = text_of(desk.get(DESK))
    told = re.sub(r"<[^>]+>", " ", page)
    words = " ".join(told.split())

    assert "2 people answered this" in words and "1 person answered this" in words
    assert "Knock on doors 1" in words and "Make calls 2" in words and "Something else 0" in words
    assert "Ana Flores" in words and "Ben Weiss" in words and "Waits" not in words
    moderator = text_of(signed_in_client(role="moderator").get(DESK))
    assert "Ana Flores" not in moderator and "Make calls" in moderator


def test_one_person_s_answers_are_read_on_a_page_of_their_own_and_that_is_logged(desk):
    form = make_form()
    submission = counted(form, whynow01="Because <b>now</b>", story001="One\nTwo")

    listed = text_of(desk.get(f"{DESK}people/"))
    address = f"{DESK}answers/{submission.public_id}/"
    page = text_of(desk.get(address))

    assert f'href="{address}"' in listed
    assert "Because &lt;b&gt;now&lt;/b&gt;" in page and "One<br>Two" in page and "Why now?" in page
    assert Entry.objects.filter(verb="answers viewed", object_id=str(form.public_id)).count() == 1


def test_a_file_is_downloaded_as_a_file_by_who_may_see_people_and_by_nobody_else(desk):
    make_form()
    press(q_letter01=letter("my letter.pdf"))
    submission = Submission.objects.get()
    address = f"{DESK}answers/{submission.public_id}/letter01/"

    page = text_of(desk.get(f"{DESK}answers/{submission.public_id}/"))
    response = desk.get(address)

    assert f'href="{address}"' in page and "my letter.pdf" in page
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="my letter.pdf"'
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert response["Cache-Control"] == "no-store"
    assert signed_in_client(role="moderator").get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert desk.get(f"{DESK}answers/{submission.public_id}/whynow01/").status_code == 404


def test_answers_are_found_under_their_own_form_only(desk):
    submission = counted(make_form(), whynow01="Now")
    make_form(title="Another")
    other, nobody = (f"/desk/forms/{slug}/answers/" for slug in ("another", "no-such-form"))

    assert desk.get(f"{other}{submission.public_id}/").status_code == 404
    assert desk.get(f"{nobody}{submission.public_id}/").status_code == 404
    assert desk.get(f"{DESK}answers/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert desk.get(f"{DESK}answers/x/").status_code == 404


def table(desk: Client) -> list[dict[str, str]]:
    response = desk.get(f"{DESK}take-along/people.csv")
    return list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_the_table_has_a_column_for_each_question_of_now_and_then_for_those_of_before():
    make_rivertown()
    owner = signed_in_client(make_account("owner", "owner@rivertown.example", "Olu"))
    form = make_form(*EVERY_KIND[:4])
    counted(form, "Ana Flores", whynow01="=1+1", coulddo1=["Knock on doors", "Make calls"])
    now = [EVERY_KIND[4].plain, EVERY_KIND[0].plain | {"label": "Why today?"}]
    actions.edit(form, fields={"questions": now}, version=1, by=SYSTEM, at=NOW)
    form = Form.objects.get()
    counted(form, "Ben Weiss", hours001=1200, whynow01="Today")

    ana, ben = table(owner)

    assert list(ana)[-3:] == ["How many hours a week?", "Why today?", "What could you do?"]
    assert (ana["Why today?"], ana["What could you do?"], ana["How many hours a week?"]) == (
        "'=1+1",
        "Knock on doors, Make calls",
        "",
    )
    assert (ben["name"], ben["Why today?"], ben["How many hours a week?"]) == ("Ben Weiss", "Today", "1200")
    assert "Export all (CSV)" in text_of(owner.get(f"{DESK}people/"))


def test_the_overview_and_the_people_ask_the_same_of_the_database_for_one_as_for_many(desk):
    form = make_form()
    counted(form, "Number One", coulddo1=["Make calls"])
    desk.get(DESK)
    desk.get(f"{DESK}people/")  # the first look of the hour is noted for the chapters too

    for_one = [queries_of(desk, DESK), queries_of(desk, f"{DESK}people/")]
    for letter_of in "abcdefghijkl":
        counted(form, f"Number {letter_of}", coulddo1=["Make calls"], whynow01="Now")

    assert [queries_of(desk, DESK), queries_of(desk, f"{DESK}people/")] == for_one


def queries_of(desk: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        desk.get(address)
    return len(seen)
