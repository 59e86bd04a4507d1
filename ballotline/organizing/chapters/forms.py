"""What somebody types who joins a chapter or asks to start one."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.day_fields import DayField
from ballotline.foundation.ui.forms import Form, TextField
from ballotline.movement.arrivals.forms import ArrivalForm
from ballotline.organizing.chapters.models import Application


class JoinForm(ArrivalForm):
    """Nothing beyond what everybody who takes part types."""


class ApplyForm(ArrivalForm):
    """Five answers on one page, and a phone number if they like."""

    own = ("where", "together", "first", "phone")
    zip_code = None  # type: ignore[assignment]

    where = TextField(
        thing=gettext_lazy("where it shall be"),
        label=gettext_lazy("Where?"),
        help_text=gettext_lazy("A town, a neighborhood or a ZIP code"),
    )
    together = forms.ChoiceField(
        label=gettext_lazy("Who is with you?"),
        choices=Application.With.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who is with you")},
    )
    first = TextField(
        thing=gettext_lazy("what you want to do first"),
        limit=500,
        rows=3,
        label=gettext_lazy("What do you want to do first?"),
        required=False,
    )
    phone = TextField(
        thing=gettext_lazy("your phone number"),
        limit=40,
        label=gettext_lazy("Phone, if you like to be called"),
        required=False,
        autocomplete="tel",
    )
    field_order = ("where", "name", "email", "together", "first", "phone", "news_consent")


class MeetingForm(Form):
    """The first meeting: its day, and what is to be remembered of it."""

    on = DayField(label=gettext_lazy("Day"))
    note = TextField(thing=gettext_lazy("the note"), limit=300, rows=2, label=gettext_lazy("Note"), required=False)

    def __init__(self, *given: Any, today: date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("Enter the day on which it was, today or before"))
        return on
