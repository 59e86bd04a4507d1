"""Each verb of asks with its way back: a button that stands on a page, or the reason why there is none.

A `Way` does something at the desk as an organizer does it, and says on which page the button stands that takes it back.
A kind's own stand in its `tests/ways_back.py`, by the verb's name. The verbs of every kind stand here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals.declared import KINDS as WAYS_IN
from ballotline.organizing.actions import services
from ballotline.organizing.actions.declared import KINDS, kind_of
from ballotline.organizing.actions.testing import an_open_one, drafted, form_of
from tests.ways_in import arrived

VISITORS = "a visitor's own press, with the way back on their own page"
PROGRAMS = "a part of another verb, or of a job"
UNDOES = "is the way back of another verb, which can be done again"


@dataclass(frozen=True)
class Way:
    """`of()` makes (the ask, what is done to); `does(desk, ask, thing)` does it. `stands_on(ask, thing)` are the pages
    on each of which a button `button(ask)` takes it back; `state(thing)` is what must be then as it was before.

    Each page is linked from `linked_from(ask)`, else nobody would find it.
    """

    of: Callable[[], tuple[Any, Any]]
    does: Callable[[Client, Any, Any], Any]
    stands_on: Callable[[Any, Any], list[str]]
    button: Callable[[Any], str]
    state: Callable[[Any], object]
    linked_from: Callable[[Any], str] = lambda ask: page_of(ask, "overview")


def page_of(ask: Any, name: str, *more: object) -> str:
    return reverse(kind_of(ask).desk + name, args=[ask.action.slug, *more])


def post(name: str, *more: object, **typed: str) -> Callable[[Client, Any, Any], Any]:
    """Sends a form of the ask's own."""
    return lambda desk, ask, _thing: desk.post(page_of(ask, name, *more), typed)


def pages(*names: str) -> Callable[[Any, Any], list[str]]:
    return lambda ask, _thing: [page_of(ask, name) for name in names]


def text_of(desk: Client, address: str) -> str:
    response = desk.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return response.content.decode()


def press(desk: Client, address: str, words: str) -> None:
    """The button with these words, on this page: in a form of its own, or for the rows that are all ticked."""
    page = text_of(desk, address)
    for form in re.findall(r"<form[^>]*>.*?</form>", page, re.S):
        for button in re.findall(r"<button[^>]*>.*?</button>", form, re.S):
            if words in " ".join(re.sub(r"<[^>]+>", " ", button).split()):
                to = re.search(r'formaction="([^"]+)"', button) or re.search(r'action="([^"]+)"', form)
                where = to[1].replace("&amp;", "&") if to else address
                ticked = re.findall(r'type="checkbox" name="id"[^>]* value="([^"]+)"', form)
                assert desk.post(where, {"id": ticked}).status_code == 303
                return
    raise AssertionError(f"{address} has no button {words!r}")


def state_of_action(ask: Any) -> str:
    ask.action.refresh_from_db()
    return str(ask.action.state)


def body_of(ask: Any) -> str:
    ask.action.refresh_from_db()
    return str(ask.action.body)


def fresh(row: Any, *names: str) -> tuple[object, ...]:
    row.refresh_from_db()
    return tuple(getattr(row, name) for name in names)


def itself(make: Callable[..., Any], *given: Any, **more: Any) -> Callable[[], tuple[Any, Any]]:
    """What is done is done to the ask."""

    def made() -> tuple[Any, Any]:
        ask = make(*given, **more)
        return ask, ask

    return made


def edited(desk: Client, ask: Any, _thing: object) -> None:
    version = str(ask.action.version)
    desk.post(page_of(ask, "edit"), {**form_of(kind_of(ask).name), "body": "Other words.", "version": version})


def an_edited_one(kind: str) -> Any:
    ask = an_open_one(kind, body="The first words.")
    return services.edit(ask, fields={"body": "Words between."}, version=1, by=SYSTEM, at=timezone.now())


def an_ended_one(kind: str) -> Any:
    ask = an_open_one(kind)
    services.step(ask, "close", by=SYSTEM, at=timezone.now())
    return ask


def somebody_set_aside(kind: str) -> tuple[Any, Any]:
    """Somebody who looked odd, in an open ask."""
    ask = an_open_one(kind)
    way_in = next(one for one in WAYS_IN.values() if one.model is KINDS[kind].people)
    row = arrived(way_in, ask)
    type(row)._default_manager.filter(pk=row.pk).update(state="quarantined", suspicion="network")
    row.refresh_from_db()
    return ask, row


def again(ask: Any) -> str:
    return str(kind_of(ask).ending.again)


def end(ask: Any) -> str:
    return str(kind_of(ask).ending.end)


def clears(desk: Client, ask: Any, row: Any) -> None:
    desk.post(page_of(ask, "clear"), {"id": str(row.public_id)})


def of_every_kind(kind: str) -> dict[str, list[Way] | str]:
    """The verbs of `actions.services`, those of `step` by their own name."""
    return {
        "draft": "only organizers see a draft, and go on writing it",
        "edit": [
            Way(
                itself(an_edited_one, kind),
                edited,
                lambda ask, _thing: [page_of(ask, "history"), page_of(ask, "revision", 2)],
                lambda _ask: "Bring these words back",
                body_of,
                linked_from=lambda ask: page_of(ask, "history"),
            )
        ],
        "restore": [
            Way(
                itself(an_edited_one, kind),
                post("restore", 1),
                pages("history"),
                lambda _ask: "Bring these words back",
                body_of,
            )
        ],
        "step publish": [
            Way(
                itself(drafted, kind),
                post("step", "publish"),
                pages("overview", "history"),
                lambda _ask: "Back to a draft",
                state_of_action,
            )
        ],
        "step unpublish": [
            Way(
                itself(an_open_one, kind),
                post("step", "unpublish"),
                pages("preview"),
                lambda _ask: "Publish",
                state_of_action,
            )
        ],
        "step close": [
            Way(itself(an_open_one, kind), post("step", "close"), pages("overview", "history"), again, state_of_action)
        ],
        "step reopen": [Way(itself(an_ended_one, kind), post("step", "reopen"), pages("end"), end, state_of_action)],
        "clear": [
            Way(
                lambda: somebody_set_aside(kind),
                clears,
                pages("history"),
                lambda _ask: "Set aside again",
                lambda row: fresh(row, "state", "suspicion"),
            )
        ],
        "set_aside_again": UNDOES,
        "lead": [
            Way(
                itself(an_open_one, kind),
                lambda desk, ask, _thing: desk.post(reverse("desk:front"), {"lead": ask.action.slug}),
                lambda _ask, _thing: [reverse("desk:front")],
                lambda _ask: "Save",  # with the first choice, the one that closes first
                lambda ask: fresh(ask.action, "leads_since"),
                linked_from=lambda _ask: reverse("desk:front"),
            )
        ],
        "lead_no_more": UNDOES,
        "close_what_is_over": "as an organizer's end; its own hour has come",
        "take_part": VISITORS,
    }
