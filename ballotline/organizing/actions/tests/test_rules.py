"""What is true of every ask, with a pencil: when it is open, whose a new one is, the places shown."""

from datetime import UTC, datetime, timedelta

import pytest

from ballotline.foundation.access.rules import EVERYWHERE, NOWHERE, Reach
from ballotline.organizing.actions.rules import Window, chapter_of_new, put_together

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    "window, at, says",
    [
        (Window(), NOON, (True, False, False)),
        (Window(opens=NOON), NOON - A_MOMENT, (False, True, False)),
        (Window(opens=NOON), NOON, (True, False, False)),
        (Window(closes=NOON), NOON - A_MOMENT, (True, False, False)),
        (Window(closes=NOON), NOON, (False, False, True)),
        (Window(opens=NOON, closes=NOON + A_MOMENT), NOON, (True, False, False)),
    ],
)
def test_the_first_moment_counts_and_the_last_does_not(window, at, says):
    assert (window.is_open(at), window.is_early(at), window.is_over(at)) == says


@pytest.mark.parametrize(
    "reach, chapter",
    [
        (EVERYWHERE, ""),
        (Reach(chapters=frozenset({"north", "harbor"})), "harbor"),
        (Reach(everywhere=True, chapters=frozenset({"north"})), ""),
        (Reach(chapters=frozenset({"", "north"})), "north"),
        (Reach(chapters=frozenset({""})), None),
        (Reach(objects=frozenset({"7"})), None),
        (NOWHERE, None),
    ],
)
def test_a_new_one_is_the_writer_s_chapter_s(reach, chapter):
    assert chapter_of_new(reach) == chapter


@pytest.mark.parametrize(
    "rows, shown, elsewhere",
    [
        ([("B", 12), ("A", 12), ("C", 30)], [("C", 30), ("A", 12), ("B", 12)], 0),
        ([("A", 10), ("B", 9)], [], 19),  # nine could be found by taking away
        ([("A", 11), ("B", 10), ("C", 4), ("", 5)], [("A", 11)], 19),
        ([("A", 11), ("B", 10), ("", 10)], [("A", 11), ("B", 10)], 10),
        ([("", 50)], [], 50),
        ([], [], 0),
    ],
)
def test_places_of_ten_are_shown_and_those_elsewhere_are_none_or_ten(rows, shown, elsewhere):
    assert put_together(rows) == (shown, elsewhere)


def test_another_measure_than_ten_can_be_asked_for():
    assert put_together([("A", 3), ("B", 2), ("C", 1)], least=2) == ([("A", 3)], 3)
