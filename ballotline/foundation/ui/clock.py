"""The organization's clock for every page, and only read when a page shows a time."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from ballotline.foundation.ui.context import frame_of


class OurZone(tzinfo):
    """The zone of the row about us. Reading it costs a query, so it waits for the first date on the page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(frame_of(self.request).us.zone)

    def fromutc(self, moment: datetime) -> datetime:
        return self.zone.fromutc(moment.replace(tzinfo=self.zone))

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return moment.replace(tzinfo=self.zone).utcoffset() if moment else None

    def dst(self, moment: datetime | None) -> timedelta | None:
        return moment.replace(tzinfo=self.zone).dst() if moment else None

    def tzname(self, moment: datetime | None) -> str | None:
        return moment.replace(tzinfo=self.zone).tzname() if moment else None


class OurClock:
    """Middleware: dates on pages are told by our clock, not by the machine's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(OurZone(request)):
            return self.get_response(request)
