"""How people join a chapter. Who asks to start one comes in by `intake`: an organizer answers them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.declared import Kind, Said, declare
from ballotline.movement.arrivals.queries import token_of
from ballotline.organizing.chapters import queries
from ballotline.organizing.chapters.forms import JoinForm
from ballotline.organizing.chapters.models import Joining
from ballotline.organizing.chapters.services import members
from ballotline.organizing.chapters.words import page_of


def _joining(joining: Joining) -> Said:
    name = joining.chapter.name
    return Said(
        title=name,
        page=page_of(joining.chapter),
        subject=_("Join %s: press once") % name,
        somebody=_("Somebody wants to join this chapter with your address:"),
        quoted=(name,),
        then=_("Then you are a member."),
        button=_("Join this chapter"),
        question=_("Do you join %s?") % name,
        yes=_("Yes, I join"),
        not_me=_("I did not ask to join"),
        again_subject=_("You are a member of %s") % name,
        again=_("You are a member already. You don't need to do anything."),
        again_button=_("See my membership"),
        done=_("You are a member."),
    )


def _member_page(joining: Joining) -> str:
    return reverse("site:member", args=[joining.chapter.slug, token_of(joining)])


declare(
    Kind(
        name="joining",
        model=Joining,
        form=JoinForm,
        purpose="chapters",
        activity="joined",
        asked=lambda slug: queries.public().filter(slug=slug).first(),
        is_open=lambda chapter, _at: chapter.is_at_work,
        said=_joining,
        page_of=page_of,
        counts=members.joined,
        is_reminded=False,
        takes_word=False,
        is_looked_at=False,
        done=_member_page,
    )
)
