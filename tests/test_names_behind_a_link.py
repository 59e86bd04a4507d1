"""What the page behind a mailed link says of the other names that wait with its mailbox, over every kind."""

import pytest

from ballotline.movement.arrivals import queries
from tests.test_behind_the_mailed_link import page_behind, text_of
from tests.ways_in import (
    NOW,
    another_like,
    arrived,
)

pytestmark = pytest.mark.django_db


def test_the_page_names_the_others_that_wait_there_and_no_others(kind, asked, with_names):
    mine = arrived(kind, asked)
    arrived(kind, asked)  # my own second press
    arrived(kind, asked, name="Ben Flores")
    arrived(kind, another_like(asked), name="Elsewhere Flores")
    for name, settled in (("Cid Flores", {"state": "invalidated"}), ("Dot Flores", {"state": "withdrawn"})):
        row = arrived(kind, asked, name=name)
        kind.model._default_manager.filter(pk=row.pk).update(**settled)
    looked_at = arrived(kind, asked, name="Eva Flores")
    kind.model._default_manager.filter(pk=looked_at.pk).update(state="quarantined", confirmed_at=NOW)

    assert [row.name for row in queries.others_of_mailbox(mine)] == ["Ben Flores"]


def test_however_many_names_were_forged_the_page_lists_twenty(kind, asked, with_names):
    mine = arrived(kind, asked)
    for n in range(30):
        arrived(kind, asked, name=f"Forged {'abcdefghijklmnopqrstuvwxyzABCD'[n] * (n + 1)}")

    assert text_of(page_behind(mine)).count("Forged ") == 20


def test_a_name_that_somebody_typed_is_text_on_the_owner_s_page(kind, asked, with_names):
    mine = arrived(kind, asked)
    arrived(kind, asked, name="Eve<script>alert(1)</script>")

    page = text_of(page_behind(mine))

    assert "Eve&lt;script&gt;" in page and "<script>alert" not in page
