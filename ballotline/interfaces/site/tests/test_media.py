"""Uploaded pictures as a browser asks for them: inert, for ever, and nothing else that lies there."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

pytestmark = pytest.mark.django_db
CONTENT = b"\x89PNG a picture"


@pytest.fixture
def media(settings, tmp_path):
    """Where pictures lie; beside it what is not for everybody."""
    location = {"location": str(tmp_path / "media")}
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": location}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    for name in ("actions/hall.png", "logo/logo.png", "private/list.csv", "beside.png"):
        default_storage.save(name, ContentFile(CONTENT))
    (tmp_path / "secret.key").write_text("the key")
    (tmp_path / "media" / "actions" / ".draft.png").write_bytes(CONTENT)
    return tmp_path / "media"


@pytest.mark.parametrize("name", ["actions/hall.png", "logo/logo.png"])
def test_a_picture_is_served_inert_and_may_be_kept(client, media, name):
    answer = client.get(f"/media/{name}")

    assert b"".join(answer.streaming_content) == CONTENT
    assert (answer["Content-Type"], answer["Content-Length"]) == ("image/png", str(len(CONTENT)))
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_who_has_it_gets_no_second_one(client, media):
    later, earlier = (format_datetime(timezone.now() + timedelta(days=n), usegmt=True) for n in (1, -1))

    known = client.get("/media/actions/hall.png", headers={"If-Modified-Since": later})
    newer = client.get("/media/actions/hall.png", headers={"If-Modified-Since": earlier})
    same = client.get("/media/actions/hall.png", headers={"If-Modified-Since": newer["Last-Modified"]})

    assert (known.status_code, newer.status_code, same.status_code) == (304, 200, 304)
    assert known["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    [
        "actions/none.png",
        "actions/.draft.png",
        "actions/",
        "actions",
        "",
        "beside.png",
        "private/list.csv",
        "../secret.key",
        "..%2Fsecret.key",
        "actions/../../secret.key",
        "actions%2F..%2F..%2Fsecret.key",
        "actions/..%5C..%5Csecret.key",
        "%2Fetc/passwd",
        "actions/" + "x" * 5_000,
        "actions/" + "€" * 100,  # more bytes than a file system allows for a name
    ],
)
def test_nothing_else_is_found(client, media, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_a_folder_in_the_place_of_a_picture_is_not_found(client, media):
    (media / "actions" / "folder.png").mkdir()

    assert client.get("/media/actions/folder.png").status_code == 404
