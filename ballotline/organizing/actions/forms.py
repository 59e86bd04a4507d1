"""The base of the forms in which an ask is written, whatever its kind."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.forms import Form
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.models import Action


class GoesWithField(forms.ModelChoiceField):
    """Another ask, of any kind."""

    def label_from_instance(self, action: Action) -> str:
        return f"{KINDS[action.kind].one}: {action.title}"

    def validate_no_null_characters(self, value: Any) -> None:
        """Nothing: what holds one is no number, and is answered as whatever is no ask."""


class AskForm(Form):
    """Its fields are named as what the kind's asks say. `among` are those that this one may go with."""

    goes_with = GoesWithField(
        queryset=Action.objects.none(),
        required=False,
        label=gettext_lazy("Goes with"),
        help_text=gettext_lazy("Whoever does one of the two is offered the other next."),
        empty_label=gettext_lazy("Nothing else"),
        error_messages={"invalid_choice": gettext_lazy("Choose one that is open or a draft")},
    )

    def __init__(self, *args: Any, among: QuerySet[Action] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.pop("goes_with")
        self.fields["goes_with"] = field  # below what is the kind's own
        if among is not None:
            field.queryset = among

    @property
    def can_go_with(self) -> bool:
        """Is there anything else at all?"""
        field: Any = self.fields["goes_with"]
        return bool(field.queryset.exists())

    @property
    def fields_to_save(self) -> dict[str, Any]:
        """What was typed, as services.draft and services.edit take it."""
        return dict(self.cleaned_data)

    @classmethod
    def shown(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """What an ask says (queries.values_of), as the form shows it."""
        return dict(values)
