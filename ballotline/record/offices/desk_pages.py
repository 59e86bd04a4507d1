"""The public record at the desk: what is on file, and councils and boards
that no open list has, added and corrected."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.audit import services as audit
from ballotline.foundation.audit.queries import history
from ballotline.foundation.ui.deeds import what_was_done
from ballotline.foundation.ui.told import tell
from ballotline.record.offices import queries, services
from ballotline.record.offices.forms import HolderForm, OfficeForm
from ballotline.record.offices.models import PhoneLine, Seat, Term
from ballotline.record.offices.rules import Role, folded, governing

A_PAGE = 50


@door("offices.edit")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    words, on = " ".join(request.GET.get("q", "").split())[:100], timezone.localdate()
    page = Paginator(queries.seats_where(words), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.seated_of(page, on=on),
        "wanted": {"q": words},
        "sources": queries.sources(on),
        "wrong": queries.wrong_phone_lines()[:A_PAGE],
    }
    return no_store(render(request, "offices/desk/index.html", context))


@door("offices.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    form = OfficeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        role = Role(
            jurisdiction=governing(data["where"]),
            role=folded(data["title"]),
            title=data["title"],
            divisions=(data["where"],),
            label=data["seat"],
        )
        seat = services.open_seat(role, source=data["source"], as_of=timezone.localdate())
        if _is_saved(request, seat, form):
            return see_other("offices_desk:seat", seat.pk)
    return render(request, "offices/desk/new.html", {"form": form}, status=422 if form.errors else 200)


@door("offices.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: DeskRequest, pk: int) -> HttpResponse:
    """One seat: who holds it, who held it, and the form for who holds it now."""
    found = _found(pk)
    form = HolderForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_saved(request, found, form):
        return see_other("offices_desk:seat", pk)
    [seated] = queries.seated_of([found], on=timezone.localdate())
    if request.method != "POST":
        form = HolderForm(initial=_as_typed(seated.term))
    context = {
        "seat": found,
        "office": found.office,
        "seated": seated,
        "form": form,
        "done": what_was_done(request, list(history("office", found.office.public_id)[:10])),
        "terms": found.terms.select_related("official").order_by("-pk"),
    }
    return no_store(render(request, "offices/desk/seat.html", context, status=422 if form.errors else 200))


def _found(pk: int) -> Seat:
    found = Seat.objects.select_related("office__jurisdiction").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _as_typed(term: Term | None) -> dict[str, object]:
    if term is None:
        return {}
    line = next(iter(term.official.phone_lines.exclude(phone="").order_by("key")), None)
    return {
        "name": term.official.name,
        "parties": " / ".join(term.parties),
        "phone": line.phone if line else "",
        "address": line.address if line else "",
        "email": term.official.email,
        "starts": term.starts,
        "ends": term.ends,
        "source": term.source,
    }


def _is_saved(request: DeskRequest, seat: Seat, form: HolderForm) -> bool:
    """If not, the form says at its field what to change."""
    try:
        _seat_somebody(request, seat, form)
    except services.BegunThatDay:
        words = _("An earlier term of theirs here has the same first day. Enter the day on which this one began")
        form.add_error("starts", words)
        return False
    return True


def _seat_somebody(request: DeskRequest, seat: Seat, form: HolderForm) -> None:
    data, on = form.cleaned_data, timezone.localdate()
    if data["name"]:
        services.seat_somebody(
            seat=seat,
            name=data["name"],
            parties=form.party_list,
            phone=data["phone"],
            email=data["email"],
            address=data["address"],
            starts=data["starts"],
            ends=data["ends"],
            source=data["source"],
            on=on,
        )
        tell(request, _("Saved. It is what people find from now on."))
    else:
        gone = services.vacate(seat=seat, source=data["source"], on=on)
        undo = reverse("offices_desk:put_back", args=[seat.pk, gone]) if gone else ""
        tell(request, _("The seat is vacant now."), undo=undo)
    audit.record("seat changed", on=("office", seat.office.public_id), by=request.actor, at=timezone.now())


@door("offices.edit")
@require_POST
def put_back(request: DeskRequest, pk: int, term: int) -> HttpResponse:
    """The undo of a vacancy."""
    found = _found(pk)
    services.put_back(seat=found, term=term)
    audit.record("holder put back", on=("office", found.office.public_id), by=request.actor, at=timezone.now())
    tell(request, _("Back in office."))
    return see_other("offices_desk:seat", pk)


@door("offices.edit")
@require_POST
def line_is_right(request: DeskRequest, pk: int) -> HttpResponse:
    """Somebody called, and the number is right after all."""
    line = PhoneLine.objects.filter(pk=pk).first()
    if line is None:
        raise Http404
    services.mark_phone_line(line=line, is_wrong=False)
    tell(request, _("The number is offered again."))
    return see_other("offices_desk:index")
