"""Personal links: whom they credit, whatever became of the press that made them, and where they lead.
They tell nobody anything."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.movement.arrivals.testing import confirmed
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from tests.rivertown import ANA, BEN, sign

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def petition() -> Petition:
    return make_petition()


def through(signature: Signature, name: str = "Ben Weiss") -> Signature:
    """Somebody who signs by that link, and waits for their mail."""
    how = Circumstances(network_key="there", share_code=signature.share_code)
    return signed(signature.petition, name, how=how)


def brought_by(signature: Signature) -> list[str]:
    return sorted(signature.brought.filter(state="confirmed").values_list("name", flat=True))


def test_who_signs_by_the_link_of_a_second_press_is_credited_to_the_first_that_counts(petition):
    ana, again = counted(petition, "Ana Flores"), signed(petition, "Ana Flores")

    confirmed(through(again), at=NOW)

    assert (brought_by(ana), brought_by(again)) == (["Ben Weiss"], [])
    assert queries.sharers(petition) == [(ana, 1)]


def test_who_shared_before_the_mail_was_read_is_credited_once_it_counts(petition):
    first, second = signed(petition, "Ana Flores"), signed(petition, "Ana Flores")
    before, between = through(second, "Ben Weiss"), through(second, "Cid Okafor")
    confirmed(before, at=NOW)
    assert queries.sharers(petition) == [(second, 1)]

    confirmed(first, at=NOW)
    confirmed(between, at=NOW)

    assert (brought_by(first), brought_by(second)) == (["Ben Weiss", "Cid Okafor"], [])


def test_another_name_of_the_mailbox_and_the_same_under_another_petition_are_credited_for_themselves(petition):
    ana = counted(petition, "Ana Flores", email="home@rivertown.example")
    ben = signed(petition, "Ben Flores", email="home@rivertown.example")
    bus = signed(make_petition("bus"), "Ana Flores", email="home@rivertown.example")

    confirmed(through(ben, "Cid Okafor"), at=NOW)
    confirmed(through(bus, "Dot Okafor"), at=NOW)

    assert (brought_by(ana), brought_by(ben), brought_by(bus)) == ([], ["Cid Okafor"], ["Dot Okafor"])


def test_nobody_brings_themselves(petition):
    first = signed(petition, "Ana Flores")

    ana = confirmed(through(first, "Ana Flores"), at=NOW)

    assert ana.state == "confirmed" and queries.sharers(petition) == []


def test_the_link_on_the_page_is_that_of_the_very_press_and_a_stranger_learns_nothing_by_it(client, petition):
    ana = counted(petition, "Ana Flores", email=ANA["email"])

    sign(client, "library", ANA)
    page = client.get("/petitions/library/thanks/").content.decode()

    again = petition.signatures.exclude(pk=ana.pk).get()
    assert f"/s/{again.share_code}" in page and ana.share_code not in page


def test_a_link_leads_to_its_petition_however_long_ago_its_press_was_forgotten(petition):
    make_petition("bus")
    counted(petition, "Ana Flores")
    again = signed(petition, "Ana Flores")
    while_it_waits = leads_to(again.share_code)

    arrivals.forget(at=NOW + timedelta(days=45))
    assert not Signature.objects.filter(pk=again.pk).exists()
    assert leads_to(again.share_code) == while_it_waits == f"/petitions/library/?via={again.share_code}"


def test_a_link_whose_press_was_disowned_tells_nobody_that_it_was(petition):
    row = signed(petition, "Ana Flores")
    before = leads_to(row.share_code)

    arrivals.disown(arrival=row, at=NOW)

    assert leads_to(row.share_code) == before


def test_who_comes_by_a_link_whose_press_is_gone_signs_like_everybody(petition):
    row = signed(petition, "Ana Flores")
    arrivals.disown(arrival=row, at=NOW)

    Client().post(leads_to(row.share_code), BEN, headers={"Sec-Fetch-Site": "same-origin"})

    ben = petition.signatures.get()
    assert (ben.name, ben.shared_by, ben.source) == ("Ben Weiss", None, "share link")


@pytest.mark.parametrize("code", ["nobody", "x" * 10, "x" * 12, "x" * 300, "%00"])
def test_a_link_that_we_never_made_leads_to_the_list_or_nowhere(petition, code):
    answer = Client().get(f"/s/{code}")

    assert answer.status_code == 400 or answer["Location"] == "/petitions/"


def test_a_link_of_before_leads_on_while_its_press_is_there(petition):
    """Older codes are ten signs of chance."""
    row = counted(petition, "Ana Flores")
    Signature.objects.filter(pk=row.pk).update(share_code="a-_4567890")

    assert leads_to("a-_4567890") == "/petitions/library/?via=a-_4567890"


def test_every_press_has_a_code_of_twelve_signs(petition):
    codes = {signed(petition, f"Number {n}").share_code for n in range(20)}

    assert len(codes) == 20 and {len(code) for code in codes} == {12} and len({code[8:] for code in codes}) == 1


def leads_to(code: str) -> str:
    return Client().get(f"/s/{code}")["Location"]
