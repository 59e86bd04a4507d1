"""Cases at the desk: the queue with its words, a case answered in two presses, nobody twice, and never somebody
else's."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.models import Entry as Logged
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.movement.mail.models import Message as Mail
from ballotline.movement.mail.wanted import words_of
from ballotline.organizing.chapters.testing import account_of, make_chapter, make_officer
from ballotline.organizing.intake.models import Case, ReadyAnswer
from ballotline.organizing.intake.services import duty, working
from ballotline.organizing.intake.testing import make_case

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RAW = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def lena() -> Account:
    return make_account("owner")


@pytest.fixture
def desk(lena) -> Client:
    return signed_in_client(lena)


def text_of(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def page(case: Case) -> str:
    return f"/desk/cases/{case.public_id}/"


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def lines_of(response) -> list[str]:
    rows = re.findall(r'<a\s+class="whole"[^>]*>(.*?)</a>', response.content.decode(), re.S)
    return [" ".join(unescape(row).split()) for row in rows]


def answer(client: Client, case: Case, text: str = "Come on Monday.", do: str = "close", **more: object):
    return client.post(f"{page(case)}answer/", {"text": text, "do": do, "version": case.version} | more)


def undo_in(response) -> str:
    [address] = re.findall(r'class="said".*?action="([^"]+)"', response.content.decode(), re.S)[:1]
    return address


def test_the_queue_begins_with_what_is_late_and_counts_in_words(desk, lena):
    make_case("Sam Teo", kind="run", at=NOW - 3 * DAY)
    make_case("Ruth Abara", at=NOW)
    done = make_case("Cid Weiss", at=NOW - DAY)
    working.close(case=done, by=lena_acts(lena), at=NOW)

    queue = desk.get("/desk/cases/")

    assert lines_of(queue) == ["Sam Teo asks about running for office", "Ruth Abara wants to start a chapter"]
    assert "1 late · 2 new · 2 mine" in text_of(queue) and "2 cases of Our organization" in text_of(queue)
    assert re.search("late by 2[34] hours", text_of(queue))


def lena_acts(account: Account):
    return Actor.account(account.public_id)


@pytest.mark.parametrize(
    "question, names",
    [
        ("?show=late", ["Sam"]),
        ("?show=new", ["Sam", "Ruth"]),
        ("?show=mine", ["Sam", "Ruth"]),
        ("?show=waiting", ["Dot"]),
        ("?show=done", ["Cid"]),
        ("?show=nobodys", []),
        ("?show=all", ["Cid", "Dot", "Ruth", "Sam"]),
        ("?show=nonsense", ["Dot", "Ruth", "Sam"]),
        ("?kind=run", ["Sam"]),
        ("?q=abara", ["Ruth"]),
        ("?chapter=office", ["Dot", "Ruth", "Sam"]),
        ("?chapter=%C2%B2&page=%C2%B2", []),
    ],
)
def test_each_filter_stands_in_the_address(desk, lena, question, names):
    make_case("Sam Teo", kind="run", at=NOW - 3 * DAY)
    make_case("Ruth Abara", at=NOW)
    working.close(case=make_case("Cid Weiss", at=NOW), by=lena_acts(lena), at=NOW)
    working.answer(case=make_case("Dot Okafor", at=NOW), text="?", closes=False, version=1, by=lena, at=NOW)

    found = [line.split()[0] for line in lines_of(desk.get(f"/desk/cases/{question}"))]

    assert sorted(found) == sorted(names)


def test_an_empty_queue_says_what_will_stand_there(desk):
    assert "Nothing waits for an answer." in text_of(desk.get("/desk/cases/"))
    assert "No case fits that." in text_of(desk.get("/desk/cases/?q=x"))


def test_fifty_stand_on_a_page_in_as_many_statements_as_one(desk):
    def statements() -> int:
        caches["near"].clear()
        with CaptureQueriesContext(connection) as seen:
            desk.get("/desk/cases/")
        return sum(query["sql"].startswith("SELECT") for query in seen.captured_queries)

    make_case("One Teo", at=NOW)
    of_one = statements()
    for n in range(51):
        make_case(f"N{n} Teo", at=NOW + n * HOUR)

    assert statements() == of_one
    assert [len(lines_of(desk.get(f"/desk/cases/?page={n}"))) for n in (1, 2)] == [50, 2]


def test_one_press_answers_and_closes_and_one_takes_the_closing_back(desk):
    case = make_case(at=NOW)

    told = answer(desk, case, "Come on Monday."), desk.get(page(case))

    assert told[0].status_code == 303 and "Sent to Ruth Abara, and done." in text_of(told[1])
    [mail] = Mail.objects.filter(kind="intake.Answer")
    assert words_of([mail], NOW)[mail.pk].paragraphs[0] == "Come on Monday." and mail.to_address == case.email
    assert again(case).state == "done"
    desk.post(undo_in(told[1]))
    assert again(case).state == "waiting" and "closed it" in text_of(desk.get(page(case)))


@pytest.mark.parametrize("how", ["answer", "close", "not-for-us"])
def test_after_closing_the_next_that_waits_for_one_opens_and_after_the_last_the_case_stays(desk, lena, how):
    sam = make_account("staff", email="sam@rivertown.example", name="Sam Teo")
    first, later, sooner, colleague_s, waits, done = (
        make_case(f"{name} Moss", at=NOW - hours * HOUR)
        for name, hours in (("Ana", 9), ("Ben", 1), ("Cid", 2), ("Dot", 8), ("Eve", 7), ("Fay", 6))
    )
    Case.objects.update(owner=lena)
    Case.objects.filter(pk=sooner.pk).update(owner=None)
    Case.objects.filter(pk=colleague_s.pk).update(owner=sam)
    Case.objects.filter(pk=waits.pk).update(state="waiting")
    Case.objects.filter(pk=done.pk).update(state="done", done_at=NOW)

    def closed(case: Case) -> str:
        if how == "answer":
            return answer(desk, again(case))["Location"]
        return desk.post(f"{page(case)}{how}/")["Location"]

    assert closed(first) == page(sooner)
    assert undo_in(desk.get(page(sooner))).startswith(f"{page(first)}undo/")
    assert closed(sooner) == page(later)
    assert closed(later) == page(later)


def test_an_answer_that_waits_and_one_that_is_missing(desk):
    case = make_case(at=NOW)

    missing = answer(desk, case, "  ")
    answer(desk, case, do="wait")

    assert missing.status_code == 422 and "Enter your answer" in text_of(missing)
    assert again(case).state == "waiting" and Mail.objects.filter(kind="intake.Answer").count() == 1


def test_nobody_answers_twice_and_both_texts_are_kept(desk):
    sam = signed_in_client(make_account("staff", "sam@rivertown.example", "Sam Teo"))
    case = make_case(at=NOW - HOUR)
    with time_machine.travel(NOW - 2 * timedelta(minutes=1), tick=False):
        answer(sam, case, "Sam's words.")

    with time_machine.travel(NOW, tick=False):
        refused = answer(desk, case, "My words.")

    said = text_of(refused)
    assert refused.status_code == 409
    assert "Sam Teo answered 2 minutes ago." in said and "Sam's words." in said and "Your text is kept below." in said
    assert "Send mine too" in said and "Drop mine" in said and "My words." in refused.content.decode()
    [version] = re.findall(r'name="version" value="(\d+)"', refused.content.decode())
    assert Mail.objects.filter(kind="intake.Answer").count() == 1
    answer(desk, case, "My words.", version=version)
    assert Mail.objects.filter(kind="intake.Answer").count() == 2


@pytest.mark.parametrize("version", ["", "²", "-1", "9" * 40])
def test_a_version_that_is_none_sends_nothing(desk, version):
    case = make_case(at=NOW)

    assert answer(desk, case, version=version).status_code == 422
    assert not Mail.objects.filter(kind="intake.Answer").exists()


def test_a_ready_answer_goes_behind_what_was_typed(desk):
    ready = ReadyAnswer.objects.create(title="Come", text="Dear {name},\n{chapter} meets on {day}.")
    case = make_case(at=NOW)

    box = answer(desk, case, "Hello.", do="ready", ready=str(ready.public_id)).content.decode()

    assert "Hello.\n\nDear Ruth Abara,\nOur organization meets on {day}." in unescape(box)
    assert "Hello.</textarea>" in answer(desk, case, "Hello.", do="ready", ready="x").content.decode()
    assert again(case).state == "new"


def test_it_is_given_taken_and_taken_back(desk, lena):
    sam, case = make_account("staff", "sam@rivertown.example", "Sam Teo"), make_case(at=NOW)
    desk.post(f"{page(case)}take/")

    desk.post(f"{page(case)}give/", {"to": str(sam.public_id)})
    assert (again(case).owner, again(case).state) == (sam, "open")
    assert Mail.objects.filter(kind="intake.YoursToAnswer", to_address=sam.email).count() == 1
    told = desk.get(page(case))
    assert "It is Sam Teo’s now." in text_of(told) and "gave it to Sam Teo" in text_of(told)
    desk.post(undo_in(told))
    assert (again(case).owner, again(case).state) == (lena, "new")


@pytest.mark.parametrize("to", ["", "x", "\x00", "00000000-0000-4000-8000-000000000000"])
def test_it_is_given_to_nobody_who_may_not_answer_it(desk, lena, to):
    make_account("moderator", "ruth@rivertown.example", "Ruth M")
    case = make_case(at=NOW)

    assert desk.post(f"{page(case)}give/", {"to": to}).status_code == 303
    assert again(case).owner == lena


def test_not_for_us_closes_without_a_mail_and_is_opened_again(desk):
    case = make_case(at=NOW)

    desk.post(f"{page(case)}not-for-us/")
    assert again(case).state == "done" and not Mail.objects.filter(kind="intake.Answer").exists()
    desk.post(f"{page(case)}reopen/")

    assert again(case).state == "reopened" and "Open again" not in text_of(desk.get(page(case)))


def test_a_kind_is_put_right_with_one_press_and_taken_back_with_one(desk):
    case = make_case(text="Please send a leaflet.", at=NOW)
    assert case.kind.slug == "other"

    desk.post(f"{page(case)}kind/", {"kind": "run"})
    told = desk.get(page(case))
    assert again(case).kind.slug == "run" and "Sorted as “Run for office”." in text_of(told)
    desk.post(undo_in(told))

    assert again(case).kind.slug == "other"
    desk.post(f"{page(case)}kind/", {"kind": "\x00"})
    assert again(case).kind.slug == "other"


def test_notes_and_tags(desk):
    case = make_case(at=NOW)

    assert desk.post(f"{page(case)}note/", {"note": ""}).status_code == 422
    desk.post(f"{page(case)}note/", {"note": "Rang her back."})
    desk.post(f"{page(case)}tag/", {"name": "east side"})
    told = desk.get(page(case))

    assert "Rang her back." in text_of(told) and "east side" in text_of(told)
    desk.post(undo_in(told))
    assert "east side ×" not in text_of(desk.get(page(case)))


def test_who_else_has_it_open_is_said_at_load_and_by_the_page_s_own_question(desk, lena):
    sam = make_account("staff", "sam@rivertown.example", "Sam Teo")
    case = make_case(at=NOW)
    duty.look(case=case, account=sam, at=timezone.now())

    assert "Sam Teo is answering this" in text_of(desk.get(page(case)))
    polled = desk.post(f"{page(case)}here/", headers={"HX-Request": "true"}).content.decode()
    assert "Sam Teo is answering this" in polled and "<main" not in polled
    assert "Lena Ortiz is answering this" in text_of(signed_in_client(sam).get(page(case)))
    assert "every 20s" in polled


def test_each_look_leaves_a_trace_that_the_page_shows(desk):
    case = make_case(at=NOW)

    desk.get(page(case))
    desk.post(f"{page(case)}here/")

    assert Logged.objects.filter(verb="case viewed", object_id=str(case.public_id)).count() == 1
    assert "Case viewed by you" in text_of(desk.get(page(case)))


def test_whoever_rang_is_written_down(desk):
    fields = {"name": "Dot Okafor", "text": "Rang about the bus.", "kind": "other", "email": "", "zip_code": ""}

    assert desk.post("/desk/cases/new/", fields | {"name": ""}).status_code == 422
    assert desk.post("/desk/cases/new/", fields | {"kind": "nonsense"}).status_code == 422
    desk.post("/desk/cases/new/", fields)

    case = Case.objects.get()
    assert (case.name, case.person, case.source) == ("Dot Okafor", None, "desk")
    assert "No e-mail on file." in text_of(desk.get(page(case)))
    assert answer(desk, case).status_code == 303 and again(case).state == "new"


def test_who_is_away_gets_no_new_case_and_is_back_by_a_press(desk, lena):
    desk.post("/desk/cases/away/", {"until": (timezone.localdate() + DAY).isoformat()})
    assert make_case(at=NOW).owner is None
    assert "You are away until" in text_of(desk.get("/desk/cases/"))

    for wrong in ("tomorrow", "9999-99-99"):
        desk.post("/desk/cases/away/", {"until": wrong})
    assert make_case("Sam Teo", at=NOW).owner is None
    desk.post("/desk/cases/away/")
    assert make_case("Cid Weiss", at=NOW).owner == lena


def test_an_officer_sees_and_answers_their_chapter_s_cases_and_no_others():
    town, other = make_chapter("Rivertown"), make_chapter("Millbrook")
    ours, theirs, office = make_case(chapter=town, at=NOW), make_case("Sam Teo", chapter=other), make_case("Cid Weiss")
    desk = signed_in_client(account_of(make_officer(town).person))

    assert lines_of(desk.get("/desk/cases/?show=all")) == ["Ruth Abara wants to start a chapter"]
    assert "1 case of Rivertown chapter" in text_of(desk.get("/desk/cases/"))
    assert desk.get(page(ours)).status_code == 200
    for case in (theirs, office):
        assert desk.get(page(case)).status_code == 404
        for deed in ("here", "answer", "note", "give", "take", "close", "not-for-us", "reopen", "kind", "move", "tag"):
            assert desk.post(f"{page(case)}{deed}/", {"text": "x", "version": 1}).status_code == 404, deed
    assert "Sam" not in text_of(desk.get("/desk/search/?q=teo")) and "Ruth" in text_of(
        desk.get("/desk/search/?q=abara")
    )


def test_what_is_moved_out_of_sight_says_so():
    town, other = make_chapter("Rivertown"), make_chapter("Millbrook")
    case = make_case(chapter=town, at=NOW)
    desk = signed_in_client(account_of(make_officer(town).person))

    desk.post(f"{page(case)}move/", {"chapter": "nowhere"})
    assert again(case).chapter == town.key
    desk.post(f"{page(case)}move/", {"chapter": other.key})

    assert again(case).chapter == other.key
    assert "It lies with Millbrook chapter now, and you don’t see it any more." in text_of(desk.get("/desk/cases/"))


def test_a_moderator_has_no_cases_and_no_place_for_them():
    desk = signed_in_client(role="moderator")
    case = make_case(at=NOW)

    assert desk.get("/desk/cases/").status_code == desk.get(page(case)).status_code == 404
    assert "/desk/cases/" not in desk.get("/desk/").content.decode()


def test_the_desk_s_menu_says_how_many_wait_for_us(desk):
    make_case(at=NOW)

    menu = desk.get("/desk/cases/").content.decode()

    assert re.search(r'Cases\s*<span class="count">1</span>', menu)


def test_the_person_s_page_shows_what_they_asked(desk):
    case = make_case(at=NOW)

    found = desk.get(f"/desk/people/{case.person.public_id}/")

    assert "Cases Start a chapter new, today" in text_of(found) or "Start a chapter" in text_of(found)
    assert page(case) in found.content.decode()


def test_what_is_asked_is_escaped_wherever_it_stands(desk):
    case = make_case("<b>Ruth</b>", text="<script>alert(1)</script>", subject="<i>x</i>", email="r@rivertown.example")

    for address in ("/desk/cases/", page(case), "/desk/"):
        found = desk.get(address).content.decode()
        assert "<script>alert" not in found and "<b>Ruth" not in found and "<i>x" not in found
