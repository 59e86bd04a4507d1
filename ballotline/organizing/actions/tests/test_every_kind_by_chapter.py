"""Whose a new ask is, of any kind, when its writer may write for a chapter only; and who can write none."""

import pytest
from django.urls import reverse

from ballotline.foundation.access.rules import Reach, Scope
from ballotline.foundation.access.seams import ScopeOf
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.tests.test_every_kind_at_the_desk import at, desk_of, form_of, text_of, written

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("kind", sorted(KINDS))]


def writes_for_two_chapters(_account: object) -> Scope:
    ours = Reach(chapters=frozenset({"ward-six", "ward-five"}))
    return Scope.of(["desk.enter"]) | Scope.of(["actions.read", "actions.edit"], ours)


def writes_for_no_chapter(_account: object) -> Scope:
    one = Reach(divisions=frozenset({"ward-five"}), objects=frozenset({"00000000-0000-0000-0000-000000000001"}))
    return Scope.of(["desk.enter", "actions.read"]) | Scope.of(["actions.edit"], one)


def test_what_is_written_for_a_chapter_belongs_to_it_and_is_found_by_its_writer(kind, settings):
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.writes_for_two_chapters")
    desk = desk_of()

    action = written(desk, kind)

    assert action.chapter == "ward-five"  # the first of several, in order
    assert desk.get(at(kind, action, "preview")).status_code == 200
    assert action.title in text_of(desk.get(reverse(f"{kind}_desk:index")))


def test_what_is_written_for_everybody_belongs_to_no_chapter(kind):
    assert written(desk_of(), kind).chapter == ""


def test_who_may_write_for_no_chapter_is_offered_no_new_one_and_finds_none(kind, settings):
    desk, new = desk_of(), reverse(f"{kind}_desk:new")
    index, search = reverse(f"{kind}_desk:index"), reverse("desk:search") + "?q=new"
    assert all(new in text_of(desk.get(page)) for page in (index, search))

    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.writes_for_no_chapter")

    assert desk.get(new).status_code == desk.post(new, form_of(kind)).status_code == 404
    assert not any(new in text_of(desk.get(page)) for page in (index, search))
    assert not Action.objects.exists()
