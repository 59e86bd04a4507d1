"""What an organizer can do with an ask of any kind. A new folder in kinds/ joins by existing."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.audit.models import Entry
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.jobs.testing import waiting as waiting_jobs
from ballotline.foundation.jobs.testing import work_off
from ballotline.movement.accounts import services as accounts
from ballotline.organizing.actions import services
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.models import Action, Revision

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("kind", sorted(KINDS))]
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    caches["near"].clear()


def desk_of(role: str = "staff") -> Client:
    account = accounts.open_account(name="Lena", email=f"{role}@rivertown.example", role=role, by=SYSTEM, at=NOW)
    client = Client()
    client.force_login(account)
    return client


def form_of(kind: str) -> dict[str, str]:
    return dict(import_module(f"ballotline.organizing.actions.kinds.{kind}.testing").FORM)


def written(desk: Client, kind: str, **changed: str) -> Action:
    """A draft, typed at the desk."""
    response = desk.post(reverse(f"{kind}_desk:new"), {**form_of(kind), **changed})
    assert response.status_code == 303, response.content.decode()[:2_000]
    return Action.objects.latest("pk")


def at(kind: str, action: Action, page: str, *more: object) -> str:
    return reverse(f"{kind}_desk:{page}", args=[action.slug, *more])


def text_of(response) -> str:
    return response.content.decode()


def words_of(response) -> str:
    """What a reader sees: no tags, one space between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())


def pressed(desk: Client, page: str, words: str):
    """The answer after pressing the button with these words, which stands in a form of its own."""
    form = re.search(rf'action="([^"]+)"(?:(?!</form>).)*?{re.escape(words)}', page, re.S)
    assert form, f"no button says {words!r}"
    return desk.post(form[1], follow=True)


def undone(desk: Client, page: str):
    return pressed(desk, page, "Undo")


def test_what_is_typed_is_a_draft_that_is_looked_at_and_published(kind):
    desk = desk_of()

    look = desk.post(reverse(f"{kind}_desk:new"), form_of(kind), follow=True)
    action = Action.objects.get()
    public = reverse(f"{kind}:page", args=[action.slug])

    assert "This is how it will look." in text_of(look) and action.title in words_of(look)
    assert Client().get(public).status_code == 404
    said = pressed(desk, text_of(look), "Publish")
    assert "Published." in text_of(said) and action.title in words_of(Client().get(public))


def test_every_common_page_opens_for_staff_and_is_hidden_from_others(kind):
    desk, stranger = desk_of(), Client()
    action = written(desk, kind)
    pages = ("overview", "preview", "edit", "history", "people")

    assert [desk.get(at(kind, action, page)).status_code for page in pages] == [200] * len(pages)
    assert {stranger.get(at(kind, action, page)).status_code for page in pages} == {302}
    assert desk.get(reverse(f"{kind}_desk:overview", args=["no-such-page"])).status_code == 404


def test_an_ask_called_new_has_a_page_of_its_own(kind):
    desk = desk_of()

    action = written(desk, kind, title="New!")

    assert "New!" in words_of(desk.get(at(kind, action, "overview"))) and action.slug != "new"


def test_the_way_back_to_a_draft_is_open_until_somebody_took_part(kind):
    desk = desk_of()
    action = written(desk, kind)

    said = desk.post(at(kind, action, "step", "publish"), follow=True)
    assert "Back to a draft." in text_of(undone(desk, text_of(said)))
    action.refresh_from_db()
    assert action.state == "draft"


def test_ending_asks_with_its_consequence_says_so_and_can_be_undone(kind):
    desk = desk_of()
    action, ending = written(desk, kind), KINDS[kind].ending
    desk.post(at(kind, action, "step", "publish"), follow=True)
    overview = desk.get(at(kind, action, "overview"))
    assert f"{ending.end} …" in words_of(overview)

    question = desk.get(at(kind, action, "end"))
    words = words_of(question)
    assert f"{ending.end}?" in words and str(ending.what_then) in words
    action.refresh_from_db()
    assert "Nobody is mailed." in words and action.state == "live"
    closed = pressed(desk, text_of(question), str(ending.end))
    assert str(ending.ended) in words_of(closed)
    assert Client().get(reverse(f"{kind}:page", args=[action.slug])).status_code == 410
    undone(desk, text_of(closed))

    action.refresh_from_db()
    assert (action.state, action.closed_at) == ("live", None)


