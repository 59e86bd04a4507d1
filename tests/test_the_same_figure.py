"""One figure, the same words, on both sides: every page and mail that says how many took part in an ask says the total
first and its parts beside it, whatever waits, was set aside, taken out, withdrawn or made one with another row.

The figures are counted by hand, below each cast.
"""

import html
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.interfaces.cli.deliver import deliver
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.arrivals.rules import Circumstances, Word
from ballotline.movement.people import merging
from ballotline.organizing.actions.kinds.call import services as calls
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.form import testing as forms
from ballotline.organizing.actions.kinds.petition.mails import UpdateNote
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.kinds.petition.queries import one_click_token
from ballotline.organizing.actions.kinds.petition.services import checking, delivering, signing
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from ballotline.organizing.actions.kinds.pledge import testing as pledges
from ballotline.organizing.actions.models import Ask
from ballotline.record.offices import meander
from ballotline.record.offices.models import Official, Term

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HERE = Circumstances(network_key="here")
ODD = Circumstances(network_key="z", honeypot_filled=True)
LINK = re.compile(r'<a href="([^"]+)">(.*?)</a>', re.S)


@dataclass
class Case:
    """An ask, what must be said of it, what would be another figure in these words, and where it stands."""

    ask: Ask
    said: str
    sentence: str
    public: list[str]
    desk: list[str]
    behind_a_link: list[str] = field(default_factory=list)


def a_petition() -> Case:
    """Ana, Ben, Cid (on his word), Fay and Hal, who is made one with Ana: 4 online. Of three lines on paper 2 stand."""
    petition = make_petition(goal=500)
    ana, _ben = (counted(petition, name, at=NOW) for name in ("Ana Flores", "Ben Weiss"))
    cid = signed(petition, "Cid Reyes")
    arrivals.count_on_word(arrival=cid, word=Word(heard="phone", note=""), by=SYSTEM, at=NOW)
    counted(petition, "Fay Ito", at=NOW)
    hal = counted(petition, "Hal Flores", at=NOW)
    merging.merge(keep=ana.person, other=hal.person, choices=(), by=SYSTEM, at=NOW)
    _who_do_not_count(petition, signed, counted)
    gone = counted(petition, "Gus Park", at=NOW)
    checking.take_out(petition=petition, public_ids=[str(gone.public_id)], reason="?", by=SYSTEM, at=NOW)
    lines = [(1, "Ivy Cole", "00010"), (2, "Jon Dale", "00010"), (3, "Kay Eng", "00011")]
    sheet = checking.type_in_sheet(petition=petition, sheet=1, lines=lines, by=SYSTEM, at=NOW)
    checking.remove_paper(petition=petition, public_ids=[str(sheet[0].public_id)], removed=True, by=SYSTEM, at=NOW)
    mine = reverse("site:counted", args=["library", token_of(ana)])
    one_click = reverse("petition:one_click", args=["library", one_click_token(petition, ana.person)])
    return Case(
        petition,
        said="6 people have signed, 2 of them on paper",
        sentence=r"([\d,]+) (?:person has|people have) signed",
        public=["/", "/petitions/", "/petitions/library/", "/petitions/library/embed/"],
        desk=[f"/desk/petitions/{page}" for page in ("", "library/", "library/delivery/", "library/end/")],
        behind_a_link=[mine, one_click],
    )


def a_pledge() -> Case:
    """Ana, Ben and Hal, who is made one with Ana: 2."""
    pledge = pledges.make_pledge()
    ana, _ben, hal = (pledges.counted(pledge, name, at=NOW) for name in ("Ana Flores", "Ben Weiss", "Hal Flores"))
    merging.merge(keep=ana.person, other=hal.person, choices=(), by=SYSTEM, at=NOW)
    _who_do_not_count(pledge, pledges.promised, pledges.counted)
    return Case(
        pledge,
        said="2 people have made this pledge",
        sentence=r"([\d,]+) (?:person has|people have) made this pledge",
        public=["/", "/pledges/", "/pledges/a-pledge-for-the-library/"],
        desk=[f"/desk/pledges/{page}" for page in ("", f"{pledge.action.slug}/", f"{pledge.action.slug}/end/")],
        behind_a_link=[reverse("pledge:made", args=[pledge.action.slug, token_of(ana)])],
    )


def a_form() -> Case:
    """Ana, Ben and Hal, who is made one with Ana: 2."""
    form = forms.make_form()
    ana, _ben, hal = (forms.counted(form, name, at=NOW) for name in ("Ana Flores", "Ben Weiss", "Hal Flores"))
    merging.merge(keep=ana.person, other=hal.person, choices=(), by=SYSTEM, at=NOW)
    _who_do_not_count(form, forms.submitted, forms.counted)
    return Case(
        form,
        said="2 people have answered",
        sentence=r"([\d,]+) (?:person has|people have) answered",
        public=["/", "/forms/", "/forms/support-candidates/"],
        desk=[f"/desk/forms/{page}" for page in ("", "support-candidates/", "support-candidates/end/")],
    )


def _who_do_not_count(ask: Ask, arrives, counts) -> None:
    """One waits, and pressed twice; one is set aside; one has withdrawn."""
    for _press in range(2):
        arrives(ask, "Lou Marsh")
    arrives(ask, "Max Noor", how=ODD)
    arrivals.withdraw(arrival=counts(ask, "Nia Oyama", at=NOW), at=NOW)
    states = type(arrives(ask, "Lou Marsh"))._default_manager.values_list("state", flat=True)
    assert {Arrival.State.PENDING, Arrival.State.QUARANTINED, Arrival.State.WITHDRAWN} <= set(states)


