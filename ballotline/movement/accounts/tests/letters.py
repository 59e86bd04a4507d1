"""A change of address as its people live it: asked for at the desk, answered by the letters in two mailboxes."""

import re
from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.test import Client

from ballotline.foundation.organization.queries import us
from ballotline.movement.mail import wire
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.named import mail_class

OLD, NEW = "lena@rivertown.example", "lena.ortiz@millbrook.example"
PAGE = "/desk/security/address/"


def ask(client, email=NEW):
    return client.post(PAGE, {"email": email})


def letters(to):
    """What the outbox has for that mailbox and would still send, as (kind, text); codes apart."""
    found = []
    for message in Message.objects.filter(to_address=to, basis="service").order_by("id"):
        loaded = mail_class(message.kind).load([message.about], at=datetime.now(UTC))
        if message.about in loaded:
            found.append((message.kind, wire.bodies(loaded[message.about].words(), us())[0]))
    return found


def link_to(mailbox):
    """The path of the link in the newest letter to that mailbox."""
    _kind, text = letters(mailbox)[-1]
    return re.search(r"http://testserver(/sign-in/address/\S+)", text)[1]


def press(link, answer="yes"):
    return Client().post(link, {"answer": answer})


def address_of(account):
    """The account's address; allauth's row must never say another one."""
    account.refresh_from_db()
    assert EmailAddress.objects.get(user=account).email == account.email
    return account.email
