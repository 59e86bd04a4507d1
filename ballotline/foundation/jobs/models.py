"""Three small tables beside the library's table of jobs: keys that wait, leases of workers, slots of periodic jobs."""

from django.db import models
from django_tasks.base import TaskResultStatus as State
from django_tasks_db.models import DBTaskResult as Job

from ballotline.foundation.jobs import rules

__all__ = ["Job", "JobKey", "Lease", "PeriodicRun", "State"]


class JobKey(models.Model):
    """There while a job with this key waits; gone when it starts. `ticket` says whose row it is."""

    key = models.CharField(max_length=rules.KEY_AT_MOST)
    ticket = models.UUIDField()
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="one_waiting_job_per_key")]


class Lease(models.Model):
    """A worker that says it lives, until when it must say so again."""

    worker = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["worker"], name="one_lease_per_worker")]


class PeriodicRun(models.Model):
    """A periodic job was asked for in this slot; only the newest slot of each name is kept."""

    name = models.CharField(max_length=100)
    slot = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="one_periodic_run_per_slot")]
