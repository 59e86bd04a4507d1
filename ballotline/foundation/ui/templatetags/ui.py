"""What templates say: {% load ui %}. Words, days and numbers as on every page; fields and their errors; markdown.

Filters: count, phone, people, ago, day, day_of_record, moment, days_left, differences, markdown.
Tags: error_first, error_summary, field, hold_something, page_address, page_numbers, press, qr,
accents. Include ui/pages.html under a paged list.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ballotline.foundation.ui import accent, dates
from ballotline.foundation.ui import markdown as rich_text
from ballotline.foundation.ui import qr as qr_code

register = template.Library()
# North American numbers, however lists write them; what stands behind one (an extension) stays
PHONE = re.compile(r"(?:\+?1[-. ]?)?\(?(\d{3})\)?[-. ]*(\d{3})[-. ]*(\d{4})(.*)")


@register.filter
def count(value: int | None) -> str:
    """12,402; "not known" for a number that nobody has."""
    return _("not known") if value is None else dates.count(value)


@register.filter
def phone(text: str) -> str:
    """(202) 555-0142; any other text as it is."""
    found = PHONE.fullmatch(text)
    return f"({found[1]}) {found[2]}-{found[3]}{found[4]}" if found else text


@register.filter
def people(value: int) -> str:
    return dates.people(value)


@register.filter
def day(value: date | None) -> SafeString | str:
    return _marked(value, dates.day(_here(value), today=timezone.localdate())) if value else ""


@register.filter
def ago(value: date | None) -> SafeString | str:
    return _marked(value, dates.ago(_here(value), today=timezone.localdate())) if value else ""


@register.filter
def day_of_record(value: date | None) -> SafeString | str:
    return _marked(value, dates.day_of_record(_here(value))) if value else ""


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    return _marked(value, dates.moment(timezone.localtime(value), today=timezone.localdate())) if value else ""


@register.filter
def days_left(value: datetime | None) -> SafeString | str:
    return _marked(value, dates.days_left(timezone.localtime(value), now=timezone.localtime())) if value else ""


MARKED_BY = {"same": "span", "gone": "del", "new": "ins"}


@register.filter
def differences(pieces: Iterable[tuple[str, str]]) -> SafeString:
    """What differences.marked found, struck out and underlined."""
    return format_html_join("", "<{0}>{1}</{0}>", ((MARKED_BY[kind], text) for kind, text in pieces))


@register.filter
def markdown(text: str | None) -> SafeString:
    return rich_text.render(text)


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    return qr_code.svg(text, label)


@register.simple_tag
def accents(wish: str) -> accent.Accents:
    """The readable pair of a color; of the default one for something that is no color."""
    return accent.accents(wish if accent.is_color(wish) else accent.DEFAULT)


@register.simple_tag
def page_numbers(page: Page) -> list[int]:
    """The first, the last and those around this one; 0 stands for a gap. Never counts further than it shows."""
    last, here = page.paginator.num_pages, page.number
    shown = sorted({1, last, *range(max(here - 2, 1), min(here + 2, last) + 1)})
    gaps = [0 if after - before > 1 else None for before, after in pairwise(shown)] + [None]
    return [number for pair in zip(shown, gaps, strict=True) for number in pair if number is not None]


@register.inclusion_tag("ui/page_address.html", takes_context=True)
def page_address(context: template.Context) -> dict[str, Any]:
    """Address, QR code and time for the printed page; pages whose address is a secret leave the block empty."""
    request: HttpRequest = context["request"]
    return {"address": settings.CONFIG.url + request.path, "now": dates.moment_of_record(timezone.localtime())}


@register.simple_tag(takes_context=True)
def error_first(context: template.Context) -> str:
    """What a title begins with where the page's form has errors."""
    form = context.get("form")
    return _("Error:") + " " if getattr(form, "errors", None) else ""


@register.simple_tag
def hold_something(*fields: BoundField) -> bool:
    """Is one of these filled in? Then what folds them away stands open."""
    return any(field.value() for field in fields)


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """ "There is a problem", with a link to each field that has one; nothing when all is well."""
    problems = [
        (_first_id(form[name]), message) for name in form.fields if name in form.errors for message in form.errors[name]
    ]
    return {"problems": [("", message) for message in form.non_field_errors()] + problems}


@register.inclusion_tag("ui/press.html")
def press(words: str, address: str, *of: object, look: str = "") -> dict[str, str]:
    """A button that needs nothing but to be pressed, as a form of its own. `address` is named as in {% url %}, and
    `of` are its arguments; `look` is "main", "plain" or "bad". {% press _("Stop") "petition_desk:stop" slug id %}
    """
    return {"words": words, "address": reverse(address, args=of), "look": look}


@register.inclusion_tag("ui/one_of.html")
def one_of(name: str, label: str, choices: Iterable[tuple[str, str]], chosen: str, *, all: str) -> dict[str, Any]:
    """A list's filter that is one of some words; `all` is said for no filter.
    {% one_of "state" _("State") states wanted.state all=_("all") %}
    """
    return {"name": name, "label": label, "choices": choices, "chosen": chosen, "all": all}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, details: str = "") -> dict[str, Any]:
    """Label, hint, error and control. With `details` it is folded away under these words until it is needed."""
    return {
        "bound": bound,
        "kind": _kind(bound),
        "details": details,
        "is_open": bool(bound.errors or bound.value()),
        "describedby": _describedby(bound),
        "control": bound.as_widget(attrs={"aria-describedby": _describedby(bound) or False}),
    }


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "tick" if isinstance(widget, CheckboxInput) else "line"


def _describedby(bound: BoundField) -> str:
    told = {"hint": bound.help_text, "error": bound.errors}
    return " ".join(f"{bound.auto_id}_{part}" for part, words in told.items() if words)


def _first_id(bound: BoundField) -> str:
    return f"{bound.auto_id}_0" if _kind(bound) == "choices" else bound.auto_id


def _here(value: date) -> date:
    """The day on our clock."""
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _marked(value: date, words: str) -> SafeString:
    when = timezone.localtime(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()
    return format_html('<time datetime="{}">{}</time>', when, words)
