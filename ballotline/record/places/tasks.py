"""What the worker calls for places."""

from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.ingest.models import Import
from ballotline.foundation.ingest.undoing import CantUndo
from ballotline.foundation.jobs import services as jobs
from ballotline.record.places import pack
from ballotline.record.places.taking_back import take_back


@jobs.long
def take_back_import(number: int, account: str) -> None:
    """Somebody at the desk asked for it. What has become impossible since then can be asked for again, and says why."""
    imported, at = Import.objects.get(pk=number), timezone.now()
    try:
        take_back(imported, at=at, apply=True)
    except CantUndo:
        Import.objects.filter(pk=number).update(undo_asked_at=None)
    else:
        audit.record("import taken back", on=("import", number), by=Actor.account(account), at=at)
        pack.current()
