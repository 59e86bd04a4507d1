"""What the mails of chapters say: to a member whose chapter was split, or taken in by another; and that one begins that
may be nearer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.links import full_url
from ballotline.movement.mail.words import Basis, Called, Lane, Words
from ballotline.organizing.chapters import rules
from ballotline.organizing.chapters.models import Chapter, Membership


def _two_in_each(abouts: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The two ids in each "one.other"."""
    return {about: (one, other) for about in abouts for one, _dot, other in [about.partition(".")]}


def _memberships(ids: Iterable[str], **which: Any) -> dict[str, Membership]:
    rows = Membership.objects.filter(public_id__in=list(ids), **which).select_related("chapter")
    return {row.public_id.hex: row for row in rows}


@dataclass(frozen=True, slots=True)
class NowThere:
    """`about` is "ended membership.new one"; who has left meanwhile needs none."""

    left: Chapter
    joined: Chapter
    purpose: ClassVar[str] = "chapters"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.NOTICES
    called: ClassVar[Called] = gettext_lazy("word that a membership moved to another chapter")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        ids = _two_in_each(abouts)
        by_id = _memberships(one for pair in ids.values() for one in pair)
        found = {about: (by_id.get(left), by_id.get(joined)) for about, (left, joined) in ids.items()}
        return {
            about: cls(left.chapter, joined.chapter)
            for about, (left, joined) in found.items()
            if left and joined and joined.ended_at is None
        }

    def words(self) -> Words:
        names = {"left": self.left.name, "joined": self.joined.name}
        return Words(
            subject=_("You belong to %(joined)s now") % names,
            paragraphs=[
                _("You were a member of %(left)s. An organizer has changed which chapter serves where.") % names,
                _("You are a member of %(joined)s from today on, and nothing that you did is lost.") % names,
            ],
            button=(_("See %(joined)s") % names, full_url("site:chapter", self.joined.slug)),
            after=[_("You would rather not? Leave it, or join another one, under My data on our page.")],
            reason=_("You get this because you are a member."),
            topic=self.joined.name,
        )


@dataclass(frozen=True, slots=True)
class MayBeNearer:
    """`about` is "membership.new chapter"; who has left meanwhile, or belongs there already, needs none."""

    member_of: Chapter
    begun: Chapter
    purpose: ClassVar[str] = "chapters"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.NOTICES
    called: ClassVar[Called] = gettext_lazy("word that a chapter begins nearby")

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> Mapping[str, Self]:
        ids = _two_in_each(abouts)
        standing = _memberships((one for one, _key in ids.values()), ended_at=None)
        chapters = Chapter.objects.filter(public_id__in=[key for _one, key in ids.values()], state__in=rules.AT_WORK)
        begun = {row.public_id.hex: row for row in chapters}
        members = Membership.objects.filter(chapter__in=begun.values(), ended_at=None)
        there = set(members.values_list("person", "chapter"))
        return {
            about: cls(standing[one].chapter, begun[key])
            for about, (one, key) in ids.items()
            if one in standing and key in begun and (standing[one].person_id, begun[key].pk) not in there
        }

    def words(self) -> Words:
        names = {"now": self.member_of.name, "begun": self.begun.name}
        return Words(
            subject=_("%(begun)s begins, and may be nearer to you") % names,
            paragraphs=[
                _("You are a member of %(now)s, and you stay it.") % names,
                _("A part of its area has a chapter of its own now."),
                _("We know only your ZIP code, so we can't say where you belong. If it is yours, join it."),
            ],
            button=(_("See %(begun)s") % names, full_url("site:chapter", self.begun.slug)),
            reason=_("You get this because you are a member."),
            topic=self.begun.name,
        )
