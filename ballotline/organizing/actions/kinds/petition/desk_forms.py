"""What organizers type: a petition, an update, how it ended, a paper sheet."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui import pictures
from ballotline.foundation.ui.day_fields import DayField, MomentField
from ballotline.foundation.ui.forms import Form, TextField
from ballotline.movement.arrivals.rules import Word
from ballotline.organizing.actions.forms import AskForm
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature

LINES_A_SHEET = 20


class PetitionForm(AskForm):
    """Four fields make a petition; the rest can wait."""

    title = TextField(
        thing=gettext_lazy("a title"),
        limit=120,
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Keep the Ferry Street library open six days a week"),
    )
    target = TextField(
        thing=gettext_lazy("who is asked"),
        limit=120,
        label=gettext_lazy("To whom"),
        help_text=gettext_lazy("Rivertown City Council"),
    )
    asks = TextField(
        thing=gettext_lazy("the sentence that people sign"),
        rows=3,
        limit=600,
        label=gettext_lazy("What people sign"),
        help_text=gettext_lazy("We ask the City Council to keep the library open on six days a week."),
    )
    body = TextField(
        thing=gettext_lazy("the why"),
        rows=10,
        limit=20_000,
        required=False,
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Read in three minutes at most. Markdown: **bold**, - lists, [links](https://…)."),
    )
    goal = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100_000_000,
        label=gettext_lazy("Goal"),
        help_text=gettext_lazy("Shown as “goal 5,000”. Without one the next round number is shown."),
    )
    opens_at = MomentField(
        required=False, label=gettext_lazy("Opens"), help_text=gettext_lazy("Empty: as soon as it is published")
    )
    closes_at = MomentField(
        required=False, label=gettext_lazy("Closes"), help_text=gettext_lazy("Empty: when you close it")
    )
    share_words = TextField(
        thing=gettext_lazy("the words to share it with"),
        limit=200,
        required=False,
        label=gettext_lazy("Words to share it with"),
        help_text=gettext_lazy("I signed to keep our library open six days. Will you?"),
    )
    image = forms.FileField(
        required=False,
        label=gettext_lazy("Photo"),
        help_text=gettext_lazy("One that you took, and whose people you asked"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    image_text = TextField(
        thing=gettext_lazy("what the photo shows"),
        limit=300,
        required=False,
        label=gettext_lazy("What the photo shows, for those who can't see it"),
    )
    image_credit = TextField(
        thing=gettext_lazy("who took it"), limit=120, required=False, label=gettext_lazy("Who took it")
    )

    def clean_image(self) -> ContentFile[bytes] | None:
        upload = self.cleaned_data.get("image")
        return pictures.photo(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        opens, closes = fields.get("opens_at"), fields.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Enter a closing time after the opening time"))
        if fields.get("image") and not fields.get("image_text"):
            self.add_error("image_text", _("Say what the photo shows"))
        return fields

    @property
    def fields_to_save(self) -> dict[str, Any]:
        """Without a new photo the one that stands there stays."""
        return {name: value for name, value in super().fields_to_save.items() if name != "image" or value}


class UpdateForm(Form):
    title = TextField(thing=gettext_lazy("a headline"), limit=120, label=gettext_lazy("Headline"))
    body = TextField(
        thing=gettext_lazy("what happened"),
        rows=6,
        limit=5_000,
        label=gettext_lazy("What happened"),
    )
    once = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)

    @property
    def note(self) -> dict[str, str]:
        """With the form's own mark as its key: the same form sent twice is one note."""
        data = self.cleaned_data
        return {"title": data["title"], "body": data["body"], "key": f"post:{data['once'] or uuid4().hex}"}


class OutcomeForm(Form):
    """Won or not, in one sentence, with its source and day."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        widget=forms.RadioSelect,
        choices=[(Petition.Outcome.WON, gettext_lazy("Won")), (Petition.Outcome.NOT_WON, gettext_lazy("Not won"))],
        error_messages={"required": gettext_lazy("Choose how it ended")},
    )
    words = TextField(
        thing=gettext_lazy("what happened"),
        rows=3,
        limit=400,
        label=gettext_lazy("What happened"),
        help_text=gettext_lazy("The council voted 6 to 1 to keep it open."),
    )
    source = TextField(
        thing=gettext_lazy("where one can check it"),
        limit=200,
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Minutes of the council meeting"),
    )
    on = DayField(label=gettext_lazy("Day"))


class ReceiptForm(Form):
    receipt = TextField(
        thing=gettext_lazy("who received it"),
        rows=3,
        limit=400,
        label=gettext_lazy("Who received the list, when and how"),
        help_text=gettext_lazy("The city clerk took it on 10 March and stamped our copy."),
    )


class SheetForm(Form):
    """One paper sheet: its number and up to twenty lines of name and ZIP."""

    sheet = forms.IntegerField(
        min_value=1,
        max_value=1_000_000,
        label=gettext_lazy("Sheet number"),
        error_messages={"required": gettext_lazy("Enter the number on the sheet")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, LINES_A_SHEET + 1):
            self.fields[f"name_{n}"] = TextField(
                thing=_("the name"), limit=200, required=False, label=_("Name, line %(n)s") % {"n": n}
            )
            self.fields[f"zip_{n}"] = TextField(
                thing=_("the ZIP code"), limit=20, required=False, label=_("ZIP code, line %(n)s") % {"n": n}
            )

    @property
    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        return [(n, self[f"name_{n}"], self[f"zip_{n}"]) for n in range(1, LINES_A_SHEET + 1)]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        for n in range(1, LINES_A_SHEET + 1):
            name, zip_code = fields.get(f"name_{n}"), fields.get(f"zip_{n}")
            if zip_code and not name:
                self.add_error(f"name_{n}", _("Enter the name of line %(n)s") % {"n": n})
        if not self.errors and not self.lines:
            self.add_error("name_1", _("Enter at least one name"))
        return fields

    @property
    def lines(self) -> list[tuple[int, str, str]]:
        data = self.cleaned_data
        numbers = range(1, LINES_A_SHEET + 1)
        return [(n, data[f"name_{n}"], data.get(f"zip_{n}") or "") for n in numbers if data.get(f"name_{n}")]


class WordForm(Form):
    """How an organizer knows that a signature is meant, whose mail never came."""

    heard = forms.ChoiceField(
        label=gettext_lazy("How do you know?"),
        widget=forms.RadioSelect,
        choices=Signature.Heard.choices,
        error_messages={"required": gettext_lazy("Choose how you know")},
    )
    note = TextField(
        thing=gettext_lazy("the note"),
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Who spoke to them, and when. At most 200 characters."),
    )

    @property
    def word(self) -> Word:
        return Word(heard=self.cleaned_data["heard"], note=self.cleaned_data["note"])
