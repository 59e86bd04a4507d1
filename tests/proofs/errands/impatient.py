"""The errands' settings, with limits that a proof can wait for: two tries, a second between them."""

from datetime import timedelta

from ballotline.foundation.jobs import rules
from ballotline.foundation.jobs.seams import TimeLimits
from tests.proofs.errands.settings import *  # noqa: F403

BALLOTLINE_TIME_LIMITS = TimeLimits(job=timedelta(seconds=3), long_job=timedelta(seconds=5), drain=timedelta(seconds=5))
BALLOTLINE_DRAINS = ["errands.hang_in_a_drain"]
rules.AGAIN_AFTER = (timedelta(seconds=1),)