def a_call() -> Case:
    """Three of this week and two of last month: 5. One is taken back, one skipped, one set aside."""
    meander.lay_out(at=NOW)
    campaign = make_campaign(listed=[Official.objects.order_by("pk").first()])
    for key in ("a:0", "b:0", "c:0", "taken back:0"):
        filed(campaign, key)
    for key in ("d:0", "e:0"):
        filed(campaign, key, at=NOW - timedelta(days=30))
    calls.take_back(key="taken back:0", at=NOW)
    filed(campaign, "skipped:0", outcome=Call.Outcome.SKIPPED)
    filed(campaign, "odd:0", how=ODD)
    return Case(
        campaign,
        said="5 calls have been made, 3 of them this week",
        sentence=r"([\d,]+) (?:call has|calls have) been made",
        public=["/", "/calls/", "/calls/call-about-the-library/"],
        desk=[f"/desk/calls/{page}" for page in ("", "call-about-the-library/", "call-about-the-library/end/")],
    )


def filed(campaign: CallCampaign, key: str, *, at: datetime = NOW, outcome: str = "contact", how=HERE) -> None:
    term = Term.objects.select_related("official", "seat__office").order_by("pk").first()
    calls.file_call(campaign=campaign, term=term, line=None, asks=[], outcome=outcome, key=key, how=how, at=at)


CASES = {"petition": a_petition, "pledge": a_pledge, "call": a_call, "form": a_form}


@pytest.fixture(params=sorted(CASES))
def case(request) -> Case:
    made = CASES[request.param]()
    caches["near"].clear()
    return made


@pytest.fixture
def desk() -> Client:
    return signed_in_client(role="owner")


def plain(response) -> str:
    assert response.status_code in (200, 410)
    return read(response.content.decode())


def read(page: str) -> str:
    """What is read: no tags, and no commas between words, which a line of its own does without."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    return " ".join(re.sub(r",(?!\d)", " ", text).split())


def says_it(text: str, case: Case) -> bool:
    """It is there, and nothing else is there in these words."""
    total = re.match(r"[\d,]+", case.said)[0]
    return case.said.replace(", ", " ") in text and set(re.findall(case.sentence, text)) == {total}


def test_every_page_says_the_same(case, desk):
    seen = {address: plain(Client().get(address)) for address in [*case.public, *case.behind_a_link]}
    seen |= {address: plain(desk.get(address)) for address in case.desk}

    assert {address: text for address, text in seen.items() if not says_it(text, case)} == {}


def test_who_is_told_that_they_are_one_of_them_is_told_of_all(case):
    total = re.match(r"[\d,]+", case.said)[0]

    told = [re.findall(r"You are one of ([\d,]+)\.", plain(Client().get(page))) for page in case.behind_a_link[:1]]

    assert told in ([[total]], [])


def test_nobody_and_one_are_said_in_words_that_hold(desk):
    make_petition()
    assert "Nobody has signed yet. Be the first." in plain(Client().get("/petitions/library/"))
    assert "0 people have signed" in plain(desk.get("/desk/petitions/library/"))

    petition = Petition.objects.get()
    checking.type_in_sheet(petition=petition, sheet=1, lines=[(1, "Ivy Cole", "00010")], by=SYSTEM, at=NOW)
    caches["near"].clear()

    assert "1 person has signed on paper" in plain(Client().get("/petitions/library/"))
    assert "1 person has signed on paper" in plain(desk.get("/desk/petitions/library/"))


def test_the_figures_of_the_desk_open_their_people(desk):
    a_petition()

    page = desk.get("/desk/petitions/library/").content.decode()

    people = "/desk/petitions/library/people/?state="
    opened = {read(words): html.unescape(address) for address, words in LINK.findall(page.partition("figures")[2])}
    assert opened["2 of them on paper"] == "/desk/petitions/library/paper/"
    assert opened["4 of them online"] == people + "confirmed"
    assert opened["1 of them on their word"] == people + "confirmed&confirmed_by=word"
    assert (opened["1 waiting to confirm"], opened["1 set aside"]) == (people + "pending", people + "quarantined")
    # Gus; Nia; and Hal, whose row stands back behind Ana's
    assert opened["1 taken out"] == people + "invalidated"
    for words, address in opened.items():
        if address.startswith(people):
            rows = desk.get(address).context["page"].paginator.count
            assert rows == int(words.split()[0]), f"{words}: {rows} in the list"


def test_for_other_sites_the_figure_stands_as_data(desk):
    a_petition()

    answer = Client().get("/petitions/library/count.json").json()

    assert (answer["people"], answer["signatures"], answer["paper_signatures"]) == (6, 4, 2)


def test_when_a_petition_is_over_its_page_its_note_its_mail_and_its_list_say_the_same(desk):
    case = a_petition()
    petition = case.ask
    ben = petition.signatures.get(name="Ben Weiss")
    signing.ask_for_updates(signature=ben, wanted=True, at=NOW)
    desk.post("/desk/petitions/library/step/close/")
    about = f"{petition.updates.get().public_id.hex}:{ben.public_id.hex}"
    one = delivering.make(petition=petition, paper_size="letter", csv_only=True, by=SYSTEM, at=timezone.now())
    caches["near"].clear()

    assert case.said + "." in UpdateNote.load([about], at=NOW)[about].words().paragraphs[0]
    for address in ("/petitions/", "/petitions/library/", "/petitions/library/check/"):
        assert says_it(plain(Client().get(address)), case), address
    assert says_it(plain(desk.get("/desk/petitions/library/delivery/")), case)
    assert one.state == "ready"
    assert case.said in CliRunner().invoke(deliver, ["library", "--csv-only"]).output
