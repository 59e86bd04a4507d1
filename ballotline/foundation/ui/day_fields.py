"""Days and moments that organizers type, as every form of the desk asks for them.

The year lies between 1900 and 2199. What lies outside is a slip of the finger, and a moment near the year 9999 can't be
carried into UTC, nor can two weeks be added to it.
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

YEARS = range(1900, 2200)


class DayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        words = gettext_lazy("Enter a day, like 2026-03-10")
        options["error_messages"] = {"required": words, "invalid": words} | options.get("error_messages", {})
        super().__init__(**options)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        _refuse_odd_years(value)


class MomentField(forms.DateTimeField):
    """A day and an hour by the clock of the organization."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        words = gettext_lazy("Enter a day and an hour, like 2026-03-10 17:00")
        options["error_messages"] = {"required": words, "invalid": words} | options.get("error_messages", {})
        super().__init__(**options)

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as problem:
            if problem.code != "ambiguous_timezone":
                raise
            raise ValidationError(_("Enter another hour: the clocks are changed in that one"), code="clock")

    def validate(self, value: datetime | None) -> None:
        super().validate(value)
        _refuse_odd_years(value)


def _refuse_odd_years(value: date | None) -> None:
    if value is not None and value.year not in YEARS:
        words = {"first": YEARS[0], "last": YEARS[-1]}
        raise ValidationError(_("Enter a year between %(first)s and %(last)s") % words, code="year")
