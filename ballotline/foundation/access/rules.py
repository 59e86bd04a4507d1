"""Actors, and what they may do where, as plain values. No Django here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `id` is a public id; `label` is shown at the desk and never written to the audit log."""

    kind: str
    id: str = ""
    label: str = ""

    @classmethod
    def person(cls, public_id: object) -> Self:
        return cls("person", str(public_id))

    @classmethod
    def account(cls, public_id: object, label: str = "") -> Self:
        return cls("account", str(public_id), label)

    @classmethod
    def command(cls, name: str) -> Self:
        """The host at the command line."""
        return cls("command", name)


SYSTEM = Actor("system")
VISITOR = Actor("visitor")


@dataclass(frozen=True, slots=True)
class Reach:
    """Where one right holds: everywhere, or in these divisions, for these chapters, on these objects (public ids)."""

    everywhere: bool = False
    divisions: frozenset[str] = frozenset()
    chapters: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.divisions or self.chapters or self.objects)

    def __or__(self, other: "Reach") -> "Reach":
        return Reach(
            self.everywhere or other.everywhere,
            self.divisions | other.divisions,
            self.chapters | other.chapters,
            self.objects | other.objects,
        )

    def covers(self, *, public_id: object, chapter: str = "") -> bool:
        return self.everywhere or str(public_id) in self.objects or (chapter != "" and chapter in self.chapters)


EVERYWHERE = Reach(everywhere=True)
NOWHERE = Reach()


@dataclass(frozen=True, slots=True)
class Scope:
    """What an actor may do, and of each permission where. A right in one place says nothing about another right there,
    nor about the same right elsewhere."""

    reaches: Mapping[str, Reach] = field(default_factory=dict)

    @classmethod
    def of(cls, permissions: Iterable[str], reach: Reach = EVERYWHERE) -> Self:
        return cls(dict.fromkeys(permissions, reach) if reach else {})

    @property
    def may(self) -> frozenset[str]:
        """What is allowed somewhere."""
        return frozenset(filter(self.allows, self.reaches))

    def allows(self, permission: str) -> bool:
        return bool(self.reach(permission))

    def reach(self, permission: str) -> Reach:
        """A right of the house holds everywhere or not at all."""
        found = self.reaches.get(permission, NOWHERE)
        return NOWHERE if permission in OF_THE_HOUSE and not found.everywhere else found

    def may_on(self, *, public_id: object, chapter: str = "") -> frozenset[str]:
        """What is allowed on this one object."""
        return frozenset(name for name in self.reaches if self.reach(name).covers(public_id=public_id, chapter=chapter))

    def as_plain(self) -> list[tuple[str, bool, list[str], list[str], list[str]]]:
        """The same for two that are equal, in lists."""
        rows = ((name, self.reach(name)) for name in sorted(self.may))
        return [(n, r.everywhere, sorted(r.divisions), sorted(r.chapters), sorted(r.objects)) for n, r in rows]

    def __or__(self, other: "Scope") -> "Scope":
        names = self.reaches.keys() | other.reaches.keys()
        return Scope({name: self.reach(name) | other.reach(name) for name in names})


NOTHING = Scope()

# Every permission there is, with what it means. A door names one of them; a misspelt one fails at import.
PERMISSIONS = {
    "desk.enter": "Open the desk",
    "actions.read": "See petitions, calls, pledges and forms, and their figures",
    "actions.edit": "Write, publish and close them, post updates, say how they ended, type in paper signatures",
    "actions.people": "See who took part, take out or set aside what looks odd, and put it back",
    "actions.export": "Take along as tables who took part, and the calls",
    "petitions.moderate": "Show or hide comments",
    "petitions.deliver": "Prepare and download a delivery",
    "chapters.read": "See chapters, their area, their officers and how far they are",
    "chapters.edit": "Write what a chapter says and when it meets, keep its checklist, name its officers",
    "chapters.members": "See a chapter's members and their dues, take members in and let them go",
    "chapters.decide": "Found the chapters below: approve, charter, suspend, dissolve, and say which area they serve",
    "cases.read": "See what people asked us, with a trace of each look",
    "cases.answer": "Answer what people asked, give it to somebody else, close it",
    "cases.edit": "Say what kinds of questions there are and by when each is answered, and keep ready answers",
    "offices.edit": "Add and correct offices and who holds them",
    "people.read": "See people, with a trace of each look",
    "people.edit": "Correct people, tag and merge them, change consents on their word, erase them",
    "people.export": "Take lists of people out of the house",
    "mail.read": "See what was sent and what failed",
    "jobs.read": "See work that failed and start it again",
    "settings.edit": "Change name, look, mail and backup",
    "accounts.manage": "Invite organizers and change their roles",
}

# Rights of the house: what their pages show and change has no place, so in one place they open nothing.
OF_THE_HOUSE = frozenset({"cases.edit", "offices.edit", "mail.read", "jobs.read", "settings.edit", "accounts.manage"})
