"""What somebody types as their place finds the chapter that serves it, by the maps on file, and the organizer there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.movement.accounts.models import Grant
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.queries import token_of
from ballotline.organizing.actions.kinds.form.testing import counted, make_form
from ballotline.organizing.chapters.models import Application, Chapter, OfficerTerm
from ballotline.organizing.chapters.testing import account_of, make_chapter, make_officer
from ballotline.organizing.intake.models import Case, Message
from ballotline.record.places.models import Division, Plan, ZipCode, ZipDivision
from tests.rivertown import press, say_yes

pytestmark = pytest.mark.django_db
MR = "ocd-division/country:zz/state:mr"
WARD_1, WARD_2 = f"{MR}/place:rivertown/ward:1", f"{MR}/place:rivertown/ward:2"
NOW = timezone.now()
ANSWERS = {"where": "00010", "name": "Ruth Abara", "email": "ruth@rivertown.example", "together": "few", "first": ""}


@pytest.fixture
def ward_1() -> Chapter:
    """00010 lies in ward 1, 00011 in both wards; a chapter serves ward 1, one the whole state."""
    plan = Plan.objects.create(kind="ward", label="2022", changed_at=NOW)
    for code, wards in {"00010": [WARD_1], "00011": [WARD_1, WARD_2]}.items():
        ZipCode.objects.create(code=code, town="Rivertown", state="MR")
        ZipDivision.objects.bulk_create([ZipDivision(plan=plan, code=code, ocd_id=ward) for ward in wards])
    state = make_chapter("Meander", serves=[MR])
    make_officer(state, "Mia Top", at=NOW - timedelta(days=9))
    chapter = make_chapter("Ward 1", parent=state, serves=[WARD_1])
    make_officer(chapter, "Ben Okafor", title="Secretary", role="organizer", at=NOW - timedelta(days=9))
    return chapter


def applied(**typed: str) -> tuple[Case, str]:
    """Through the form, the mail and the button: the case, and what the page after it says."""
    press(Client(), "/chapters/start/", **ANSWERS | typed)
    application = Application.objects.latest("pk")
    page = say_yes(Client(), f"/confirm/{token_of(application)}/")["Location"]
    return Case.objects.latest("pk"), Client().get(page).content.decode()


def test_who_asks_to_start_a_chapter_is_answered_by_a_name_of_the_chapter_that_serves_the_place_by_an_hour(ward_1):
    case, page = applied()

    assert (case.chapter, case.owner.name, case.kind.slug) == (ward_1.key, "Ben Okafor", "start")
    assert "Ben Okafor of Ward 1 chapter answers you by" in page
    assert Chapter.objects.get(state="applied").parent == ward_1


def test_where_the_place_may_be_in_one_of_two_the_chapter_that_surely_serves_it_answers(ward_1):
    case, page = applied(where="00011")

    assert case.owner.name == "Mia Top" and "Mia Top of Meander chapter answers you by" in page
    assert Chapter.objects.get(state="applied").parent == ward_1.parent


def test_a_town_that_is_typed_by_its_name_is_found_where_one_only_is_called_so(ward_1):
    town = make_chapter("Rivertown", parent=ward_1.parent, serves=[f"{MR}/place:rivertown"])
    make_officer(town, "Hiro Tanabe", at=NOW - timedelta(days=9))
    Division.objects.create(ocd_id=f"{MR}/place:rivertown", kind="place", name="Rivertown", parent_ocd_id=MR)
    Division.objects.create(ocd_id=f"{MR}/place:oldfield", kind="place", name="Oldfield", parent_ocd_id=MR)

    assert applied(where="rivertown ")[0].owner.name == "Hiro Tanabe"
    assert applied(where="Oldfield", email="a@b.example")[0].owner.name == "Mia Top", "the state's chapter serves it"

    other = "ocd-division/country:zz/state:other"
    Division.objects.create(ocd_id=f"{other}/place:rivertown", kind="place", name="Rivertown", parent_ocd_id=other)
    assert applied(where="Rivertown", email="b@b.example")[0].chapter == "", "which of the two, nobody knows"


def test_a_letter_goes_to_who_serves_the_zip_code_that_was_typed(ward_1):
    typed = {"name": "Sam Teo", "email": "sam@rivertown.example", "zip_code": "00010", "text": "When do you meet?"}
    press(Client(), "/write/other/", **typed)
    say_yes(Client(), f"/confirm/{token_of(Message.objects.get())}/")

    case = Case.objects.get()
    assert (case.chapter, case.owner.name, case.place) == (ward_1.key, "Ben Okafor", "Rivertown, MR")


def test_the_organizer_reads_the_answers_in_the_case_and_goes_on_to_the_chapter_that_came_of_it(ward_1):
    case, _page = applied(phone="202-555-0101")
    desk = Client()
    desk.force_login(account_of(ward_1.terms.get().person))

    page = desk.get(f"/desk/cases/{case.public_id}/").content.decode()

    assert "Who is with them: 2 to 4 of us" in page and "Phone: 202-555-0101" in page
    assert "A chapter in 00010" in page and "What came of it" in page
    assert "/desk/chapters/rivertown/" in desk.get("/desk/chapters/").content.decode()


def test_once_they_were_answered_and_nobody_decided_today_says_so_to_who_decides(ward_1):
    owner = signed_in_client(make_account("owner"))
    case, _page = applied()
    assert "waits for your yes or no" not in owner.get("/desk/").content.decode()

    owner.post(f"/desk/cases/{case.public_id}/close/")

    assert "Rivertown waits for your yes or no" in owner.get("/desk/").content.decode()
    owner.post("/desk/chapters/rivertown/step/approve/")
    assert "waits for your yes or no" not in owner.get("/desk/").content.decode()


def test_an_organizer_notes_which_chapter_came_of_a_case_and_takes_it_back(ward_1):
    owner = signed_in_client(make_account("owner"))
    case, _page = applied()
    page = f"/desk/cases/{case.public_id}/"

    owner.post(f"{page}led-to/", {"chapter": ward_1.key})
    assert 'href="/desk/chapters/ward-1/"' in owner.get(page).content.decode()
    [_first, row] = case.led_to.order_by("pk")
    owner.post(f"{page}led-to/{row.pk}/off/")

    assert case.led_to.count() == 1
    assert "Choose what came of it." in owner.post(f"{page}led-to/", {"chapter": "x"}, follow=True).content.decode()
    assert Application.objects.get().state == Arrival.State.CONFIRMED


def test_an_address_that_somebody_typed_stands_on_no_page_of_the_chapter(ward_1):
    _case, page = applied(where="14 Dock Street, 00010")
    applied(where="9 Ferry Lane, 00010", email="a@b.example")
    applied(where="7 Nowhere Road", email="b@b.example")
    applied(where="The east side", email="c@b.example")

    found = Chapter.objects.filter(state="applied").order_by("pk")
    names = ["Rivertown", "Rivertown 00010", "New chapter", "The east side"]
    assert [(one.name, one.place) for one in found] == [(name, name) for name in names]
    assert found[0].slug == "rivertown" and "Dock" not in page
    owner = signed_in_client(make_account("owner", "lena@rivertown.example"))
    assert "14 Dock Street, 00010" in owner.get("/desk/chapters/rivertown/").content.decode(), "who decides reads it"


def test_the_page_of_all_chapters_finds_a_town_by_its_name_as_the_form_does(ward_1):
    make_chapter("Rivertown", parent=ward_1.parent, serves=[f"{MR}/place:rivertown"])
    Division.objects.create(ocd_id=f"{MR}/place:rivertown", kind="place", name="Rivertown", parent_ocd_id=MR)

    for where in ("Rivertown", "00010"):
        page = " ".join(Client().post("/chapters/", {"where": where}).content.decode().split())
        assert "No chapter serves your address yet" not in page, where
    assert 'href="/chapters/rivertown/">Rivertown</a> is near you.' in " ".join(
        Client().post("/chapters/", {"where": "Rivertown"}).content.decode().split()
    )


def test_an_officer_from_above_who_answers_is_named_with_the_chapter_that_they_answer_for(ward_1):
    OfficerTerm.objects.filter(chapter=ward_1).delete()
    Grant.objects.filter(scope_id=ward_1.key).delete()

    case, page = applied()

    assert (case.chapter, case.owner.name) == (ward_1.key, "Mia Top")
    assert "Mia Top of Meander chapter answers you by" in page


def test_a_place_that_was_typed_into_a_form_of_ours_says_who_answers_as_an_address_does(ward_1):
    town = make_chapter("Rivertown", parent=ward_1.parent, serves=[f"{MR}/place:rivertown"])
    Division.objects.create(ocd_id=f"{MR}/place:rivertown", kind="place", name="Rivertown", parent_ocd_id=MR)
    form = make_form()

    counted(form, "Ruth Abara", where001="Rivertown")
    counted(form, "Sam Teo", where001="Somewhere else")

    by_name = {case.name: case.chapter for case in Case.objects.all()}
    assert by_name == {"Ruth Abara": town.key, "Sam Teo": ward_1.key}


def test_whoever_approves_says_under_which_name_its_page_opens_and_its_address_is_made_of_it(ward_1):
    applied(where="The old mill, Ferry Lane")
    owner = signed_in_client(make_account("owner", "lena@rivertown.example"))
    page = owner.get("/desk/chapters/the-old-mill-ferry-lane/").content.decode()
    assert 'value="The old mill, Ferry Lane"' in page and "under this name" in page

    approve = "/desk/chapters/the-old-mill-ferry-lane/step/approve/"
    too_long = owner.post(approve, {"name": "x" * 101}, follow=True).content.decode()
    assert "100" in too_long and not Chapter.objects.filter(state="provisional").exists()

    said = owner.post(approve, {"name": "Rivertown East", "place": "Rivertown East"}, follow=True)

    chapter = Chapter.objects.get(state="provisional")
    assert (chapter.name, chapter.place, chapter.slug) == ("Rivertown East", "Rivertown East", "rivertown-east")
    assert "/desk/chapters/rivertown-east/step/unapprove/" in said.content.decode()
    everybody = Client().get("/chapters/").content.decode() + Client().get("/chapters/rivertown-east/").content.decode()
    assert "Ferry Lane" not in everybody and "ferry-lane" not in everybody


def test_an_application_of_before_that_is_called_by_an_address_is_not_suggested_under_it(ward_1):
    applied(where="14 Dock Street, 00010")
    at_work = {"name": "14 Dock Street, 00010", "place": "14 Dock Street, 00010", "slug": "14-dock-street-00010"}
    Chapter.objects.filter(state="applied").update(**at_work)
    owner = signed_in_client(make_account("owner", "lena@rivertown.example"))

    page = owner.get("/desk/chapters/14-dock-street-00010/").content.decode()
    assert 'value="Rivertown"' in page
    owner.post("/desk/chapters/14-dock-street-00010/step/approve/", {"name": "Rivertown"})

    assert Chapter.objects.get(state="provisional").slug == "rivertown"


def test_however_many_places_are_unknown_each_application_becomes_a_chapter(ward_1, monkeypatch):
    monkeypatch.setattr("ballotline.foundation.ui.slugs.TRIES", 2)

    for n in range(3):
        applied(where="District 9", email=f"{n}@b.example", name=f"Nr {'abc'[n]}")

    assert Chapter.objects.filter(state="applied", name="New chapter").count() == 3


@pytest.mark.parametrize("where", ["Rivertown, MR", "Rivertown MR", "rivertown, mr"])
def test_a_town_that_is_typed_with_its_state_is_found_though_another_state_has_one_of_that_name(ward_1, where):
    town = make_chapter("Rivertown", parent=ward_1.parent, serves=[f"{MR}/place:rivertown"])
    for state in (MR, "ocd-division/country:zz/state:qq"):
        Division.objects.create(ocd_id=f"{state}/place:rivertown", kind="place", name="Rivertown", parent_ocd_id=state)

    assert applied(where=where)[0].chapter == town.key
    assert applied(where="Rivertown", email="b@b.example")[0].chapter == "", "which of the two, nobody knows"


def test_who_renames_it_before_approving_leaves_nothing_of_what_was_typed_in_its_address(ward_1):
    applied(where="The old mill, Ferry Lane")
    owner, desk = (
        signed_in_client(make_account("owner", "lena@rivertown.example")),
        "/desk/chapters/the-old-mill-ferry-lane/",
    )
    owner.post(f"{desk}edit/", {"name": "The old mill", "place": "By the river", "version": 1})

    owner.post(f"{desk}step/approve/", {"name": "The old mill", "place": "By the river"})

    chapter = Chapter.objects.get(state="provisional")
    assert (chapter.name, chapter.place, chapter.slug) == ("The old mill", "By the river", "the-old-mill")
