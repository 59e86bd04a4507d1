"""What allows a message: each kind says it, and where it is the person's yes, that is asked when the message leaves."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.core import checks
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballotline.interfaces.site import mails as a_room
from ballotline.movement.mail import drain as draining
from ballotline.movement.mail import services
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.named import UnknownKind, every_kind
from ballotline.movement.mail.services import Letter
from ballotline.movement.mail.words import Basis, Lane, Words
from ballotline.movement.people import services as people

NOW = timezone.now()
HOUR = timedelta(hours=1)
KIND = "site.Newsletter"


@dataclass(frozen=True, slots=True)
class Newsletter:
    """A kind of mail that nobody gets without a yes."""

    purpose: ClassVar[str] = "news"
    basis: ClassVar[Basis] = Basis.CONSENT
    lane: ClassVar[Lane] = Lane.BROADCASTS
    called: ClassVar[str] = "newsletter"

    @classmethod
    def load(cls, abouts, *, at):
        return {about: cls() for about in abouts}

    def words(self) -> Words:
        return Words(subject="News", paragraphs=["All is well."], reason="You said yes.")


@pytest.fixture
def newsletter(monkeypatch):
    monkeypatch.setattr(a_room, "Newsletter", Newsletter, raising=False)
    monkeypatch.setattr(draining, "leaves_this_machine", lambda: True)
    monkeypatch.setattr(draining.wire, "connection", lambda: django_mail.get_connection())
    draining._release_the_dead.cache_clear()


def a_person(name: str = "Ana Flores", email: str = "ana@rivertown.example"):
    return people.identify(name=name, email=email, zip_code="00010", at=NOW)


def says(person, *, given: bool, at=NOW, channel: str = "email", purpose: str = "news") -> None:
    people.record_consent(
        person=person, channel=channel, purpose=purpose, given=given, at=at, where="/", wording="Write to me"
    )


def write_to(*whom) -> None:
    letters = [Letter("ana@rivertown.example", "x", f"k{n}", person and person.pk) for n, person in enumerate(whom)]
    services.send_many(KIND, letters=letters, at=NOW)


def what_became() -> list[str]:
    draining.drain(timezone.now())
    return list(Message.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words, becomes",
    [
        ([], "stopped"),
        ([{"given": True}], "sent"),
        ([{"given": False}], "stopped"),
        ([{"given": True, "at": NOW - HOUR}, {"given": False}], "stopped"),
        ([{"given": False, "at": NOW - HOUR}, {"given": True}], "sent"),
        ([{"given": True}, {"given": False, "at": NOW - HOUR}], "sent"),  # the newest, whichever was written last
        ([{"given": True}, {"given": False}], "stopped"),  # at the same moment the no holds
        ([{"given": False}, {"given": True}], "stopped"),
        ([{"given": True, "purpose": "events"}], "stopped"),
        ([{"given": True, "channel": "phone"}], "stopped"),
        ([{"given": True, "at": NOW - HOUR}, {"given": False, "purpose": "events"}], "sent"),
        ([{"given": True, "at": NOW - HOUR}, {"given": False, "channel": "phone"}], "sent"),
    ],
)
def test_only_who_said_yes_last_gets_it(newsletter, words, becomes):
    ana = a_person()
    for word in words:
        says(ana, **word)
    write_to(ana)

    assert what_became() == [becomes]


@pytest.mark.django_db
def test_a_no_that_comes_while_the_message_waits_holds(newsletter):
    ana = a_person()
    says(ana, given=True, at=NOW - HOUR)
    write_to(ana)
    says(ana, given=False)

    assert what_became() == ["stopped"]
    assert not django_mail.outbox


@pytest.mark.django_db
def test_one_person_s_yes_is_no_other_s_and_nobody_has_none(newsletter):
    ana, ben = a_person(), a_person("Ben Weiss")  # of one household, and one mailbox
    says(ana, given=True)
    write_to(ana, ben, None)

    assert what_became() == ["sent", "stopped", "stopped"]


@pytest.mark.django_db
def test_a_mailbox_that_refuses_gets_none_whatever_its_person_said(newsletter):
    ana = a_person()
    says(ana, given=True)
    services.suppress(mailbox="ana@rivertown.example", purpose="news", at=NOW)
    write_to(ana)

    assert what_became() == ["stopped"]


@pytest.mark.django_db
def test_a_whole_batch_is_asked_at_once(newsletter):
    crowd = [a_person(f"Signer {chr(97 + n)}") for n in range(20)]
    for person in crowd:
        says(person, given=True)
    write_to(*crowd)

    with CaptureQueriesContext(connection) as asked:
        assert what_became() == ["sent"] * 20
    assert sum("people_consent" in query["sql"] for query in asked) == 1


@pytest.mark.django_db
def test_a_message_that_rests_on_something_else_asks_for_no_yes(newsletter):
    ana = a_person()
    says(ana, given=False)
    services.send("desk.Test", to="ana@rivertown.example", about="x", at=NOW, key="k", person=ana)

    with CaptureQueriesContext(connection) as asked:
        what_became()
    assert not any("people_consent" in query["sql"] for query in asked)


def test_what_each_kind_rests_on_and_how_soon_it_leaves():
    """As docs/decisions/0020 says it."""
    said = {name: (str(kind.basis), kind.lane.name) for name, kind in every_kind()}

    assert said == {
        "accounts.SignInCode": ("sign-in", "CODES"),
        "accounts.NewPasswordCode": ("sign-in", "CODES"),
        "accounts.ConfirmNewAddress": ("service", "CODES"),
        "accounts.AllowNewAddress": ("service", "CODES"),
        "accounts.AddressChanged": ("service", "NOTICES"),
        "accounts.AccountChanged": ("sign-in", "NOTICES"),
        "accounts.FactorTakenOff": ("sign-in", "NOTICES"),
        "accounts.Invitation": ("service", "NOTICES"),
        "arrivals.PleaseConfirm": ("answer", "CODES"),
        "arrivals.StillWaits": ("answer", "BROADCASTS"),
        "desk.Test": ("sign-in", "ANSWERS"),
        "intake.Answer": ("service", "ANSWERS"),
        "chapters.MayBeNearer": ("service", "NOTICES"),
        "chapters.NowThere": ("service", "NOTICES"),
        "intake.YoursToAnswer": ("service", "NOTICES"),
        "petition.ItIsOpen": ("service", "NOTICES"),
        "actions.YouHelp": ("service", "NOTICES"),
        "petition.ThanksForSigning": ("service", "NOTICES"),
        "petition.UpdateNote": ("request", "BROADCASTS"),
        "pledge.Decided": ("service", "BROADCASTS"),
        "site.MyDataLink": ("answer", "ANSWERS"),
    }


def start_up_errors() -> list[str]:
    return [error.msg for error in checks.run_checks() if error.id == "mail.E001"]


@pytest.mark.parametrize("word", ["basis", "lane", "purpose"])
@pytest.mark.parametrize("said", [None, "", "news for everybody who ever came by"])
def test_a_kind_that_does_not_say_it_keeps_the_program_from_starting(monkeypatch, word, said):
    kind = type("Newsletter", (), {**vars(Newsletter), "__slots__": (), "__module__": a_room.__name__, word: said})
    monkeypatch.setattr(a_room, "Newsletter", kind, raising=False)

    assert start_up_errors() == [f"The kind of mail site.Newsletter has no {word}"]


@pytest.mark.parametrize("called", [None, "", 7])
def test_a_kind_that_the_desk_has_no_word_for_keeps_the_program_from_starting(monkeypatch, called):
    said = {**vars(Newsletter), "__slots__": (), "__module__": a_room.__name__, "called": called}
    kind = type("Newsletter", (), said)
    monkeypatch.setattr(a_room, "Newsletter", kind, raising=False)

    assert start_up_errors() == ["The kind of mail site.Newsletter has no called"]


def test_the_kinds_that_there_are_say_it_all():
    assert start_up_errors() == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["petition.NoSuchMail", "nobody.Newsletter", "petition", ""])
def test_who_asks_for_a_kind_that_is_none_is_told(kind):
    with pytest.raises(UnknownKind):
        services.send(kind, to="a@b.example", about="x", at=NOW, key="k")
