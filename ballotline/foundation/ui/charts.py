"""Charts as inline SVG from plain numbers: one to read wide, one redrawn for a phone; the stylesheet shows one.

Each has a title, a description, bars from zero, its numbers written at the bars, and inside the picture its source,
status and date, so that a picture taken out of the page still says where it comes from. What is not final is
hatched. No color carries a meaning alone, and no style attribute is used (pages refuse them).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import wrap
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ballotline.foundation.ui import dates

WIDE, NARROW = 640, 330  # units of the drawing; text is 16 of them
LETTER = 8.6  # a wide average of one letter of that text
DIGIT = 11.6  # a bold digit
LINE = 22  # from one line of it to the next
# More days than that are put together into weeks, then months: a column of 640 / 120 units can still be told from its
# neighbor, and 14 bars are two weeks on a phone
MOST_COLUMNS, MOST_ROWS = 120, 14
Unit = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Bar:
    """`is_part`: the count of it isn't over; it is drawn hatched."""

    label: str
    count: int
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every drawing."""

    title: str
    description: str
    notes: tuple[str, ...]  # status, source and date

    def key(self, form: str) -> str:
        return form + hashlib.sha256(repr(self).encode()).hexdigest()[:8]


def columns_by_day(
    values: Sequence[tuple[date, int]],
    *,
    title: str,
    description: str,
    source: str,
    as_of: date,
    events: Sequence[tuple[date, str]] = (),
    status: str = "",
) -> SafeString:
    """A column for each day from the first to the last of `values` (weeks or months when there are too many).

    Days without a value count zero. A period that holds `as_of` isn't over and is hatched. `title` says the finding.
    """
    wide_bars, unit = _grouped(values, as_of, MOST_COLUMNS)
    narrow_bars, _unit = _grouped(values, as_of, MOST_ROWS)
    frame = Frame(title, description, _notes(source, as_of, status, wide_bars))
    marks = [(_place_of(on, values, unit), words) for on, words in events]
    told = tuple(f"{_short(on)}: {words}" for on, words in events)
    narrow_frame = Frame(title, description, (*told, *frame.notes))
    return _figure(frame, _columns(wide_bars, frame, marks), _rows(narrow_bars, narrow_frame, NARROW), wide_bars)


def bars(
    rows: Sequence[tuple[str, int]], *, title: str, description: str, source: str, as_of: date, status: str = ""
) -> SafeString:
    """A horizontal bar for each row, in the order given. With a `status` ("Partial count, 92 %") they are hatched."""
    found = [Bar(label, count, is_part=bool(status)) for label, count in rows]
    frame = Frame(title, description, _notes(source, as_of, status, ()))
    return _figure(frame, _rows(found, frame, WIDE), _rows(found, frame, NARROW), found)


# Days, weeks, months


def _grouped(values: Sequence[tuple[date, int]], as_of: date, most: int) -> tuple[list[Bar], Unit]:
    """The finest of day, week and month that needs at most `most` bars; months if none does."""
    units: tuple[Unit, ...] = ("day", "week", "month")
    for unit in units:
        starts = _starts(values, unit)
        if len(starts) <= most or unit == "month":
            break
    sums = dict.fromkeys(starts, 0)
    for on, count in values:
        sums[_start(on, unit)] += count
    now = _start(as_of, unit)
    return [Bar(_period(start, unit), sums[start], is_part=start >= now) for start in starts], unit


def _starts(values: Sequence[tuple[date, int]], unit: Unit) -> list[date]:
    if not values:
        return []
    first, last = min(values)[0], max(values)[0]
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return list(dict.fromkeys(_start(on, unit) for on in days))


def _start(on: date, unit: Unit) -> date:
    if unit == "week":
        return on - timedelta(days=on.weekday())
    return on.replace(day=1) if unit == "month" else on


def _place_of(on: date, values: Sequence[tuple[date, int]], unit: Unit) -> int:
    """Which column an event belongs to; -1 if none."""
    starts = _starts(values, unit)
    return starts.index(_start(on, unit)) if _start(on, unit) in starts else -1


def _period(start: date, unit: Unit) -> str:
    if unit == "month":
        return dates.in_words(start, pgettext("month of a chart", "M Y"))
    return _("week of %(day)s") % {"day": _short(start)} if unit == "week" else _short(start)


def _short(on: date) -> str:
    return dates.in_words(on, pgettext("day of a chart", "j M"))


# Drawings


def _columns(found: Sequence[Bar], frame: Frame, marks: Sequence[tuple[int, str]]) -> SafeString:
    """Columns over a base line, events as dotted lines with their words above."""
    shown = [(place, words) for place, words in marks if 0 <= place < len(found)]
    labels = _stacked([(_middle(place, found), words) for place, words in shown])
    head = LINE * (1 + max((row for *_rest, row in labels), default=-1)) + LINE + 8
    plot = 220
    base, most = head + plot, max((bar.count for bar in found), default=0)
    parts = [
        _grid(most, base, plot),
        *(_column(place, bar, found, base, plot, frame.key("w")) for place, bar in enumerate(found)),
        _line("base", 0, base, WIDE, base),
        *(_event(x, words, row, base) for x, words, row in labels),
        _column_words(found, base, plot),
        _ticks(found, base),
    ]
    return _svg("wide", WIDE, base + LINE + 8, frame, parts)


def _column(place: int, bar: Bar, found: Sequence[Bar], base: int, plot: int, key: str) -> SafeString:
    step = WIDE / len(found)
    height = _scaled(bar.count, found, plot)
    return _rect(place * step + step * 0.12, base - height, step * 0.76, height, bar, key)


def _scaled(count: int, found: Sequence[Bar], room: float) -> float:
    top = _top(max(bar.count for bar in found))
    return count / top * room


def _top(most: int) -> int:
    """The highest grid line: a round number that is not below the largest value."""
    return _grid_step(most) * -(-most // _grid_step(most)) if most else 1


def _grid_step(most: int) -> int:
    steps = (base * 10**power for power in range(10) for base in (1, 2, 5))
    return next(step for step in steps if most / step <= 4)


def _grid(most: int, base: int, plot: int) -> SafeString:
    step, top = _grid_step(most), _top(most)
    lines = [(count, base - count / top * plot) for count in range(step, top + 1, step)] if most else []
    drawn = [_line("grid", 0, y, WIDE, y) + _text(0, y - 5, dates.count(count), "note") for count, y in lines]
    return _joined(drawn)


def _column_words(found: Sequence[Bar], base: int, plot: int) -> SafeString:
    """Each number over its column while there is room; otherwise the highest and the last."""
    if not found:
        return _text(0, base - plot / 2, _("Nothing counted yet"), "note")
    places: Iterable[int] = range(len(found))
    if len(found) > 14:
        highest = max(places, key=lambda place: found[place].count)
        places = {highest, len(found) - 1} if abs(highest - len(found) + 1) > len(found) / 10 else {highest}
    return _joined(
        _text(_within(_middle(place, found), len(number) * DIGIT), base - height - 7, number, "strong", "middle")
        for place in places
        for number, height in [(dates.count(found[place].count), _scaled(found[place].count, found, plot))]
    )


def _ticks(found: Sequence[Bar], base: int) -> SafeString:
    """Each under its own column: the first and the last, and between them those that have room."""
    every, last = -(-len(found) // 6) or 1, len(found) - 1
    placed: dict[float, tuple[str, float]] = {}
    for place in dict.fromkeys((0, last, *range(every, last, every)) if found else ()):
        half = (len(found[place].label) + 1) * LETTER / 2
        x = _within(_middle(place, found), half * 2)
        if all(abs(x - other) >= half + its for other, (_label, its) in placed.items()):
            placed[x] = (found[place].label, half)
    return _joined(_text(x, base + LINE, label, "note", "middle") for x, (label, _half) in sorted(placed.items()))


def _middle(place: int, found: Sequence[Bar]) -> float:
    return (place + 0.5) * WIDE / len(found)


def _within(x: float, width: float) -> float:
    """The middle of words of that width: over their own column, or as near as the edges let them."""
    return min(max(x, width / 2), WIDE - width / 2)


def _stacked(labels: Sequence[tuple[float, str]]) -> list[tuple[float, str, int]]:
    """Words of events in as many rows as it takes that none covers another."""
    placed: list[tuple[float, float, int]] = []
    result = []
    for x, words in sorted(labels):
        start, end = _extent(x, words)
        row = next(
            row for row in range(len(labels)) if all(end < s or e < start for s, e, other in placed if other == row)
        )
        placed.append((start, end, row))
        result.append((x, words, row))
    return result


def _extent(x: float, words: str) -> tuple[float, float]:
    width = len(words) * LETTER + 16
    return (x, x + width) if x + width <= WIDE else (x - width, x)


def _event(x: float, words: str, row: int, base: int) -> SafeString:
    leans_back = _extent(x, words)[0] < x
    y = LINE * (row + 1) - 4
    anchor = "end" if leans_back else "start"
    return _line("event", x, y - 12, x, base) + _text(x - 6 if leans_back else x + 6, y, words, "", anchor)


def _rows(found: Sequence[Bar], frame: Frame, width: int) -> SafeString:
    """Horizontal bars. Labels stand at the left if they are short and there is room, else above their bar."""
    form = "wide" if width == WIDE else "narrow"
    beside = width == WIDE and max((len(bar.label) for bar in found), default=0) <= 28
    left = max((len(bar.label) for bar in found), default=0) * LETTER + 12 if beside else 0
    number = max((len(dates.count(bar.count)) for bar in found), default=1) * DIGIT + 8
    height = 30 if beside else 48
    parts = [
        _row(bar, (0 if beside else 20) + place * height, left, width - left - number, found, frame.key(form[0]))
        for place, bar in enumerate(found)
    ]
    end = len(found) * height
    base = _line("base", left, 0, left, end) if found else _text(0, LINE, _("Nothing counted yet"), "note")
    return _svg(form, width, max(end, LINE + 8), frame, [*parts, base])


def _row(bar: Bar, y: float, left: float, room: float, found: Sequence[Bar], key: str) -> SafeString:
    length = bar.count / (max(other.count for other in found) or 1) * room
    label_y, letters = (y + 17, 99) if left else (y - 3, int(NARROW // LETTER))
    return _joined(
        [
            _text(0 if left else 6, label_y, _cut(bar.label, letters), ""),
            _rect(left, y + 2, length, 20, bar, key),
            _text(left + length + 6, y + 18, dates.count(bar.count), "strong"),
        ]
    )


def _cut(words: str, letters: int) -> str:
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


# What stands around them


def _notes(source: str, as_of: date, status: str, found: Iterable[Bar]) -> tuple[str, ...]:
    day = dates.day_of_record(as_of)
    hatched = [_("Hatched: not over yet")] if any(bar.is_part for bar in found) else []
    told = [status] if status else hatched
    return (*told, _("Source: %(source)s, as of %(day)s") % {"source": source, "day": day})


def _figure(frame: Frame, wide: SafeString, narrow: SafeString, found: Sequence[Bar]) -> SafeString:
    return format_html(
        '<figure class="chart"><figcaption>{}</figcaption>{}{}{}</figure>',
        frame.title,
        wide,
        narrow,
        _numbers(frame, found) if found else "",
    )


def _numbers(frame: Frame, found: Sequence[Bar]) -> SafeString:
    lines = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="n">{}</td></tr>',
        ((bar.label, dates.count(bar.count)) for bar in found),
    )
    return format_html(
        '<details class="more no-print"><summary>{}</summary>'
        "<table><caption>{}</caption><tbody>{}</tbody></table></details>",
        _("The numbers"),
        " · ".join(frame.notes),
        lines,
    )


def _svg(form: str, width: int, height: float, frame: Frame, parts: Iterable[SafeString]) -> SafeString:
    notes = [line for note in frame.notes for line in wrap(note, int(width // LETTER))]
    words = _joined(_text(0, height + LINE * (place + 1), line, "note") for place, line in enumerate(notes))
    key = frame.key(form[0])
    return format_html(
        '<svg class="{}" role="img" aria-labelledby="{}t {}d" viewBox="0 0 {} {}"><title id="{}t">{}</title>'
        '<desc id="{}d">{}</desc><pattern id="{}p" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="hatch" d="M1 0v6"/></pattern>{}{}</svg>',
        form,
        key,
        key,
        width,
        _number(height + LINE * len(notes) + 8),
        key,
        frame.title,
        key,
        frame.description,
        key,
        _joined(parts),
        words,
    )


def _rect(x: float, y: float, width: float, height: float, bar: Bar, key: str) -> SafeString:
    """Hatched if it is only a part, in ink if it is whole; nothing at all for zero."""
    if not bar.count:
        return SafeString()
    look = format_html('class="part" fill="url(#{}p)"', key) if bar.is_part else SafeString('class="bar"')
    numbers = [_number(part) for part in (x, y, width, height)]
    return format_html('<rect {} x="{}" y="{}" width="{}" height="{}"/>', look, *numbers)


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> SafeString:
    return format_html('<path class="{}" d="M{} {}L{} {}"/>', kind, *(_number(part) for part in (x1, y1, x2, y2)))


def _text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> SafeString:
    look = format_html(' class="{}"', kind) if kind else ""
    lean = format_html(' text-anchor="{}"', anchor) if anchor != "start" else ""
    return format_html('<text x="{}" y="{}"{}{}>{}</text>', _number(x), _number(y), look, lean, words)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
