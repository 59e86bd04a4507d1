"""Where a chapter stands in the tree, and what becomes of it: moved, split, taken in by another, dissolved. An end
takes two people."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.ui.dates import count
from ballotline.foundation.ui.told import tell
from ballotline.movement.accounts import agreeing
from ballotline.organizing.chapters import queries, rules
from ballotline.organizing.chapters.desk_forms import IntoForm, SplitForm, UnderForm
from ballotline.organizing.chapters.desk_pages.frame import decided, shown
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.chapters.services import NotNow, life


@door("chapters.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: DeskRequest, slug: str) -> HttpResponse:
    """Another chapter above it, or none."""
    chapter = decided(request, slug)
    above = [one for one in queries.may_stand_above(request.reach) if one.pk != chapter.pk]
    now = {"under": chapter.parent.key if chapter.parent else ""}
    form = UnderForm(request.POST or None, above=above, may_top=request.reach.everywhere, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            life.move(chapter=chapter, under=form.cleaned_data["under"], by=request.actor, at=timezone.now())
        except NotNow as reason:
            form.add_error("under", str(reason))
        else:
            tell(request, _("Moved."))
            return see_other("chapters_desk:overview", slug)
    return shown(request, chapter, "chapters/desk/place.html", status=_status(form), form=form)


def _status(form: forms.Form) -> int:
    return 422 if form.errors else 200


@door("chapters.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def dissolve(request: DeskRequest, slug: str) -> HttpResponse:
    """The question, with what then; the press asks for a second yes, and with that dissolves it."""
    chapter, at = decided(request, slug), timezone.now()
    if "dissolve" not in rules.LIFE[chapter.state]:
        tell(request, _("There is nothing to dissolve: it is over, or has not begun."))
        return see_other("chapters_desk:overview", slug)
    if request.method != "POST":
        return _question(request, chapter)
    name, by = "chapters.dissolve", request.actor
    done = _do(request, chapter, name, chapter.key, lambda: life.turn(chapter=chapter, verb="dissolve", by=by, at=at))
    words = _("Dissolve %(name)s") % {"name": chapter.name}
    return done or _ask(request, chapter, name, chapter.key, words, "chapters_desk:dissolve")


def _question(request: DeskRequest, chapter: Chapter) -> HttpResponse:
    at = timezone.now()
    context: dict[str, Any] = {
        "members": queries.members(chapter).count(),
        "officers": queries.officers(chapter, timezone.localdate(at)),
        "asked": agreeing.of("chapters.dissolve", chapter.key, by=request.actor, at=at),
    }
    return shown(request, chapter, "chapters/desk/dissolve.html", **context)


@door("chapters.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: DeskRequest, slug: str) -> HttpResponse:
    """Another chapter takes it in, once a second person has said yes."""
    chapter, at = decided(request, slug), timezone.now()
    others = [one for one in queries.may_stand_above(request.reach) if one.pk != chapter.pk]
    form = IntoForm(request.POST or None, others=others)
    if request.method != "POST" or not form.is_valid():
        members = queries.members(chapter).count()
        return shown(request, chapter, "chapters/desk/merge.html", status=_status(form), form=form, members=members)
    into: Chapter = form.cleaned_data["into"]
    about = f"{chapter.key}:{into.key}"
    name, by = "chapters.merge", request.actor
    done = _do(request, chapter, name, about, lambda: life.merge(chapter=chapter, into=into, by=by, at=at))
    words = _("%(name)s is taken in by %(other)s") % {"name": chapter.name, "other": into.name}
    return done or _ask(request, chapter, name, about, words, "chapters_desk:merge")


@door("chapters.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: DeskRequest, slug: str) -> HttpResponse:
    """A new chapter takes a part of the area, with the members who live there."""
    chapter = decided(request, slug)
    parts = queries.may_be_split_off(chapter)
    form = SplitForm(request.POST or None, parts=parts)
    if request.method == "POST" and form.is_valid():
        try:
            begun = life.split(chapter=chapter, **form.cleaned_data, by=request.actor, at=timezone.now())
        except NotNow as reason:
            form.add_error(None, str(reason))
        else:
            tell(request, _split_in_words(chapter, begun))
            return see_other("chapters_desk:overview", begun.slug)
    return shown(request, chapter, "chapters/desk/split.html", status=_status(form), form=form, parts=parts)


def _split_in_words(chapter: Chapter, begun: Chapter) -> str:
    n = queries.members(begun).count()
    said = ngettext(
        "%(name)s is being founded, with %(n)s member from here.",
        "%(name)s is being founded, with %(n)s members from here.",
        n,
    ) % {"name": begun.name, "n": count(n)}
    if not (unsure := queries.who_may_live_in(chapter, begun).count()):
        return said
    more = ngettext(
        "%(n)s more may live there; they are told of it by mail, and join it if they like.",
        "%(n)s more may live there; they are told of it by mail, and join it if they like.",
        unsure,
    )
    return f"{said} {more % {'n': count(unsure)}}"


def _ask(request: DeskRequest, chapter: Chapter, name: str, about: str, words: str, page: str) -> HttpResponse:
    deed = agreeing.Deed(
        name=name,
        about=about,
        words=words,
        url=reverse(page, args=[chapter.slug]),
        permission="chapters.decide",
        chapter=chapter.parent.key if chapter.parent else "",
    )
    asked = agreeing.ask(deed, by=request.actor, at=timezone.now())
    tell(request, _("It takes a second person’s yes. They find it under Today."))
    return see_other("second_yes", asked.public_id)


def _do(
    request: DeskRequest, chapter: Chapter, name: str, about: str, deed: Callable[[], object]
) -> HttpResponse | None:
    """What a second person has said yes to; None where nobody has."""
    try:
        if not agreeing.do(name, about, deed, by=request.actor, at=timezone.now()):
            return None
    except NotNow as reason:
        tell(request, str(reason))
    else:
        tell(request, _("Done. Its history stays here."))
    return see_other("chapters_desk:overview", chapter.slug)
