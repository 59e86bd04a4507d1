"""Every verb of asks has a way back that stands on a page, or says why not. A new verb without an entry fails here;
`ways_back` says how one is written."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from inspect import getmembers, isfunction, signature
from pkgutil import iter_modules
from types import ModuleType

import pytest

from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.arrivals import reminding
from ballotline.movement.arrivals import services as arrivals
from ballotline.organizing.actions import services
from ballotline.organizing.actions.declared import KINDS
from tests.ways_back import Way, of_every_kind, press, text_of

ROOM = "ballotline.organizing.actions.kinds"


def modules_of(kind: str) -> dict[str, ModuleType]:
    """What a kind's services consist of, by what stands before the verb's name."""
    if find_spec(f"{ROOM}.{kind}.services") is None:
        return {}
    found = import_module(f"{ROOM}.{kind}.services")
    if not hasattr(found, "__path__"):
        return {"": found}
    return {f"{one.name}.": import_module(f"{found.__name__}.{one.name}") for one in iter_modules(found.__path__)}


def verbs_of(module: ModuleType, *, taking: str = "") -> Iterator[str]:
    """Its public functions that change something: by somebody, or at a moment."""
    for name, function in getmembers(module, isfunction):
        if not name.startswith("_") and function.__module__ == module.__name__:
            takes = set(signature(function).parameters)
            if taking in takes or (not taking and takes & {"at", "_at", "by"}):
                yield name


def own_ways(kind: str) -> dict[str, list[Way] | str]:
    name = f"{ROOM}.{kind}.tests.ways_back"
    return import_module(name).WAYS if find_spec(f"{ROOM}.{kind}.tests") and find_spec(name) else {}


def ways(kind: str) -> dict[str, list[Way] | str]:
    return of_every_kind(kind) | {f"{kind}:{verb}": entry for verb, entry in own_ways(kind).items()}


DRIVEN = [
    pytest.param(way, id=f"{kind} {verb} {number}")
    for kind in sorted(KINDS)
    for verb, entry in ways(kind).items()
    if not isinstance(entry, str)
    for number, way in enumerate(entry)
]


def test_every_verb_of_every_kind_says_its_way_back():
    of_all = {name for name in verbs_of(services) if name != "step"} | {f"step {name}" for name in services.STEPS}
    assert set(of_every_kind("petition")) == of_all


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_verb_of_a_kind_says_its_way_back(kind):
    found = {before + name for before, module in modules_of(kind).items() for name in verbs_of(module)}
    declared = {verb for verb in own_ways(kind) if not verb.startswith("arrivals.")}

    assert found - declared == set(), "say in tests/ways_back.py where the button stands that takes it back, or why not"
    assert declared - found == set()


def test_every_verb_of_arriving_that_an_organizer_uses_says_its_way_back():
    found = {f"arrivals.{name}" for module in (arrivals, reminding) for name in verbs_of(module, taking="by")}

    assert found == {verb for kind in KINDS for verb in own_ways(kind) if verb.startswith("arrivals.")}


@pytest.mark.django_db
@pytest.mark.parametrize("way", DRIVEN)
def test_the_way_back_stands_on_a_page_after_another_was_looked_at(way):
    ask, thing = way.of()
    desk, before = signed_in_client(), way.state(thing)

    for page in way.stands_on(ask, thing):
        way.does(desk, ask, thing)
        assert way.state(thing) != before
        text_of(desk, "/desk/settings/")  # where the line above the page is shown, and goes
        assert page.split("?")[0] == way.linked_from(ask) or page in text_of(desk, way.linked_from(ask))
        press(desk, page, way.button(ask))

        assert way.state(thing) == before, page
