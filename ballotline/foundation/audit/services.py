"""The one verb of the log: write a line. There is none to change or remove one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from ballotline.foundation.audit.models import Entry


class Acting(Protocol):
    """Whoever acts; `access.Actor` fits, and this room need not know it."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...


def record(verb: str, *, on: tuple[str, object], by: Acting, at: datetime, fields: Iterable[str] = ()) -> None:
    """`on` is (kind, public id), as in `("petition", petition.public_id)`."""
    kind, public_id = on
    Entry.objects.create(
        at=at,
        verb=verb,
        object_kind=kind,
        object_id=str(public_id),
        actor_kind=by.kind,
        actor_id=by.id,
        fields=", ".join(fields)[:400],
    )
