"""What the desk says of each thing that a person did, whichever room recorded it."""

from ballotline.organizing.actions import declared
from ballotline.organizing.actions.declared import Words
from ballotline.organizing.chapters.words import DEEDS


def deeds() -> dict[str, Words]:
    """{kind of an activity: what somebody did, "signed"}"""
    return {**declared.deeds(), **DEEDS}
