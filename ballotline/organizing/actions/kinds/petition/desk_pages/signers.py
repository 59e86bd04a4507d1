"""What only petitions have for those who signed: taking out and putting back, comments, and paper sheets."""

from urllib.parse import parse_qsl

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.ui.deeds import with_who
from ballotline.foundation.ui.told import tell
from ballotline.organizing.actions.desk_pages.frame import A_PAGE, STANDS_FOR, found, own_tab
from ballotline.organizing.actions.desk_pages.people import all_asked_of, these, ticked
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.desk_forms import SheetForm
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature, SignatureBatch
from ballotline.organizing.actions.kinds.petition.services import checking, running

SHOWN_IN_A_PREVIEW = 50


@door("actions.people")
@require_POST
def look_at_taking_out(request: DeskRequest, slug: str) -> HttpResponse:
    """The preview before anything happens: exactly these rows."""
    petition = found(request, "petition", slug)
    rows = _selected(request, petition).exclude(state=Signature.State.INVALIDATED)
    total = rows.count()
    if not total:
        tell(request, _("Tick the signatures first."))
        return see_other("petition_desk:people", slug)
    everything = request.POST.get("all", "")
    return own_tab(
        request,
        petition,
        "take_out",
        rows=rows[:SHOWN_IN_A_PREVIEW],
        total=total,
        everything=everything,
        ids=[] if everything else [str(row.public_id) for row in rows],
    )


def _selected(request: DeskRequest, petition: Petition) -> QuerySet[Signature]:
    """The ticked rows, or all that the list's filters match ("Select all 318")."""
    if everything := request.POST.get("all", ""):
        named = parse_qsl(everything.removeprefix("?"), keep_blank_values=True)
        wanted = {name: value.replace("\x00", "") for name, value in named}
        return all_asked_of(petition, wanted)
    return petition.signatures.filter(public_id__in=ticked(request)).order_by("-id")


@door("actions.people")
@require_POST
def take_out(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, "petition", slug)
    reason = " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:200] or _("They look alike")
    ids = [str(public_id) for public_id in _selected(request, petition).values_list("public_id", flat=True)]
    batch = checking.take_out(petition=petition, public_ids=ids, reason=reason, by=request.actor, at=timezone.now())
    n = batch.signatures.count()
    words = ngettext("%(n)s signature taken out.", "%(n)s signatures taken out.", n) % {"n": f"{n:,}"}
    tell(request, words, undo=reverse("petition_desk:put_back", args=[slug, batch.public_id]))
    return see_other("petition_desk:people", slug)


@door("actions.people")
@require_POST
def put_back(request: DeskRequest, slug: str, public_id: str) -> HttpResponse:
    petition = found(request, "petition", slug)
    batch = SignatureBatch.objects.filter(petition=petition, public_id=public_id).first()
    if batch is None:
        raise Http404
    n = checking.put_back(batch=batch, by=request.actor, at=timezone.now())
    tell(request, ngettext("%(n)s signature is back.", "%(n)s signatures are back.", n) % {"n": f"{n:,}"})
    return see_other("petition_desk:people", slug)


@door("petitions.moderate")
@require_safe
def comments(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, "petition", slug)
    which = request.GET.get("show", "waiting")
    rows = queries.waiting_comments(petition)
    if which in ("shown", "hidden"):
        rows = petition.signatures.filter(comment_state=which, state=Signature.State.CONFIRMED).order_by("-id")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return own_tab(request, petition, "comments", page=page, which=which)


@door("petitions.moderate")
@require_POST
def moderate(request: DeskRequest, slug: str, show: bool) -> HttpResponse:
    petition = found(request, "petition", slug)
    ids = ticked(request)
    n = running.moderate(petition=petition, public_ids=ids, show=show, by=request.actor, at=timezone.now())
    words = (
        ngettext("%(n)s comment is shown.", "%(n)s comments are shown.", n)
        if show
        else ngettext("%(n)s comment is not shown.", "%(n)s comments are not shown.", n)
    )
    back = reverse("petition_desk:hide_comments" if show else "petition_desk:show_comments", args=[slug])
    tell(request, words % {"n": n}, undo=back + these(ids) if n else "")
    return see_other("petition_desk:comments", slug)


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, "petition", slug)
    form = SheetForm(request.POST or None, initial={"sheet": queries.next_sheet(petition)})
    if request.method == "POST" and form.is_valid() and _typed_in(request, petition, form):
        return see_other("petition_desk:paper", slug)
    lines = petition.paper.filter(removed_at=None).order_by("-sheet", "line")
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    gone = petition.paper.filter(removed_at__gt=timezone.now() - STANDS_FOR).order_by("-removed_at", "sheet", "line")
    taken_out = with_who(request, gone[:A_PAGE], on=petition.ref, moment="removed_at")
    status = 422 if form.errors else 200
    return own_tab(request, petition, "paper", form=form, page=page, taken_out=taken_out, status=status)


def _typed_in(request: DeskRequest, petition: Petition, form: SheetForm) -> bool:
    sheet = form.cleaned_data["sheet"]
    try:
        rows = checking.type_in_sheet(
            petition=petition, sheet=sheet, lines=form.lines, by=request.actor, at=timezone.now()
        )
    except checking.LineTaken as taken:
        words = _("Line %(line)s of sheet %(sheet)s is typed in already.") % {"line": taken, "sheet": sheet}
        form.add_error("sheet", ValidationError(words))
        return False
    words = ngettext("Sheet %(sheet)s: %(n)s signature.", "Sheet %(sheet)s: %(n)s signatures.", len(rows))
    undo = reverse("petition_desk:remove_paper", args=[petition.action.slug]) + these(row.public_id for row in rows)
    tell(request, words % {"sheet": sheet, "n": len(rows)}, undo=undo)
    return True


@door("actions.edit")
@require_POST
def remove_paper(request: DeskRequest, slug: str, removed: bool) -> HttpResponse:
    petition, ids = found(request, "petition", slug), ticked(request)
    try:
        checking.remove_paper(petition=petition, public_ids=ids, removed=removed, by=request.actor, at=timezone.now())
    except checking.LineTaken:
        tell(request, _("Another name stands on that line now."))
        return see_other("petition_desk:paper", slug)
    back = "petition_desk:put_back_paper" if removed else "petition_desk:remove_paper"
    out, in_again = (
        ngettext("The line is out.", "The lines are out.", len(ids)),
        ngettext("The line is back.", "The lines are back.", len(ids)),
    )
    tell(request, out if removed else in_again, undo=reverse(back, args=[slug]) + these(ids))
    return see_other("petition_desk:paper", slug)
