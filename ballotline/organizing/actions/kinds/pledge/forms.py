"""What a pledger and an organizer type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.day_fields import DayField
from ballotline.foundation.ui.forms import Form, TextField
from ballotline.movement.arrivals.forms import ArrivalForm
from ballotline.organizing.actions.forms import AskForm
from ballotline.organizing.actions.kinds.pledge.models import Pledge


class PromiseForm(ArrivalForm):
    """Nothing beyond what everybody who takes part types."""


class PledgeForm(AskForm):
    title = TextField(
        thing=gettext_lazy("the title"),
        limit=120,
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("A pledge for the library"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is held back?"),
        choices=Pledge.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is held back")},
    )
    promise = TextField(
        thing=gettext_lazy("the promise"),
        label=gettext_lazy("The promise"),
        help_text=gettext_lazy("I will not volunteer for the Harbor Party in Ward 5"),
    )
    unless = TextField(
        thing=gettext_lazy("the condition"),
        label=gettext_lazy("Unless"),
        help_text=gettext_lazy("the council keeps the library open six days"),
    )
    due = DayField(label=gettext_lazy("By"))
    decided_by = TextField(
        thing=gettext_lazy("who decides"),
        label=gettext_lazy("Who decides that?"),
        required=False,
        help_text=gettext_lazy("The vote of 28 June; our officers record it with the source"),
    )
    body = TextField(thing=gettext_lazy("the why"), limit=20_000, rows=6, label=gettext_lazy("Why"), required=False)

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        for name in ("promise", "unless"):
            if str(fields.get(name, "")).endswith("."):
                fields[name] = str(fields[name]).rstrip(".")
        return fields


class VerdictForm(Form):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Was the condition met?"),
        widget=forms.RadioSelect,
        choices=[(Pledge.Verdict.MET, gettext_lazy("Met")), (Pledge.Verdict.NOT_MET, gettext_lazy("Not met"))],
        error_messages={"required": gettext_lazy("Choose one of the two")},
    )
    words = TextField(thing=gettext_lazy("what happened"), limit=400, rows=3, label=gettext_lazy("What happened"))
    source = TextField(thing=gettext_lazy("where one can check it"), label=gettext_lazy("Source"))
    on = DayField(label=gettext_lazy("Day"))
