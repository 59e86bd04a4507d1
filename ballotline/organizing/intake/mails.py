"""What the mail of a case says: an answer to whoever asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.organization.queries import our_zone, us
from ballotline.foundation.ui import dates
from ballotline.movement.accounts.queries import names_of
from ballotline.movement.mail.words import Basis, Called, Lane, Words
from ballotline.organizing.intake.models import Case, Entry


@dataclass(frozen=True, slots=True)
class Answer:
    """An organizer's own words. `about` is the entry's id; under whose name it leaves, the thread says."""

    entry: Entry
    by: str
    purpose: ClassVar[str] = "answers"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.ANSWERS
    called: ClassVar[Called] = gettext_lazy("answer to what somebody asked")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        rows = Entry.objects.filter(public_id__in=abouts, kind=Entry.Kind.OUT).select_related("case__kind")
        names = names_of({row.by_id for row in rows}, False)
        return {row.public_id.hex: cls(row, names.get(row.by_id, "")) for row in rows}

    def words(self) -> Words:
        case, organization = self.entry.case, us().name
        signed = f"{self.by}, {organization}" if self.by else organization
        asked_on = dates.day_of_record(timezone.localdate(case.opened_at, our_zone()))
        return Words(
            subject=self._subject(),
            paragraphs=[*_paragraphs(self.entry.text), signed],
            reason=_("You get this because you wrote to us on %s. It is the answer to that.") % asked_on,
            topic=case.kind.words,
        )

    def _subject(self) -> str:
        """A mail is answered under its own subject, so that it stands in the same thread; a form had none."""
        if self.entry.case.source == Case.Source.MAIL:
            return self.entry.case.subject
        return _("Our answer: %s") % self.entry.case.kind.words


def _paragraphs(text: str) -> list[str]:
    return [one.strip() for one in text.split("\n\n") if one.strip()]
