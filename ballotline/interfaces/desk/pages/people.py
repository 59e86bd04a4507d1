"""One person, beside the list: how to reach them, what they did, who looked; and each change with its way back."""

from collections.abc import Iterable, Mapping
from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.access.rules import Reach, Scope
from ballotline.foundation.audit import services as audit
from ballotline.foundation.audit.queries import history
from ballotline.foundation.ui.deeds import what_was_done, with_who
from ballotline.foundation.ui.forms import Form, NameField, ZipField
from ballotline.foundation.ui.told import tell
from ballotline.interfaces.desk.acts import deeds
from ballotline.interfaces.desk.pages.people_list import asks_about, listed, rows_of
from ballotline.interfaces.desk.pages.reach_form import ReachForm
from ballotline.movement.people import likeness, queries
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Activity, Consent, ContactPoint, Correction, Merge, Person, Tag
from ballotline.movement.people.rules import UNDO_FOR
from ballotline.movement.people.where import question_of
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.models import Action
from ballotline.organizing.chapters.models import Membership
from ballotline.organizing.chapters.queries import memberships_of
from ballotline.organizing.intake import queries as cases
from ballotline.organizing.intake.models import Case

A_PAGE = 50


class CorrectForm(Form):
    name = NameField(thing=gettext_lazy("their name"), label=gettext_lazy("Name"))
    zip_code = ZipField(label=gettext_lazy("ZIP code"))


def found_person(reach: Reach, public_id: UUID | str) -> Person:
    """Somebody on whom this right reaches; whoever it doesn't is not there."""
    person = queries.within(reach).filter(public_id=str(public_id)).first()
    if person is None:
        raise Http404
    return person


def _found(request: DeskRequest, public_id: str) -> Person:
    return found_person(request.reach, public_id)


@door("people.read")
@require_safe
def person(request: DeskRequest, public_id: str) -> HttpResponse:
    """Each look leaves a trace, which the page itself shows.

    The page of somebody who was merged leads to who they are.
    """
    kept = queries.standing_for(public_id)
    if kept and str(kept.public_id) != str(public_id):
        found = found_person(request.reach, kept.public_id)
        return no_store(HttpResponsePermanentRedirect(reverse("desk:person", args=[found.public_id])))
    found = _found(request, public_id)
    audit.record("person viewed", on=found.ref, by=request.actor, at=timezone.now())
    return person_page(request, found)


def person_page(
    request: DeskRequest,
    found: Person,
    *,
    correct: CorrectForm | None = None,
    reach: ReachForm | None = None,
    holder: Person | None = None,
) -> HttpResponse:
    """As it is, or with a form that has to be put right. `holder` has what was typed as a way to reach this one."""
    page = Paginator(queries.timeline(found), A_PAGE).get_page(request.GET.get("past"))
    since = timezone.now() - UNDO_FOR
    by_whom = partial(with_who, request, on=found.ref, moment="at")
    context = {
        "person": found,
        "about": rows_of([found])[0],
        "form": correct or CorrectForm(initial={"name": found.name, "zip_code": found.zip_code}),
        "reach": reach or ReachForm(),
        "pressed": correct or reach or ReachForm(),
        "holder": holder,
        "contact_points": each_way_once(found.contact_points.order_by("kind", "id")),
        "lives_in": [(one, question_of(one, may_be=not one.is_sure)) for one in queries.divisions_around(found)],
        "consents": by_whom(queries.consents_of(found)),
        "past": page,
        "belongs_to": _chapters(request, found),
        "timeline": named(page, request.scope),
        "cases": cases.of_person(found, request.scope.reach("cases.read")),
        "tags_here": [tagging.tag for tagging in found.taggings.select_related("tag").order_by("tag__name_key")],
        "alike": likeness.may_be_the_same(found, among=queries.within(request.reach)),
        "told_apart": likeness.told_apart_from(found, among=queries.within(request.reach)),
        "may_edit": _is_within(request.scope.reach("people.edit"), found),
        "looks": what_was_done(request, list(history(*found.ref)[:30])),
        "corrections": by_whom(found.corrections.filter(at__gt=since).order_by("-at")[:10]),
        "merges": by_whom(Merge.objects.filter(kept=found, at__gt=since).select_related("other").order_by("-pk")[:10]),
    } | listed(request)
    return no_store(render(request, "desk/person.html", context, status=422 if correct or reach else 200))


def _chapters(request: DeskRequest, found: Person) -> list[tuple[Membership, str]]:
    """Where they belong, each with the desk's page of that membership for whoever may open it."""
    reach = request.scope.reach("chapters.members")
    return [
        (one, reverse("chapters_desk:member", args=[one.chapter.slug, one.public_id]))
        if reach.covers(public_id=one.chapter.key, chapter=one.chapter.key)
        else (one, "")
        for one in memberships_of(found)
    ]


def each_way_once(points: Iterable[ContactPoint]) -> list[ContactPoint]:
    """E-mail, then phone, then address. A mailbox that stands under two names is one way; the verified one is shown."""
    ways: dict[tuple[str, str], ContactPoint] = {}
    for point in points:
        key = (point.kind, point.value_key)
        if key not in ways or (point.verified_at and not ways[key].verified_at):
            ways[key] = point
    return sorted(ways.values(), key=lambda point: ContactPoint.Kind.values.index(point.kind))


