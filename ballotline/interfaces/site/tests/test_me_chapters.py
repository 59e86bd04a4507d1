"""What "My data" says of chapters, and the way out of one."""

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.interfaces.site.tests.test_me import link_of, text_of
from ballotline.movement.people.models import HomeDivision
from ballotline.organizing.chapters import queries
from ballotline.organizing.chapters.testing import joined, make_chapter
from tests.rivertown import press

pytestmark = pytest.mark.django_db
WARD = "ocd-division/country:zz/state:mr/place:rivertown/ward:2"


def test_a_member_sees_their_chapter_and_leaves_it_with_one_press():
    chapter, other = make_chapter(), make_chapter("Millbrook")
    joined(chapter, at=timezone.now())
    joined(other, "Ben Okafor", at=timezone.now())
    link = link_of("ana@rivertown.example")
    page = text_of(Client().get(link))
    assert "Leave Rivertown" in page and "Millbrook" not in page
    [mine] = queries.members(chapter)
    [theirs] = queries.members(other)

    press(Client(), f"{link}chapters/{theirs.public_id}/leave/")
    press(Client(), f"{link}chapters/{mine.public_id}/leave/")

    assert not queries.members(chapter).exists() and queries.members(other).exists()
    assert "Leave Rivertown" not in text_of(Client().get(link))


def test_who_has_moved_is_shown_the_chapter_that_serves_them_now():
    joined(make_chapter(), at=timezone.now())
    make_chapter("Ferry Point", serves=[WARD])
    HomeDivision.objects.create(
        home_key="00010", ocd_id=WARD, kind="ward", name="Ward 2", is_sure=True, since=timezone.now()
    )

    page = text_of(Client().get(link_of("ana@rivertown.example")))

    assert "/chapters/ferry-point/" in page and "is near you." in page
