"""What can be decided with a pencil: round numbers, windows, addresses."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.organizing.actions.kinds.petition import rules
from ballotline.organizing.actions.rules import Window

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "counted, goal",
    [
        (0, 10),
        (9, 10),
        (10, 20),
        (19, 20),
        (20, 50),
        (99, 100),
        (100, 200),
        (1_864, 2_000),
        (2_000, 5_000),
        (999_999, 1_000_000),
    ],
)
def test_the_meter_shows_the_next_round_number(counted, goal):
    assert rules.next_round_number(counted) == goal


@given(st.integers(min_value=0, max_value=10**9))
def test_the_next_round_number_is_above_the_count_and_begins_with_1_2_or_5(counted):
    goal = rules.next_round_number(counted)

    assert goal > counted
    assert str(goal).rstrip("0") in ("1", "2", "5")


@pytest.mark.parametrize(
    "moment, is_open",
    [
        (NOON - timedelta(seconds=1), False),
        (NOON, True),
        (NOON + timedelta(hours=1) - timedelta(seconds=1), True),
        (NOON + timedelta(hours=1), False),
    ],
)
def test_a_window_begins_with_its_first_moment_and_ends_before_its_last(moment, is_open):
    assert Window(NOON, NOON + timedelta(hours=1)).is_open(moment) is is_open
