"""What the jobs' own room does now and then."""

from django.utils import timezone

from ballotline.foundation.jobs import planner, rules
from ballotline.foundation.jobs.models import Job, State
from ballotline.foundation.jobs.services import long, still_working

CHUNK = 1_000


@long
def prune() -> int:
    """Forgets jobs that were done days ago, a thousand a commit so that nobody waits for us. Failed ones stay."""
    old = Job.objects.filter(status=State.SUCCESSFUL, finished_at__lt=timezone.now() - rules.KEEP_DONE_FOR)
    pruned = 0
    while ids := list(old.values_list("id", flat=True)[:CHUNK]):
        still_working()
        pruned += Job.objects.filter(id__in=ids).delete()[0]
    return pruned


@long
def refresh_statistics() -> None:
    planner.refresh_statistics()
