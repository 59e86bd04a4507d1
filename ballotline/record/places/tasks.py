"""What the worker calls for places."""

from django.utils import timezone

from ballotline.foundation.ingest.models import Import
from ballotline.foundation.ingest.undoing import CantUndo
from ballotline.foundation.jobs import services as jobs
from ballotline.record.places import pack
from ballotline.record.places.taking_back import take_back


@jobs.long
def take_back_import(number: int) -> None:
    """The desk asked for it. What has become impossible since then can be asked for again, and says why."""
    imported = Import.objects.get(pk=number)
    try:
        take_back(imported, at=timezone.now(), apply=True)
    except CantUndo:
        Import.objects.filter(pk=number).update(undo_asked_at=None)
    else:
        pack.current()
