"""Every way in that there is, found as the program finds it: what is asked,
where its form stands, what a browser sends."""

import re
from copy import copy
from html import unescape
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from ballotline.movement.arrivals import services
from ballotline.movement.arrivals.declared import KINDS, Kind
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.movement.mail.models import Message
from ballotline.organizing.actions.models import Action, Ask
from ballotline.organizing.chapters.models import Chapter, Founding
from ballotline.organizing.chapters.testing import make_chapter
from ballotline.organizing.intake.models import CaseKind, Letter
from ballotline.organizing.intake.testing import make_letter

NOW = timezone.now()
HERE = Circumstances(network_key="here")

WHO = {
    "name": "Ana Flores",
    "email": "ana@rivertown.example",
    "zip_code": "00010",
    "text": "We are five households and want to meet.",
    "news_consent": "on",
    "where": "14 Dock Street, 00010",
    "together": "few",
}
OURS = {"Sec-Fetch-Site": "same-origin"}
CLOSED: dict[type, dict[str, Any]] = {
    Chapter: {"state": Chapter.State.SUSPENDED},
    Founding: {"is_open": False},
    CaseKind: {"dropped_at": NOW},
}
FORMS = {"follower": "tell-me/", "caller": "write-to-me/"}  # below the page of what is asked; else the page itself


def open_ask(name: str) -> Any:
    """Something that takes people in by this kind; made by the kind's own maker."""
    module = KINDS[name].model.__module__.rsplit(".", 1)[0]
    return import_module(f"{module}.testing").OPEN_ASKS[name]()


def another_like(asked: Any) -> Any:
    """A second one that takes people in by the same kind, with an address of its own."""
    if isinstance(asked, Chapter):
        return make_chapter(f"{asked.name} too")
    if isinstance(asked, Founding):
        pytest.skip("there is one only")
    if isinstance(asked, Letter):
        return make_letter()
    action, other = copy(asked.action), copy(asked)
    action.pk, action.slug, action.public_id = None, f"{action.slug}-too", uuid4()
    action.save()
    other.action, other.pk = action, action.pk
    other.save(force_insert=True)
    return other


def close(asked: Any) -> None:
    """From now on it takes nobody in, whatever its kind; a draft does not, and nobody sees it."""
    if is_an_ask(asked):
        Action.objects.filter(pk=asked.pk).update(state="draft")
        asked.action.refresh_from_db()
    else:
        shut = asked.about if isinstance(asked, Letter) else asked
        type(shut)._default_manager.filter(pk=shut.pk).update(**CLOSED[type(shut)])
        asked.refresh_from_db()


def is_an_ask(asked: Any) -> bool:
    return isinstance(asked, Ask)


def slug_of(asked: Any) -> str:
    """What stands for it in an address."""
    if isinstance(asked, Founding):
        pytest.skip("there is one only")
    return asked.action.slug if is_an_ask(asked) else asked.slug


def give_title(asked: Any, title: str) -> None:
    """What stands in the mails about it."""
    if isinstance(asked, Founding):
        pytest.skip("it has no title")
    if isinstance(asked, Letter):
        pytest.skip("its title is of one of a few kinds")
    row, name = (asked.action, "title") if is_an_ask(asked) else (asked, "name")
    setattr(row, name, title)
    row.save()


def own_fields(kind: Kind) -> dict[str, str]:
    """Something in each field that is the kind's own."""
    return dict.fromkeys(kind.form.own, "on") | {name: WHO[name] for name in kind.form.own if name in WHO}


def form_of(kind: Kind, asked: Any) -> str:
    return kind.page_of(asked) + kind.beneath


def fields_of(kind: Kind, **changed: str) -> dict[str, str]:
    """What this kind's form asks for."""
    wanted = kind.form.base_fields
    return {name: value for name, value in (WHO | changed).items() if name in wanted and value}


def press_form(
    kind: Kind, asked: Any, client: Client | None = None, /, address: str = "", browser: str = "", **changed: str
) -> Client:
    """A form sent as a browser sends it. The client holds the cookie of this press."""
    client = client or Client()
    extra = {"REMOTE_ADDR": address} if address else {}
    headers = OURS | ({"User-Agent": browser} if browser else {})
    response = client.post(form_of(kind, asked), fields_of(kind, **changed), headers=headers, **extra)
    assert response.status_code == 303, response.content.decode()[:2_000]
    return client


def rows(kind: Kind) -> list[Arrival]:
    return list(kind.model._default_manager.order_by("pk"))


def all_kinds() -> list[str]:
    assert apps.ready
    return sorted(KINDS)


def arrived(kind: Kind, asked, *, at=NOW, how: Circumstances | None = None, **changed: str) -> Arrival:
    """A row that waits, made by the verb."""
    form = kind.form(fields_of(kind, **changed))
    assert form.is_valid(), form.errors
    draft = kind.model(**{kind.model.ASKED: asked})
    if hasattr(draft, "share_code"):
        draft.share_code = uuid4().hex[:10]
    return services.ask(draft=draft, typed=form.typed, how=how or HERE, at=at)


def mails() -> list[Message]:
    return list(Message.objects.filter(kind="arrivals.PleaseConfirm").order_by("pk"))


def confirm_by_browser(arrival: Arrival, **fields: str):
    """The mailed link is opened, and its button pressed with these fields in place of what stands there."""
    client, link = Client(), f"/confirm/{token_of(arrival)}/"
    if fields.get("news_consent"):
        fields["news_consent"] = tick_on(client.get(link).content.decode()) or "on"
    return client.post(link, fields, headers=OURS)


def tick_on(page: str) -> str:
    """What a browser sends for the tick on news: it holds the sentence beside it."""
    found = re.search(r'<input type="checkbox" name="news_consent" value="([^"]+)"', page)
    return unescape(found[1]) if found else ""


def page_of(client: Client, kind: Kind, asked) -> str:
    return client.get(kind.thanks_of(asked)).content.decode()
