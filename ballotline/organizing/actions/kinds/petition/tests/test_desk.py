"""Petitions at the desk: writing, publishing, taking out, comments, paper, history, and who may do what."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.ui.tests.test_pictures import jpeg_that_says, png_of
from ballotline.movement.accounts import services as accounts
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.kinds.petition.services import checking
from ballotline.organizing.actions.kinds.petition.testing import FORM, counted, make_petition

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def desk_of(role: str) -> Client:
    account = accounts.open_account(name="Lena Ortiz", email=f"{role}@rivertown.example", role=role, by=SYSTEM, at=NOW)
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    caches["near"].clear()


@pytest.fixture
def desk() -> Client:
    return desk_of("owner")


def text_of(response) -> str:
    return response.content.decode()


ALL_PAGES = [
    "",
    "preview/",
    "edit/",
    "sharing/",
    "updates/",
    "outcome/",
    "handed-over/",
    "history/",
    "people/",
    "comments/",
    "paper/",
    "delivery/",
]


@pytest.mark.parametrize("page", ALL_PAGES)
def test_every_page_of_a_petition_opens_for_an_owner_and_is_hidden_from_a_stranger(desk, page):
    counted(make_petition(), "Ana Flores", comment="Six days")

    opened, stranger = desk.get(f"/desk/petitions/library/{page}"), Client().get(f"/desk/petitions/library/{page}")

    assert opened.status_code == 200 and "Keep the Ferry Street library" in text_of(opened)
    assert opened["Cache-Control"] == "no-store"
    assert stranger.status_code == 302 and stranger["Location"].startswith("/sign-in/")


MODERATORS_PAGES = {"", "history/", "sharing/", "comments/"}


def test_four_fields_make_a_draft_with_a_readable_address(desk):
    desk.post("/desk/petitions/new/", FORM)

    petition = Petition.objects.get()
    assert (petition.action.slug, petition.action.state) == ("let-the-number-9-run-on-sundays", "draft")


def test_two_petitions_of_one_title_get_two_addresses(desk):
    for _twice in range(2):
        desk.post("/desk/petitions/new/", FORM)

    slugs = sorted(p.action.slug for p in Petition.objects.select_related("action"))
    assert slugs == ["let-the-number-9-run-on-sundays", "let-the-number-9-run-on-sundays-2"]


def test_a_missing_field_says_what_to_enter_and_keeps_the_rest(desk):
    response = desk.post("/desk/petitions/new/", {**FORM, "title": ""})

    assert response.status_code == 422
    assert "Enter a title" in text_of(response) and "We ask for a bus." in text_of(response)


def test_publishing_offers_undo_until_somebody_has_signed(desk):
    desk.post("/desk/petitions/new/", FORM)
    petition = Petition.objects.get()
    step = f"/desk/petitions/{petition.action.slug}/step/"

    said = text_of(desk.post(step + "publish/", follow=True))
    assert "Published." in said and f'action="{step}unpublish/"' in said
    counted(Petition.objects.select_related("action").get(), "Ana Flores")
    refused = text_of(desk.post(step + "unpublish/", follow=True))

    assert "People have taken part already." in refused
    assert Petition.objects.get().action.state == "live"


def test_taking_out_shows_exactly_which_and_can_be_undone(desk):
    petition = make_petition()
    kept, out = counted(petition, "Ana Flores"), counted(petition, "Bot One")
    ids = {"id": [str(out.public_id)]}

    preview = text_of(desk.post("/desk/petitions/library/people/look/", ids))
    assert "Take out 1 signature?" in preview and "Bot One" in preview and "Ana Flores" not in preview
    assert queries.count_now(petition, NOW).online == 2
    desk.post("/desk/petitions/library/people/take-out/", {**ids, "reason": "Robots"})
    assert queries.count_now(petition, NOW).online == 1
    batch = petition.batches.get()
    desk.post(f"/desk/petitions/library/people/back/{batch.public_id}/")

    assert queries.count_now(petition, NOW).online == 2
    assert set(petition.signatures.values_list("state", flat=True)) == {"confirmed"}
    assert kept.petition == petition


def test_a_delivery_is_prepared_once_at_a_time_and_can_be_stopped(desk, monkeypatch):
    petition = make_petition(state="closed")
    monkeypatch.setattr(jobs, "enqueue", lambda *a, **k: None)

    desk.post("/desk/petitions/library/delivery/prepare/")
    second = text_of(desk.post("/desk/petitions/library/delivery/prepare/", follow=True))
    one = petition.deliveries.get()
    desk.post(f"/desk/petitions/library/delivery/{one.public_id}/stop/")

    assert "A delivery is being made already." in second
    assert petition.deliveries.get().state == "stopped"


def test_a_file_outside_a_delivery_cannot_be_downloaded(desk):
    petition = make_petition(state="closed")
    one = petition.deliveries.create(state="ready", made_at=NOW)

    assert desk.get(f"/desk/petitions/library/delivery/{one.public_id}/..%2F..%2Fsecret.key").status_code == 404


def test_a_petition_whose_end_has_passed_is_closed_by_the_minute_s_job():
    petition = make_petition(closes_at=NOW - timedelta(minutes=1))

    assert actions.close_what_is_over(by=SYSTEM, at=NOW) == 1

    assert Petition.objects.get(pk=petition.pk).action.state == "closed"


def test_closing_can_be_undone_even_after_the_closing_time(desk):
    make_petition(closes_at=NOW - timedelta(minutes=1))
    actions.close_what_is_over(by=SYSTEM, at=NOW)

    desk.post("/desk/petitions/library/step/reopen/")

    assert Petition.objects.select_related("action").get().is_open(NOW)


def test_a_moderator_sees_no_door_that_is_closed_to_them():
    counted(make_petition(), "Ana Flores", comment="Six days")
    moderator = desk_of("moderator")

    for page in MODERATORS_PAGES:
        html = text_of(moderator.get(f"/desk/petitions/library/{page}"))
        for address in set(re.findall(r'(?:href|action)="(/desk/petitions/library/[^"?]*)', html)):
            if "/comments/" not in address:
                assert moderator.get(address).status_code == 200, f"{address} on {page or 'overview'}"


def test_an_edit_can_be_looked_at_before_it_is_saved(desk):
    petition = make_petition()
    typed = {**FORM, "title": "Seven days, please", "version": "1"}

    look = text_of(desk.post("/desk/petitions/library/edit/", {**typed, "look": "1"}))
    assert "Seven days, please" in look and "Nothing is saved yet." in look
    assert Petition.objects.select_related("action").get().action.title == petition.action.title
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', look))
    again = desk.post("/desk/petitions/library/edit/", {**kept, "change": "1"})
    assert again.status_code == 200 and 'value="Seven days, please"' in text_of(again)
    desk.post("/desk/petitions/library/edit/", kept)

    assert Petition.objects.select_related("action").get().action.title == "Seven days, please"


@pytest.mark.parametrize("version", ["²", "٣", "", "-1", "9" * 5_000])
def test_a_version_that_cannot_be_read_overwrites_nothing(desk, version):
    petition = make_petition()

    answer = desk.post("/desk/petitions/library/edit/", {**FORM, "title": "Mine", "version": version})

    assert answer.status_code == 409
    assert "Mine" in text_of(answer) and petition.action.title in text_of(answer)
    assert Petition.objects.select_related("action").get().action.title == petition.action.title


@pytest.mark.parametrize("picture", [png_of(13_300, 13_300), jpeg_that_says(60_000, 60_000)])
def test_a_photo_with_too_many_pixels_is_said_at_its_field(desk, picture):
    answer = desk.post("/desk/petitions/new/", {**FORM, "image": picture, "image_text": "The hall"})

    assert answer.status_code == 422
    assert "Make the picture smaller first" in text_of(answer)


def test_a_photo_that_an_edit_added_stands_on_the_page_until_the_edit_is_undone(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    petition = make_petition()
    photo = {"image": png_of(400, 300), "image_text": "The reading room"}

    desk.post("/desk/petitions/library/edit/", {**FORM, **photo, "version": "1"})

    with_photo = text_of(Client().get("/petitions/library/"))
    image = Petition.objects.get().action.image
    assert image.url in with_photo and 'alt="The reading room"' in with_photo
    actions.restore(Petition.objects.get(), version=1, by=SYSTEM, at=NOW)
    caches["near"].clear()
    assert "The reading room" not in text_of(Client().get("/petitions/library/"))
    assert not Petition.objects.get(pk=petition.pk).action.image


def test_a_petition_near_its_end_offers_the_delivery(desk):
    make_petition(closes_at=NOW + timedelta(days=3))
    make_petition("bus")

    def main_button(slug):
        return re.search(r'class="button main"\s+href="([^"]+)"', text_of(desk.get(f"/desk/petitions/{slug}/")))[1]

    assert main_button("library") == "/desk/petitions/library/delivery/"
    assert main_button("bus") == "/desk/petitions/bus/updates/"


def test_what_is_no_zip_code_never_leaves_in_a_delivery():
    petition = make_petition(state="live")
    counted(petition, "Ana Flores", zip_code="555 0142 Elm St")
    counted(petition, "Ben Weiss", zip_code="99999")
    checking.type_in_sheet(petition=petition, sheet=1, lines=[(1, "Sam Teo", "call 5550142")], by=SYSTEM, at=NOW)

    rows = queries.delivery_rows(petition, until=timezone.now())

    assert [row.place for row in rows] == ["", "99999", ""]
