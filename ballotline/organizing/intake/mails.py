"""What the mails of cases say: an answer to whoever asked, and to an organizer that one is theirs to answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.organization.queries import our_zone, us
from ballotline.foundation.ui import dates
from ballotline.foundation.ui.links import full_url
from ballotline.movement.accounts.queries import names_of
from ballotline.movement.mail.addresses import reply_address
from ballotline.movement.mail.models import InboundMessage
from ballotline.movement.mail.threads import Thread, answer_to
from ballotline.movement.mail.words import Basis, Called, Lane, Words
from ballotline.organizing.intake import queries, rules
from ballotline.organizing.intake.models import Case, Entry


@dataclass(frozen=True, slots=True)
class Answer:
    """An organizer's own words. `about` is the entry's id; under whose name it leaves, the thread says."""

    entry: Entry
    by: str
    answers: InboundMessage | None
    purpose: ClassVar[str] = "answers"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.ANSWERS
    called: ClassVar[Called] = gettext_lazy("answer to what somebody asked")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        rows = Entry.objects.filter(public_id__in=abouts, kind=Entry.Kind.OUT).select_related("case__kind")
        names, answered = names_of({row.by_id for row in rows}, False), _last_letters(rows)
        return {row.public_id.hex: cls(row, names.get(row.by_id, ""), answered.get(row.case_id)) for row in rows}

    def words(self) -> Words:
        case, organization = self.entry.case, us().name
        signed = f"{self.by}, {organization}" if self.by else organization
        thread = answer_to(self.answers) if self.answers else Thread("", ())
        asked_on = dates.day_of_record(timezone.localdate(case.opened_at, our_zone()))
        return Words(
            subject=self._subject(),
            paragraphs=[*_paragraphs(self.entry.text), signed],
            reason=_("You get this because you wrote to us on %s. It is the answer to that.") % asked_on,
            topic=case.kind.words,
            reply_to=reply_address(queries.reply_key(case)),
            in_reply_to=thread.in_reply_to,
            references=thread.references,
            by_hand=True,
        )

    def _subject(self) -> str:
        """A mail is answered under its own subject, so that it stands in the same thread; a form had none."""
        if self.entry.case.source == Case.Source.MAIL:
            return self.entry.case.subject
        return _("Our answer: %s") % self.entry.case.kind.words


def _last_letters(answers: Iterable[Entry]) -> dict[int, InboundMessage]:
    """By the pk of their cases, the last mail that came in each before it was answered."""
    came = Entry.objects.filter(case__in=[one.case_id for one in answers], kind=Entry.Kind.IN).order_by("pk")
    entries = list(came.exclude(message_id=""))
    letters = queries.letters_behind(entries)
    return {one.case_id: letters[one.pk] for one in entries if one.pk in letters}


def _paragraphs(text: str) -> list[str]:
    return [one.strip() for one in text.split("\n\n") if one.strip()]


@dataclass(frozen=True, slots=True)
class YoursToAnswer:
    """To whom a case was given. `about` is "case id.account id": one that is done, or somebody else's, needs none.

    Nothing that a stranger typed stands in it.
    """

    case: Case
    at: datetime
    purpose: ClassVar[str] = "cases"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.NOTICES
    called: ClassVar[Called] = gettext_lazy("a case that is theirs to answer")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        ids = {about: about.partition(".") for about in abouts}
        rows = Case.objects.filter(public_id__in=[one for one, _dot, _to in ids.values()], state__in=rules.OUR_TURN)
        of_owner = {
            (row.public_id, row.owner.public_id): row for row in rows.select_related("owner", "kind") if row.owner
        }
        keys = {about: (UUID(one), UUID(to)) for about, (one, _dot, to) in ids.items()}
        return {about: cls(of_owner[key], at) for about, key in keys.items() if key in of_owner}

    def words(self) -> Words:
        case, number = self.case, self.case.number
        due = timezone.localtime(case.due_at, our_zone())
        by_when = dates.moment(due, today=timezone.localdate(self.at, our_zone()))
        return Words(
            subject=_("Case %(number)s is yours: %(kind)s") % {"number": number, "kind": case.kind.words},
            paragraphs=[
                _("Somebody asked us: %s.") % case.kind.words,
                _("It is yours to answer by %s.") % by_when,
            ],
            button=(_("Open case %s") % number, full_url("cases_desk:case", case.public_id)),
            reason=_("You get this because you answer what people ask us. Say at the desk when you are away."),
            topic=case.kind.words,
        )
