"""The table of mutations is true of the code as it stands: so `make mutations` can be believed whenever it is run."""

import ast
from collections import Counter

import pytest

from tests.mutations.arrivals import GUARDS, ROOM, WATCHED_BY
from tests.mutations.mutation import CHECKOUT, Weaker, each_of

MUTATIONS = list(each_of(GUARDS))
NO_GUARDS = {"__init__.py", "apps.py", "declared.py", "tasks.py", "testing.py", "urls.py"}


def test_each_text_stands_in_its_file_once_and_what_comes_of_it_is_still_a_program():
    for mutation in MUTATIONS:
        changed = mutation.changed((CHECKOUT / mutation.file).read_text())
        if mutation.file.endswith(".py"):
            ast.parse(changed)


def test_each_is_a_sentence_of_its_own_and_changes_something():
    assert [n for n, times in Counter(one.breaks for one in MUTATIONS).items() if times > 1] == []
    assert [one.breaks for one in MUTATIONS if one.weaker.text == one.weaker.instead] == []


def test_every_file_of_the_way_in_is_in_the_table():
    files = {path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / ROOM).rglob("*.py")}
    ours = {file for file in files if "/tests/" not in file and "/migrations/" not in file}

    assert {file for file in ours if file.rpartition("/")[2] not in NO_GUARDS} <= set(GUARDS)


def test_what_watches_is_there():
    assert [path for path in WATCHED_BY if not (CHECKOUT / path).exists()] == []


@pytest.mark.parametrize("source", ["", "a guard, and a guard"])
def test_a_text_that_is_gone_or_stands_twice_is_said(source):
    [mutation] = each_of({"x.py": [Weaker("nothing holds", "a guard", "")]})

    with pytest.raises(ValueError, match=r"x\.py holds this"):
        mutation.changed(source)
