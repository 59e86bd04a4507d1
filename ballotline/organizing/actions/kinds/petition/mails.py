"""What the mails of a petition say. Nothing that a stranger typed stands in a mail to an unconfirmed address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.links import full_url
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.mail.words import Basis, Called, Lane, Words
from ballotline.organizing.actions.kinds.petition.models import Follower, Petition, Signature, Update
from ballotline.organizing.actions.kinds.petition.services import telling

State = Signature.State
updates_signer = signing.Signer(salt="petition.updates")


@dataclass(frozen=True, slots=True)
class ItIsOpen:
    """The one message that was asked for before a petition opened. `about` is the petition's id."""

    petition: Petition
    purpose: ClassVar[str] = "petitions"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.NOTICES
    called: ClassVar[Called] = gettext_lazy("note that it is open")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        rows = Petition.objects.select_related("action").filter(action__public_id__in=abouts)
        return {row.public_id.hex: cls(row) for row in rows if row.is_open(at)}

    def words(self) -> Words:
        title = self.petition.action.title
        return Words(
            subject=_("Open now: %s") % title,
            paragraphs=[_("You can sign “%s” now.") % title],
            button=(_("Read and sign"), full_url("petition:page", self.petition.action.slug)),
            reason=_("You get this once, because somebody typed this address and asked to be told when it opens."),
            topic=title,
        )


@dataclass(frozen=True, slots=True)
class ThanksForSigning:
    """After the count: the personal link, and how to hear more. `about` is the signature's id."""

    signature: Signature
    purpose: ClassVar[str] = "petitions"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.NOTICES
    called: ClassVar[Called] = gettext_lazy("thanks, with the person’s own link")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        rows = Signature.objects.select_related("petition__action").filter(public_id__in=abouts, state=State.CONFIRMED)
        return {row.public_id.hex: cls(row) for row in rows}

    def words(self) -> Words:
        action = self.signature.petition.action
        return Words(
            subject=_("Counted. Thank you: %s") % action.title,
            paragraphs=[
                _("Your signature under “%s” is counted.") % action.title,
                _("The next minute is when a petition grows: send your own link to five people you know."),
                full_url("petition:shared", self.signature.share_code),
            ],
            button=(
                _("Share, or hear how it goes on"),
                full_url("site:counted", action.slug, token_of(self.signature)),
            ),
            reason=_("You get this because you signed and pressed the button in our mail."),
            topic=action.title,
        )


@dataclass(frozen=True, slots=True)
class UpdateNote:
    """A public note to one who asked for it. `about` is "update id:hearer id", a signer or a follower."""

    update: Update
    hearer: Signature | Follower
    purpose: ClassVar[str] = "petition news"
    basis: ClassVar[Basis] = Basis.REQUEST
    lane: ClassVar[Lane] = Lane.BROADCASTS
    called: ClassVar[Called] = gettext_lazy("news of a petition")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        pairs = [about.split(":") for about in abouts]
        notes = Update.objects.select_related("petition__action").filter(removed_at=None)
        updates = {u.public_id.hex: u for u in notes.filter(public_id__in={update for update, _h in pairs})}
        hearers = cls._hearers([hearer for _u, hearer in pairs])
        return {f"{u}:{h}": cls(updates[u], hearers[h]) for u, h in pairs if u in updates and h in hearers}

    @classmethod
    def stop(cls, mailbox: str, *, at: datetime) -> None:
        telling.stop_telling(mailbox=mailbox, at=at)

    @classmethod
    def _hearers(cls, ids: Sequence[str]) -> dict[str, "Signature | Follower"]:
        signers = Signature.objects.filter(public_id__in=ids, wants_updates=True, state=State.CONFIRMED)
        followers = Follower.objects.filter(public_id__in=ids, state=State.CONFIRMED)
        hearers: list[Signature | Follower] = [*signers, *followers]
        return {row.public_id.hex: row for row in hearers}

    def words(self) -> Words:
        petition = self.update.petition
        token = updates_signer.sign(self.hearer.public_id.hex)
        return Words(
            subject=f"{self.update.title}: {petition.action.title}",
            paragraphs=[part.strip() for part in self.update.body.split("\n\n") if part.strip()] or [self.update.title],
            button=(_("See the petition"), full_url("petition:page", petition.action.slug)),
            stop_url=full_url("petition:stop_updates", petition.action.slug, token),
            reason=_("You get this because you asked to hear how it goes on."),
            topic=petition.action.title,
        )
