"""For other rooms' tests: do what waits, without a worker process."""

from datetime import datetime

from ballotline.foundation.jobs import running
from ballotline.foundation.jobs.models import Job, State
from ballotline.foundation.jobs.queries import Asked


def work_off(*, at: datetime, at_most: int = 1_000) -> int:
    """Runs every job that is ready at `at`, also those that these ask for; how many."""
    for count in range(at_most):
        job = running.claim(worker="a worker in a test", at=at)
        if job is None:
            return count
        running.run(job, now=lambda: at)
    raise AssertionError(f"After {at_most} jobs there are still more")


def waiting() -> list[tuple[str, dict[str, object]]]:
    """(name, arguments) of the jobs that wait, in the order asked."""
    jobs = Job.objects.filter(status=State.READY).order_by("enqueued_at")
    return [(asked.name, dict(asked.arguments)) for asked in map(Asked.of, jobs)]
