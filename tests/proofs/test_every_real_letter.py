"""Every real message becomes one row, whatever it is made of; and of every real answer the right part is folded.

The messages are those that other projects test their readers with; which is in their SOURCE.md.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from ballotline.foundation.jobs.models import Job, State
from ballotline.foundation.jobs.testing import work_off
from ballotline.movement.mail.inbound.quoting import told_apart
from ballotline.movement.mail.inbound.receiving import receive
from ballotline.movement.mail.models import InboundMessage
from ballotline.organizing.intake.models import Case, Entry
from tests.proofs.real_maps import FOLDER

MESSAGES, ANSWERS = FOLDER / "email-rfc5322", FOLDER / "email-replies"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not MESSAGES.exists(), reason=f"no real messages at {MESSAGES}; set BALLOTLINE_DATA"),
]
NOW = timezone.now()
SECONDS, MEGABYTES = 10, 300
# Where it is told apart, by reading them: the first words of what is folded; "" where it is all theirs
FOLDED = {
    "correct_sig": "",
    "email_1_1": "",
    "email_1_2": "> \n> -Abhishek Kona",  # answers stand between the lines above it
    "email_1_3": "On 01/03/11 7:07 PM, Russell Brown wrote:",
    "email_1_4": "On Aug 22, 2011, at 7:37 PM, defunkt",
    "email_1_5": "",
    "email_1_6": "On Dec 16, 2011, at 12:47 PM, Corey Donohoe",
    "email_1_7": "On Tue, Sep 25, 2012 at 8:59 AM, Chris Wanstrath",
    "email_1_8": ">\n> -- Tim",
    "email_2_1": " ------------------------------\n\n*From:* Google Apps Sync Team",
    "email_2_2": "________________________________________\nFrom: CRM Comments",
    "email_2_3": "*From:* Kim via Site",
    "email_BlackBerry": "",
    "email_bullets": "On Fri, Feb 24, 2012 at 10:19 AM",
    "email_gmail": "On Wed, May 18, 2016 at 11:10 PM Steven Scott",
    "email_headers_no_delimiter": "From: Dan Watson",
    "email_iPhone": "",
    "email_multi_word_sent_from_my_mobile_device": "",
    "email_one_is_not_on": "On Oct 1, 2012, at 11:55 PM, Dave Tapley wrote:",
    "email_partial_quote_header": "On 9 Jan 2014, at 2:47, George Plymale wrote:",
    "email_sent_from_my_not_signature": "",
    "email_sig_delimiter_in_middle_of_line": "",
    "greedy_on": "On 9 Jan 2014, at 2:47, George Plymale wrote:",
    "pathological": 'On Dec 8, 2013 2:10 PM, "John Sullivan"',
}


def messages() -> list[Path]:
    return sorted(path for path in MESSAGES.rglob("*") if path.is_file() and path.name != "SOURCE.md")


@pytest.mark.django_db
def test_every_real_message_is_one_row_and_none_keeps_another_waiting():
    found = messages()
    for _time in range(3):
        for path in found:
            receive(path.read_bytes(), envelope_from="ana@rivertown.example", envelope_to=["hello@x.example"], at=NOW)

    work_off(at=NOW)

    rows = InboundMessage.objects.all()
    assert len(found) == 131
    assert rows.count() == len({path.read_bytes() for path in found})
    assert {bytes(row.original.raw) for row in rows} == {path.read_bytes() for path in found}
    assert {row.state for row in rows} == {"taken", "kept"}
    taken = rows.filter(state="taken").count()
    assert taken >= 90 and Entry.objects.filter(kind=Entry.Kind.IN).count() == taken, "each in one case, once"
    assert not rows.filter(state="kept", reason="").exists(), "and of the rest it is said why not"
    assert not Job.objects.exclude(status=State.SUCCESSFUL).exists()
    assert rows.exclude(text="", attachments=None).count() >= 120  # the rest says nothing


@pytest.mark.django_db
def test_every_real_answer_is_one_row():
    found = sorted(ANSWERS.rglob("*.txt"))
    for path in found:
        head = b"From: ana@rivertown.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        receive(head + path.read_bytes(), envelope_from="ana@rivertown.example", envelope_to=[], at=NOW)

    work_off(at=NOW)

    assert InboundMessage.objects.filter(state="taken").exclude(text="").count() == len(found) == 24
    assert Case.objects.count() == 24


@pytest.mark.parametrize("name", ["flanker/enclosed-endless.eml", "flanker/torture.eml", "flanker/long-header.eml"])
def test_the_worst_is_read_within_ten_seconds_and_300_megabytes(name):
    """In a process of its own, which says what it took; `ru_maxrss` would count its parent in, before `exec`."""
    program = """
import django, json, re, sys, time
from pathlib import Path
django.setup()
from ballotline.movement.mail.inbound.reading import read_message
began = time.monotonic()
said = read_message(open(sys.argv[1], "rb").read())
took = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
print(json.dumps([time.monotonic() - began, took, said.subject]))
"""
    command = [sys.executable, "-c", program, str(MESSAGES / name)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    seconds, megabytes, subject = json.loads(done.stdout)

    print(f"{name}: {seconds:.2f} s, {megabytes} MB")
    assert subject
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


@pytest.mark.parametrize("path", sorted(ANSWERS.rglob("*.txt")), ids=lambda path: path.stem)
def test_of_every_real_answer_the_right_part_is_folded(path):
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")

    said, quoted = told_apart(text)

    assert quoted.startswith(FOLDED[path.stem])
    assert bool(quoted) is bool(FOLDED[path.stem])
    assert [*said.split(), *quoted.split()] == text.split()  # no word is lost


def test_every_real_answer_was_read():
    assert {path.stem for path in ANSWERS.rglob("*.txt")} == set(FOLDED)
