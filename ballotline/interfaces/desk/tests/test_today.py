"""Today: what waits comes first and is answered in two presses, each line a filter away; set-up is one line beside it,
whole where nothing waits, and knows what is done however it came there."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM, Scope
from ballotline.foundation.jobs.models import Job, State
from ballotline.interfaces.desk import set_up
from ballotline.interfaces.desk.tests.test_by_place import chapters_wait, second_yeses_wait
from ballotline.interfaces.desk.today import all_duties, rows
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.services import invite
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.movement.mail.models import Message
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.kinds.call.models import Call
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from ballotline.organizing.actions.testing import an_open_one, drafted
from ballotline.organizing.intake import queries
from ballotline.organizing.intake.models import Case
from ballotline.organizing.intake.testing import make_case
from ballotline.record.offices.models import PhoneLine
from ballotline.record.offices.testing import in_office
from ballotline.record.places.models import Boundary, Plan, ZipCode

pytestmark = pytest.mark.django_db
NOW = timezone.now()
A_DAY = timedelta(days=1)
# What is told and asks for nothing, and what only a command can mend: it says which
NEWS = {"the_first", "closing_soon", "plans_out_of_date"}


@pytest.fixture
def desk() -> Client:
    caches["near"].clear()
    return signed_in_client(role="owner")


def text_of(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def comment(petition: Petition, name: str = "Ana Flores") -> None:
    counted(petition, name, comment="Six days")


def everything_waits() -> None:
    """One of each that Today can say."""
    cases_wait()
    petition = make_petition(closes_at=NOW + 3 * A_DAY)
    comment(petition)
    signed(petition, "Odd One", how=Circumstances(network_key="z", honeypot_filled=True))
    make_petition("bus", state="closed", title="A bus on Sundays")
    make_petition("path", state="closed", title="A path", delivered_at=NOW - A_DAY)
    make_pledge(due=timezone.localdate() - 2 * A_DAY)
    ward = "place:rivertown/ward:{}"
    dana = in_office("Dana Okafor", ward.format(5), "Council Member", as_of=timezone.localdate())
    in_office("Ines Varga", ward.format(6), "Council Member", as_of=timezone.localdate(), phone="")
    campaign = make_campaign()
    Call.objects.create(
        campaign=campaign,
        official=dana,
        line=PhoneLine.objects.filter(official=dana).first(),
        outcome="wrong_number",
        key="k:0",
        at=NOW,
    )
    over = Plan.objects.create(kind="ward", label="2012", valid_through=timezone.localdate() - A_DAY, changed_at=NOW)
    Boundary.objects.create(plan=over, ocd_id="ocd-division/country:zz/state:mr/place:rivertown/ward:5", wkb=b"")
    Message.objects.filter(kind="petition.ThanksForSigning").update(state="failed")
    Job.objects.create(status=State.FAILED, task_path="x", args_kwargs={"args": [], "kwargs": {}}, finished_at=NOW)


def cases_wait() -> None:
    """Late, due today, new, the owner's own since they took it; and one that nobody has."""
    owner = Account.objects.first()
    tonight = queries.end_of_day(NOW)
    waiting = {
        "Sam Teo": {"due_at": NOW - 3 * A_DAY},
        "Dot Okafor": {"due_at": tonight},
        "Ruth Abara": {"due_at": tonight + A_DAY},
        "Cid Weiss": {"due_at": tonight + A_DAY, "state": "open"},
    }
    for name, columns in waiting.items():
        case = make_case(name, at=NOW - A_DAY)
        Case.objects.filter(pk=case.pk).update(owner=None if name == "Ruth Abara" else owner, **columns)


def test_what_waits_stands_before_set_up_which_is_one_line_that_opens(desk):
    comment(make_petition())

    page = desk.get("/desk/").content.decode()

    assert page.index("1 comment waits for a look") < page.index("Set up:")
    [details] = re.findall(r'<details class="more".*?</details>', page, re.S)
    assert " open" not in details.partition(">")[0] and "Set up: 2 of 9 done." in details


