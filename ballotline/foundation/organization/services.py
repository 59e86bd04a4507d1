"""The one verb over the row about us: change it."""

from collections.abc import Mapping

from django.db import transaction

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
