"""Whatever two did who are one human: merged, nothing is lost; taken apart, all is as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.people import merging, queries
from ballotline.movement.people.models import NotTheSame, Person
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.testing import make_petition
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from ballotline.organizing.actions.tests.lives import DEEDS, NOW, apart, both, left_with, merged

pytestmark = pytest.mark.django_db


STAYS = {"people.Merge.other", "people.Correction.person", "petition.Signature.person"}


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything() -> dict[str, list[tuple]]:
    """All rows of all tables, but for the log, and for when somebody was last changed."""
    rows = {}
    for model in apps.get_models():
        if model._meta.label not in ("audit.Entry", "people.Merge"):
            columns = [field.attname for field in model._meta.concrete_fields if field.name != "changed_at"]
            rows[model._meta.label] = list(model._default_manager.order_by("pk").values_list(*columns))
    return rows


def reached(one: Person) -> dict[str, object]:
    """What is known of a human, however many rows it stands in."""
    signs = Signature.objects.filter(person=one, state="confirmed")
    return {
        "ways": set(one.contact_points.values_list("kind", "value")),
        "did": set(one.activities.values_list("kind", "about_id", "at")),
        "tags": set(one.taggings.values_list("tag__name", "at")),
        "since": one.created_at,
        "signs": set(signs.values_list("petition__action__slug", flat=True)),
        "words": {(c.channel, c.purpose): c.given for c in queries.consents_of(one)},
        "told apart": NotTheSame.objects.count(),
    }


def counted_rows(slug: str, *who: Person) -> int:
    return Signature.objects.filter(petition__action__slug=slug, person__in=who, state="confirmed").count()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    lives=st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from(DEEDS)), max_size=12),
    choices=st.sets(st.sampled_from(sorted(merging.CHOSEN))),
)
def test_whatever_two_did_a_merge_loses_nothing_widens_nothing_and_is_undone_exactly(lives, choices):
    with rolled_back():
        ana, anna = both()
        make_petition("library")
        make_petition("bus", delivered_at=NOW)
        make_pledge()
        for hour, (who, deed) in enumerate(lives):
            try:
                deed(who, NOW - timedelta(hours=24 - hour))
            except arrivals.LinkHasNoWork:  # who was taken out signs no more
                continue
        ana.refresh_from_db()
        anna.refresh_from_db()
        before, known = everything(), [reached(one) for one in (ana, anna)]

        with rolled_back():
            merged(anna, ana, *choices)
            the_other_way = reached(Person.objects.get(pk=anna.pk))
        merge = merged(ana, anna, *choices)

        one = reached(Person.objects.get(pk=ana.pk))
        assert one == the_other_way
        assert one["ways"] == known[0]["ways"] | known[1]["ways"]
        assert {did[:2] for did in one["did"]} == {did[:2] for each in known for did in each["did"]}
        assert {tag for tag, _at in one["tags"]} == {tag for each in known for tag, _at in each["tags"]}
        assert set(left_with(anna)) <= STAYS
        assert one["signs"] == known[0]["signs"] | known[1]["signs"]
        assert counted_rows("library", ana, anna) == ("library" in one["signs"])
        said = [each["words"] for each in known]
        assert one["words"] == {
            word: all(each[word] for each in said if word in each) for word in said[0].keys() | said[1].keys()
        }
        apart(merge)
        assert everything() == before
