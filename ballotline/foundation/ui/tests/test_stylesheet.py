"""Many parts for those who write them, one file for those who read the pages."""

import json
from pathlib import Path

import pytest
from django.conf import settings as installed
from django.contrib.staticfiles.finders import find, get_finders
from django.core.management import call_command

from ballotline.foundation.ui import stylesheet


@pytest.fixture
def two_parts(monkeypatch, tmp_path):
    (tmp_path / "roles.css").write_text(":root { --ink: #000; }\n")
    (tmp_path / "page.css").write_text("p { color: var(--ink); }\n")
    monkeypatch.setattr(stylesheet, "FOLDER", tmp_path)
    monkeypatch.setattr(stylesheet, "PARTS", ("roles", "page"))
    return tmp_path


def test_every_part_has_its_place_in_the_cascade():
    lying = {path.stem for path in stylesheet.FOLDER.glob("*.css")}

    assert lying == set(stylesheet.PARTS)
    assert len(stylesheet.PARTS) == len(lying)


def test_the_parts_follow_each_other_as_they_are_named(two_parts):
    made = Path(find("ui/ballotline.css"))

    assert made.read_text() == ":root { --ink: #000; }\n\np { color: var(--ink); }\n"


def test_a_changed_part_changes_the_file_and_nothing_else_does(two_parts):
    made = Path(find("ui/ballotline.css"))
    before = made.stat().st_mtime_ns
    again = Path(find("ui/ballotline.css")).stat().st_mtime_ns

    (two_parts / "page.css").write_text("p { color: red; }\n")
    after = Path(find("ui/ballotline.css"))

    assert again == before
    assert "red" in after.read_text()
    assert after.stat().st_mtime_ns != before


def test_what_is_collected_holds_one_stylesheet_and_none_of_its_parts(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **installed.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    hashed = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]["ui/ballotline.css"]
    assert (tmp_path / "ui/ballotline.css").read_text() == stylesheet.joined()
    assert (tmp_path / f"{hashed}.gz").exists()
    assert hashed != "ui/ballotline.css"
    assert not (tmp_path / "ui/css").exists()


def test_the_files_of_the_rooms_are_still_found():
    found = {name for finder in get_finders() for name, _storage in finder.list(None)}

    assert {"ui/desk.js", "ui/icon.svg", "petition/share.js"} <= found
    assert find("ui/desk.js").endswith("static/ui/desk.js")
