"""BALLOTLINE_STORAGE: what each way of writing it becomes, and what is said about a wrong one."""

import pytest

from ballotline import config
from ballotline.config import ConfigError, Storages, load


def storages(home, **values: str) -> Storages:
    return load({"BALLOTLINE_HOME": str(home), **values}).storages


def test_without_a_word_all_stays_in_the_data_folder(tmp_path):
    found = storages(tmp_path)

    assert found["default"]["OPTIONS"] == {"location": f"{tmp_path}/media"}
    assert found["kept"]["OPTIONS"] == {"location": str(tmp_path)}


def test_a_folder_that_all_machines_mount_holds_the_same_folders(tmp_path):
    shared = tmp_path / "our files"
    shared.mkdir()

    found = storages(tmp_path / "home", BALLOTLINE_STORAGE=f"file://{tmp_path}/our%20files")

    assert found["default"]["OPTIONS"] == {"location": f"{shared}/media"}
    assert found["kept"]["OPTIONS"] == {"location": str(shared)}


@pytest.fixture
def with_extra(monkeypatch):
    monkeypatch.setattr(config, "find_spec", lambda name: object())


def test_a_bucket_is_named_with_its_folder_its_endpoint_and_its_region(tmp_path, with_extra):
    found = storages(
        tmp_path,
        BALLOTLINE_STORAGE="s3://our-files/rivertown/web?endpoint=https://s3.example.org:9000&region=eu-central-1",
        AWS_ACCESS_KEY_ID="the name",
        AWS_SECRET_ACCESS_KEY="the secret",
    )

    bucket = {
        "bucket_name": "our-files",
        "endpoint_url": "https://s3.example.org:9000",
        "region_name": "eu-central-1",
        "access_key": "the name",
        "secret_key": "the secret",
    }
    assert found["kept"]["OPTIONS"] == {**bucket, "location": "rivertown/web"}
    assert found["default"]["OPTIONS"] == {**bucket, "location": "rivertown/web/media"}


def test_a_bucket_without_a_folder_keeps_pictures_below_media(tmp_path, with_extra):
    found = storages(tmp_path, BALLOTLINE_STORAGE="s3://our-files")

    assert found["kept"]["OPTIONS"]["location"] == ""
    assert found["default"]["OPTIONS"]["location"] == "media"


def test_the_keys_of_a_bucket_are_in_no_printed_settings(tmp_path, with_extra):
    found = load(
        {
            "BALLOTLINE_HOME": str(tmp_path),
            "BALLOTLINE_STORAGE": "s3://our-files",
            "AWS_SECRET_ACCESS_KEY": "ferry-lantern-walnut",
        }
    )

    assert "ferry-lantern-walnut" not in repr(found)


@pytest.mark.parametrize(
    "written, said",
    [
        ("/srv/shared", "write it like file:///srv/shared"),
        ("file://srv/shared", "write it like file:///srv/shared"),
        ("file:///not/mounted", "/not/mounted is no folder here"),
        ("file:", "is no folder here"),
        ("https://our-files.s3.example.org", "write it like"),
        ("s3://", "write it like"),
        ("s3:///folder", "write it like"),
        ("s3://key:secret@our-files", "AWS_ACCESS_KEY_ID"),
        ("s3://our-files?key=x", "only endpoint and region"),
        ("s3://our-files?endpoint=s3.example.org", "write the endpoint like https://"),
    ],
)
def test_a_wrong_one_is_said_in_one_sentence_that_names_it(tmp_path, with_extra, written, said):
    with pytest.raises(ConfigError, match="BALLOTLINE_STORAGE: ") as refused:
        storages(tmp_path, BALLOTLINE_STORAGE=written)
    assert said in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_bucket_without_the_extra_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "find_spec", lambda name: None)

    with pytest.raises(ConfigError, match=r"pip install -e '\.\[s3\]'"):
        storages(tmp_path, BALLOTLINE_STORAGE="s3://our-files")
