"""Mail that a provider posts to us: kept whole and once, for who knows the password, and nothing is lost on the way."""

import base64
import json
import shutil
from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone

from ballotline.config import POSTED_BY, MailIn
from ballotline.movement.mail.inbound import receiving
from ballotline.movement.mail.inbound.posted import PROVIDERS
from ballotline.movement.mail.models import InboundMessage
from ballotline.movement.mail.rules import MESSAGE_AT_MOST, POSTED_AT_MOST
from ballotline.movement.mail.tests.letters import letter

pytestmark = pytest.mark.django_db
PASSWORD = "ferry-lantern-ferry"
HELLO = "hello@rivertown.example"


@pytest.fixture(autouse=True)
def by(settings):
    """The provider, by its name."""

    def by(provider: str) -> None:
        settings.CONFIG = replace(
            configured.CONFIG, mail_in=MailIn(f"anymail+{provider}", "", 0, user="us", password=PASSWORD)
        )

    by("postmark")
    return by


def post(body: object, *, password: str = PASSWORD, to: str = "/mail-in/", as_type: str = "application/json"):
    said = base64.b64encode(f"us:{password}".encode()).decode()
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().post(to, content, content_type=as_type, headers={"Authorization": f"Basic {said}"})


def from_postmark(**more: object) -> dict[str, object]:
    """As Postmark's guide to its inbound webhook has it."""
    ana = {"Email": "ana@town.example", "Name": "Ana Flores", "MailboxHash": ""}
    return {
        "FromName": "Ana Flores",
        "MessageStream": "inbound",
        "From": "ana@town.example",
        "FromFull": ana,
        "To": HELLO,
        "ToFull": [{"Email": HELLO, "Name": "", "MailboxHash": ""}],
        "CcFull": [],
        "BccFull": [],
        "OriginalRecipient": HELLO,
        "Subject": "The number 9 bus",
        "MessageID": "73e6d360-66eb-11e1-8e72-a8904824019b",
        "Date": "Thu, 5 Nov 2026 16:59:01 +0200",
        "TextBody": "When does it run?",
        "HtmlBody": "",
        "StrippedTextReply": "",
        "Headers": [
            {"Name": "Return-Path", "Value": "<bounces@town.example>"},
            {"Name": "Message-ID", "Value": "<bus@town.example>"},
        ],
        "Attachments": [{"Name": "map.pdf", "Content": "JVBERi0=", "ContentType": "application/pdf"}],
    } | more


def read() -> InboundMessage:
    [message] = InboundMessage.objects.all()
    receiving.read(message.public_id, at=message.received_at)
    message.refresh_from_db()
    return message


def test_a_letter_that_was_taken_apart_is_put_together_with_its_files():
    assert post(from_postmark()).status_code == 200

    came = read()
    assert (came.from_name, came.from_address, came.subject) == ("Ana Flores", "ana@town.example", "The number 9 bus")
    assert (came.text, came.message_id) == ("When does it run?", "<bus@town.example>")
    assert (came.envelope_from, came.envelope_to) == ("bounces@town.example", [HELLO])
    assert [(one.name, bytes(one.content)) for one in came.attachments.all()] == [("map.pdf", b"%PDF-")]


def test_where_the_whole_message_is_posted_that_is_what_is_kept_and_once():
    whole = "From: Ana <ana@town.example>\r\nSubject: The bus\r\n\r\nWhen? José".encode()
    said = from_postmark(RawEmail=whole.decode())

    assert [post(said).status_code for _time in range(3)] == [200] * 3

    came = read()
    assert bytes(came.original.raw) == whole
    assert came.text == "When? José"


def test_mailjet_is_read_too(by):
    by("mailjet")

    said = {
        "Sender": "bounces@town.example",
        "Recipient": HELLO,
        "Date": "20261105T145901",
        "From": "Ana Flores <ana@town.example>",
        "Subject": "The number 9 bus",
        "Headers": {"From": "Ana Flores <ana@town.example>", "To": HELLO, "Subject": "The number 9 bus"},
        "Parts": [
            {"Headers": {"Content-Type": "text/plain"}, "ContentRef": "Text-part"},
            {
                "Headers": {"Content-Type": "application/pdf", "Content-Disposition": 'attachment; filename="map.pdf"'},
                "ContentRef": "Attachment1",
            },
        ],
        "Text-part": "When does it run?",
        "Attachment1": "JVBERi0=",
        "SpamAssassinScore": "0.9",
    }
    assert post(said).status_code == 200

    came = read()
    assert (came.from_address, came.text) == ("ana@town.example", "When does it run?")
    assert [one.name for one in came.attachments.all()] == ["map.pdf"]


WHOLE = "From: Ana <ana@town.example>\r\nSubject: The bus\r\n\r\nWhen, \xe9 + 100%?\r\n.\r\n".encode("latin-1")
FORM = "application/x-www-form-urlencoded"
RELAYED = {"msg_from": "bounces@town.example", "rcpt_to": HELLO, "protocol": "smtp"}


IN_PARTS = 'multipart/form-data; boundary="a rope"'


def in_parts(fields: dict[str, str | bytes]) -> bytes:
    """RFC 7578, by hand."""
    parts = (
        f'--a rope\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + (value if isinstance(value, bytes) else value.encode())
        + b"\r\n"
        for name, value in fields.items()
    )
    return b"".join(parts) + b"--a rope--\r\n"


FROM_MAILGUN: dict[str, str | bytes] = {
    "recipient": HELLO,
    "sender": "bounces@town.example",
    "timestamp": "1",
    "body-mime": WHOLE,
    "token": "t",
}
FROM_SENDGRID: dict[str, str | bytes] = {
    "envelope": json.dumps({"to": [HELLO], "from": "bounces@town.example"}),
    "email": WHOLE,
    "charsets": "{}",
}


