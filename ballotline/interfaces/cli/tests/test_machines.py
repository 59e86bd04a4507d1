"""What the doctor of one machine sees of the storage and of the other machines of the house."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from ballotline.foundation.backups import archive
from ballotline.interfaces.cli import doctor, machines
from ballotline.interfaces.cli.findings import Finding

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def kept(home, settings, tmp_path) -> Path:
    """Where the files of this machine are kept."""
    folder = tmp_path / "kept"
    folder.mkdir()
    keep_files_in(settings, folder)
    return folder


def keep_files_in(settings, folder: Path) -> None:
    options = {"BACKEND": "ballotline.foundation.storage.folders.Folder", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "kept": options}


def other_machine_looked(settings, tmp_path, *, kept: Path, **differs) -> Path:
    """The doctor of a second machine looks; then we are on the first one again. The second one's data folder."""
    ours, our_key, there = settings.CONFIG, settings.SECRET_KEY, tmp_path / "there"
    there.mkdir(exist_ok=True)
    settings.SECRET_KEY = differs.pop("key", our_key)
    settings.CONFIG = replace(ours, home=there, **differs)
    before = settings.STORAGES
    keep_files_in(settings, kept)
    machines.storage(), machines.others()
    settings.CONFIG, settings.SECRET_KEY, settings.STORAGES = ours, our_key, before
    return there


def test_the_storage_is_written_and_read(kept):
    finding = machines.storage()

    assert finding.is_ok and str(kept) in finding.says
    assert [path.parent.name for path in kept.rglob("*") if path.is_file()] == [".machines"]


def test_a_storage_that_takes_nothing_is_said_with_its_words(kept):
    kept.rmdir()
    kept.write_text("a file where the folder was")

    finding = machines.storage()

    assert not finding.is_ok and "Not a directory" in finding.says and "BALLOTLINE_STORAGE" in finding.do


def test_one_machine_has_no_other(kept):
    machines.storage()

    assert machines.others() == Finding("No other machine of this house was looked at within three days.")
    assert machines.others().is_ok


def test_machines_with_the_same_settings_and_one_storage_are_well(kept, settings, tmp_path):
    there = other_machine_looked(settings, tmp_path, kept=kept)

    finding = machines.others()

    assert finding.is_ok and str(there) in finding.says and "the same settings" in finding.says


@pytest.mark.parametrize(
    "differs, said",
    [
        ({"key": "another key"}, "signs with another secret key"),
        ({"mail_url": "smtp://other.example:587"}, "sends mail by other settings"),
        ({"url": "https://other.example"}, "has the web address https://other.example"),
    ],
)
def test_a_machine_with_other_settings_is_told(kept, settings, tmp_path, differs, said):
    there = other_machine_looked(settings, tmp_path, kept=kept, **differs)

    finding = machines.others()

    assert not finding.is_ok and finding.says.endswith(f":{there} {said}.")


def test_mail_that_only_one_machine_was_told_about_at_its_desk_is_told(kept, home, settings, tmp_path):
    (home / "mail.url").write_text("smtp://mail.example:587")
    other_machine_looked(settings, tmp_path, kept=kept)

    assert "sends mail by other settings" in machines.others().says


def test_a_machine_that_keeps_its_files_for_itself_is_told(kept, settings, tmp_path):
    other_machine_looked(settings, tmp_path, kept=tmp_path / "there")

    assert "keeps its pictures and deliveries elsewhere" in machines.others().says


def test_a_machine_that_was_switched_off_is_forgotten_after_three_days(kept, settings, tmp_path):
    with time_machine.travel(timezone.now() - timedelta(days=3, minutes=1)):
        other_machine_looked(settings, tmp_path, kept=kept, url="https://before.example")

    assert machines.others().is_ok


def test_a_password_in_the_mail_settings_is_in_no_note(kept, settings):
    settings.CONFIG = replace(settings.CONFIG, mail_url="smtp://us:ferry-lantern@mail.example:587")
    machines.storage(), machines.others()

    notes = [path.read_text() for path in kept.rglob("*") if path.is_file()]
    assert "ferry-lantern" not in repr(cache.get(machines.KEY)) + repr(notes)


def test_a_backup_that_another_machine_made_counts(kept, settings, tmp_path, monkeypatch):
    made = archive.Backup(tmp_path / "elsewhere.tar.gz", timezone.now() - 5 * HOUR, 1, "0" * 64, 1)
    monkeypatch.setattr(archive, "last_backup", lambda folder: made if folder.name == "there" else None)
    assert not doctor.backups().is_ok

    there = other_machine_looked(settings, tmp_path, kept=kept)

    assert doctor.backups().is_ok
    assert doctor.backups().says.endswith(f":{there} made the last backup, 5 hours ago.")
