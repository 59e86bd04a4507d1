"""Fields keep what people type, and say in their own words what to do."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.ui import forms

name = forms.NameField()
email = forms.EmailField()
comment = forms.TextField(thing="your comment", limit=500, rows=4, required=False)


def problem(field, typed):
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    return caught.value.messages


def test_names_are_kept_with_their_spaces_and_their_case():
    assert name.clean("  Ana María  de la O ") == "Ana María  de la O"


@pytest.mark.parametrize("typed", ["李", "Нина Петрова", "Ng", "O'Brien-Smith", "J. R. Park", "نور", "A" * 200])
def test_names_of_any_script_are_taken(typed):
    assert name.clean(typed) == typed


@pytest.mark.parametrize("typed", ["", "   ", None])
def test_a_missing_name_is_asked_for(typed):
    assert problem(name, typed) == ["Enter your name"]


@pytest.mark.parametrize("typed", ["http://buy.example", "www.buy.example", "Buy cheap.com", "a@b.example"])
def test_a_web_address_is_no_name(typed):
    assert problem(name, typed) == ["Enter your name, not a web address"]


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-x", "42", "…"])
def test_a_name_starts_with_a_letter(typed):
    assert problem(name, typed) == ["Enter your name, starting with a letter"]


def test_a_name_of_300_characters_is_too_long_and_says_by_how_much():
    assert problem(name, "a" * 300) == ["Make your name shorter: 300 of 200 characters"]


def test_a_comment_of_612_characters_is_too_long():
    assert problem(comment, "x" * 612) == ["Make your comment shorter: 612 of 500 characters"]


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\u202e", "\u2066", "\ud800"])
def test_hidden_characters_are_refused(sign):
    assert problem(name, f"Ana{sign}B") == ["Type your name again: it holds a hidden character"]
    assert problem(comment, f"a{sign}b") == ["Type your comment again: it holds a hidden character"]


def test_lines_are_kept_in_a_comment_and_refused_in_a_name():
    assert comment.clean("one\r\ntwo\rthree") == "one\ntwo\nthree"
    assert problem(name, "Ana\nB") == ["Type your name again: it holds a hidden character"]


def test_a_line_break_counts_as_one_character():
    assert comment.clean("\r\n".join("a" * 250)) == "\n".join("a" * 250)


def test_emoji_with_joiners_are_taken():
    assert comment.clean("👩‍👩‍👧 yes") == "👩‍👩‍👧 yes"


def test_two_spellings_of_the_same_letter_become_one():
    assert name.clean(unicodedata.normalize("NFD", "José")) == "José"


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("maria@rivertown.example", "maria@rivertown.example"),
        ("Maria+News@Rivertown.Example", "Maria+News@rivertown.example"),
        ("josé@rivertown.example", "josé@rivertown.example"),
        ("maria@ｒｉｖｅｒｔｏｗｎ.example", "maria@rivertown.example"),
        ("ｍaria@rivertown.example", "maria@rivertown.example"),
        ("ma\u200bria@rivertown.example", "maria@rivertown.example"),
        ("maria@bücher.example", "maria@xn--bcher-kva.example"),  # RFC 3492's own example of a label
    ],
)
def test_an_address_is_kept_in_its_one_spelling(typed, kept):
    assert email.clean(f" {typed} ") == kept


@pytest.mark.parametrize(
    "typed", ["", "maria", "maria@", "@x.example", "a b@x.example", "Maria <m@x.example>", "a..b@x.example"]
)
def test_what_is_no_address_gets_an_example(typed):
    assert problem(email, typed) == ["Enter an e-mail address like name@example.org"]


@given(
    st.from_regex(r"[a-z0-9._+-]{1,70}", fullmatch=True),
    st.sampled_from([f"{'y' * 60}." * 3 + "org", f"{'x' * 64}.org"])
    | st.from_regex(r"[a-z0-9.-]{1,12}", fullmatch=True),
)
def test_a_usual_address_is_judged_as_any_other(mailbox, domain):
    """The library that knows the standards looks at each; we look at a usual domain once."""
    typed = f"{mailbox}@{domain}"
    try:
        found = validate_email(typed, check_deliverability=False).ascii_email
    except EmailNotValidError:
        assert problem(email, typed) == ["Enter an e-mail address like name@example.org"]
    else:
        assert email.clean(typed) == found


def test_what_one_form_says_of_its_field_no_other_form_says():
    class Sign(forms.Form):
        name = forms.NameField(label="Your name")

    changed = Sign().fields["name"]
    changed.label, changed.error_messages["required"] = "Who are you?", "Say it"
    changed.validators.append(print)
    changed.widget.attrs["autofocus"] = ""
    other = Sign().fields["name"]

    assert (other.label, problem(other, ""), other.validators) == ("Your name", ["Enter your name"], [])
    assert "autofocus" not in other.widget.attrs


def test_browsers_are_given_no_limit_that_cuts_and_no_bubble():
    class Sign(forms.Form):
        name = forms.NameField(label="Your name")

    drawn = str(Sign()["name"])

    assert "maxlength" not in drawn
    assert "required" not in drawn
    assert 'autocomplete="name"' in drawn
