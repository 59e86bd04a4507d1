"""The petition that a thank-you page offers next."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import NextStep
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.ways_in import page_of

KNOWN_FOR = timedelta(hours=1)  # as long as the cookie of a press: who just answered is asked for nothing twice


def another_petition(petition: Petition, counted: Arrival | None, at: datetime) -> NextStep:
    words = _("Another petition: “%(title)s”.") % {"title": petition.action.title}
    return NextStep(words, _("Read and sign"), _address(petition, counted, at))


def _address(petition: Petition, counted: Arrival | None, at: datetime) -> str:
    """In the hour after their own press nobody types name, e-mail and ZIP code twice, who typed them; later the link
    may be in other hands."""
    person, since = (counted.person, counted.confirmed_at) if counted else (None, None)
    if person and person.zip_code and since and at - since < KNOWN_FOR:
        token = queries.one_click_token(petition, person)
        return reverse("petition:one_click", args=[petition.action.slug, token])
    return page_of(petition)
