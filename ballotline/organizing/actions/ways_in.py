"""What the ways in of all kinds have in common:
how an ask is found by its address, when it is open, where its page is."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from ballotline.movement.arrivals.declared import Kind as WayIn
from ballotline.organizing.actions.models import Action, Ask
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

    return WayIn(**{"asked": asked, "is_open": ask.is_open, "page_of": page_of} | of)
