"""Two machines serve one house: each has its own data folder and web processes, they share a database and a storage.

A visitor comes through a balancer, so their cookies are the same whichever machine answers. Only the first machine has
a worker. The storage is a folder that both mount, and a bucket where tests/buckets.py finds a server for one. SQLite
stands in where no PostgreSQL is named; in earnest two machines need PostgreSQL.
"""

import http.client
import io
import json
import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from PIL import Image

from tests.buckets import KEYS, new_bucket, s3_server
from tests.proofs.processes import (
    PYTHON,
    SERVE,
    Installation,
    fresh_database,
    install,
    run_python,
    started,
    wait_until,
    wait_until_ready,
)

pytestmark = pytest.mark.proof
KINDS = [("sqlite", "folder"), ("postgresql", "folder"), ("postgresql", "bucket")]
EQUAL = {"BALLOTLINE_URL": "http://127.0.0.1:8050", "BALLOTLINE_SECRET_KEY": "the same on both machines, and long"}
COUNTED_WITHIN = 2.0  # seconds, as every page says

INIT = ("init", "--organization", "Rivertown Together", "--name", "Lena Ortiz", "--email", "lena@rivertown.example")
MAKE = """
import django; django.setup()
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition
petition = make_petition("library")
for name in ("Ana Flores", "Ben Weiss", "Dot Okafor"):
    counted(petition, name)
"""
TOKENS = """
import sys, json; import django; django.setup()
from ballotline.movement.arrivals.queries import token_of
from ballotline.organizing.actions.kinds.petition.models import Signature
print(json.dumps([token_of(one) for one in Signature.objects.filter(email=sys.argv[1])]))
"""


@dataclass(frozen=True, slots=True)
class House:
    first: Installation  # with the worker
    second: Installation
    storage: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(slots=True)
class Visitor:
    """One browser; it follows no redirect by itself."""

    cookies: dict[str, str] = field(default_factory=dict)

    def asks(self, machine: Installation, path: str, **headers: str) -> Answer:
        return self._send(machine, "GET", path, b"", headers)

    def posts(self, machine: Installation, path: str, form: Mapping[str, str]) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send(machine, "POST", path, urlencode(form).encode(), kind)

    def uploads(self, machine: Installation, path: str, form: Mapping[str, str], **file: bytes) -> Answer:
        border = uuid4().hex
        parts = [(f'name="{name}"', value.encode()) for name, value in form.items()]
        parts += [(f'name="{name}"; filename="{name}.png"', content) for name, content in file.items()]
        heads = (f"--{border}\r\nContent-Disposition: form-data; {says}\r\n\r\n".encode() for says, _content in parts)
        body = b"".join(head + part[1] + b"\r\n" for head, part in zip(heads, parts, strict=True))
        kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
        return self._send(machine, "POST", path, body + f"--{border}--\r\n".encode(), kind)

    def _send(self, machine: Installation, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        ours = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection = http.client.HTTPConnection("127.0.0.1", machine.port, timeout=60)
        connection.request(method, path, body, {**ours, "Sec-Fetch-Site": "same-origin", **headers})
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer


@pytest.fixture(scope="module", params=KINDS, ids=["-".join(kind) for kind in KINDS])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    database, storage = request.param
    with ExitStack() as running:
        url = database_in(folder, database, running)
        shared = {**EQUAL, "BALLOTLINE_STORAGE": storage_in(folder, storage, running), **KEYS}
        machines = [install(folder / name, database_url=url, **shared) for name in ("first", "second")]
        run_python(machines[0], "-c", MAKE)
        for machine, role in zip(machines, ("all", "web"), strict=True):
            program = running.enter_context(started(machine, (*SERVE, "--role", role)))
            wait_until_ready(machine, program)
        yield House(*machines, storage=shared["BALLOTLINE_STORAGE"])


def database_in(folder: Path, kind: str, running: ExitStack) -> str:
    if kind == "sqlite":
        return f"sqlite://{folder}/ballotline.sqlite3"
    server = os.environ.get("DATABASE_URL") or pytest.skip("DATABASE_URL names no PostgreSQL server")
    return running.enter_context(fresh_database(server))


def storage_in(folder: Path, kind: str, running: ExitStack) -> str:
    if kind == "bucket":
        return new_bucket(running.enter_context(s3_server()))
    (folder / "shared").mkdir(mode=0o700)
    return f"file://{folder}/shared"


@pytest.fixture(scope="module")
def lena(house: House) -> Visitor:
    """The owner, who signed in at the first machine."""
    link = json.loads(ballotline(house.first, *INIT, "--url", EQUAL["BALLOTLINE_URL"], "--json"))["link"]
    visitor = Visitor()
    assert visitor.posts(house.first, urlsplit(link).path, {}).status == 302
    return visitor


def ballotline(machine: Installation, *words: object) -> str:
    return run_python(machine, "-m", "ballotline", *map(str, words))


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (80, 40), (15, 92, 77)).save(written, "PNG")
    return written.getvalue()


