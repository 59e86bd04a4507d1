"""Reading asks of any kind: which an organizer sees, what one says and said before, who took part."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import Any, TypeVar

from django.core.files import File
from django.db.models import Case, Count, Model, Q, QuerySet, Value, When

from ballotline.foundation.access.rules import Reach, Scope
from ballotline.movement.arrivals import queries as arrivals
from ballotline.movement.arrivals.models import Arrival, Suspicion
from ballotline.movement.people.models import Person
from ballotline.movement.people.queries import sure_divisions
from ballotline.movement.people.rules import name_key
from ballotline.organizing.actions.declared import KINDS, Export, Kind, kind_of
from ballotline.organizing.actions.models import Action, Ask
from ballotline.organizing.actions.rules import About, Counts, put_together, what_next
from ballotline.record.offices.queries import Seated

A = TypeVar("A", bound=Ask)
P = TypeVar("P", bound=Arrival)
State = Arrival.State
PEOPLE_COLUMNS = (
    "state",
    "name",
    "email",
    "zip_code",
    "place_town",
    "place_state",
    "news_consent",
    "source",
    "confirmed_by",
)
PEOPLE_MOMENTS = ("pressed_at", "confirmed_at")
LIVE_FIRST = (Action.State.LIVE, Action.State.DRAFT)
NEVER = datetime.max.replace(tzinfo=UTC)


def within(model: type[A], reach: Reach) -> QuerySet[A]:
    """The asks of a kind on which an organizer may do what this reach is of."""
    return model._default_manager.select_related("action").filter(_in_reach(reach, "action__"))


def of_every_kind_within(reach: Reach) -> QuerySet[Action]:
    """The common rows of those on which an organizer may do what this reach is of."""
    return Action.objects.filter(_in_reach(reach), kind__in=KINDS)


def asks_of(actions: QuerySet[Action]) -> list[Ask]:
    """What stands behind these common rows, whatever its kind, in one statement."""
    return [ask_of(action) for action in actions.select_related(*KINDS)]


def ask_of(action: Action) -> Ask:
    ask: Ask = getattr(action, action.kind)
    return ask


def _in_reach(reach: Reach, action: str = "") -> Q:
    if reach.everywhere:
        return Q()
    by_chapter = {f"{action}chapter__in": reach.chapters - {""}}
    return Q(**by_chapter) | Q(**{f"{action}public_id__in": reach.objects})


def may_on(ask: Ask, scope: Scope) -> frozenset[str]:
    """What an organizer may do on this one."""
    return scope.may_on(public_id=ask.public_id, chapter=ask.action.chapter)


def public(model: type[A]) -> QuerySet[A]:
    """Everything of a kind that was ever published."""
    return model._default_manager.select_related("action").exclude(action__state=Action.State.DRAFT)


def live(model: type[A], at: datetime) -> list[A]:
    """Open ones, the one that closes first at the top, then the newest."""
    found = public(model).filter(action__state=Action.State.LIVE)
    return _closing_first(ask for ask in found if ask.is_open(at))


def live_of_every_kind(at: datetime) -> list[Ask]:
    """As `live`, whatever they ask for, in one statement."""
    found = asks_of(Action.objects.filter(state=Action.State.LIVE, kind__in=KINDS))
    return _closing_first(ask for ask in found if ask.is_open(at))


def in_front(at: datetime) -> list[Ask]:
    """As `live_of_every_kind`, at the top what an organizer chose to lead the front page; of several the last."""
    found = live_of_every_kind(at)
    chosen = max(filter(was_chosen, found), key=lambda ask: ask.action.leads_since or NEVER, default=None)
    return sorted(found, key=lambda ask: ask is not chosen)


def was_chosen(ask: Ask) -> bool:
    """To lead the front page."""
    return ask.action.leads_since is not None


def aiming_at(seats: Sequence[Seated], at: datetime) -> list[Ask]:
    """Open ones of any kind that ask something of who holds one of these seats."""
    return _closing_first(ask for kind in KINDS.values() if kind.aiming_at for ask in kind.aiming_at(seats, at))


def _closing_first(asks: Iterable[A]) -> list[A]:
    newest = sorted(asks, key=lambda ask: ask.pk, reverse=True)
    return sorted(newest, key=lambda ask: (ask.ends_at is None, ask.ends_at or NEVER))


def may_go_with(reach: Reach, ask: Ask | None = None) -> QuerySet[Action]:
    """What an organizer may put beside an ask, newest first: what everybody sees, drafts of their own, and what it goes
    with already."""
    fits = Q(state=Action.State.LIVE) | Q(state=Action.State.DRAFT) & _in_reach(reach)
    if ask:
        fits = (fits | Q(pk=ask.action.goes_with_id or 0)) & ~Q(pk=ask.pk)
    return Action.objects.filter(fits, kind__in=KINDS).order_by("-created_at", "-pk")


def open_after(done: Ask, *, person: Person | None, at: datetime) -> list[Ask]:
    """Open ones in the order in which they are offered after this one, without those that this person did."""
    offered = {ask.pk: ask for ask in live_of_every_kind(at) if kind_of(ask).next_step}
    for pk in _done_by(person) if person else ():
        offered.pop(pk, None)
    return [offered[one.key] for one in what_next(about(done), map(about, offered.values()))]


def about(ask: Ask) -> About:
    kind, action = kind_of(ask), ask.action
    return About(
        key=ask.pk,
        goes_with=action.goes_with_id,
        chapter=action.chapter,
        aim=kind.aim(ask),
        rung=kind.next_rank,
        ends_at=ask.ends_at,
    )


def _done_by(person: Person) -> set[int]:
    """What they took part in, whatever became of it: who withdrew is asked no second time."""
    models = [kind.people for kind in KINDS.values() if kind.people]
    rows = [model._default_manager.filter(person=person).values_list(model.ASKED, flat=True) for model in models]
    return set(chain.from_iterable(rows))


def searched(asks: QuerySet[A], *, words: str = "", state: str = "") -> QuerySet[A]:
    """The desk's list, newest first; each word stands somewhere in the title. An unknown state is left out."""
    return asks.filter(_said(words, state, "action__")).order_by("-action__created_at", "-pk")


