"""Reading the jobs: what is ready, what failed, who works."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ballotline.foundation.jobs import rules
from ballotline.foundation.jobs.models import Job, Lease, State


@dataclass(frozen=True, slots=True)
class Asked:
    """What a job's row asks for. A row that another program wrote has no name: it fails, and is shown."""

    name: str
    arguments: Mapping[str, object]
    attempt: int
    key: str

    @classmethod
    def of(cls, job: Job) -> "Asked":
        kwargs: dict[str, Any] = job.args_kwargs["kwargs"]
        attempt = kwargs.get("attempt", 1)
        return cls(kwargs.get("name", job.task_path), kwargs.get("arguments", {}), attempt, kwargs.get("key", ""))


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A row for the desk, the doctor. `problem` is the last line of the traceback."""

    id: UUID
    name: str
    arguments: Mapping[str, object]
    asked_at: datetime
    failed_at: datetime | None
    attempts: int
    problem: str


def ready(at: datetime) -> QuerySet[Job]:
    """Jobs that may start, the longest waiting first."""
    return Job.objects.filter(status=State.READY, run_after__lte=at).order_by("-priority", "run_after", "enqueued_at")


def running() -> QuerySet[Job]:
    return Job.objects.filter(status=State.RUNNING)


def failed(at_most: int = 100) -> list[FailedJob]:
    """Jobs that were given up, the newest first."""
    jobs = Job.objects.filter(status=State.FAILED).order_by("-finished_at")[:at_most]
    return [_failed_row(job, Asked.of(job)) for job in jobs]


def hung() -> list[FailedJob]:
    """Jobs whose time was over at their last try: given up, or waiting for the next."""
    jobs = Job.objects.filter(status__in=[State.READY, State.FAILED], traceback__endswith=rules.HUNG)
    return [_failed_row(job, Asked.of(job)) for job in jobs.order_by("-started_at")[:100]]


def is_on_its_way(name: str) -> bool:
    """Whether a job of this name waits or runs."""
    return Job.objects.filter(status__in=[State.READY, State.RUNNING], args_kwargs__kwargs__name=name).exists()


def failed_count() -> int:
    return Job.objects.filter(status=State.FAILED).count()


def workers(at: datetime) -> QuerySet[Lease]:
    """Workers whose lease runs. None: nothing is mailed and no job is done, and the desk should say so."""
    return Lease.objects.filter(until__gte=at)


def _failed_row(job: Job, asked: Asked) -> FailedJob:
    lines = job.traceback.strip().splitlines()
    problem = lines[-1][:300] if lines else ""
    return FailedJob(job.id, asked.name, asked.arguments, job.enqueued_at, job.finished_at, asked.attempt, problem)