def named(acts: Iterable[Activity], scope: Scope) -> list[tuple[Activity, str, str, str]]:
    """What they did, in words, each with the title of what it was about and the desk's page of that, whatever it is."""
    acts = list(acts)
    did, actions, asked = deeds(), asks_about(acts), _cases_about(acts, scope)
    return [(one, str(did.get(one.kind, one.kind)), *_about(one, actions, asked)) for one in acts]


def _cases_about(acts: Iterable[Activity], scope: Scope) -> dict[str, Case]:
    ids = [one.about_id for one in acts if one.about_kind == "letter"]
    return cases.of_letters(ids, scope.reach("cases.read")) if ids else {}


def _about(act: Activity, actions: Mapping[str, Action], asked: Mapping[str, Case]) -> tuple[str, str]:
    """(title, address); nothing of what this organizer may not see, or nobody has on file any more."""
    if action := actions.get(act.about_id):
        kind = next(kind for kind in KINDS.values() if act.about_kind == kind.model.WORD)
        return action.title, reverse(f"{kind.desk}overview", args=[action.slug])
    if case := asked.get(act.about_id):
        return case.subject, reverse("cases_desk:case", args=[case.public_id])
    return "", ""


@door("people.edit")
@require_POST
def correct(request: DeskRequest, public_id: str) -> HttpResponse:
    found, form = _found(request, public_id), CorrectForm(request.POST)
    if not form.is_valid():
        return person_page(request, found, correct=form)
    correction = people.correct(person=found, **form.cleaned_data, by=request.actor, at=timezone.now())
    return _put_right(request, found, _("Saved."), undo=_back("uncorrect", found, correction) if correction else "")


def _put_right(request: DeskRequest, found: Person, said: str, *, undo: str = "") -> HttpResponse:
    """Their page again; or the list, where another ZIP code has taken them out of this organizer's reach."""
    if _is_within(request.scope.reach("people.read"), found):
        tell(request, said, undo=undo if _is_within(request.reach, found) else "")
        return see_other("desk:person", found.public_id)
    tell(request, _("Saved. With that ZIP code they are outside your area, and you don’t see them any more."))
    return see_other("desk:people")


def _is_within(reach: Reach, found: Person) -> bool:
    return queries.within(reach).filter(pk=found.pk).exists()


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
        undo = reverse("desk:retag", args=[public_id, tag_id])
        tell(request, _("“%(tag)s” is off.") % {"tag": taken.name}, undo=undo)
    return see_other("desk:person", public_id)


@door("people.edit")
@require_POST
def retag(request: DeskRequest, public_id: str, tag_id: str) -> HttpResponse:
    """Undo of taking a tag off."""
    found, again = _found(request, public_id), Tag.objects.filter(public_id=tag_id).first()
    if again:
        people.tag(person=found, name=again.name, by=request.actor, at=timezone.now())
        tell(request, _("“%(tag)s” is back.") % {"tag": again.name})
    return see_other("desk:person", public_id)


@door("people.edit")
@require_POST
def change_consent(request: DeskRequest, public_id: str) -> HttpResponse:
    """On their word: an organizer notes a no, or a yes that was given in person."""
    found, given = _found(request, public_id), request.POST.get("given") == "yes"
    noted = people.change_consent(
        person=found,
        channel="email",
        purpose="news",
        given=given,
        where=_("told an organizer"),
        wording=_("May be written to about other actions") if given else _("Does not want mail"),
        by=request.actor,
        at=timezone.now(),
    )
    tell(request, _("Noted. It holds from now on."), undo=_back("unconsent", found, noted))
    return see_other("desk:person", public_id)


@door("people.edit")
@require_POST
def uncorrect(request: DeskRequest, public_id: str, row: int) -> HttpResponse:
    """Name and ZIP code as they were before one correction, for 30 days."""
    found, moment = _found(request, public_id), timezone.now()
    correction = found.corrections.filter(pk=row, at__gt=moment - UNDO_FOR).first()
    if correction is None:
        raise Http404
    people.correct(person=found, name=correction.name, zip_code=correction.zip_code, by=request.actor, at=moment)
    return _put_right(request, found, _("As it was before."))


@door("people.edit")
@require_POST
def unconsent(request: DeskRequest, public_id: str, row: int) -> HttpResponse:
    """What held before one note holds again. The note stays in the evidence."""
    found, moment = _found(request, public_id), timezone.now()
    noted = found.consents.filter(pk=row, at__gt=moment - UNDO_FOR).first()
    if noted is None:
        raise Http404
    people.take_back_consent(noted=noted, where=_("taken back by an organizer"), by=request.actor, at=moment)
    tell(request, _("Taken back. What held before holds again."))
    return see_other("desk:person", public_id)


def _back(name: str, found: Person, row: Correction | Consent) -> str:
    return reverse(f"desk:{name}", args=[found.public_id, row.pk])


@door("people.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: DeskRequest, public_id: str) -> HttpResponse:
    found = _found(request, public_id)
    if not all(queries.reaches(request.reach, one) for one in found.merged.all()):
        tell(request, _("They were merged with somebody of another place. Ask whoever may see both to erase them."))
        return see_other("desk:person", public_id)
    if request.method != "POST":
        return no_store(render(request, "desk/erase.html", {"person": found}))
    people.erase(person=found, by=request.actor, at=timezone.now())
    tell(request, _("Erased. What was counted and handed over stays counted, without the name."))
    return see_other("desk:people")
