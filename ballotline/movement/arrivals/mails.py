"""The two messages of the way in. Nothing that a stranger typed stands in a mail to an unconfirmed address."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals import queries, rules
from ballotline.movement.arrivals.declared import KINDS, Said, kind_of
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.mail.words import Words

State = Arrival.State
SUBJECT_AT_MOST = 50  # what a phone shows of it


def short(text: str, room: int = SUBJECT_AT_MOST) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class _AboutAnArrival:
    """`about` is "kind.public id"; one statement a kind loads all of a batch."""

    arrival: Arrival
    states: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        ids: dict[str, list[str]] = defaultdict(list)
        for about in abouts:
            name, _dot, public_id = about.partition(".")
            ids[name].append(public_id)
        rows = [row for name in ids if name in KINDS for row in cls._rows(name, ids[name])]
        return {f"{kind_of(row).name}.{row.public_id.hex}": cls(row) for row in rows if cls.is_wanted(row, at)}

    @classmethod
    def _rows(cls, name: str, ids: Sequence[str]) -> Sequence[Arrival]:
        return list(queries.of(KINDS[name]).filter(public_id__in=ids, state__in=cls.states))

    @classmethod
    def is_wanted(cls, arrival: Arrival, at: datetime) -> bool:
        return True

    @property
    def purpose(self) -> str:
        return kind_of(self.arrival).purpose

    @property
    def said(self) -> Said:
        return kind_of(self.arrival).said(self.arrival)

    @property
    def url(self) -> str:
        return settings.CONFIG.url + reverse("arrivals:confirm", args=[queries.token_of(self.arrival)])


@dataclass(frozen=True, slots=True)
class PleaseConfirm(_AboutAnArrival):
    """The one message before anything counts: a button, and a code for who distrusts links."""

    states: ClassVar[tuple[str, ...]] = queries.WAITING

    @classmethod
    def is_wanted(cls, arrival: Arrival, at: datetime) -> bool:
        return arrival.confirmed_at is None and kind_of(arrival).is_open(arrival.asked, at)

    def words(self) -> Words:
        said, code = self.said, rules.code_as_shown(queries.code_of(self.arrival))
        return Words(
            subject=short(said.subject),
            paragraphs=[said.somebody, *said.quoted, _("If it was you, press the button. %s") % said.then],
            button=(said.button, self.url),
            after=[
                _("Or type this code on the page that told you to look here: %s") % code,
                _("It wasn't you? Do nothing, or open the link and choose “%s”.") % said.not_me,
            ],
            reason=_(
                "You get this because this address was typed there. The link works for 14 days; a month later what was "
                "typed is forgotten."
            ),
        )


@dataclass(frozen=True, slots=True)
class AlreadyCounted(_AboutAnArrival):
    """For somebody who takes part again: the page says the same as the first time, the mail tells the truth."""

    states: ClassVar[tuple[str, ...]] = (State.CONFIRMED,)

    def words(self) -> Words:
        said = self.said
        return Words(
            subject=short(said.again_subject),
            paragraphs=[said.somebody, *said.quoted, said.again],
            button=(said.again_button, self.url),
            reason=_("You get this because this address was typed there."),
        )
