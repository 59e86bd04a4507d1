"""The people an organizer may see, and one person: how to reach them, what they did, who looked."""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.audit import services as audit
from ballotline.foundation.audit.queries import history
from ballotline.foundation.ui.told import tell
from ballotline.movement.accounts.models import Account
from ballotline.movement.people import queries
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Activity, Person, Tag
from ballotline.organizing.actions.kinds.petition.forms import TypedField, clean_name, clean_zip
from ballotline.organizing.actions.kinds.petition.models import Petition

A_PAGE = 50
SORTS = {"name": "name_key", "new": "-created_at"}


class CorrectForm(forms.Form):
    name = TypedField(clean_name, label=gettext_lazy("Name"))
    zip_code = TypedField(clean_zip, label=gettext_lazy("ZIP code"))


@door("people.read")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    found = _asked_for(queries.visible_to(request.scope), request.GET)
    sort = request.GET.get("sort", "new")
    page = Paginator(found.order_by(SORTS.get(sort, "-created_at"), "id"), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "wanted": request.GET.dict(), "sort": sort, "tags": Tag.objects.order_by("name_key")[:200]}
    return no_store(render(request, "desk/people.html", context))


def _asked_for(found: QuerySet[Person], wanted: QueryDict) -> QuerySet[Person]:
    """The filters of the list: words, a tag, a petition, who may be written to."""
    found = queries.search(found, wanted.get("q", "").replace("\x00", "")[:100])
    if tag := wanted.get("tag", ""):
        found = found.filter(taggings__tag__name_key=tag[:60].replace("\x00", ""))
    if signed := wanted.get("signed", ""):
        petition = Petition.objects.filter(action__slug=signed[:70].replace("\x00", "")).first()
        about = str(petition.public_id) if petition else ""
        found = found.filter(activities__kind="signed", activities__about_id=about)
    return found


def _found(request: DeskRequest, public_id: str) -> Person:
    person = queries.visible_to(request.scope).filter(public_id=public_id).first()
    if person is None:
        raise Http404
    return person


@door("people.read")
@require_safe
def person(request: DeskRequest, public_id: str) -> HttpResponse:
    """Each look leaves a trace, which the page itself shows."""
    found = _found(request, public_id)
    audit.record("person viewed", on=found.ref, by=request.actor, at=timezone.now())
    return _page(request, found, CorrectForm(initial={"name": found.name, "zip_code": found.zip_code}))


def _page(request: DeskRequest, found: Person, form: CorrectForm) -> HttpResponse:
    page = Paginator(queries.timeline(found), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "person": found,
        "form": form,
        "contact_points": found.contact_points.order_by("kind", "id"),
        "consents": queries.consents_of(found),
        "page": page,
        "timeline": _named(page),
        "tags": [tagging.tag for tagging in found.taggings.select_related("tag").order_by("tag__name_key")],
        "alike": queries.may_be_the_same(found)[:5],
        "looks": _looks(found),
    }
    return no_store(render(request, "desk/person.html", context, status=422 if form.errors else 200))


def _named(page: Page[Activity]) -> list[tuple[Activity, Petition | None]]:
    """What they did, each with the thing it was about."""
    ids = [activity.about_id for activity in page if activity.about_kind == "petition"]
    petitions = Petition.objects.select_related("action").filter(action__public_id__in=ids)
    by_id = {str(petition.public_id): petition for petition in petitions}
    return [(activity, by_id.get(activity.about_id)) for activity in page]


def _looks(found: Person) -> list[tuple[Any, str]]:
    """Who did what to this person's page and row, newest first."""
    entries = list(history(*found.ref)[:30])
    accounts = Account.objects.filter(public_id__in={e.actor_id for e in entries if e.actor_kind == "account"})
    names = {str(account.public_id): str(account) for account in accounts}
    return [(entry, names.get(entry.actor_id, "")) for entry in entries]


@door("people.edit")
@require_POST
def correct(request: DeskRequest, public_id: str) -> HttpResponse:
    found, form = _found(request, public_id), CorrectForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    people.correct(person=found, **form.cleaned_data, by=request.actor, at=timezone.now())
    tell(request, _("Saved."))
    return see_other("desk:person", public_id)


@door("people.edit")
@require_POST
def tag(request: DeskRequest, public_id: str) -> HttpResponse:
    found = _found(request, public_id)
    name = " ".join(request.POST.get("name", "").replace("\x00", "").split())[:60]
    if name:
        made = people.tag(person=found, name=name, by=request.actor, at=timezone.now())
        words = _("Tagged “%(tag)s”.") % {"tag": made.name}
        tell(request, words, undo=reverse("desk:untag", args=[public_id, made.public_id]))
    return see_other("desk:person", public_id)


@door("people.edit")
@require_POST
def untag(request: DeskRequest, public_id: str, tag_id: str) -> HttpResponse:
    found = _found(request, public_id)
    taken = Tag.objects.filter(public_id=tag_id).first()
    if taken:
        people.untag(person=found, tag=taken, by=request.actor, at=timezone.now())
        tell(request, _("“%(tag)s” is off.") % {"tag": taken.name})
    return see_other("desk:person", public_id)


@door("people.edit")
@require_POST
def change_consent(request: DeskRequest, public_id: str) -> HttpResponse:
    """On their word: an organizer notes a no, or a yes that was given in person."""
    found, given = _found(request, public_id), request.POST.get("given") == "yes"
    people.change_consent(
        person=found, channel="email", purpose="news", given=given, where=_("told an organizer"),
        wording=_("May be written to about other actions") if given else _("Does not want mail"),
        by=request.actor, at=timezone.now(),
    )  # fmt: skip
    tell(request, _("Noted. It holds from now on."))
    return see_other("desk:person", public_id)


@door("people.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: DeskRequest, public_id: str) -> HttpResponse:
    found = _found(request, public_id)
    if request.method != "POST":
        return no_store(render(request, "desk/erase.html", {"person": found}))
    people.erase(person=found, by=request.actor, at=timezone.now())
    tell(request, _("Erased. What was counted and handed over stays counted, without the name."))
    return see_other("desk:people")
