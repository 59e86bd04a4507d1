"""What stands in the list of a mail program: a subject that a phone shows whole, cut at a word and not within one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.movement.arrivals.mails import PleaseConfirm
from ballotline.movement.arrivals.queries import about
from ballotline.movement.mail.rules import subject_line
from ballotline.movement.mail.words import Words
from tests.ways_in import NOW, arrived, give_title

TITLE = "Keep the Ferry Street library and its reading rooms for children open on six days of the week"
WORDS = st.lists(st.text("abcé—:,.x", min_size=1, max_size=60), max_size=14)


@pytest.mark.parametrize(
    "text, subject",
    [
        # 50 signs, then 51: the 50th would have to be the ellipsis
        ("Open now: " + "a" * 40, "Open now: " + "a" * 40),
        ("Open now " + "a" * 42, "Open now…"),
        (
            "We have not heard back: Keep the library open on Sundays",
            "We have not heard back: Keep the library open on…",
        ),
        ("Count your signature: Keep the Ferry Street library", "Count your signature: Keep the Ferry Street…"),
        ("Count your signature: " + "a" * 60, "Count your signature…"),
        ("Sign and say no to Proposition X " + "a" * 20, "Sign and say no to Proposition X…"),
        ("a" * 60, "a" * 49 + "…"),
        ("A title\nin two  lines", "A title in two lines"),
        ("", ""),
    ],
)
def test_a_subject_ends_at_a_word(text, subject):
    assert subject_line(text) == subject


@given(WORDS)
def test_no_subject_is_longer_than_fifty_or_ends_within_a_word_that_would_have_fitted(words):
    text = " ".join(words)

    subject = subject_line(text)

    assert len(subject) <= 50 and (subject == text or subject.endswith("…"))
    if subject != text:
        kept = subject.removesuffix("…")
        assert text.startswith(kept) and kept
        assert text[len(kept)] in " —:,." or " " not in text[:50].strip(" —:,.")


def test_every_message_has_such_a_subject_whoever_words_it():
    assert Words(subject=TITLE, paragraphs=[], reason="").subject == "Keep the Ferry Street library and its reading…"


@pytest.mark.django_db
def test_the_question_to_confirm_names_its_title_as_far_as_whole_words_go(kind, asked):
    give_title(asked, TITLE)
    row = arrived(kind, asked)

    subject = PleaseConfirm.load([about(row)], at=NOW)[about(row)].words().subject

    kept = subject.removesuffix("…").partition("Keep")[2].split()
    assert len(subject) <= 50 and subject.endswith("…")
    assert kept and kept == TITLE.split()[1 : len(kept) + 1]
