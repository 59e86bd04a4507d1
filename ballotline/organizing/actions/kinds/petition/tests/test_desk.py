"""Petitions at the desk: writing, publishing, taking out, comments, paper, history, and who may do what."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.jobs import services as jobs
from ballotline.movement.accounts import services as accounts
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.rules import Circumstances
from ballotline.organizing.actions.kinds.petition.services import running
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed

pytestmark = pytest.mark.django_db
NOW = timezone.now()
FIELDS = {"title": "Let the number 9 run on Sundays", "target": "Transit", "asks": "We ask for a bus.", "body": ""}


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
    "signatures/",
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


@pytest.mark.parametrize("page", ALL_PAGES)
def test_a_moderator_sees_comments_and_figures_but_nobody_s_address(page):
    counted(make_petition(), "Ana Flores", email="ana@rivertown.example", comment="Six days")

    response = desk_of("moderator").get(f"/desk/petitions/library/{page}")

    assert response.status_code == (200 if page in MODERATORS_PAGES else 404)
    assert "ana@rivertown.example" not in text_of(response)


def test_four_fields_make_a_draft_with_a_readable_address(desk):
    desk.post("/desk/petitions/new/", FIELDS)

    petition = Petition.objects.get()
    assert (petition.action.slug, petition.action.state) == ("let-the-number-9-run-on-sundays", "draft")


def test_two_petitions_of_one_title_get_two_addresses(desk):
    for _twice in range(2):
        desk.post("/desk/petitions/new/", FIELDS)

    slugs = sorted(p.action.slug for p in Petition.objects.select_related("action"))
    assert slugs == ["let-the-number-9-run-on-sundays", "let-the-number-9-run-on-sundays-2"]


def test_a_missing_field_says_what_to_enter_and_keeps_the_rest(desk):
    response = desk.post("/desk/petitions/new/", {**FIELDS, "title": ""})

    assert response.status_code == 422
    assert "Enter a title" in text_of(response) and "We ask for a bus." in text_of(response)


def test_publishing_offers_undo_until_somebody_has_signed(desk):
    desk.post("/desk/petitions/new/", FIELDS)
    petition = Petition.objects.get()
    step = f"/desk/petitions/{petition.action.slug}/step/"

    said = text_of(desk.post(step + "publish/", follow=True))
    assert "Published." in said and f'action="{step}unpublish/"' in said
    signed(Petition.objects.select_related("action").get(), "Ana Flores")
    refused = text_of(desk.post(step + "unpublish/", follow=True))

    assert "People have signed already." in refused
    assert Petition.objects.get().action.state == "live"


def test_an_edit_is_kept_as_a_version_and_can_be_undone(desk):
    petition = make_petition(body="Why it matters")
    form = {**FIELDS, "title": "A new title", "body": "New words", "version": "1"}

    said = text_of(desk.post("/desk/petitions/library/edit/", form, follow=True))
    desk.post("/desk/petitions/library/restore/1/")

    petition.action.refresh_from_db()
    assert "Saved." in said
    assert (petition.action.title, petition.action.body) == (
        "Keep the Ferry Street library open six days a week",
        "Why it matters",
    )


def test_a_second_editor_is_told_and_loses_nothing(desk):
    make_petition()
    desk.post("/desk/petitions/library/edit/", {**FIELDS, "title": "Hers", "version": "1"})

    late = desk.post("/desk/petitions/library/edit/", {**FIELDS, "title": "Mine", "version": "1"})

    page = text_of(late)
    assert late.status_code == 409
    assert "Hers" in page and "Mine" in page and Petition.objects.get().action.title == "Hers"


def test_taking_out_shows_exactly_which_and_can_be_undone(desk):
    petition = make_petition()
    kept, out = counted(petition, "Ana Flores"), counted(petition, "Bot One")
    ids = {"id": [str(out.public_id)]}

    preview = text_of(desk.post("/desk/petitions/library/signatures/look/", ids))
    assert "Take out 1 signature?" in preview and "Bot One" in preview and "Ana Flores" not in preview
    assert queries.count_now(petition, NOW).online == 2
    desk.post("/desk/petitions/library/signatures/take-out/", {**ids, "reason": "Robots"})
    assert queries.count_now(petition, NOW).online == 1
    batch = petition.batches.get()
    desk.post(f"/desk/petitions/library/signatures/back/{batch.public_id}/")

    assert queries.count_now(petition, NOW).online == 2
    assert set(petition.signatures.values_list("state", flat=True)) == {"confirmed"}
    assert kept.petition == petition


def test_all_of_a_list_can_be_taken_out_by_its_filter(desk):
    petition = make_petition()
    for n in range(60):
        signed(petition, f"Robot {'abcdefghij'[n // 10]}{'abcdefghij'[n % 10]}", how=Circumstances(is_trusted=True))
    counted(petition, "Ana Flores")

    desk.post("/desk/petitions/library/signatures/take-out/", {"all": "?state=pending&q=robot"})

    assert petition.signatures.filter(state="invalidated").count() == 60
    assert petition.signatures.get(name="Ana Flores").state == "confirmed"


def test_a_batch_put_back_returns_each_to_the_state_it_had(desk):
    petition = make_petition()
    signed(petition, "Waits")
    counted(petition, "Counts")
    signed(petition, "Odd", how=Circumstances(honeypot_filled=True))
    desk.post("/desk/petitions/library/signatures/take-out/", {"all": "?"})

    batch = petition.batches.get()
    for _twice in range(2):
        desk.post(f"/desk/petitions/library/signatures/back/{batch.public_id}/")

    states = dict(petition.signatures.values_list("name", "state"))
    assert states == {"Waits": "pending", "Counts": "confirmed", "Odd": "quarantined"}


def test_a_set_aside_signature_that_looks_right_gets_its_mail(desk):
    petition = make_petition()
    odd = signed(petition, "Real Person", how=Circumstances(honeypot_filled=True))

    desk.post("/desk/petitions/library/signatures/clear/", {"id": str(odd.public_id)})

    odd.refresh_from_db()
    assert (odd.state, odd.suspicion) == ("pending", "")


def test_a_comment_is_public_only_after_somebody_looked_at_it(desk):
    signature = counted(make_petition(), "Ana Flores", comment="Six days, please")
    assert "Six days, please" not in text_of(Client().get("/petitions/library/"))

    desk.post("/desk/petitions/library/comments/show/", {"id": str(signature.public_id)})
    caches["near"].clear()
    assert "Six days, please" in text_of(Client().get("/petitions/library/"))
    desk.post("/desk/petitions/library/comments/hide/?id=" + str(signature.public_id))
    caches["near"].clear()

    assert "Six days, please" not in text_of(Client().get("/petitions/library/"))


def test_a_paper_sheet_is_counted_apart_and_a_line_once(desk):
    petition = make_petition()
    sheet = {"sheet": "3", "name_1": "Ruth Abara", "zip_1": "00014", "name_2": "Sam Teo"}

    desk.post("/desk/petitions/library/paper/", sheet)
    twice = desk.post("/desk/petitions/library/paper/", {**sheet, "name_3": "One More"})

    count = queries.count_now(petition, NOW)
    assert (count.online, count.paper) == (0, 2)
    assert twice.status_code == 422 and "Line 1 of sheet 3 is typed in already." in text_of(twice)
    assert "One More" in text_of(twice)


def test_a_removed_paper_line_can_be_put_back(desk):
    petition = make_petition()
    desk.post("/desk/petitions/library/paper/", {"sheet": "1", "name_1": "Ruth Abara"})
    line = petition.paper.get()

    desk.post(f"/desk/petitions/library/paper/{line.public_id}/remove/")
    assert queries.count_now(petition, NOW).paper == 0
    desk.post(f"/desk/petitions/library/paper/{line.public_id}/back/")

    assert queries.count_now(petition, NOW).paper == 1


def test_every_figure_of_the_overview_leads_to_its_people(desk):
    petition = make_petition()
    counted(petition, "Ana Flores")
    signed(petition, "Waits")

    page = text_of(desk.get("/desk/petitions/library/"))

    for state in ("confirmed", "pending", "quarantined", "invalidated"):
        assert f"/desk/petitions/library/signatures/?state={state}" in page
    assert "Waits" in text_of(desk.get("/desk/petitions/library/signatures/?state=pending"))
    assert "Waits" not in text_of(desk.get("/desk/petitions/library/signatures/?state=confirmed"))


@pytest.mark.parametrize(
    "query", ["?page=999999999999", "?page=x", "?state=nonsense", "?suspicion=';--", "?through=%F0%9F%92%A9"]
)
def test_odd_queries_of_the_list_are_answered(desk, query):
    counted(make_petition(), "Ana Flores")

    assert desk.get("/desk/petitions/library/signatures/" + query).status_code == 200


@pytest.mark.parametrize(
    "address", ["/desk/petitions/library/signatures/?q=%00", "/s/a%00b", "/petitions/library/?via=%00", "/me/%00/"]
)
def test_an_address_with_nul_is_refused_on_both_databases(desk, address):
    make_petition()

    assert desk.get(address).status_code == 400


def test_a_reason_with_nul_is_kept_without_it(desk):
    petition = make_petition()
    bot = counted(petition, "Bot One")

    desk.post("/desk/petitions/library/signatures/take-out/", {"id": str(bot.public_id), "reason": "Ro\x00bots"})

    assert petition.batches.get().reason == "Robots"


@pytest.mark.parametrize("ids", ["x", "00000000-0000-0000-0000-000000000000", "'; drop table"])
def test_ids_that_are_none_take_nothing_out(desk, ids):
    petition = make_petition()
    counted(petition, "Ana Flores")

    desk.post("/desk/petitions/library/signatures/take-out/", {"id": ids})

    assert queries.count_now(petition, NOW).online == 1


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

    assert running.close_what_is_over(by=SYSTEM, at=NOW) == 1

    assert Petition.objects.get(pk=petition.pk).action.state == "closed"


def test_closing_can_be_undone_even_after_the_closing_time(desk):
    make_petition(closes_at=NOW - timedelta(minutes=1))
    running.close_what_is_over(by=SYSTEM, at=NOW)

    desk.post("/desk/petitions/library/step/reopen/")

    assert Petition.objects.select_related("action").get().is_open(NOW)


def test_the_list_asks_a_fixed_number_of_questions(desk, django_assert_max_num_queries):
    petition = make_petition()
    for n in range(30):
        counted(petition, f"Signer {'abcdefghijklmnopqrstuvwxyzabcd'[n] * (n // 26 + 1)}")

    with django_assert_max_num_queries(20):
        desk.get("/desk/petitions/library/signatures/")


def test_signatures_of_one_petition_are_not_listed_under_another(desk):
    counted(make_petition(), "Ana Flores")
    make_petition("bus")

    assert "Ana Flores" not in text_of(desk.get("/desk/petitions/bus/signatures/"))
    assert Signature.objects.count() == 1
