"""Who did something, in the words that the reader's role may see. The log keeps a kind and a public id, never a name: a
name is looked up here, at the moment of reading, and for the reader only.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Actor, Scope

Who = tuple[str, str]  # an actor's kind and public id


def in_words(actors: Iterable[Who], *, reader: Actor, scope: Scope) -> dict[Who, str]:
    """Of each: an organizer by name as far as the reader may know it (BALLOTLINE_NAMES), else as the office. As many
    statements for one as for many."""
    actors = set(actors)
    names = _names(actors, scope)
    return {(kind, id_): _said(kind, id_, names, reader) for kind, id_ in actors}


def _names(actors: Iterable[Who], scope: Scope) -> Mapping[str, str]:
    ids = [id_ for kind, id_ in actors if kind == "account" and _is_public_id(id_)]
    return settings.BALLOTLINE_NAMES(ids, scope) if ids else {}


def _is_public_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _said(kind: str, id_: str, names: Mapping[str, str], reader: Actor) -> str:
    if kind == "account":
        return _("you") if (kind, id_) == (reader.kind, reader.id) else names.get(id_) or _("the organization’s office")
    if kind == "command":
        return _("the host (“ballotline %(command)s”)") % {"command": id_}
    words = {
        "person": _("the person themselves"),
        "visitor": _("whoever opened the mailed link"),
        "system": _("the program"),
    }
    return words.get(kind, kind)
