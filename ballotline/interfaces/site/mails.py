"""The one message that the site itself sends: the link to what we hold about somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.mail.words import Words

GOOD_FOR = timedelta(hours=1)
signer = signing.TimestampSigner(salt="site.me")


@dataclass(frozen=True, slots=True)
class MyDataLink:
    """`about` names the message and not the mailbox, which has no place in an address; the hour begins when it leaves."""

    token: str
    purpose: ClassVar[str] = "my data"

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        return {about: cls(signer.sign(about)) for about in abouts}

    def words(self) -> Words:
        return Words(
            subject=_("What we hold about you"),
            paragraphs=[
                _(
                    "Here is the link to everything that we hold about you: to see it, correct it, take it along, or have it erased."
                ),
            ],
            button=(_("See what you hold"), settings.CONFIG.url + reverse("site:me_mine", args=[self.token])),
            after=[_("The link works for one hour.")],
            reason=_("You get this because somebody asked for it with this address. If it wasn't you, do nothing."),
        )
