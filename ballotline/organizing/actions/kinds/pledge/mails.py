"""What the mails of a pledge say. Nothing that a stranger typed stands in a mail to an unconfirmed address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.mail.words import Words
from ballotline.organizing.actions.kinds.pledge import queries
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise

State = Promise.State
SUBJECT_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class _AboutAPromise:
    promise: Promise
    purpose: ClassVar[str] = "pledges"
    state: ClassVar[str] = State.CONFIRMED

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        rows = Promise.objects.select_related("pledge__action").filter(public_id__in=abouts, state=cls.state)
        return {row.public_id.hex: cls(row) for row in rows if cls.is_wanted(row.pledge, at)}

    @classmethod
    def is_wanted(cls, pledge: Pledge, at: datetime) -> bool:
        return True

    @property
    def sentence(self) -> str:
        pledge = self.promise.pledge
        return _("%(promise)s unless %(unless)s.") % {"promise": pledge.promise, "unless": pledge.unless}

    def url(self, name: str) -> str:
        args = [self.promise.pledge.action.slug, queries.token_of(self.promise)]
        return settings.CONFIG.url + reverse(f"pledge:{name}", args=args)

    def subject(self, words: str) -> str:
        title = words % self.promise.pledge.action.title
        return title if len(title) <= SUBJECT_AT_MOST else title[: SUBJECT_AT_MOST - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class ConfirmPromise(_AboutAPromise):
    """The one message before a promise counts."""

    state: ClassVar[str] = State.PENDING

    @classmethod
    def is_wanted(cls, pledge: Pledge, at: datetime) -> bool:
        return pledge.is_open(at)

    def words(self) -> Words:
        return Words(
            subject=self.subject(_("Make your pledge: %s")),
            paragraphs=[
                _("Somebody made this pledge with your address:"),
                self.sentence,
                _("If it was you, press the button. Then it counts."),
            ],
            button=(_("Make this pledge"), self.url("confirm")),
            after=[_("It wasn't you? Do nothing, and nothing is kept after 14 days.")],
            reason=_("You get this because this address was typed under the pledge. The link works for 14 days."),
        )


@dataclass(frozen=True, slots=True)
class AlreadyPromised(_AboutAPromise):
    """For somebody who promises again: the page says the same as the first time, the mail tells the truth."""

    def words(self) -> Words:
        return Words(
            subject=self.subject(_("Your pledge stands: %s")),
            paragraphs=[_("Your pledge counted the first time:"), self.sentence],
            button=(_("See my pledge"), self.url("made")),
            reason=_("You get this because this address was typed under the pledge."),
        )


@dataclass(frozen=True, slots=True)
class Decided(_AboutAPromise):
    """The verdict, to everybody who promised."""

    @classmethod
    def is_wanted(cls, pledge: Pledge, at: datetime) -> bool:
        return bool(pledge.verdict)

    def words(self) -> Words:
        pledge = self.promise.pledge
        met = pledge.verdict == Pledge.Verdict.MET
        return Words(
            subject=_("The condition of your pledge: met") if met else _("The condition of your pledge: not met"),
            paragraphs=[
                pledge.verdict_words, _("Source: %s") % pledge.verdict_source, _("You promised: %s") % self.sentence,
                _("So you are free of your promise.") if met else _("So your promise holds. Tell others that you keep it."),
            ],
            button=(_("See what you can do next"), self.url("made")),
            reason=_("You get this because you made this pledge. On that page you withdraw it with one press."),
        )  # fmt: skip
