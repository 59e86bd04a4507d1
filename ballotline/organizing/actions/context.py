"""What is shown of an ask in public: on its page, for the desk's look at it too, and on the front page."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from ballotline.movement.arrivals import declared as ways_in
from ballotline.movement.arrivals.forms import HIDDEN, ArrivalForm
from ballotline.movement.arrivals.queries import rate_is_odd
from ballotline.organizing.actions import queries
from ballotline.organizing.actions.declared import kind_of
from ballotline.organizing.actions.queries import people_of
from ballotline.organizing.actions.rules import SMALLEST_SHOWN
from ballotline.organizing.actions.words import closes, public_facts, tally


def blank_form(ask: Any, *given: Any) -> ArrivalForm:
    """The form by which people take part; `given` is what was posted, and its files."""
    model = people_of(ask).model
    form: ArrivalForm = ways_in.kind_of(model).form(*given, asked=ask)
    return form


def page_context(ask: Any, at: datetime, *, form: ArrivalForm | None = None) -> dict[str, Any]:
    kind = kind_of(ask)
    if kind.page_context:
        return dict(kind.page_context(ask, at))
    form = form or blank_form(ask)
    return {
        kind.name: ask,
        "ask": ask,
        "action": ask.action,
        "kind": kind,
        "press": kind.press_of(ask),
        "asked_template": (f"{kind.name}/asked.html", "actions/asked.html"),
        "form": form,
        "asked_fields": [form[name] for name in form.fields if name not in HIDDEN],
        "is_open": ask.is_open(at),
        "tally": tally(ask, at),
        "asks_for_proof": rate_is_odd(people_of(ask).model, at),
        **by_place(ask),
    }


def by_place(ask: Any) -> dict[str, Any]:
    """Where those live who take part, with small places put together, for actions/places.html."""
    shown, elsewhere = queries.by_place(ask)
    return {"places": shown, "elsewhere": elsewhere, "least": SMALLEST_SHOWN}


def front_row(request: HttpRequest, ask: Any, at: datetime) -> dict[str, Any]:
    """What the front page says of one that is open: its end stands apart from its facts."""
    kind, end = kind_of(ask), closes(ask, at)
    common = {"ask": ask, "action": ask.action, "kind": kind, "page": f"{kind.name}:page", "press": kind.press_of(ask)}
    if kind.front_row:
        return common | dict(kind.front_row(request, ask, at))
    return common | {"facts": [fact for fact in public_facts([ask], at)[ask.pk] if fact not in end]}
