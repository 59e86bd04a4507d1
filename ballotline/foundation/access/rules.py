"""Actors and scopes as plain values. No Django here."""

from dataclasses import dataclass
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
class Scope:
    """What an actor may do (`may`, permission names) and where: everything, or sets of ids."""

    may: frozenset[str] = frozenset()
    everything: bool = False
    divisions: frozenset[str] = frozenset()
    chapters: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()

    def allows(self, permission: str) -> bool:
        return permission in self.may


NOTHING = Scope()

# Every permission there is, with what it means. A door names one of them; a misspelt one fails at import.
PERMISSIONS = {
    "desk.enter": "Open the desk",
    "actions.read": "See petitions, calls and pledges, and their figures",
    "actions.edit": "Write, publish and close them, post updates, say how they ended, type in paper signatures",
    "actions.people": "See who took part, take out or set aside what looks odd, and put it back",
    "actions.export": "Take along as tables who took part, and the calls",
    "petitions.moderate": "Show or hide comments",
    "petitions.deliver": "Prepare and download a delivery",
    "offices.edit": "Add and correct offices and who holds them",
    "people.read": "See people, with a trace of each look",
    "people.edit": "Correct people, tag them, change consents on their word, erase them",
    "people.export": "Take lists of people out of the house",
    "mail.read": "See what was sent and what failed",
    "jobs.read": "See failed jobs and start them again",
    "settings.edit": "Change name, look, mail and backup",
    "accounts.manage": "Invite organizers and change their roles",
}
