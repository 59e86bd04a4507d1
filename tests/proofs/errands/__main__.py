"""`python -m tests.proofs.errands ask NAME COUNT [FIRST]` asks for jobs;
`… report` prints what became of them, as JSON."""

import json
import sys

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from ballotline.foundation.audit.models import Entry  # noqa: E402
from ballotline.foundation.jobs import queries  # noqa: E402
from ballotline.foundation.jobs import services as jobs  # noqa: E402
from ballotline.foundation.jobs.models import Job, Lease  # noqa: E402


def ask(name: str, count: int, first: int = 0) -> None:
    with transaction.atomic():
        for number in range(first, first + count):
            jobs.enqueue(f"errands.{name}", at=timezone.now(), number=number)


def report() -> dict[str, object]:
    return {
        "lines": sorted(Entry.objects.values_list("verb", "object_id")),
        "statuses": list(Job.objects.values_list("status", flat=True)),
        "met by a kill": sum(len(workers) > 1 for workers in Job.objects.values_list("worker_ids", flat=True)),
        "failed": [(job.name, job.attempts, job.problem) for job in queries.failed()],
        "leases": Lease.objects.count(),
    }


if sys.argv[1] == "ask":
    ask(sys.argv[2], *map(int, sys.argv[3:]))
else:
    print(json.dumps(report()))
