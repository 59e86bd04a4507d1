"""What the desk's search finds: people and where they live, asks, offices and who sits there, and places of the desk
with what can be done there. Grouped, and only what somebody of this scope may enter.

Whatever is in the desk, the number of statements is the same. Not here: near spellings (spelling.py).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.access.rules import Scope
from ballotline.foundation.ui.seams import Words, everything_of, places_of
from ballotline.interfaces.desk.spelling import nearest
from ballotline.movement.people import queries as people
from ballotline.movement.people.models import Person
from ballotline.movement.people.rules import is_named, name_key
from ballotline.movement.people.where import question_of
from ballotline.organizing.actions.declared import KINDS, Kind, Tab
from ballotline.organizing.actions.models import Action, Ask
from ballotline.organizing.actions.queries import may_on, within
from ballotline.organizing.actions.rules import chapter_of_new
from ballotline.organizing.intake import queries as cases
from ballotline.organizing.intake.models import Case
from ballotline.organizing.intake.words import title
from ballotline.record.offices import queries as offices
from ballotline.record.offices.models import Office
from ballotline.record.places.queries import place_of
from ballotline.record.places.rules import five_digits, spoken

FOUND_OF_A_KIND = 8
LOOKED_THROUGH = 500  # of each kind, the newest: titles are folded here, so that both databases find alike
WORDS = re.compile(r"\w+")


class Found(NamedTuple):
    """One line: what it is called, where it is, and a few words beside it."""

    called: str
    address: str
    beside: str = ""


class Group(NamedTuple):
    words: str
    found: list[Found]


class Line(NamedTuple):
    """A place of the desk or something to do there. `also` are other words that somebody may look for it by."""

    words: Words
    address: str
    permission: str
    also: Words = ""
    question: str = ""

    @property
    def text(self) -> str:
        return f"{self.words} {self.also}"


LINES = [
    Line(
        gettext_lazy("Settings: name, place, color"),
        "desk:settings",
        "settings.edit",
        gettext_lazy("logo look postal address who pays time zone days to answer"),
    ),
    Line(
        gettext_lazy("Settings: mail"), "desk:mail_settings", "settings.edit", gettext_lazy("provider smtp send test")
    ),
    Line(gettext_lazy("Settings: organizers"), "accounts:organizers", "accounts.manage", gettext_lazy("invite roles")),
    Line(gettext_lazy("Settings: backup"), "desk:backup", "settings.edit", gettext_lazy("make a backup")),
    Line(gettext_lazy("My sign-in and second factor"), "mfa_index", "desk.enter", gettext_lazy("password passkey")),
    Line(gettext_lazy("Mail that was not sent"), "desk:mail", "mail.read", gettext_lazy("failed"), "?state=failed"),
    Line(gettext_lazy("Who waits, by mail provider"), "desk:mail_providers", "mail.read"),
    Line(gettext_lazy("Work that failed"), "desk:jobs", "jobs.read", "jobs"),
    Line(gettext_lazy("Add an office"), "offices_desk:new", "offices.edit", gettext_lazy("new official council board")),
    Line(gettext_lazy("Offices brought in from files"), "offices_desk:imports", "offices.edit", gettext_lazy("import")),
    Line(gettext_lazy("Keys"), "desk:keys", "desk.enter", gettext_lazy("keyboard")),
]


def everything(scope: Scope, words: str, *, on: date) -> tuple[list[Group], str]:
    """What the words find; and if that is nothing, what their near spelling finds in the lists, with that spelling."""
    lists = Lists.of(scope, on)
    if groups := [*_of_people(scope, words), *_of_cases(scope, words), *lists.find(words)]:
        return groups, ""
    meant = nearest(name_key(words), lists.words())
    return (lists.find(meant), meant) if meant else ([], "")


def _filled(groups: Iterable[Group]) -> list[Group]:
    return [group for group in groups if group.found]


def _of_people(scope: Scope, words: str) -> list[Group]:
    reach = scope.reach("people.read")
    if not reach:
        return []
    visible = people.within(reach)
    found = people.search(visible, words).order_by("name_key")[:FOUND_OF_A_KIND]
    rows = [Found(one.name, reverse("desk:person", args=[one.public_id]), one.zip_code) for one in found]
    where = [*_by_zip(visible, words), *_by_division(None if reach.everywhere else visible, words)]
    return _filled([Group(_("Where people live"), where), Group(_("People"), rows)])


def _of_cases(scope: Scope, words: str) -> list[Group]:
    reach = scope.reach("cases.read")
    if not reach:
        return []
    found = cases.searched(cases.within(reach), words).select_related("kind", "person").order_by("-pk")
    return _filled([Group(_("Cases"), [_case(one) for one in found[:FOUND_OF_A_KIND]])])


def _case(one: Case) -> Found:
    address = reverse("cases_desk:case", args=[one.public_id])
    return Found(title(one), address, f"{one.number} · {one.get_state_display()}")


def _by_zip(visible: QuerySet[Person], words: str) -> Iterator[Found]:
    code = five_digits(words)
    place = place_of(code) if code else None
    if place or (code and visible.filter(home_key=code).exists()):
        beside = f"{place.town}, {place.state}" if place else ""
        yield Found(_("People with the ZIP code %s") % code, f"{reverse('desk:people')}?q={code}", beside)


def _by_division(visible: QuerySet[Person] | None, words: str) -> list[Found]:
    """Only where somebody lives whom the organizer may see."""
    named = people.divisions_named(words, of=visible)[:FOUND_OF_A_KIND]
    address = reverse("desk:people")
    return [Found(_("People in %s") % one.name, address + question_of(one, may_be=False)) for one in named]


@dataclass(frozen=True, slots=True)
class Lists:
    """What is listed at the desk, as far as this scope goes, in lists so short that a near spelling may be looked for:
    asks, offices, places of the desk."""

    scope: Scope
    on: date
    asks: list[tuple[Kind, list[Ask]]]
    lines: list[Line]

    @classmethod
    def of(cls, scope: Scope, on: date) -> Self:
        return cls(scope, on, _newest_asks(scope), list(_lines(scope)))

    def find(self, words: str) -> list[Group]:
        return _filled([*self._titled(words), *self._offices(words), self._deeds(words), self._places(words)])

    def words(self) -> set[str]:
        """All that stand in them."""
        titles = [ask.action.title for _kind, some in self.asks for ask in some]
        if self.scope.allows("offices.edit"):
            titles += Office.objects.order_by("title").values_list("title", flat=True).distinct()[:LOOKED_THROUGH]
        does = [str(tab.does) for _kind, _ask, tab in self._open_tabs()]
        texts = [*titles, *does, *(line.text for line in self.lines)]
        return {word for text in texts for word in WORDS.findall(name_key(text))}

    def _titled(self, words: str) -> Iterator[Group]:
        for kind, some in self.asks:
            titled = [ask for ask in some if is_named(ask.action.title, words)][:FOUND_OF_A_KIND]
            yield Group(str(kind.many), [_ask(kind, ask) for ask in titled])

    def _offices(self, words: str) -> Iterator[Group]:
        if self.scope.allows("offices.edit"):
            seats = offices.seats_where(words)[:FOUND_OF_A_KIND]
            yield Group(_("Offices and who holds them"), [_seat(one) for one in offices.seated_of(seats, on=self.on)])

    def _deeds(self, words: str) -> Group:
        """What is done on the page of one ask, found by a word of that: "Add paper signatures", with its title."""
        wanted = words.split()
        found = [
            Found(f"{tab.does}: {ask.action.title}", reverse(kind.desk + tab.name, args=[ask.action.slug]))
            for kind, ask, tab in self._open_tabs()
            if any(is_named(str(tab.does), word) for word in wanted)
        ]
        return Group(_("Do"), [one for one in found if is_named(one.called, words)][:FOUND_OF_A_KIND])

    def _open_tabs(self) -> Iterator[tuple[Kind, Ask, Tab]]:
        """Of what was published, where the scope lets something be done."""
        for kind, some in self.asks:
            for ask in some:
                may = may_on(ask, self.scope) if ask.action.state != Action.State.DRAFT else ()
                yield from ((kind, ask, tab) for tab in kind.tabs if tab.does and tab.permission in may)

    def _places(self, words: str) -> Group:
        named = [line for line in self.lines if is_named(line.text, words)]
        found = [Found(str(line.words), reverse(line.address) + line.question) for line in named]
        return Group(_("Go to"), found)


def _newest_asks(scope: Scope) -> list[tuple[Kind, list[Ask]]]:
    reach = scope.reach("actions.read")
    newest = ((kind, within(kind.model, reach).order_by("-action_id")[:LOOKED_THROUGH]) for kind in KINDS.values())
    return [(kind, list(asks)) for kind, asks in newest] if reach else []


def _ask(kind: Kind, ask: Ask) -> Found:
    address = reverse(kind.desk + "overview", args=[ask.action.slug])
    return Found(ask.action.title, address, str(ask.action.get_state_display()))


def _seat(seated: offices.Seated) -> Found:
    title = f"{seated.office.title}, {seated.seat.label}" if seated.seat.label else seated.office.title
    holder = seated.term.official.name if seated.term else _("vacant, or nobody on file")
    place = spoken(seated.office.division)
    return Found(f"{title} · {place}", reverse("offices_desk:seat", args=[seated.seat.pk]), holder)


def _lines(scope: Scope) -> Iterator[Line]:
    """What somebody of this scope may open or begin."""
    if chapter_of_new(scope.reach("actions.edit")) is not None:
        yield from (Line(kind.new, f"{kind.desk}new", "actions.edit") for kind in KINDS.values())
    desk = places_of(list(everything_of(settings.BALLOTLINE_DESK_PLACES)))
    menu = [Line(place.words, place.address, place.permission) for place in desk]
    own = [Line(one.words, one.address, "desk.enter") for one in settings.BALLOTLINE_DESK_ACCOUNT]
    yield from (line for line in [*menu, *own, *LINES] if scope.allows(line.permission))
