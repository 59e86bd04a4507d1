"""What pages, mails and Today say of a case: who wants what, by when, and what was done with it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.foundation.access.rules import Reach
from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui import dates
from ballotline.movement.accounts.queries import names_of
from ballotline.organizing.chapters import queries as chapters
from ballotline.organizing.intake import queries
from ballotline.organizing.intake.models import Case, Entry

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def title(case: Case) -> str:
    """ "Ruth Abara wants to start a chapter" """
    return _("%(who)s %(says)s") % {"who": case.who or _("Somebody"), "says": case.kind.says}


def late_by(case: Case, at: datetime) -> str:
    """ "by 3 hours", "by 2 days", always rounded down."""
    late = at - case.due_at
    if late < 2 * DAY:
        hours = max(late // HOUR, 1)
        return ngettext("by %(n)s hour", "by %(n)s hours", hours) % {"n": hours}
    return ngettext("by %(n)s day", "by %(n)s days", late // DAY) % {"n": dates.count(late // DAY)}


def by_when(case: Case, at: datetime) -> str:
    """ "by 6 pm", or with the day where that is not today's."""
    due, now = timezone.localtime(case.due_at), timezone.localtime(at)
    said = dates.hour(due) if due.date() == now.date() else dates.moment(due, today=now.date())
    return _("by %s") % said


def within(hours: int) -> str:
    """ "within 2 days", or in hours where it is less or no whole days."""
    if hours % 24:
        return ngettext("within %(n)s hour", "within %(n)s hours", hours) % {"n": hours}
    return ngettext("within %(n)s day", "within %(n)s days", hours // 24) % {"n": hours // 24}


def clock(case: Case, at: datetime) -> tuple[str, str]:
    """(how it looks, what the line says): late, by when, or since when it waits or is done."""
    today = timezone.localdate(at)
    if case.is_late(at):
        return "bad", _("late %s") % late_by(case, at)
    if case.is_our_turn:
        is_today = timezone.localdate(case.due_at) == today
        return ("warn" if is_today else ""), by_when(case, at)
    if case.done_at:
        return "ok", _("done %s") % dates.day(timezone.localdate(case.done_at), today=today)
    return "", _("waits for %s") % (case.who or _("them"))


def meanwhile(entry: Entry, who: str, at: datetime) -> str:
    """What somebody else did while an answer was written: "Lena answered 2 minutes ago." """
    sentences = {
        Entry.Kind.OUT: _("%(who)s answered %(when)s."),
        Entry.Kind.IN: _("%(who)s wrote again %(when)s."),
    }
    sentence = sentences.get(Entry.Kind(entry.kind), _("%(who)s closed it %(when)s."))
    return sentence % {"who": who, "when": _how_long_ago(entry.at, at)}


def _how_long_ago(moment: datetime, at: datetime) -> str:
    minutes = (at - moment) // timedelta(minutes=1)
    if minutes < 1:
        return _("a moment ago")
    if minutes < 60:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    return dates.moment(timezone.localtime(moment), today=timezone.localdate(at))


def places(reach: Reach) -> str:
    """Whose cases a list shows: "Rivertown chapter and 3 chapters below it"."""
    if reach.everywhere:
        return us().name
    tops = chapters.tops(reach)
    names = " · ".join(sorted(queries.chapter_words(one) for one in chapters.of_keys(tops).values()))
    below = len(reach.chapters) - len(tops)
    more = ngettext("and %(n)s chapter below", "and %(n)s chapters below", below) % {"n": below} if below else ""
    return f"{names} {more}".strip()


def deeds(entries: Sequence[Entry]) -> dict[int, str]:
    """By the pk of each that is a deed: what was done, with the name of whom or what it was about."""
    given = names_of({one.said for one in entries if one.kind == Entry.Kind.GIVEN and one.said}, False)
    keys = {one.said for one in entries if one.kind in (Entry.Kind.MOVED, Entry.Kind.RAISED)}
    moved = queries.chapter_names(keys) if keys else {}
    kinds = {kind.slug: kind.words for kind in queries.kinds()}
    about = {Entry.Kind.GIVEN: given, Entry.Kind.MOVED: moved, Entry.Kind.RAISED: moved, Entry.Kind.KIND: kinds}
    return {one.pk: _deed(one, about.get(Entry.Kind(one.kind), {})) for one in entries if _is_deed(one)}


def _is_deed(entry: Entry) -> bool:
    return entry.kind not in (Entry.Kind.IN, Entry.Kind.OUT, Entry.Kind.NOTE)


def _deed(entry: Entry, names: Mapping[str, str]) -> str:
    about = names.get(entry.said, "")
    if entry.kind == Entry.Kind.GIVEN and not entry.said:
        return _("left it to nobody: who had it answers there no more")
    said = {
        Entry.Kind.GIVEN: _("gave it to %s"),
        Entry.Kind.MOVED: _("moved it to %s"),
        Entry.Kind.KIND: _("sorted it as “%s”"),
        Entry.Kind.RAISED: _("showed it to %s too, because it was late"),
    }
    sentence = said.get(Entry.Kind(entry.kind))
    return sentence % (about or _("somebody")) if sentence else str(entry.get_kind_display())


def filler(case: Case, chapter: str) -> dict[str, str]:
    """What stands for the placeholders of a ready answer."""
    return {"name": case.name or case.who, "organization": us().name, "chapter": chapter}


def names(people: Iterable[object]) -> str:
    return ", ".join(str(one) for one in people)
