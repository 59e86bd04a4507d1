"""How people come in by a call campaign: those who called, and want to hear what comes of it."""

from django.utils.translation import gettext as _

from ballotline.movement.arrivals.declared import Said, declare
from ballotline.movement.arrivals.person_rows import goes_with_the_person
from ballotline.organizing.actions.kinds.call.forms import CallerForm
from ballotline.organizing.actions.kinds.call.models import CallCampaign, Caller
from ballotline.organizing.actions.ways_in import page_of, was_published, way_into


def _said(caller: Caller) -> Said:
    title = caller.campaign.action.title
    return Said(
        title=title,
        page=page_of(caller.campaign),
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
    way_into(
        CallCampaign,
        name="caller",
        model=Caller,
        form=CallerForm,
        purpose="calls",
        activity="called",
        is_open=was_published,  # who called on the last evening may leave a name the day after
        said=_said,
        beneath="write-to-me/",
    )
)
goes_with_the_person(Caller, "call campaigns", says=("campaign__action__title",))
