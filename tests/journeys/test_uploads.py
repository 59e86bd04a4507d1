"""Whatever is uploaded, the process that reads it stays below 300 MB: the installed program, in a process of its own.

The bodies are files, as a web server hands them over, so that what is measured is what the program takes.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from PIL import Image

from ballotline.foundation.ui.tests.test_pictures import jpeg_that_says, png_of, webp_that_says
from tests.proofs.processes import CHECKOUT

pytestmark = pytest.mark.proof
MOST = 300_000_000
BORDER = b"border-of-the-parts"
A_LIST = (
    b"Ballotline delivery,1\n"
    b"petition,library\n"
    b"title,t\n"
    b"asks,a\n"
    b"to,c\n"
    b"from,r\n"
    b"made,2026-03-10 17:00 UTC\n"
    b"online,9000000\n"
    b"on paper,0\n"
    b"check,x\n"
    b"hash," + b"0" * 64 + b"\nnumber,name,place,comment,signed,hash\n"
)

PREPARED = """
import django; django.setup()
from django.core.management import call_command
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.organizing.actions.kinds.petition.testing import make_petition
call_command("migrate", verbosity=0)
make_petition()
print(signed_in_client(role="owner").cookies["sessionid"].value)
"""
# As in a host's web process, nothing was migrated here: that takes 30 MB of its own.
UPLOADS = """
import os, re, sys
from pathlib import Path
from django.core.wsgi import get_wsgi_application
program = get_wsgi_application()
session = sys.argv[1]
for said in sys.argv[2:]:
    address, body = said.split("=", 1)
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    with open(body, "rb") as file:
        answer = program({
            "REQUEST_METHOD": "POST", "PATH_INFO": address, "SERVER_NAME": "testserver", "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": file,
            "wsgi.errors": sys.stderr, "HTTP_HOST": "testserver", "HTTP_SEC_FETCH_SITE": "same-origin",
            "HTTP_COOKIE": "sessionid=" + session, "CONTENT_LENGTH": str(os.stat(body).st_size),
            "CONTENT_TYPE": "multipart/form-data; boundary=border-of-the-parts",
        }, lambda status, headers: print(status[:3], end=" "))
        b"".join(answer)
    print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def body(to: Path, file: str, content: Iterable[bytes], **fields: str) -> Path:
    """A form with one file, as a browser sends it."""
    with to.open("wb") as written:
        for name, value in fields.items():
            written.write(b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n' % (BORDER, name.encode()))
            written.write(value.encode() + b"\r\n")
        part = b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="x"\r\n\r\n'
        written.write(part % (BORDER, file.encode()))
        written.writelines(content)
        written.write(b"\r\n--%s--\r\n" % BORDER)
    return to


def saved(to: Path, picture: Image.Image, form: str, **how) -> bytes:
    picture.save(to, form, **how)
    return to.read_bytes()


def largest_pictures(folder: Path) -> dict[str, bytes]:
    """The most that each kind of file may hold, in less than 6 MB, at its most costly; and far more than that."""
    grey = Image.linear_gradient("L")
    colors = Image.merge("RGBA", (grey, grey.rotate(90), grey.rotate(180), grey))
    return {
        "jpeg": saved(
            folder / "1", colors.convert("RGB").resize((5712, 4284)), "JPEG", progressive=True, subsampling=0
        ),
        "four colors": saved(folder / "2", colors.convert("CMYK").resize((4_600, 4_000)), "JPEG", progressive=True),
        "png": saved(folder / "3", colors.resize((3_900, 3_900), Image.Resampling.NEAREST), "PNG", compress_level=1),
        "palette": saved(folder / "4", colors.quantize(64).resize((3_900, 3_900)), "PNG", compress_level=1),
        "webp": saved(folder / "5", colors.convert("RGB").resize((2_800, 2_800)), "WEBP", quality=30, method=0),
        "webp, whole": saved(
            folder / "6", colors.resize((2_800, 2_800), Image.Resampling.NEAREST), "WEBP", lossless=True, method=0
        ),
        "webp, moving": saved(
            folder / "7",
            colors.convert("RGB").resize((2_800, 2_800)),
            "WEBP",
            save_all=True,
            quality=20,
            method=0,
            append_images=[colors.convert("RGB").rotate(90).resize((2_800, 2_800))],
        ),
        "png, 177 million": png_of(13_300, 13_300).read(),
        "jpeg, 177 million": jpeg_that_says(13_300, 13_300).read(),
        "webp, 268 million": webp_that_says(16_383, 16_383).read(),
    }


def costly_lists() -> dict[str, tuple[bytes, bytes]]:
    """Lists to check that could gather in memory: how they begin, and what comes again and again for 47 MB."""
    return {
        "one row of small cells": (A_LIST + b'1,"', b'\nx","'),
        "one row of large cells": (A_LIST + b'1,"', b'\n","' + b"x" * 9_000),
        "one cell": (A_LIST + b'1,"', b"\nxxxxxxxxxxx"),
        "one line": (A_LIST, b"1,"),
        "lines of separators": (A_LIST, b"," * 50_000 + b"\n"),
        "no list": (b"", b"\0"),
    }


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="measures as Linux does")
def test_no_upload_takes_more_than_300_mb(tmp_path):
    asked = []
    for name, picture in largest_pictures(tmp_path).items():
        assert len(picture) < 6 * 1024 * 1024, name
        asked.append(
            ("/desk/petitions/new/", body(tmp_path / name, "image", [picture], title="t", image_text="A hall"))
        )
        if len(picture) < 2 * 1024 * 1024:
            asked.append(("/desk/settings/", body(tmp_path / f"logo {name}", "logo", [picture])))
    for name, (begin, again) in costly_lists().items():
        content = begin + again * (47_000_000 // len(again))
        asked.append(("/petitions/library/check/", body(tmp_path / name, "list", [content])))

    answers = uploaded(tmp_path / "home", asked)

    assert [status for status, _peak in answers if status not in ("422", "200")] == []
    taken = {file.name: peak * 1024 for (_to, file), (_status, peak) in zip(asked, answers, strict=True)}
    assert {name: octets for name, octets in taken.items() if octets > MOST} == {}


def uploaded(home: Path, asked: list[tuple[str, Path]]) -> list[tuple[str, int]]:
    """Status, and the peak in KiB while it was answered, of each body sent to its address."""
    home.mkdir()
    session = said_by(home, PREPARED).strip()
    lines = said_by(home, UPLOADS, session, *(f"{address}={file}" for address, file in asked)).splitlines()
    return [(line.split()[0], int(line.split()[1])) for line in lines]


def said_by(home: Path, program: str, *words: str) -> str:
    ours = {
        "BALLOTLINE_TEST_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(CHECKOUT),
    }
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ended = subprocess.run(
        [sys.executable, "-c", program, *words], env={**kept, **ours}, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stderr
    print(ended.stdout)
    return ended.stdout