def test_where_nothing_waits_set_up_stands_whole(desk):
    page = desk.get("/desk/").content.decode()

    [details] = re.findall(r'<details class="more".*?</details>', page, re.S)
    assert " open" in details.partition(">")[0] and "Set up: 0 of 9 done. Next: Name, place and color." in text_of(
        desk.get("/desk/")
    )


def test_when_all_is_set_up_the_list_is_gone(desk, monkeypatch):
    monkeypatch.setattr(set_up, "_tasks", lambda _account: [set_up.Task("Mail", "", "/desk/", True)])

    assert "Set up" not in text_of(desk.get("/desk/"))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_first_ask_is_done_by_a_published_one_of_any_kind_and_by_no_draft(desk, kind):
    drafted(kind)
    assert not done(desk, "First ask")

    an_open_one(kind)

    assert done(desk, "First ask")


def test_an_ask_of_the_demo_counts_while_it_stands(desk):
    petition = make_petition()
    type(petition.action).objects.update(is_demo=True)

    assert done(desk, "First ask")


def test_an_organizer_who_is_invited_or_added_by_a_command_is_company(desk):
    assert not done(desk, "Invite one other organizer")

    invite(name="Ben Weiss", email="ben@rivertown.example", role="staff", by=SYSTEM, at=NOW)

    assert done(desk, "Invite one other organizer")


def test_mail_that_is_set_by_the_environment_is_set(desk, settings):
    assert not done(desk, "Mail")

    settings.CONFIG = replace(settings.CONFIG, mail_url="smtp://127.0.0.1:2525")

    assert done(desk, "Mail")


def test_offices_that_a_command_brought_in_are_there(desk):
    assert not done(desk, "Your area")

    ZipCode.objects.create(code="00010", town="Rivertown", state="MR")
    in_office("Dana Okafor", "place:rivertown/ward:5", "Council Member", as_of=timezone.localdate())

    assert done(desk, "Your area")


def done(desk: Client, title: str) -> bool:
    page = desk.get("/desk/").content.decode()
    row = re.search(rf"<li>\s*<a[^>]*>{title}</a>(.*?)</li>", page, re.S)
    return "Done" in row[1]


def lines_of(response) -> list[str]:
    return re.findall(r'<a class="whole"[^>]*>(.*?)</a>', response.content.decode())


def test_the_line_above_counts_what_waits_and_each_is_a_filter(desk):
    everything_waits()

    page = desk.get("/desk/")
    late = desk.get("/desk/?only=late")

    # Sam, bus and pledge; Dot; nobody's and Ruth; Cid; Ana; comment, odd one, number, nobody to dial, plan; library;
    # path; mail and job that failed
    assert (
        "3 late · 1 due today · 2 new · 1 mine · 1 news · 5 to look at · 1 closing soon · 1 in time · 2 broken"
    ) in text_of(page)
    assert "all 17" in text_of(late) and lines_of(late) == [
        "Sam Teo wants to start a chapter",
        "“A bus on Sundays” is closed and not handed over",
        "The day of “A pledge for the library” has come",
    ]
    assert len(lines_of(desk.get("/desk/?only=%27"))) == 17


def test_each_line_says_its_reason_and_those_with_a_day_their_clock(desk):
    petition = make_petition("bus", state="closed", title="A bus on Sundays", closes_at=NOW - 3 * A_DAY)
    comment_at = timezone.localtime(NOW - A_DAY)
    counted(make_petition(), "Ana Flores", at=comment_at, comment="Six days")

    page = text_of(desk.get("/desk/"))

    assert f"late · closed 3 days ago Prepare the list for {petition.target}." in page
    assert f"since {comment_at:%a} {comment_at.day} {comment_at:%B}" in page


def test_everything_that_asks_for_something_is_answered_by_a_press_on_the_page_it_leads_to(desk):
    """From the sign-in, which ends on Today: the line, and a button that stands there without ticking first."""
    me = str(Account.objects.get().public_id)
    everything_waits()
    chapters_wait()
    second_yeses_wait()
    asked = [one for one in all_duties() if one.found.__name__ not in NEWS]
    scope = Scope.of([one.permission for one in asked])
    found = {one.found.__name__: [duty.url for duty in one.of(scope.reach(one.permission), NOW, me)] for one in asked}

    assert all(found.values()), f"nothing of {[name for name, urls in found.items() if not urls]} waits here"
    for name, urls in found.items():
        for url in urls:
            main = desk.get(url).content.decode().partition("<main")[2].partition("</main>")[0]
            forms = re.findall(r'<form[^>]*method="post".*?</form>', main, re.S)
            assert any("<button" in form for form in forms), f"{name}: {url}"


