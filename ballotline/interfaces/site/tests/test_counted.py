"""The page after the count offers one next step, and asks for nothing twice."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.movement.arrivals.queries import token_of
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}


def next_button(signature: Signature) -> str:
    """The address of the filled button on the page after the count; "" if there is none."""
    page = Client().get(f"/petitions/library/counted/{token_of(signature)}/").content.decode()
    found = re.search(r'<a class="button main" href="([^"]+)">Read and sign</a>', page)
    return found[1] if found else ""


def test_a_call_comes_before_another_petition():
    first = make_petition()
    make_petition("bus", title="Let the number 9 bus run on Sundays")
    make_campaign()

    page = Client().get(f"/petitions/library/counted/{token_of(counted(first, 'Ana Flores'))}/").content.decode()

    assert '<a class="button main" href="/calls/call-about-the-library/">Make a call</a>' in page


def test_the_next_petition_is_signed_by_one_press_without_typing_anything_again():
    first = make_petition()
    bus = make_petition("bus", title="Let the number 9 bus run on Sundays")
    signature = counted(first, "Maria García", at=timezone.now())

    page = Client().get(next_button(signature)).content.decode()
    Client().post(next_button(signature), headers=OURS)

    assert "Are you Maria" in page
    assert Signature.objects.get(petition=bus).person == signature.person
    assert Signature.objects.get(petition=bus).state == Signature.State.CONFIRMED
    assert next_button(signature) == "", "both are signed: nothing more is offered"


def test_an_hour_later_the_link_knows_nobody():
    first = make_petition()
    make_petition("bus")
    signature = counted(first, "Maria García", at=timezone.now() - timedelta(minutes=61))

    assert next_button(signature) == "/petitions/bus/"


def test_the_call_that_goes_with_the_petition_comes_before_one_that_closes_sooner():
    first, bus = make_petition(), make_campaign(title="Ask for a bus", closes_at=timezone.now() + timedelta(hours=1))
    make_campaign(title="Call about the library", goes_with=first.action)

    page = Client().get(f"/petitions/library/counted/{token_of(counted(first, 'Ana Flores'))}/").content.decode()

    assert re.findall(r'<a class="button main" href="([^"]+)">', page) == ["/calls/call-about-the-library/"]
    assert bus.action.title not in page


def test_a_closed_petition_is_not_offered():
    signature = counted(make_petition(), "Maria García", at=timezone.now())
    make_petition("bus", state="closed")

    assert next_button(signature) == ""
    assert Petition.objects.count() == 2
