"""What a thank-you page offers next: an ordered list of functions; the first one that fits is the filled button.

A new kind of ask plugs in here: a function that takes the counted signature and the moment and returns a
NextStep, or None where it does not fit this person and place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.organizing.actions.kinds.call.models import Campaign
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.queries import live

KNOWN_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class NextStep:
    """`words` is one sentence on why, `label` the button, the same words as the page it leads to."""

    words: str
    label: str
    url: str


def another_petition(signature: Signature, at: datetime) -> NextStep | None:
    """The open petition that closes first and that this person has not signed."""
    signed = set(Signature.objects.filter(person=signature.person).values_list("petition_id", flat=True))
    for petition in live(Petition, at):
        if petition.pk not in signed:
            words = _("One more that closes soon: “%(title)s”.") % {"title": petition.action.title}
            return NextStep(words, _("Read and sign"), _address(petition, signature, at))
    return None


def _address(petition: Petition, signature: Signature, at: datetime) -> str:
    """In the hour after their own press nobody types name, e-mail and ZIP code twice; later the link may be in other hands."""
    slug = petition.action.slug
    if signature.person and signature.confirmed_at and at - signature.confirmed_at < KNOWN_FOR:
        return reverse("petition:one_click", args=[slug, queries.one_click_token(petition, signature.person)])
    return reverse("petition:page", args=[slug])


def a_call(signature: Signature, at: datetime) -> NextStep | None:
    """The call campaign that closes first; those of the petition's own theme can't be told yet."""
    for campaign in live(Campaign, at):
        words = _("“%(title)s”. It takes 3 minutes.") % {"title": campaign.action.title}
        return NextStep(words, _("Make a call"), reverse("call:page", args=[campaign.action.slug]))
    return None


def a_pledge(signature: Signature, at: datetime) -> NextStep | None:
    """The newest open pledge."""
    for pledge in live(Pledge, at):
        words = _("“%(promise)s unless %(unless)s.”") % {"promise": pledge.promise, "unless": pledge.unless}
        return NextStep(words, _("Make this pledge"), reverse("pledge:page", args=[pledge.action.slug]))
    return None


STEPS: list[Callable[[Signature, datetime], NextStep | None]] = [a_call, another_petition, a_pledge]


def next_step(signature: Signature, at: datetime) -> NextStep | None:
    return next((step for function in STEPS if (step := function(signature, at))), None)
