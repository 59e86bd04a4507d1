"""Two texts beside each other, marked word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.ui.differences import marked

TEXTS = st.lists(st.sampled_from(["library", "six", "days ", " open", "\n", "\r\n", ".", "é", "\u2028", ""])).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_nothing_of_either_text_is_lost(before, after):
    pieces = marked(before, after)

    assert "".join(text for kind, text in pieces if kind != "new") == before
    assert "".join(text for kind, text in pieces if kind != "gone") == after


@pytest.mark.parametrize(
    "before, after, pieces",
    [
        ("", "", []),
        ("the same", "the same", [("same", "the same")]),
        ("", "new words", [("new", "new words")]),
        ("old words", "", [("gone", "old words")]),
        (
            "We keep it open five days.",
            "We keep it open six days.",
            [("same", "We keep it open "), ("gone", "five "), ("new", "six "), ("same", "days.")],
        ),
        ("One thing.", "Quite another.", [("gone", "One thing."), ("new", "Quite another.")]),
        ("one\ntwo", "two\nthree", [("gone", "one\n"), ("same", "two"), ("new", "\nthree")]),
        ("first\nsecond\n", "first\nthird\n", [("same", "first\n"), ("gone", "second\n"), ("new", "third\n")]),
    ],
)
def test_what_went_and_what_came_is_marked_by_the_word(before, after, pieces):
    assert marked(before, after) == pieces


def test_a_text_without_line_ends_as_long_as_a_form_takes_is_shown_whole():
    before, after = "one word " * 2_222, "another word " * 1_538

    assert [kind for kind, _text in marked(before, after)] == ["gone", "new"]
