"""For every test: nothing that an earlier one left in a cache."""

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _near_cache_is_empty() -> None:
    caches["near"].clear()
