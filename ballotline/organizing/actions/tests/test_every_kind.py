"""What every kind of ask has in common. A new folder in kinds/ joins by existing."""

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from ballotline.movement.people.rows import ROWS, relations_to_people
from ballotline.organizing.actions import kinds

KINDS = sorted(path.parent.name for path in Path(kinds.__file__).parent.glob("*/apps.py"))


def test_there_is_a_kind():
    assert "petition" in KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_an_app_of_its_own_with_its_own_label_and_migrations(kind):
    config = apps.get_app_config(kind)

    assert config.name == f"ballotline.organizing.actions.kinds.{kind}"
    assert (Path(config.path) / "migrations" / "0001_initial.py").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_opens_with_a_paragraph(kind):
    assert len(import_module(f"ballotline.organizing.actions.kinds.{kind}").__doc__) > 80


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_s_table_is_one_to_one_with_the_common_row(kind):
    keys = [model._meta.pk.remote_field for model in apps.get_app_config(kind).get_models()]

    assert [key.model._meta.label for key in keys if key] == ["actions.Action"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_how_its_rows_of_a_person_are_exported_and_erased(kind):
    declared = {rows.relation for rows in ROWS}

    assert [one for one in relations_to_people() if one.startswith(f"{kind}.") and one not in declared] == []
