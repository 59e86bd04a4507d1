"""The demo and the kinds of asks: each has its part in the town, and goes whoever took part in it."""

import pytest
from django.db.models import Q
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.interfaces.desk.rivertown import build, remove
from ballotline.movement.arrivals.declared import KINDS as WAYS_IN
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.testing import an_open_one
from tests.ways_in import arrived

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def gone() -> None:
    remove.remove(by=Actor.command("demo"), at=NOW)


def asks_by_subject() -> dict[str, list[str]]:
    """Those that go together, by the word that stands in each of their titles."""
    found = {}
    for action in Action.objects.filter(goes_with=None, pk__in=Action.objects.values("goes_with")):
        together = Action.objects.filter(Q(pk=action.pk) | Q(goes_with=action)).order_by("kind")
        word = next(word for word in ("library", "bus") if all(word in one.title for one in together))
        found[word] = [one.kind for one in together]
    return found


def test_the_town_has_something_of_every_kind_and_it_goes_with_every_visitor_in_it():
    build.build(at=NOW)
    assert set(remove.town().asks) == set(KINDS)
    assert asks_by_subject() == {
        "library": ["call", "petition", "pledge"],
        "bus": ["call", "petition"],
    }
    for name, way_in in WAYS_IN.items():
        asked = way_in.model._meta.get_field(way_in.model.ASKED).related_model
        for ask in [one for one in asked.objects.all() if way_in.is_open(one, NOW)]:
            arrived(way_in, ask, name="A Visitor", email=f"{name}{ask.pk}@elsewhere.example")

    gone()

    assert not Action.objects.exists()
    left = [way_in.name for way_in in WAYS_IN.values() if way_in.model._default_manager.exists()]
    assert left == ["application"], "who asked to start a chapter asked the organization, not the town"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_invented_person_who_takes_part_in_an_organizer_s_ask_stays_with_it(kind):
    ask = an_open_one(kind)
    way_in = next(one for one in WAYS_IN.values() if one.model is KINDS[kind].people)
    for name in ("In Vented", "Left Over"):
        counted = confirmed(arrived(way_in, ask, name=name, email=f"{name[0]}@rivertown.example"), at=NOW)
        Person.objects.filter(pk=counted.person_id).update(is_demo=True)
    counted.delete()

    gone()

    assert [(person.name, person.is_demo) for person in Person.objects.all()] == [("In Vented", False)]
    assert Action.objects.filter(pk=ask.pk).exists()
