"""Row S2: the public record comes in, somebody looks up who decides for them and calls,
and makes a pledge whose verdict is told.

Through the pages, the mail and the desk.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.core import mail as django_mail
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.ingest.models import Import
from ballotline.foundation.jobs.testing import work_off
from ballotline.interfaces.cli.officials import offices
from ballotline.movement.accounts import services as accounts
from ballotline.movement.mail import drain as drain_module
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.kinds.call.models import Call
from ballotline.organizing.actions.kinds.call.tests.rounds import Phone
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.kinds.pledge.tasks import tell_the_verdict
from ballotline.record.offices import meander
from ballotline.record.offices.models import Seat
from ballotline.record.places.models import ZipCode
from tests.rivertown import links_in, press, say_yes, send_all_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    caches["near"].clear()


def organizer() -> Client:
    account = accounts.open_account(
        name="Lena Ortiz", email="lena@rivertown.example", role="owner", by=SYSTEM, at=timezone.now()
    )
    client = Client()
    client.force_login(account)
    return client


def test_from_the_public_record_to_a_call_that_the_desk_sees():
    for code in meander.ZIPS:
        ZipCode.objects.create(code=code, town="Rivertown", state="MR")
    meander.lay_out(at=timezone.now())
    desk, phone = organizer(), Client()

    # A split ZIP code is never guessed: it names both wards, and asks for the street.
    split = press(phone, "/area/", where="00013").content.decode()
    assert "Your ZIP code lies in 2 districts" in split and "Rae Whitcombe" in split and "Dana Okafor" in split
    mine = press(phone, "/area/", where="55 Dock Street 00013").content.decode()
    assert "Dana Okafor" in mine and "Rae Whitcombe" not in mine

    # A point out at sea, 1.3 km behind the last line, names nobody, not even the governor.
    sea = press(phone, "/area/", where="40.02, -44.885").content.decode()
    assert "Type the address with its ZIP code." in sea and "Governor" not in sea

    # The organizer knows a board that is on no list, and adds it; it stands in everybody's area at once.
    seat = {
        "title": "Library Board Member",
        "where": meander.TOWN,
        "name": "Vera Stone",
        "phone": "202-555-0190",
        "source": "The library",
    }
    desk.post("/desk/offices/new/", seat)
    assert "Vera Stone" in press(phone, "/area/", where="55 Dock Street 00013").content.decode()

    # The organizer writes a campaign to ward and library board.
    campaign = {
        "title": "Call about the library",
        "asks": "Vote for six days.\nSay so at the hearing.",
        "who": "mine",
        "titles": "Council Member / Library Board Member",
        "script": "Hello, I am {my name} from {my town}, for {their name}.",
        "office_opens": "09:00",
        "office_closes": "17:00",
    }
    desk.post("/desk/calls/new/", campaign)
    assert phone.get("/calls/call-about-the-library/").status_code == 404
    desk.post("/desk/calls/call-about-the-library/step/publish/")

    # Somebody finds it, says where they live, and calls twice; the second press is taken back and pressed again.
    begun = phone.get("/calls/call-about-the-library/").content.decode()
    asks = re.findall(r'name="ask"\s+value="(\d+)"', begun)
    caller = Phone()
    card = caller.press("/calls/call-about-the-library/", where="55 Dock Street 00013", name="Ana Flores", ask=asks)
    assert "Dana Okafor" in card and "Hello, I am Ana Flores from Rivertown, for Dana Okafor." in card
    first = caller.at
    card = caller.tap("contact")
    assert "Talked to someone: Dana Okafor." in card and "Vera Stone" in card
    # The dialer dropped the tab; back and reload show what was pressed.
    assert "You pressed: Talked to someone." in caller.go(first) and "Vera Stone" in caller.go(
        first.replace("/1/", "/")
    )
    caller.tap("busy")
    assert "Vera Stone" in caller.undo()
    assert "You called 2 offices." in caller.tap("wrong_number")
    caller.said("She will vote yes.")

    # The desk sees calls by target and outcome, what was said, and the number to check.
    # Nobody's name or address is kept.
    overview = desk.get("/desk/calls/call-about-the-library/").content.decode()
    for words in ("Dana Okafor", "Talked to someone", "Wrong number", "She will vote yes."):
        assert words in overview
    assert "Vera Stone" in desk.get("/desk/calls/").content.decode()
    assert sorted(Call.objects.values_list("official__name", "outcome")) == [
        ("Dana Okafor", "contact"),
        ("Vera Stone", "wrong_number"),
    ]
    assert Person.objects.count() == 0


COMMISSIONERS = ("Nia Parks", "Omar Field", "Pia Brook", "Quin Marsh", "Rosa Glen", "Sol Heath")


def brought_in(folder: Path, *names: str, days_ago: int) -> Result:
    """The clerk's table of park commissioners, one a seat, as the host brings it in."""
    rows = [f"Park Commissioner,{meander.TOWN},{seat},{name},202-555-017{seat}" for seat, name in enumerate(names, 1)]
    (folder / "parks.csv").write_text("\n".join(["office,division,seat,name,phone", *rows, ""]))
    day = str(timezone.localdate() - timedelta(days=days_ago))
    words = [str(folder / "parks.csv"), "--source", "City clerk", "--as-of", day, "--apply"]
    return CliRunner().invoke(offices, words)


