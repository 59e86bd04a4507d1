"""What a check of the doctor saw, and how long ago something was, in words."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw. `do` says what to do; it is empty where all is well."""

    says: str
    do: str = ""

    @property
    def is_ok(self) -> bool:
        return not self.do


def age(span: timedelta) -> str:
    """ "3 minutes", "5 hours", "2 days": the largest unit of which there are at least two."""
    seconds = int(span.total_seconds())
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} seconds"
