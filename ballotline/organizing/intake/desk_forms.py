"""What organizers type on cases."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.day_fields import DayField
from ballotline.foundation.ui.forms import EmailField, Form, NameField, TextField, ZipField
from ballotline.organizing.intake import queries, rules

ANSWER_AT_MOST = 10_000
HOURS_AT_MOST = 720  # a month


class AnswerForm(Form):
    text = TextField(thing=gettext_lazy("your answer"), limit=ANSWER_AT_MOST, rows=8, label=gettext_lazy("Answer"))
    text.widget.attrs["data-key"] = "a"
    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=2**31 - 1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            gettext_lazy("Look at the case as it is now, and press again"),
        ),
    )


class NoteForm(Form):
    note = TextField(
        thing=gettext_lazy("the note"),
        limit=4_000,
        rows=3,
        label=gettext_lazy("Note for ourselves"),
        help_text=gettext_lazy("They can ask to read this."),
    )


class AwayForm(Form):
    until = DayField(label=gettext_lazy("Away until"))

    def __init__(self, *given: Any, today: date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.today = today

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise ValidationError(_("Enter a day that is not over"))
        return until


class NewCaseForm(Form):
    """Somebody rang, or stopped an organizer on the street."""

    name = NameField(thing=gettext_lazy("their name"), label=gettext_lazy("Name"), autocomplete="off")
    email = EmailField(label=gettext_lazy("E-mail, if you know it"), required=False, autocomplete="off")
    zip_code = ZipField(label=gettext_lazy("ZIP code, if you know it"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose what it is about")),
    )
    text = TextField(
        thing=gettext_lazy("what they said"), limit=5_000, rows=6, label=gettext_lazy("What did they say?")
    )

    def __init__(self, *given: object, **options: object) -> None:
        super().__init__(*given, **options)  # type: ignore[arg-type]
        self.fields["kind"].choices = [(kind.slug, kind.words) for kind in queries.kinds()]  # type: ignore[attr-defined]


class KindForm(Form):
    words = TextField(
        thing=gettext_lazy("what it is called"),
        limit=60,
        label=gettext_lazy("What people choose"),
        help_text=gettext_lazy("Run for office"),
    )
    says = TextField(
        thing=gettext_lazy("what the list says"),
        limit=80,
        label=gettext_lazy("What the list of cases says after a name"),
        help_text=gettext_lazy("asks about running for office"),
    )
    answer_within = forms.IntegerField(
        label=gettext_lazy("Answered within, hours"),
        min_value=1,
        max_value=HOURS_AT_MOST,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), gettext_lazy("Enter hours between 1 and 720, like 48")
        ),
    )
    guess_by = TextField(
        thing=gettext_lazy("the words"),
        limit=1_000,
        rows=3,
        required=False,
        label=gettext_lazy("Guessed by these words, with commas between them"),
        help_text=gettext_lazy("run for, get on the ballot, school board seat"),
    )


class ReadyForm(Form):
    title = TextField(thing=gettext_lazy("a title"), limit=60, label=gettext_lazy("Title"))
    text = TextField(thing=gettext_lazy("the text"), limit=ANSWER_AT_MOST, rows=8, label=gettext_lazy("Text"))

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if unknown := rules.unknown_placeholders(text):
            words = _("Take {%(unknown)s} out: only {name}, {organization} and {chapter} are filled in")
            raise ValidationError(words % {"unknown": unknown[0]})
        return text
