"""Reading the log."""

from django.db.models import QuerySet

from ballotline.foundation.audit.models import Entry

# Nothing in the log is ever changed: what has another name since stands there under both.
ONCE_CALLED = {"call campaign": "campaign"}


def history(kind: str, public_id: object) -> QuerySet[Entry]:
    """What was done to one object, newest first."""
    kinds = {kind, ONCE_CALLED.get(kind, kind)}
    return Entry.objects.filter(object_kind__in=kinds, object_id=str(public_id)).order_by("-at", "-id")
