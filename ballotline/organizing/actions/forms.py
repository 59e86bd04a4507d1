"""The base of the forms in which an ask is written, whatever its kind."""

from collections.abc import Mapping
from typing import Any

from ballotline.foundation.ui.forms import Form


class AskForm(Form):
    """Its fields are named as what the kind's asks say."""

    @property
    def fields_to_save(self) -> dict[str, Any]:
        """What was typed, as services.draft and services.edit take it."""
        return dict(self.cleaned_data)

    @classmethod
    def shown(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """What an ask says (queries.values_of), as the form shows it."""
        return dict(values)
