"""Rivertown, our town: what its people type, and how its mail is read."""

import re
from datetime import timedelta
from html.parser import HTMLParser

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


class _Form(HTMLParser):
    """The fields of the form with the id `count`, as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.is_inside, self.area = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = given.get("id") == "count"
        elif self.is_inside and tag == "input":
            self._input(given)
        elif self.is_inside and tag == "textarea":
            self.area = given["name"]
            self.fields[self.area] = ""

    def _input(self, given: dict[str, str]) -> None:
        is_chosen = given.get("type") in ("checkbox", "radio")
        if not is_chosen or "checked" in given:
            self.fields[given["name"]] = given.get("value", "on" if is_chosen else "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area
        self.is_inside = self.is_inside and tag != "form"


def say_yes(client: Client, link: str, **changed: str):
    """The mailed link is opened, and its button pressed as the page stands, or with what is changed on it."""
    form = _Form()
    form.feed(client.get(link).content.decode())
    return press(client, link, **{**form.fields, **changed})


def waiting_mail(kind: str) -> int:
    return Message.objects.filter(kind=kind).count()
