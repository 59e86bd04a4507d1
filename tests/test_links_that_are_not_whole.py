"""Every link that we mail, cut or forged: one page says that it is not whole, and claims no age.

A truly old one does.
"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.interfaces.site.mails import signer
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.mail.models import Message
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.kinds.petition.mails import updates_signer
from ballotline.organizing.actions.kinds.petition.queries import one_click_token
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from ballotline.organizing.actions.kinds.pledge.testing import counted as promised
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from tests.ways_in import OURS

pytestmark = pytest.mark.django_db
ANA = "ana.flores@rivertown.example"
LINKS = {
    "confirm": "/confirm/{}/",
    "not me": "/confirm/{}/not-me/",
    "my data": "/me/{}/",
    "correct my data": "/me/{}/correct/",
    "one click": "/petitions/bus/as/{}/",
    "stop the notes": "/petitions/library/updates/{}/stop/",
    "counted": "/petitions/library/counted/{}/",
    "promise": "/pledges/a-pledge-for-the-library/made/{}/",
}
POSTED = ("not me", "correct my data")  # the page before them has their button
AGE = re.compile("older|[0-9]+ days|hour")


@pytest.fixture
def tokens() -> dict[str, str]:
    """What stands in each of those links when it is whole."""
    library, pledge = make_petition(), make_pledge()
    ana = counted(library, "Ana Flores")
    waits = token_of(signed(library, "Ben Weiss"))
    data = my_data_token()
    return {
        "confirm": waits,
        "not me": waits,
        "my data": data,
        "correct my data": data,
        "one click": one_click_token(make_petition("bus"), ana.person),
        "stop the notes": updates_signer.sign(ana.public_id.hex),
        "counted": token_of(ana),
        "promise": token_of(promised(pledge)),
    }


def my_data_token() -> str:
    Client().post("/me/", {"email": ANA}, headers=OURS)
    return signer.sign(Message.objects.get(kind="site.MyDataLink").about)


def opened(link: str, token: str):
    client, address = Client(), LINKS[link].format(token)
    return client.post(address, headers=OURS, follow=True) if link in POSTED else client.get(address, follow=True)


def main_of(response) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize(
    "spoil",
    [lambda t: t[:-1], lambda t: t[:10], lambda t: f"{t}x", str.swapcase, lambda t: "x"],
    ids=["cut", "half", "longer", "turned", "forged"],
)
def test_a_link_that_is_cut_or_forged_is_not_whole_and_claims_no_age(tokens, link, spoil):
    response = opened(link, spoil(tokens[link]))

    assert response.status_code == 404 and "This link is not whole" in main_of(response)
    assert "Copy all of it from the message" in main_of(response) and not AGE.search(main_of(response))
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize("link", LINKS)
def test_a_whole_link_is_not_said_to_be_cut(tokens, link):
    assert "not whole" not in main_of(opened(link, tokens[link]))


@pytest.mark.parametrize(
    "link, after, words",
    [
        ("my data", timedelta(hours=1, minutes=1), "This link is older than an hour."),
        ("one click", timedelta(days=14, minutes=1), "This link is older than 14 days."),
    ],
)
def test_a_truly_old_link_says_how_old_and_what_to_do(tokens, link, after, words):
    with time_machine.travel(timezone.now() + after):
        response = opened(link, tokens[link])

    assert response.status_code == 410 and words in main_of(response) and 'class="button main"' in main_of(response)


@pytest.mark.parametrize("link", ["my data", "one click"])
def test_a_new_link_of_somebody_who_was_erased_has_no_work_and_claims_no_age(tokens, link):
    people.erase(person=Person.objects.get(name="Ana Flores"), by=SYSTEM, at=timezone.now())

    response = opened(link, tokens[link])

    assert response.status_code == 410 and not AGE.search(main_of(response)) and "Ana" not in main_of(response)


def test_the_code_is_spoken_of_only_where_the_message_holds_one(tokens):
    said = {link: "type the code" in main_of(opened(link, "x")) for link in LINKS}

    assert [link for link in said if said[link]] == ["confirm", "not me", "counted", "promise"]
