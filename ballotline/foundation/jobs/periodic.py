"""Jobs that come round: settings.BALLOTLINE_PERIODIC says how often, a unique row per slot that each comes once."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from ballotline.foundation.jobs import rules
from ballotline.foundation.jobs.models import PeriodicRun
from ballotline.foundation.jobs.services import enqueue


class Calendar:
    """Asks for what is due. It remembers the slots it has seen, so most looks cost nothing."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}

    def ask(self, *, at: datetime) -> None:
        for name, every in settings.BALLOTLINE_PERIODIC.items():
            slot = rules.slot(at, every)
            if self.seen.get(name) != slot:
                ask_once(name, slot, at=at)
                self.seen[name] = slot


def ask_once(name: str, slot: int, *, at: datetime) -> None:
    """One job per name and slot, whoever asks. Slots that passed while nobody worked are not made up for."""
    if PeriodicRun.objects.filter(name=name, slot__gte=slot).exists():
        return
    try:
        with transaction.atomic():
            PeriodicRun.objects.create(name=name, slot=slot)
            PeriodicRun.objects.filter(name=name, slot__lt=slot).delete()
            enqueue(name, at=at, key=f"periodic:{name}")
    except IntegrityError:  # another worker asked in the same moment
        return
