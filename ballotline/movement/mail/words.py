"""What a kind of mail says of itself, and what its messages say: the shape that every `mails` module fills in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol, Self

from django.db import models
from django.utils.functional import Promise

from ballotline.movement.mail.rules import header_text, subject_line

ANSWER_AT_MOST = 300  # signs of a subject that others chose
Called = str | Promise  # read when it is shown, in the reader's language


class Basis(models.TextChoices):
    """What allows a message. CONSENT is asked when it leaves: the person's newest word on the purpose must be a yes."""

    ANSWER = "answer", "asked for on a public page: five a day for a mailbox and purpose"
    SERVICE = "service", "about something that the person did and confirmed"
    SIGN_IN = "sign-in", "asked for by somebody who signs in"
    REQUEST = "request", "asked for until taken back: the row that asks is read when it leaves"
    CONSENT = "consent", "a purpose that the person said yes to"


class Lane(models.IntegerChoices):
    """How soon a message has to leave; the smaller goes first. The gaps are for lanes that nobody thought of yet."""

    CODES = 10, "somebody sits before a page and waits for it: codes, questions to confirm"
    ANSWERS = 20, "somebody asked for it just now"
    NOTICES = 30, "something happened that they should know"
    BROADCASTS = 40, "the same to many, because an organizer pressed a button"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One message in words. `button` is (label, address); `stop_url` is the one-click stop of this purpose.

    Paragraphs are plain text, written by us; text that a stranger typed has no place in a message
    to an address that is not yet confirmed. `topic` is the title of the ask that it is about; `secrets` are the codes
    in it, which the desk must not show. Links to our own pages it never shows.

    A message in an exchange of letters says where answers to it go (`reply_to`, see addresses.py) and what it answers
    (`in_reply_to` and `references`, see threads.py); its subject stays whole, since mail programs go by it. What
    somebody wrote by hand is `by_hand`: all else says of itself that a program sent it, so that no program answers.
    """

    subject: str
    paragraphs: Sequence[str]
    reason: str
    button: tuple[str, str] | None = None
    after: Sequence[str] = field(default=())
    stop_url: str = ""
    topic: str = ""
    secrets: Sequence[str] = field(default=())
    reply_to: str = ""
    in_reply_to: str = ""
    references: Sequence[str] = field(default=())
    by_hand: bool = False

    def __post_init__(self) -> None:
        """Titles are as long as organizers like; no subject is, whoever words it."""
        line = header_text(self.subject)[:ANSWER_AT_MOST] if self.in_reply_to else subject_line(self.subject)
        object.__setattr__(self, "subject", line)


class Mail(Protocol):
    """A kind of message: what allows it, how soon it leaves, what it says.

    `called` is what the desk says it is. `purpose` is what a mailbox can refuse, and with the basis CONSENT what the
    person must have said yes to. Messages of one kind are loaded many at a time.
    """

    basis: ClassVar[Basis]
    lane: ClassVar[Lane]
    called: ClassVar[Called]

    @property
    def purpose(self) -> str: ...

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        """The messages by their `about`; one that is no longer needed is simply missing."""
        ...

    def words(self) -> Words: ...


class OnRequest(Mail, Protocol):
    """A kind of the basis REQUEST says too how somebody with this mailbox gets no more of it."""

    @classmethod
    def stop(cls, mailbox: str, *, at: datetime) -> None: ...


class SaidOnce:
    """A kind whose words exist only when it is asked for (`send_now`). What is wiped when it has left is not loaded."""

    basis: ClassVar[Basis]
    lane: ClassVar[Lane]
    called: ClassVar[Called]
    purpose: ClassVar[str]

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        return {}

    def words(self) -> Words:
        raise NotImplementedError(f"{type(self).__name__} is worded where it is asked for")
