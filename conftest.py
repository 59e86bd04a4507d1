"""For every test: nothing that an earlier one left in a cache, and the day that it is on our pages."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import caches
from django.utils import timezone

from ballotline.foundation.organization.models import Organization
from ballotline.foundation.organization.queries import forget_us


@pytest.fixture(autouse=True)
def _near_cache_is_empty() -> None:
    caches["near"].clear()


@pytest.fixture(autouse=True)
def _today_is_the_day_on_our_pages() -> Iterator[None]:
    """In the evening of an organization's day it is tomorrow already by the clock of the machine."""
    with timezone.override(ZoneInfo(Organization().zone)):
        yield


@pytest.fixture
def writes_to_hello(db: None) -> Iterator[None]:
    """Our organization has an address to write to."""
    Organization.objects.create(pk=1, name="Rivertown Together", write_to="hello@rivertown.example")
    forget_us()
    yield
    forget_us()
