"""Who belongs to a chapter, what they paid, and who leads it."""

from collections.abc import Iterable
from typing import cast

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.audit import services as audit
from ballotline.foundation.ui.deeds import with_who
from ballotline.foundation.ui.told import tell
from ballotline.movement.accounts.models import Account
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.arrivals.services import NotOpen
from ballotline.organizing.chapters import queries, roles
from ballotline.organizing.chapters.desk_forms import DuesForm, EndTermForm, MemberForm, OfficeForm
from ballotline.organizing.chapters.desk_pages.frame import A_PAGE, decides, found, shown
from ballotline.organizing.chapters.models import Chapter, Dues, Membership, OfficerTerm
from ballotline.organizing.chapters.services import NotNow, members, officers

LISTED_AT_MOST = 1_000  # members to choose an officer from; who is not among them is found by the member's own page


@door("chapters.members")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: DeskRequest, slug: str) -> HttpResponse:
    """Who belongs to it; each look leaves its trace. The POST writes to somebody who signed up on paper: they become a
    member by their own yes, so that nobody is taken into a chapter whose officers would then read about them."""
    chapter, at = found(request, slug), timezone.now()
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and chapter.is_at_work:
        typed = Typed(**form.cleaned_data)
        try:
            members.ask_to_join(chapter=chapter, typed=typed, how=Circumstances(is_trusted=True), at=at)
        except NotOpen:
            raise Http404
        audit.record("asked to join", on=chapter.ref, by=request.actor, at=at)
        tell(request, _("A message asks %(name)s to say yes. Then they are a member.") % {"name": typed.name})
        return see_other("chapters_desk:members", slug)
    audit.record("members looked at", on=chapter.ref, by=request.actor, at=at)
    audit.record_read("members of a chapter read", of=[chapter.key], by=request.actor, at=at, each_time=False)
    said, past = request.GET.get("q", "").replace("\x00", "")[:100], request.GET.get("past") == "1"
    listed = queries.past_members(chapter) if past else queries.members_named(chapter, said)
    context = {
        "form": form,
        "page": Paginator(listed, A_PAGE).get_page(request.GET.get("page")),
        "words": said,
        "past": past,
        "had_any": chapter.memberships.exists(),
    }
    status = 422 if form.errors else 200
    return shown(request, chapter, "chapters/desk/members.html", tab="members", status=status, **context)


def _membership(chapter: Chapter, public_id: str) -> Membership:
    return get_object_or_404(chapter.memberships.select_related("person", "chapter"), public_id=public_id)


@door("chapters.members")
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: DeskRequest, slug: str, public_id: str) -> HttpResponse:
    """One membership with its ledger; the POST adds a line."""
    chapter = found(request, slug)
    one, form = _membership(chapter, public_id), DuesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        line = members.note_dues(membership=one, paid=form.paid, by=request.actor, at=timezone.now())
        tell(request, _("Noted."), undo=reverse("chapters_desk:strike", args=[slug, line.public_id]))
        return see_other("chapters_desk:member", slug, public_id)
    audit.record("membership looked at", on=chapter.ref, by=request.actor, at=timezone.now())
    context = {
        "form": form,
        "member": one,
        "dues": with_who(request, one.dues.order_by("-first_day", "-pk"), on=chapter.ref, moment="at"),
        "may_read": "people.read" in request.scope.may_on(public_id=chapter.public_id, chapter=chapter.key),
    }
    status = 422 if form.errors else 200
    return shown(request, chapter, "chapters/desk/member.html", tab="members", status=status, **context)


@door("chapters.members")
@require_POST
def strike(request: DeskRequest, slug: str, public_id: str, struck: bool) -> HttpResponse:
    chapter = found(request, slug)
    line = get_object_or_404(Dues.objects.filter(membership__chapter=chapter), public_id=public_id)
    members.strike_dues(line=line, struck=struck, by=request.actor, at=timezone.now())
    back = reverse("chapters_desk:unstrike" if struck else "chapters_desk:strike", args=[slug, public_id])
    tell(request, _("Struck out.") if struck else _("It counts again."), undo=back)
    return see_other("chapters_desk:member", slug, line.membership.public_id)


@door("chapters.members")
@require_POST
def let_go(request: DeskRequest, slug: str, public_id: str) -> HttpResponse:
    chapter = found(request, slug)
    one = _membership(chapter, public_id)
    members.end(membership=one, how=Membership.Ended.REMOVED, by=request.actor, at=timezone.now())
    back = reverse("chapters_desk:put_back", args=[slug, public_id])
    tell(request, _("%(name)s is no member any more.") % {"name": one.person.name}, undo=back)
    return see_other("chapters_desk:members", slug)


