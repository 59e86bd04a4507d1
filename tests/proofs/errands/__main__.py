"""`python -m tests.proofs.errands ask NAME COUNT` asks for jobs; `… report` prints what became of them, as JSON."""

import json
import sys

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from ballotline.foundation.audit.models import Entry  # noqa: E402
from ballotline.foundation.jobs import services as jobs  # noqa: E402
from ballotline.foundation.jobs.models import Job, Lease  # noqa: E402


def ask(name: str, count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            jobs.enqueue(f"errands.{name}", at=timezone.now(), number=number)


def report() -> dict[str, object]:
    return {
        "lines": sorted(Entry.objects.values_list("verb", "object_id")),
        "statuses": list(Job.objects.values_list("status", flat=True)),
        "met by a kill": sum(len(workers) > 1 for workers in Job.objects.values_list("worker_ids", flat=True)),
        "leases": Lease.objects.count(),
    }


if sys.argv[1] == "ask":
    ask(sys.argv[2], int(sys.argv[3]))
else:
    print(json.dumps(report()))
