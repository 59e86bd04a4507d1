import re
from datetime import UTC, datetime
from pathlib import Path

import allauth
import pytest

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.organization.queries import us
from ballotline.movement.accounts import mails, services
from ballotline.movement.accounts.testing import make_account
from ballotline.movement.mail import wire
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.named import mail_class

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
NOT_OURS = {  # of conversations that have no address here: signing up, proving and changing addresses
    "account/email/account_already_exists",
    "account/email/unknown_account",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/email_changed",
    "account/email/email_confirm",
    "account/email/email_deleted",
    "account/email/password_reset_key",
}


def messages_of_allauth():
    sources = [path for room in ("account", "mfa") for path in (Path(allauth.__file__).parent / room).rglob("*.py")]
    found = {name for path in sources for name in re.findall(r'"((?:account|mfa)/email/\w+)"', path.read_text())}
    return sorted(found - NOT_OURS)


@pytest.mark.parametrize("prefix", messages_of_allauth())
def test_every_message_that_allauth_may_send_has_our_words(prefix):
    message = mails.mail_of(prefix, {"code": "BCDF-GHJK"})
    assert 0 < len(message.subject) <= 50
    assert message.paragraphs[0]


def test_a_message_that_nobody_has_worded_fails_loudly():
    with pytest.raises(KeyError):
        mails.mail_of("account/email/unknown_account", {})


@pytest.mark.parametrize("prefix", ["account/email/login_code", "account/email/password_reset_code"])
def test_a_code_stands_in_the_text_and_not_in_the_subject(prefix):
    message = mails.mail_of(prefix, {"code": "BCDF-GHJK"})
    assert "BCDF-GHJK" in message.paragraphs[0]
    assert "BCDF-GHJK" not in message.subject
    assert "10 minutes" in message.paragraphs[1]


def test_an_invitation_leads_to_the_sign_in_page_in_text_and_html():
    services.invite(name="Sam", email="sam@rivertown.example", role="staff", by=Actor.command("init"), at=MONDAY)
    message = Message.objects.get()
    words = mail_class(message.kind).load([message.about], at=MONDAY)[message.about].words()
    text, html = wire.bodies(words, us())
    assert "http://testserver/sign-in/" in text
    assert "http://testserver/sign-in/" in html
    assert "Staff" in text


def test_an_invitation_whose_role_ended_meanwhile_is_not_sent():
    make_account()
    sam = services.invite(name="Sam", email="sam@rivertown.example", role="staff", by=Actor.command("init"), at=MONDAY)
    services.end_roles(account=sam, by=Actor.command("init"), at=MONDAY)
    assert mails.Invitation.load([str(sam.public_id)], at=MONDAY) == {}
