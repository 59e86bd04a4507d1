"""What each verb of an ask leaves in its row, its history and the log, and what questions answer; of every kind."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from django.utils import timezone as clock

from ballotline.foundation.access.rules import EVERYWHERE, NOWHERE, Actor, Reach, Scope
from ballotline.foundation.audit.models import Entry
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.organizing.actions import queries, services
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.testing import an_open_one, drafted, form_of
from ballotline.organizing.actions.tests.test_every_kind_taking_part import counted, pressed, way_into
from tests.ways_in import arrived

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("kind", sorted(KINDS))]
NOW = clock.now()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LENA = Actor.account("lena")


def fresh(ask):
    return type(ask)._default_manager.select_related("action").get(pk=ask.pk)


def log() -> list[tuple]:
    entries = Entry.objects.filter(actor_id="lena").order_by("id")
    return [(one.verb, one.object_kind, one.object_id, one.fields, one.at) for one in entries]


def line(ask, done: str, fields: str = "", at=NOW) -> tuple:
    return (f"{ask.WORD} {done}", ask.WORD, str(ask.public_id), fields, at)


def write(kind: str, *, chapter: str = "", **changed):
    form = KINDS[kind].form(form_of(kind) | changed)
    assert form.is_valid(), form.errors
    return services.draft(kind, fields=form.fields_to_save, by=LENA, at=NOW, chapter=chapter)


def edited(ask, version: int, at=NOW, **fields):
    return services.edit(ask, fields=fields, version=version, by=LENA, at=at)


# writing


def test_a_draft_is_its_chapter_s_and_says_when_it_was_written(kind):
    ask = fresh(write(kind, chapter="north", title="Buses on Sundays"))

    action = ask.action
    assert (action.kind, action.chapter, action.created_at, action.state) == (kind, "north", NOW, "draft")
    assert (action.slug, action.title, action.version) == ("buses-on-sundays", "Buses on Sundays", 1)
    assert log() == [line(ask, "drafted")]
    assert fresh(write(kind, title="Another")).action.chapter == ""


def test_of_one_title_each_has_an_address_of_its_own_and_the_desk_keeps_two(kind):
    slugs = [write(kind, title=title).action.slug for title in ("Buses", "Buses", "buses!", "New", "Numbers", "New")]

    assert slugs == ["buses", "buses-2", "buses-3", "new-2", "numbers-2", "new-3"]


def test_the_two_hundredth_of_one_title_is_refused_in_a_sentence(kind):
    taken = ["buses", *(f"buses-{n}" for n in range(2, 200))]
    Action.objects.bulk_create([Action(kind="x", slug=slug, title="Buses", created_at=NOW) for slug in taken[:-1]])

    assert write(kind, title="Buses").action.slug == "buses-199"
    with pytest.raises(services.NotNow) as refused:
        write(kind, title="Buses")
    assert str(refused.value) == "Too many pages have this title. Choose another one."


# editing


def test_an_edit_keeps_what_it_changed_and_the_log_names_it(kind):
    ask, other = write(kind, title="Buses", body="First."), write(kind, title="Trams")
    Entry.objects.all().delete()

    now = edited(ask, 1, at=NOW + HOUR, title="Buses", body="Second.")

    assert (now.action.body, now.action.version, fresh(ask).action.version) == ("Second.", 2, 2)
    assert fresh(other).action.version == 1
    kept = list(ask.action.revisions.values_list("version", "fields", "at"))
    assert kept == [(1, {"body": "First."}, NOW + HOUR)]
    assert log() == [line(ask, "edited", "body", NOW + HOUR)]
    with pytest.raises(services.EditedMeanwhile):
        edited(ask, 1, body="Third.")


def test_what_was_said_at_each_version_is_read_back_through_all_edits(kind):
    ask = write(kind, title="Buses", body="One.")
    edited(ask, 1, body="Two.")
    edited(ask, 2, title="Trams")
    edited(ask, 3, body="Four.")

    said = [queries.said_at(fresh(ask), version) for version in (1, 2, 3, 4, 5, 0)]

    words = [(one["title"], one["body"]) if one else None for one in said]
    assert words == [("Buses", "One."), ("Buses", "Two."), ("Trams", "Two."), ("Trams", "Four."), None, None]
    ask.action.revisions.get(version=2).delete()
    assert queries.said_at(fresh(ask), 2) is None


def test_a_version_brought_back_is_one_more_edit_and_one_that_is_not_on_file_a_sentence(kind):
    ask = write(kind, title="Buses", body="One.")
    edited(ask, 1, body="Two.", title="Trams")
    Entry.objects.all().delete()

    back = services.restore(fresh(ask), version=1, by=LENA, at=NOW + HOUR)

    assert (back.action.title, back.action.body, back.action.version) == ("Buses", "One.", 3)
    [(verb, _kind, _id, fields, at)] = log()
    assert (verb, sorted(fields.split(", ")), at) == (f"{ask.WORD} edited", ["body", "title"], NOW + HOUR)
    with pytest.raises(services.NotNow) as refused:
        services.restore(fresh(ask), version=9, by=LENA, at=NOW)
    assert str(refused.value) == "Version 9 is not on file."


@pytest.mark.parametrize("hours, comes_back", [(0, False), (1, True)])
def test_a_closing_time_comes_back_while_it_lies_ahead(kind, hours, comes_back):
    if "closes_at" not in KINDS[kind].of_action:
        pytest.skip("this kind has no closing time")
    ask, then = write(kind), NOW + hours * HOUR
    edited(ask, 1, closes_at=then)
    edited(ask, 2, closes_at=NOW + 900 * DAY)

    services.restore(fresh(ask), version=2, by=LENA, at=NOW)

    assert fresh(ask).action.closes_at == (then if comes_back else NOW + 900 * DAY)


# publishing and closing


def test_each_step_leaves_its_state_and_its_line(kind):
    ask = write(kind)
    Entry.objects.all().delete()

    states = []
    for verb in ("publish", "unpublish", "publish", "close", "reopen"):
        services.step(fresh(ask), verb, by=LENA, at=NOW)
        states.append((fresh(ask).action.state, fresh(ask).action.closed_at))

    assert states == [("live", None), ("draft", None), ("live", None), ("closed", NOW), ("live", None)]
    done = [one for one in log() if one[0].startswith(f"{ask.WORD} ")]
    assert done == [line(ask, word) for word in ("published", "unpublished", "published", "closed", "reopened")]


def test_a_step_that_does_not_fit_says_what_it_is_already(kind):
    ask = an_open_one(kind)
    seen = fresh(ask)
    services.step(ask, "close", by=LENA, at=NOW)

    with pytest.raises(services.NotNow) as refused:
        services.step(seen, "close", by=LENA, at=NOW + HOUR)

    assert str(refused.value) == "It is closed already. Load the page again."
    assert (seen.action.state, fresh(ask).action.closed_at) == ("closed", NOW)


def test_what_people_took_part_in_does_not_go_back_to_a_draft(kind):
    ask = an_open_one(kind)
    pressed(ask)
    if not KINDS[kind].took_part:
        assert not queries.somebody_said_yes(ask)
        counted(ask, "Ben Weiss")
        assert queries.somebody_said_yes(ask)

        with pytest.raises(services.NotNow) as refused:
            services.step(ask, "unpublish", by=LENA, at=NOW)

        assert str(refused.value) == "People have taken part already. End it instead."


def test_what_is_over_was_closed_at_its_hour_and_reopened_keeps_none(kind):
    ask = an_open_one(kind)
    if "closes_at" not in KINDS[kind].of_action:
        pytest.skip("this kind has no closing time")
    ended, open_still, later = ask, an_open_one(kind, title="Still open"), an_open_one(kind, title="Later")
    Action.objects.filter(pk=ended.pk).update(closes_at=NOW - HOUR)
    Action.objects.filter(pk=later.pk).update(closes_at=NOW + HOUR)

    assert services.close_what_is_over(by=LENA, at=NOW) == 1
    assert services.close_what_is_over(by=LENA, at=NOW) == 0

    states = [(fresh(one).action.state, fresh(one).action.closed_at) for one in (ended, open_still, later)]
    assert states == [("closed", NOW - HOUR), ("live", None), ("live", None)]
    services.step(fresh(later), "close", by=LENA, at=NOW)
    for one in (ended, later):
        services.step(fresh(one), "reopen", by=LENA, at=NOW)
    assert [fresh(one).action.closes_at for one in (ended, later)] == [None, NOW + HOUR]


# those who take part


def test_a_look_at_those_set_aside_and_its_undo_stand_in_the_log(kind):
    ask = an_open_one(kind)
    bot = Circumstances(honeypot_filled=True)
    odd, other = (
        arrived(way_into(kind), ask, name=f"{name} Moss", email=f"{name}@rivertown.example", at=NOW, how=bot)
        for name in ("ana", "ben")
    )
    Entry.objects.all().delete()

    cleared = services.clear(ask, public_ids=[str(odd.public_id)], by=LENA, at=NOW)
    states = list(queries.people_of(ask).order_by("pk").values_list("state", flat=True))
    again = services.set_aside_again(ask, public_ids=[str(odd.public_id)], by=LENA, at=NOW + HOUR)

    assert (cleared, states, again) == (1, ["pending", "quarantined"], 1)
    assert {one.state for one in queries.people_of(ask)} == {"quarantined"} and other.pk != odd.pk
    word = queries.people_of(ask).model._meta.model_name
    assert log() == [
        (f"{word}s cleared", ask.WORD, str(ask.public_id), "state", NOW),
        (f"{word}s set aside again", ask.WORD, str(ask.public_id), "state", NOW + HOUR),
    ]


def test_those_in_one_ask_are_counted_and_found_and_nobody_of_another(kind):
    ask, other = an_open_one(kind), an_open_one(kind, title="Another")
    row = counted(ask)
    pressed(ask, "Ben Weiss")
    counted(other, "Chidi Obi")

    assert (queries.taking_part(ask), queries.taking_part(other)) == (1, 1)
    assert [person.pk for person in queries.persons_in(ask)] == ([row.person_id] if row.person_id else [])
    by_state = queries.people_by_state([ask, other])
    assert {state: n for state, n in by_state[ask.pk].items() if n} == {"confirmed": 1, "pending": 1}
    assert {state: n for state, n in by_state[other.pk].items() if n} == {"confirmed": 1}
    assert set(by_state[ask.pk]) == {"pending", "quarantined", "confirmed", "invalidated", "withdrawn"}
    assert queries.people_by_state([]) == {}


@pytest.mark.parametrize(
    "wanted, names",
    [
        ({}, ["Dee", "Ben", "Ana"]),
        ({"state": "confirmed"}, ["Ana"]),
        ({"state": "pending"}, ["Dee", "Ben"]),
        ({"state": "no such"}, ["Dee", "Ben", "Ana"]),
        ({"q": "BEN"}, ["Ben"]),
        ({"q": "moss ana"}, ["Ana"]),
        ({"q": "oss"}, []),
        ({"q": "dee@riv"}, ["Dee"]),
        ({"q": "a b c d e f g"}, []),
        ({"suspicion": "honeypot"}, []),
        ({"suspicion": "network"}, ["Dee"]),
        ({"suspicion": "no such"}, ["Dee", "Ben", "Ana"]),
        ({"source": "flyer"}, ["Ben"]),
        ({"source": ""}, ["Dee", "Ana"]),
        ({"confirmed_by": "word"}, []),
        ({"town": "Millbrook"}, ["Ana"]),
    ],
)
def test_the_desk_s_list_is_asked_by_state_words_and_where_they_came_from(kind, wanted, names):
    if "name" not in way_into(kind).form.base_fields:
        pytest.skip("nobody has a name here")
    ask = an_open_one(kind)
    ana = counted(ask, "Ana Moss", at=NOW)
    ben, dee = (pressed(ask, f"{name} Moss") for name in ("Ben", "Dee"))
    people = queries.people_of(ask)
    people.filter(pk=ana.pk).update(place_town="Millbrook")
    people.filter(pk=ben.pk).update(source="flyer")
    people.filter(pk=dee.pk).update(suspicion="network", email="dee@rivertown.example", mailbox_key="dee@rivertown")

    found = [row.name.split()[0] for row in queries.people_where(people, wanted)]

    assert found == names


# lists of asks


def test_the_list_is_searched_by_words_of_the_title_and_by_state_the_newest_first(kind):
    for days, title in ((3, "Buses on Sundays"), (1, "Buses at night"), (2, "A library")):
        ask = drafted(kind, title=title)
        Action.objects.filter(pk=ask.pk).update(created_at=NOW - days * DAY)
    Action.objects.filter(title="A library").update(state="live")
    asks = KINDS[kind].model._default_manager.all()

    def found(**more: str) -> list[str]:
        return [ask.action.title for ask in queries.searched(asks, **more)]

    assert found() == ["Buses at night", "A library", "Buses on Sundays"]
    assert found(words="BUS") == ["Buses at night", "Buses on Sundays"]
    assert found(words="sun\x00days bus") == ["Buses on Sundays"]
    assert found(state="live") == ["A library"]
    assert len(found(state="no such")) == 3


def test_what_closes_first_stands_first_then_what_has_no_end_the_newest_first(kind):
    ends = [None, NOW + 2 * DAY, NOW + DAY, None, NOW - HOUR]
    asks = [an_open_one(kind, title=f"Number {n}") for n in range(len(ends))]
    if asks[0].ends_at != asks[0].action.closes_at or "closes_at" not in KINDS[kind].of_action:
        pytest.skip("this kind ends by a day of its own")
    for ask, closes_at in zip(asks, ends, strict=True):
        Action.objects.filter(pk=ask.pk).update(closes_at=closes_at)
    drafted(kind, title="A draft")

    titles = ["Number 2", "Number 1", "Number 3", "Number 0"]
    assert [ask.action.title for ask in queries.live(KINDS[kind].model, NOW)] == titles
    assert [ask.action.title for ask in queries.live_of_every_kind(NOW)] == titles


def test_whatever_was_published_is_public_and_a_draft_is_not(kind):
    shown, closed, _draft = an_open_one(kind), an_open_one(kind, title="Closed"), drafted(kind, title="Draft")
    services.step(closed, "close", by=LENA, at=NOW)

    assert set(queries.public(KINDS[kind].model)) == {shown, closed}


@pytest.mark.parametrize(
    "reach, titles",
    [
        (EVERYWHERE, {"North", "House", "Harbor"}),
        (NOWHERE, set()),
        (Reach(chapters=frozenset({"north"})), {"North"}),
        (Reach(chapters=frozenset({""})), set()),
        (Reach(objects=frozenset({"house"})), {"House"}),
        (Reach(chapters=frozenset({"harbor"}), objects=frozenset({"house"})), {"House", "Harbor"}),
    ],
)
def test_an_organizer_sees_those_of_their_chapters_and_those_named(kind, reach, titles):
    of_chapter = {"North": "north", "House": "", "Harbor": "harbor"}
    asks = {title: write(kind, title=title, chapter=chapter) for title, chapter in of_chapter.items()}
    if reach.objects:
        reach = Reach(chapters=reach.chapters, objects=frozenset({str(asks["House"].public_id)}))

    assert {ask.action.title for ask in queries.within(KINDS[kind].model, reach)} == titles
    actions = queries.of_every_kind_within(reach)
    assert {action.title for action in actions} == titles
    assert {type(ask) for ask in queries.asks_of(actions)} == ({KINDS[kind].model} if titles else set())
    scope = Scope.of(["actions.edit"], reach)
    assert [title for title, ask in asks.items() if queries.may_on(ask, scope)] == [t for t in asks if t in titles]


# plain values


NEW_YORK = timezone(-timedelta(hours=5))


@pytest.mark.parametrize(
    "value, as_plain",
    [
        (datetime(2026, 3, 10, 7, tzinfo=NEW_YORK), "2026-03-10T12:00:00+00:00"),
        (datetime(2026, 3, 10, 7), "2026-03-10T07:00:00"),  # noqa: DTZ001
        (date(2026, 3, 10), "2026-03-10"),
        (time(9, 30), "09:30:00"),
        ((1, date(2026, 3, 10)), [1, "2026-03-10"]),
        (True, True),
        (7, 7),
        ("x", "x"),
        (None, None),
        (Decimal("1.5"), "1.5"),
    ],
)
def test_what_an_ask_says_is_kept_as_json_can_hold_it(kind, value, as_plain):
    assert queries.plain(value) == as_plain


def test_a_row_is_kept_by_its_key_and_every_field_of_the_kind_is_said(kind):
    ask = drafted(kind)

    assert queries.plain(ask.action) == ask.pk
    said = KINDS[kind]
    assert list(queries.says(ask)) == [*said.of_action, *said.own, *said.related]
    assert queries.says(ask)["title"] == ask.action.title


def test_the_table_of_those_who_took_part_has_a_row_for_each_and_moments_to_the_second(kind):
    ask = an_open_one(kind)
    row, waits = counted(ask), pressed(ask, "Ben Moss")
    type(row)._default_manager.filter(pk=waits.pk).update(
        pressed_at=datetime(2026, 3, 10, 12, 0, 1, 5, UTC), source="flyer"
    )

    counts, told = (dict(zip(queries.PEOPLE.columns, one, strict=True)) for one in queries.people_table(ask))

    assert (counts["state"], counts["email"]) == ("confirmed", "ana.flores@rivertown.example")
    assert counts["confirmed_at"] == row.confirmed_at.isoformat(timespec="seconds")
    assert (told["state"], told["pressed_at"], told["confirmed_at"]) == ("pending", "2026-03-10T12:00:01+00:00", "")
    assert (told["source"], told["confirmed_by"], told["lives_in"]) == ("flyer", "mail", "")
    assert set(queries.exports_of(KINDS[kind])) == {"people", *KINDS[kind].exports}
