"""One chapter at the desk: found within the organizer's reach, shown with its head and its tabs."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from ballotline.foundation.access.doors import DeskRequest, no_store
from ballotline.organizing.chapters import queries
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.chapters.rules import may_decide

A_PAGE = 50
TABS = (
    ("overview", gettext_lazy("Overview"), "chapters.read"),
    ("members", gettext_lazy("Members"), "chapters.members"),
    ("officers", gettext_lazy("Officers"), "chapters.read"),
    ("area", gettext_lazy("Area"), "chapters.read"),
    ("edit", gettext_lazy("Edit"), "chapters.edit"),
    ("history", gettext_lazy("History"), "chapters.read"),
)


def found(request: DeskRequest, slug: str) -> Chapter:
    """A chapter on which the organizer may do what the page is for, else 404."""
    chapter = queries.within(request.reach).select_related("parent").filter(slug=slug).first()
    if chapter is None:
        raise Http404
    return chapter


def decided(request: DeskRequest, slug: str) -> Chapter:
    """A chapter whose life the organizer decides about, else 404."""
    chapter = queries.decidable(request.reach).select_related("parent").filter(slug=slug).first()
    if chapter is None:
        raise Http404
    return chapter


def decides(request: DeskRequest, chapter: Chapter) -> bool:
    parent = chapter.parent.key if chapter.parent else ""
    return may_decide(request.scope.reach("chapters.decide"), parent)


def shown(
    request: DeskRequest, chapter: Chapter, template: str, *, tab: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    """One tab: `template` extends chapters/desk/chapter.html."""
    may = request.scope.may_on(public_id=chapter.public_id, chapter=chapter.key)
    context = {
        "chapter": chapter,
        "may": may,
        "decides": decides(request, chapter),
        "tab": tab,
        "tabs": [
            (name, reverse(f"chapters_desk:{name}", args=[chapter.slug]), words, 0)
            for name, words, permission in TABS
            if permission in may
        ],
    }
    return no_store(render(request, template, context | more, status=status))
