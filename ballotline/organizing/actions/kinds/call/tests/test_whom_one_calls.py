"""Whom a caller reaches: by the place that they type, and by how the campaign is narrowed."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from ballotline.organizing.actions.kinds.call.models import Call
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.call.tests.rounds import (
    SLUG,
    WARD,
    begun,
    meander_is_there,
    name_on,
    text_of,
)
from ballotline.record.offices.keeping import Kept, keep
from ballotline.record.offices.models import Committee, CommitteeMember, Jurisdiction, Official
from ballotline.record.offices.rules import Listed, Number, Role
from ballotline.record.places.models import ZipCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    meander_is_there()


@pytest.mark.parametrize(
    "where, words",
    [
        ("99999", "We don&#x27;t have this ZIP code"),
        ("", "Enter your street and ZIP code"),
        ("123", "5 digits"),
        ("nowhere", "ZIP code"),
        ("<b>", "ZIP code"),
    ],
)
def test_where_nothing_can_be_asked_the_field_says_what_is_missing_and_claims_nothing(town, where, words):
    phone = begun(make_campaign(levels=["ward"]), where)

    assert phone.status == 422 and words in phone.page and (not where or f'value="{escape(where)}"' in phone.page)
    assert "There is a problem" in phone.page and "<title>Error:" in phone.page
    assert "Nobody on file" not in phone.page and Call.objects.count() == 0


def test_a_split_zip_code_says_who_is_certain_and_who_waits_for_the_street(town):
    campaign = make_campaign(**WARD)
    phone = begun(campaign, "00013")

    page = " ".join(phone.page.split())
    assert phone.status == 200 and "Your ZIP code lies in several districts. Add your street" in page
    assert (
        "Council Member, one of: Rivertown Ward 4, Rivertown Ward 5" in page and "Certain: Lou Castellan, Mayor" in page
    )
    assert 'value="00013"' in page and "Office 1" not in page
    assert "Office 1 of 3" in phone.begin(campaign, "55 Dock Street 00013") and name_on(phone.page) == "Dana Okafor"


def test_whoever_gives_no_street_calls_those_who_are_certain(town):
    campaign = make_campaign(**WARD)
    assert "Call the 2 that are certain" in " ".join(begun(campaign, "00013").page.split())

    phone = begun(campaign, "00013", certain="yes")

    assert (name_on(phone.page), "Office 1 of 2" in phone.page) == ("Mina Kovac", True)
    assert "Add your street" not in phone.page


def test_a_split_zip_code_is_no_matter_where_everybody_asked_for_is_certain(town):
    assert name_on(begun(make_campaign(titles=["Mayor"]), "00013").page) == "Lou Castellan"


def test_where_only_the_street_tells_nobody_is_offered_before(town):
    page = begun(make_campaign(levels=["ward"]), "00013").page

    assert "one of: Rivertown Ward 4, Rivertown Ward 5" in " ".join(page.split()) and 'name="certain"' not in page


def test_a_vacant_seat_is_said_and_never_a_target(town):
    phone = begun(make_campaign(levels=["ward"]), "33 Dock Street 00011")  # Ward 3

    assert phone.status == 422 and "Council Member: vacant, or nobody on file" in phone.page


def test_a_target_that_only_may_be_says_so(town):
    page = begun(make_campaign(levels=["ward"]), "00010").page

    assert "May be: we know only the middle of the ZIP code." in page and "Add your street" in page


@pytest.mark.parametrize(
    "narrowed, names",
    [
        ({"titles": ["Mayor"]}, ["Lou Castellan"]),
        ({"parties": ["Orchard"], "levels": ["ward", "county"]}, ["Joon Park", "Tom Adeyemi"]),
        ({"parties": ["ORCHARD "], "levels": ["ward", "county"]}, ["Joon Park", "Tom Adeyemi"]),
        ({"levels": ["national"], "titles": ["US Senator"]}, ["Grace Ellery", "Ben Castro"]),
    ],
)
def test_a_campaign_is_narrowed_by_title_party_and_level(town, narrowed, names):
    phone, seen = begun(make_campaign(**narrowed)), []
    while name_on(phone.page):
        seen.append(name_on(phone.page))
        phone.tap("skipped")

    assert seen == names


def test_a_campaign_is_narrowed_by_a_committee(town):
    rivers = Committee.objects.create(
        key="x", jurisdiction=Jurisdiction.objects.first(), name="Rivers", source="x", as_of=timezone.localdate()
    )
    CommitteeMember.objects.create(committee=rivers, official=Official.objects.get(name="Omar Haddad"))

    assert name_on(begun(make_campaign(committee=rivers)).page) == "Omar Haddad"


def test_a_list_is_the_same_for_everybody_and_asks_for_no_place(town):
    campaign = make_campaign(listed=list(Official.objects.filter(name__in=["Dana Okafor", "Alma Reyes"])))

    assert "Street and ZIP" not in text_of(Client().get(f"/calls/{SLUG}/"))
    assert name_on(begun(campaign).page) == "Dana Okafor"


@pytest.mark.parametrize("title", ["Delegate to the US House", "US Representative"])
def test_a_delegate_s_card_says_what_they_may_vote_on_and_is_found_by_either_title(title):
    ZipCode.objects.create(code="96910", town="Hagatna", state="GU")
    guam = "ocd-division/country:us/territory:gu/cd:at-large"
    role = Role("ocd-jurisdiction/country:us/legislature", "rep", "US Representative", (guam,))
    listed = Listed("ours:ana", "Ana Flores", (role,), (Number("capitol", "capitol", "202-555-0150"),))
    keep(listed, Kept(source="the list", as_of=timezone.localdate()))

    page = begun(make_campaign(titles=[title]), where="96910").page

    for words in ("Ana Flores", "Delegate to the US House ·", "has no vote when the House passes a bill"):
        assert words in " ".join(page.split())
    assert "for Ana Flores, Delegate to the US House." in page