@door("chapters.members")
@require_POST
def put_back(request: DeskRequest, slug: str, public_id: str) -> HttpResponse:
    chapter = found(request, slug)
    one = _membership(chapter, public_id)
    done = members.put_back(membership=one, by=request.actor, at=timezone.now())
    tell(request, _("A member again.") if done else _("They join again by themselves."))
    return see_other("chapters_desk:members", slug)


@door("chapters.members")
@require_POST
def standing(request: DeskRequest, slug: str, public_id: str, to: str) -> HttpResponse:
    chapter = found(request, slug)
    if to not in Membership.Standing.values:
        raise Http404
    one = _membership(chapter, public_id)
    members.set_standing(membership=one, standing=to, by=request.actor, at=timezone.now())
    tell(request, _("Saved."), undo=reverse("chapters_desk:standing", args=[slug, public_id, one.standing]))
    return see_other("chapters_desk:member", slug, public_id)


@door("chapters.read")
@require_safe
def leading(request: DeskRequest, slug: str) -> HttpResponse:
    """Who leads it now, and who did."""
    chapter = found(request, slug)
    return _officers(request, chapter, _office_form(request, chapter))


def _office_form(request: DeskRequest, chapter: Chapter, data: object = None) -> OfficeForm:
    listed = [(str(one.public_id), one.person.name) for one in queries.members(chapter)[:LISTED_AT_MOST]]
    today = timezone.localdate()
    return OfficeForm(data, members=listed, may_give=_may_give(request, chapter), initial={"first_day": today})


def _may_give(request: DeskRequest, chapter: Chapter) -> Iterable[str]:
    """Nobody gives a right at the desk that they do not have there themselves."""
    may = request.scope.may_on(public_id=chapter.public_id, chapter=chapter.key)
    return [name for name, role in roles.ROLES.items() if role.may <= may]


def _officers(request: DeskRequest, chapter: Chapter, form: OfficeForm, *, status: int = 200) -> HttpResponse:
    on = timezone.localdate()
    context = {
        "form": form,
        "terms": [
            (term, roles.ROLES[term.role], _may_end(request, chapter, term)) for term in queries.officers(chapter, on)
        ],
        "others": queries.other_terms(chapter, on),
        "today": on,
    }
    return shown(request, chapter, "chapters/desk/officers.html", tab="officers", status=status, **context)


@door("chapters.edit")
@require_POST
def appoint(request: DeskRequest, slug: str) -> HttpResponse:
    """Makes a member an officer: an account that may what its role may, from the first to the last day."""
    chapter = found(request, slug)
    form = _office_form(request, chapter, request.POST)
    if not form.is_valid():
        return _officers(request, chapter, form, status=422)
    one = _membership(chapter, form.cleaned_data["member"])
    if one.person_id == cast(Account, request.user).person_id and not decides(request, chapter):
        form.add_error("member", _("Somebody else names you, or the chapter above does"))
        return _officers(request, chapter, form, status=422)
    try:
        officers.appoint(chapter=chapter, person=one.person, office=form.office, by=request.actor, at=timezone.now())
    except NotNow as reason:
        form.add_error("member", str(reason))
        return _officers(request, chapter, form, status=409)
    tell(request, _("%(name)s is an officer now, and can sign in by mail.") % {"name": one.person.name})
    return see_other("chapters_desk:officers", slug)


def _may_end(request: DeskRequest, chapter: Chapter, term: OfficerTerm) -> bool:
    """An officer resigns, and ends what they could give; another officer's term is ended by who decides from above."""
    if decides(request, chapter) or term.person_id == cast(Account, request.user).person_id:
        return True
    return term.role != roles.OFFICER.name and term.role in _may_give(request, chapter)


@door("chapters.edit")
@require_POST
def end_term(request: DeskRequest, slug: str, public_id: str) -> HttpResponse:
    chapter, form = found(request, slug), EndTermForm(request.POST)
    term = get_object_or_404(OfficerTerm, chapter=chapter, public_id=public_id)
    if not _may_end(request, chapter, term):
        raise Http404
    if not form.is_valid():
        tell(request, _("Say how the term ended: press the button beside it."))
        return see_other("chapters_desk:officers", slug)
    officers.end(term=term, how=form.cleaned_data["how"], by=request.actor, at=timezone.now())
    back = reverse("chapters_desk:term_again", args=[slug, public_id])
    tell(request, _("The term has ended, and so have its rights."), undo=back)
    return see_other("chapters_desk:officers", slug)


@door("chapters.edit")
@require_POST
def term_again(request: DeskRequest, slug: str, public_id: str) -> HttpResponse:
    chapter = found(request, slug)
    term = get_object_or_404(OfficerTerm, chapter=chapter, public_id=public_id)
    if not _may_end(request, chapter, term) or term.role not in _may_give(request, chapter):
        raise Http404
    done = officers.take_back_end(term=term, by=request.actor, at=timezone.now())
    tell(request, _("The term goes on.") if done else _("Its last day is over. Name them anew."))
    return see_other("chapters_desk:officers", slug)
