"""Days, hours and counts are said as a person would say them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ballotline.foundation.ui import dates

TODAY = date(2026, 2, 1)
CLOSING = datetime(2026, 3, 10, 17, tzinfo=UTC)


def test_a_day_of_this_year_has_its_weekday_and_no_year():
    assert dates.day(date(2026, 3, 10), today=TODAY) == "Tue 10 March"


def test_a_day_of_another_year_has_the_year():
    assert dates.day(date(2027, 5, 4), today=TODAY) == "Tue 4 May 2027"


def test_the_day_of_a_source_always_has_the_year():
    assert dates.day_of_record(date(2026, 1, 12)) == "12 Jan 2026"


@pytest.mark.parametrize(
    "hour, minute, words",
    [(17, 0, "5 pm"), (18, 40, "6:40 pm"), (9, 0, "9 am"), (12, 0, "noon"), (0, 0, "midnight"), (0, 5, "12:05 am")],
)
def test_an_hour_is_told_with_am_and_pm(hour, minute, words):
    assert dates.hour(datetime(2026, 3, 10, hour, minute, tzinfo=UTC)) == words


def test_a_moment_is_a_day_and_an_hour():
    assert dates.moment(CLOSING, today=TODAY) == "Tue 10 March, 5 pm"


def test_counts_have_a_comma_for_thousands():
    assert dates.count(12402) == "12,402"
    assert dates.count(1_234_567) == "1,234,567"


def test_one_person_is_no_people():
    assert [dates.people(number) for number in (0, 1, 2, 12402)] == [
        "0 people",
        "1 person",
        "2 people",
        "12,402 people",
    ]


@pytest.mark.parametrize(
    "now, words",
    [
        (datetime(2026, 2, 1, 9, tzinfo=UTC), "37 days left"),
        (datetime(2026, 3, 8, 16, 59, tzinfo=UTC), "2 days left"),
        (datetime(2026, 3, 8, 17, 0, tzinfo=UTC), "48 hours left"),
        (datetime(2026, 3, 10, 15, 30, tzinfo=UTC), "1 hour left"),
        (datetime(2026, 3, 10, 16, 30, tzinfo=UTC), "less than an hour left"),
        (datetime(2026, 3, 10, 17, 0, tzinfo=UTC), "closed today"),
        (datetime(2026, 3, 11, 9, 0, tzinfo=UTC), "closed 1 day ago"),
        (datetime(2026, 3, 12, 9, 0, tzinfo=UTC), "closed 2 days ago"),
    ],
)
def test_what_is_left_is_told_in_days_then_in_hours_then_in_the_past(now, words):
    assert dates.days_left(CLOSING, now=now) == words


def test_days_left_are_days_of_the_calendar():
    evening = CLOSING - timedelta(days=3, hours=-6)

    assert dates.days_left(CLOSING, now=evening) == "3 days left"


@pytest.mark.parametrize(
    "day, words",
    [
        (date(2026, 2, 1), "today"),
        (date(2026, 1, 31), "yesterday"),
        (date(2026, 1, 30), "2 days ago"),
        (date(2026, 1, 2), "30 days ago"),
        (date(2026, 1, 1), "Thu 1 January"),
        (date(2025, 1, 1), "Wed 1 January 2025"),
        (date(2026, 2, 2), "Mon 2 February"),
    ],
)
def test_a_day_of_the_last_month_is_told_by_how_long_ago_it_was(day, words):
    assert dates.ago(day, today=date(2026, 2, 1)) == words
