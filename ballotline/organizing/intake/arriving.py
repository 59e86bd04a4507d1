"""How what people write under "Write to us" comes in, and how somebody asks to start a chapter."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.declared import Kind, Said, declare
from ballotline.movement.arrivals.queries import token_of
from ballotline.organizing.chapters import queries as chapters
from ballotline.organizing.chapters.forms import ApplyForm
from ballotline.organizing.chapters.models import Application, Founding
from ballotline.organizing.intake.forms import MessageForm
from ballotline.organizing.intake.models import Letter, Message
from ballotline.organizing.intake.services import founding
from ballotline.organizing.intake.services.writing import letter_named, receive


def _page_of(letter: Letter) -> str:
    return reverse("intake:sheet", args=[letter.slug])


def _is_open(letter: Letter, _at: datetime) -> bool:
    return letter.about.dropped_at is None


def _sent(message: Message) -> str:
    return reverse("intake:sent", args=[token_of(message)])


def _said(message: Message) -> Said:
    return Said(
        title=message.letter.about.words,
        page=_page_of(message.letter),
        subject=_("Press once to send your message"),
        somebody=_("Somebody wrote to us with your address, under “%s”.") % message.letter.about.words,
        then=_("Then your message reaches us, and we say who answers."),
        button=_("Send my message"),
        question=_("Is this your message?"),
        yes=_("Yes, send my message"),
        not_me=_("I did not write this"),
        again_subject=_("Your message reached us"),
        again=_("Your message reached us the first time."),
        again_button=_("See who answers"),
        done=_("Your message reached us."),
    )


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
    return reverse("site:applied", args=[token_of(application)])


declare(
    Kind(
        name="message",
        model=Message,
        form=MessageForm,
        purpose="letters to us",
        activity="wrote to us",
        asked=letter_named,
        is_open=_is_open,
        said=_said,
        page_of=_page_of,
        counts=receive,
        done=_sent,
        is_reminded=False,
        takes_word=False,
        is_looked_at=False,
    )
)
declare(
    Kind(
        name="application",
        model=Application,
        form=ApplyForm,
        purpose="chapters",
        activity="applied",
        asked=lambda _slug: chapters.founding(),
        is_open=lambda founding, _at: founding.is_open,
        said=_application,
        page_of=_start,
        counts=founding.receive,
        is_reminded=False,
        takes_word=False,
        is_looked_at=False,
        done=_list_page,
    )
)
