"""The one message that the site itself sends: the link to what we hold about somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.links import full_url
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.words import Basis, Called, Lane, Words
from ballotline.movement.people.queries import behind_mailbox

# Of the link to one's data: it shows all of them to whoever opens it, so it is not left lying in a mailbox for long
GOOD_FOR = timedelta(hours=1)
signer = signing.TimestampSigner(salt="site.me")


LINK = "site.MyDataLink"


def key_of(about: str) -> str:
    """By which the message of a link is found, and so its mailbox."""
    return f"{LINK}:{about}"


@dataclass(frozen=True, slots=True)
class MyDataLink:
    """`about` names the message and not the mailbox, which has no place in an address; the hour begins when it leaves.

    A mailbox of which nothing is held is told so: the page can't say it, or it would say it to everybody.
    """

    token: str
    holds_something: bool
    purpose: ClassVar[str] = "my data"
    basis: ClassVar[Basis] = Basis.ANSWER
    lane: ClassVar[Lane] = Lane.ANSWERS
    called: ClassVar[Called] = gettext_lazy("link to what we hold")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        asked = Message.objects.filter(key__in=[key_of(about) for about in abouts])
        known = {message.about: bool(behind_mailbox(message.mailbox_key)) for message in asked}
        return {about: cls(signer.sign(about), holds) for about, holds in known.items()}

    def words(self) -> Words:
        reason = _("You get this because somebody asked for it with this address. If it wasn't you, do nothing.")
        if not self.holds_something:
            return Words(
                subject=_("We hold nothing about you"),
                paragraphs=[
                    _("Nobody has ever answered a message of ours from this address, so there is nothing to show.")
                ],
                after=[_("Did you take part with another address? Ask again with that one.")],
                reason=reason,
            )
        return Words(
            subject=_("What we hold about you"),
            paragraphs=[
                _(
                    "Here is the link to everything that we hold about you: to see it, correct it, "
                    "take it along, or have it erased."
                ),
            ],
            button=(_("See what you hold"), full_url("site:me_mine", self.token)),
            after=[_("The link works for one hour.")],
            reason=reason,
        )
