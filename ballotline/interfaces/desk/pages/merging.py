"""Two people who may be one: found, compared side by side, merged or told apart; and each with its way back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.access.rules import Scope
from ballotline.foundation.audit import services as audit
from ballotline.foundation.ui.told import tell
from ballotline.interfaces.desk.pages.people import each_way_once, found_person, named
from ballotline.movement.accounts.models import Account
from ballotline.movement.people import likeness, merging, queries
from ballotline.movement.people.models import Activity, Consent, ContactPoint, Merge, Person, Tag
from ballotline.movement.people.rows import CannotMerge

FOUND_AT_MOST = 20
ACTS_AT_MOST = 8
OTHER = "other"  # what a radio button says that takes the other one's


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, as the page shows them. `acts` are the newest of `did`."""

    label: str
    person: Person
    ways: list[ContactPoint]
    consents: list[Consent]
    tags: list[Tag]
    did: list[Activity]
    acts: list[str]
    account: Account | None


@door("people.edit")
@require_safe
def find(request: DeskRequest, public_id: str) -> HttpResponse:
    """Who is meant, where the suggestions don't know: a search among those whom one may correct."""
    found = found_person(request.reach, public_id)
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
    others = queries.within(request.reach).exclude(pk=found.pk)
    people = queries.search(others, words).order_by("name_key", "pk")[:FOUND_AT_MOST] if words else []
    return no_store(render(request, "desk/merge_find.html", {"person": found, "words": words, "people": people}))


@door("people.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: DeskRequest, public_id: str, other_id: str) -> HttpResponse:
    """The first of the two is kept. Both must be reached by the right to correct people."""
    kept, other = found_person(request.reach, public_id), found_person(request.reach, other_id)
    if kept == other:
        raise Http404
    if request.method != "POST":
        for one in (kept, other):
            audit.record("person viewed", on=one.ref, by=request.actor, at=timezone.now())
        return _side_by_side(request, kept, other)
    choices = [name for name in merging.CHOSEN if request.POST.get(name) == OTHER]
    try:
        done = merging.merge(keep=kept, other=other, choices=choices, by=request.actor, at=timezone.now())
    except CannotMerge as refused:
        return _side_by_side(request, kept, other, refused=str(refused))
    tell(request, _("They are one person now."), undo=reverse("desk:take_apart", args=[done.public_id]))
    return see_other("desk:person", public_id)


def _side_by_side(request: DeskRequest, kept: Person, other: Person, *, refused: str = "") -> HttpResponse:
    scope = request.scope
    sides = [_side(_("Kept"), kept, scope), _side(_("Joined to it"), other, scope)]
    context = {
        "kept": sides[0],
        "other": sides[1],
        "sides": sides,
        "choices": [
            ("name", _("Name"), kept.name, other.name),
            ("zip_code", _("ZIP code"), kept.zip_code, other.zip_code),
        ],
        "both_did": _both_did(sides, scope),
        "both_sign_in": all(side.account for side in sides),
        "refused": refused,
    }
    return no_store(render(request, "desk/merge.html", context, status=422 if refused else 200))


def _side(label: str, person: Person, scope: Scope) -> Side:
    did = list(queries.timeline(person))
    return Side(
        label=label,
        person=person,
        ways=each_way_once(person.contact_points.order_by("kind", "id")),
        consents=queries.consents_of(person),
        tags=[tagging.tag for tagging in person.taggings.select_related("tag").order_by("tag__name_key")],
        did=did,
        acts=_in_words(did[:ACTS_AT_MOST], scope),
        account=Account.objects.filter(person=person).first(),
    )


def _in_words(acts: Iterable[Activity], scope: Scope) -> list[str]:
    """ "Signed: Keep the library open"."""
    rows = named(acts, scope)
    return [f"{did}: {about}" if about else did for _activity, did, about, _address in rows]


def _both_did(sides: list[Side], scope: Scope) -> list[str]:
    """What both are counted under, and count once from then on."""
    mine, theirs = ({(act.kind, act.about_kind, act.about_id): act for act in side.did} for side in sides)
    return _in_words([act for key, act in mine.items() if key in theirs], scope)


@door("people.edit")
@require_POST
def take_apart(request: DeskRequest, merge_id: str) -> HttpResponse:
    """Undo of a merge, for 30 days."""
    done = Merge.objects.select_related("kept", "other").filter(public_id=merge_id).first()
    if done is None or not queries.reaches(request.reach, done.other):
        raise Http404
    kept = found_person(request.reach, done.kept.public_id)
    try:
        other = merging.take_apart(merge=done, by=request.actor, at=timezone.now())
    except merging.TooLate as reason:
        tell(request, str(reason))
    else:
        tell(request, _("They are two again: %(one)s and %(other)s.") % {"one": _now(kept), "other": other.name})
    return see_other("desk:person", kept.public_id)


def _now(person: Person) -> str:
    person.refresh_from_db(fields=["name"])
    return person.name


@door("people.edit")
@require_POST
def tell_apart(request: DeskRequest, public_id: str, other_id: str) -> HttpResponse:
    found, other = found_person(request.reach, public_id), found_person(request.reach, other_id)
    if found == other:
        raise Http404
    likeness.tell_apart(person=found, other=other, by=request.actor, at=timezone.now())
    undo = reverse("desk:suggest_again", args=[public_id, other_id])
    tell(request, _("Noted: two people. We don't suggest it again."), undo=undo)
    return see_other("desk:person", public_id)


@door("people.edit")
@require_POST
def suggest_again(request: DeskRequest, public_id: str, other_id: str) -> HttpResponse:
    """Undo of telling two apart."""
    found, other = found_person(request.reach, public_id), found_person(request.reach, other_id)
    likeness.suggest_again(person=found, other=other, by=request.actor, at=timezone.now())
    tell(request, _("They may be the same again."))
    return see_other("desk:person", public_id)
