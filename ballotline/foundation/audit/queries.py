"""Reading the log."""

from django.db.models import QuerySet

from ballotline.foundation.audit.models import Entry


def history(kind: str, public_id: object) -> QuerySet[Entry]:
    """What was done to one object, newest first."""
    return Entry.objects.filter(object_kind=kind, object_id=str(public_id)).order_by("-at", "-id")
