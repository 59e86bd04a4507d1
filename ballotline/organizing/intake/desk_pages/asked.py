"""What people can ask us, the hours and words of each; and ready answers. All of it is the whole organization's."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui.told import tell
from ballotline.organizing.intake import queries, rules, words
from ballotline.organizing.intake.desk_forms import KindForm, ReadyForm
from ballotline.organizing.intake.models import CaseKind, ReadyAnswer
from ballotline.organizing.intake.services import asked


@door("cases.edit")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    context = {
        "kinds": [(kind, words.within(kind.answer_within)) for kind in queries.kinds()],
        "dropped": CaseKind.objects.exclude(dropped_at=None).order_by("words"),
        "answers": queries.ready_answers(),
        "other": queries.OTHER,
    }
    return no_store(render(request, "intake/desk/asked.html", context))


@door("cases.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def kind(request: DeskRequest, slug: str = "") -> HttpResponse:
    """One kind of question, or a new one."""
    found = _kind(slug) if slug else CaseKind(answer_within=24 * us().answers_within_days)
    form = KindForm(request.POST or None, initial=_held(found, KindForm))
    if request.method != "POST" or not form.is_valid():
        return _page(request, "intake/desk/kind.html", form, kind=found)
    asked.save_kind(kind=found, fields=form.cleaned_data, by=request.actor, at=timezone.now())
    tell(request, _("Saved. Cases that come from now on have these hours."))
    return see_other("cases_desk:asked")


def _kind(slug: str) -> CaseKind:
    found = asked.kind_named(slug) or CaseKind.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _held(row: CaseKind | ReadyAnswer, form: type[Form]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form.base_fields}


def _page(request: DeskRequest, template: str, form: Form, **more: object) -> HttpResponse:
    context = {"form": form, "placeholders": [f"{{{name}}}" for name in rules.PLACEHOLDERS], **more}
    return no_store(render(request, template, context, status=422 if form.errors else 200))


@door("cases.edit")
@require_POST
def drop_kind(request: DeskRequest, slug: str, dropped: bool) -> HttpResponse:
    found = _kind(slug)
    if asked.drop_kind(kind=found, dropped=dropped, by=request.actor, at=timezone.now()):
        undo = reverse("cases_desk:ask_kind_again" if dropped else "cases_desk:drop_kind", args=[slug])
        said = _("Nobody is offered “%s” any more.") if dropped else _("“%s” is offered again.")
        tell(request, said % found, undo=undo)
    return see_other("cases_desk:asked")


@door("cases.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def ready(request: DeskRequest, public_id: UUID | None = None) -> HttpResponse:
    """One ready answer, or a new one."""
    found = _ready(public_id) if public_id else ReadyAnswer()
    form = ReadyForm(request.POST or None, initial=_held(found, ReadyForm))
    if request.method != "POST" or not form.is_valid():
        return _page(request, "intake/desk/ready.html", form, answer=found)
    asked.save_answer(answer=found, fields=form.cleaned_data, by=request.actor, at=timezone.now())
    tell(request, _("Saved."))
    return see_other("cases_desk:asked")


def _ready(public_id: UUID) -> ReadyAnswer:
    found = ReadyAnswer.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@door("cases.edit")
@require_POST
def drop_ready(request: DeskRequest, public_id: UUID, dropped: bool) -> HttpResponse:
    found = _ready(public_id)
    if asked.drop_answer(answer=found, dropped=dropped, by=request.actor, at=timezone.now()):
        undo = reverse("cases_desk:ready_again" if dropped else "cases_desk:drop_ready", args=[public_id])
        tell(request, _("Taken off.") if dropped else _("It is back."), undo=undo)
    return see_other("cases_desk:asked")
