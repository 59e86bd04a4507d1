"""What a restore must not undo, where two rows were one human's when it was said and are two again in the backup."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.interfaces.cli import carry_over
from ballotline.movement.people import merging, queries
from ballotline.movement.people import services as people

NOW = timezone.now()
pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Both said yes to news before the backup."""
    both = [people.identify(name="Ana Flores", email=f"{box}@rivertown.example", at=NOW) for box in ("ana", "second")]
    for person in both:
        say(person, given=True, at=NOW)
    return both


def say(person, *, given: bool, at) -> None:
    people.record_consent(
        person=person, channel="email", purpose="news", given=given, at=at, where="my data", wording="news"
    )


def after_the_backup(two, *deeds) -> carry_over.Refusals:
    """They are merged and do something; then the older state is there again."""
    with transaction.atomic():
        merging.merge(keep=two[0], other=two[1], choices=(), by=SYSTEM, at=NOW + timedelta(hours=1))
        for deed in deeds:
            deed(two[0])
        kept = carry_over.refusals(since=NOW + timedelta(minutes=1))
        transaction.set_rollback(True)
    return kept


def test_a_no_of_the_one_human_is_a_no_of_both_rows(two):
    kept = after_the_backup(two, lambda ana: say(ana, given=False, at=NOW + timedelta(hours=2)))

    carry_over.say_again(kept, at=NOW + timedelta(hours=3))

    assert [queries.allows(person, channel="email", purpose="news") for person in two] == [False, False]


def test_who_was_erased_is_erased_in_both_rows(two):
    kept = after_the_backup(two, lambda ana: people.erase(person=ana, by=SYSTEM, at=NOW + timedelta(hours=2)))

    carry_over.say_again(kept, at=NOW + timedelta(hours=3))

    for person in two:
        person.refresh_from_db()
        assert (person.name, person.erased_at is not None) == ("—", True)
