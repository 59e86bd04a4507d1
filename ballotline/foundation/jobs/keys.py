"""At most one waiting job per key: the key's row is there while such a job waits, and is gone when it starts."""

from datetime import datetime
from uuid import uuid4

from ballotline.foundation.jobs.models import JobKey


def take_key(key: str, *, at: datetime) -> bool:
    """True if no job with this key waits. Belongs into the transaction that makes the job wait.

    Also where the key is taken its row is touched: on PostgreSQL the worker then waits for our commit before
    it starts the waiting job, so that job sees our work.
    """
    mine = JobKey(key=key, ticket=uuid4(), asked_at=at)
    JobKey.objects.bulk_create([mine], update_conflicts=True, unique_fields=["key"], update_fields=["asked_at"])
    return JobKey.objects.filter(key=key, ticket=mine.ticket).exists()


def free_key(key: str) -> None:
    """Belongs into the transaction that starts the waiting job."""
    JobKey.objects.filter(key=key).delete()
