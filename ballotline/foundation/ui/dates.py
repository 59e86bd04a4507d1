"""Days, hours and counts in our words: "Tue 10 March, 5 pm", "37 days left", "12,402". Pure but for the language.

The reader's "today" and "now" are arguments; templatetags/ui.py brings them. Formats are translatable, so that
another language may put them in its own order.
"""

from datetime import date, datetime, timedelta

from django.utils.dateformat import format as in_words
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

# "1 day left" could be 25 hours or 47: near the end hours are said
HOURS_COUNT_BELOW = timedelta(hours=48)
DAYS_COUNT_UP_TO = 30  # longer ago the day itself says more


def day(value: date, *, today: date) -> str:
    """Tue 10 March, with the year when it isn't this one."""
    if value.year == today.year:
        return in_words(value, pgettext("day of this year", "D j F"))
    return in_words(value, pgettext("day of another year", "D j F Y"))


def day_of_record(value: date) -> str:
    """12 Jan 2026, for sources and figures: always with the year."""
    return in_words(value, pgettext("day of a source", "j M Y"))


def hour(value: datetime) -> str:
    """5 pm, 6:40 pm, noon, midnight."""
    named = {(0, 0): _("midnight"), (12, 0): _("noon")}.get((value.hour, value.minute))
    pattern = pgettext("hour and minute", "g:i A") if value.minute else pgettext("full hour", "g A")
    return named or in_words(value, pattern).lower()


def moment(value: datetime, *, today: date) -> str:
    return f"{day(value, today=today)}, {hour(value)}"


def moment_of_record(value: datetime) -> str:
    return f"{day_of_record(value)}, {hour(value)}"


def count(value: int) -> str:
    return number_format(value, decimal_pos=0, force_grouping=True)


def people(value: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", value) % {"count": count(value)}


def ago(value: date, *, today: date) -> str:
    """today, yesterday, 3 days ago; the day itself when that is long past."""
    days = (today - value).days
    if days in (0, 1):
        return _("yesterday") if days else _("today")
    if 0 < days <= DAYS_COUNT_UP_TO:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    return day(value, today=today)


def days_left(end: datetime, *, now: datetime) -> str:
    """Until an end, or since it. Both moments are told by one clock, because days are counted on its calendar."""
    left = end - now
    if left <= timedelta(0):
        return _closed((now.date() - end.date()).days)
    if left <= HOURS_COUNT_BELOW:
        return _hours_left(left // timedelta(hours=1))
    days = (end.date() - now.date()).days
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": count(days)}


def _hours_left(hours: int) -> str:
    if hours == 0:
        return _("less than an hour left")
    return ngettext("%(count)s hour left", "%(count)s hours left", hours) % {"count": hours}


def _closed(days: int) -> str:
    if days == 0:
        return _("closed today")
    return ngettext("closed %(count)s day ago", "closed %(count)s days ago", days) % {"count": count(days)}
