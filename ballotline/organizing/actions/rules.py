"""What is true of every ask: its window and its address. No Django here."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Window:
    """When an ask is open: `opens` counts, `closes` does not; None is "always been" and "until we close it"."""

    opens: datetime | None = None
    closes: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        return not self.is_early(at) and not self.is_over(at)

    def is_early(self, at: datetime) -> bool:
        return self.opens is not None and at < self.opens

    def is_over(self, at: datetime) -> bool:
        return self.closes is not None and at >= self.closes


def slug_of(title: str) -> str:
    """An address from a title: "Keep the Ferry Street library open" is keep-the-ferry-street-library-open."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "ask"
