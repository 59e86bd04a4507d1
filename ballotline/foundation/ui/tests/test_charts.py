"""Charts can be read by eye and by ear, start at zero, and carry their source inside the picture."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from ballotline.foundation.ui import charts

MONDAY = date(2026, 1, 5)
WORDS = {
    "title": "Most signed in the first week",
    "description": "Signatures a day, the highest is 412.",
    "source": "confirmed signatures",
    "as_of": date(2026, 2, 1),
}


def columns(counts, **more):
    values = [(MONDAY + timedelta(days=at), count) for at, count in enumerate(counts)]
    return charts.columns_by_day(values, **{**WORDS, **more})


def pictures(figure):
    """Both drawings, parsed as XML."""
    return [ElementTree.fromstring(part) for part in re.findall(r"<svg.*?</svg>", figure, re.S)]


def told(picture):
    return [text.text for text in picture.iter("text")]


def heights(picture):
    return [float(bar.get("height")) for bar in picture.iter("rect")]


@pytest.mark.parametrize("figure", [columns([40, 412, 9]), charts.bars([("Ward 5", 812), ("Ward 1", 403)], **WORDS)])
def test_each_drawing_has_a_title_and_a_description(figure):
    for picture in pictures(figure):
        named = {part.get("id"): part.text for part in picture if part.tag in ("title", "desc")}

        assert picture.get("role") == "img"
        assert list(named) == picture.get("aria-labelledby").split()
        assert list(named.values()) == [WORDS["title"], WORDS["description"]]


@pytest.mark.parametrize("figure", [columns([40, 412, 9]), charts.bars([("Ward 5", 812)], **WORDS)])
def test_source_and_date_stand_inside_the_picture(figure):
    for picture in pictures(figure):
        assert "Source: confirmed signatures, as of 1 Feb 2026" in " ".join(told(picture))


def test_no_style_and_no_color_is_written_into_a_drawing():
    figure = columns([1, 2], as_of=MONDAY, events=[(MONDAY, "Mail to 318 people")])

    assert "style=" not in figure
    assert set(re.findall(r'fill="(\w+)', figure)) == {"url"}


def test_ids_are_different_in_the_two_drawings_and_in_other_charts():
    ids = re.findall(r' id="(\w+)"', columns([1, 2]) + columns([1, 2], title="Another finding"))

    assert len(ids) == len(set(ids))


def test_columns_are_as_high_as_their_count_from_zero():
    wide, _narrow = pictures(columns([100, 200, 50], as_of=date(2026, 3, 1)))

    first, second, third = heights(wide)
    assert second == pytest.approx(2 * first)
    assert first == pytest.approx(2 * third)


def test_a_day_without_signatures_has_a_place_and_no_column():
    wide, _narrow = pictures(columns([5, 0, 5], as_of=date(2026, 3, 1)))

    assert len(heights(wide)) == 2
    assert told(wide).count("0") == 1


def test_a_day_that_is_not_over_is_hatched_and_says_so():
    figure = columns([40, 12, 9], as_of=MONDAY + timedelta(days=2))

    wide, narrow = pictures(figure)
    assert [bar.get("class") for bar in wide.iter("rect")] == ["bar", "bar", "part"]
    assert "Hatched: not over yet" in told(wide)
    assert "Hatched: not over yet" in told(narrow)


def test_a_partial_count_is_hatched_with_its_status_in_the_picture():
    wide, _narrow = pictures(
        charts.bars([("Abara", 9), ("Okafor", 8)], **WORDS, status="Partial count, 92 % of precincts")
    )

    assert {bar.get("class") for bar in wide.iter("rect")} == {"part"}
    assert "Partial count, 92 % of precincts" in told(wide)


def test_events_are_marked_in_the_wide_drawing_and_listed_in_the_narrow_one():
    wide, narrow = pictures(columns([1] * 20, events=[(MONDAY + timedelta(days=4), "Mail to 318 people")]))

    assert "Mail to 318 people" in told(wide)
    assert "9 Jan: Mail to 318 people" in told(narrow)


def test_an_event_outside_the_days_shown_is_not_marked_at_a_wrong_one():
    wide, _narrow = pictures(columns([1, 2], events=[(date(2025, 12, 1), "Long before")]))

    assert "Long before" not in told(wide)


def test_a_phone_sees_weeks_where_days_would_not_fit():
    _wide, narrow = pictures(columns([1] * 28, as_of=date(2026, 3, 1)))

    assert told(narrow)[:4] == ["week of 5 Jan", "7", "week of 12 Jan", "7"]


def test_two_years_of_days_become_months_and_none_is_lost():
    figure = columns([1] * 730, as_of=date(2029, 1, 1))

    shown = [int(count) for count in re.findall(r'<td class="n">([\d,]+)</td>', figure)]
    assert sum(shown) == 730
    assert len(shown) <= 120


def test_no_signatures_is_said_and_not_drawn():
    assert "Nothing counted yet" in charts.columns_by_day([], **WORDS)
    assert "Nothing counted yet" in charts.bars([], **WORDS)
    assert "<rect" not in columns([0, 0])


def test_what_people_wrote_is_escaped():
    figure = charts.bars([("<script>", 1)], **{**WORDS, "title": '"><b>'})

    assert "<script>" not in figure
    assert '"><b>' not in figure


def test_the_numbers_can_be_read_as_a_table():
    figure = charts.bars([("Ward 5", 1812)], **WORDS)

    assert '<th scope="row">Ward 5</th><td class="n">1,812</td>' in figure


@pytest.mark.parametrize("days", [1, 2, 3, 7, 14, 15, 22, 31, 60, 119, 120])
def test_each_day_below_the_columns_stands_under_its_own_and_the_first_and_the_last_are_named(days):
    """Measured in the drawing: a day's column is the rectangle at its place in the row of days."""
    wide = pictures(columns([7] * days, as_of=MONDAY + timedelta(days=days - 1)))[0]
    column = [(float(bar.get("x")), float(bar.get("width"))) for bar in wide.iter("rect")]
    named = [(text.text, float(text.get("x"))) for text in wide.iter("text") if re.fullmatch(r"\d+ \w{3}", text.text)]
    day_at = [f"{(MONDAY + timedelta(days=at)):%-d %b}" for at in range(days)]

    assert len(column) == days and named[0][0] == day_at[0] and named[-1][0] == day_at[-1]
    for label, x in named[1:-1]:
        start, width = column[day_at.index(label)]
        assert start <= x <= start + width, label
    # of the ends the words reach the edge of the picture and no further, and no words touch
    assert named[-1][1] + len(named[-1][0]) * 8 / 2 <= 640 and named[0][1] - len(named[0][0]) * 8 / 2 >= 0
    assert all(after - before >= 50 for (_l, before), (_m, after) in pairwise(named))
    assert len(named) >= min(days, 4)
