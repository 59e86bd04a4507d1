"""Your area offers what is asked of those it names: each open call campaign that one of them would be called by."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.record.offices import meander
from ballotline.record.offices.models import Official
from ballotline.record.places.models import ZipCode
from tests.rivertown import press

pytestmark = pytest.mark.django_db
WARD_2, WARD_4_OR_5 = "14 Dock Street, 00010", "00013"


@pytest.fixture(autouse=True)
def town():
    for code in meander.ZIPS:
        ZipCode.objects.create(code=code, town="Rivertown", state="MR")
    meander.lay_out(at=timezone.now())


def look_up(where: str) -> str:
    return press(Client(), "/area/", where=where).content.decode()


def offered(where: str) -> list[tuple[str, str]]:
    """(address, title) of each ask."""
    found = re.search(r'<section class="asked">(.*?)</section>', look_up(where), re.S)
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', found[1]) if found else []
    return [(address, unescape(title)) for address, title in links]


def test_a_campaign_stands_above_the_people_whom_it_aims_at():
    make_campaign(title="Ask the council", levels=["ward"])

    page = look_up(WARD_2)

    assert offered(WARD_2) == [("/calls/ask-the-council/", "Ask the council")]
    assert page.index("What you can ask them now") < page.index("Ask the council") < page.index('id="school"')


def test_only_what_is_open_and_aims_at_somebody_here_is_offered():
    dana = Official.objects.get(name="Dana Okafor")  # Ward 5
    make_campaign(title="Named", listed=[dana])
    make_campaign(title="Harbor only", levels=["ward"], parties=["Harbor"])
    make_campaign(title="Draft", levels=["ward"], live=False)
    make_campaign(title="No such office", titles=["Dog Catcher"])
    make_campaign(title="Everybody")

    assert {title for _address, title in offered(WARD_4_OR_5)} == {"Everybody", "Harbor only", "Named"}
    assert [title for _address, title in offered(WARD_2)] == ["Everybody"], (
        "Joon Park of Ward 2 is of the Orchard party"
    )


def test_a_vacant_seat_is_nobody_to_call():
    make_campaign(title="Ask the council", levels=["ward"])

    assert offered("40.02, -45.05") == [], "nobody holds the seat of Ward 3"


def test_what_closes_first_stands_first_with_its_day():
    make_campaign(title="No end", levels=["ward"])
    make_campaign(title="An end", levels=["ward"], closes_at=timezone.now() + timedelta(days=9))

    assert [title for _address, title in offered(WARD_2)] == ["An end", "No end"]
    assert look_up(WARD_2).count("closes") == 1


def test_more_campaigns_cost_no_more_statements():
    def statements() -> int:
        look_up(WARD_2)
        with CaptureQueriesContext(
            connection,
        ) as spoken:
            look_up(WARD_2)
        return len(spoken)

    make_campaign(title="One", levels=["ward"])
    with_one = statements()
    for n in range(5):
        make_campaign(title=f"More {n}", levels=["ward"])

    assert statements() == with_one
