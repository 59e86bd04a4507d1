"""A hundred thousand broadcasts wait, one worker sends them slowly: a sign-in code leaves within seconds."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.proofs.processes import (
    DATABASES,
    PYTHON,
    Installation,
    free_port,
    installed_on,
    run_python,
    started,
    wait_until,
)

pytestmark = pytest.mark.proof
WORKER = (PYTHON, "-m", "ballotline.foundation.jobs")
BROADCASTS = 100_000
ANSWERS_AFTER = 0.02
CODES = 4
AT_MOST = 5.0

BROADCAST = f"""
import django; django.setup()
from django.utils import timezone
from ballotline.movement.mail.services import Letter, send_many
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition
petition = make_petition()
ana = counted(petition, "Ana Flores", at=timezone.now())
petition.signatures.update(wants_updates=True)
note = petition.updates.create(title="The council meets", body="Come.", posted_at=timezone.now())
about = f"{{note.public_id.hex}}:{{ana.public_id.hex}}"
letters = (Letter(f"p{{n}}@town{{n % 7}}.example", about, f"k{{n}}") for n in range({BROADCASTS}))
send_many("petition.UpdateNote", letters=letters, at=timezone.now())
"""
# As the sign-in page does it, at several moments of a batch. What it prints is when each code was asked for.
ASK_FOR_CODES = f"""
import time
import django; django.setup()
from ballotline.movement.accounts.adapters import AccountAdapter
for n in range({CODES}):
    time.sleep(1.3)
    print(time.time())
    AccountAdapter().send_mail("account/email/login_code", f"asks{{n}}@rivertown.example", {{"code": "1234"}})
"""
LEFT_AND_WAITING = """
import django; django.setup()
from ballotline.movement.mail.models import Message
print(Message.objects.filter(state="waiting", kind="petition.UpdateNote").count())
"""


class SlowServer:
    """Answers each message after a while, and notes when which came."""

    def __init__(self) -> None:
        self.came: list[tuple[str, float]] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server, session, envelope) -> str:
        await asyncio.sleep(ANSWERS_AFTER)
        self.came += [(address, time.time()) for address in envelope.rcpt_tos]
        return "250 kept"

    def when(self, address: str) -> float | None:
        return next((moment for to, moment in list(self.came) if to == address), None)

    def broadcasts(self) -> list[float]:
        return [moment for to, moment in list(self.came) if to.startswith("p")]


@pytest.fixture
def mail() -> Iterator[SlowServer]:
    server = SlowServer()
    server.controller.start()
    yield server
    server.controller.stop()


@pytest.fixture(params=DATABASES)
def installation(request: pytest.FixtureRequest, tmp_path: Path, mail: SlowServer) -> Iterator[Installation]:
    settings = {"BALLOTLINE_MAIL_URL": f"smtp://127.0.0.1:{mail.controller.port}"}
    with installed_on(request.param, tmp_path, **settings) as made:
        yield made


def test_a_code_leaves_within_five_seconds_while_a_hundred_thousand_broadcasts_wait(
    installation: Installation, mail: SlowServer
):
    run_python(installation, "-c", BROADCAST)
    with started(installation, WORKER):
        wait_until(lambda: len(mail.broadcasts()) > 20, seconds=20)
        asked = [float(moment) for moment in run_python(installation, "-c", ASK_FOR_CODES).split()]
        wait_until(lambda: all(mail.when(f"asks{n}@rivertown.example") for n in range(CODES)), seconds=20)
        still_wait = int(run_python(installation, "-c", LEFT_AND_WAITING))

    waited = [mail.when(f"asks{n}@rivertown.example") - moment for n, moment in enumerate(asked)]
    print(f"\nThe codes left after {', '.join(f'{seconds:.1f}' for seconds in waited)} s")
    assert len(waited) == CODES and max(waited) < AT_MOST
    assert still_wait > BROADCASTS * 0.9, "Too few broadcasts were left to wait behind"
    between = [moment for moment in mail.broadcasts() if asked[0] < moment < asked[-1]]
    assert len(between) > 20, "The broadcasts stood still while codes left"
