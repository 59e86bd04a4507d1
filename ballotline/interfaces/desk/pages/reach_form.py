"""What an organizer types for one more way to reach somebody: one box, read as what it is said to be."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.addresses import normal_address
from ballotline.foundation.ui.forms import Form, TextField
from ballotline.movement.people.models import ContactPoint
from ballotline.movement.people.rules import FEWEST_OF_A_PHONE, phone_key

Kind = ContactPoint.Kind


class ReachForm(Form):
    prefix = "reach"

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            (Kind.EMAIL, gettext_lazy("e-mail")),
            (Kind.PHONE, gettext_lazy("phone")),
            (Kind.ADDRESS, gettext_lazy("postal address")),
        ],
        error_messages={"required": gettext_lazy("Choose a kind"), "invalid_choice": gettext_lazy("Choose a kind")},
    )
    value = TextField(
        thing=gettext_lazy("the address or number"),
        limit=254,
        rows=2,
        label=gettext_lazy("Address or number"),
        autocomplete="off",
    )

    def clean(self) -> dict[str, Any]:
        kind, value = self.cleaned_data.get("kind"), self.cleaned_data.get("value")
        if kind == Kind.EMAIL and value:
            self._read_mailbox(value)
        if kind == Kind.PHONE and value and len(phone_key(value)) < FEWEST_OF_A_PHONE:
            self.add_error("value", ValidationError(_("Enter a phone number with its area code, like 202-555-0142")))
        return self.cleaned_data

    def _read_mailbox(self, typed: str) -> None:
        try:
            self.cleaned_data["value"] = normal_address(typed)
        except ValueError:
            self.add_error("value", ValidationError(_("Enter an e-mail address like name@example.org")))
