"""How people come in by a call campaign: those who called, and want to hear what comes of it."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.declared import Kind, Said, declare
from ballotline.movement.arrivals.person_rows import goes_with_the_person
from ballotline.organizing.actions.kinds.call.forms import CallerForm
from ballotline.organizing.actions.kinds.call.models import Caller, Campaign
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.queries import public


def _asked(slug: str) -> Campaign | None:
    return public(Campaign).filter(action__slug=slug).first()


def _was_published(campaign: Campaign, _at: datetime) -> bool:
    """Who called on the last evening may still leave a name the day after."""
    return campaign.action.state != Action.State.DRAFT


def _page_of(campaign: Campaign) -> str:
    return reverse("call:page", args=[campaign.action.slug])


def _said(caller: Caller) -> Said:
    title = caller.campaign.action.title
    return Said(
        title=title,
        page=_page_of(caller.campaign),
        subject=_("May we write to you? %s") % title,
        somebody=_("Somebody left this address after calling: “%s”.") % title,
        then=_("Then we write to you about what comes of it."),
        button=_("Write to me"),
        question=_("May we write to you?"),
        yes=_("Yes, write to me"),
        not_me=_("I did not ask for this"),
        again_subject=_("We write to you: %s") % title,
        again=_("You asked for this before. You don't need to do anything."),
        again_button=_("Go to the calls"),
        done=_("We write to you."),
    )


declare(
    Kind(
        name="caller",
        model=Caller,
        form=CallerForm,
        purpose="calls",
        activity="called",
        asked=_asked,
        is_open=_was_published,
        said=_said,
        page_of=_page_of,
        beneath="write-to-me/",
    )
)
goes_with_the_person(Caller, "call campaigns", says=("campaign__action__title",))
