"""Who signed: the list with its filters, taking out and putting back, comments, and paper sheets."""

from collections.abc import Iterable
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
from ballotline.foundation.audit import services as audit
from ballotline.foundation.ui.told import tell
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.desk_forms import SheetForm
from ballotline.organizing.actions.kinds.petition.desk_pages.running import A_PAGE, found, shown, waiting_comments
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature, SignatureBatch
from ballotline.organizing.actions.kinds.petition.services import checking, running
from ballotline.record.places.queries import places_of

SHOWN_IN_A_PREVIEW = 50


def chosen(petition: Petition, wanted: dict[str, str]) -> QuerySet[Signature]:
    """The signatures that the filters of the list ask for; unknown words in them are left out."""
    return queries.signatures_where(
        petition,
        state=wanted.get("state", ""),
        words=wanted.get("q", ""),
        town=wanted.get("town"),
        source=wanted.get("source"),
        suspicion=wanted.get("suspicion", ""),
        shared_by=wanted.get("through", ""),
    )


@door("actions.people")
@require_safe
def signatures(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, slug)
    wanted = {name: str(value) for name, value in request.GET.items() if name != "page"}
    rows = chosen(petition, wanted)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    audit.record("signers viewed", on=petition.ref, by=request.actor, at=timezone.now())
    known = places_of({signature.zip_code for signature in page})
    return shown(
        request, petition, "signatures", page=page, wanted=wanted, query=request.GET.urlencode(), known_zips=set(known)
    )


@door("actions.people")
@require_POST
def look_at_taking_out(request: DeskRequest, slug: str) -> HttpResponse:
    """The preview before anything happens: exactly these rows."""
    petition = found(request, slug)
    rows = _selected(request, petition).exclude(state=Signature.State.INVALIDATED)
    total = rows.count()
    if not total:
        tell(request, _("Tick the signatures first."))
        return see_other("petition_desk:signatures", slug)
    everything = request.POST.get("all", "")
    return shown(
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
        return chosen(petition, dict(parse_qsl(everything.removeprefix("?"), keep_blank_values=True)))
    return petition.signatures.filter(public_id__in=_ids(request)).order_by("-id")


@door("actions.people")
@require_POST
def take_out(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, slug)
    reason = " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:200] or _("They look alike")
    ids = [str(public_id) for public_id in _selected(request, petition).values_list("public_id", flat=True)]
    batch = checking.take_out(petition=petition, public_ids=ids, reason=reason, by=request.actor, at=timezone.now())
    n = batch.signatures.count()
    words = ngettext("%(n)s signature taken out.", "%(n)s signatures taken out.", n) % {"n": f"{n:,}"}
    tell(request, words, undo=reverse("petition_desk:put_back", args=[slug, batch.public_id]))
    return see_other("petition_desk:signatures", slug)


@door("actions.people")
@require_POST
def put_back(request: DeskRequest, slug: str, public_id: str) -> HttpResponse:
    petition = found(request, slug)
    batch = SignatureBatch.objects.filter(petition=petition, public_id=public_id).first()
    if batch is None:
        raise Http404
    n = checking.put_back(batch=batch, by=request.actor, at=timezone.now())
    tell(request, ngettext("%(n)s signature is back.", "%(n)s signatures are back.", n) % {"n": f"{n:,}"})
    return see_other("petition_desk:signatures", slug)


@door("actions.people")
@require_POST
def clear(request: DeskRequest, slug: str) -> HttpResponse:
    """ "Put back" for signatures that were set aside: who answered already counts, the others wait for their mail."""
    petition = found(request, slug)
    ids = _ids(request)
    n = checking.clear(petition=petition, public_ids=ids, by=request.actor, at=timezone.now())
    words = ngettext("%(n)s signature is set aside no more.", "%(n)s signatures are set aside no more.", n)
    undo = reverse("petition_desk:set_aside_again", args=[slug]) + _these(ids) if n else ""
    tell(request, words % {"n": f"{n:,}"}, undo=undo)
    return see_other("petition_desk:signatures", slug)


@door("actions.people")
@require_POST
def set_aside_again(request: DeskRequest, slug: str) -> HttpResponse:
    n = checking.set_aside_again(
        petition=found(request, slug), public_ids=_ids(request), by=request.actor, at=timezone.now()
    )
    words = ngettext("%(n)s signature is set aside again.", "%(n)s signatures are set aside again.", n)
    tell(request, words % {"n": f"{n:,}"})
    return see_other("petition_desk:signatures", slug)


def _ids(request: DeskRequest) -> list[str]:
    """Those ticked in a form, or named in an Undo's address; a page of them at most."""
    return [
        text for text in (request.POST.getlist("id") or request.GET.getlist("id"))[:A_PAGE] if queries.is_uuid(text)
    ]


def _these(ids: Iterable[object]) -> str:
    return "?" + "&".join(f"id={public_id}" for public_id in ids)


@door("petitions.moderate")
@require_safe
def comments(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, slug)
    which = request.GET.get("show", "waiting")
    rows = waiting_comments(petition)
    if which in ("shown", "hidden"):
        rows = petition.signatures.filter(comment_state=which, state=Signature.State.CONFIRMED).order_by("-id")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return shown(request, petition, "comments", page=page, which=which)


@door("petitions.moderate")
@require_POST
def moderate(request: DeskRequest, slug: str, show: bool) -> HttpResponse:
    petition = found(request, slug)
    ids = _ids(request)
    n = running.moderate(petition=petition, public_ids=ids, show=show, by=request.actor, at=timezone.now())
    words = (
        ngettext("%(n)s comment is shown.", "%(n)s comments are shown.", n)
        if show
        else ngettext("%(n)s comment is not shown.", "%(n)s comments are not shown.", n)
    )
    back = reverse("petition_desk:hide_comments" if show else "petition_desk:show_comments", args=[slug])
    tell(request, words % {"n": n}, undo=back + _these(ids) if n else "")
    return see_other("petition_desk:comments", slug)


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, slug)
    form = SheetForm(request.POST or None, initial={"sheet": queries.next_sheet(petition)})
    if request.method == "POST" and form.is_valid() and _typed_in(request, petition, form):
        return see_other("petition_desk:paper", slug)
    lines = petition.paper.filter(removed_at=None).order_by("-sheet", "line")
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    return shown(request, petition, "paper", form=form, page=page, status=422 if form.errors else 200)


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
    undo = reverse("petition_desk:remove_paper", args=[petition.action.slug]) + _these(row.public_id for row in rows)
    tell(request, words % {"sheet": sheet, "n": len(rows)}, undo=undo)
    return True


@door("actions.edit")
@require_POST
def remove_paper(request: DeskRequest, slug: str, removed: bool) -> HttpResponse:
    petition, ids = found(request, slug), _ids(request)
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
    tell(request, out if removed else in_again, undo=reverse(back, args=[slug]) + _these(ids))
    return see_other("petition_desk:paper", slug)
