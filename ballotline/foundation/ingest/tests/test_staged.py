"""Rows that wait on the disk come back as they went in."""

from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.ingest.staged import staged

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()


@given(st.lists(st.lists(PLAIN | st.lists(PLAIN, max_size=3), max_size=4), max_size=5))
def test_what_was_put_in_comes_out_in_its_order_or_by_its_number_as_often_as_it_is_asked_for(rows):
    with staged() as waiting:
        numbers = waiting.add(rows[:2]) + waiting.add(rows[2:])

        assert list(waiting) == rows
        assert list(waiting) == rows
        assert [waiting[number] for number in reversed(numbers)] == rows[::-1]
