"""Small places put together, so that no small number can be worked out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.organizing.actions import rules


@given(st.lists(st.tuples(st.text(max_size=5), st.integers(0, 60)), max_size=12, unique_by=lambda row: row[0]))
def test_no_number_under_ten_can_be_seen_or_worked_out(rows):
    shown, elsewhere = rules.put_together(rows)

    assert all(n >= 10 for _place, n in shown) and "" not in [place for place, _n in shown]
    assert sum(n for _place, n in shown) + elsewhere == sum(n for _place, n in rows)
    assert elsewhere == 0 or elsewhere >= 10 or not shown
    assert [n for _place, n in shown] == sorted((n for _place, n in shown), reverse=True)


@pytest.mark.parametrize(
    "rows, shown, elsewhere",
    [
        ([("A", 40), ("B", 12), ("C", 9), ("D", 3)], [("A", 40), ("B", 12)], 12),
        ([("A", 40), ("B", 12), ("C", 9)], [("A", 40)], 21),
        ([("A", 9)], [], 9),
        ([], [], 0),
        ([("A", 10)], [("A", 10)], 0),
        ([("", 30), ("A", 11)], [("A", 11)], 30),
    ],
)
def test_small_places_are_put_together(rows, shown, elsewhere):
    assert rules.put_together(rows) == (shown, elsewhere)


pytestmark = pytest.mark.django_db
