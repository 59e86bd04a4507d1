"""Days and moments that are typed: every form asks for them by the same two fields,
and no year makes a page fall over."""

import pytest
from django import forms

from ballotline.foundation.ui.day_fields import DayField, MomentField
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.organizing.actions.kinds.petition.testing import make_petition
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from ballotline.organizing.chapters.models import Membership
from ballotline.organizing.chapters.testing import make_chapter, make_member
from tests.architecture.house import every_form

PETITION = {"title": "Sundays", "target": "Transit", "asks": "We ask for a bus."}
CALLS = {
    "title": "Bus",
    "asks": "A bus.",
    "script": "Hello",
    "who": "mine",
    "office_opens": "09:00",
    "office_closes": "17:00",
}
PLEDGE = {"title": "Bus", "kind": "volunteer", "promise": "I will not help", "unless": "the bus runs"}
MEMBER = "00000000-0000-4000-8000-000000000001"
OFFICE = {"title": "Sheriff", "where": "ocd-division/country:zz/state:me", "name": "Dana", "source": "The clerk"}
OFFICER = {
    "member": MEMBER,
    "title": "Chair",
    "role": "officer",
    "chosen": "elected",
    "first_day": "2026-01-01",
    "last_day": "2199-12-31",
}
WON = {"outcome": "won", "words": "6 to 1", "source": "Minutes"}
MET = {"verdict": "met", "words": "6 to 1", "source": "Minutes"}
ASKED = [
    ("/desk/petitions/new/", PETITION, "opens_at"),
    ("/desk/petitions/new/", PETITION, "closes_at"),
    ("/desk/petitions/library/edit/", {**PETITION, "version": "1"}, "closes_at"),
    ("/desk/petitions/library/outcome/", WON, "on"),
    ("/desk/calls/new/", CALLS, "closes_at"),
    ("/desk/pledges/new/", PLEDGE, "due"),
    ("/desk/pledges/a-pledge-for-the-library/verdict/", MET, "on"),
    ("/desk/chapters/rivertown/edit/", {"name": "Rivertown", "version": "1"}, "meets_at"),
    ("/desk/chapters/rivertown/officers/name/", OFFICER, "first_day"),
    ("/desk/chapters/rivertown/officers/name/", OFFICER, "last_day"),
    ("/desk/cases/away/", {}, "until"),
    ("/desk/offices/new/", OFFICE, "starts"),
    ("/desk/offices/new/", OFFICE, "ends"),
]
DAYS = {
    (form, name)
    for form in every_form()
    for name, field in form.base_fields.items()
    if isinstance(field, forms.DateField | forms.DateTimeField | forms.SplitDateTimeField)
}


def test_every_day_is_asked_for_by_one_of_the_two_fields():
    others = [(form, name) for form, name in DAYS if not isinstance(form.base_fields[name], DayField | MomentField)]

    assert len(DAYS) >= 8
    assert others == []


def test_every_day_that_is_asked_for_is_tried_below():
    assert {name for _form, name in DAYS} == {field for _address, _form, field in ASKED}


@pytest.mark.django_db
@pytest.mark.parametrize("address, form, field", ASKED)
@pytest.mark.parametrize(
    "day", ["9999-12-31", "0001-01-01", "1899-12-31", "2200-01-01", "99999-01-01", "²-01-01", "\x00"]
)
def test_a_year_that_cannot_be_meant_gets_a_sentence_at_its_field(address, form, field, day):
    make_petition()
    make_pledge()
    Membership.objects.filter(pk=make_member(make_chapter()).pk).update(public_id=MEMBER)
    typed = day + "T23:59" * field.endswith("_at")

    answer = signed_in_client(role="owner").post(address, {**form, field: typed})

    assert answer.status_code == 422
    [(at, problems)] = answer.context["form"].errors.items()
    assert at == field
    assert problems[0].startswith(("Enter a year between 1900 and 2199", "Enter a day"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed, sentence",
    [
        (
            "2026-03-08T02:30",
            "Enter another hour: the clocks are changed in that one",
        ),  # there is no such hour in New York
        ("2026-11-01T01:30", "Enter another hour: the clocks are changed in that one"),  # and two of this
    ],
)
def test_an_hour_that_the_clocks_leave_out_gets_a_sentence(typed, sentence):
    answer = signed_in_client(role="owner").post("/desk/petitions/new/", {**PETITION, "closes_at": typed})

    assert sentence in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["1900-01-01T00:00", "2199-12-31T23:59"])
def test_the_first_and_the_last_year_are_years(typed):
    answer = signed_in_client(role="owner").post("/desk/petitions/new/", {**PETITION, "closes_at": typed}, follow=True)

    assert answer.status_code == 200
