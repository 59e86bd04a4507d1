"""Every page of the desk that tells what was done tells who did it, in the words that the reader's role may see.

A page with a moment on it joins by being listed in DONE, or says in NO_DEED why nobody did what it shows.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballotline.foundation.access.rules import PERMISSIONS, SYSTEM, Actor, Reach, Scope
from ballotline.foundation.access.seams import ScopeOf
from ballotline.foundation.audit import services as audit
from ballotline.foundation.ingest.models import Import
from ballotline.foundation.jobs.testing import work_off
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.movement.people import services as people
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.call.models import Call
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.call.tests.rounds import begun, meander_is_there
from ballotline.organizing.actions.kinds.petition.models import PaperSignature
from ballotline.organizing.actions.kinds.petition.testing import FORM, counted, make_petition, signed
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from ballotline.organizing.actions.models import Action
from ballotline.organizing.intake.testing import make_case
from tests.architecture.house import CHECKOUT

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ENDED = {"outcome": "won", "words": "They voted 6 to 1.", "source": "Minutes", "on": "2026-01-12"}
DECIDED = {"verdict": "met", "words": "They voted 6 to 1.", "source": "Minutes", "on": "2026-01-12"}
LIBRARY = "/desk/petitions/library/"


def an_edit(desk: Client) -> str:
    make_petition(body="First.")
    desk.post(f"{LIBRARY}edit/", {**FORM, "body": "Second.", "version": "1"})
    return f"{LIBRARY}history/"


def one_edit(desk: Client) -> str:
    return an_edit(desk) + "1/"


def taken_out(desk: Client) -> str:
    signature = counted(make_petition())
    desk.post(f"{LIBRARY}people/take-out/", {"id": str(signature.public_id), "reason": "They look alike"})
    return f"{LIBRARY}history/"


def written_again(desk: Client) -> str:
    signed(make_petition(), at=NOW - timedelta(days=2))
    desk.post(f"{LIBRARY}write-again/", {"number": "1"})
    work_off(at=timezone.now())
    return LIBRARY


def an_update(desk: Client) -> str:
    make_petition()
    desk.post(f"{LIBRARY}updates/", {"title": "News", "body": "They met."})
    return f"{LIBRARY}updates/"


def an_outcome(desk: Client) -> str:
    make_petition(state="closed")
    desk.post(f"{LIBRARY}outcome/", ENDED)
    return f"{LIBRARY}outcome/"


def handed_over(desk: Client) -> str:
    make_petition(state="closed")
    desk.post(f"{LIBRARY}handed-over/", {"receipt": "The clerk took it."})
    return f"{LIBRARY}handed-over/"


def a_delivery(desk: Client) -> str:
    make_petition()
    desk.post(f"{LIBRARY}delivery/prepare/")
    return f"{LIBRARY}delivery/"


def a_line_on_paper(desk: Client) -> str:
    make_petition()
    desk.post(f"{LIBRARY}paper/", {"sheet": "3", "name_1": "Ana Flores", "zip_1": "00010"})
    desk.post(f"{LIBRARY}paper/remove/?id={PaperSignature.objects.get().public_id}")
    return f"{LIBRARY}paper/"


def on_their_word(desk: Client) -> str:
    address = f"{LIBRARY}people/{signed(make_petition()).public_id}/word/"
    desk.post(address, {"heard": "phone", "note": "She said so"})
    return address


def a_verdict(desk: Client) -> str:
    address = f"/desk/pledges/{make_pledge().action.slug}/verdict/"
    desk.post(address, DECIDED)
    return address


def a_number(desk: Client) -> str:
    meander_is_there()
    begun(make_campaign(levels=["ward"])).tap("wrong_number")
    desk.post(f"/desk/calls/numbers/{Call.objects.get().line_id}/wrong/")
    return "/desk/calls/"


def calls_cleared(desk: Client) -> str:
    meander_is_there()
    campaign = make_campaign(levels=["ward"])
    begun(campaign).tap("contact")
    Call.objects.update(suspicion="network", network_key="one")
    address = f"/desk/calls/{campaign.action.slug}/"
    desk.post(f"{address}calls/one/count/")
    return address


def somebody() -> str:
    return f"/desk/people/{people.identify(name='Ana Flores', email='ana@rivertown.example', at=NOW).public_id}/"


def a_person(desk: Client) -> str:
    address = somebody()
    desk.post(f"{address}tag/", {"name": "Has a car"})
    return address


def a_correction(desk: Client) -> str:
    address = somebody()
    desk.post(f"{address}correct/", {"name": "Ana Flores Ruiz", "zip_code": "00010"})
    return address


def the_settings(desk: Client) -> str:
    page = desk.get("/desk/settings/").content.decode()
    typed = {name: "" for name in re.findall(r'name="(\w+)"', page) if name != "csrfmiddlewaretoken"}
    values = {"name": "Rivertown", "accent": "#0f5c4d", "answers_within_days": "2", "zone": "UTC"}
    desk.post("/desk/settings/", typed | values)
    return "/desk/settings/"


def a_role(desk: Client) -> str:
    other = make_account("staff", "ruth@rivertown.example", "Ruth Abara")
    desk.post(f"/desk/settings/organizers/{other.public_id}/end/")
    return "/desk/settings/organizers/"


def an_import(desk: Client) -> str:
    row = Import.objects.create(kind="zips", at=NOW, undone_at=NOW, undone={"back": 1, "gone": 0})
    lena = Account.objects.get(name="Lena Ortiz")
    audit.record("import taken back", on=("import", row.pk), by=Actor.account(lena.public_id), at=NOW)
    return "/desk/offices/imports/"


def one_import(desk: Client) -> str:
    return f"{an_import(desk)}{Import.objects.get().pk}/"


def a_case(desk: Client) -> str:
    case = make_case()
    desk.post(f"/desk/cases/{case.public_id}/close/")
    return f"/desk/cases/{case.public_id}/"


def a_seat(desk: Client) -> str:
    typed = {"title": "Council Member", "where": "ocd-division/country:us/state:mr/place:rivertown", "source": "Clerk"}
    said = desk.post("/desk/offices/new/", {**typed, "name": "Dana Okafor", "seat": "2"})
    assert said.status_code == 303, said.content.decode()
    return str(said["Location"])


DONE: list[Callable[[Client], str]] = [
    an_edit,
    one_edit,
    taken_out,
    written_again,
    an_update,
    an_outcome,
    handed_over,
    a_delivery,
    a_line_on_paper,
    on_their_word,
    a_verdict,
    a_number,
    calls_cleared,
    a_person,
    a_correction,
    the_settings,
    a_role,
    an_import,
    one_import,
    a_case,
    a_seat,
]

# Desk templates with a moment or day on them that nobody at the desk has done
NO_DEED = {
    "actions/desk/people_rows.html": "when each person pressed; they themselves did",
    "actions/desk/helpers.html": "until when each of them helps; who named them stands in the history",
    "actions/desk/waiting.html": "since when somebody has waited",
    "actions/desk/write_again.html": "since when somebody has waited",
    "petition/desk/take_out.html": "when each signer pressed",
    "desk/person_chapters.html": "since when somebody belongs there; they themselves joined",
    "form/desk/overview.html": "when each person answered; they themselves did",
    "form/desk/answers.html": "when the person pressed; they themselves did",
    "desk/person_cases.html": "when each question came; its person asked it",
    "intake/desk/away.html": "until when whoever reads it is away, as they said",
    "desk/jobs.html": "when a job of the program failed",
    "desk/providers.html": "until when a figure holds",
    "desk/backup.html": "the program's; who asked for one stands in the settings' history",
    "desk/person_way.html": "the day on which the mailbox itself said yes",
    "desk/merge.html": "what two people said themselves",
    "desk/mail_in.html": "when each message came in, from somebody outside",
    "desk/mail_list.html": "when each message was put in line; the program sends it",
    "desk/message.html": "when it was put in line and left; the program sends it",
    "chapters/desk/chapter.html": "since when it is in its state; who did that stands in its history",
    "chapters/desk/charter.html": "when the reader themselves asked for it",
    "chapters/desk/edit.html": "when it meets next",
    "chapters/desk/members.html": "when each of them joined or left",
    "chapters/desk/officers.html": "the days of terms; who named them stands in the history",
    "chapters/desk/overview.html": "when it meets next",
    "offices/desk/who_holds_it.html": "days of the public record",
    "offices/desk/sources.html": "days of the public record",
    "offices/desk/import.html": "whoever hosts this brought it in, as the page says",
}


@pytest.fixture
def lena() -> Client:
    return signed_in_client(make_account(name="Lena Ortiz"))


def words_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    main = re.search(r"<main.*</main>", response.content.decode(), re.S)
    assert main
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


@pytest.mark.parametrize("does", DONE)
def test_a_colleague_reads_who_it_was_and_whoever_did_it_reads_no_name(lena, does):
    address = does(lena)
    lena.get("/desk/")  # the line about what was just done is gone

    colleague = signed_in_client(make_account("owner", "sam@rivertown.example", "Sam Teo"))
    hers, theirs = (words_of(client, address).count("Lena Ortiz") for client in (lena, colleague))
    assert theirs > hers, "to her it says: you"


@pytest.mark.parametrize("does", [an_edit, taken_out, an_update, on_their_word, a_verdict, a_person])
def test_who_may_see_one_place_only_reads_that_it_was_the_office(lena, does, settings):
    address = does(lena)
    Action.objects.update(chapter="ours")
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.of_one_chapter")

    words = words_of(signed_in_client(make_account("staff", "sam@rivertown.example", "Sam Teo")), address)

    assert "the organization’s office" in words and "Lena" not in words


def of_one_chapter(_account: object) -> Scope:
    """Everything in one chapter, and people by the only division of theirs."""
    everybody = Scope.of(["people.read", "people.edit"])
    return Scope.of(set(PERMISSIONS) - set(everybody.reaches), Reach(chapters=frozenset({"ours"}))) | everybody


def test_what_no_organizer_did_is_said_too(lena):
    petition = make_petition(closes_at=NOW - timedelta(hours=1))
    actions.close_what_is_over(by=SYSTEM, at=NOW)
    audit.record("petition edited", on=petition.ref, by=Actor.command("demo"), at=NOW)
    address = somebody()
    ana = UUID(address.split("/")[-2])
    audit.record("copy taken", on=("person", ana), by=Actor.person(ana), at=NOW)

    lena.post(f"{LIBRARY}step/reopen/")

    history = words_of(lena, f"{LIBRARY}history/")
    assert "Petition reopened by you" in history
    assert "Petition closed by the program" in history
    assert "the host (“ballotline demo”)" in history
    assert "Copy taken by the person themselves" in words_of(lena, address)


def test_who_has_no_name_is_named_by_the_address_only_to_whoever_manages_accounts(lena):
    nameless = make_account("staff", "nobody@rivertown.example", name="")
    make_petition()
    signed_in_client(nameless).post(f"{LIBRARY}updates/", {"title": "News", "body": "They met."})

    staff = signed_in_client(make_account("staff", "sam@rivertown.example", "Sam Teo"))

    assert "nobody@rivertown.example" in words_of(lena, f"{LIBRARY}history/")
    assert "the organization’s office" in words_of(staff, f"{LIBRARY}history/")
    assert "nobody@" not in words_of(staff, f"{LIBRARY}history/")


@time_machine.travel(NOW, tick=False)  # what is kept for some seconds is kept through both
def test_a_history_asks_the_same_of_the_database_for_one_as_for_many(lena):
    petition = make_petition()
    edited_by_colleagues(petition, range(1))
    words_of(lena, f"{LIBRARY}history/")
    with CaptureQueriesContext(connection) as for_one:
        words_of(lena, f"{LIBRARY}history/")
    edited_by_colleagues(petition, range(1, 40))

    with CaptureQueriesContext(connection) as for_many:
        words = words_of(lena, f"{LIBRARY}history/")

    assert "Colleague 0" in words and "Colleague 39" in words
    assert len(for_many) == len(for_one)


def edited_by_colleagues(petition, numbers) -> None:
    for n in numbers:
        colleague = make_account("staff", f"c{n}@rivertown.example", f"Colleague {n}")
        audit.record("petition edited", on=petition.ref, by=Actor.account(colleague.public_id), at=NOW)


def desk_templates() -> list[tuple[str, str]]:
    """(name, text) of those with a moment or a day on them."""
    found = [path for path in (CHECKOUT / "ballotline").rglob("templates/**/*.html") if "desk" in path.parts[-3:]]
    named = [(_name(path), path.read_text()) for path in found]
    return [(name, text) for name, text in named if re.search(r"\|(moment|day|day_of_record)\b", text)]


def _name(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("templates") :])


def test_each_page_with_a_moment_on_it_says_who_or_why_nobody_did_that():
    """`who`, `by` or a deed of the log stands beside it."""
    said = re.compile(r"\b(who|by|undone_by)\b *[|%}]|ui/deeds.html")
    silent = {name for name, text in desk_templates() if not said.search(text)}

    assert silent == set(NO_DEED)