def from_sparkpost(raw: str) -> list[object]:
    content = {"email_rfc822": raw, "email_rfc822_is_base64": True}
    return [{"msys": {}}, {"msys": {"relay_message": RELAYED | {"content": content}}}]


@pytest.mark.parametrize(
    ("provider", "said", "as_type"),
    [
        ("mailgun", urlencode(FROM_MAILGUN).encode(), FORM),
        ("mailgun", in_parts(FROM_MAILGUN), IN_PARTS),
        ("sendgrid", in_parts(FROM_SENDGRID), IN_PARTS),
        ("sparkpost", from_sparkpost(base64.b64encode(WHOLE).decode()), "application/json"),
    ],
)
def test_who_posts_the_whole_message_is_believed_to_the_byte(by, provider, said, as_type):
    by(provider)

    assert post(said, to="/mail-in/mime", as_type=as_type).status_code == 200

    came = read()
    assert bytes(came.original.raw) == WHOLE
    assert (came.envelope_from, came.envelope_to) == ("bounces@town.example", [HELLO])


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        ("mailgun", {"body-plain": "When?", "recipient": HELLO}),
        ("sendgrid", {"text": "When?", "headers": "From: ana@town.example"}),
    ],
)
def test_a_message_that_was_taken_apart_in_a_form_is_told_to_come_whole(by, provider, said):
    by(provider)

    for body, as_type in ((in_parts(said), IN_PARTS), (urlencode(said).encode(), FORM), (b"\xff", IN_PARTS[:19])):
        answer = post(body, as_type=as_type)
        assert answer.status_code == 400 and "MIME" in answer.content.decode()


@pytest.mark.parametrize("envelope", ["", "[]", "{", '{"from": 1, "to": []}', "[" * 100_000])
def test_an_envelope_that_can_not_be_read_takes_no_letter_away(by, envelope):
    by("sendgrid")

    assert post(in_parts({"envelope": envelope, "email": WHOLE}), as_type=IN_PARTS).status_code == 200

    assert bytes(read().original.raw) == WHOLE


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        ("postmark", {}),
        ("postmark", from_postmark(Headers=[{"Name": "X-\nEvil", "Value": "1"}])),
        ("postmark", from_postmark(Attachments=[{"Name": "map.pdf"}])),
        ("postmark", from_postmark(Headers="none", FromFull=17)),
        ("postmark", from_postmark(RawEmail="From: ana@town.example\r\n\r\nhalf a sign: \ud800")),
        ("mailjet", []),
        ("sparkpost", {"msys": 1}),
        ("sparkpost", [{"msys": {"relay_message": {}}}]),
        (
            "sparkpost",
            [{"msys": {"relay_message": {"content": {"email_rfc822": "?", "email_rfc822_is_base64": True}}}}],
        ),
    ],
)
def test_what_can_not_be_read_is_kept_as_it_was_posted(by, provider, said):
    by(provider)

    assert post(said).status_code == 200

    assert read().state in ("taken", "kept")


class Unread(BytesIO):
    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")


def test_who_does_not_know_the_password_gets_nothing_read():
    unread = Unread()
    assert post(from_postmark(), password="guessed-guessed-guessed").status_code == 403
    assert Client().post("/mail-in/", b"{}", content_type="application/json").status_code == 403
    assert Client().generic("POST", "/mail-in/", **{"wsgi.input": unread, "CONTENT_LENGTH": "2"}).status_code == 403
    assert not InboundMessage.objects.exists()


def test_where_no_provider_posts_there_is_no_such_page(settings):
    settings.CONFIG = replace(configured.CONFIG, mail_in=MailIn("smtp", "127.0.0.1", 2525))

    assert post(from_postmark()).status_code == 404
    settings.CONFIG = replace(configured.CONFIG, mail_in=None)
    assert post(from_postmark()).status_code == 404


def test_deliveries_and_other_news_are_no_mail(by):
    answer = post(from_postmark(RecordType="Open"))

    assert answer.status_code == 400 and "Open" in answer.content.decode()
    assert post(b"from=ana&text=bus").status_code == 400
    assert post(b"[" * 100_000).status_code == 400
    by("sparkpost")
    answer = post([{"msys": {"message_event": {"type": "delivery"}}}])
    assert answer.status_code == 400 and "message_event" in answer.content.decode()
    assert not InboundMessage.objects.exists()


def test_on_a_full_disk_it_is_to_come_again(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _of: SimpleNamespace(free=1, total=10**12))

    assert post(from_postmark()).status_code == 503


def test_a_message_may_be_as_large_as_over_smtp_and_no_larger():
    large = from_postmark(RawEmail="From: ana@town.example\r\n\r\n" + "a" * (MESSAGE_AT_MOST - 100))
    larger = from_postmark(RawEmail="From: ana@town.example\r\n\r\n" + "a" * MESSAGE_AT_MOST)

    assert post(large).status_code == 200
    assert post(larger).status_code == 413
    assert Client().generic("POST", "/mail-in/", CONTENT_LENGTH=str(POSTED_AT_MOST + 1)).status_code == 413


def test_the_setting_names_those_that_are_read():
    assert set(POSTED_BY) == set(PROVIDERS)


def test_letters_of_other_doors_are_the_same_letter():
    raw = letter("When does it run?")
    receiving.receive(raw, envelope_from="ana@town.example", envelope_to=[HELLO], at=timezone.now())

    assert post(from_postmark(RawEmail=raw.decode())).status_code == 200

    assert InboundMessage.objects.count() == 1
