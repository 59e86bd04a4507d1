"""What the mails of a petition say. Nothing that a stranger typed stands in a mail to an unconfirmed address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.movement.mail.words import Words
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature, Update

State = Signature.State
SUBJECT_AT_MOST = 50  # what a phone shows of it
updates_signer = signing.Signer(salt="petition.updates")


def full_url(name: str, *args: object) -> str:
    return settings.CONFIG.url + reverse(name, args=args)


def short(title: str, room: int) -> str:
    return title if len(title) <= room else title[: room - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class _AboutASignature:
    signature: Signature
    purpose: ClassVar[str] = "petitions"
    states: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        rows = Signature.objects.select_related("petition__action").filter(public_id__in=abouts, state__in=cls.states)
        return {row.public_id.hex: cls(row) for row in rows if cls.is_wanted(row, at)}

    @classmethod
    def is_wanted(cls, signature: Signature, at: datetime) -> bool:
        return True

    @property
    def petition(self) -> Petition:
        return self.signature.petition

    @property
    def title(self) -> str:
        return self.petition.action.title

    def url(self, name: str) -> str:
        return full_url(name, self.petition.action.slug, queries.confirm_token(self.signature))


@dataclass(frozen=True, slots=True)
class ConfirmSignature(_AboutASignature):
    """The one message before a signature counts."""

    states: ClassVar[tuple[str, ...]] = (State.PENDING, State.QUARANTINED)

    @classmethod
    def is_wanted(cls, signature: Signature, at: datetime) -> bool:
        return signature.petition.is_open(at)

    def words(self) -> Words:
        return Words(
            subject=short(_("Count your signature: %s") % self.title, SUBJECT_AT_MOST),
            paragraphs=[
                _("Somebody signed this petition with your address: “%s”.") % self.title,
                _("If it was you, press the button. Then your signature counts."),
            ],
            button=(_("Count my signature"), self.url("petition:confirm")),
            after=[_("It wasn't you? Do nothing, or open the link and choose “I did not sign this”.")],
            reason=_("You get this because this address was typed under the petition. The link works for 14 days."),
        )


@dataclass(frozen=True, slots=True)
class AlreadyCounted(_AboutASignature):
    """For somebody who signs again: the page says the same as the first time, the mail tells the truth."""

    states: ClassVar[tuple[str, ...]] = (State.CONFIRMED,)

    def words(self) -> Words:
        return Words(
            subject=short(_("Counted already: %s") % self.title, SUBJECT_AT_MOST),
            paragraphs=[
                _("This petition was signed again with your address: “%s”.") % self.title,
                _("Your signature counted the first time. You don't need to do anything."),
            ],
            button=(_("See my signature and share"), self.url("site:counted")),
            reason=_("You get this because this address was typed under the petition."),
        )


@dataclass(frozen=True, slots=True)
class YourLink(_AboutASignature):
    """For somebody who signed and asks for their own link again, under a petition that is closed."""

    states: ClassVar[tuple[str, ...]] = (State.CONFIRMED,)

    def words(self) -> Words:
        return Words(
            subject=short(_("Your link: %s") % self.title, SUBJECT_AT_MOST),
            paragraphs=[
                _("Your signature under “%s” is counted.") % self.title,
                _("With the button you come to your own page, and can say that you want to hear how it goes on."),
            ],
            button=(_("Hear how it goes on"), self.url("site:counted")),
            reason=_("You get this because somebody typed this address on the petition's page and asked for it."),
        )


@dataclass(frozen=True, slots=True)
class ItIsOpen:
    """The one message that was asked for before a petition opened. `about` is the petition's id."""

    petition: Petition
    purpose: ClassVar[str] = "petitions"

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        rows = Petition.objects.select_related("action").filter(action__public_id__in=abouts)
        return {row.public_id.hex: cls(row) for row in rows if row.is_open(at)}

    def words(self) -> Words:
        title = self.petition.action.title
        return Words(
            subject=short(_("Open now: %s") % title, SUBJECT_AT_MOST),
            paragraphs=[_("You can sign “%s” now.") % title],
            button=(_("Read and sign"), full_url("petition:page", self.petition.action.slug)),
            reason=_("You get this once, because somebody typed this address and asked to be told when it opens."),
        )


@dataclass(frozen=True, slots=True)
class ThanksForSigning(_AboutASignature):
    """After the count: the personal link, and how to hear more."""

    states: ClassVar[tuple[str, ...]] = (State.CONFIRMED,)

    def words(self) -> Words:
        return Words(
            subject=short(_("Counted. Thank you: %s") % self.title, SUBJECT_AT_MOST),
            paragraphs=[
                _("Your signature under “%s” is counted.") % self.title,
                _("The next minute is when a petition grows: send your own link to five people you know."),
                full_url("petition:shared", self.signature.share_code),
            ],
            button=(_("Share, or hear how it goes on"), self.url("site:counted")),
            reason=_("You get this because you signed and pressed the button in our mail."),
        )


@dataclass(frozen=True, slots=True)
class UpdateNote:
    """A public note to one signer who asked for it. `about` is "update id:signature id"."""

    update: Update
    signature: Signature
    purpose: ClassVar[str] = "petitions"

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        pairs = [about.split(":") for about in abouts]
        notes = Update.objects.select_related("petition__action").filter(removed_at=None)
        updates = {u.public_id.hex: u for u in notes.filter(public_id__in={update for update, _s in pairs})}
        wanting = Signature.objects.filter(public_id__in=[s for _u, s in pairs], wants_updates=True)
        signatures = {s.public_id.hex: s for s in wanting.filter(state=State.CONFIRMED)}
        return {f"{u}:{s}": cls(updates[u], signatures[s]) for u, s in pairs if u in updates and s in signatures}

    def words(self) -> Words:
        petition = self.update.petition
        token = updates_signer.sign(self.signature.public_id.hex)
        return Words(
            subject=short(f"{self.update.title}: {petition.action.title}", SUBJECT_AT_MOST),
            paragraphs=[part.strip() for part in self.update.body.split("\n\n") if part.strip()] or [self.update.title],
            button=(_("See the petition"), full_url("petition:page", petition.action.slug)),
            stop_url=full_url("petition:stop_updates", petition.action.slug, token),
            reason=_("You get this because you signed and asked to hear how it goes on."),
        )


def people_have_signed(count: int) -> str:
    """ "1 person has signed", "1,864 people have signed"."""
    return ngettext("%(n)s person has signed", "%(n)s people have signed", count) % {"n": f"{count:,}"}
