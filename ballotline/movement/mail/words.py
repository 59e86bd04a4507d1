"""What a message says, apart from how it looks: the shape that every `mails` module fills in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One message in words. `button` is (label, address); `stop_url` is the one-click stop of this purpose.

    Paragraphs are plain text, written by us; text that a stranger typed has no place in a message
    to an address that is not yet confirmed.
    """

    subject: str
    paragraphs: Sequence[str]
    reason: str
    button: tuple[str, str] | None = None
    after: Sequence[str] = field(default=())
    stop_url: str = ""


class Mail(Protocol):
    """A kind of message. `purpose` is what a mailbox can refuse; messages of one kind are loaded many at a time."""

    @property
    def purpose(self) -> str: ...

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        """The messages by their `about`; one that is no longer needed is simply missing."""
        ...

    def words(self) -> Words: ...
