"""What organizers type on cases."""

from django import forms
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.day_fields import DayField
from ballotline.foundation.ui.forms import EmailField, Form, NameField, TextField, ZipField
from ballotline.organizing.intake import queries

ANSWER_AT_MOST = 10_000


class AnswerForm(Form):
    text = TextField(thing=gettext_lazy("your answer"), limit=ANSWER_AT_MOST, rows=8, label=gettext_lazy("Answer"))
    text.widget.attrs["data-key"] = "a"
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


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


class NewCaseForm(Form):
    """Somebody rang, or stopped an organizer on the street."""

    name = NameField(thing=gettext_lazy("their name"), label=gettext_lazy("Name"), autocomplete="off")
    email = EmailField(label=gettext_lazy("E-mail, if you know it"), required=False, autocomplete="off")
    zip_code = ZipField(label=gettext_lazy("ZIP code, if you know it"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What is it about?"))
    text = TextField(
        thing=gettext_lazy("what they said"), limit=5_000, rows=6, label=gettext_lazy("What did they say?")
    )

    def __init__(self, *given: object, **options: object) -> None:
        super().__init__(*given, **options)  # type: ignore[arg-type]
        self.fields["kind"].choices = [(kind.slug, kind.words) for kind in queries.kinds()]  # type: ignore[attr-defined]
