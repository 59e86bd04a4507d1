"""What officers may do at their chapter and at all below it, until their term ends."""

from django.utils.translation import gettext_lazy

from ballotline.movement.accounts.roles import Role

PLACE = "chapter"  # the scope_kind of their grants

ORGANIZER = Role(
    "organizer",
    gettext_lazy("Organizer"),
    gettext_lazy("petitions, calls and pledges of the chapter, its people and members"),
    frozenset(
        {
            "desk.enter",
            "actions.read",
            "actions.edit",
            "actions.people",
            "petitions.moderate",
            "people.read",
            "cases.read",
            "cases.answer",
            "chapters.read",
            "chapters.members",
        }
    ),
)
OFFICER = Role(
    "officer",
    gettext_lazy("Officer"),
    gettext_lazy("all that an organizer may; corrects people, leads the chapter, founds the chapters below"),
    ORGANIZER.may | {"people.edit", "petitions.deliver", "chapters.edit", "chapters.decide"},
)
DATA_LEAD = Role(
    "data lead",
    gettext_lazy("Data lead"),
    gettext_lazy("all that an organizer may; corrects people and takes lists out of the house"),
    ORGANIZER.may | {"people.edit", "people.export", "actions.export"},
)
ROLES = {role.name: role for role in (OFFICER, ORGANIZER, DATA_LEAD)}
CHOICES = [(role.name, role) for role in ROLES.values()]
