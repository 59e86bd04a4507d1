"""Reading the one row about us. Each process keeps it for two seconds, since every page shows it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.cache import caches

from ballotline.foundation.organization.models import Organization

KEPT = "organization.us"
# Seconds. It saves every page a statement; a change shows that much later in the other processes
KEPT_FOR = 2


def us() -> Organization:
    """The organization; before `ballotline init` an unsaved one with a neutral name."""
    kept: Organization | None = caches["near"].get(KEPT)
    if kept is None:
        kept = Organization.objects.filter(pk=1).first() or Organization(name="Our organization")
        caches["near"].set(KEPT, kept, KEPT_FOR)
    return kept


def forget_us() -> None:
    """After a change: this process reads anew; the others do within two seconds."""
    caches["near"].delete(KEPT)


def our_zone() -> ZoneInfo:
    return ZoneInfo(us().zone)


def has_chapters() -> bool:
    return us().has_chapters


def our_day(at: datetime) -> date:
    """The day that it is by the organization's clock at this moment."""
    return at.astimezone(our_zone()).date()


def starts(day: date) -> datetime:
    """The first moment of a day by the organization's clock; of the day after, the moment when a last day is over."""
    return datetime.combine(day, time(), our_zone())
