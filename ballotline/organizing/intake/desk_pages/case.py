"""One case, beside the list: who asks, where they live, the thread, the box to answer; and who else has it open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, to_keep
from ballotline.foundation.access.who import Who, in_words
from ballotline.foundation.audit import services as audit
from ballotline.foundation.audit.queries import history
from ballotline.foundation.ui.dates import day
from ballotline.foundation.ui.deeds import what_was_done
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.queries import names_of
from ballotline.movement.mail.models import Attachment, InboundMessage
from ballotline.movement.people.queries import acts_of, reaches
from ballotline.organizing.chapters import queries as chapters
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.intake import queries, words
from ballotline.organizing.intake.desk_forms import AnswerForm, NoteForm
from ballotline.organizing.intake.desk_pages.queue import account_of, listed
from ballotline.organizing.intake.models import Case, Entry
from ballotline.organizing.intake.services import WrittenMeanwhile, duty


@dataclass(frozen=True, slots=True)
class Line:
    """One of the thread, with who it was. `deed` is what was done, where nothing was written; `letter` the message, if
    it came by mail, with the `files` that came along."""

    entry: Entry
    who: str
    deed: str
    can_be_undone: bool
    letter: InboundMessage | None
    files: Sequence[Attachment]


def found_case(request: DeskRequest, public_id: UUID | str) -> Case:
    """One on which the right of this door reaches; whichever it doesn't is not there."""
    rows = queries.within(request.reach).select_related("kind", "person", "owner")
    case = rows.filter(public_id=str(public_id)).first()
    if case is None:
        raise Http404
    return case


