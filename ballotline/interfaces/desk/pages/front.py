"""What the public front page leads with: what closes first, or the open ask that an organizer chose."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.ui.forms import Form
from ballotline.foundation.ui.told import tell
from ballotline.organizing.actions import services
from ballotline.organizing.actions.declared import kind_of
from ballotline.organizing.actions.models import Ask
from ballotline.organizing.actions.queries import in_front, was_chosen


class LeadForm(Form):
    lead = forms.ChoiceField(
        label=gettext_lazy("What leads the front page?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose one that is open")},
    )


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def front(request: DeskRequest) -> HttpResponse:
    """Who writes for a chapter only chooses nothing here. An Undo names in its address what led before."""
    if not request.reach.everywhere:
        raise Http404
    asks = in_front(timezone.now())
    form = _form(asks, request)
    if not form.is_valid():
        return no_store(render(request, "desk/front.html", {"form": form}, status=422 if form.is_bound else 200))
    _lead_with(request, form.cleaned_data["lead"], asks)
    tell(request, _("Saved."), undo=reverse("desk:front") + f"?lead={_chosen(asks)}")
    return see_other("desk:front")


def _form(asks: Sequence[Ask], request: DeskRequest) -> LeadForm:
    typed = request.POST if "lead" in request.POST else request.GET
    form = LeadForm(typed if request.method == "POST" else None, initial={"lead": _chosen(asks)})
    field: Any = form.fields["lead"]
    titles = [(ask.action.slug, f"{kind_of(ask).one}: {ask.action.title}") for ask in asks]
    field.choices = [("", _("The one that closes first")), *titles]
    return form


def _chosen(asks: Sequence[Ask]) -> str:
    return asks[0].action.slug if asks and was_chosen(asks[0]) else ""


def _lead_with(request: DeskRequest, slug: str, asks: Sequence[Ask]) -> None:
    wanted = next((ask for ask in asks if ask.action.slug == slug), None)
    if wanted:
        services.lead(wanted, by=request.actor, at=timezone.now())
    elif asks and was_chosen(asks[0]):
        services.lead_no_more(asks[0], by=request.actor, at=timezone.now())