def searched_in_all(actions: QuerySet[Action], *, words: str = "", state: str = "") -> QuerySet[Action]:
    """As `searched`, of every kind, with what stands behind each: what is published, then drafts, then what is over."""
    standing = Case(*(When(state=one, then=Value(n)) for n, one in enumerate(LIVE_FIRST)), default=Value(9))
    found = actions.filter(_said(words, state)).select_related(*KINDS)
    return found.order_by(standing, "-created_at", "-pk")


def _said(words: str, state: str, action: str = "") -> Q:
    found = Q(**{f"{action}state": state}) if state in Action.State.values else Q()
    for word in words.replace("\x00", "").split()[:6]:
        found &= Q(**{f"{action}title__icontains": word})
    return found


def value_of(ask: Ask, name: str) -> Any:
    """One of the things that an ask says, as its form takes it."""
    kind = kind_of(ask)
    if name in kind.related:
        return kind.related[name].read(ask)
    return getattr(ask.action if name in kind.of_action else ask, name)


def names_of(kind: Kind) -> list[str]:
    return [*kind.of_action, *kind.own, *kind.related]


def values_of(ask: Ask) -> dict[str, Any]:
    return {name: value_of(ask, name) for name in names_of(kind_of(ask))}


def says(ask: Ask) -> dict[str, Any]:
    """All that an ask says, as plain values that JSON can hold; what a revision keeps."""
    return {name: plain(value) for name, value in values_of(ask).items()}


def plain(value: Any) -> Any:
    """Days and hours as ISO text, moments in UTC, rows by their pk, a picture by its name."""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, File):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    return value if isinstance(value, bool | int | str | None) else str(value)


def said_at(ask: Ask, version: int) -> dict[str, Any] | None:
    """All that an ask said at that version, as plain values; None where that is not on file."""
    now = says(ask)
    if version == ask.action.version:
        return now
    later = list(ask.action.revisions.filter(version__gte=version).order_by("-version"))
    if not later or later[-1].version != version:
        return None
    for revision in later:
        now |= {name: value for name, value in revision.fields.items() if name in now}
    return now


def people_of(ask: Ask) -> QuerySet[Any]:
    """Who takes part, by a form."""
    model = kind_of(ask).people
    if model is None:
        raise LookupError(f"Nobody takes part in a {ask.WORD} by a form")
    return model._default_manager.filter(**{model.ASKED: ask})


def persons_in(ask: Ask) -> QuerySet[Person]:
    """Those of them who are people: who has not said yes yet is nobody we know."""
    return Person.objects.filter(pk__in=people_of(ask).exclude(person=None).values("person"))


def taking_part(ask: Ask) -> int:
    """How many take part and count."""
    return taking_part_of([ask])[ask.pk]


def taking_part_of(asks: Sequence[Ask]) -> dict[int, int]:
    """As `taking_part`, of each of one kind, by its pk."""
    found = dict.fromkeys([ask.pk for ask in asks], 0)
    for model in filter(None, {kind_of(ask).people for ask in asks}):
        rows = model._default_manager.filter(state=State.CONFIRMED, **{f"{model.ASKED}__in": list(found)})
        found |= dict(rows.order_by().values_list(model.ASKED).annotate(n=Count("pk")))
    return found


