"""How a kind of ask says what it is: read by the verbs, the mails and the pages, which know no kind by name.

A kind declares itself in its module `arriving`, which is found by its name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from ballotline.movement.arrivals.models import Arrival


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A kind's own words about one arrival; the frame around them is the same for all.

    `title` is what was asked for, `page` its address, `somebody` the first sentence of its mails (which stand where a
    stranger's words must not), `then` what the press does; `question` and `yes` are the heading and the button of the
    confirm page.
    """

    title: str
    page: str
    subject: str
    somebody: str
    then: str
    button: str
    question: str
    yes: str
    not_me: str
    again_subject: str
    again: str
    again_button: str
    done: str
    quoted: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def nothing_more(_arrival: Any, _at: datetime) -> None:
    """Counting means person, consent and activity, and no more."""


def nothing_beside(_arrival: Any) -> None:
    """All that was typed stands in the row."""


def nothing_to_offer(_arrival: Any, _at: datetime) -> Mapping[str, Any]:
    return {}


def no_context(_request: HttpRequest, _asked: Any, _arrival: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way in. `name` stands in links; `purpose` is what a mailbox can refuse; `activity` is what a person did.

    `form` is its `forms.ArrivalForm` (which stands above this module). `asked(slug)` finds what is asked, or None;
    `is_open(asked, at)` says whether it takes people in now; `said(arrival)` its words; `page_of(asked)` its address.
    `beside(arrival)` writes what lies beside the row of a press, in the same commit; `counts(arrival, at)` is what
    counting means beyond person, consent and activity; `done(arrival)` the address of a page of its own for who was
    counted. `beneath` is where the pages after the press lie, below that of the ask.
    `template` and `context(request, asked, arrival)` fill the page after the press, and `offer`, a template, with
    `offers(arrival, at)` the page of who was counted where there is none of their own. `is_reminded`: is who waits
    written to once more? `takes_word`: may an organizer count somebody on their word, where the mail never came?
    `is_looked_at`: is there a page on which organizers look at what was set aside? Else a mailbox's third name counts.
    """

    name: str
    model: type[Arrival]
    form: Any
    purpose: str
    activity: str
    asked: Callable[[str], Any]
    is_open: Callable[[Any, datetime], bool]
    said: Callable[[Any], Said]
    page_of: Callable[[Any], str]
    beside: Callable[[Any], None] = nothing_beside
    counts: Callable[[Any, datetime], None] = nothing_more
    done: Callable[[Any], str] | None = None
    beneath: str = ""
    template: str = "arrivals/asked.html"
    context: Callable[[HttpRequest, Any, Any], Mapping[str, Any]] = no_context
    offer: str = ""
    offers: Callable[[Any, datetime], Mapping[str, Any]] = nothing_to_offer
    names_a_person: bool = True
    is_reminded: bool = True
    takes_word: bool = True
    is_looked_at: bool = True

    def thanks_of(self, asked: Any) -> str:
        """The address of the page after the press."""
        return self.thanks_below(self.page_of(asked))

    def thanks_below(self, page: str) -> str:
        return f"{page}{self.beneath}thanks/"


KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    KINDS[kind.name] = kind


def kind_of(arrival: Arrival | type[Arrival]) -> Kind:
    model = arrival if isinstance(arrival, type) else type(arrival)
    return next(kind for kind in KINDS.values() if kind.model is model)
