"""The petition that a thank-you page offers next."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import NextStep
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.queries import live

KNOWN_FOR = timedelta(hours=1)  # as long as the cookie of a press: who just answered is asked for nothing twice


def another_petition(counted: Arrival, at: datetime) -> NextStep | None:
    """The open one that closes first and that this person has not signed."""
    signed = set(Signature.objects.filter(person=counted.person).values_list("petition_id", flat=True))
    for petition in live(Petition, at):
        if petition.pk not in signed:
            words = _("One more that closes soon: “%(title)s”.") % {"title": petition.action.title}
            return NextStep(words, _("Read and sign"), _address(petition, counted, at))
    return None


def _address(petition: Petition, counted: Arrival, at: datetime) -> str:
    """In the hour after their own press nobody types name, e-mail and ZIP code twice;
    later the link may be in other hands."""
    slug = petition.action.slug
    if counted.person and counted.confirmed_at and at - counted.confirmed_at < KNOWN_FOR:
        return reverse("petition:one_click", args=[slug, queries.one_click_token(petition, counted.person)])
    return reverse("petition:page", args=[slug])
