"""Whatever stands in an item of a list, it is read or refused with a sentence; nothing else is raised."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.record.offices.importer import congress, openstates
from ballotline.record.offices.importer.fields import fields_of
from ballotline.record.offices.rules import NotReadable

AS_OF = date(2026, 6, 15)
MEMBER = {
    "id": {"bioguide": "A000001"},
    "name": {"first": "Ana", "last": "Flores"},
    "terms": [
        {"type": "rep", "state": "MN", "district": 5, "start": "2025-01-03", "end": "2027-01-03", "party": "Harbor"}
    ],
    "offices": [{"id": "A-ely", "city": "Ely", "phone": "218-555-0101", "latitude": 47.9, "longitude": -91.8}],
}
PERSON = {
    "id": "ocd-person/1",
    "name": "Ana Flores",
    "party": [{"name": "Harbor/Orchard"}],
    "roles": [{"type": "lower", "jurisdiction": "ocd-jurisdiction/country:us/state:mn/government", "district": "34A"}],
    "offices": [{"classification": "capitol", "voice": "651-555-0101"}],
    "links": [{"url": "https://ana.example"}],
}
COMMITTEE = {
    "id": "ocd-organization/1",
    "jurisdiction": "ocd-jurisdiction/country:us/state:mn/government",
    "name": "Rivers",
    "members": [{"person_id": "ocd-person/1", "role": "chair"}],
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3),
    max_leaves=6,
)
READ = {
    "member": (MEMBER, lambda item: congress.listed(item, {}, as_of=AS_OF)),
    "district offices": (MEMBER, congress.district_offices),
    "person": (PERSON, lambda item: openstates.listed(item, as_of=AS_OF)),
    "committee": (COMMITTEE, openstates.committee),
}


def places_in(item: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Each place in an item, as the keys that lead there."""
    inner = item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, list) else ()
    return [path, *(found for key, value in inner for found in places_in(value, (*path, key)))]


def with_value(item: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copied = dict(item) if isinstance(item, dict) else list(item)
    copied[path[0]] = with_value(item[path[0]], path[1:], value)
    return copied


@pytest.mark.parametrize("name", READ)
@given(data=st.data(), value=VALUES)
def test_any_value_in_any_place_is_read_or_refused_with_a_sentence(name, data, value):
    item, read = READ[name]
    path = data.draw(st.sampled_from(places_in(item)))

    with suppress(NotReadable):
        read(fields_of(with_value(item, path, value)))


@pytest.mark.parametrize("name", READ)
def test_as_it_stands_it_is_read(name):
    item, read = READ[name]

    assert read(fields_of(item))
