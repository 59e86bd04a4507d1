"""How people come in by a chapter: they join one, or ask to start one."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.declared import Kind, Said, declare
from ballotline.movement.arrivals.queries import token_of
from ballotline.organizing.chapters import queries
from ballotline.organizing.chapters.forms import ApplyForm, JoinForm
from ballotline.organizing.chapters.models import Application, Founding, Joining
from ballotline.organizing.chapters.services import founding, members
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
    return reverse("chapters:member", args=[joining.chapter.slug, token_of(joining)])


def _application(application: Application) -> Said:
    return Said(
        title=_("Start a chapter"),
        page=_start(application.founding),
        subject=_("Start a chapter: press once"),
        somebody=_("Somebody asked with your address to start a chapter."),
        then=_("Then an organizer reads what you wrote, and answers you."),
        button=_("Ask to start a chapter"),
        question=_("Do you want to start a chapter?"),
        yes=_("Yes, I want to start it"),
        not_me=_("I did not ask for this"),
        again_subject=_("You asked to start a chapter"),
        again=_("We have it already. You don't need to do anything."),
        again_button=_("See how far it is"),
        done=_("We have what you wrote."),
    )


def _start(_founding: Founding) -> str:
    return reverse("chapters:start")


def _list_page(application: Application) -> str:
    return reverse("chapters:applied", args=[token_of(application)])


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
declare(
    Kind(
        name="application",
        model=Application,
        form=ApplyForm,
        purpose="chapters",
        activity="applied",
        asked=lambda _slug: queries.founding(),
        is_open=lambda founding, _at: founding.is_open,
        said=_application,
        page_of=_start,
        counts=founding.found,
        is_reminded=False,
        takes_word=False,
        is_looked_at=False,
        done=_list_page,
    )
)
