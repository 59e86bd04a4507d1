"""The backup that one button makes."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.backups import databases
from ballotline.foundation.backups.archive import last_backup
from ballotline.foundation.jobs.testing import work_off
from ballotline.movement.accounts.testing import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return signed_in_client(role="owner")


def text_of(response) -> str:
    return response.content.decode()


def test_a_backup_is_made_by_one_button_and_the_set_up_list_knows_it(desk, settings, tmp_path, monkeypatch):
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path)
    monkeypatch.setattr(databases, "copy_out", lambda to: to.write_bytes(b"all rows"))
    assert "No backup yet." in text_of(desk.get("/desk/settings/backup/"))

    asked = text_of(desk.post("/desk/settings/backup/", follow=True))
    desk.post("/desk/settings/backup/")
    done = work_off(at=timezone.now())
    page = text_of(desk.get("/desk/settings/backup/"))

    assert "A backup is being made" in asked
    assert done == 1
    assert "Last backup:" in page
    assert "dies with it" in page
    assert last_backup(tmp_path).file.parent == tmp_path / "backups"
