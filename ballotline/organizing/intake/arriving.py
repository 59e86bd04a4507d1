"""How what people write under "Write to us" comes in."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.declared import Kind, Said, declare
from ballotline.movement.arrivals.queries import token_of
from ballotline.organizing.intake.forms import MessageForm
from ballotline.organizing.intake.models import Letter, Message
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
