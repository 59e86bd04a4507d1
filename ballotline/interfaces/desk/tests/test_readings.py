"""Who reads data of many people stands where the officers of these people's chapter see it, by name as far as they know
whose it is."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.audit.models import Entry
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.organizing.actions.kinds.petition.testing import make_petition
from ballotline.organizing.chapters.testing import account_of, make_chapter, make_officer

pytestmark = pytest.mark.django_db
LOOKED = "/desk/people/readings/"


@pytest.fixture
def ward():
    state = make_chapter("Meridian", serves=["ocd-division/country:zz/state:mr"])
    return make_chapter("Ward 5", parent=state, serves=["ocd-division/country:zz/state:mr/place:rivertown/ward:5"])


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def desk_of(chapter, name="Ben Okafor", role="officer") -> Client:
    client = Client()
    client.force_login(account_of(make_officer(chapter, name, role=role).person))
    return client


def the_office() -> Client:
    return signed_in_client(make_account("staff", "sam@rivertown.example", "Sam Teo"))


def test_an_export_of_the_office_is_seen_by_the_officers_of_every_chapter(ward):
    office = the_office()
    office.post("/desk/people/take-along/")

    page = words_of(desk_of(ward).get(LOOKED))

    assert "People exported: 0 people by the organization’s office" in page and "Sam Teo" not in page
    assert "People exported: 0 people by you" in words_of(office.get(LOOKED))


def test_a_data_lead_s_export_is_seen_by_name_in_the_chapter_and_above_and_not_next_door(ward):
    next_door = make_chapter("Ward 6", parent=ward.parent)
    desk_of(ward, "Dora Lead", role="data lead").post("/desk/people/take-along/")

    own, above, beside = (
        words_of(desk_of(chapter, name).get(LOOKED))
        for chapter, name in ((ward, "Ben Okafor"), (ward.parent, "Mia Top"), (next_door, "Noa Beside"))
    )

    assert "People exported: 1 people by Dora Lead" not in beside and "Dora" not in beside
    assert "by Dora Lead" in own and "by Dora Lead" in above


def test_what_an_officer_above_read_is_seen_below_with_their_name(ward):
    desk_of(ward.parent, "Mia Top").get("/desk/people/")

    assert "List of people read by Mia Top" in words_of(desk_of(ward).get(LOOKED))


def test_the_list_and_the_search_leave_a_row_an_hour_and_never_what_was_asked_for(ward):
    office = the_office()
    for _ in range(3):
        office.get("/desk/people/?q=Ruiz")
        office.get("/desk/search/?q=Ruiz")

    rows = Entry.objects.filter(object_kind="people").order_by("pk")
    assert [(row.verb, row.fields) for row in rows] == [("list of people read", ""), ("people searched", "")]
    rows.update(at=timezone.now() - timedelta(minutes=61))
    office.get("/desk/people/")
    assert rows.filter(verb="list of people read").count() == 2


def test_who_took_part_in_an_ask_of_the_whole_organization_is_read_and_taken_along_with_a_row_for_all(ward):
    petition, office = make_petition(), the_office()
    office.get(f"/desk/petitions/{petition.action.slug}/people/")
    b"".join(office.get(f"/desk/petitions/{petition.action.slug}/take-along/people.csv").streaming_content)

    page = words_of(desk_of(ward).get(LOOKED))

    assert "People of a petition exported: 0 people by the organization’s office" in page
    assert "People of a petition read by the organization’s office" in page
