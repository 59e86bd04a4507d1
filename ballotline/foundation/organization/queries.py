"""Reading the one row about us."""

from zoneinfo import ZoneInfo

from ballotline.foundation.organization.models import Organization


def us() -> Organization:
    """The organization; before `ballotline init` an unsaved one with a neutral name."""
    return Organization.objects.filter(pk=1).first() or Organization(name="Our organization")


def our_zone() -> ZoneInfo:
    return ZoneInfo(us().zone)
