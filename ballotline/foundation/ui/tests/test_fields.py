"""Labels, hints, errors and controls belong together for those who see them and those who hear them."""

import re

import pytest
from django import forms as django_forms
from django.template import Context, Template

from ballotline.foundation.ui import forms


class Sign(forms.Form):
    name = forms.NameField(label="Your name")
    email = forms.EmailField(label="E-mail", help_text="We send one message")
    comment = forms.TextField(label="Your comment", thing="your comment", limit=500, rows=4, required=False)
    news = django_forms.BooleanField(label="Write to me", required=False)
    who = django_forms.ChoiceField(
        label="Who is with you?",
        choices=[("1", "just me"), ("5", "5 or more")],
        widget=django_forms.RadioSelect,
        error_messages={"required": "Choose who is with you"},
    )


def drawn(template, form):
    return Template("{% load ui %}" + template).render(Context({"form": form}))


def test_the_hint_and_the_error_are_told_with_the_control():
    field = drawn("{% field form.email %}", Sign({"email": "maria@"}))

    assert '<label for="id_email">E-mail</label>' in field
    assert 'id="id_email_hint"' in field
    assert 'id="id_email_error"' in field
    assert 'aria-describedby="id_email_hint id_email_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'value="maria@"' in field


def test_a_field_without_hint_and_error_points_nowhere():
    assert "aria-describedby" not in drawn("{% field form.name %}", Sign())


def test_radio_buttons_stand_in_a_named_group():
    field = drawn("{% field form.who %}", Sign({}))

    assert "<legend>Who is with you?</legend>" in field
    assert 'aria-describedby="id_who_error"' in field
    assert '<label for="id_who_0">just me</label>' in field


def test_the_label_of_a_tick_stands_behind_it():
    field = drawn("{% field form.news %}", Sign())

    assert field.index('type="checkbox"') < field.index("Write to me")


def test_a_folded_field_opens_when_it_holds_something():
    template = '{% field form.comment details="Add a comment" %}'

    assert re.search(r'<details class="field"\s*>', drawn(template, Sign()))
    assert re.search(r'<details class="field" open\s*>', drawn(template, Sign({"comment": "x"})))


def test_the_summary_links_each_problem_in_the_words_of_its_field():
    summary = drawn("{% error_summary form %}", Sign({}))

    assert "There is a problem" in summary
    assert '<a href="#id_name">Enter your name</a>' in summary
    assert '<a href="#id_who_0">Choose who is with you</a>' in summary
    assert 'tabindex="-1" autofocus' in summary


def test_without_problems_there_is_no_summary():
    filled = Sign({"name": "Ana", "email": "ana@rivertown.example", "who": "1"})

    assert drawn("{% error_summary form %}", filled).strip() == ""
    assert drawn("{% error_summary form %}", Sign()).strip() == ""


def test_a_problem_of_the_whole_form_stands_first():
    form = Sign({})
    form.add_error(None, "Many people are signing right now.")

    summary = drawn("{% error_summary form %}", form)

    assert summary.index("Many people") < summary.index("Enter your name")


@pytest.mark.parametrize("typed", ['"><script>', "<b>"])
def test_what_was_typed_wrong_comes_back_harmless(typed):
    assert typed not in drawn("{% field form.name %}{% error_summary form %}", Sign({"name": typed + "http://"}))
