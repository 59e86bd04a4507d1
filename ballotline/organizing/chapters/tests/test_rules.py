"""What the public is told of a chapter's head count."""

import pytest

from ballotline.organizing.chapters.rules import told


@pytest.mark.parametrize(
    "members, said",
    [
        (0, ("fewer", 10)),
        (1, ("fewer", 10)),
        (9, ("fewer", 10)),  # one more or less is never read from it
        (10, ("about", 10)),
        (14, ("about", 10)),
        (15, ("about", 20)),
        (44, ("about", 40)),
        (1_006, ("about", 1_010)),
    ],
)
def test_a_head_count_is_told_in_tens_and_a_small_one_not_at_all(members, said):
    assert told(members) == said
