"""Who works here, and what happens to the job of a worker that died.

A worker holds two signs of life: a row with a lease that it renews, and a locked file in the data folder. The kernel
lets go of the lock when the process ends, however it ends, so a dead worker of the same machine is known at once;
one of another machine when its lease has run out.
"""

import fcntl
import os
import re
import secrets
import socket
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from ballotline.foundation.jobs import limits, rules
from ballotline.foundation.jobs.models import Job, Lease
from ballotline.foundation.jobs.queries import Asked, running
from ballotline.foundation.jobs.running import LostClaim, give_up, put_back, took_too_long


def new_name() -> str:
    """Readable in a log and never used twice: machine, process, a random end."""
    machine = re.sub(r"[^A-Za-z0-9]+", "-", socket.gethostname())[:30]
    return f"{machine}-{os.getpid()}-{secrets.token_hex(6)}"


def sign_of_life(worker: str) -> IO[str]:
    """The locked file of a living worker. It stays locked as long as the caller keeps it open."""
    path = _path(worker)
    path.parent.mkdir(exist_ok=True)
    file = path.open("w")
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return file


def is_dead(worker: str) -> bool:
    """True if the worker's file lies here and nobody holds it. Without a file here we can't know."""
    try:
        with _path(worker).open("r") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (FileNotFoundError, BlockingIOError):
        return False
    return True


def where_it_hung(worker: str) -> str:
    """Where the worker stood when its job's time was over; "" if it ended otherwise, or was of another machine."""
    try:
        said = _path(worker).read_text(errors="replace")
    except FileNotFoundError:
        return ""
    return said if said.startswith(limits.RANG) else ""


def renew(worker: str, *, at: datetime) -> None:
    """Also begins it, and begins it again if it was taken for ended."""
    Lease.objects.update_or_create(
        worker=worker, defaults={"until": at + rules.LEASE}, create_defaults={"until": at + rules.LEASE, "began_at": at}
    )


def end(worker: str) -> None:
    """It has gone, or is known to be dead."""
    Lease.objects.filter(worker=worker).delete()
    _path(worker).unlink(missing_ok=True)


def reap(*, me: str, at: datetime) -> int:
    """Takes the jobs of workers that are gone and lets them wait again; how many. Called while `me` runs no job.

    The jobs are read before the leases: a worker that begins in between has its lease before its first job.
    """
    jobs = list(running())
    leases = list(Lease.objects.exclude(worker=me))
    gone = {lease.worker for lease in leases if lease.until < at or is_dead(lease.worker)}
    alive = {lease.worker for lease in leases} - gone
    orphans = [job for job in jobs if job.worker_ids[-1] not in alive]
    for job in orphans:
        if where := where_it_hung(job.worker_ids[-1]):
            took_too_long(job, where=where, limit=limits.of(Asked.of(job).name), at=at)
        else:
            _let_wait_again(job, at)
    for worker in gone:
        end(worker)
    return len(orphans)


def _let_wait_again(job: Job, at: datetime) -> None:
    """At once, without counting it as a failure; but a job that killed its worker time and again is shown."""
    attempt = Asked.of(job).attempt
    deaths = len(job.worker_ids) - attempt + 1
    problem = f"The worker ended {deaths} times while it ran this job"
    try:
        if deaths > rules.DEATHS_AT_MOST:
            give_up(job, problem=problem, at=at)
        else:
            put_back(job, run_after=at, attempt=attempt, problem=problem, at=at)
    except LostClaim:  # it was alive after all, or another worker reaped it
        return


def _path(worker: str) -> Path:
    return Path(settings.CONFIG.home) / "workers" / worker
