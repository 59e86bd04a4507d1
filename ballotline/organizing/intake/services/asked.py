"""What people can ask, within which hours it is answered, by which words it is guessed; and ready answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.ui.slugs import save_under_a_free_slug, slug_of
from ballotline.organizing.intake import queries
from ballotline.organizing.intake.models import CaseKind, ReadyAnswer

TAKEN_WORDS = ("sent", "on", "new", "answers")  # other pages stand there


def ours() -> list[CaseKind]:
    """What people can ask, in its order; the first time it is asked for, with the first ones."""
    if not CaseKind.objects.exists():
        CaseKind.objects.bulk_create(queries.first_kinds(), ignore_conflicts=True)
    return queries.kinds()


def kind_named(slug: str) -> CaseKind | None:
    return next((kind for kind in ours() if kind.slug == slug), None)


@transaction.atomic
def save_kind(*, kind: CaseKind, fields: Mapping[str, Any], by: Actor, at: datetime) -> bool:
    """Adds a kind, or changes what it says. Did anything change? A new one stands before the one for all else."""
    ours()
    changed = [name for name, value in fields.items() if getattr(kind, name) != value]
    for name in changed:
        setattr(kind, name, fields[name])
    if kind.pk:
        kind.save(update_fields=changed)
    else:
        save_under_a_free_slug(kind, slug_of(kind.words, otherwise="question"), taken=TAKEN_WORDS)
        CaseKind.objects.filter(slug=queries.OTHER).update(rank=kind.rank + 1)
    if changed:
        audit.record("kind of case changed", on=kind.ref, by=by, at=at, fields=changed)
    return bool(changed)


@transaction.atomic
def drop_kind(*, kind: CaseKind, dropped: bool, by: Actor, at: datetime) -> bool:
    """Nobody can ask it any more; or again. What was asked stays. Was anything changed? The one for all else stays."""
    rows = CaseKind.objects.filter(pk=kind.pk, dropped_at__isnull=dropped).exclude(slug=queries.OTHER)
    if not rows.update(dropped_at=at if dropped else None):
        return False
    audit.record("kind of case dropped" if dropped else "kind of case back", on=kind.ref, by=by, at=at)
    return True


@transaction.atomic
def save_answer(*, answer: ReadyAnswer, fields: Mapping[str, Any], by: Actor, at: datetime) -> bool:
    changed = [name for name, value in fields.items() if getattr(answer, name) != value]
    for name in changed:
        setattr(answer, name, fields[name])
    if changed:
        answer.save()
        audit.record("ready answer changed", on=answer.ref, by=by, at=at, fields=changed)
    return bool(changed)


@transaction.atomic
def drop_answer(*, answer: ReadyAnswer, dropped: bool, by: Actor, at: datetime) -> bool:
    rows = ReadyAnswer.objects.filter(pk=answer.pk, dropped_at__isnull=dropped)
    if not rows.update(dropped_at=at if dropped else None):
        return False
    audit.record("ready answer dropped" if dropped else "ready answer back", on=answer.ref, by=by, at=at)
    return True
