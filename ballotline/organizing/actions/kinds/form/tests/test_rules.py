"""Questions and answers as plain values: what goes in comes out, whatever becomes of the form."""

from hypothesis import given
from hypothesis import strategies as st

from ballotline.organizing.actions.kinds.form.arranging import arranged, rows_in, spelled
from ballotline.organizing.actions.kinds.form.rules import (
    Answer,
    Question,
    answers_in,
    as_asked,
    questions_in,
    tallied,
)

WORDS = st.text(min_size=1, max_size=30)
QUESTIONS = st.builds(
    Question,
    key=st.text("abcdefgh01234567", min_size=8, max_size=8),
    kind=st.sampled_from(["text", "long", "choice", "choices", "number", "date", "place", "file"]),
    label=WORDS,
    help=st.text(max_size=30),
    choices=st.lists(WORDS, max_size=5).map(tuple),
    required=st.booleans(),
)
FORMS = st.lists(QUESTIONS, max_size=6, unique_by=lambda one: one.key)
SAID = st.one_of(WORDS, st.integers(0, 2**31 - 1), st.lists(WORDS, min_size=1, max_size=3))


@given(FORMS)
def test_questions_come_out_of_a_column_as_they_went_in(questions):
    assert questions_in([question.plain for question in questions]) == questions


@given(FORMS, st.data())
def test_answers_come_out_of_a_column_as_they_went_in(questions, data):
    answers = [Answer(question, data.draw(SAID)) for question in questions]

    assert answers_in([answer.plain for answer in answers]) == answers


@given(FORMS, FORMS)
def test_who_answered_sees_each_of_their_questions_as_it_was_asked_and_each_new_one_once(before, after):
    answers = [Answer(question, "x") for question in before]

    seen = as_asked(after, answers)

    assert {one.key for one in seen} == {one.key for one in [*before, *after]} and len(seen) == len(set(seen))
    assert all(question in seen for question in before), "in the words in which it was answered"
    assert [one.key for one in seen][: len(after)] == [one.key for one in after], "in the order of now"


def test_choices_are_counted_in_their_order_and_those_that_are_gone_stand_at_the_end():
    then = Question(key="k", kind="choices", label="What?", choices=("Walk", "Call"))
    now = Question(key="k", kind="choices", label="What?", choices=("Call", "Drive"))
    all_answers = [[Answer(then, ["Walk", "Call"]).plain], [Answer(now, ["Call"]).plain], []]

    [one] = tallied([now], all_answers)

    assert (one.answered, list(one.times.items())) == (2, [("Call", 2), ("Drive", 0), ("Walk", 1)])


def test_what_was_a_text_before_it_had_choices_is_not_counted_as_one():
    then, now = (Question(key="k", kind=kind, label="What?", choices=("Walk", "Call")) for kind in ("text", "choice"))

    [one] = tallied([now], [[Answer(then, "Walk").plain]])

    assert (one.answered, one.times) == (0, {"Walk": 0, "Call": 0})


# while they are written


def form_with(*labels: str, **more: str) -> dict[str, str]:
    rows = [{"key": "", "kind": "text", "label": label, "help": "", "choices": ""} for label in labels]
    return {"title": "T", **spelled(rows), **more}


def labels_after(button: str, *labels: str, **more: str) -> list[str]:
    return [row["label"] for row in rows_in(arranged(form_with(*labels, arrange=button, **more)))]


def test_each_button_does_what_it_says_and_keeps_all_that_was_typed():
    assert labels_after("up 2", "A", "B", "C") == ["A", "C", "B"]
    assert labels_after("down 0", "A", "B", "C") == ["B", "A", "C"]
    assert labels_after("add", "A") == ["A", ""]
    assert labels_after("out 1", "A", "B") == ["A", "B"]
    assert rows_in(arranged(form_with("A", "B", q1_key="bbbbbbbb", arrange="out 1")))[1]["key"] == "-bbbbbbbb"
    assert rows_in(arranged(form_with("A", "B", q1_key="-bbbbbbbb", arrange="back 1")))[1]["key"] == "bbbbbbbb"
    assert arranged(form_with("A", arrange="add"))["title"] == "T"


def test_the_thirty_first_question_is_not_added():
    assert len(labels_after("add", *"x" * 30)) == 30


@given(st.text(max_size=12))
def test_a_button_that_nobody_made_changes_nothing(button):
    known = button.startswith(("up ", "down ", "out ", "back ", "add"))

    assert known or labels_after(button, "A", "B") == ["A", "B"]


def test_one_that_leads_out_of_the_list_changes_nothing():
    for button in ("up 0", "down 1", "up 7", "up -1", "up ²", "out x", "down " + "9" * 1_000_000):
        assert labels_after(button, "A", "B") == ["A", "B"]
