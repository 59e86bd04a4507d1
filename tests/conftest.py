"""What tests over every way in begin with: a kind, and something that it takes people in for; a house that moves."""

import pytest

from ballotline.movement.arrivals.declared import KINDS, Kind
from tests.existing_house import newest
from tests.ways_in import all_kinds, open_ask


@pytest.fixture(params=all_kinds())
def kind(request) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def asked(kind):
    return open_ask(kind.name)


@pytest.fixture
def with_word(kind):
    if not kind.takes_word:
        pytest.skip("no organizer's word counts it")


@pytest.fixture
def with_a_look(kind):
    if not kind.is_looked_at:
        pytest.skip("nothing is set aside here: there is no page to look at it")


@pytest.fixture
def with_names(kind):
    if not kind.names_a_person:
        pytest.skip("nobody has a name here")


@pytest.fixture
def moving_house(transactional_db):
    """Afterwards the house stands again as it is today, or the next test would find it half moved."""
    yield
    newest()
