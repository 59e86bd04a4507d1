"""What is told about a petition, at the desk: its link, updates, the handing over, how it ended.
Each says who gets mail."""

from collections.abc import Callable
from uuid import uuid4

from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.ui.deeds import last, with_who
from ballotline.foundation.ui.told import tell
from ballotline.organizing.actions.desk_pages.frame import found, own_tab
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.desk_forms import OutcomeForm, ReceiptForm, UpdateForm
from ballotline.organizing.actions.kinds.petition.models import Petition, Update
from ballotline.organizing.actions.kinds.petition.services import telling
from ballotline.organizing.actions.queries import may_on
from ballotline.organizing.actions.services import NotNow

VERBS = {"outcome": "outcome recorded", "handed_over": "petition delivered"}  # in the log, by the page that says it


def told(petition: Petition) -> str:
    """ "Posted. In ten minutes it goes by mail to 42 people." """
    n = queries.to_be_told(petition)
    if not n:
        return _("Posted. Nobody asked for mail about it.")
    words = ngettext(
        "Posted. In ten minutes it goes by mail to %(n)s person; until then Undo holds it back.",
        "Posted. In ten minutes it goes by mail to %(n)s people; until then Undo holds it back.",
        n,
    )
    return words % {"n": f"{n:,}"}


@door("actions.read")
@require_safe
def sharing(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, "petition", slug)
    may_see = "actions.people" in may_on(petition, request.scope)
    return own_tab(
        request,
        petition,
        "sharing",
        sharers=queries.sharers(petition) if may_see else [],
        link=request.build_absolute_uri(reverse("petition:page", args=[slug])),
        embed=request.build_absolute_uri(reverse("petition:embed", args=[slug])),
    )


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def updates(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, "petition", slug)
    form = UpdateForm(request.POST or None, initial={"once": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        note = telling.post_update(petition=petition, **form.note, by=request.actor, at=timezone.now())
        tell(request, told(petition), undo=reverse("petition_desk:remove_update", args=[slug, note.public_id]))
        return see_other("petition_desk:updates", slug)
    return own_tab(
        request,
        petition,
        "updates",
        form=form,
        notes=with_who(request, petition.updates.order_by("-posted_at"), on=petition.ref, moment="posted_at"),
        wanting=queries.to_be_told(petition),
        status=422 if form.errors else 200,
    )


@door("actions.edit")
@require_POST
def remove_update(request: DeskRequest, slug: str, public_id: str, removed: bool) -> HttpResponse:
    petition = found(request, "petition", slug)
    update = Update.objects.select_related("petition__action").filter(petition=petition, public_id=public_id).first()
    if update is None:
        raise Http404
    try:
        telling.remove_update(update=update, removed=removed, by=request.actor, at=timezone.now())
    except NotNow as reason:
        tell(request, str(reason))
        return see_other("petition_desk:updates", slug)
    back = "petition_desk:put_back_update" if removed else "petition_desk:remove_update"
    tell(request, _taken_off(update) if removed else _("Back on the page."), undo=reverse(back, args=[slug, public_id]))
    return see_other("petition_desk:updates", slug)


def _taken_off(update: Update) -> str:
    if update.mailed_at:
        return _("Taken off the page. Mails that have left can't be called back.")
    return _("Taken off the page. Nobody was written to.")


def _recorded(
    request: DeskRequest, petition: Petition, tab: str, form: Form, record: Callable[..., None], take_back: str
) -> HttpResponse:
    """A page on which something is said once about a petition: who gets mail, what was told, and Undo."""
    if request.method == "POST" and form.is_valid():
        try:
            record(petition=petition, **form.cleaned_data, by=request.actor, at=timezone.now())
        except NotNow as reason:
            tell(request, str(reason))
        else:
            tell(request, told(petition), undo=reverse(f"petition_desk:{take_back}", args=[petition.action.slug]))
        return see_other("petition_desk:overview", petition.action.slug)
    wanting, said = queries.to_be_told(petition), last(request, VERBS[tab], on=petition.ref)
    return own_tab(request, petition, tab, form=form, wanting=wanting, said=said, status=422 if form.errors else 200)


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: DeskRequest, slug: str) -> HttpResponse:
    petition, form = found(request, "petition", slug), OutcomeForm(request.POST or None)
    return _recorded(request, petition, "outcome", form, telling.record_outcome, "take_back_outcome")


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def handed_over(request: DeskRequest, slug: str) -> HttpResponse:
    petition, form = found(request, "petition", slug), ReceiptForm(request.POST or None)
    return _recorded(request, petition, "handed_over", form, telling.record_delivered, "take_back_delivered")


@door("actions.edit")
@require_POST
def take_back_outcome(request: DeskRequest, slug: str) -> HttpResponse:
    telling.take_back_outcome(petition=found(request, "petition", slug), by=request.actor, at=timezone.now())
    tell(request, _("Taken back. The page says nothing about how it ended."))
    return see_other("petition_desk:outcome", slug)


@door("actions.edit")
@require_POST
def take_back_delivered(request: DeskRequest, slug: str) -> HttpResponse:
    telling.take_back_delivered(petition=found(request, "petition", slug), by=request.actor, at=timezone.now())
    tell(request, _("Taken back. The list counts as not handed over."))
    return see_other("petition_desk:handed_over", slug)
