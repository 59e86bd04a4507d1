"""What lies with who answers no more goes on by itself: a term is over, a chapter is gone, somebody is away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ballotline.foundation.access.rules import EVERYWHERE, SYSTEM
from ballotline.foundation.jobs.periodic import Calendar
from ballotline.foundation.jobs.testing import work_off
from ballotline.movement.accounts.testing import make_account
from ballotline.organizing.chapters.models import OfficerTerm
from ballotline.organizing.chapters.services import life, officers
from ballotline.organizing.chapters.testing import HOST, MONDAY, make_chapter
from ballotline.organizing.intake import queries, words
from ballotline.organizing.intake.models import Entry
from ballotline.organizing.intake.services import duty, opening, sorting, working
from ballotline.organizing.intake.testing import make_case
from ballotline.organizing.intake.tests.test_cases import (
    DAY,
    HOUR,
    LIVES_IN_TOWN,
    actor,
    again,
    answer,
    officer,
    the_tree,
)

pytestmark = pytest.mark.django_db


def passed_on(at=MONDAY + DAY) -> int:
    return duty.pass_on(by=SYSTEM, at=at)


def test_when_a_term_is_over_its_cases_go_to_a_colleague_who_is_told():
    _state, town = the_tree()
    officer(town, "Lena Ortiz")
    asked, waiting, done = (make_case(name, divisions=LIVES_IN_TOWN) for name in ("Ruth", "Sam", "Cid"))
    lena = again(asked).owner
    answer(waiting, lena, closes=False)
    working.close(case=done, by=HOST, at=MONDAY)
    assert passed_on() == 0, "who answers keeps theirs"

    ben = officer(town, "Ben Weiss")
    term = OfficerTerm.objects.get(person__name="Lena Ortiz")
    officers.end(term=term, how=OfficerTerm.Ended.RESIGNED, by=HOST, at=MONDAY + HOUR)
    assert (passed_on(), passed_on()) == (2, 0)

    assert [again(one).owner for one in (asked, waiting, done)] == [ben, None, lena]
    said = queries.thread(asked)[-1]
    assert (said.kind, said.said, said.by_kind) == (Entry.Kind.GIVEN, str(ben.public_id), SYSTEM.kind)
    assert queries.may_be_undone(asked) is None
    assert queries.notices_to(ben, since=MONDAY) == 1, "of what waits for them nobody is told"


@pytest.mark.parametrize("end", ["dissolved", "taken in", "suspended"])
def test_the_cases_of_a_chapter_that_is_gone_go_to_where_it_went(end):
    state, town = the_tree()
    mia, beside = officer(state, "Mia Top"), make_chapter("Oldfield", parent=state)
    hiro = officer(beside, "Hiro Tanabe")
    officer(town, "Lena Ortiz")
    case, done = make_case(divisions=LIVES_IN_TOWN), make_case("Sam", divisions=LIVES_IN_TOWN)
    working.close(case=done, by=HOST, at=MONDAY)

    if end == "taken in":
        life.merge(chapter=town, into=beside, by=HOST, at=MONDAY + HOUR)
    else:
        verb = {"dissolved": "dissolve", "suspended": "suspend"}[end]
        life.turn(chapter=town, verb=verb, by=HOST, at=MONDAY + HOUR)
    assert (passed_on(), passed_on()) == (1, 0)

    place, owner = {"dissolved": (state, mia), "taken in": (beside, hiro), "suspended": (town, mia)}[end]
    assert (again(case).chapter, again(case).owner) == (place.key, owner)
    assert again(done).chapter == town.key, "what is done stays where it was done"


def test_where_nothing_stands_above_a_dissolved_chapter_the_office_answers():
    owner, town = make_account("owner"), make_chapter()
    officer(town, "Lena Ortiz")
    case = make_case(chapter=town)

    life.turn(chapter=town, verb="dissolve", by=HOST, at=MONDAY)

    assert passed_on() == 1
    assert (again(case).chapter, again(case).owner) == ("", owner)


def test_who_writes_again_to_somebody_who_is_away_is_answered_by_who_is_there():
    _state, town = the_tree()
    lena, case = officer(town, "Lena Ortiz"), make_case(divisions=LIVES_IN_TOWN)
    answer(case, lena)
    duty.be_away(account=lena, until=(MONDAY + 9 * DAY).date(), by=actor(lena), at=MONDAY)

    opening.heard_again(case=again(case), question=opening.Question(text="And?"), by=SYSTEM, at=MONDAY + DAY)
    assert again(case).owner == lena, "where nobody else is, it stays theirs"

    answer(again(case), lena)
    ben = officer(town, "Ben Weiss")
    opening.heard_again(case=again(case), question=opening.Question(text="And?"), by=SYSTEM, at=MONDAY + 2 * DAY)
    assert again(case).owner == ben


def test_what_stays_late_is_shown_one_more_level_up_each_time_and_still_to_those_below():
    country = make_chapter("Country")
    state, _town = the_tree()
    state.parent = country
    state.save()
    for chapter, name in ((state, "Mia Top"), (country, "Ada Quill")):
        officer(chapter, name)
    case = make_case(divisions=LIVES_IN_TOWN)

    days = [MONDAY + n * DAY for n in (3, 4, 5, 6, 7, 8, 9, 10)]
    assert [duty.raise_what_is_late(by=SYSTEM, at=at) for at in days] == [1, 0, 0, 1, 0, 0, 1, 0]
    shown_to = [one.said for one in queries.thread(case) if one.kind == Entry.Kind.RAISED]
    assert shown_to == [state.key, country.key, ""]
    for chapter in (state, country):
        reach = queries.Reach(chapters=queries.Tree.on_file().below(chapter.key))
        assert case in queries.at_home(queries.within(reach), reach)
    assert case in queries.at_home(queries.within(EVERYWHERE), EVERYWHERE)


@pytest.mark.parametrize("deed", ["moved", "opened again", "wrote again"])
def test_what_begins_anew_is_shown_above_anew(deed):
    state, _town = the_tree()
    officer(state, "Mia Top")
    case = make_case(divisions=LIVES_IN_TOWN)
    duty.raise_what_is_late(by=SYSTEM, at=MONDAY + 3 * DAY)
    assert again(case).raised_at

    at = MONDAY + 4 * DAY
    if deed == "moved":
        sorting.move(case=again(case), to=make_chapter("Oldfield", parent=state), by=HOST, at=at)
    else:
        working.close(case=again(case), by=HOST, at=at)
        if deed == "opened again":
            working.reopen(case=again(case), by=HOST, at=at)
        else:
            opening.heard_again(case=again(case), question=opening.Question(text="And?"), by=SYSTEM, at=at)

    assert (again(case).raised_to, again(case).raised_at) == ("", None)
    assert duty.raise_what_is_late(by=SYSTEM, at=at + 3 * DAY) == 1


def test_who_takes_back_that_it_is_done_has_an_answered_case_that_waits_for_them():
    lena, case = make_account("owner"), make_case()
    answer(case, lena)

    assert working.undo(entry=queries.may_be_undone(case), by=HOST, at=MONDAY + 2 * HOUR)
    assert (again(case).state, again(case).done_at) == ("waiting", None)


def test_what_only_gets_another_owner_is_shown_above_as_before_and_who_is_lost_is_written_down():
    state, town = the_tree()
    officer(state, "Mia Top")
    officer(town, "Lena Ortiz")
    case = make_case(divisions=LIVES_IN_TOWN)
    duty.raise_what_is_late(by=SYSTEM, at=MONDAY + 3 * DAY)
    for owner in OfficerTerm.objects.all():
        officers.end(term=owner, how=OfficerTerm.Ended.RESIGNED, by=HOST, at=MONDAY + 3 * DAY)

    assert passed_on(MONDAY + 3 * DAY + HOUR) == 1

    assert (again(case).owner, again(case).raised_to, again(case).raised_at) == (None, state.key, MONDAY + 3 * DAY)
    assert words.deeds(queries.thread(case)[-1:])[queries.thread(case)[-1].pk].startswith("left it to nobody")


def test_a_case_that_was_shown_above_another_chapter_is_shown_above_its_own_once_it_is_back():
    state, town = the_tree()
    elsewhere = make_chapter("Other state")
    beside = make_chapter("Oldfield", parent=elsewhere)
    officer(state, "Mia Top")
    officer(elsewhere, "Ada Quill")
    case = make_case(divisions=LIVES_IN_TOWN)
    moved = sorting.move(case=case, to=beside, by=HOST, at=MONDAY)
    duty.raise_what_is_late(by=SYSTEM, at=MONDAY + 3 * DAY)
    assert again(case).raised_to == elsewhere.key

    assert working.undo(entry=moved, by=HOST, at=MONDAY + 3 * DAY)
    assert duty.raise_what_is_late(by=SYSTEM, at=MONDAY + 3 * DAY + HOUR) == 1

    assert (again(case).chapter, again(case).raised_to) == (town.key, state.key)


def test_the_worker_looks_by_itself_for_what_has_nobody_any_more(settings):
    _state, town = the_tree()
    now = timezone.now()
    case = make_case(chapter=town, at=now)
    Case = type(case)
    Case.objects.update(owner=make_account("member"))
    assert settings.BALLOTLINE_PERIODIC["intake.pass_on"] <= timedelta(minutes=5)

    Calendar().ask(at=now)
    work_off(at=now)

    assert again(case).owner is None
