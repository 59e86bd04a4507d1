"""One job's way through a worker: claimed, run, done; or put back for later; or given up and shown.

The row of the job is its own fence. A claim writes the moment into `started_at`, and whoever ends the job must find
that same moment there: a worker that was taken for dead, and wakes up, ends nothing and its effect is rolled back.
"""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from traceback import format_exception

from django.db import transaction
from django.db.models import QuerySet

from ballotline.foundation.jobs import rules
from ballotline.foundation.jobs.keys import free_key, take_key
from ballotline.foundation.jobs.models import Job, State
from ballotline.foundation.jobs.named import UnknownJob, function_named, run_named
from ballotline.foundation.jobs.queries import Asked, ready

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]


class LostClaim(Exception):
    """Somebody else has this job now."""


def claim(*, worker: str, at: datetime) -> Job | None:
    """The next ready job, now ours; None when there is none, or another worker was quicker.

    Looks with a plain read first: an idle worker never takes SQLite's write lock.
    """
    job = ready(at).first()
    if job is None:
        return None
    with transaction.atomic():
        untouched = Job.objects.filter(id=job.id, status=State.READY, run_after=job.run_after)
        workers = [*job.worker_ids, worker]
        if not untouched.update(status=State.RUNNING, started_at=at, worker_ids=workers):
            return None
        if key := Asked.of(job).key:
            free_key(key)
    job.status, job.started_at, job.worker_ids = State.RUNNING, at, workers
    return job


def run(job: Job, *, now: Clock) -> None:
    """Runs a claimed job. Its effect and its status are one commit, unless the function is marked `@jobs.long`."""
    asked = Asked.of(job)
    try:
        function = function_named(asked.name)
        with nullcontext() if rules.is_long(function) else transaction.atomic():
            run_named.func(**job.args_kwargs["kwargs"])
            _done(job, at=now())
        if not rules.is_long(function):
            _warn_if_slow(job, asked, now())
    except LostClaim:
        logger.warning("Job %s took so long to answer that another worker has it", asked.name)
    except (Exception, SystemExit) as problem:  # whatever a task raises is the task's failure, never the worker's
        _failed(job, asked, problem, at=now())


def put_back(job: Job, *, run_after: datetime, attempt: int, problem: str, at: datetime) -> None:
    """A running job waits again. If a newer job with its key waits already, that one does the work of both."""
    kwargs = {**job.args_kwargs["kwargs"], "attempt": attempt}
    key = Asked.of(job).key
    with transaction.atomic():
        if key and not take_key(key, at=at):
            _end(job, status=State.SUCCESSFUL, finished_at=at, return_value="left to a newer job with the same key")
        else:
            _end(
                job,
                status=State.READY,
                run_after=run_after,
                traceback=problem,
                args_kwargs={"args": [], "kwargs": kwargs},
            )


def give_up(job: Job, *, problem: str, at: datetime) -> None:
    """The desk shows it, and somebody there may try it again."""
    _end(job, status=State.FAILED, finished_at=at, traceback=problem)


def _done(job: Job, *, at: datetime) -> None:
    _end(job, status=State.SUCCESSFUL, finished_at=at, traceback="")


def _failed(job: Job, asked: Asked, problem: BaseException, *, at: datetime) -> None:
    again = None if isinstance(problem, UnknownJob) else rules.next_try(asked.attempt, at)
    text = "".join(format_exception(problem)).replace("\x00", "")[-20_000:]
    logger.warning("Job %s failed (try %d) and %s", asked.name, asked.attempt, _outcome(again), exc_info=problem)
    _try_again(job, asked, again, problem=text, at=at)


def took_too_long(job: Job, *, where: str, limit: timedelta, at: datetime) -> None:
    """Its worker was ended for it. That is a failed try like any other; `where` says where it stood."""
    asked = Asked.of(job)
    again = rules.next_try(asked.attempt, at)
    text = f"{where[-20_000:]}\n{rules.took_too_long(limit)}"
    logger.warning("Job %s hung (try %d) and %s. %s", asked.name, asked.attempt, _outcome(again), text)
    _try_again(job, asked, again, problem=text, at=at)


def _outcome(again: datetime | None) -> str:
    return f"is tried again at {again:%H:%M:%S}" if again else "is given up; the desk shows it"


def _try_again(job: Job, asked: Asked, again: datetime | None, *, problem: str, at: datetime) -> None:
    try:
        if again is None:
            give_up(job, problem=problem, at=at)
        else:
            put_back(job, run_after=again, attempt=asked.attempt + 1, problem=problem, at=at)
    except LostClaim:
        logger.warning("Job %s is in another worker's hands already", asked.name)


def _end(job: Job, **columns: object) -> None:
    """Writes how the job goes on, if it is still ours. Raises LostClaim."""
    if not _ours(job).update(**columns):
        raise LostClaim(job.id)


def _ours(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(id=job.id, status=State.RUNNING, started_at=job.started_at)


def _warn_if_slow(job: Job, asked: Asked, at: datetime) -> None:
    if job.started_at and at - job.started_at > rules.SHORT:
        logger.warning("Job %s held its transaction for %s; mark it @jobs.long", asked.name, at - job.started_at)
