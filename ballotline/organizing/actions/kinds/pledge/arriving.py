"""How people come in by a pledge, and that their promise goes with them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.declared import Said, declare
from ballotline.movement.arrivals.person_rows import goes_with_the_person
from ballotline.movement.arrivals.queries import token_of
from ballotline.organizing.actions.kinds.pledge.forms import PromiseForm
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise
from ballotline.organizing.actions.ways_in import page_of, way_into


def _said(promise: Promise) -> Said:
    title = promise.pledge.action.title
    return Said(
        title=title,
        page=page_of(promise.pledge),
        subject=_("Make your pledge: %s") % title,
        somebody=_("Somebody made this pledge with your address:"),
        quoted=(promise.pledge.sentence,),
        then=_("Then your pledge counts."),
        button=_("Make this pledge"),
        question=_("Do you make this pledge?"),
        yes=_("Yes, I make this pledge"),
        not_me=_("I did not make this pledge"),
        again_subject=_("Your pledge stands: %s") % title,
        again=_("Your pledge counted the first time. You don't need to do anything."),
        again_button=_("See my pledge"),
        done=_("Your pledge counts."),
    )


def _made(promise: Promise) -> str:
    return reverse("pledge:made", args=[promise.pledge.action.slug, token_of(promise)])


declare(
    way_into(
        Pledge,
        name="promise",
        model=Promise,
        form=PromiseForm,
        purpose="pledges",
        activity="pledged",
        said=_said,
        done=_made,
    )
)
goes_with_the_person(Promise, "pledges", says=("pledge__promise", "pledge__unless", "pledge__due"))
