"""What is asked of every chapter: the requirements, and the charter in its versions."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.organizing.chapters import queries, rules
from ballotline.organizing.chapters.models import Charter, Founding, Requirement

# What the first chapter is asked for; from then on an organization changes it as it likes
FIRST_ASKED = (
    (Requirement.Kind.TALK, gettext_noop("Talk with an organizer"), 1),
    (Requirement.Kind.FOUNDERS, gettext_noop("Three founding members confirm"), 3),
    (Requirement.Kind.CHARTER, gettext_noop("Read and accept the charter"), 1),
    (Requirement.Kind.OFFICERS, gettext_noop("Name two officers"), 2),
    (Requirement.Kind.MEETING, gettext_noop("Hold a first meeting"), 1),
)


@transaction.atomic
def ours() -> Founding:
    """The one way in; the first time it is asked for, with what the first chapter is asked for."""
    way, is_new = Founding.objects.get_or_create(pk=1)
    if is_new:
        Requirement.objects.bulk_create(
            Requirement(kind=kind, words=_(words), needed=needed, rank=rank)
            for rank, (kind, words, needed) in enumerate(FIRST_ASKED, start=1)
        )
    return way


@transaction.atomic
def write_charter(*, body: str, by: Actor, at: datetime) -> Charter:
    """A new version, which every chapter is asked to accept. Text that stands already makes none."""
    newest = queries.newest_charter()
    if newest and newest.body == body:
        return newest
    charter = Charter.objects.create(version=(newest.version if newest else 0) + 1, body=body, at=at)
    audit.record("charter written", on=("charter", charter.version), by=by, at=at)
    return charter


@transaction.atomic
def take_applications(*, is_open: bool, by: Actor, at: datetime) -> None:
    """May strangers ask to start a chapter?"""
    way = ours()
    if Founding.objects.filter(pk=way.pk).exclude(is_open=is_open).update(is_open=is_open):
        audit.record("applications taken" if is_open else "no applications taken", on=way.ref, by=by, at=at)


@transaction.atomic
def ask_for(*, requirement: Requirement, fields: dict[str, Any], by: Actor, at: datetime) -> Requirement:
    """Adds a requirement, or changes its words, number and place in the order. What is done once is asked for once."""
    for name, value in fields.items():
        setattr(requirement, name, value)
    requirement.needed = rules.needed(requirement.kind, requirement.needed)
    requirement.save()
    audit.record("requirement changed", on=("requirement", requirement.public_id), by=by, at=at, fields=fields)
    return requirement


@transaction.atomic
def drop(*, requirement: Requirement, dropped: bool, by: Actor, at: datetime) -> None:
    """It is asked of no chapter any more; or again. What was done for it stays."""
    if Requirement.objects.filter(pk=requirement.pk, dropped_at__isnull=dropped).update(
        dropped_at=at if dropped else None
    ):
        verb = "requirement dropped" if dropped else "requirement asked again"
        audit.record(verb, on=("requirement", requirement.public_id), by=by, at=at)
