"""Mail is delivered to the running program over SMTP: whatever was told 250 is there, however the program ends."""

import base64
import json
import os
import random
import signal
import smtplib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.proofs.conftest import fill
from tests.proofs.processes import (
    DATABASES,
    SERVE,
    Installation,
    Program,
    free_port,
    install,
    installed_on,
    kill_group,
    members,
    run_python,
    started,
    stop,
    wait_until,
    wait_until_ready,
)

pytestmark = pytest.mark.proof
HELLO = "hello@rivertown.example"
KILLS = 5
ADDRESS = f"""
import django; django.setup()
from ballotline.foundation.organization.services import change
change({{"name": "Rivertown", "write_to": "{HELLO}"}})
"""
REPORT = """
import django, json; django.setup()
from ballotline.movement.mail.models import InboundMessage
rows = InboundMessage.objects.order_by("id").values_list("original__raw", "state")
print(json.dumps([[bytes(raw).decode(), state] for raw, state in rows]))
"""


@pytest.fixture(params=DATABASES)
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    mail_in = f"smtp://127.0.0.1:{free_port()}"
    with installed_on(request.param, tmp_path, BALLOTLINE_MAIL_IN=mail_in) as made:
        run_python(made, "-c", ADDRESS)
        yield made


def letter(name: str) -> bytes:
    return f"From: ana@rivertown.example\r\nSubject: {name}\r\n\r\nWhere do you meet?\r\n".encode()


def deliver(installation: Installation, raw: bytes) -> None:
    """Returns once it was told 250."""
    port = int(installation.environment["BALLOTLINE_MAIL_IN"].rpartition(":")[2])
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as conversation:
        assert conversation.sendmail("ana@rivertown.example", [HELLO], raw) == {}


def came_in(installation: Installation) -> list[list[str]]:
    return json.loads(run_python(installation, "-c", REPORT))


def wait_until_open(program: Program, *, start: int = 1) -> None:
    """For the so many-th time, as the log goes on."""
    wait_until(lambda: program.log.read_text().count("Mail in: smtp://127.0.0.1:") == start, seconds=60)


def doors(program: Program) -> set[int]:
    return {pid for pid, command in members(program).items() if "ballotline.movement.mail.inbound" in command}


def test_what_was_told_250_is_there_when_the_program_is_killed_at_that_moment(installation: Installation):
    names = [f"letter {n}" for n in range(KILLS)]
    for start, name in enumerate(names, 1):
        with started(installation, (*SERVE, "--role", "mail")) as program:
            wait_until_open(program, start=start)
            deliver(installation, letter(name))
            kill_group(program)

    assert [raw for raw, _state in came_in(installation)] == [letter(name).decode() for name in names]


def test_senders_who_come_again_until_they_are_told_250_are_each_there_once(installation: Installation):
    """Meanwhile the door is killed again and again; some letters were kept just before and are sent twice."""
    with started(installation, (*SERVE, "--role", "mail")) as program:
        wait_until_open(program)
        threads = [threading.Thread(target=insist, args=(installation, letter(f"letter {n}"))) for n in range(40)]
        for thread in threads:
            thread.start()
        for _kill in range(KILLS):
            time.sleep(random.uniform(0.05, 0.4))
            for pid in doors(program):
                os.kill(pid, signal.SIGKILL)
            wait_until(lambda: doors(program), seconds=40)
        for thread in threads:
            thread.join(timeout=60)

    assert sorted(raw for raw, _state in came_in(installation)) == sorted(
        letter(f"letter {n}").decode() for n in range(40)
    )


def insist(installation: Installation, raw: bytes) -> None:
    for _try in range(200):
        try:
            return deliver(installation, raw)
        except (OSError, smtplib.SMTPException):
            time.sleep(0.2)
    raise AssertionError("Never told 250")


def test_before_the_disk_is_full_senders_are_asked_to_come_again(small_disk: Path):
    home = small_disk / "home"
    installation = install(home, BALLOTLINE_MAIL_IN=f"smtp://127.0.0.1:{free_port()}")
    run_python(installation, "-c", ADDRESS)
    ballast, taken = small_disk / "ballast", []
    with started(installation, (*SERVE, "--role", "mail")) as program:
        wait_until_open(program)
        deliver(installation, letter("before"))
        fill(ballast, small_disk)

        with pytest.raises(smtplib.SMTPDataError) as said:
            deliver_on_and_on(installation, taken)
        assert said.value.smtp_code == 452

        ballast.unlink()
        wait_until(lambda: is_taken(installation, letter("after")), seconds=30)
        kill_group(program)

    found = {raw for raw, _state in came_in(installation)}
    assert {raw.decode() for raw in (letter("before"), *taken, letter("after"))} <= found


def deliver_on_and_on(installation: Installation, taken: list[bytes]) -> None:
    for n in range(400):
        deliver(installation, long := letter(f"letter {n} {'x' * 5_000}"))
        taken.append(long)


def is_taken(installation: Installation, raw: bytes) -> bool:
    try:
        deliver(installation, raw)
    except smtplib.SMTPDataError:
        return False
    return True


def test_what_a_provider_posts_to_the_running_program_comes_in(tmp_path: Path):
    secret = f"us:{'0123456789abcdef'}"
    made = install(tmp_path, BALLOTLINE_MAIL_IN=f"anymail+mailgun://{secret}")
    run_python(made, "-c", ADDRESS)
    form = urlencode({"recipient": HELLO, "sender": "ana@rivertown.example", "body-mime": letter("a question")})
    headers = {
        "Authorization": "Basic " + base64.b64encode(secret.encode()).decode(),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    with started(made) as program:
        wait_until_ready(made, program)
        where = f"{made.url}/mail-in/mime"
        wait_until(
            lambda: f"Mail in: posted by mailgun to {where}, write to {HELLO}" in program.log.read_text(), seconds=9
        )

        posting = Request(where, form.encode(), headers)
        with urlopen(posting, timeout=30) as answer:
            assert answer.status == 200
        wait_until(lambda: [state for _raw, state in came_in(made)] == ["taken"], seconds=20)


def test_the_whole_program_says_where_to_write_reads_what_comes_and_ends_when_asked(installation: Installation):
    with started(installation) as program:
        wait_until_ready(installation, program)
        wait_until_open(program)
        assert (
            f"Mail in: {installation.environment['BALLOTLINE_MAIL_IN']}, write to {HELLO}\n" in program.log.read_text()
        )

        began = time.monotonic()
        deliver(installation, letter("a question"))
        wait_until(lambda: [state for _raw, state in came_in(installation)] == ["taken"], seconds=20)
        print(f"Read {time.monotonic() - began:.1f} s after it came, with the look itself")

        assert stop(program) == 0
        assert members(program) == {}
