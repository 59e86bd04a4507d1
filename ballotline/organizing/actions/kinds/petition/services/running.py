"""An organizer's verbs over a petition beyond those of every ask: blank sheets, comments. What is told: telling.py."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature


def ask_for_sheets(*, petition: Petition, at: datetime) -> None:
    """A job sets the blank paper sheets; asked for again while it waits, it is the same job."""
    jobs.enqueue("petition.set_sheets", at=at, key=f"sheets:{petition.public_id}", petition=str(petition.public_id))


@transaction.atomic
def moderate(*, petition: Petition, public_ids: Iterable[str], show: bool, by: Actor, at: datetime) -> int:
    """Shows or hides comments; how many changed. The opposite call is the undo."""
    state = Signature.Comment.SHOWN if show else Signature.Comment.HIDDEN
    comments = (
        petition.signatures.filter(public_id__in=list(public_ids)).exclude(comment="").exclude(comment_state=state)
    )
    changed = comments.update(comment_state=state)
    audit.record("comments shown" if show else "comments hidden", on=petition.ref, by=by, at=at)
    return changed
