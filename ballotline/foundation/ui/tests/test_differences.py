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


@pytest.mark.parametrize(
    "before, after",
    [
        ("a\n" * 9_990 + "c", "b\na\n" * 4_990),  # every line equal to thousands
        ("one word " * 2_222, "another word " * 1_538),
        ("\n" * 19_999, "x\n" * 9_999),
    ],
)
def test_what_can_t_be_compared_in_a_moment_is_shown_whole(before, after):
    assert [kind for kind, _text in marked(before, after)] == ["gone", "new"]


def test_one_word_in_a_long_text_of_many_paragraphs_is_all_that_is_marked():
    paragraphs = "\n\n".join(f"This is paragraph number {n}, and a sentence." for n in range(400))

    pieces = marked(paragraphs, paragraphs.replace("number 200,", "number two hundred,"))

    assert [(kind, text) for kind, text in pieces if kind != "same"] == [("gone", "200, "), ("new", "two hundred, ")]