def test_the_history_offers_the_way_back_for_thirty_days_and_the_page_for_ever(kind):
    desk, again = desk_of(), str(KINDS[kind].ending.again)
    action = written(desk, kind)
    desk.post(at(kind, action, "step", "publish"))
    desk.post(at(kind, action, "step", "close"))

    def offered() -> tuple[int, int]:
        pages = (at(kind, action, "overview"), at(kind, action, "history"))
        first, second = (words_of(desk.get(page)).count(again) for page in pages)
        return first, second

    assert offered() == (1, 2), "in the head of both, and beside the step"
    Entry.objects.filter(verb__endswith=" closed").update(at=NOW - timedelta(days=31))
    assert offered() == (1, 1)


def test_a_step_that_does_not_fit_is_said_and_changes_nothing(kind):
    desk = desk_of()
    action = written(desk, kind)

    said = desk.post(at(kind, action, "step", "close"), follow=True)

    assert "It is draft already." in text_of(said)
    assert desk.post(at(kind, action, "step", "burn")).status_code == 404


def test_what_has_a_closing_time_closes_by_itself(kind):
    action = written(desk_of(), kind)
    Action.objects.filter(pk=action.pk).update(state="live", closes_at=NOW - timedelta(hours=1))

    assert services.close_what_is_over(by=SYSTEM, at=NOW) == 1
    assert services.close_what_is_over(by=SYSTEM, at=NOW) == 0

    action.refresh_from_db()
    assert (action.state, action.closed_at) == ("closed", action.closes_at)


def test_an_edit_can_be_undone_and_the_undo_too(kind):
    desk = desk_of()
    action = written(desk, kind, body="The first words.")

    saved = edit(desk, kind, action, version="1", body="The second words.")
    assert said(action) == "The second words."
    back = undone(desk, text_of(saved))
    assert said(action) == "The first words."
    undone(desk, text_of(back))

    assert said(action) == "The second words."


def edit(desk: Client, kind: str, action: Action, **changed: str):
    return desk.post(at(kind, action, "edit"), {**form_of(kind), **changed}, follow=True)


def said(action: Action) -> str:
    action.refresh_from_db()
    return action.body


def test_an_old_undo_takes_nothing_from_a_colleague(kind):
    desk = desk_of()
    action = written(desk, kind, body="The first words.")
    mine = edit(desk, kind, action, version="1", body="Mine.")
    edit(desk, kind, action, version="2", body="Hers.")

    told = undone(desk, text_of(mine))

    assert "Somebody has changed it since." in text_of(told) and "Earlier words" in text_of(told)
    assert said(action) == "Hers."


def test_the_history_shows_what_each_edit_changed_and_brings_all_of_it_back(kind):
    desk = desk_of()
    action = written(desk, kind, body="We keep it open five days a week.")
    edit(desk, kind, action, version="1", body="We keep it open six days a week.", title="Another title")
    edit(desk, kind, action, version="2", body="Nothing of that.", title="Another title")

    history = text_of(desk.get(at(kind, action, "history")))
    change = text_of(desk.get(at(kind, action, "revision", 1)))
    assert "Version 1" in history and "Version 2" in history
    assert "<del>five </del>" in change and "<ins>six </ins>" in change and "Another title" in change
    pressed(desk, change, "Bring these words back")

    assert said(action) == "We keep it open five days a week."
    assert action.title == form_of(kind)["title"], "all of version 1, not only what was changed after it"
    assert desk.get(at(kind, action, "revision", 77)).status_code == 404


def test_each_field_comes_back_as_it_was(kind):
    """Typed, then everything that has an empty state emptied, then brought back: the form shows the first words."""
    desk, form = desk_of(), form_of(kind)
    action = written(desk, kind)
    before = shown_fields(text_of(desk.get(at(kind, action, "edit"))))
    changed = {**form, "title": "Another", "body": "Other words"}
    desk.post(at(kind, action, "edit"), {**changed, "version": "1"})

    desk.post(at(kind, action, "restore", 1))

    assert shown_fields(text_of(desk.get(at(kind, action, "edit")))) == before


def shown_fields(page: str) -> list[str]:
    """The controls of the form, without the version."""
    controls = re.findall(r"<(?:input|textarea|select)[^>]*name=\"[^\"]+\"[^>]*>(?:[^<]*)", page)
    return [one for one in controls if "csrf" not in one and 'name="version"' not in one]


def test_the_same_form_saved_twice_changes_nothing_and_says_so_nowhere(kind):
    desk = desk_of()
    action = written(desk, kind)
    Action.objects.filter(pk=action.pk).update(closes_at=NOW + timedelta(days=400))
    page = text_of(desk.get(at(kind, action, "edit")))
    closes = re.search(r'name="closes_at" value="([^"]+)"', page)
    typed = {"closes_at": closes[1]} if closes else {}
    edit(desk, kind, action, version="1", **typed)  # seconds are cut off, as the field has none

    edit(desk, kind, action, version="2", **typed)

    assert action.revisions.get(version=2).fields == {}
    assert "Version 2" not in text_of(desk.get(at(kind, action, "history")))