def the_only(pattern: str, page: str) -> str:
    found = set(re.findall(pattern, page))
    assert len(found) == 1, f"{pattern}: {found} in {page[:2_000]}"
    return found.pop()


def test_a_sign_in_at_one_works_at_the_other_until_it_ends_there(house: House, lena: Visitor):
    assert lena.asks(house.second, "/desk/").status == 200
    assert Visitor().asks(house.second, "/desk/").status == 302

    gone = Visitor()
    link = json.loads(ballotline(house.second, "init", "--json"))["link"]
    assert gone.posts(house.second, urlsplit(link).path, {}).status == 302
    assert gone.asks(house.first, "/desk/").status == 200

    gone.posts(house.second, "/sign-out/", {})

    assert gone.asks(house.first, "/desk/").status == 302


def test_a_picture_uploaded_at_one_shows_at_the_other(house: House, lena: Visitor):
    form = {"title": "A bench on Ferry Street", "target": "Rivertown City Council", "asks": "We ask for a bench."}
    made = lena.uploads(house.second, "/desk/petitions/new/", {**form, "image_text": "A hall"}, image=picture())
    slug = made.headers["Location"].strip("/").split("/")[2]
    lena.posts(house.first, f"/desk/petitions/{slug}/step/publish/", {})

    for machine in (house.first, house.second):
        page = Visitor().asks(machine, f"/petitions/{slug}/").text
        shown = Visitor().asks(machine, the_only(r'src="(/media/[^"]+)"', page))
        assert shown.status == 200
        assert Image.open(io.BytesIO(shown.body)).size == (80, 40)
        again = Visitor().asks(machine, the_only(r'src="(/media/[^"]+)"', page), **since(shown))
        assert (again.status, again.body) == (304, b"")


def since(shown: Answer) -> dict[str, str]:
    return {"If-Modified-Since": shown.headers["Last-Modified"]}


def test_a_signature_at_one_is_counted_at_the_other_within_two_seconds(house: House):
    visitor = Visitor()
    before = counted_at(house.second)
    sign(visitor, house.first, "Elif Aydin")
    confirm_page = f"/confirm/{token_of(house, 'Elif Aydin')}/"

    assert visitor.posts(house.first, confirm_page, {"name": "Elif Aydin", "zip_code": "00010"}).status in (200, 303)
    time.sleep(COUNTED_WITHIN)

    asked = {counted_at(machine) for machine in (house.first, house.second) for _process in range(8)}
    assert asked == {before + 1}, "each of the web processes knows it by now"


def counted_at(machine: Installation) -> int:
    return json.loads(Visitor().asks(machine, "/petitions/library/count.json").body)["signatures"]


def address_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@rivertown.example"


def sign(visitor: Visitor, machine: Installation, name: str, **more: str) -> Answer:
    form = {"name": name, "email": address_of(name), "zip_code": "00010", **more}
    return visitor.posts(machine, "/petitions/library/", form)


def token_of(house: House, name: str) -> str:
    """What stands in the link of the mail to the one who signed so, made on the other machine."""
    [token] = json.loads(run_python(house.second, "-c", TOKENS, address_of(name)))
    return token


