"""Takes an import of public data back, of places or of offices;
the lines on file are put together anew where it matters."""

from datetime import datetime

from django.db import transaction

from ballotline.foundation.ingest.models import Import
from ballotline.foundation.ingest.undoing import Undone, undo
from ballotline.record.places.models import Plan


@transaction.atomic
def take_back(imported: Import, *, at: datetime, apply: bool) -> Undone:
    """Without `apply` only says what would happen. Raises CantUndo."""
    done = undo(imported, at=at)
    if done.left:
        # A pack is known by the moments of its plans: some rows are as before and some
        # are not, and there was no such pack.
        Plan.objects.update(changed_at=at)
    if not apply:
        transaction.set_rollback(True)
    return done
