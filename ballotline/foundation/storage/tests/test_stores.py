"""A folder and a bucket keep files alike. The bucket is a server of the tests (tests/buckets.py)."""

import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.core.files.storage.handler import StorageHandler
from django.template import Context, Template

from ballotline.config import load
from ballotline.foundation.organization.models import Organization
from ballotline.foundation.storage.folders import Folder
from ballotline.foundation.storage.kept import Store
from tests.buckets import KEYS, WHY, new_bucket, s3_server
from tests.proofs.processes import free_port

LIST, VOLUME, PICTURE = "deliveries/one/list.csv", "deliveries/one/volume-001.pdf", "media/actions/hall.jpg"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture(params=["folder", "bucket"])
def setting(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """BALLOTLINE_STORAGE for an empty place."""
    if request.param == "folder":
        return f"file://{tmp_path}"
    return new_bucket(request.getfixturevalue("server"))


@pytest.fixture
def places(setting: str, tmp_path_factory: pytest.TempPathFactory) -> StorageHandler:
    home = {"BALLOTLINE_HOME": str(tmp_path_factory.mktemp("home"))}
    return StorageHandler(dict(load({**home, **KEYS, "BALLOTLINE_STORAGE": setting}).storages))


@pytest.fixture
def store(places: StorageHandler) -> Store:
    return places["kept"]


@pytest.fixture
def pictures(places: StorageHandler) -> Storage:
    return places["default"]


def read(store: Store | Storage, name: str) -> bytes:
    with store.open(name) as file:
        return file.read()


def filled(store: Store) -> Store:
    for name in (LIST, VOLUME, PICTURE):
        store.save(name, ContentFile(name.encode()))
    return store


def test_a_file_that_is_put_again_is_the_newer_one(store):
    store.save(LIST, ContentFile(b"half a list"))
    store.save(LIST, ContentFile(b"the list"))

    assert read(store, LIST) == b"the list"
    assert store.sizes("deliveries") == {LIST: 8}


def test_what_was_never_put_is_not_found(store):
    with pytest.raises(FileNotFoundError):
        store.open(LIST)
    assert not store.exists(LIST)
    assert store.sizes("deliveries") == {}
    store.remove("deliveries/one")


def test_a_large_file_comes_back_whole(store):
    content = bytes(range(256)) * 12_000

    store.save(VOLUME, ContentFile(content))

    assert read(store, VOLUME) == content


def test_a_folder_is_named_with_all_that_is_below_it_and_nothing_beside(store):
    filled(store)
    store.save("deliveries/one-more/list.csv", ContentFile(b"another"))
    store.save("deliveries/one/.draft", ContentFile(b"hidden"))

    assert store.sizes("deliveries/one") == {LIST: len(LIST), VOLUME: len(VOLUME)}


def test_a_folder_that_is_removed_takes_nothing_else_along(store):
    filled(store)
    store.save("deliveries/one-more/list.csv", ContentFile(b"another"))

    store.remove("deliveries/one")

    assert list(store.sizes("deliveries")) == ["deliveries/one-more/list.csv"]
    assert read(store, PICTURE) == PICTURE.encode()


def test_what_is_taken_comes_in_the_place_of_all_that_was_there(store, tmp_path_factory):
    filled(store)
    source = tmp_path_factory.mktemp("unpacked") / "deliveries"
    (source / "two").mkdir(parents=True)
    (source / "two" / "list.csv").write_text("brought back")

    store.take("deliveries", source)
    store.take("media", source.with_name("media"))

    assert read(store, "deliveries/two/list.csv") == b"brought back"
    assert list(store.sizes("deliveries")) == ["deliveries/two/list.csv"]
    assert store.sizes("media") == {}


@pytest.mark.parametrize("name", ["../secret.key", "deliveries/../../secret.key", "/etc/passwd"])
def test_no_name_leads_out_of_the_place(store, tmp_path, name):
    (tmp_path.parent / "secret.key").write_text("the key")

    with pytest.raises((SuspiciousOperation, FileNotFoundError)):
        store.open(name)


def test_private_files_are_for_one_user_only(tmp_path):
    filled(Folder(str(tmp_path)))

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "deliveries").rglob("*")]
    assert sorted(modes) == [0o600, 0o600, 0o700]


def test_pictures_of_one_name_do_not_replace_each_other(pictures):
    names = {pictures.save("actions/hall.jpg", ContentFile(content)) for content in (b"first", b"second")}

    assert {read(pictures, name) for name in names} == {b"first", b"second"}


def test_pictures_of_one_name_at_the_same_moment_are_two(pictures):
    names, together = [], threading.Barrier(4)

    def save(n: int) -> None:
        together.wait()
        names.append(pictures.save("actions/hall.jpg", ContentFile(b"%d" % n)))

    threads = [threading.Thread(target=save, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {read(pictures, name) for name in names} == {b"0", b"1", b"2", b"3"}


def test_a_picture_s_address_is_our_own(pictures):
    name = pictures.save("actions/the hall.jpg", ContentFile(b"a picture"))

    assert pictures.url(name).startswith("/media/actions/the")
    assert pictures.get_modified_time(name).tzinfo is not None


def test_a_page_goes_on_without_a_bucket_that_is_away(settings, server, tmp_path):
    away = new_bucket(server).replace(quote_plus(server), quote_plus(nobody(server)))
    home = {"BALLOTLINE_HOME": str(tmp_path), "BALLOTLINE_STORAGE": away, **KEYS}
    settings.STORAGES = {**settings.STORAGES, **load(home).storages}
    page = Template('<img src="{{ us.logo.url }}" width="{{ us.logo.width }}">')

    shown = [page.render(Context({"us": Organization(logo="logo/logo.png")})) for _time in range(3)]

    assert set(shown) == {'<img src="/media/logo/logo.png" width="">'}
    with pytest.raises(OSError, match="a moment ago"):
        default_storage.open("logo/logo.png")


def test_a_bucket_that_was_away_is_asked_again(settings, server, tmp_path, monkeypatch):
    buckets = pytest.importorskip("ballotline.foundation.storage.buckets", reason=WHY)
    monkeypatch.setattr(buckets, "ASKED_AGAIN_AFTER", 0)
    home = {"BALLOTLINE_HOME": str(tmp_path), "BALLOTLINE_STORAGE": new_bucket(server), **KEYS}
    pictures = StorageHandler(dict(load(home).storages))["default"]
    name = pictures.save("logo/logo.png", ContentFile(b"a picture"))
    there = pictures.endpoint_url

    pictures.endpoint_url, pictures._connections, pictures._bucket = nobody(there), threading.local(), None
    with pytest.raises(OSError, match="Could not connect"):
        pictures.open(name)
    pictures.endpoint_url, pictures._connections, pictures._bucket = there, threading.local(), None

    assert read(pictures, name) == b"a picture"


def nobody(address: str) -> str:
    """The same address with a port at which nobody listens."""
    return address.replace(str(urlsplit(address).port), str(free_port()))


def test_a_picture_lies_where_a_backup_looks_for_it(pictures, store):
    name = pictures.save("actions/hall.jpg", ContentFile(b"a picture"))

    assert store.sizes("media") == {f"media/{name}": 9}
