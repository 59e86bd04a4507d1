"""One click for a person who comes by a signed mail link."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals.services import NotOpen
from ballotline.movement.people import merging
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.kinds.petition.services import signing
from ballotline.organizing.actions.kinds.petition.testing import HERE, counted, make_petition, signed
from tests.rivertown import ANA, press

pytestmark = pytest.mark.django_db


def test_a_mailed_one_click_link_names_the_person_and_its_button_counts_at_once(client):
    person = counted(make_petition(), "Maria García").person
    bus = make_petition("bus", title="A bus on Sundays")
    link = f"/petitions/bus/as/{queries.one_click_token(bus, person)}/"

    page = client.get(link)
    assert "Sign as Maria G." in page.content.decode()
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert bus.signatures.count() == 0
    for _twice in range(2):
        press(client, link)

    assert [s.state for s in bus.signatures.all()] == ["confirmed"]


def test_a_one_click_link_of_one_petition_or_a_forged_one_is_none_at_another(client):
    library = make_petition()
    person = counted(library, "Maria García").person
    bus = make_petition("bus")

    for token, status in ((queries.one_click_token(library, person), 410), ("x", 404), ("a.b:c:d", 404)):
        page = client.get(f"/petitions/bus/as/{token}/")
        assert page.status_code == status and 'href="/petitions/bus/' in page.content.decode()
    assert bus.signatures.count() == 0


def as_maria(client, petition, person):
    """The mailed link opened, then its button; how both answered."""
    link = f"/petitions/{petition.action.slug}/as/{queries.one_click_token(petition, person)}/"
    return client.get(link).status_code, press(client, link).status_code


@pytest.fixture
def maria():
    return counted(make_petition(), "Maria García").person


def test_a_link_that_was_mailed_to_a_row_that_was_merged_since_signs_as_the_one_who_was_kept(client, maria):
    bus = make_petition("bus")
    kept = counted(Petition.objects.get(action__slug="library"), "M. García", email="mg@rivertown.example").person
    merging.merge(keep=kept, other=maria, choices=(), by=SYSTEM, at=timezone.now())

    as_maria(client, bus, maria)

    assert [signature.person for signature in bus.signatures.all()] == [kept]


def test_who_was_erased_or_never_verified_an_address_signs_nothing_by_a_link(client, maria):
    bus = make_petition("bus")
    verified = maria.contact_points.get().verified_at
    maria.contact_points.update(verified_at=None)
    unverified = as_maria(client, bus, maria)
    maria.contact_points.update(verified_at=verified)
    type(maria).objects.update(erased_at=verified)

    assert unverified == as_maria(client, bus, maria) == (410, 410) and bus.signatures.count() == 0


def test_a_link_of_one_click_is_good_for_fourteen_days(client, maria):
    bus = make_petition("bus")
    link = f"/petitions/bus/as/{queries.one_click_token(bus, maria)}/"

    for days, status in ((13, 200), (15, 410)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            assert client.get(link).status_code == status


def test_one_click_brings_nothing_back_that_an_organizer_took_out(client, maria):
    library = Petition.objects.get()
    library.signatures.update(state="invalidated")

    assert as_maria(client, library, maria) == (200, 303)

    assert [signature.state for signature in library.signatures.all()] == ["invalidated"]


def test_one_click_counts_nothing_that_closed_while_its_page_was_open(maria):
    bus = make_petition("bus", state="closed")

    with pytest.raises(NotOpen):
        signing.sign_as(petition=bus, person=maria, email="maria@rivertown.example", how=HERE, at=timezone.now())
    assert bus.signatures.count() == 0


def test_one_click_of_somebody_we_know_is_not_odd_in_the_midst_of_a_storm(maria):
    bus = make_petition("bus")
    for n in range(30):
        signed(bus, f"Number {'abcdefghijklmnopqrstuvwxyzABCD'[n]}", email=f"s{n}@rivertown{n}.example")

    mine = signing.sign_as(petition=bus, person=maria, email="maria@rivertown.example", how=HERE, at=timezone.now())

    assert (mine.state, mine.suspicion) == ("confirmed", "")


def test_a_petition_that_closes_while_somebody_signs_answers_with_its_result(client):
    make_petition("bus", state="closed")

    response = client.post("/petitions/bus/", ANA, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status_code == 410 and Petition.objects.get().signatures.count() == 0