@door("cases.read")
@require_safe
def case(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Each look leaves a trace, which the page itself shows."""
    found = found_case(request, public_id)
    audit.record("case viewed", on=found.ref, by=request.actor, at=timezone.now())
    if _may_answer(request, found):
        duty.look(case=found, account=account_of(request), at=timezone.now())
    return case_page(request, found)


def case_page(
    request: DeskRequest,
    found: Case,
    *,
    answer: AnswerForm | None = None,
    note: NoteForm | None = None,
    meanwhile: WrittenMeanwhile | None = None,
    status: int = 200,
) -> HttpResponse:
    """As it is, or with what was typed: to be put right, or because somebody else wrote `meanwhile`."""
    at, entries = timezone.now(), queries.thread(found)
    served = chapters.of_keys([found.chapter]).get(found.chapter)
    look, clock = words.clock(found, at)
    context: dict[str, Any] = {
        "case": found,
        "title": words.title(found),
        "look": look,
        "clock": clock,
        "lines": _lines(request, found, entries),
        "chapter": served,
        "chapter_words": queries.chapter_words(served),
        "about_them": _about(request, found),
        "others": _others(request, found),
        "tags": found.tags.order_by("name_key"),
        "led_to": queries.chapters_from(found, request.scope.reach("chapters.read")),
        "here": words.names(queries.here(found, at, but=account_of(request).public_id)),
        "deeds": what_was_done(request, list(history(*found.ref)[:30])),
        "note_form": note or NoteForm(),
        "pressed": answer or note or NoteForm(),
        "meanwhile": meanwhile.entry if meanwhile else None,
        "meanwhile_words": _meanwhile(request, found, meanwhile) if meanwhile else "",
        "closes": request.POST.get("do") != "wait",
        "may_answer": _may_answer(request, found),
    }
    if context["may_answer"]:
        context |= _to_answer(request, found, served, answer)
    return no_store(render(request, "intake/desk/case.html", listed(request) | context, status=status))


def _may_answer(request: DeskRequest, found: Case) -> bool:
    return request.scope.reach("cases.answer").covers(public_id=found.public_id, chapter=found.chapter)


def _to_answer(request: DeskRequest, found: Case, served: Chapter | None, form: AnswerForm | None) -> dict[str, Any]:
    """What stands there for whoever may answer it."""
    return {
        "form": form or AnswerForm(initial={"version": found.version}),
        "ready": queries.ready_answers(),
        "may_get_it": [one for one in queries.may_answer(found.chapter, timezone.now()) if one.pk != found.owner_id],
        "is_mine": found.owner_id == account_of(request).pk,
        "all_kinds": queries.kinds(),
        "could_have_come": list(chapters.within(request.scope.reach("chapters.read")).order_by("name", "pk")),
        "could_lie_at": [one for one in chapters.public().order_by("name") if one != served],
    }


def _lines(request: DeskRequest, found: Case, entries: list[Entry]) -> list[Line]:
    who, deeds = _who(request, (one.by for one in entries), found), words.deeds(entries)
    last, letters = queries.may_be_undone(found), queries.letters_behind(entries)
    files = queries.came_with(letters.values())

    def line(entry: Entry) -> Line:
        letter = letters.get(entry.pk)
        came = files.get(letter.pk, []) if letter else []
        return Line(entry, who[entry.by], deeds.get(entry.pk, ""), entry == last, letter, came)

    return [line(entry) for entry in entries]


def _who(request: DeskRequest, actors: Iterable[Who], found: Case) -> dict[Who, str]:
    """Who works on the same case is called by name; who asks, as on this page."""
    actors = set(actors)
    said = in_words(actors, reader=request.actor, scope=request.scope)
    colleagues = names_of([id_ for kind, id_ in actors if kind == "account" and id_ != request.actor.id], False)
    asking = {one: found.who or _("Somebody") for one in actors if one[0] in ("person", "visitor")}
    return said | {("account", id_): name for id_, name in colleagues.items() if name} | asking


def _meanwhile(request: DeskRequest, found: Case, told: WrittenMeanwhile) -> str:
    """ "Lena answered 2 minutes ago." """
    if told.entry is None:
        return _("Something else was done meanwhile.")
    who = _who(request, [told.entry.by], found)[told.entry.by]
    return words.meanwhile(told.entry, capfirst(who), timezone.now())


def _about(request: DeskRequest, found: Case) -> dict[str, Any]:
    """Who asks, as far as we know them and this organizer may see them."""
    person = found.person
    if person is None or not reaches(request.scope.reach("people.read"), person):
        return {}
    acts = len(acts_of([person]).get(person.pk, []))
    facts = [_("on file since %s") % day(timezone.localdate(person.created_at), today=timezone.localdate())]
    facts += [ngettext("took part once", "took part %(n)s times", acts) % {"n": acts}] if acts else []
    facts += [_("member of %s") % queries.chapter_words(one.chapter) for one in chapters.memberships_of(person)]
    return {"person": person, "facts": facts}


def _others(request: DeskRequest, found: Case) -> list[Case]:
    """What else they asked."""
    return [one for one in queries.of_person(found.person, request.reach) if one != found] if found.person else []


@door("cases.read")
@require_safe
def file(request: DeskRequest, public_id: UUID, file_id: UUID) -> HttpResponseBase:
    """What came along with a message."""
    found = found_case(request, public_id)
    letters = queries.letters_of(found)
    attached = Attachment.objects.filter(message__in=letters, public_id=file_id).first()
    if attached is None:
        raise Http404
    audit.record("case's file downloaded", on=found.ref, by=request.actor, at=timezone.now())
    return to_keep(bytes(attached.content), name=attached.name or _("file without a name"))


@door("cases.read")
@require_safe
def letter(request: DeskRequest, public_id: UUID, letter_id: UUID) -> HttpResponseBase:
    """A message whole, as it came: any mail program opens it."""
    found = found_case(request, public_id)
    message = queries.letters_of(found).select_related("original").filter(public_id=letter_id).first()
    if message is None:
        raise Http404
    audit.record("case's message downloaded", on=found.ref, by=request.actor, at=timezone.now())
    return to_keep(bytes(message.original.raw), name=f"case-{found.number}.eml")


@door("cases.answer")
@require_POST
def here(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """The open page says every 20 seconds that it is open, and hears who else is there."""
    found, at = found_case(request, public_id), timezone.now()
    duty.look(case=found, account=account_of(request), at=at)
    others: list[Account] = queries.here(found, at, but=account_of(request).public_id)
    context = {"here": words.names(others), "case": found}
    return no_store(render(request, "intake/desk/here.html", context))
