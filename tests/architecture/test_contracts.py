"""The contracts bite: in a copy of the package, a wrong import is planted, and lint-imports must fail."""

import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.architecture.house import CHECKOUT, CONTRACTS, PACKAGE, name_of

FLOORS = ("campaigns", "organizing", "movement", "record", "foundation")
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


@pytest.fixture(scope="module")
def untouched(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    left_out = shutil.ignore_patterns("__pycache__", "static", "templates", "tests", "migrations")
    shutil.copytree(CHECKOUT / "ballotline", folder / "ballotline", ignore=left_out)
    return folder


@pytest.fixture
def house(untouched, tmp_path) -> Path:
    return shutil.copytree(untouched, tmp_path / "house")


def lint(house: Path) -> tuple[int, str]:
    done = subprocess.run([LINT_IMPORTS, "--no-cache"], cwd=house, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout


def plant(house: Path, file: str, text: str) -> None:
    path = house / "ballotline" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / "__init__.py").touch()
    with path.open("a") as opened:
        opened.write(f"\n{text}\n")


def test_the_house_as_it_stands_is_kept(untouched):
    code, said = lint(untouched)

    assert code == 0, said
    assert "0 broken" in said


@pytest.mark.parametrize(
    "file, other",
    [
        pytest.param("record/places/queries.py", "movement.people.models", id="a floor above"),
        pytest.param("foundation/audit/services.py", "foundation.access.rules", id="a sibling"),
        pytest.param("movement/people/services.py", "movement.mail.services", id="a room above"),
        pytest.param("interfaces/site/pages.py", "interfaces.desk.urls", id="another way in"),
        pytest.param("record/places/rules.py", "record.places.models", id="rules over models"),
        pytest.param("record/places/queries.py", "record.places.importer", id="queries over importer"),
        pytest.param("movement/people/models.py", "movement.people.services", id="models over services"),
        pytest.param(
            "organizing/actions/models.py", "organizing.actions.kinds.petition.models", id="a room over its kind"
        ),
        pytest.param("organizing/actions/kinds/call/queries.py", "organizing.actions.kinds.pledge.rules", id="a kind"),
    ],
)
def test_a_planted_wrong_import_breaks_a_contract(house, file, other):
    module = file.removesuffix(".py").replace("/", ".")
    plant(house, file, f"import ballotline.{other}")

    code, said = lint(house)

    assert code == 1, said
    assert f"ballotline.{module} -> ballotline.{other}" in " ".join(said.split())


def test_a_new_kind_keeps_the_order_inside_without_a_line_anywhere(house):
    plant(house, "organizing/actions/kinds/supper/models.py", "SEATS = 12")
    plant(house, "organizing/actions/kinds/supper/rules.py", "import ballotline.organizing.actions.kinds.supper.models")

    code, said = lint(house)

    assert code == 1 and "kinds.supper.rules -> ballotline.organizing.actions.kinds.supper.models" in " ".join(
        said.split()
    )


@pytest.mark.parametrize("folder", ["record/gossip", "attic", "foundation/utils"])
def test_a_room_that_nobody_placed_breaks_a_contract(house, folder):
    plant(house, f"{folder}/__init__.py", "")

    code, said = lint(house)

    assert code == 1, said
    assert f"- ballotline.{folder.replace('/', '.')}" in said


def test_every_room_keeps_the_order_inside():
    """A contract knows only the rooms that it names, so a new room needs its line there; a new kind needs none."""
    [inside] = [contract for contract in CONTRACTS if contract["id"] == "inside-a-room"]
    rooms = {path.parent for floor in FLOORS for path in (PACKAGE / floor).rglob("models.py")}

    named = {name_of(room).replace("/", ".") for room in rooms}

    assert {one for one in named if not any(fnmatch(one, room) for room in inside["containers"])} == set()


def test_a_cycle_of_rooms_breaks_a_contract(house):
    plant(house, "movement/mail/rules.py", "from ballotline.movement.people import rules as of_people")
    plant(house, "movement/people/rules.py", "from ballotline.movement.mail import rules as of_mail")

    code, said = lint(house)

    assert code == 1
    assert "ballotline.movement.people is not allowed to import ballotline.movement.mail" in said
