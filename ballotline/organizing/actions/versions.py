"""Two organizers at one text, on every page that edits an ask: the version that a form was opened with, and what stands there now."""

from collections.abc import Mapping

from django import forms
from django.http import HttpRequest

from ballotline.foundation.ui.numbers import whole_number

Newer = list[tuple[str, str]] | None


def version_in(request: HttpRequest) -> int:
    """The version that the form was opened with. One that can't be read is older than all: both texts are shown."""
    return whole_number(request.POST.get("version")) or 0


def what_stands_there(form: forms.Form, now: Mapping[str, object]) -> Newer:
    """(the field's label, its words now), of the fields in which the saved text differs from what was typed."""
    typed = {name: form.fields[name].clean(value) for name, value in now.items() if name in form.fields and value}
    return [
        (str(form.fields[name].label), str(now[name]))
        for name in form.fields
        if name in now and typed.get(name, "") != form.cleaned_data.get(name) and str(now[name])
    ]
