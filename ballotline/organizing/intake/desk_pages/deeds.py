"""What is done with a case: each a press, with its way back in the line above the next page."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.ui.numbers import whole_number
from ballotline.foundation.ui.told import tell
from ballotline.organizing.chapters import queries as chapters
from ballotline.organizing.intake import queries, rules, words
from ballotline.organizing.intake.desk_forms import AnswerForm, NoteForm
from ballotline.organizing.intake.desk_pages.case import case_page, found_case
from ballotline.organizing.intake.desk_pages.queue import account_of
from ballotline.organizing.intake.models import Case, Entry
from ballotline.organizing.intake.services import NoMailbox, WrittenMeanwhile, asked, sorting, working


@door("cases.answer")
@require_POST
def answer(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """[Send and close], [Send and wait]; or a ready answer goes into the box, behind what stands there."""
    found, form = found_case(request, public_id), AnswerForm(request.POST)
    if request.POST.get("do") == "ready":
        return case_page(request, found, answer=_with_ready(request, found))
    if not form.is_valid():
        return case_page(request, found, answer=form, status=422)
    try:
        return _send(request, found, form)
    except WrittenMeanwhile as told:
        found = found_case(request, public_id)
        kept = AnswerForm(initial={"text": form.cleaned_data["text"], "version": found.version})
        return case_page(request, found, answer=kept, meanwhile=told, status=409)
    except NoMailbox:
        tell(request, _("We know no e-mail address of theirs. Write down what you told them."))
        return see_other("cases_desk:case", public_id)


def _send(request: DeskRequest, found: Case, form: AnswerForm) -> HttpResponse:
    closes, typed = request.POST.get("do") != "wait", form.cleaned_data
    working.answer(case=found, **typed, closes=closes, by=account_of(request), at=timezone.now())
    if not closes:
        tell(request, _("Sent to %s. The case waits for them.") % found.who)
        return see_other("cases_desk:case", found.public_id)
    return _closed(request, found, _("Sent to %s, and done.") % found.who, queries.may_be_undone(found))


def _with_ready(request: DeskRequest, found: Case) -> AnswerForm:
    """The box with the ready answer behind what was typed; without an answer of that name, as it is."""
    served = chapters.of_keys([found.chapter]).get(found.chapter)
    key = request.POST.get("ready", "")
    text = next((one.text for one in queries.ready_answers() if str(one.public_id) == key), "")
    filled = rules.filled(text, words.filler(found, queries.chapter_words(served)))
    typed = request.POST.get("text", "").replace("\x00", "")
    both = "\n\n".join(part for part in (typed.strip(), filled) if part)
    version = whole_number(request.POST.get("version"))
    return AnswerForm(initial={"text": both, "version": found.version if version is None else version})


@door("cases.answer")
@require_POST
def note(request: DeskRequest, public_id: UUID) -> HttpResponse:
    found, form = found_case(request, public_id), NoteForm(request.POST)
    if not form.is_valid():
        return case_page(request, found, note=form, status=422)
    working.note(case=found, text=form.cleaned_data["note"], by=request.actor, at=timezone.now())
    tell(request, _("Noted."))
    return see_other("cases_desk:case", public_id)


@door("cases.answer")
@require_POST
def give(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """To somebody who may answer it. Without a name nothing happens."""
    found, key = found_case(request, public_id), request.POST.get("to", "")
    to = next((one for one in queries.may_answer(found.chapter, timezone.now()) if str(one.public_id) == key), None)
    if to is None:
        tell(request, _("Choose to whom you give it."))
        return see_other("cases_desk:case", public_id)
    entry = working.give(case=found, to=to, by=request.actor, at=timezone.now())
    return _done(request, found, _("It is %s’s now.") % to, entry)


@door("cases.answer")
@require_POST
def take(request: DeskRequest, public_id: UUID) -> HttpResponse:
    found = found_case(request, public_id)
    entry = working.give(case=found, to=account_of(request), by=request.actor, at=timezone.now())
    return _done(request, found, _("It is yours now."), entry)


@door("cases.answer")
@require_POST
def close(request: DeskRequest, public_id: UUID, is_ours: bool) -> HttpResponse:
    found = found_case(request, public_id)
    entry = working.close(case=found, is_ours=is_ours, by=request.actor, at=timezone.now())
    said = _("Done.") if is_ours else _("Closed as not for us. Nobody was written to.")
    return _closed(request, found, said, entry)


@door("cases.answer")
@require_POST
def reopen(request: DeskRequest, public_id: UUID) -> HttpResponse:
    found = found_case(request, public_id)
    entry = working.reopen(case=found, by=request.actor, at=timezone.now())
    return _done(request, found, _("It is open again, with its hours anew."), entry)


@door("cases.answer")
@require_POST
def set_kind(request: DeskRequest, public_id: UUID) -> HttpResponse:
    found, kind = found_case(request, public_id), asked.kind_named(request.POST.get("kind", ""))
    if kind is None:
        tell(request, _("Choose what it is about."))
        return see_other("cases_desk:case", public_id)
    entry = sorting.set_kind(case=found, kind=kind, by=request.actor, at=timezone.now())
    return _done(request, found, _("Sorted as “%s”.") % kind, entry)


@door("cases.answer")
@require_POST
def move(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """To another chapter, or to the organization's office; whoever moves it away may not see it any more."""
    found, key = found_case(request, public_id), request.POST.get("chapter", "")
    to = next((one for one in chapters.public() if one.key == key), None)
    if to is None and key != "office":
        tell(request, _("Choose where it goes."))
        return see_other("cases_desk:case", public_id)
    entry = sorting.move(case=found, to=to, by=request.actor, at=timezone.now())
    where = queries.chapter_words(to)
    if not request.reach.covers(public_id=found.public_id, chapter=found.chapter):
        tell(request, _("It lies with %s now, and you don’t see it any more.") % where)
        return see_other("cases_desk:index")
    return _done(request, found, _("It lies with %s now.") % where, entry)


