"""The verbs of cases: asked.py (what is asked, and ready answers), opening.py (a case begins, or its person writes
again), working.py (answer, give, close), sorting.py (what it is about and where it lies), duty.py (who is there, who
looks, what is late).

Each is one transaction and leaves an entry in the case's thread, where others must see it, and in the log.
"""

from ballotline.organizing.intake.models import Entry


class WrittenMeanwhile(Exception):
    """Somebody answered, closed it, or the person wrote again, while this answer was being written: `entry` is that."""

    def __init__(self, entry: Entry | None) -> None:
        super().__init__(entry)
        self.entry = entry


class NoMailbox(Exception):
    """Nobody knows where to send an answer."""
