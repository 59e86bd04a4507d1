"""Reading chapters: the tree, which one serves a place, who belongs to and leads one, how far one is; and what an
account may do, with what its chapters give it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from ballotline.foundation.access.rules import Reach, Scope
from ballotline.movement.accounts import queries as accounts
from ballotline.movement.accounts.models import Account, Grant
from ballotline.movement.people.models import Person
from ballotline.movement.people.queries import homes_in
from ballotline.movement.people.rules import name_key
from ballotline.organizing.chapters import roles, rules
from ballotline.organizing.chapters.models import (
    Acceptance,
    Chapter,
    Charter,
    Founding,
    Membership,
    OfficerTerm,
    Requirement,
    TerritoryPart,
)
from ballotline.organizing.chapters.rules import Asked, Facts, Task
from ballotline.organizing.chapters.serving import answering_at_home_of as answering_at_home_of
from ballotline.organizing.chapters.serving import served_elsewhere as served_elsewhere
from ballotline.organizing.chapters.serving import serving as serving
from ballotline.organizing.chapters.serving import serving_found as serving_found
from ballotline.organizing.chapters.serving import serving_home_of as serving_home_of
from ballotline.organizing.chapters.serving import serving_place as serving_place
from ballotline.organizing.chapters.tree import Tree as Tree
from ballotline.organizing.chapters.tree import above as above
from ballotline.record.places.queries import inside_of

SPLIT_AT_MOST = 60  # to choose among; of a whole state's towns nobody ticks some


def scope_of(account: Account) -> Scope:
    """What this account may do now. Settings bind the doors to it, and a door has no other clock than this."""
    return scope_at(account, timezone.now())


def scope_at(account: Account, at: datetime) -> Scope:
    """What it may everywhere, and what its terms give it at their chapters and below."""
    held = accounts.grants_held(account, at)
    at_chapters = [grant for grant in held if grant.scope_kind == roles.PLACE and grant.role in roles.ROLES]
    house = accounts.scope_of_grants(held)
    return reduce(or_, _scopes(at_chapters), house) if at_chapters else house


def _scopes(grants: Iterable[Grant]) -> list[Scope]:
    """Three statements, however many grants and chapters there are. A chapter not at work gives its officers nothing;
    what lies below a chapter, they see in every state."""
    tree = Tree.on_file()
    reached = {grant.scope_id: tree.below(grant.scope_id) for grant in grants if grant.scope_id in tree.at_work}
    divisions = _divisions_of(frozenset[str]().union(*reached.values()))
    return [
        roles.ROLES[grant.role].scope(_reach(reached[grant.scope_id], divisions))
        for grant in grants
        if grant.scope_id in reached
    ]


def _reach(keys: frozenset[str], divisions: dict[str, list[str]]) -> Reach:
    return Reach(chapters=keys, divisions=frozenset(ocd_id for key in keys for ocd_id in divisions.get(key, ())))


def _divisions_of(keys: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = TerritoryPart.objects.filter(chapter__public_id__in=list(keys))
    for key, ocd_id in rows.values_list("chapter__public_id", "ocd_id"):
        found[str(key)].append(ocd_id)
    return found


def names_for(ids: Iterable[str], scope: Scope) -> dict[str, str]:
    """Of accounts, those that a reader of this scope may know: all for who enters the desk everywhere, by the address
    where there is no name for whoever manages accounts. Else whoever has or had an office at a chapter of theirs or
    above: that name stands on the chapter's page."""
    reach = scope.reach("desk.enter")
    if reach.everywhere:
        return accounts.names_of(ids, scope.allows("accounts.manage"))
    known = accounts.with_a_role_at(roles.PLACE, reach.chapters | above(reach.chapters), of=ids)
    return accounts.names_of(known, False) if known else {}


def tops(reach: Reach) -> list[str]:
    """Of the chapters in this reach, those that have none above them in it; [""] for who may everywhere."""
    return tops_and_above(reach)[0]


def tops_and_above(reach: Reach) -> tuple[list[str], frozenset[str]]:
    """The same, and the chapters above them, of one tree."""
    if reach.everywhere or not reach.chapters:
        return [""] if reach.everywhere else [], frozenset()
    tree = Tree.on_file()
    found = sorted(key for key in reach.chapters if tree.parents.get(key, "") not in reach.chapters)
    return found, tree.above(found)


def topmost(reach: Reach) -> str:
    """The chapter from which somebody reaches all that this reach holds, so that a second person who has the right for
    it sees the same; "" where none is above all, and only who may everywhere does."""
    found = tops(reach)
    return found[0] if len(found) == 1 else ""


