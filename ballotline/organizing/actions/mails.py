"""What the mails of asks say, whatever their kind: to somebody who was asked to help with one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.organization.queries import our_day, us
from ballotline.foundation.ui.dates import day
from ballotline.foundation.ui.links import full_url
from ballotline.movement.accounts.models import Grant
from ballotline.movement.mail.words import Basis, Called, Lane, Words
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.helping import last_day
from ballotline.organizing.actions.models import Action


@dataclass(frozen=True, slots=True)
class YouHelp:
    """`about` is the grant's public id; a help that was ended before this left is not told."""

    grant: Grant
    action: Action
    until: str
    purpose: ClassVar[str] = "sign-in"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.NOTICES
    called: ClassVar[Called] = gettext_lazy("word that somebody may help with an ask")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        held = {one.public_id.hex: one for one in Grant.objects.holding(at).filter(public_id__in=abouts)}
        asks = Action.objects.filter(public_id__in={one.scope_id for one in held.values()}, kind__in=KINDS)
        by_id = {str(one.public_id): one for one in asks}
        return {
            about: cls(grant, by_id[grant.scope_id], _until(grant, at))
            for about, grant in held.items()
            if grant.scope_id in by_id
        }

    def words(self) -> Words:
        said = {"organization": us().name, "title": self.action.title, "until": self.until}
        return Words(
            subject=_("You can help with “%(title)s”") % said,
            paragraphs=[
                _("%(organization)s asks you to help with “%(title)s”.") % said,
                _("You can edit it, see and write to who took part, %(until)s. Nothing else of the desk shows to you.")
                % said,
                _("Open the page, type this e-mail address, and we send you a code. There is no password to remember."),
            ],
            button=(_("Open it"), full_url(f"{self.action.kind}_desk:overview", self.action.slug)),
            reason=_("You get this because an owner of %(organization)s typed in this address.") % said,
            topic=self.action.title,
        )


def _until(grant: Grant, at: datetime) -> str:
    last = last_day(grant)
    return _("until %s") % day(last, today=our_day(at)) if last else ""
