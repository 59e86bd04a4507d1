"""Rivertown, our town: what its people type, and how its mail is read."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from ballotline.movement.mail.drain import drain
from ballotline.movement.mail.models import Message
from ballotline.record.places.models import ZipCode

ANA = {"name": "Ana Flores", "email": "ana@rivertown.example", "zip_code": "00010"}
BEN = {"name": "Ben Weiss", "email": "ben@rivertown.example", "zip_code": "00011"}
DOT = {"name": "Dot Okafor", "email": "dot@rivertown.example", "zip_code": "00013"}
A_DAY = timedelta(days=1)


def make_rivertown() -> None:
    """The ZIP codes of the town and its neighbor."""
    for code in ("00010", "00011", "00012", "00013"):
        ZipCode.objects.get_or_create(code=code, defaults={"town": "Rivertown", "state": "MR"})
    ZipCode.objects.get_or_create(code="00014", defaults={"town": "Millbrook", "state": "MR"})


def send_all_mail() -> None:
    """What the worker does in its loop, until nothing waits."""
    while drain(timezone.now()):
        pass


def links_in(text: str) -> list[str]:
    """The paths of our own links in a message."""
    return re.findall(r"http://testserver(/[^\s<>\"]*)", text)


def sign(client: Client, slug: str, who: dict[str, str], **more: str):
    """The form's POST as a browser sends it."""
    return client.post(f"/petitions/{slug}/", {**who, **more}, headers={"Sec-Fetch-Site": "same-origin"})


def press(client: Client, path: str, **fields: str):
    """A button on one of our pages."""
    return client.post(path, fields, headers={"Sec-Fetch-Site": "same-origin"})


def waiting_mail(kind: str) -> int:
    return Message.objects.filter(kind=kind).count()
