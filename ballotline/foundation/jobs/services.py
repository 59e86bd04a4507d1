"""The verbs of jobs for other rooms: ask for one, try a failed one again, or let it go.

A job is a row of the same commit as the act that asks for it. `@jobs.long` marks a task that needs its own commits
(rules.py says when). How a job runs: running.py and worker.py.
"""

import logging
from datetime import datetime
from typing import Protocol, cast
from uuid import UUID

from django.db import transaction

from ballotline.foundation.jobs import rules
from ballotline.foundation.jobs.keys import take_key
from ballotline.foundation.jobs.limits import still_working
from ballotline.foundation.jobs.models import Job, State
from ballotline.foundation.jobs.named import run_named
from ballotline.foundation.jobs.queries import Asked
from ballotline.foundation.jobs.rules import long

__all__ = ["NotFailed", "enqueue", "let_go", "long", "retry", "still_working"]

logger = logging.getLogger(__name__)


class Acting(Protocol):
    """Whoever acts; `access.Actor` fits, and this room need not know it."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...


class NotFailed(Exception):
    """The job is not (or no longer) among the failed ones; somebody else was quicker."""


@transaction.atomic
def enqueue(
    name: str, /, *, at: datetime, after: datetime | None = None, key: str = "", **arguments: object
) -> UUID | None:
    """Asks for the function called `name` ("petition.build_delivery"), not before `after`. Returns the job's id.

    With a `key` at most one such job waits: None comes back if one does, and it will see what this transaction
    wrote. Arguments are what JSON can hold: ids travel as text.
    """
    if not rules.NAME.fullmatch(name):
        raise ValueError(f"Write a job's name like petition.build_delivery, not {name!r}")
    if len(key) > rules.KEY_AT_MOST or "\x00" in key:
        raise ValueError(f"A job's key has at most {rules.KEY_AT_MOST} characters: {key!r}")
    if key and not take_key(key, at=at):
        return None
    task = run_named.using(run_after=after or at)
    return UUID(task.enqueue(name=name, arguments=arguments, attempt=1, key=key).id)


@transaction.atomic
def retry(job_id: UUID | str, *, by: Acting, at: datetime) -> None:
    """Lets a failed job start from the beginning, all its tries before it. Raises NotFailed.

    If a newer job with the same key waits already, this one is let go: the newer does its work.
    """
    job = _failed(job_id)
    asked = Asked.of(job)
    logger.info("Job %s is tried again by %s %s", asked.name, by.kind, by.id)
    if asked.key and not take_key(asked.key, at=at):
        job.delete()
        return
    kwargs = {**job.args_kwargs["kwargs"], "attempt": 1}
    changed = Job.objects.filter(id=job.id, status=State.FAILED).update(
        status=State.READY,
        run_after=at,
        worker_ids=[],
        args_kwargs={"args": [], "kwargs": kwargs},
        finished_at=None,
    )
    if not changed:
        raise NotFailed(str(job_id))


def let_go(job_id: UUID | str, *, by: Acting) -> None:
    """Takes a failed job off the list for good. Raises NotFailed."""
    job = _failed(job_id)
    logger.info("Job %s is let go by %s %s", Asked.of(job).name, by.kind, by.id)
    job.delete()


def _failed(job_id: UUID | str) -> Job:
    job = Job.objects.filter(id=job_id, status=State.FAILED).first()
    if job is None:
        raise NotFailed(str(job_id))
    return cast(Job, job)
