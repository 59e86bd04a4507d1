"""Who signed, at the desk: taking out and putting back, comments, paper sheets, and where figures lead."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.queries import about
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.movement.mail.models import Message
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.services import checking
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from ballotline.organizing.actions.kinds.petition.tests.test_desk import ALL_PAGES, MODERATORS_PAGES, desk_of, text_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    caches["near"].clear()


@pytest.fixture
def desk() -> Client:
    return desk_of("owner")


@pytest.mark.parametrize("page", ALL_PAGES)
def test_a_moderator_sees_comments_and_figures_but_nobody_s_address(page):
    counted(make_petition(), "Ana Flores", email="ana@rivertown.example", comment="Six days")

    response = desk_of("moderator").get(f"/desk/petitions/library/{page}")

    assert response.status_code == (200 if page in MODERATORS_PAGES else 404)
    assert "ana@rivertown.example" not in text_of(response)


def test_all_of_a_list_can_be_taken_out_by_its_filter(desk):
    petition = make_petition()
    for n in range(60):
        signed(petition, f"Robot {'abcdefghij'[n // 10]}{'abcdefghij'[n % 10]}", how=Circumstances(is_trusted=True))
    counted(petition, "Ana Flores")

    desk.post("/desk/petitions/library/people/take-out/", {"all": "?state=pending&q=robot"})

    assert petition.signatures.filter(state="invalidated").count() == 60
    assert petition.signatures.get(name="Ana Flores").state == "confirmed"


@pytest.mark.parametrize("all_of", ["?town=%00&q=%00&source=%00&through=%00", "?state=%C2%B2", "?" + "q=a&" * 900])
def test_a_list_asked_for_by_odd_words_is_answered(desk, all_of):
    signed(make_petition(), "Ana Flores")

    response = desk.post("/desk/petitions/library/people/look/", {"all": all_of})

    assert response.status_code in (200, 303)


def test_a_batch_put_back_returns_each_to_the_state_it_had(desk):
    petition = make_petition()
    signed(petition, "Waits")
    counted(petition, "Counts")
    signed(petition, "Odd", how=Circumstances(honeypot_filled=True))
    desk.post("/desk/petitions/library/people/take-out/", {"all": "?"})

    batch = petition.batches.get()
    for _twice in range(2):
        desk.post(f"/desk/petitions/library/people/back/{batch.public_id}/")

    states = dict(petition.signatures.values_list("name", "state"))
    assert states == {"Waits": "pending", "Counts": "confirmed", "Odd": "quarantined"}


def test_who_had_withdrawn_before_a_batch_may_sign_again_after_it_is_put_back(desk):
    petition = make_petition()
    arrivals.withdraw(arrival=counted(petition, "Eva Lund"), at=NOW)
    desk.post("/desk/petitions/library/people/take-out/", {"all": "?"})

    desk.post(f"/desk/petitions/library/people/back/{petition.batches.get().public_id}/")
    assert petition.signatures.get().state == "withdrawn"

    assert counted(petition, "Eva Lund").state == "confirmed"


def test_a_set_aside_signature_that_looks_right_gets_its_mail(desk):
    petition = make_petition()
    odd = signed(petition, "Real Person", how=Circumstances(honeypot_filled=True))

    desk.post("/desk/petitions/library/people/clear/", {"id": str(odd.public_id)})

    odd.refresh_from_db()
    assert odd.state == "pending"
    assert Message.objects.get(kind="arrivals.PleaseConfirm").about == about(odd)


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

    desk.post(f"/desk/petitions/library/paper/remove/?id={line.public_id}")
    assert queries.count_now(petition, NOW).paper == 0
    desk.post(f"/desk/petitions/library/paper/back/?id={line.public_id}")

    assert queries.count_now(petition, NOW).paper == 1


def test_every_figure_of_the_overview_leads_to_its_people(desk):
    petition = make_petition()
    counted(petition, "Ana Flores")
    signed(petition, "Waits")
    odd = signed(petition, "Odd")
    checking.take_out(petition=petition, public_ids=[str(odd.public_id)], reason="", by=SYSTEM, at=NOW)

    page = text_of(desk.get("/desk/petitions/library/"))

    for state in ("confirmed", "pending", "quarantined", "invalidated"):
        assert f"/desk/petitions/library/people/?state={state}" in page
    assert "Waits" in text_of(desk.get("/desk/petitions/library/people/?state=pending"))
    assert "Waits" not in text_of(desk.get("/desk/petitions/library/people/?state=confirmed"))


@pytest.mark.parametrize(
    "query", ["?page=999999999999", "?page=x", "?state=nonsense", "?suspicion=';--", "?through=%F0%9F%92%A9"]
)
def test_odd_queries_of_the_list_are_answered(desk, query):
    counted(make_petition(), "Ana Flores")

    assert desk.get("/desk/petitions/library/people/" + query).status_code == 200


@pytest.mark.parametrize(
    "address", ["/desk/petitions/library/people/?q=%00", "/s/a%00b", "/petitions/library/?via=%00", "/me/%00/"]
)
def test_an_address_with_nul_is_refused_on_both_databases(desk, address):
    make_petition()

    assert desk.get(address).status_code == 400


def test_a_reason_with_nul_is_kept_without_it(desk):
    petition = make_petition()
    bot = counted(petition, "Bot One")

    desk.post("/desk/petitions/library/people/take-out/", {"id": str(bot.public_id), "reason": "Ro\x00bots"})

    assert petition.batches.get().reason == "Robots"


@pytest.mark.parametrize("ids", ["x", "00000000-0000-0000-0000-000000000000", "'; drop table"])
def test_ids_that_are_none_take_nothing_out(desk, ids):
    petition = make_petition()
    counted(petition, "Ana Flores")

    desk.post("/desk/petitions/library/people/take-out/", {"id": ids})

    assert queries.count_now(petition, NOW).online == 1


def test_the_list_asks_a_fixed_number_of_questions(desk, django_assert_max_num_queries):
    petition = make_petition()
    for n in range(30):
        counted(petition, f"Signer {'abcdefghijklmnopqrstuvwxyzabcd'[n] * (n // 26 + 1)}")

    with django_assert_max_num_queries(38):  # two note the look
        desk.get("/desk/petitions/library/people/")


def test_the_list_and_the_look_at_taking_out_say_when_each_signed(desk):
    at = (timezone.now() - timedelta(days=40)).replace(hour=15)  # the same day on every clock of the land
    signature = signed(make_petition(), "Ana Flores", at=at)

    pages = [
        desk.get("/desk/petitions/library/people/"),
        desk.post("/desk/petitions/library/people/look/", {"id": str(signature.public_id)}),
    ]

    said = f'<time datetime="{at.date().isoformat()}'
    assert [said in text_of(page) for page in pages] == [True, True]


def test_signatures_of_one_petition_are_not_listed_under_another(desk):
    counted(make_petition(), "Ana Flores")
    make_petition("bus")

    assert "Ana Flores" not in text_of(desk.get("/desk/petitions/bus/people/"))
    assert Signature.objects.count() == 1


def test_a_cleared_signature_can_be_set_aside_again(desk):
    petition = make_petition()
    odd = signed(petition, "Real Person", how=Circumstances(honeypot_filled=True))

    said = text_of(desk.post("/desk/petitions/library/people/clear/", {"id": str(odd.public_id)}, follow=True))
    undo = re.search(r'action="([^"]+set-aside[^"]+)"', said)[1]
    desk.post(undo)

    odd.refresh_from_db()
    assert (odd.state, odd.suspicion) == ("quarantined", "honeypot")


def test_a_sheet_typed_in_is_taken_out_by_its_undo(desk):
    petition = make_petition()
    sheet = {"sheet": "3", "name_1": "Ruth Abara", "name_2": "Sam Teo"}

    said = text_of(desk.post("/desk/petitions/library/paper/", sheet, follow=True))
    desk.post(re.search(r'action="([^"]+paper/remove/\?[^"]+)"', said)[1].replace("&amp;", "&"))

    assert queries.count_now(petition, NOW).paper == 0


def test_a_pending_signature_with_an_unknown_zip_is_flagged_before_it_counts(desk):
    signed(make_petition(), "Waits", zip_code="99999")

    assert "not on file" in text_of(desk.get("/desk/petitions/library/people/?state=pending"))
