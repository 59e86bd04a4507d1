"""How people come in by a pledge, and that their promise goes with them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.declared import Kind, Said, declare
from ballotline.movement.arrivals.person_rows import goes_with_the_person
from ballotline.movement.arrivals.queries import token_of
from ballotline.organizing.actions.kinds.pledge.forms import PromiseForm
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise
from ballotline.organizing.actions.queries import public


def _asked(slug: str) -> Pledge | None:
    return public(Pledge).filter(action__slug=slug).first()


def _page_of(pledge: Pledge) -> str:
    return reverse("pledge:page", args=[pledge.action.slug])


def _said(promise: Promise) -> Said:
    title = promise.pledge.action.title
    return Said(
        title=title,
        page=_page_of(promise.pledge),
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
    Kind(
        name="promise",
        model=Promise,
        form=PromiseForm,
        purpose="pledges",
        activity="pledged",
        asked=_asked,
        is_open=Pledge.is_open,
        said=_said,
        page_of=_page_of,
        done=_made,
    )
)
goes_with_the_person(Promise, "pledges", says=("pledge__promise", "pledge__unless", "pledge__due"))
