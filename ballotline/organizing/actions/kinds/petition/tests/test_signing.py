"""Sign, confirm, disown: the verbs of a signer, and the promises behind them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ballotline.movement.arrivals.forms import consent_words
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.movement.arrivals.testing import ORGANIZATION
from ballotline.movement.mail.models import Message
from ballotline.movement.people.models import Activity, Consent, Person
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.services import signing
from ballotline.organizing.actions.kinds.petition.testing import HERE, counted, make_petition, signed
from ballotline.organizing.actions.queries import behind

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_an_unconfirmed_signature_touches_no_person():
    petition = make_petition()

    signature = signed(petition, "Ana Flores", news_consent=True)

    assert signature.state == "pending"
    assert Person.objects.count() == Consent.objects.count() == Activity.objects.count() == 0
    assert queries.count_now(petition, timezone.now()).all == 0


def test_a_known_person_is_not_changed_by_a_form_that_nobody_confirmed():
    counted(make_petition(), "Ana Flores", zip_code="00010")

    signed(make_petition("bus"), "Ana Flores", zip_code="99999", news_consent=True)

    assert Person.objects.get().zip_code == "00010"
    assert Consent.objects.count() == 0


def test_confirming_brings_person_consent_activity_and_thanks_at_once():
    petition = make_petition()

    signature = counted(petition, "Ana Flores", news_consent=True)

    person = Person.objects.get()
    assert (person.name, signature.person) == ("Ana Flores", person)
    consent = Consent.objects.get()
    assert (consent.channel, consent.purpose, consent.given) == ("email", "news", True)
    assert consent.wording == consent_words(ORGANIZATION) and "library" in consent.where
    assert Activity.objects.get().kind == "signed"
    assert Message.objects.filter(kind="petition.ThanksForSigning").count() == 1
    assert queries.count_now(petition, timezone.now()).online == 1


def test_no_tick_is_no_consent():
    counted(make_petition(), "Ana Flores", news_consent=False)

    assert Consent.objects.count() == 0


def test_two_people_may_share_one_mailbox():
    petition = make_petition()

    ana = counted(petition, "Ana Flores", email="house@rivertown.example")
    ben = counted(petition, "Ben Flores", email="house@rivertown.example")

    assert ana.person != ben.person
    assert queries.count_now(petition, timezone.now()).online == 2


def test_a_link_of_one_petition_opens_nothing_at_another():
    signature = signed(make_petition())
    make_petition("bus")

    assert behind(token_of(signature), model=Signature, slug="bus") is None


def test_one_click_signs_a_known_person_once():
    person = counted(make_petition(), "Ana Flores").person
    bus = make_petition("bus")

    first = signing.sign_as(petition=bus, person=person, email="ana.flores@rivertown.example", how=HERE, at=NOW)
    second = signing.sign_as(petition=bus, person=person, email="ana.flores@rivertown.example", how=HERE, at=NOW)

    assert first == second and first.state == "confirmed"
    assert Person.objects.count() == 1


def test_a_personal_link_knows_whom_it_brought():
    petition = make_petition()
    ana = counted(petition, "Ana Flores")

    counted(petition, "Ben Weiss", how=Circumstances(network_key="there", share_code=ana.share_code))

    assert queries.brought_by(ana) == 1
    assert queries.sharers(petition) == [(ana, 1)]
