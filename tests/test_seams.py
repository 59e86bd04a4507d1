"""What settings bind rooms to by name is looked at when the program starts:
each fault is said, with where it stands."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.http import HttpRequest
from django.test import override_settings

from ballotline import settings as written
from ballotline.foundation.access.rules import NOTHING, Scope
from ballotline.foundation.access.seams import NamesOf, ScopeOf
from ballotline.foundation.seams import Seam
from ballotline.foundation.ui.seams import DeskEntries, DeskEntry, Entries, Entry, MailLeaves, NextTask, Waiting

LIMITS = written.BALLOTLINE_TIME_LIMITS
A_BOOK = f"{__name__}.A_BOOK"
DAY, NO_TIME = timedelta(days=1), timedelta(0)


def here(function: Callable[..., object]) -> str:
    return f"{__name__}.{function.__name__}"


def today(waiting: Waiting) -> DeskEntry:
    return DeskEntry("Today", "desk:today", "desk.enter", waiting)


def below_today(entry: DeskEntry | DeskEntries) -> DeskEntry:
    return DeskEntry("Today", "desk:today", "desk.enter", below=[entry])


def of_two(account: object, at: object) -> Scope:
    return NOTHING


def of_none() -> Scope:
    return NOTHING


def gives_a_number(account: object) -> int:
    return 7


def wants_a_scope(scope: Scope) -> int:
    return 7


def says_words(request: HttpRequest) -> str:
    return "Write a petition"


def lists_a_page_that_is_not_there() -> Sequence[tuple[str, str]]:
    return [("Chapters", "parades:index")]


def lists_a_right_that_is_none() -> Sequence[tuple[str, str, str]]:
    return [("Chapters", "desk:people", "parades.read")]


FAULTS = {
    "BALLOTLINE_SCOPE": [
        (ScopeOf("ballotline.nowhere.scope_of"), "ballotline.nowhere.scope_of can't be imported"),
        (ScopeOf("ballotline.settings.scope_of"), "ballotline.settings.scope_of can't be imported"),
        (ScopeOf(A_BOOK), f"{A_BOOK} is no function"),
        (ScopeOf(here(of_two)), "can't be called with (Any): missing a required argument: 'at'"),
        (ScopeOf(here(of_none)), "can't be called with (Any): too many positional arguments"),
        (ScopeOf(here(gives_a_number)), "gives_a_number gives int, and should give Scope"),
    ],
    "BALLOTLINE_NAMES": [
        (NamesOf("ballotline.nowhere.names_of"), "ballotline.nowhere.names_of can't be imported"),
        (NamesOf(here(gives_a_number)), "can't be called with"),
        (NamesOf(here(of_two)), "of_two gives Scope, and should give"),
    ],
    "BALLOTLINE_MAIL_LEAVES": [
        (MailLeaves("ballotline.nowhere.leaves"), "ballotline.nowhere.leaves can't be imported"),
        (MailLeaves(here(of_none)), "of_none gives Scope, and should give bool"),
    ],
    "BALLOTLINE_NEXT_TASK": [
        (NextTask("ballotline.nowhere.next"), "ballotline.nowhere.next can't be imported"),
        (
            NextTask(here(says_words)),
            "says_words gives str, and should give ballotline.foundation.ui.seams.Next | None",
        ),
    ],
    "BALLOTLINE_MENU": [
        ([Entries("nowhere.menu")], "nowhere.menu can't be imported"),
        ([Entries(here(says_words))], "says_words can't be called with ()"),
        ([Entries(here(lists_a_page_that_is_not_there))], "no page is called 'parades:index'"),
        ([Entry("Chapters", "parades:index")], "no page is called 'parades:index'"),
        ([Entry("A petition", "petition:page")], "no page is called 'petition:page', or it can't be reached"),
    ],
    "BALLOTLINE_FOOTER": [
        ([Entry("Imprint", "site:imprint")], "no page is called 'site:imprint'"),
    ],
    "BALLOTLINE_DESK_ACCOUNT": [
        ([Entry("My sign-in", "desk:sign_in")], "no page is called 'desk:sign_in'"),
    ],
    "BALLOTLINE_DESK_SEARCH": [
        ("desk:find", "no page is called 'desk:find'"),
    ],
    "BALLOTLINE_DESK_PLACES": [
        ([DeskEntry("Chapters", "desk:chapters", "desk.enter")], "no page is called 'desk:chapters'"),
        ([DeskEntry("People", "desk:people", "people.look")], "desk:people asks for 'people.look'"),
        ([DeskEntries("nowhere.places")], "nowhere.places can't be imported"),
        ([DeskEntries(here(lists_a_right_that_is_none))], "desk:people asks for 'parades.read'"),
        ([today(Waiting("nowhere.waiting"))], "nowhere.waiting can't be imported"),
        ([below_today(DeskEntry("Cases", "desk:cases", "desk.enter"))], "no page is called 'desk:cases'"),
        ([below_today(today(Waiting("nowhere.cases")))], "nowhere.cases can't be imported"),
        ([below_today(DeskEntries("nowhere.lists"))], "nowhere.lists can't be imported"),
        ([today(Waiting(here(wants_a_scope)))], "wants_a_scope takes Scope, and gets HttpRequest"),
    ],
    "BALLOTLINE_DRAINS": [
        (["nowhere.drain"], "No app is labeled 'nowhere'"),
        (["mail.no_such_task"], "has no function 'no_such_task'"),
        (["jobs.refresh_statistics"], "jobs.refresh_statistics gives None, and should give int"),
    ],
    "BALLOTLINE_PERIODIC": [
        ({"petition.no_such_task": DAY}, "has no function 'no_such_task'"),
        ({"Not a name": DAY}, "'Not a name' is not written like app.function"),
        ({"petition.build_delivery": DAY}, "petition.build_delivery can't be called with ()"),
        ({"jobs.prune": NO_TIME}, "jobs.prune has 0:00:00, and should have more than nothing"),
    ],
    "BALLOTLINE_TIME_LIMITS": [
        (replace(LIMITS, job=NO_TIME), "job has 0:00:00"),
        (replace(LIMITS, long_job=-DAY), "long_job has -1 day"),
        (replace(LIMITS, drain=NO_TIME), "drain has 0:00:00"),
    ],
}
EACH = [(setting, value, said) for setting, faults in FAULTS.items() for value, said in faults]


@pytest.mark.parametrize("setting, value, said", EACH)
def test_a_fault_stops_the_start_and_is_said_with_where_it_stands(setting, value, said):
    with override_settings(**{setting: value}), pytest.raises(SystemCheckError) as stopped:
        call_command("check")

    [told] = [line for line in str(stopped.value).splitlines() if said in line]
    assert f") {setting}: " in told
    assert "identified 1 issue" in str(stopped.value)


def test_each_setting_that_binds_rooms_has_its_fault_here():
    assert set(FAULTS) == {name for name in dir(written) if name.startswith("BALLOTLINE_")}


def test_what_stands_there_stops_nothing():
    call_command("check")


def test_a_function_is_found_once_and_called_as_it_stands():
    seam: Seam[[object], int] = Seam(here(gives_a_number))

    assert seam(None) == 7
    assert seam.function is seam.function is gives_a_number
