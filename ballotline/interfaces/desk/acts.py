"""What the desk says of each thing that a person did, whichever room recorded it."""

from ballotline.foundation.organization.queries import has_chapters
from ballotline.organizing.actions import declared
from ballotline.organizing.actions.declared import Words
from ballotline.organizing.chapters.words import DEEDS


def deeds() -> dict[str, Words]:
    """{kind of an activity: what somebody did, "signed"}"""
    return {**declared.deeds(), **DEEDS}


def to_ask_for() -> dict[str, Words]:
    """The same, of what there can be: of chapters nothing is said before there is one."""
    return deeds() if has_chapters() else declared.deeds()