def test_one_comment_and_one_who_was_set_aside_are_answered_by_one_press_and_lead_on_to_what_waits_next(desk):
    petition = make_petition()
    comment(petition)
    comment(petition, "Ben Weiss")
    signed(petition, "Odd One", how=Circumstances(network_key="z", honeypot_filled=True))
    first, other = petition.signatures.exclude(comment="").order_by("id")

    [show] = re.findall(
        rf'name="one"\s+value="{first.public_id}"\s+formaction="([^"]+/show/)"',
        desk.get("/desk/petitions/library/comments/").content.decode(),
    )
    said = desk.post(show, {"one": str(first.public_id), "id": str(other.public_id)}, follow=True)

    assert "1 comment is shown." in text_of(said) and "Next: 1 person is set aside, to look at" in text_of(said)
    odd = petition.signatures.get(name="Odd One")
    aside = desk.get("/desk/petitions/library/people/?state=quarantined").content.decode()
    [back] = re.findall(rf'name="one"\s+value="{odd.public_id}"\s+formaction="([^"]+)"', aside)
    said = desk.post(back, {"one": str(odd.public_id)}, follow=True)
    assert "1 is set aside no more." in text_of(said) and "Next: 1 comment waits for a look" in text_of(said)


def test_where_nothing_else_waits_what_was_done_leads_on_to_nothing(desk):
    """That somebody signed is news: it asks for nothing."""
    petition = make_petition()
    comment(petition)
    desk.post("/desk/set-up/hide/")

    ids = {"id": str(petition.signatures.get().public_id)}
    said = text_of(desk.post("/desk/petitions/library/comments/show/", ids, follow=True))

    assert "1 comment is shown." in said and "Next:" not in said


def test_where_nothing_waits_it_says_who_is_new(desk):
    for n, days in enumerate((1, 6, 8)):
        Person.objects.create(name=f"Somebody {n}", name_key=f"somebody {n}", created_at=NOW - days * A_DAY)

    page = desk.get("/desk/")

    assert "Nothing waits for you. 2 people are new this week: say hello?" in text_of(page)
    assert 'href="/desk/people/?sort=new"' in page.content.decode()
    assert "say hello" not in text_of(signed_in_client(role="moderator").get("/desk/"))


def test_whoever_may_not_see_it_has_no_line_of_it():
    everything_waits()

    assert [row.duty.words for row in rows(Scope.of(["petitions.moderate"]), NOW)] == ["1 comment waits for a look"]


def test_what_is_mine_is_no_line_of_somebody_else_s(desk):
    cases_wait()
    other = signed_in_client(role="staff")

    assert "Cid Weiss wants to start a chapter" in text_of(desk.get("/desk/"))
    assert "Cid Weiss" not in text_of(other.get("/desk/")) and "Ruth Abara" in text_of(other.get("/desk/"))


def test_who_has_more_of_one_kind_than_stand_there_reads_how_many_and_is_led_to_all(desk):
    owner = Account.objects.get()
    kind = make_case("Ruth Abara", at=NOW - 9 * A_DAY).kind
    late = [
        Case(kind=kind, subject=f"Nr {n}", found_by="", owner=owner, source="form", opened_at=NOW, due_at=NOW - A_DAY)
        for n in range(299)
    ]
    Case.objects.bulk_create(late)
    Case.objects.update(due_at=NOW - A_DAY)

    page = desk.get("/desk/")

    assert "300 late" in text_of(page) and "and 280 more" in text_of(page)
    assert len(page.context["rows"]) == 21
    assert page.context["rows"][20].duty.url == "/desk/cases/?show=late"
    assert "300 cases" in text_of(desk.get("/desk/cases/?show=late"))
    assert "Today 300" in text_of(desk.get("/desk/people/"))
