"""Which chapter is near somebody of whom we know only what they typed."""

import pytest

from ballotline.organizing.chapters.serving import likely
from ballotline.record.places.found import Found, Placement
from ballotline.record.places.typed import Asked

COUNTRY, MERIDIAN = "ocd-division/country:zz", "ocd-division/country:zz/state:mr"


def near(town_of_mail: str, *found: Found) -> list[str]:
    """Of somebody who typed a ZIP code of this town."""
    placement = Placement(Asked(zip_code="00010"), town=town_of_mail, found=found)
    return [ocd_id for ocd_id, _kind in likely(placement)]


def test_where_only_the_zip_code_is_known_the_town_of_its_mail_counts_and_nothing_nearer():
    """The middle of 00010 lies in ward 1 of Rivertown; its mail goes to Rivertown, or to a town beside it."""
    sure = Found(COUNTRY, "country"), Found(MERIDIAN, "state")
    town = f"{MERIDIAN}/place:rivertown"
    middle = Found(f"{town}/ward:1", "ward", why="zip"), Found(town, "place", why="zip")

    assert near("Rivertown", *sure, *middle) == near("RIVERTOWN", *sure, *middle) == [COUNTRY, MERIDIAN, town]
    assert near("Millbrook", *sure, *middle) == near("", *sure, *middle) == [COUNTRY, MERIDIAN]
    assert near("Rivertown", *sure, Found(town, "place", why="line")) == [COUNTRY, MERIDIAN]


@pytest.mark.parametrize("written", ["Saint Paul", "St. Paul", "St Paul"])
def test_a_town_of_a_saint_is_the_same_however_the_table_writes_it(written):
    town = f"{MERIDIAN}/place:st_paul"

    assert near(written, Found(COUNTRY, "country"), Found(town, "place", why="zip")) == [COUNTRY, town]


def test_where_what_was_typed_contradicts_itself_nothing_is_likely():
    """A ZIP code that lies in another state than the one typed: not even the country is sure."""
    town = f"{MERIDIAN}/place:rivertown"
    found = Found(COUNTRY, "country", why="state"), Found(MERIDIAN, "state", why="state")

    assert near("Rivertown", *found, Found(town, "place", why="zip")) == []
