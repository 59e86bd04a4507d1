"""Making a delivery: what is done where a run breaks off, here or on another machine of the house."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.storage.kept import store
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.organizing.actions.kinds.petition import verify
from ballotline.organizing.actions.kinds.petition.models import Delivery
from ballotline.organizing.actions.kinds.petition.services import delivering
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(autouse=True)
def shared(settings, tmp_path) -> Path:
    """The storage that both machines see."""
    folder = tmp_path / "shared"
    folder.mkdir()
    options = {"BACKEND": "ballotline.foundation.storage.folders.Folder", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "kept": options}
    go_to_machine("first", settings, tmp_path)
    return folder


def go_to_machine(name: str, settings, tmp_path) -> Path:
    """From here on this process runs there. Its data folder."""
    home = tmp_path / name
    home.mkdir(exist_ok=True)
    settings.CONFIG = replace(settings.CONFIG, home=home)
    return home


@pytest.fixture
def delivery() -> Delivery:
    petition = make_petition()
    counted(petition, "Ana Flores"), counted(petition, "Ben Weiss")
    return delivering.prepare(petition=petition, paper_size="letter", by=SYSTEM, at=timezone.now())


def build(delivery: Delivery) -> Delivery:
    delivery.refresh_from_db()
    delivering.build(delivery=delivery, at=timezone.now())
    delivery.refresh_from_db()
    return delivery


def killed_at(name: str, monkeypatch, delivery: Delivery) -> None:
    """A run that ends where `files.<name>` begins."""

    def ends(**_given) -> None:
        raise Killed

    with monkeypatch.context() as until_then:
        until_then.setattr(delivering.files, name, ends)
        with pytest.raises(Killed):
            build(delivery)


def listed(delivery: Delivery) -> bytes:
    with store().open(f"deliveries/{delivery.public_id}/list.csv") as file:
        return file.read()


def head_of(content: bytes) -> str:
    return verify.check(verify.lines_of(BytesIO(content))).head


def benches(home: Path) -> list[str]:
    return [path.name for path in (home / ".bench").glob("*")]


def test_all_files_are_in_the_storage_and_none_on_the_machine(delivery, settings, shared):
    build(delivery)

    assert delivery.state == "ready"
    assert set(delivering.files_of(delivery)) == {"list.csv", "cover.pdf", "volume-001.pdf"}
    assert (shared / "deliveries" / str(delivery.public_id) / "cover.pdf").read_bytes().startswith(b"%PDF")
    assert benches(settings.CONFIG.home) == []


def test_another_machine_goes_on_with_the_same_list(delivery, settings, tmp_path, monkeypatch):
    killed_at("write_pdfs", monkeypatch, delivery)
    delivery.refresh_from_db()
    promised, before = delivery.head_hash, listed(delivery)

    go_to_machine("second", settings, tmp_path)
    build(delivery)

    assert (delivery.state, delivery.head_hash) == ("ready", promised)
    assert listed(delivery) == before and head_of(before) == promised


def test_a_list_that_an_earlier_run_left_on_the_bench_is_not_taken_for_ours(delivery, settings, tmp_path, monkeypatch):
    killed_at("write_pdfs", monkeypatch, delivery)
    left = settings.CONFIG.home / ".bench" / str(delivery.public_id) / "list.csv"
    left.write_bytes(left.read_bytes().replace(b"Ana Flores", b"Dot Okafor"))

    build(delivery)

    assert b"Ana Flores" in listed(delivery) and head_of(listed(delivery)) == delivery.head_hash


def test_before_its_list_is_written_a_killed_run_leaves_nothing_to_download(delivery, monkeypatch):
    killed_at("write_csv", monkeypatch, delivery)

    assert delivering.files_of(delivery) == {} == store().sizes("deliveries")
    assert build(delivery).state == "ready"


def test_names_do_not_stay_on_a_machine_whose_run_was_killed(delivery, settings, tmp_path, monkeypatch):
    first = settings.CONFIG.home
    killed_at("write_pdfs", monkeypatch, delivery)
    go_to_machine("second", settings, tmp_path)
    build(delivery)
    assert benches(first) == [str(delivery.public_id)]

    go_to_machine("first", settings, tmp_path)
    build(delivering.prepare(petition=delivery.petition, paper_size="a4", by=SYSTEM, at=timezone.now()))

    assert benches(first) == []


def test_a_stopped_one_leaves_no_names_on_the_machine(delivery, settings, monkeypatch):
    killed_at("write_pdfs", monkeypatch, delivery)
    delivering.stop(delivery=delivery, by=SYSTEM, at=timezone.now())

    build(delivery)

    assert delivery.state == "stopped" and delivering.files_of(delivery) == {}
    assert benches(settings.CONFIG.home) == []


def test_only_the_csv_is_asked_for(delivery, settings):
    delivery.delete()
    made = delivering.make(petition=delivery.petition, paper_size="letter", csv_only=True, by=SYSTEM, at=timezone.now())

    assert set(delivering.files_of(made)) == {"list.csv"} and benches(settings.CONFIG.home) == []


def test_the_files_of_a_removed_delivery_go_alone(delivery):
    other = build(
        delivering.make(petition=delivery.petition, paper_size="letter", csv_only=True, by=SYSTEM, at=timezone.now())
    )
    build(delivery)

    delivering.remove_files(str(delivery.public_id))

    assert delivering.files_of(delivery) == {} and set(delivering.files_of(other)) == {"list.csv"}


def test_a_download_is_the_file_under_a_name_that_says_whose_it_is(delivery):
    build(delivery)

    answer = signed_in_client().get(f"/desk/petitions/library/delivery/{delivery.public_id}/list.csv")

    assert b"".join(answer.streaming_content) == listed(delivery)
    assert answer["Content-Disposition"] == 'attachment; filename="library-list.csv"'
