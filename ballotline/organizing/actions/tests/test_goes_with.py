"""An organizer puts two asks beside each other, whatever their kinds. A new folder in kinds/ joins by existing."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM, Reach, Scope
from ballotline.foundation.access.seams import ScopeOf
from ballotline.organizing.actions import services
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.testing import an_open_one, drafted
from ballotline.organizing.actions.tests.test_every_kind_at_the_desk import (
    at,
    desk_of,
    edit,
    form_of,
    text_of,
    undone,
    words_of,
    written,
)

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("kind", sorted(KINDS))]


def writes_for_ward_five(_account: object) -> Scope:
    ours = Reach(chapters=frozenset({"ward-five"}))
    return Scope.of(["desk.enter"]) | Scope.of(["actions.read", "actions.edit"], ours)


def select_on(page: str) -> str:
    return re.search(r'<select name="goes_with".*?</select>', page, re.S)[0]


def choices(page: str) -> list[str]:
    options = re.findall(r"<option[^>]*>(.*?)</option>", select_on(page), re.S)
    return [" ".join(words.split()) for words in options]


def chosen(desk: Client, kind: str, action: Action) -> str:
    select = select_on(text_of(desk.get(at(kind, action, "edit"))))
    return re.search(r"<option[^>]*selected[^>]*>(.*?)</option>", select, re.S)[1].strip()


@pytest.mark.parametrize("other", sorted(KINDS))
def test_two_are_put_beside_each_other_and_the_history_says_so_and_brings_it_back(kind, other):
    desk, beside = desk_of(), an_open_one(other, title="The one beside it").action
    action = written(desk, kind)
    label = f"{KINDS[other].one}: The one beside it"

    assert choices(text_of(desk.get(at(kind, action, "edit")))) == ["Nothing else", label]
    saved = edit(desk, kind, action, version="1", goes_with=str(beside.pk))
    assert chosen(desk, kind, action) == label
    change = words_of(desk.get(at(kind, action, "revision", 1)))
    assert "Goes with The one beside it" in change
    back = undone(desk, text_of(saved))
    assert chosen(desk, kind, action) == "Nothing else"
    undone(desk, text_of(back))

    assert chosen(desk, kind, action) == label


def test_a_new_one_may_go_with_what_is_open_already(kind):
    desk, beside = desk_of(), an_open_one(kind, title="The first").action

    action = written(desk, kind, title="The second", goes_with=str(beside.pk))

    assert action.goes_with == beside


def test_where_there_is_nothing_else_the_form_does_not_ask(kind):
    desk = desk_of()
    action = written(desk, kind)

    assert "Goes with" not in words_of(desk.get(at(kind, action, "edit")))


def test_a_version_that_went_with_one_that_is_gone_is_edited_by_hand(kind):
    beside, ask = an_open_one(kind, title="The one beside it"), drafted(kind)
    for version, goes_with in ((1, beside.pk), (2, None)):
        ask = services.edit(ask, fields={"goes_with": goes_with}, version=version, by=SYSTEM, at=timezone.now())
    for model in (KINDS[kind].model, Action):
        model._default_manager.filter(pk=beside.pk).delete()

    with pytest.raises(services.NotNow) as refused:
        services.restore(ask, version=2, by=SYSTEM, at=timezone.now())

    assert str(refused.value) == "That version names something that is not on file any more. Edit it by hand."
    assert Action.objects.get(pk=ask.pk).version == 3


def test_one_that_closed_meanwhile_stays_until_somebody_takes_it_away(kind):
    desk, beside = desk_of(), an_open_one(kind, title="The one beside it").action
    action = written(desk, kind, goes_with=str(beside.pk))
    Action.objects.filter(pk=beside.pk).update(state="closed")

    edit(desk, kind, action, version="1", goes_with=str(beside.pk), body="Other words")
    action.refresh_from_db()
    assert action.body == "Other words" and action.goes_with == beside
    edit(desk, kind, action, version="2", goes_with="")

    action.refresh_from_db()
    assert action.goes_with is None


@pytest.mark.parametrize("value", ["x", "²", "-1", "999999999999999999999", "\x00"])
def test_what_is_no_ask_is_said_at_the_field_and_what_was_typed_is_kept(kind, value):
    desk, _beside = desk_of(), an_open_one(kind)
    action = written(desk, kind)

    answer = edit(desk, kind, action, version="1", goes_with=value, body="Kept words")

    assert answer.status_code == 422 and "Choose one that is open or a draft" in words_of(answer)
    assert "Kept words" in text_of(answer)


def test_it_goes_neither_with_itself_nor_with_a_closed_one_nor_with_a_draft_of_others(kind, settings):
    mine, theirs = (drafted(kind, title=title).action for title in ("Mine", "Theirs"))
    closed = an_open_one(kind, title="Closed").action
    Action.objects.filter(pk=closed.pk).update(state="closed")
    Action.objects.filter(pk=mine.pk).update(chapter="ward-five")
    an_open_one(kind, title="Open to everybody")
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.writes_for_ward_five")
    desk = desk_of()

    assert choices(text_of(desk.get(at(kind, mine, "edit")))) == [
        "Nothing else",
        f"{KINDS[kind].one}: Open to everybody",
    ]
    for other in (mine, theirs, closed):
        answer = edit(desk, kind, mine, version="1", goes_with=str(other.pk), title="Changed")
        assert answer.status_code == 422 and theirs.title not in words_of(answer)


def test_a_look_before_saving_carries_it_on(kind):
    desk, beside = desk_of(), an_open_one(kind).action
    action = written(desk, kind, title="Looked at")

    look = edit(desk, kind, action, version="1", goes_with=str(beside.pk), look="1", title="Looked at")
    assert Action.objects.get(pk=action.pk).goes_with is None
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text_of(look)))
    desk.post(at(kind, action, "edit"), {**form_of(kind), **kept})

    assert Action.objects.get(pk=action.pk).goes_with == beside
