"""The message of the way in. Nothing that a stranger typed stands in a mail to an unconfirmed address."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Self

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.organization.queries import our_zone
from ballotline.foundation.ui import dates
from ballotline.foundation.ui.links import full_url
from ballotline.movement.arrivals import queries, rules
from ballotline.movement.arrivals.declared import KINDS, Said, kind_of
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.mail.words import Basis, Called, Lane, Words

State = Arrival.State


@dataclass(frozen=True, slots=True)
class PleaseConfirm:
    """The one message after a press: before anything counts, a button, and a code for who distrusts links.

    `about` is "kind.public id.mark of the mailbox". Where mailbox and name count already it says that instead
    (`counts`): the page says the same to everybody, the mail tells the truth. What an organizer took out gets none.
    """

    arrival: Arrival
    counts: Arrival | None = None
    basis: ClassVar[Basis] = Basis.ANSWER
    lane: ClassVar[Lane] = Lane.CODES
    called: ClassVar[Called] = gettext_lazy("question to confirm")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        ids: dict[str, list[str]] = defaultdict(list)
        for about in abouts:
            name, _dot, rest = about.partition(".")
            ids[name].append(rest.partition(".")[0])
        found = {about: one for name in ids if name in KINDS for about, one in cls._of(name, ids[name], at)}
        return {about: found[about] for about in abouts if about in found}

    @classmethod
    def _of(cls, name: str, ids: Sequence[str], at: datetime) -> Iterator[tuple[str, Self]]:
        """Each by what it is about now: a row that moved to another mailbox is not what the old mail was about."""
        waiting = queries.of(KINDS[name]).filter(public_id__in=ids, state__in=queries.WAITING, confirmed_at=None)
        rows = [row for row in waiting if KINDS[name].is_open(row.asked, at)]
        standing = queries.standing(rows)
        for row in rows:
            stands = standing.get(row.pk)
            if stands is None or stands.state == State.CONFIRMED:
                yield queries.about(row), cls(row, stands)

    @property
    def purpose(self) -> str:
        return kind_of(self.arrival).purpose

    def words(self) -> Words:
        return _already(self.counts) if self.counts else _please(self.arrival)


class StillWaits(PleaseConfirm):
    """The same once more, to who has not answered for a day or longer.

    Who has answered since, or is set aside, gets none.
    """

    __slots__ = ()
    lane: ClassVar[Lane] = Lane.BROADCASTS  # to all who wait, because an organizer pressed a button
    called: ClassVar[Called] = gettext_lazy("reminder to confirm")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        found = super().load(abouts, at=at)
        waits = {about for about, one in found.items() if one.arrival.state == State.PENDING and one.counts is None}
        return {about: found[about] for about in found if about in waits}

    def words(self) -> Words:
        """Its paragraphs hold the day of the press, and still nothing that was typed."""
        words, said = _please(self.arrival), kind_of(self.arrival).said(self.arrival)
        day = dates.day_of_record(timezone.localdate(self.arrival.pressed_at, our_zone()))
        *before, press = words.paragraphs
        return replace(
            words,
            subject=_("We have not heard back: %s") % said.title,
            paragraphs=[*before, _("That was on %s, and we have not heard back yet.") % day, press],
            reason=_(
                "You get this because this address was typed there. We write about it this once more, and never again. "
                "The link works for 14 days; a month later what was typed is forgotten."
            ),
        )


def _url(arrival: Arrival) -> str:
    return full_url("arrivals:confirm", queries.token_of(arrival))


def _please(arrival: Arrival) -> Words:
    said, code = kind_of(arrival).said(arrival), rules.code_as_shown(queries.code_of(arrival))
    return Words(
        subject=said.subject,
        paragraphs=[said.somebody, *said.quoted, _("If it was you, press the button. %s") % said.then],
        button=(said.button, _url(arrival)),
        after=[
            _("Or type this code on the page that told you to look here: %s") % code,
            _("It wasn't you? Do nothing, or open the link and choose “%s”.") % said.not_me,
        ],
        reason=_(
            "You get this because this address was typed there. The link works for 14 days; a month later what was "
            "typed is forgotten."
        ),
        topic=said.title,
        secrets=[code],
    )


def _already(counts: Arrival) -> Words:
    said: Said = kind_of(counts).said(counts)
    return Words(
        subject=said.again_subject,
        paragraphs=[said.somebody, *said.quoted, said.again],
        button=(said.again_button, _url(counts)),
        reason=_("You get this because this address was typed there."),
        topic=said.title,
    )