def somebody_said_yes(ask: Ask) -> bool:
    """Did a mailbox's owner? What only waits is anybody's word, and freezes nothing."""
    return bool(people_of(ask).filter(confirmed_at__isnull=False).exists())


def somebody_took_part(ask: Ask) -> bool:
    """So that it can't go back to a draft any more."""
    return bool((kind_of(ask).took_part or somebody_said_yes)(ask))


def may_be_draft(ask: Ask) -> bool:
    return ask.action.state == Action.State.LIVE and not somebody_took_part(ask)


def by_place(ask: Ask) -> tuple[Counts, int]:
    """(town and how many take part, the most first; how many elsewhere); small numbers are put together."""
    rows = people_of(ask).filter(state=State.CONFIRMED).values_list("place_town", "place_state").annotate(n=Count("pk"))
    return put_together((f"{town}, {state}" if town else "", n) for town, state, n in rows.order_by())


def behind(token: str, *, model: type[P], slug: str) -> P | None:
    """Whoever a link was mailed to, of this kind and this very ask; None for a forged link, or where it is gone."""
    found = arrivals.sent_for(token, model)
    return found if found and found.asked.action.slug == slug else None


def people_by_state(asks: Sequence[Ask]) -> dict[int, dict[str, int]]:
    """By pk of each of one kind's asks: how many by state, in two statements for all of them.

    Who waits is a mailbox and a name, once, however often the button was pressed.
    """
    found: dict[int, dict[str, int]] = {ask.pk: dict.fromkeys(State.values, 0) for ask in asks}
    if not asks:
        return found
    model = kind_of(asks[0]).people
    assert model is not None
    rows = model._default_manager.filter(**{f"{model.ASKED}__in": list(found)})
    settled, waiting = rows.exclude(state__in=arrivals.WAITING), arrivals.each_once(rows)
    for some in (settled, waiting):
        for pk, state, n in some.order_by().values_list(model.ASKED, "state").annotate(n=Count("pk")):
            found[pk][state] = n
    return found


def people_where(rows: QuerySet[Any], wanted: Mapping[str, str]) -> QuerySet[Any]:
    """The desk's list, newest first, each that waits once. Words begin a word of the name, or the address."""
    rows, state = rows.order_by("-id"), wanted.get("state", "")
    if state in arrivals.WAITING:
        rows = arrivals.each_once(rows)
    if state in State.values:
        rows = rows.filter(state=state)
    for word in name_key(wanted.get("q", "")).split()[:6]:
        rows = rows.filter(
            Q(name_key__startswith=word) | Q(name_key__contains=f" {word}") | Q(mailbox_key__startswith=word)
        )
    if wanted.get("suspicion") in Suspicion.values:
        rows = rows.filter(suspicion=wanted["suspicion"])
    exact = {"town": "place_town", "source": "source", "confirmed_by": "confirmed_by"}
    return rows.filter(**{column: wanted[name] for name, column in exact.items() if name in wanted})


def people_table(ask: Ask) -> Iterator[list[str]]:
    """Everybody who took part, as texts, in constant memory: PEOPLE_COLUMNS, then PEOPLE_MOMENTS, then the divisions
    where they surely live, once they have said yes."""
    return (texts for texts, _none in people_table_with(ask, "pk"))


def people_table_with(ask: Ask, column: str) -> Iterator[tuple[list[str], Any]]:
    """As `people_table`, each with another column of the row as it is."""
    rows = people_of(ask).order_by("pk").values_list(*PEOPLE_COLUMNS, *PEOPLE_MOMENTS, "person__home_key", column)
    lives_in = sure_divisions()
    for *row, home, more in rows.iterator(2_000):
        yield [*_texts(row), " ".join(lives_in.get(home, ()))], more


def _texts(row: Iterable[Any]) -> Iterator[str]:
    for value in row:
        if isinstance(value, datetime):
            yield value.isoformat(timespec="seconds")
        else:
            yield "" if value is None else str(value)


IN_THE_TABLE = (*PEOPLE_COLUMNS, *PEOPLE_MOMENTS, "lives_in")
PEOPLE = Export(IN_THE_TABLE, people_table, holds_people=True)


def exports_of(kind: Kind) -> Mapping[str, Export]:
    """What can be taken along: who took part by a form, in a table of the kind's own or the common one; what it
    adds."""
    return {**({"people": PEOPLE} if kind.people else {}), **kind.exports}
