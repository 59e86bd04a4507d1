"""What somebody answers: one field for each question, beside what everybody who takes part types.

On the confirm page each answer stands in its field, under the question as it was asked; a file is a tick, since a
browser can't show one.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ballotline.foundation.ui.dates import count
from ballotline.foundation.ui.day_fields import DayField
from ballotline.foundation.ui.forms import TextField
from ballotline.foundation.ui.numbers import MOST, whole_number
from ballotline.movement.arrivals.forms import ArrivalForm
from ballotline.organizing.actions.kinds.form.enclosed import judged
from ballotline.organizing.actions.kinds.form.models import Sent
from ballotline.organizing.actions.kinds.form.rules import (
    LINE_AT_MOST,
    TEXT_AT_MOST,
    Answer,
    Question,
    Said,
    answers_in,
    as_asked,
)

SIDE_BY_SIDE = 8  # choices that all stand there; more fold into a list
COMMON = ("name", "email", "zip_code")


class NumberField(TextField):
    """Whole and not below zero, read by the one reader; anything else is kept as typed, with a sentence."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        number = whole_number(text)
        if text and number is None:
            words = {"thing": self.thing, "most": count(MOST)}
            raise ValidationError(_("Enter a whole number from 0 to %(most)s as %(thing)s") % words, code="number")
        return number

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)


class ChosenField(forms.ChoiceField):
    """A few stand below each other, more fold into a list; what need not be answered can be left, and taken back."""

    def __init__(self, *, choices: tuple[str, ...], required: bool, **options: Any) -> None:
        given, none = [(one, one) for one in choices], [("", _("No answer"))]
        if len(choices) <= SIDE_BY_SIDE:
            options |= {"choices": [*given, *([] if required else none)], "widget": forms.RadioSelect}
        else:
            options |= {"choices": [*([("", _("Choose"))] if required else none), *given], "widget": forms.Select}
        super().__init__(required=required, **options)


class ManyField(forms.MultipleChoiceField):
    def __init__(self, *, choices: tuple[str, ...], **options: Any) -> None:
        self.offered = choices
        super().__init__(choices=[(one, one) for one in choices], widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Any) -> list[str]:
        """In the order in which they are offered."""
        chosen = set(super().clean(value))
        return [one for one in self.offered if one in chosen]


class SentField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> Sent | None:
        upload = super().clean(data, initial)
        return judged(upload) if upload else None


def _thing(question: Question) -> str:
    return _("the answer to “%(question)s”") % {"question": question.label}


def _line(question: Question, **options: Any) -> forms.Field:
    return TextField(thing=_thing(question), limit=LINE_AT_MOST, **options)


def _long(question: Question, **options: Any) -> forms.Field:
    return TextField(thing=_thing(question), limit=TEXT_AT_MOST, rows=5, **options)


def _place(question: Question, **options: Any) -> forms.Field:
    hint = options.pop("help_text") or _("A town, a ZIP code, or a street with its ZIP code")
    return TextField(thing=_thing(question), limit=LINE_AT_MOST, help_text=hint, **options)


def _number(question: Question, **options: Any) -> forms.Field:
    return NumberField(thing=_thing(question), inputmode="numeric", **options)


def _chosen(of: type[ChosenField] | type[ManyField]) -> Callable[..., forms.Field]:
    def made(question: Question, **options: Any) -> forms.Field:
        label = {"question": question.label}
        errors = {
            "required": _("Choose an answer to “%(question)s”") % label,
            "invalid_choice": _("Choose again for “%(question)s”: that is not offered any more") % label,
            "invalid_list": _("Choose an answer to “%(question)s”") % label,
        }
        return of(choices=question.choices, error_messages=errors, **options)

    return made


def _day(question: Question, **options: Any) -> forms.Field:
    words = _("Enter a day for “%(question)s”, like 2026-03-10") % {"question": question.label}
    return DayField(error_messages={"required": words, "invalid": words}, **options)


def _file(question: Question, **options: Any) -> forms.Field:
    words = _("Choose a file for “%(question)s”") % {"question": question.label}
    empty = _("Choose another file for “%(question)s”: this one is empty") % {"question": question.label}
    hint = options.pop("help_text") or _("A PDF or a picture, at most 5 MB")
    errors = {"required": words, "invalid": words, "missing": words, "empty": empty}
    return SentField(widget=forms.FileInput, error_messages=errors, help_text=hint, **options)


def _tick(question: Question, file: str) -> forms.Field:
    """Shall the file that came with the press be sent along?"""
    words = {"question": question.label, "file": file}
    label = _("%(question)s: send “%(file)s” along") % words
    refused = _("“%(question)s” needs this file. Is it not yours? Then you did not fill this in.") % words
    return forms.BooleanField(label=label, required=question.required, error_messages={"required": refused})


MAKERS: Mapping[str, Callable[..., forms.Field]] = {
    "text": _line,
    "long": _long,
    "choice": _chosen(ChosenField),
    "choices": _chosen(ManyField),
    "number": _number,
    "date": _day,
    "place": _place,
    "file": _file,
}


def field_of(question: Question) -> forms.Field:
    make = MAKERS[question.kind]
    return make(question, label=question.label, help_text=question.help, required=question.required)


class SubmissionForm(ArrivalForm):
    """Its fields are what is asked: by the form as it is now, and for who confirms, by what they answered."""

    own = ("answers",)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.has_answers = "answers" in self.initial
        answers = answers_in(self.initial.get("answers", ()))
        self.answered = {answer.question.key: answer.said for answer in answers}
        self.questions = self._questions(answers)
        for question in self.questions:
            self.fields[question.field] = self._field(question)
            self.initial[question.field] = self.answered.get(question.key)
        self.order_fields([*(question.field for question in self.questions), *COMMON])

    def _questions(self, answers: Sequence[Answer]) -> list[Question]:
        """Who confirms has sent no other file than those of the press."""
        asked = as_asked(self.asked.asks if self.asked else [], answers)
        return [one for one in asked if not self.has_answers or one.kind != "file" or one.key in self.answered]

    def _field(self, question: Question) -> forms.Field:
        if question.kind == "file" and question.key in self.answered:
            return _tick(question, str(self.answered[question.key]))
        return field_of(question)

    def clean(self) -> dict[str, Any]:
        """A browser keeps no file: whoever has something to put right is told which to choose again."""
        fields = super().clean() or {}
        if self.errors:
            for name, value in list(fields.items()):
                if isinstance(value, Sent):
                    words = _("Choose “%(file)s” once more: a browser does not keep files") % {"file": value.name}
                    self.add_error(name, words)
        return fields

    def _own(self) -> dict[str, object]:
        said = {question.key: self._said(question) for question in self.questions}
        answers = [Answer(one, said[one.key]).plain for one in self.questions if said[one.key] not in (None, "", [])]
        sent = {one.key: self.cleaned_data[one.field] for one in self.questions if one.kind == "file"}
        return {"answers": answers, "sent": {key: file for key, file in sent.items() if isinstance(file, Sent)}}

    def _said(self, question: Question) -> Any:
        """What a column holds; None where nothing was answered."""
        value: Said | date | Sent | bool | None = self.cleaned_data[question.field]
        if isinstance(value, bool):
            return self.answered[question.key] if value else None
        if isinstance(value, Sent):
            return value.name
        return value.isoformat() if isinstance(value, date) else value
