"""What the worker calls for imports."""

from django.utils import timezone

from ballotline.foundation.ingest import undoing


def forget_traces() -> None:
    undoing.forget_traces(at=timezone.now())
