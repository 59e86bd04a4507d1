"""Every place that shows asks shows a ride. Run where the folder `ride` lies among the kinds
(test_a_kind_is_one_folder)."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.models import Entry
from ballotline.interfaces.desk.rivertown import build, remove
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.arrivals.testing import confirmed
from ballotline.organizing.actions import services
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition
from ballotline.organizing.actions.testing import an_open_one
from tests.ways_in import KINDS as WAYS_IN
from tests.ways_in import NOW, arrived

pytestmark = pytest.mark.django_db
RIDE = "Rides to the polls"


@pytest.fixture
def ride():
    return an_open_one("ride")


@pytest.fixture
def desk():
    return signed_in_client()


def seen(client: Client, address: str, **query: str) -> str:
    """What a reader sees there: no tags, one space between words."""
    response = client.get(address, query)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def offered(ride, name: str = "Ana Flores"):
    return confirmed(arrived(WAYS_IN["offer"], ride, name=name, email=f"{name[:3]}@rivertown.example"), at=NOW)


def test_the_menu_the_public_list_and_its_page(ride):
    offered(ride)

    assert "Rides" in seen(Client(), "/")
    assert RIDE in seen(Client(), "/rides/") and "1 person takes part" in seen(Client(), "/rides/")
    page = seen(Client(), "/rides/rides-to-the-polls/")
    assert RIDE in page and "1 person takes part" in page and "Offer a seat" in page


def test_the_front_page_where_it_leads_with_its_button(ride):
    lead = re.search(r'<section class="notice">.*?</section>', Client().get("/").content.decode(), re.S)[0]

    assert RIDE in lead and "Offer a seat" in lead and 'href="/rides/rides-to-the-polls/"' in lead


def test_the_menu_and_the_list_of_the_desk_and_its_search(ride, desk):
    assert "Rides" in seen(desk, "/desk/actions/") and RIDE in seen(desk, "/desk/actions/")
    assert RIDE in seen(desk, "/desk/rides/")
    assert RIDE in seen(desk, "/desk/search/", q="polls")
    assert "New ride" in seen(desk, "/desk/search/", q="new ride")


def test_today_says_that_it_closes_soon_and_who_is_set_aside(desk):
    ride = an_open_one("ride")
    type(ride.action).objects.filter(pk=ride.pk).update(closes_at=timezone.now() + timedelta(days=3))
    row = arrived(WAYS_IN["offer"], ride)
    type(row).objects.filter(pk=row.pk).update(state="quarantined", suspicion="network")

    today = seen(desk, "/desk/")

    assert f"“{RIDE}” closes soon" in today and "1 person is set aside" in today


def test_the_person_s_page_the_people_who_took_part_and_the_file_of_them(ride, desk):
    person = offered(ride).person
    counted(make_petition(), "Ben Weiss")

    assert "offered a ride" in seen(desk, f"/desk/people/{person.public_id}/")
    assert RIDE in seen(desk, f"/desk/people/{person.public_id}/")
    took_part = seen(desk, "/desk/people/", part=ride.action.slug)
    assert "Ana Flores" in took_part and "Ben Weiss" not in took_part
    file = desk.get("/desk/rides/rides-to-the-polls/take-along/people.csv")
    table = b"".join(file.streaming_content).decode()
    assert "Ana Flores" in table and "Ben Weiss" not in table


def test_the_next_step_of_who_signed_a_petition(ride):
    signature = counted(make_petition())

    thanks = (
        Client().get(f"/petitions/{signature.petition.action.slug}/counted/{token_of(signature)}/").content.decode()
    )

    assert "A neighbor needs a ride." in thanks and 'href="/rides/rides-to-the-polls/"' in thanks


def test_the_log_in_its_own_word(ride):
    services.step(ride, "close", by=Actor.command("test"), at=timezone.now())

    assert list(Entry.objects.filter(object_kind="ride").values_list("verb", flat=True).order_by("pk")) == [
        "ride drafted",
        "ride published",
        "ride closed",
    ]


def test_the_demo_has_one_and_takes_it_out_again():
    build.build(at=NOW)

    assert remove.town().asks["ride"] == 1 and "Rides to the hearing" in seen(Client(), "/rides/")
    remove.remove(by=Actor.command("demo"), at=NOW)
    assert not apps.get_model("ride", "Ride").objects.exists()