def within(reach: Reach) -> QuerySet[Chapter]:
    """The chapters on which an organizer may do what this reach is of."""
    return Chapter.objects.all() if reach.everywhere else Chapter.objects.filter(public_id__in=_ids(reach.chapters))


def _ids(keys: Iterable[str]) -> list[UUID]:
    """What is written like a key; anything else is no chapter's."""
    found = []
    for key in keys:
        with suppress(ValueError):
            found.append(UUID(key))
    return found


def searched(chapters: QuerySet[Chapter], *, words: str = "", state: str = "") -> list[Chapter]:
    """Each word stands in the name or the place; an unknown state is left out."""
    for word in words.split()[:6]:
        chapters = chapters.filter(Q(name__icontains=word) | Q(place__icontains=word))
    if state in Chapter.State.values:
        chapters = chapters.filter(state=state)
    return list(chapters)


def decidable(reach: Reach) -> QuerySet[Chapter]:
    """Those whose life is decided by whom this reach is of: the chapters below theirs, never their own."""
    if reach.everywhere:
        return Chapter.objects.all()
    return Chapter.objects.filter(parent__public_id__in=_ids(reach.chapters))


def may_stand_above(reach: Reach) -> list[Chapter]:
    """Under which of them somebody with this reach may put a chapter, by name."""
    return list(within(reach).filter(state__in=rules.AT_WORK).order_by("name", "pk"))


def in_tree_order(chapters: Iterable[Chapter]) -> list[tuple[Chapter, int]]:
    """Each with how deep it stands below the first that is shown: parents before children, by name."""
    shown = {one.pk: one for one in chapters}
    children: dict[int | None, list[Chapter]] = defaultdict(list)
    for one in sorted(shown.values(), key=lambda one: (one.name.casefold(), one.pk), reverse=True):
        children[one.parent_id if one.parent_id in shown else None].append(one)
    waiting, found = [(one, 0) for one in children[None]], []
    while waiting:
        one, depth = waiting.pop()
        found.append((one, depth))
        waiting += [(child, depth + 1) for child in children[one.pk]]
    return found


def waiting_to_be_decided(reach: Reach) -> QuerySet[Chapter]:
    """Those that have applied, the oldest first."""
    applied = decidable(reach).filter(state=Chapter.State.APPLIED)
    return applied.select_related("application").order_by("created_at", "pk")


def public() -> QuerySet[Chapter]:
    """Those with a page that everybody sees."""
    return Chapter.objects.filter(state__in=rules.IN_PUBLIC)


def exist() -> bool:
    """Until a chapter does, nothing of them shows."""
    return Chapter.objects.exists()


def founding() -> Founding:
    """The one way to found chapters; before anybody took it, unsaved (services.founding.ours)."""
    return Founding.objects.filter(pk=1).first() or Founding(pk=1)


def of_keys(keys: Iterable[str]) -> dict[str, Chapter]:
    """By key, those that are on file."""
    wanted = _ids(keys)
    return {one.key: one for one in Chapter.objects.filter(public_id__in=wanted)} if wanted else {}


def called(name: str) -> bool:
    """Is a chapter called so already, or shall one be?"""
    wanted, names = name_key(name), Chapter.objects.exclude(state__in=rules.GONE).values_list("name", flat=True)
    return any(name_key(one) == wanted for one in names)


def members(chapter: Chapter) -> QuerySet[Membership]:
    """Those who belong to it now, the longest first."""
    return chapter.memberships.filter(ended_at=None).select_related("person").order_by("since", "pk")


def members_named(chapter: Chapter, words: str) -> QuerySet[Membership]:
    """Of those who belong to it now, whose name holds all the words."""
    found = members(chapter)
    for word in name_key(words).split()[:6]:
        found = found.filter(person__name_key__contains=word)
    return found


def members_in(chapter: Chapter, divisions: Iterable[str], *, surely: bool) -> QuerySet[Membership]:
    """Of those who belong to it now, who lives in one of these; if not `surely`, also who only may."""
    return members(chapter).filter(person__home_key__in=homes_in(divisions, surely=surely))


def who_may_live_in(chapter: Chapter, begun: Chapter) -> QuerySet[Membership]:
    """Its members of whom it is not sure that they live in the other's area, and may be."""
    area = list(begun.territory.values_list("ocd_id", flat=True))
    surely = members_in(chapter, area, surely=True)
    return members_in(chapter, area, surely=False).exclude(pk__in=surely.values("pk"))


