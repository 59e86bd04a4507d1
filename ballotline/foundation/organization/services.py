"""The verbs over the row about us: change it, edit it with a way back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models.fields.files import FieldFile

from ballotline.foundation.organization.models import Edition
from ballotline.foundation.organization.queries import forget_us, us


@transaction.atomic
def change(fields: Mapping[str, object]) -> list[str]:
    """Saves these fields of the one row; the names of those that changed."""
    forget_us()
    ours = us()
    changed = [name for name, value in fields.items() if getattr(ours, name) != value]
    for name in changed:
        setattr(ours, name, fields[name])
    ours.pk = 1
    if changed:
        ours.save()
    forget_us()
    transaction.on_commit(forget_us)  # somebody may have read the old row meanwhile
    return changed


@transaction.atomic
def edit(fields: Mapping[str, object], *, at: datetime) -> tuple[list[str], Edition | None]:
    """As `change`, and keeps what stood there before. Returns (names of changed fields, the edition, None if none)."""
    forget_us()
    before = {name: _plain(getattr(us(), name)) for name in fields}
    changed = change(fields)
    if not changed:
        return [], None
    return changed, Edition.objects.create(at=at, fields={name: before[name] for name in changed})


def _plain(value: object) -> object:
    """A picture by its name in the data folder; all else is text, numbers and yes or no already."""
    return value.name or "" if isinstance(value, FieldFile) else value
