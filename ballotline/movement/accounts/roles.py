"""Roles: each a name, what it means in a sentence, and the permissions that it gives wherever it is held.

Here stand those that hold over everything, and the one that holds for one thing. Rooms above bring their own, which
hold at a place of theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ballotline.foundation.access.rules import EVERYWHERE, PERMISSIONS, Reach, Scope

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Role:
    """`name` is what a grant keeps; `words` and `means` are what one reads: "Moderator: petitions and …"."""

    name: str
    words: Words
    means: Words
    may: frozenset[str]

    def __str__(self) -> str:
        return f"{self.words}: {self.means}"

    def scope(self, reach: Reach) -> Scope:
        return Scope.of(self.may, reach)


OWNER = Role("owner", gettext_lazy("Owner"), gettext_lazy("everything, and who may come in"), frozenset(PERMISSIONS))
STAFF = Role(
    "staff",
    gettext_lazy("Staff"),
    gettext_lazy("everything but who may come in"),
    frozenset(PERMISSIONS) - {"accounts.manage"},
)
MODERATOR = Role(
    "moderator",
    gettext_lazy("Moderator"),
    gettext_lazy("petitions and their comments, nobody's address"),
    frozenset({"desk.enter", "actions.read", "petitions.moderate"}),
)
ROLES = {role.name: role for role in (OWNER, STAFF, MODERATOR)}
CHOICES = [(role.name, role) for role in ROLES.values()]


ONE_THING = "object"  # the scope_kind of a helper's grant; its id is that of the thing
HELPER = Role(
    "helper",
    gettext_lazy("Helper"),
    gettext_lazy("one petition, call, pledge or form: publishes and ends it, writes to who took part, sees them"),
    frozenset({"desk.enter", "actions.read", "actions.edit", "actions.people", "petitions.moderate"}),
)


def scope_of_help(objects: Iterable[str]) -> Scope:
    """What somebody may who helps with these, by their public ids."""
    return HELPER.scope(Reach(objects=frozenset(objects)))


def scope_of_roles(roles: Iterable[str]) -> Scope:
    """Everything that one of the roles may; a role that nobody knows gives nothing."""
    held = [ROLES[name].may for name in roles if name in ROLES]
    return Scope.of(frozenset[str]().union(*held), EVERYWHERE)
