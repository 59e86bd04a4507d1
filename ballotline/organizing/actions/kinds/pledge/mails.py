"""What the mails of a pledge say. Nothing that a stranger typed stands in a mail to an unconfirmed address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.mail.words import Basis, Called, Lane, Words
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise

State = Promise.State


@dataclass(frozen=True, slots=True)
class Decided:
    """The verdict, to everybody who promised. `about` is the promise's id."""

    promise: Promise
    purpose: ClassVar[str] = "pledges"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.BROADCASTS
    called: ClassVar[Called] = gettext_lazy("how a pledge was decided")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        rows = Promise.objects.select_related("pledge__action").filter(public_id__in=abouts, state=State.CONFIRMED)
        return {row.public_id.hex: cls(row) for row in rows if row.pledge.verdict}

    def words(self) -> Words:
        pledge = self.promise.pledge
        met = pledge.verdict == Pledge.Verdict.MET
        held = (
            _("So you are free of your promise.") if met else _("So your promise holds. Tell others that you keep it.")
        )
        address = reverse("pledge:made", args=[pledge.action.slug, token_of(self.promise)])
        return Words(
            subject=_("The condition of your pledge: met") if met else _("The condition of your pledge: not met"),
            paragraphs=[
                pledge.verdict_words,
                _("Source: %s") % pledge.verdict_source,
                _("You promised: %s") % pledge.sentence,
                held,
            ],
            button=(_("See what you can do next"), settings.CONFIG.url + address),
            reason=_("You get this because you made this pledge. On that page you withdraw it with one press."),
            topic=pledge.action.title,
        )
