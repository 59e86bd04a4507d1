"""What settings say of jobs beside their names: how long each sort may take before it counts as hung."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """`long_job` counts from the moment when the job last said that it is still working."""

    job: timedelta
    long_job: timedelta
    drain: timedelta
