"""People sign while the machine fails: killed processes, a full disk, somebody who floods one mailbox.

The installed program runs as real processes; mail goes to a real SMTP server of this test; what the client itself wrote
down is compared with what is in the database and in the mail afterwards. No repair command is run.
"""

import json
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from aiosmtpd.controller import Controller

from tests.proofs.conftest import fill
from tests.proofs.processes import (
    DATABASES,
    Answers,
    Crowd,
    Installation,
    answers,
    free_port,
    install,
    installed_on,
    kill_group,
    members,
    run_python,
    start,
    started,
    wait_until,
    wait_until_ready,
)

pytestmark = pytest.mark.proof
PETITION = "library"
KILLS = 5
FLOOD = {"sqlite": 10_000, "postgresql": 2_000}  # the rule is the same unique key; one full flood is enough

MAKE = """
import django; django.setup()
from ballotline.organizing.actions.kinds.petition.testing import make_petition
make_petition()
"""
REPORT = """
import json; import django; django.setup()
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.mail.models import Message
rows = [(s.name, s.email, token_of(s)) for s in Signature.objects.all()]
print(json.dumps({"signatures": rows, "waiting": Message.objects.exclude(state="sent").count(),
                  "messages": Message.objects.count()}))
"""


class MailServer:
    """Keeps the links that came to each address."""

    def __init__(self) -> None:
        self.links: dict[str, list[str]] = defaultdict(list)
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server, session, envelope) -> str:
        text = message_from_bytes(envelope.content, policy=policy.default).get_body(("plain",)).get_content()
        for address in envelope.rcpt_tos:
            self.links[address] += re.findall(r"/confirm/([^/\s]+)/", text)
        return "250 kept"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer()
    server.controller.start()
    yield server
    server.controller.stop()


@pytest.fixture(params=DATABASES)
def installation(request: pytest.FixtureRequest, tmp_path: Path, mail: MailServer) -> Iterator[Installation]:
    settings = {"BALLOTLINE_MAIL_URL": f"smtp://127.0.0.1:{mail.controller.port}"}
    with installed_on(request.param, tmp_path / "home", **settings) as made:
        yield with_a_petition(made)


def with_a_petition(installation: Installation) -> Installation:
    run_python(installation, "-c", MAKE)
    return installation


def forms(prefix: str = "signer") -> Iterator[dict[str, str]]:
    for n in range(1_000_000):
        who = {"name": f"Signer Number{n}", "email": f"{prefix}{n}@rivertown.example", "zip_code": "00010"}
        yield who | {"key": f"{prefix}{n}"}  # as the form's own: a press that is sent again after a crash is the same


def report(installation: Installation) -> dict:
    return json.loads(run_python(installation, "-c", REPORT).splitlines()[-1])


def url_of(installation: Installation) -> str:
    return f"{installation.url}/petitions/{PETITION}/"


def post(installation: Installation, form: dict[str, str]) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers of one form's answer; a redirect is not followed."""
    headers = {"Sec-Fetch-Site": "same-origin"}
    request = Request(url_of(installation), urlencode(form).encode(), headers)
    try:
        with urlopen(request, timeout=60) as response:
            return response.status, response.read().decode(), dict(response.headers)
    except OSError as answer:
        return answer.code, answer.read().decode(), dict(answer.headers)  # type: ignore[attr-defined]


def test_five_kills_in_mid_storm_lose_nothing_and_count_nothing_twice(installation: Installation, mail: MailServer):
    crowd = Crowd(url_of(installation), forms(), threads=3, seconds=60)
    program = start(installation)
    wait_until_ready(installation, program)
    crowd.start()
    try:
        for _kill in range(KILLS):
            before = len(crowd.answers.acknowledged)
            wait_until(lambda before=before: len(crowd.answers.acknowledged) > before + 100, seconds=30)
            kill_group(program)
            program = start(installation)
            wait_until_ready(installation, program)
        crowd.seconds = 0
        crowd.ends = time.monotonic() + 2
        kept = crowd.wait()
        wait_until(lambda: report(installation)["waiting"] == 0, seconds=240)
    finally:
        kill_group(program)

    assert_nothing_is_lost(kept, report(installation), mail)


