"""Texts of an ask beside each other: for two organizers at one form, and for what was said before an edit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from ballotline.foundation.ui import dates
from ballotline.foundation.ui.differences import Kind as Mark
from ballotline.foundation.ui.differences import marked
from ballotline.foundation.ui.forms import tidy
from ballotline.foundation.ui.numbers import whole_number
from ballotline.organizing.actions.declared import kind_of
from ballotline.organizing.actions.models import Ask
from ballotline.organizing.actions.queries import said_at, values_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which two texts differ; `pieces` mark how the first became the second."""

    label: str
    pieces: list[tuple[Mark, str]]


def version_in(request: HttpRequest) -> int:
    """The version that the form was opened with. One that can't be read is older than all: both texts are shown."""
    return whole_number(request.POST.get("version")) or 0


def between_editors(form: forms.Form, ask: Ask) -> list[Difference]:
    """Where what stands there now became something else in what was typed."""
    stands = kind_of(ask).form.shown(values_of(ask))
    typed = {name: _typed(form, name) for name in form.fields}
    names = [name for name, field in form.fields.items() if not isinstance(field, forms.FileField)]
    return _differences(form, stands, typed, names)


def _typed(form: forms.Form, name: str) -> Any:
    """A text as it was typed, anything else as it was read."""
    if isinstance(form.fields[name], forms.CharField):
        return tidy(str(form.data.get(name, "")))
    return form.cleaned_data.get(name)


def of_an_edit(ask: Ask, version: int) -> list[Difference] | None:
    """What the edit that followed `version` changed; None where that is not on file."""
    revision = ask.action.revisions.filter(version=version).first()
    after = said_at(ask, version + 1)
    if revision is None or after is None:
        return None
    before = after | {name: value for name, value in revision.fields.items() if name in after}
    kind = kind_of(ask)
    old, new = (kind.form.shown(_revived(ask, words)) for words in (before, after))
    return _differences(kind.form(), old, new, revision.fields)


def _differences(
    form: forms.Form, before: Mapping[str, Any], after: Mapping[str, Any], names: Iterable[str]
) -> list[Difference]:
    found = []
    for name in names:
        field = form.fields.get(name)
        if field is None or name not in before:
            continue
        old, new = _in_words(field, before[name]), _in_words(field, after.get(name))
        if old != new:
            found.append(Difference(str(field.label), marked(old, new)))
    return found


def _in_words(field: Any, value: Any) -> str:
    """A field that holds more than a text says by itself how."""
    if hasattr(field, "in_words"):
        return str(field.in_words(value))
    choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    if isinstance(value, list | tuple):
        return ", ".join(choices.get(str(one), str(one)) for one in value)
    if isinstance(value, datetime):
        return dates.moment_of_record(timezone.localtime(value))
    if isinstance(value, date):
        return dates.day_of_record(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else choices.get(str(value), str(value))


def _revived(ask: Ask, words: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values of a revision as a form's values are: days as days, rows as rows."""
    kind, found = kind_of(ask), dict(words)
    for name in (*kind.of_action, *kind.own):
        column = (ask.action if name in kind.of_action else ask)._meta.get_field(name)
        if isinstance(column, models.ForeignKey):
            found[name] = column.related_model._default_manager.filter(pk=words[name]).first()
        else:
            found[name] = column.to_python(words[name])  # type: ignore[union-attr]
    return found
