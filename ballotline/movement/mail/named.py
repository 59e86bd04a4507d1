"""From a name to a kind of mail: "arrivals.PleaseConfirm" is the class in the `mails` module of the app `arrivals`.

A kind says there what allows it, how soon it leaves and what it is for; the verbs and the drain read it from the class.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import cast

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ballotline.movement.mail.words import Basis, Lane, Mail

PURPOSE_AT_MOST = 20  # the columns of refusals and consents


class UnknownKind(LookupError):
    """No app has a kind of mail of this name; the name is the first argument."""


def mail_class(kind: str) -> type[Mail] | None:
    """None for a kind that nobody knows (any more): one such message must not hold up the others."""
    label, _dot, name = kind.partition(".")
    try:
        return cast("type[Mail]", getattr(import_module(f"{apps.get_app_config(label).name}.mails"), name))
    except (LookupError, ModuleNotFoundError, AttributeError):
        return None


def kind_named(kind: str) -> type[Mail]:
    """For who asks for a message. Raises UnknownKind."""
    found = mail_class(kind)
    if found is None:
        raise UnknownKind(kind)
    return found


def called(kind: str) -> str:
    """What a message is, as the desk says it."""
    found = mail_class(kind)
    return str(found.called) if found else _("a message that we no longer send")


def every_kind() -> Iterator[tuple[str, type[object]]]:
    """All kinds of mail of all rooms, by name."""
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.mails"):
            yield from (
                (f"{app.label}.{kind.__name__}", kind) for kind in _kinds_in(import_module(f"{app.name}.mails"))
            )


def _kinds_in(module: ModuleType) -> list[type[object]]:
    """The classes written there that can be loaded or worded."""
    own = (one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__)
    return [one for one in own if hasattr(one, "load") or hasattr(one, "words")]


def what_is_missing(kind: type[object]) -> list[str]:
    """The words that a kind doesn't say of itself, or says wrongly."""
    purpose = getattr(kind, "purpose", None)
    is_right = {
        "basis": isinstance(getattr(kind, "basis", None), Basis),
        "lane": isinstance(getattr(kind, "lane", None), Lane),
        "called": isinstance(called := getattr(kind, "called", None), str | Promise) and str(called) != "",
        "purpose": isinstance(purpose, property) or _is_a_purpose(purpose),
        "load": callable(getattr(kind, "load", None)),
        "words": callable(getattr(kind, "words", None)),
        "stop": getattr(kind, "basis", None) != Basis.REQUEST or callable(getattr(kind, "stop", None)),
    }
    return [word for word, right in is_right.items() if not right]


def _is_a_purpose(purpose: object) -> bool:
    return isinstance(purpose, str) and 1 <= len(purpose) <= PURPOSE_AT_MOST
