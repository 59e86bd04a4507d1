"""How a kind of ask says what it is: read by the verbs and the desk pages of all kinds, which know no kind by name.

A kind declares itself in its module `asking`, which is found by its name. Its templates lie in `<name>/`: `asked.html`
(what is asked), and in `<name>/desk/` `buttons.html` (what one does next), `fields.html` (what it is written in),
`overview.html` (how it goes). Where it has none, the common one of that name in `actions/` is shown.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ballotline.foundation.access.doors import DeskRequest
from ballotline.foundation.access.rules import Actor
from ballotline.foundation.ui.duties import Duties
from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.models import Ask
from ballotline.organizing.actions.tally import Tally, take_part
from ballotline.record.offices.queries import Seated

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Related:
    """Something an ask says that stands in rows of its own: `read(ask)` as plain values, `write(ask, values, at)`."""

    read: Callable[[Any], Any]
    write: Callable[[Any, Any, datetime], None]


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the kind's own beside the common ones. `number` is the key in `head` of how many wait there; `does` is
    what is done there, by which the desk's search finds it: "Add paper signatures"."""

    name: str
    words: Words
    permission: str
    number: str = ""
    does: Words = ""


@dataclass(frozen=True, slots=True)
class Export:
    """A table that can be taken along: its columns, the same for every ask or `columns(ask)`, and `rows(ask)` as texts.
    Who may not see people takes none along."""

    columns: Sequence[str] | Callable[[Any], Sequence[str]]
    rows: Callable[[Any], Iterable[Iterable[str]]]
    holds_people: bool = False

    def columns_of(self, ask: Any) -> Sequence[str]:
        return self.columns(ask) if callable(self.columns) else self.columns


@dataclass(frozen=True, slots=True)
class Ready:
    """An ask that is written already, to begin with: what it is called, and what it says, by name."""

    words: Words
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a thank-you page offers next, shown by actions/next.html.
    `words` is one sentence on why, `label` the button, the same words as the page it leads to."""

    words: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a kind says that one of its asks ends for everybody, and is opened again.

    `tells(ask, at)` says who is mailed by it and when. Where `may_reopen` says no, what came after the end is taken
    back first.
    """

    end: Words
    what_then: Words
    ended: Words
    again: Words
    tells: Callable[[Any, datetime], Words] = lambda _ask, _at: gettext_lazy("Nobody is mailed.")
    may_reopen: Callable[[Any], bool] = lambda _ask: True


AS_MOST_END = Ending(
    end=gettext_lazy("End it"),
    what_then=gettext_lazy(
        "Nobody can take part from now on. The page stays where it is, with its count, and says that it is over."
    ),
    ended=gettext_lazy("It has ended. Nobody can take part any more."),
    again=gettext_lazy("Open it again"),
)


@dataclass(frozen=True, slots=True)
class WayBack:
    """The button that takes back what an entry of the log says. `page` is the name of its desk address without the
    kind's, which takes the slug and `of`; `is_open(ask)` whether there is still something to take back."""

    words: Words
    page: str
    is_open: Callable[[Any], bool]
    of: tuple[str, ...] = ()


def anything_may_change(_ask: Any, _changed: Collection[str]) -> None:
    """Every word can be edited at any time."""


def state_in_words(ask: Any, _at: datetime) -> str:
    return str(ask.action.get_state_display())


Facts = Callable[[Sequence[Any], datetime], Mapping[int, list[str]]]  # of each, by its pk


