"""The one mail of a call campaign: to somebody who left their name after calling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.mail.words import Words
from ballotline.organizing.actions.kinds.call import queries
from ballotline.organizing.actions.kinds.call.models import Caller


@dataclass(frozen=True, slots=True)
class ConfirmCaller:
    """Before anything of them is kept."""

    caller: Caller
    purpose: ClassVar[str] = "calls"

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        rows = Caller.objects.select_related("campaign__action").filter(public_id__in=abouts, confirmed_at=None)
        return {row.public_id.hex: cls(row) for row in rows}

    def words(self) -> Words:
        slug = self.caller.campaign.action.slug
        return Words(
            subject=_("May we write to you?"),
            paragraphs=[_("Somebody left this address after calling: “%s”.") % self.caller.campaign.action.title, _("If it was you, press the button. Then we write to you about what comes of it.")],
            button=(_("Yes, write to me"), settings.CONFIG.url + reverse("call:confirm", args=[slug, queries.token_of(self.caller)])),
            after=[_("It wasn't you? Do nothing, and it is forgotten after 14 days.")],
            reason=_("You get this because this address was typed there. The link works for 14 days."),
        )  # fmt: skip
