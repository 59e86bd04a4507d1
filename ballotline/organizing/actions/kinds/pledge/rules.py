"""Small places put together. No Django here."""

from collections.abc import Iterable
from datetime import timedelta

MAILS_LEAVE_AFTER = timedelta(minutes=10)  # until then a verdict can be taken back, and nobody was written to
SMALLEST_SHOWN = 10

Counts = list[tuple[str, int]]


def put_together(rows: Iterable[tuple[str, int]], *, least: int = SMALLEST_SHOWN) -> tuple[Counts, int]:
    """(places with at least so many, the most first; how many live elsewhere).

    Those elsewhere are nobody or at least `least`, too: else the smallest place shown joins them, so that no small number can be
    found by taking away.
    """
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    shown = [row for row in ordered if row[0] and row[1] >= least]
    elsewhere = sum(n for _place, n in ordered) - sum(n for _place, n in shown)
    while 0 < elsewhere < least and shown:
        elsewhere += shown.pop()[1]
    return shown, elsewhere