def named_at_home(phone: Client) -> list[str]:
    page = press(phone, "/area/", where="55 Dock Street 00013").content.decode()
    return [name for name in (*COMMISSIONERS, "Olga Older", "Wes Wrong") if name in page]


def test_a_list_that_lies_names_nobody_wrong_and_one_that_was_wrong_is_taken_back(tmp_path):
    for code in meander.ZIPS:
        ZipCode.objects.create(code=code, town="Rivertown", state="MR")
    meander.lay_out(at=timezone.now())
    desk, phone = organizer(), Client()
    assert brought_in(tmp_path, *COMMISSIONERS, days_ago=20).exit_code == 0
    assert named_at_home(phone) == [*COMMISSIONERS]

    # A list that was cut off on its way is held, and last year's is refused: people find whom they found before.
    cut = brought_in(tmp_path, *COMMISSIONERS[:2], days_ago=10)
    old = brought_in(tmp_path, "Olga Older", *COMMISSIONERS[1:], days_ago=400)
    assert (cut.exit_code, old.exit_code) == (1, 1)
    assert "say --retire 4" in cut.output and "that list is on file as of" in old.output
    assert named_at_home(phone) == [*COMMISSIONERS]

    # The organizer knows a newer number; the same list again leaves it.
    nia = Seat.objects.get(office__title="Park Commissioner", label="1")
    known = {"name": "Nia Parks", "phone": "202-555-0199", "source": "A call to her"}
    desk.post(f"/desk/offices/seats/{nia.pk}/", known)
    assert "Stays: Nia Parks" in brought_in(tmp_path, *COMMISSIONERS, days_ago=20).output
    assert "(202) 555-0199" in press(phone, "/area/", where="55 Dock Street 00013").content.decode()

    # A newer list names somebody wrong, and nothing about it looks odd. At the desk it is taken back by one press.
    assert brought_in(tmp_path, "Nia Parks", "Wes Wrong", *COMMISSIONERS[2:], days_ago=1).exit_code == 0
    assert named_at_home(phone) == [*COMMISSIONERS[:1], *COMMISSIONERS[2:], "Wes Wrong"]
    newest = Import.objects.latest("pk")
    assert "Goes: Omar Field (Park Commissioner)" in desk.get(f"/desk/offices/imports/{newest.pk}/").content.decode()
    desk.post(f"/desk/offices/imports/{newest.pk}/back/")
    work_off(at=timezone.now())
    assert named_at_home(phone) == [*COMMISSIONERS]


def test_from_a_pledge_to_its_verdict_in_everybody_s_mail(monkeypatch):
    monkeypatch.setattr(drain_module, "leaves_this_machine", lambda: True)
    monkeypatch.setattr(drain_module.wire, "connection", lambda: django_mail.get_connection())
    desk, phone = organizer(), Client()

    # The organizer writes the sentence; once it is published, somebody makes the promise and confirms it by mail.
    sentence = {
        "title": "No volunteers without a library",
        "kind": "volunteer",
        "promise": "I will not volunteer for the Harbor Party",
        "unless": "the council keeps the library open",
        "due": f"{timezone.localdate() + timedelta(days=20)}",
    }
    desk.post("/desk/pledges/new/", sentence)
    desk.post("/desk/pledges/no-volunteers-without-a-library/step/publish/")
    ana = {"name": "Ana Flores", "email": "ana@rivertown.example", "zip_code": "00010"}
    press(phone, "/pledges/no-volunteers-without-a-library/", **ana)
    assert Person.objects.count() == 0
    send_all_mail()
    asked = django_mail.outbox[-1]
    assert asked.to == ["ana@rivertown.example"] and "Ana" not in asked.body
    link = next(link for link in links_in(asked.body) if "/confirm/" in link)
    made = say_yes(phone, link)["Location"]
    assert "Made. You are the first." in phone.get(made).content.decode()

    # The condition is decided: an organizer records the verdict with its source, and everybody who promised is told.
    verdict = {
        "verdict": "not met",
        "words": "The council voted 4 to 3 to close it.",
        "source": "Minutes",
        "on": f"{timezone.localdate()}",
    }
    desk.post("/desk/pledges/no-volunteers-without-a-library/verdict/", verdict)
    pledge = Pledge.objects.get()
    tell_the_verdict(str(pledge.public_id), pledge.decided_at.isoformat())
    send_all_mail()
    told = django_mail.outbox[-1]
    assert (told.subject, told.to) == ("The condition of your pledge: not met", ["ana@rivertown.example"])
    assert "The council voted 4 to 3" in told.body and "Minutes" in told.body
    page = phone.get(next(link for link in links_in(told.body) if "/made/" in link)).content.decode()
    assert "Your promise holds." in page

    # A promise is one's own: one press takes it back, and it never was a signature.
    press(phone, made + "withdraw/")
    assert "Withdrawn." in phone.get(made).content.decode() and Signature.objects.count() == 0
