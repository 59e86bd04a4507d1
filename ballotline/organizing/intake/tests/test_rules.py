"""By when, about what, whose turn: with a pencil."""

from datetime import UTC, datetime, timedelta

import pytest

from ballotline.organizing.intake import rules

MONDAY = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
KINDS = {"start": ["start a chapter", "local chapter"], "run": ["run for"], "other": [""]}


@pytest.mark.parametrize(
    "came, hours, due",
    [
        ("2026-02-02 09:00", 48, "2026-02-04 09:00"),
        ("2026-02-02 17:20", 24, "2026-02-03 18:00"),  # never an odd minute, and never less than was promised
        ("2026-02-02 23:59", 1, "2026-02-03 01:00"),
    ],
)
def test_it_is_answered_within_its_hours_by_a_full_one(came, hours, due):
    at, by = (datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (came, due))

    assert rules.due(at, hours=hours) == by


@pytest.mark.parametrize(
    "state, late", [("new", True), ("open", True), ("reopened", True), ("waiting", False), ("done", False)]
)
def test_only_what_is_our_turn_is_late(state, late):
    assert rules.is_late(state, MONDAY, MONDAY + timedelta(minutes=1)) is late
    assert rules.is_late(state, MONDAY, MONDAY) is False


@pytest.mark.parametrize(
    "text, kind",
    [
        ("how do i start a chapter here", "start"),
        ("i want to start a local  chapter, and start a chapter at once", "start"),
        ("i might run for school board", "run"),
        ("thanks for the fish", ""),
        ("i will restart a chapter of my life", ""),  # a word begins where a word begins
        ("", ""),
        ("start a chapter or run for office", "start"),  # of as many the first
    ],
)
def test_a_kind_is_guessed_by_the_words_that_stand_in_the_text(text, kind):
    assert rules.guessed(text, KINDS) == kind


def test_whose_turn_it_is_goes_round():
    given = {"Ana": MONDAY, "Ben": None, "Cid": MONDAY - timedelta(days=1)}

    assert rules.next_in_turn(given) == "Ben"
    assert rules.next_in_turn(given | {"Ben": MONDAY}) == "Cid"
    assert rules.next_in_turn({}) is None


def test_the_nearest_level_where_anybody_is_answers():
    assert rules.nearest_on_duty([{}, {"Ana": None}, {"Ben": None}]) == {"Ana": None}
    assert rules.nearest_on_duty([{}, {}]) == {}


@pytest.mark.parametrize(
    "text, subject",
    [
        ("\n\n  We want   to meet \nsoon", "We want to meet"),
        ("a" * 90, "a" * 79 + "…"),
        ("word " * 20, ("word " * 16).strip() + "…"),
        ("", ""),
    ],
)
def test_a_subject_is_the_first_line_and_ends_at_a_word(text, subject):
    assert rules.subject_of(text) == subject


def test_a_ready_answer_is_filled_and_says_which_placeholder_nobody_knows():
    text = "Dear {name}, {chapter} meets on {day}. {organization} {}"

    assert rules.unknown_placeholders(text) == ["day", ""]
    assert rules.filled(text, {"name": "Ruth {chapter}", "chapter": "Rivertown", "organization": "We"}) == (
        "Dear Ruth {chapter}, Rivertown meets on {day}. We {}"
    )
