"""The box for where somebody lives: what it says of its own place, and what it asks before anything is looked up."""

from datetime import date

import pytest

from ballotline.foundation.organization.models import Organization
from ballotline.foundation.organization.queries import forget_us
from ballotline.record.offices.asked_where import WhereForm
from ballotline.record.offices.models import Office
from ballotline.record.offices.testing import in_office
from ballotline.record.places.lacking import what_lacks
from ballotline.record.places.models import AddressPoint, ZipCode
from ballotline.record.places.typed import understood

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "text, lacks, lacks_without_streets",
    [
        ("", "all", "zip"),
        ("00010", "", ""),
        ("00010-1234", "", ""),
        ("123", "digits", "digits"),
        ("0010", "digits", "digits"),
        ("000100", "digits", "digits"),
        ("00010-12", "digits", "digits"),
        ("১২৩৪৫", "digits", "digits"),
        ("14 Dock Street", "behind", "zip"),
        ("14 Dock Street, Rivertown", "behind", "zip"),
        ("14 Dock Street, Rivertown, MR", "", "zip"),
        ("14 Dock Street, VT", "", "zip"),
        ("14 Dock Street, Hartford, Connecticut", "", "zip"),
        ("14 Dock Street, 00010", "", ""),
        ("Harbor, RI 2891", "", ""),
        ("Rivertown, MR", "", ""),
        ("40.02, -45.09", "", ""),
    ],
)
def test_what_is_missing_is_known_before_anything_is_looked_up(text, lacks, lacks_without_streets):
    asked = understood(text)

    assert what_lacks(asked, places_streets=True) == lacks
    assert what_lacks(asked, places_streets=False) == lacks_without_streets


def hint() -> str:
    forget_us()
    return str(WhereForm().fields["where"].help_text)


@pytest.mark.django_db
def test_the_hint_has_an_example_of_the_organization_s_own_place():
    assert hint() == "We look it up here, on our own server, and forget it.", "none is on file"

    ZipCode.objects.create(code="05014", town="Millbrook", state="VT")
    in_office("Ines Varga", "place:millbrook", "Mayor")
    Office.objects.update(division="ocd-division/country:us/state:vt/place:millbrook")
    Organization.objects.create(pk=1, name="Ours")
    assert hint().startswith("Like 05014. We look it up")

    Organization.objects.update(postal_address="12 Mill Road\nRivertown, MR 00010")
    assert hint().startswith("Like 00010. We look it up")

    for code, street in (("00011", "7 ferry st"), ("00010", "9 dock st")):
        AddressPoint.objects.create(street=street, zip_code=code, longitude=-45.0, latitude=40.0)
    assert hint().startswith("Like 100 Dock St, 00010. We look it up"), "the street on file, and nobody's own number"


@pytest.mark.django_db
def test_nothing_is_looked_up_and_nothing_said_of_offices_where_nothing_was_asked():
    form = WhereForm({"where": " \t "})

    assert form.looked_up(on=TODAY) is None
    assert form.errors == {"where": ["Enter your ZIP code, 5 digits"]}