def assert_nothing_is_lost(kept: Answers, found: dict, mail: MailServer) -> None:
    acknowledged = {form["email"] for form in kept.acknowledged}
    stored = Counter(email for _name, email, _token in found["signatures"])
    tokens = {email: token for _name, email, token in found["signatures"]}

    assert len(acknowledged) > KILLS * 100
    assert not [form for form, status in kept.refused if status >= 500 and status != 503]
    assert {email for email in acknowledged if stored[email] != 1} == set()
    assert {email for email in acknowledged if not mail.links[email]} == set()
    assert {email for email, links in mail.links.items() if set(links) != {tokens[email]}} == set()


def test_a_worker_and_a_web_server_that_die_are_back_by_themselves(installation: Installation):
    with started(installation) as program:
        wait_until_ready(installation, program)
        for part in ("ballotline.foundation.jobs", "gunicorn"):
            victims = [pid for pid, command in members(program).items() if part in command]
            for pid in victims:
                os.kill(pid, 9)
            wait_until(
                lambda victims=victims, part=part: (
                    answers(installation)
                    and any(part in command and pid not in victims for pid, command in members(program).items())
                ),
                seconds=40,
            )
        assert post(installation, next(forms()))[0] in (200, 303)


def test_a_flood_of_submissions_of_one_address_sends_five_mails(installation: Installation, mail: MailServer):
    many = FLOOD["postgresql" if "DATABASE_URL" in installation.environment else "sqlite"]
    flood = ({"name": f"Victim {n:x}x", "email": "victim@rivertown.example", "zip_code": "00010"} for n in range(many))
    with started(installation) as program:
        wait_until_ready(installation, program)
        crowd = Crowd(url_of(installation), flood, threads=6, seconds=150)
        crowd.start()
        kept = crowd.wait()
        assert len(kept.acknowledged) == many
        wait_until(lambda: report(installation)["waiting"] == 0, seconds=60)

    assert report(installation)["messages"] == 5
    assert len(mail.links["victim@rivertown.example"]) == 5


def test_a_full_disk_refuses_politely_goes_on_reading_and_loses_nothing(small_disk: Path, mail: MailServer):
    mail_url = f"smtp://127.0.0.1:{mail.controller.port}"
    installation = with_a_petition(install(small_disk / "home", BALLOTLINE_MAIL_URL=mail_url))
    ballast = small_disk / "ballast"
    with started(installation) as program:
        wait_until_ready(installation, program)
        assert post(installation, {"name": "First One", "email": "first@rivertown.example", "zip_code": "00010"})[
            0
        ] in (200, 303)
        fill(ballast, small_disk)

        refused, accepted = [], ["first@rivertown.example"]
        for n in range(400):
            form = {
                "name": f"Late {n}",
                "email": f"late{n}@rivertown.example",
                "zip_code": "00010",
                "comment": "x" * 480,
            }
            status, page, headers = post(installation, form)
            if status == 503:
                refused.append((page, headers, form))
                if len(refused) == 5:
                    break
            else:
                assert status in (200, 303)
                accepted.append(form["email"])

        assert refused, "the disk never became full"
        for page, headers, form in refused:
            assert headers["Retry-After"] == "5"
            assert form["email"] in page
            assert "Many people are signing right now." in page
        with urlopen(url_of(installation), timeout=30) as page:
            assert page.status == 200
        ballast.unlink()
        wait_until(lambda: post(installation, refused[0][2])[0] in (200, 303), seconds=30)
        accepted.append(refused[0][2]["email"])
        found = report(installation)

    assert set(accepted) <= {email for _name, email, _token in found["signatures"]}


def test_signing_again_takes_as_long_as_signing(installation: Installation):
    """Medians of presses in turn, new and known; within noise means that neither is half as long again."""
    with started(installation) as program:
        wait_until_ready(installation, program)
        known = {"name": "Ana Flores", "email": "ana@rivertown.example", "zip_code": "00010"}
        post(installation, known)
        new_ones, took = forms("new"), {"new": [], "known": []}
        for _n in range(150):
            for kind, form in (("new", next(new_ones)), ("known", known)):
                began = time.perf_counter()
                post_without_following(installation, form)
                took[kind].append(time.perf_counter() - began)

    medians = {kind: sorted(times)[len(times) // 2] for kind, times in took.items()}
    assert 1 / 1.5 < medians["new"] / medians["known"] < 1.5, medians


def post_without_following(installation: Installation, form: dict[str, str]) -> None:
    crowd = Crowd(url_of(installation), iter([form]), threads=1, seconds=30)
    crowd.start()
    assert len(crowd.wait().acknowledged) == 1