def test_a_press_that_is_sent_to_both_is_one_signature(house: House):
    visitor = Visitor()

    answers = [sign(visitor, machine, "Femi Sow", key="of this form") for machine in (house.first, house.second)]

    assert [answer.status for answer in answers] == [303, 303]
    assert token_of(house, "Femi Sow")


def test_the_page_after_the_press_knows_it_at_the_other(house: House):
    visitor = Visitor()
    signed = sign(visitor, house.first, "Gia Reyes")

    page = visitor.asks(house.second, signed.headers["Location"])

    assert address_of("Gia Reyes") in page.text
    assert address_of("Gia Reyes") not in Visitor().asks(house.second, signed.headers["Location"]).text


def test_a_delivery_made_on_one_is_downloaded_through_the_other_and_verifies(house: House, lena: Visitor, tmp_path):
    desk = "/desk/petitions/library/delivery/"
    assert lena.posts(house.second, f"{desk}prepare/", {}).status == 303
    wait_until(lambda: "list.csv" in lena.asks(house.second, desk).text, seconds=90)
    page = lena.asks(house.second, desk).text
    files = {name: lena.asks(house.second, f"{desk}{which}") for which, name in links_in(page)}

    assert sorted(files) == ["cover.pdf", "list.csv", "volume-001.pdf"]
    assert {answer.status for answer in files.values()} == {200}
    assert all(files[name].body.startswith(b"%PDF") for name in ("cover.pdf", "volume-001.pdf"))
    (tmp_path / "list.csv").write_bytes(files["list.csv"].body)
    verdict = ballotline(house.second, "petition", "verify", tmp_path / "list.csv")
    assert the_only(r">\s*([0-9a-f]{64})\s*<", page) in verdict
    checked = Visitor().uploads(house.second, "/petitions/library/check/", {}, list=files["list.csv"].body)
    assert checked.status == 200
    online = int(the_only(r"(?m)^online,(\d+)\r?$", files["list.csv"].body.decode()))
    assert online == counted_at(house.second) >= 3


def links_in(page: str) -> list[tuple[str, str]]:
    return re.findall(r'href="/desk/petitions/library/delivery/([0-9a-f-]{36}/([^"]+))"', page)


def test_nobody_gets_a_delivery_by_the_way_of_the_pictures(house: House, lena: Visitor):
    [(which, _name), *_more] = links_in(lena.asks(house.second, "/desk/petitions/library/delivery/").text)

    ways = ("deliveries/", "../deliveries/", "actions/..%2F..%2Fdeliveries/", "actions%2F..%2F..%2Fdeliveries%2F")
    assert {Visitor().asks(house.first, f"/media/{way}{which}").status for way in ways} == {404}


def test_a_sheet_set_on_one_is_there_at_the_other(house: House):
    def asked(machine: Installation) -> Answer:
        return Visitor().asks(machine, "/petitions/library/sheet.pdf")

    wait_until(lambda: asked(house.second).status == 200, seconds=60)

    assert asked(house.first).body == asked(house.second).body
    assert asked(house.second).body.startswith(b"%PDF")


def test_each_doctor_finds_the_other_machine_equal(house: House):
    for machine in (house.first, house.second, house.first):
        checks = doctor(machine)

    assert checks["storage"]["ok"] and checks["machines"]["ok"]
    assert f":{house.second.home}" in checks["machines"]["says"]


def doctor(machine: Installation) -> dict[str, dict]:
    """It ends with 4 here: a house without certificate and backup lacks something."""
    command = [PYTHON, "-m", "ballotline", "doctor", "--json"]
    done = subprocess.run(command, env=machine.environment, capture_output=True, text=True, timeout=60, check=False)
    return {check["name"]: check for check in json.loads(done.stdout)["checks"]}


def test_no_machine_keeps_files_of_the_house_for_itself(house: House):
    """After all of the above."""
    for machine in (house.first, house.second):
        names = {path.name for path in machine.home.iterdir()}
        assert not names & {"media", "deliveries", "sheets"}, names
        assert not list((machine.home / ".bench").glob("*"))
