"""The verbs of petitions, each with its way back or the reason why there is none."""

from typing import Any

from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.kinds.petition.services import checking, telling
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from tests.ways_back import (
    PROGRAMS,
    UNDOES,
    VISITORS,
    Way,
    fresh,
    itself,
    page_of,
    pages,
    post,
)

ENDED = {"outcome": "won", "words": "They voted 6 to 1.", "source": "Minutes", "on": "2026-01-12"}


def a_signature() -> tuple[Petition, Any]:
    petition = make_petition()
    return petition, counted(petition)


def one_that_waits() -> tuple[Petition, Any]:
    petition = make_petition()
    return petition, signed(petition)


def a_comment(state: str) -> tuple[Petition, Any]:
    petition = make_petition()
    signature = counted(petition, comment="Six days, please.")
    type(signature).objects.filter(pk=signature.pk).update(comment_state=state)
    signature.refresh_from_db()
    return petition, signature


def a_line_on_paper() -> tuple[Petition, Any]:
    petition = make_petition()
    lines = [(1, "Ana Flores", "00010")]
    [line] = checking.type_in_sheet(petition=petition, sheet=7, lines=lines, by=SYSTEM, at=timezone.now())
    return petition, line


def an_update(removed: bool) -> tuple[Petition, Any]:
    petition, at = make_petition(), timezone.now()
    note = telling.post_update(petition=petition, key="post:1", title="News", body="They met.", by=SYSTEM, at=at)
    if removed:
        telling.remove_update(update=note, removed=True, by=SYSTEM, at=at)
    note.refresh_from_db()
    return petition, note


def with_id(name: str):
    return lambda desk, ask, thing: desk.post(page_of(ask, name), {"id": str(thing.public_id)})


def of_thing(name: str, **typed: str):
    return lambda desk, ask, thing: desk.post(page_of(ask, name, thing.public_id), typed)


def says(words: str):
    return lambda _ask: words


def comments(show: str):
    return lambda ask, _thing: [page_of(ask, "comments") + f"?show={show}"]


def comments_page(ask: Any) -> str:
    return page_of(ask, "comments")


def its_word(ask: Any, signature: Any) -> list[str]:
    return [page_of(ask, "word", signature.public_id)]


def _state(row: Any) -> object:
    return fresh(row, "state", "confirmed_by")


def _comment(row: Any) -> object:
    return fresh(row, "comment_state")


def _on_paper(petition: Petition) -> object:
    return petition.paper.filter(removed_at=None).count()


def _is_out(line: Any) -> object:
    [removed_at] = fresh(line, "removed_at")
    return removed_at is not None


def _notes(petition: Petition) -> object:
    return petition.updates.filter(removed_at=None).count()


def _made_now(petition: Petition) -> object:
    return petition.deliveries.filter(state="making").count()


def _ended(petition: Petition) -> object:
    return fresh(petition, "outcome", "outcome_words", "outcome_on")


def _delivered(petition: Petition) -> object:
    return fresh(petition, "delivered_at")


a_petition, a_closed_one = itself(make_petition), itself(make_petition, state="closed")
typed_sheet = post("paper", sheet="3", name_1="Ana Flores", zip_1="00010")
WAYS: dict[str, list[Way] | str] = {
    "checking.take_out": [Way(a_signature, with_id("take_out"), pages("history"), says("Put them back"), _state)],
    "checking.put_back": UNDOES,
    "checking.type_in_sheet": [Way(a_petition, typed_sheet, pages("paper"), says("Take out"), _on_paper)],
    "checking.remove_paper": [
        Way(a_line_on_paper, with_id("remove_paper"), pages("paper"), says("Put back"), _is_out),
    ],
    "delivering.prepare": [Way(a_petition, post("prepare"), pages("delivery"), says("Stop"), _made_now)],
    "delivering.make": "the command line's; the files lie where whoever hosts this wanted them",
    "delivering.stop": "what was begun is thrown away; another list is prepared with the same press as before",
    "delivering.build": PROGRAMS,
    "running.ask_for_sheets": PROGRAMS,
    "running.moderate": [
        Way(
            lambda: a_comment("hidden"),
            with_id("show_comments"),
            comments("shown"),
            says("show them"),
            _comment,
            linked_from=comments_page,
        ),
        Way(
            lambda: a_comment("shown"),
            with_id("hide_comments"),
            comments("hidden"),
            says("Show them"),
            _comment,
            linked_from=comments_page,
        ),
    ],
    "signing.sign": VISITORS,
    "signing.count": PROGRAMS,
    "signing.sign_as": VISITORS,
    "signing.ask_for_updates": VISITORS,
    "telling.post_update": [
        Way(a_petition, post("updates", title="News", body="They met."), pages("updates"), says("Take off"), _notes),
    ],
    "telling.remove_update": [
        Way(
            lambda: an_update(False),
            of_thing("remove_update"),
            pages("updates"),
            says("Put back"),
            lambda note: fresh(note, "removed_at"),
        ),
        Way(
            lambda: an_update(True),
            of_thing("put_back_update"),
            pages("updates"),
            says("Take off the page"),
            lambda note: fresh(note, "removed_at") == (None,),
        ),
    ],
    "telling.take_off": PROGRAMS,
    "telling.tell_that_it_closed": PROGRAMS,
    "telling.record_outcome": [
        Way(a_closed_one, post("outcome", **ENDED), pages("outcome", "history"), says("Take it back"), _ended)
    ],
    "telling.take_back_outcome": UNDOES,
    "telling.record_delivered": [
        Way(
            a_closed_one,
            post("handed_over", receipt="The clerk took it."),
            pages("handed_over", "history"),
            says("Take it back"),
            _delivered,
        )
    ],
    "telling.take_back_delivered": UNDOES,
    "telling.follow": VISITORS,
    "telling.stop_following": VISITORS,
    "telling.stop_telling": VISITORS,
    "telling.tell_that_they_opened": "mails have left",
    "arrivals.count_on_word": [
        Way(
            one_that_waits,
            of_thing("word", heard="phone", note="Lena called"),
            its_word,
            says("Take it back"),
            _state,
            linked_from=lambda ask: page_of(ask, "people"),
        )
    ],
    "arrivals.take_back_word": UNDOES,
    "arrivals.remind": "mails have left: a page asked before, to whom, how many and what",
}