@door("cases.answer")
@require_POST
def tag(request: DeskRequest, public_id: UUID) -> HttpResponse:
    found = found_case(request, public_id)
    made = sorting.tag(case=found, name=request.POST.get("name", ""), by=request.actor, at=timezone.now())
    if made:
        undo = reverse("cases_desk:untag", args=[public_id, made.pk])
        tell(request, _("Tagged “%(tag)s”.") % {"tag": made.name}, undo=undo)
    return see_other("cases_desk:case", public_id)


@door("cases.answer")
@require_POST
def untag(request: DeskRequest, public_id: UUID, row: int) -> HttpResponse:
    found = found_case(request, public_id)
    taken = found.tags.filter(pk=row).first()
    if taken:
        sorting.untag(tag=taken, by=request.actor, at=timezone.now())
        tell(request, _("“%(tag)s” is off.") % {"tag": taken.name})
    return see_other("cases_desk:case", public_id)


@door("cases.answer")
@require_POST
def lead_to(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """A chapter came of it, one that this organizer sees."""
    found, key = found_case(request, public_id), request.POST.get("chapter", "")
    chapter = chapters.of_keys([key]).get(key)
    if chapter is None or not request.scope.reach("chapters.read").covers(public_id=key, chapter=key):
        tell(request, _("Choose what came of it."))
        return see_other("cases_desk:case", public_id)
    made = working.lead_to(case=found, ref=chapter.ref, by=request.actor, at=timezone.now())
    undo = reverse("cases_desk:lead_elsewhere", args=[public_id, made.pk])
    tell(request, _("%s came of it.") % chapter.name, undo=undo)
    return see_other("cases_desk:case", public_id)


@door("cases.answer")
@require_POST
def lead_elsewhere(request: DeskRequest, public_id: UUID, row: int) -> HttpResponse:
    found = found_case(request, public_id)
    led_to = found.led_to.filter(pk=row).first()
    if led_to:
        working.lead_elsewhere(led_to=led_to, by=request.actor, at=timezone.now())
        tell(request, _("Taken back."))
    return see_other("cases_desk:case", public_id)


@door("cases.answer")
@require_POST
def undo(request: DeskRequest, public_id: UUID, entry_id: UUID) -> HttpResponse:
    found = found_case(request, public_id)
    entry = found.entries.filter(public_id=entry_id).first()
    if entry is None:
        raise Http404
    if working.undo(entry=entry, by=request.actor, at=timezone.now()):
        tell(request, _("Taken back. It is as it was before."))
    else:
        tell(request, _("Something else was done since. Look at the case as it is now."))
    return see_other("cases_desk:case", public_id)


def _done(request: DeskRequest, found: Case, said: str, entry: Entry | None) -> HttpResponse:
    """Nothing to take back where it was so already."""
    tell(request, said, undo=_undo_of(entry))
    return see_other("cases_desk:case", found.public_id)


def _closed(request: DeskRequest, found: Case, said: str, entry: Entry | None) -> HttpResponse:
    """The next that waits for this organizer, or for nobody yet, opens; after the last one, what was closed stays."""
    following = queries.next_to_answer(request.reach, account_of(request))
    return _done(request, following or found, said, entry)


def _undo_of(entry: Entry | None) -> str:
    return reverse("cases_desk:undo", args=[entry.case.public_id, entry.public_id]) if entry else ""
