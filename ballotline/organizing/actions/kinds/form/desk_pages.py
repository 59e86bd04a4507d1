"""What only forms have at the desk: what one person answered, and the files that came along."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from ballotline.foundation.access.doors import DeskRequest, door, to_keep
from ballotline.foundation.audit import services as audit
from ballotline.organizing.actions.desk_pages.frame import found, shown
from ballotline.organizing.actions.kinds.form.models import Submission, answer_in_words
from ballotline.organizing.actions.kinds.form.rules import answers_in


def _submission(request: DeskRequest, slug: str, public_id: UUID, *, seen: str, at: datetime) -> Submission:
    """Somebody's answers to a form of the organizer's reach, else 404. That they were looked at stands in the log."""
    form = found(request, "form", slug)
    submission: Submission | None = form.submissions.filter(public_id=public_id).first()
    if submission is None:
        raise Http404
    if request.method == "GET":
        audit.record(seen, on=form.ref, by=request.actor, at=at)
    return submission


@door("actions.people")
@require_safe
def answers(request: DeskRequest, slug: str, public_id: UUID) -> HttpResponse:
    one = _submission(request, slug, public_id, seen="answers viewed", at=timezone.now())
    stored = set(one.enclosures.values_list("key", flat=True))
    said = [
        (answer.question, answer_in_words(answer), answer.question.key in stored) for answer in answers_in(one.answers)
    ]
    return shown(request, one.form, "form/desk/answers.html", tab="people", one=one, answers=said)


@door("actions.people")
@require_safe
def file(request: DeskRequest, slug: str, public_id: UUID, key: str) -> HttpResponseBase:
    one = _submission(request, slug, public_id, seen="answer's file downloaded", at=timezone.now())
    enclosed = one.enclosures.filter(key=key).first()
    if enclosed is None:
        raise Http404
    return to_keep(bytes(enclosed.content), name=enclosed.name)