def nothing_more(*_of: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of ask. `name` is its app's label; its addresses are `<name>:…` and, at the desk, `<name>_desk:…`. Menus
    have the kinds by `rank`.

    What it says is `of_action` (fields of the common row, beside those OF_EVERY_KIND), `own` (fields of its table) and
    `related`; `form` is its forms.AskForm. `may_change(ask, names)` raises NotNow; `took_part(ask)` says whether it
    can't go back to a draft any more (without it, somebody's yes does); `after[step](ask, by, at)` is what a step does
    beyond the common.

    `sentence(n)` says how many took part (tally); `tallies(asks, at)` counts them, by pk, where that is more than a
    count of people. Wherever the figure stands, it comes from there.

    `ready` are asks that are written already, by a name for their address: a new one can begin with them.

    `people` are who takes part, if by a form. `did` says it of each activity that this leaves with a person: "signed".
    `aiming_at(seats, at)` are those that are open and ask something of who holds one of these seats.
    `next_step(ask, counted, at)` offers one of this kind to whoever did something else, `counted` where we know them by
    that; a kind without it is never offered. Which one is offered says rules.what_next: `next_rank` is the kind's rung,
    `aim(ask)` whom one is aimed at, in the organizer's words. `bulk` is a template of buttons for those who are ticked,
    `person_line` of what stands below each one's state.

    `ending` says how it ends; `ways_back` what in its history can be taken back beyond the common, by the log's words.

    At the desk: `facts(asks, at)` gives what the list says of each, by pk, after how many took part (words);
    `above_the_list`, `head`, `overview` and `history` what those show; `duties` are its lines of Today beside those of
    every kind (today).

    In public: `page` is the template, with `page_context(ask, at)` or the common one; of the list
    `public_facts(asks, at)`, after how many took part, `summary` (a template) and `none`, said when it is empty;
    of the form `press`, its button, which an ask may call otherwise (`own_press(ask)`), and `small_print`.

    On the front page, which has `press` too, `front` is a template of its line, the figure with its words: takes `row`,
    which is what `front_row(request, ask, at)` gives, with `due` where it has a day of its own; without it the line is
    its public facts.
    """

    name: str
    model: type[Ask]
    form: Any
    one: Words
    many: Words
    new: Words
    empty: Words
    rank: int = 9
    took_part: Callable[[Any], bool] | None = None
    of_action: tuple[str, ...] = ("title", "body")
    own: tuple[str, ...] = ()
    related: Mapping[str, Related] = field(default_factory=dict)
    ready: Mapping[str, Ready] = field(default_factory=dict)
    may_change: Callable[[Any, Collection[str]], None] = anything_may_change
    after: Mapping[str, Callable[[Any, Actor, datetime], None]] = field(default_factory=dict)
    ending: Ending = AS_MOST_END
    ways_back: Mapping[str, WayBack] = field(default_factory=dict)
    standing: Callable[[Any, datetime], str] = state_in_words
    facts: Facts | None = None
    above_the_list: Callable[[DeskRequest], Mapping[str, Any]] = nothing_more
    head: Callable[[Any, Collection[str], datetime], Mapping[str, Any]] = nothing_more
    overview: Callable[[DeskRequest, Any], Mapping[str, Any]] = nothing_more
    history: Callable[[DeskRequest, Any], Mapping[str, Any]] = nothing_more
    tabs: tuple[Tab, ...] = ()
    duties: tuple[Duties, ...] = ()
    aiming_at: Callable[[Sequence[Seated], datetime], list[Any]] | None = None
    sentence: Callable[[int], str] = take_part
    tallies: Callable[[Sequence[Any], datetime], Mapping[int, Tally]] | None = None
    next_step: Callable[[Any, Arrival | None, datetime], NextStep] | None = None
    next_rank: int = 9
    aim: Callable[[Any], str] = lambda _ask: ""
    did: Mapping[str, Words] = field(default_factory=dict)
    people: type[Arrival] | None = None
    people_words: Words = ""
    people_where: Callable[[Any, Mapping[str, str]], Any] = lambda rows, _wanted: rows
    bulk: str = ""
    person_line: str = ""
    exports: Mapping[str, Export] = field(default_factory=dict)
    page: str = "actions/page.html"
    page_context: Callable[[Any, datetime], Mapping[str, Any]] | None = None
    public_facts: Facts | None = None
    summary: str = ""
    none: Words = ""
    press: Words = ""
    own_press: Callable[[Any], Words] = lambda _ask: ""
    small_print: Words = ""
    front: str = "actions/front.html"
    front_row: Callable[[HttpRequest, Any, datetime], Mapping[str, Any]] | None = None

    def press_of(self, ask: Any) -> Words:
        return self.own_press(ask) or self.press

    @property
    def desk(self) -> str:
        """What the names of its desk addresses begin with: `desk + "edit"`."""
        return f"{self.name}_desk:"

    @property
    def all_tabs(self) -> list[Tab]:
        """In their order: how it goes, who took part, what the kind adds, what it says, what was done, who helps."""
        people = [Tab("people", self.people_words, "actions.people")] if self.people else []
        last = [
            Tab("edit", gettext_lazy("Edit"), "actions.edit"),
            Tab("history", gettext_lazy("History"), "actions.read"),
            Tab("helpers", gettext_lazy("Helpers"), "accounts.manage"),
        ]
        return [Tab("overview", gettext_lazy("Overview"), "actions.read"), *people, *self.tabs, *last]

    def template(self, name: str) -> tuple[str, str]:
        """Its own, or the common one where it has none."""
        return (f"{self.name}/desk/{name}.html", f"actions/desk/{name}.html")


KINDS: dict[str, Kind] = {}
OF_EVERY_KIND = ("goes_with",)  # of the common row: every ask says it, and its form has a field for it


def declare(kind: Kind) -> None:
    """In the order of the menus, whichever app is loaded first."""
    KINDS[kind.name] = replace(kind, of_action=(*kind.of_action, *OF_EVERY_KIND))
    for name in sorted(KINDS, key=lambda name: (KINDS[name].rank, name)):
        KINDS[name] = KINDS.pop(name)


def deeds() -> dict[str, Words]:
    """{kind of an activity: what somebody did, "signed"}"""
    return {activity: words for kind in KINDS.values() for activity, words in kind.did.items()}


def menu() -> list[tuple[Words, str]]:
    """(words, name of the address) of each kind's public list."""
    return [(kind.many, f"{kind.name}:index") for kind in KINDS.values()]


def desk_places() -> list[tuple[Words, str, str]]:
    """(words, name of the address, permission) of each kind's list at the desk."""
    return [(kind.many, f"{kind.desk}index", "actions.read") for kind in KINDS.values()]


def kind_of(ask: Ask | type[Ask]) -> Kind:
    return KINDS[ask._meta.app_label]
