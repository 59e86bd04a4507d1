"""What the ways in of all kinds have in common:
how an ask is found by its address, when it is open, where its page is, what is offered to who was counted."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from ballotline.movement.arrivals.declared import Kind as WayIn
from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.models import Action, Ask
from ballotline.organizing.actions.next_steps import next_step
from ballotline.organizing.actions.queries import public


def page_of(ask: Ask) -> str:
    return reverse(f"{ask._meta.app_label}:page", args=[ask.action.slug])


def was_published(ask: Ask, _at: datetime) -> bool:
    """For who wants to hear of it: that has no end."""
    return ask.action.state != Action.State.DRAFT


def way_into(ask: type[Ask], /, **of: Any) -> WayIn:
    """For a kind's `arriving`: `of` is what arrivals.declared asks for beyond this, or in place of it."""

    def asked(slug: str) -> Ask | None:
        return public(ask).filter(action__slug=slug).first()

    given: dict[str, Any] = {
        "asked": asked,
        "is_open": ask.is_open,
        "page_of": page_of,
        "offer": "actions/next.html",
        "offers": _offers,
    }
    return WayIn(**given | of)


def _offers(arrival: Arrival, at: datetime) -> dict[str, Any]:
    return {"step": next_step(after=arrival.asked, counted=arrival, at=at)}
