"""What an organizer types of an office: who, of what, where, how to reach them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.day_fields import DayField
from ballotline.foundation.ui.forms import EmailField, Form, TextField
from ballotline.record.offices import rules
from ballotline.record.places import queries as places
from ballotline.record.places import rules as place_rules

CHOICES_AT_MOST = 20  # a longer list is not read; one more word in the search makes it short


class HolderForm(Form):
    """Who holds a seat. An empty name says that it is vacant."""

    name = TextField(
        thing=gettext_lazy("the name"),
        label=gettext_lazy("Name"),
        required=False,
        help_text=gettext_lazy("Empty: the seat is vacant"),
    )
    parties = TextField(
        thing=gettext_lazy("the parties"),
        label=gettext_lazy("Parties"),
        required=False,
        help_text=gettext_lazy("As on the ballot; several are separated by /"),
    )
    phone = TextField(
        thing=gettext_lazy("the phone number"), limit=60, label=gettext_lazy("Phone"), required=False, inputmode="tel"
    )
    email = EmailField(thing=gettext_lazy("the e-mail address"), label=gettext_lazy("E-mail"), required=False)
    address = TextField(
        thing=gettext_lazy("the office's address"), limit=300, label=gettext_lazy("Office"), required=False
    )
    starts = DayField(label=gettext_lazy("In office since"), required=False)
    ends = DayField(label=gettext_lazy("Term ends"), required=False)
    source = TextField(
        thing=gettext_lazy("where one can check it"),
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("The city's web page, a call to the clerk"),
    )

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if phone and not rules.dialable(phone):
            raise ValidationError(_("Enter the whole number with its area code, like 202-555-0142"))
        return phone

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        starts, ends = fields.get("starts"), fields.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("Enter a day after the first one"))
        return fields

    @property
    def party_list(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.cleaned_data["parties"].split("/") if part.strip())


class OfficeForm(HolderForm):
    """A new seat with its holder: the office's title and where it is."""

    title = TextField(
        thing=gettext_lazy("the office"),
        limit=40,
        label=gettext_lazy("Office"),
        help_text=gettext_lazy("Council Member, School Board Member, Sheriff"),
    )
    where = TextField(
        thing=gettext_lazy("where"),
        label=gettext_lazy("Where"),
        help_text=gettext_lazy("Rivertown ward 5"),
    )
    seat = TextField(
        thing=gettext_lazy("the seat"),
        limit=40,
        label=gettext_lazy("Seat"),
        required=False,
        help_text=gettext_lazy("Where there are several: at large, seat 2"),
    )
    field_order = ("title", "where", "seat", "name", "parties", "phone", "email", "address", "starts", "ends", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices: list[tuple[str, str]] = []

    def clean_where(self) -> str:
        """The division's id. Words that fit several leave `choices` to choose from."""
        text = str(self.cleaned_data["where"])
        if place_rules.is_division_id(text):
            return text
        self.choices = places.divisions_named(text, most=CHOICES_AT_MOST)
        if len(self.choices) == 1:
            return self.choices[0][0]
        if self.choices:
            raise ValidationError(_("Several places fit. Choose one below, or say it more exactly"))
        raise ValidationError(
            _("No place on file fits these words. Write its town and district, like Rivertown ward 5")
        )