def may_be_split_off(chapter: Chapter) -> list[TerritoryPart]:
    """The divisions of its area, and of what lies inside them those that no chapter serves yet; by name."""
    own = list(chapter.territory.all())
    inside = [one for part in own for one in inside_of(part.ocd_id, most=SPLIT_AT_MOST)]
    taken = set(
        TerritoryPart.objects.filter(ocd_id__in=[one.ocd_id for one in inside]).values_list("ocd_id", flat=True)
    )
    free = {one.ocd_id: one for one in inside if one.ocd_id not in taken}.values()
    found = [*own, *(TerritoryPart(ocd_id=one.ocd_id, kind=one.kind, name=one.name or one.ocd_id) for one in free)]
    return sorted(found, key=lambda one: (one.name, one.ocd_id))


def past_members(chapter: Chapter) -> QuerySet[Membership]:
    """Who left, was let go or moved; the last first."""
    ended = chapter.memberships.exclude(ended_at=None).select_related("person")
    return ended.order_by("-ended_at", "-pk")


def member_counts(chapters: Iterable[Chapter]) -> dict[int, int]:
    """Of each, by its pk; one statement."""
    open_ones = Membership.objects.filter(chapter__in=list(chapters), ended_at=None)
    rows = open_ones.order_by().values_list("chapter").annotate(n=Count("pk"))
    return dict(rows)


def memberships_of(person: Person) -> list[Membership]:
    """Where they belong now."""
    return list(Membership.objects.filter(person=person, ended_at=None).select_related("chapter").order_by("since"))


def officers(chapter: Chapter, on: date) -> list[OfficerTerm]:
    """Whose term holds on that day, in the order in which they took office."""
    return list(_holding(chapter.terms.all(), on).select_related("person").order_by("first_day", "pk"))


def _holding(terms: QuerySet[OfficerTerm], on: date) -> QuerySet[OfficerTerm]:
    not_ended = Q(ended_on=None) | Q(ended_on__gt=on)
    return terms.filter(not_ended, first_day__lte=on, last_day__gte=on)


def other_terms(chapter: Chapter, on: date) -> list[OfficerTerm]:
    """Past and coming ones, the newest first."""
    now = _holding(OfficerTerm.objects.all(), on).values("pk")
    rows = chapter.terms.exclude(pk__in=now).select_related("person")
    return list(rows.order_by("-last_day", "-pk"))


def terms_ending(reach: Reach, *, after: date, until: date) -> QuerySet[OfficerTerm]:
    """Of chapters in reach: terms whose last day comes within these days."""
    terms = OfficerTerm.objects.filter(chapter__in=within(reach), ended_on=None, last_day__range=(after, until))
    return terms.select_related("chapter", "person").order_by("last_day", "pk")


def newest_charter() -> Charter | None:
    return Charter.objects.order_by("version").last()


def charters() -> list[Charter]:
    """All versions, the newest first."""
    return list(Charter.objects.order_by("-version"))


def without_the_newest_charter(reach: Reach) -> QuerySet[Chapter]:
    """Chartered chapters in this reach that have not accepted the `newest` version, of `newest_at`, where it is asked
    for. One statement, since Today asks on every page."""
    newest = Charter.objects.order_by("-version")
    is_asked = Exists(Requirement.objects.filter(kind=rules.CHARTER, dropped_at=None))
    chartered = within(reach).filter(is_asked, state=Chapter.State.CHARTERED)
    known = chartered.annotate(
        newest=Subquery(newest.values("version")[:1]), newest_at=Subquery(newest.values("at")[:1])
    )
    accepted = Acceptance.objects.filter(chapter=OuterRef("pk"), charter__version=OuterRef("newest"))
    return known.exclude(newest=None).exclude(Exists(accepted)).order_by("name", "pk")


def requirements() -> list[Requirement]:
    """What a chapter does before it is chartered, in its order."""
    return list(Requirement.objects.filter(dropped_at=None).order_by("rank", "pk"))


def checklist(chapter: Chapter, on: date) -> list[Task]:
    """How far it is, as both sides see it."""
    asked = [Asked(one.pk, one.kind, one.words, rules.needed(one.kind, one.needed)) for one in requirements()]
    return rules.checklist(_with_a_text(asked), _facts(chapter, on))


def _with_a_text(asked: Sequence[Asked]) -> Sequence[Asked]:
    """Where no charter was written yet, nobody can accept it."""
    has_text = newest_charter() is not None
    return [one for one in asked if has_text or one.kind != rules.CHARTER]


def _facts(chapter: Chapter, on: date) -> Facts:
    newest = newest_charter()
    return Facts(
        state=chapter.state,
        founders=members(chapter).filter(is_founder=True).count(),
        officers=len({term.person_id for term in officers(chapter, on)}),
        has_accepted=newest is not None and chapter.acceptances.filter(charter=newest).exists(),
        by_hand=frozenset(chapter.done.values_list("requirement_id", flat=True)),
    )
