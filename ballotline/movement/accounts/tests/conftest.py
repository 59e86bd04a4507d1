import pytest
from django.core.cache import cache

from ballotline.movement.accounts.testing import JOINED
from ballotline.movement.people.models import Person


@pytest.fixture(autouse=True)
def nobody_has_tried_before(db):
    cache.clear()


@pytest.fixture
def make_people(db):
    def make(number):
        Person.objects.bulk_create(Person(name=f"Person {i}", created_at=JOINED) for i in range(number))

    return make