def test_a_version_brought_back_at_the_moment_of_an_edit_changes_nothing(kind, monkeypatch):
    desk = desk_of()
    action = written(desk, kind, body="The first words.")
    edit(desk, kind, action, version="1", body="The second words.")
    seen = services.said_at

    def somebody_saves_first(ask, version):
        words = seen(ask, version)
        Action.objects.filter(pk=ask.pk).update(version=3)
        return words

    monkeypatch.setattr(services, "said_at", somebody_saves_first)

    told = desk.post(at(kind, action, "restore", 1), follow=True)

    assert "Somebody has changed it since." in text_of(told) and said(action) == "The second words."


def test_a_closing_time_that_has_passed_does_not_come_back(kind):
    action = written(desk_of(), kind, body="The first words.")
    if "closes_at" not in KINDS[kind].of_action:
        pytest.skip("this kind has no closing time")
    Action.objects.filter(pk=action.pk).update(state="live", closes_at=NOW - timedelta(days=3))
    ask = KINDS[kind].model.objects.select_related("action").get()
    later = NOW + timedelta(days=900)
    services.edit(ask, fields={"closes_at": later, "body": "Longer."}, version=1, by=SYSTEM, at=NOW)

    ask = KINDS[kind].model.objects.select_related("action").get()
    services.restore(ask, version=1, by=SYSTEM, at=NOW)

    assert said(action) == "The first words." and action.closes_at == later


def test_one_that_can_t_be_closed_keeps_no_other_open(kind, monkeypatch):
    desk = desk_of()
    for title in ("First", "Second"):
        written(desk, kind, title=title)
    Action.objects.update(state="live", closes_at=NOW - timedelta(hours=1))
    close = services.step

    def stumbles(ask, verb, **of):
        if ask.action.title == "First":
            raise ZeroDivisionError
        close(ask, verb, **of)

    monkeypatch.setattr(services, "step", stumbles)

    jobs.enqueue("actions.close_what_is_over", at=NOW)
    work_off(at=NOW)

    assert waiting_jobs() == [("actions.close_what_is_over", {})], "tried again, and shown once it is given up"
    assert dict(Action.objects.values_list("title", "state")) == {"First": "live", "Second": "closed"}


def test_earlier_words_are_paged(kind):
    desk = desk_of()
    action = written(desk, kind)
    rows = [Revision(action=action, version=n, at=NOW, fields={"body": f"Words {n}"}) for n in range(1, 121)]
    Revision.objects.bulk_create(rows)
    Action.objects.filter(pk=action.pk).update(version=121)

    first, third = (text_of(desk.get(at(kind, action, "history"), {"words": n})) for n in (1, 3))

    assert "Version 120" in first and "Older words" in first
    assert "Version 1<" in third.replace("\n", "").replace(" ", "").replace("Version1<", "Version 1<")


def test_two_editors_lose_neither_text(kind):
    desk = desk_of()
    action = written(desk, kind, body="The first words.")
    edit(desk, kind, action, version="1", body="Hers stands here now.")

    second = edit(desk, kind, action, version="1", body="Mine is another text.")

    page = text_of(second)
    assert second.status_code == 409 and "Somebody saved this while you wrote." in page
    assert "<del>Hers stands here now.</del>" in page and "<ins>Mine is another text.</ins>" in page
    assert said(action) == "Hers stands here now."
    newest = re.search(r'name="version" value="(\d+)"', page)[1]
    edit(desk, kind, action, version=newest, body="Mine is another text.")
    assert said(action) == "Mine is another text."


@pytest.mark.parametrize("version", ["", "²", "x", "99999999999999999999", "-1"])
def test_a_version_that_can_t_be_read_overwrites_nothing(kind, version):
    desk = desk_of()
    action = written(desk, kind, body="The first words.")

    response = edit(desk, kind, action, version=version, body="Others.")

    assert response.status_code == 409 and said(action) == "The first words."


def test_a_look_before_saving_shows_the_page_and_saves_nothing(kind):
    desk = desk_of()
    action = written(desk, kind, body="The first words.")

    look = edit(desk, kind, action, version="1", body="Looked at only.", look="1")

    page = text_of(look)
    assert "Looked at only." in page and "Nothing is saved yet." in page
    assert said(action) == "The first words." and action.version == 1
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    changing = desk.post(at(kind, action, "edit"), {**kept, "change": "1"})
    assert "Looked at only." in text_of(changing) and said(action) == "The first words."
    desk.post(at(kind, action, "edit"), kept)
    assert said(action) == "Looked at only."
