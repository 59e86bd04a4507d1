"""What can be decided about chapters with a pencil: what lies below, which one serves, how a life goes on, what is
still to do, what may be told of a size. No Django here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ballotline.foundation.access.rules import Reach

SMALLEST_TOLD = 10  # members: fewer are "fewer than 10", more are rounded, so that nobody reads out who joined today

APPLIED, PROVISIONAL, CHARTERED, SUSPENDED = "applied", "provisional", "chartered", "suspended"
DISSOLVED, DECLINED = "dissolved", "declined"
AT_WORK = frozenset({PROVISIONAL, CHARTERED})  # it serves its area, takes members in, and its officers have rights
GONE = frozenset({DISSOLVED, DECLINED})
IN_PUBLIC = AT_WORK | {SUSPENDED}

# From a state, by a verb, to a state. `undo` is the verb back
LIFE: Mapping[str, Mapping[str, str]] = {
    APPLIED: {"approve": PROVISIONAL, "decline": DECLINED},
    DECLINED: {"take-up": APPLIED},
    PROVISIONAL: {"charter": CHARTERED, "unapprove": APPLIED, "dissolve": DISSOLVED},
    CHARTERED: {"suspend": SUSPENDED, "uncharter": PROVISIONAL, "dissolve": DISSOLVED},
    SUSPENDED: {"restore": CHARTERED, "dissolve": DISSOLVED},
    DISSOLVED: {},
}
UNDO = {
    "approve": "unapprove",
    "decline": "take-up",
    "charter": "uncharter",
    "suspend": "restore",
    "restore": "suspend",
    "take-up": "decline",
}
BY_TWO = frozenset({"dissolve"})  # a second person has to agree


def below(parents: Mapping[str, str], tops: Iterable[str]) -> frozenset[str]:
    """The chapters `tops` and all under them. `parents` says of each chapter which is above it, "" for none.

    A circle, which no verb makes, ends where it began.
    """
    children: dict[str, list[str]] = {}
    for child, parent in parents.items():
        children.setdefault(parent, []).append(child)
    found, waiting = set[str](), [top for top in tops if top in parents]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += children.get(one, ())
    return frozenset(found)


def line_up(parents: Mapping[str, str], chapter: str) -> list[str]:
    """The chapter, the one above it, and so on to the top."""
    line: list[str] = []
    while chapter and chapter not in line:
        line.append(chapter)
        chapter = parents.get(chapter, "")
    return line


def may_give(reach: Reach, division: str) -> bool:
    """May somebody whose right to decide reaches so far give this area to a chapter? Only what lies within an area of
    their own: else a chapter below theirs would let them read the whole state."""
    return reach.everywhere or any(division == own or division.startswith(f"{own}/") for own in reach.divisions)


@dataclass(frozen=True, slots=True)
class Claim:
    """That a chapter serves a division. `depth` is how many chapters are above it; `rank` the division's distance from
    home (0 is nearest); `since` tells the older of two."""

    chapter: str
    rank: int
    depth: int
    since: int


def serving(claims: Iterable[Claim]) -> str:
    """Of all that claim a place: the one with the division nearest to home, of these the one deepest in the tree, then
    the older. "" where none does."""
    best = min(claims, key=lambda one: (one.rank, -one.depth, one.since), default=None)
    return best.chapter if best else ""


def told(members: int) -> tuple[str, int]:
    """What the public is told of a head count: ("fewer", 10) or ("about", rounded to tens)."""
    return ("fewer", SMALLEST_TOLD) if members < SMALLEST_TOLD else ("about", (members + 5) // 10 * 10)


def may_decide(reach: Reach, parent: str) -> bool:
    """Nobody founds or dissolves their own chapter: the right to decide must hold for the one above it. What stands
    directly below the organization is decided by who may everywhere."""
    return reach.everywhere or (parent != "" and parent in reach.chapters)


class Progress(StrEnum):
    DONE = "done"
    TO_DO = "to do"
    NOT_YET = "cannot start yet"


class Turn(StrEnum):
    """Whose turn it is."""

    OURS = "organization"
    THEIRS = "chapter"
    NOBODY = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One requirement: what kind it is, how many of it, and in its own words."""

    key: int
    kind: str
    words: str
    needed: int = 1


TALK, FOUNDERS, CHARTER, OFFICERS, MEETING, OTHER = "talk", "founders", "charter", "officers", "meeting", "other"
BY_HAND = frozenset({TALK, MEETING, OTHER})  # somebody says that it is done, and when
COUNTED = frozenset({FOUNDERS, OFFICERS})  # all else is done once, or not


def needed(kind: str, typed: int) -> int:
    """How many of a kind are asked for: only of people there can be several."""
    return typed if kind in COUNTED else 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is of a chapter. `by_hand` are the keys of requirements of which somebody said that they are done."""

    state: str
    founders: int = 0
    officers: int = 0
    has_accepted: bool = False
    by_hand: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the checklist, as both sides see it."""

    asked: Asked
    have: int
    progress: Progress
    turn: Turn

    @property
    def is_done(self) -> bool:
        return self.progress == Progress.DONE

    @property
    def told(self) -> int:
        """How many the public is told of: no more than are asked for, since how large a chapter is, is told in tens."""
        return min(self.have, self.asked.needed)


def checklist(asked: Sequence[Asked], facts: Facts) -> list[Task]:
    """Until the application is approved only the talk can be done; from then on the rest, in any order."""
    return [_task(one, _have(one, facts), facts.state) for one in asked]


def _have(one: Asked, facts: Facts) -> int:
    by_kind = {FOUNDERS: facts.founders, OFFICERS: facts.officers, CHARTER: int(facts.has_accepted)}
    return by_kind.get(one.kind, int(one.key in facts.by_hand))


def _task(one: Asked, have: int, state: str) -> Task:
    if have >= one.needed:
        return Task(one, have, Progress.DONE, Turn.NOBODY)
    if state == APPLIED and one.kind != TALK:
        return Task(one, have, Progress.NOT_YET, Turn.NOBODY)
    return Task(one, have, Progress.TO_DO, Turn.OURS if one.kind == TALK else Turn.THEIRS)


def may_be_chartered(tasks: Iterable[Task]) -> bool:
    return all(task.is_done for task in tasks)
