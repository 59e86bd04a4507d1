"""What the list of people is asked, in its address: each filter in readable words, whom it finds, how to take it away.

`?did=signed&did=called&tag=has+a+car&lives_in=Ward+5&mail=yes&without=email`: they narrow one another. The list, its
export and the tag for all that are found read the same question here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.access.doors import DeskRequest
from ballotline.foundation.access.rules import Scope
from ballotline.interfaces.desk.acts import deeds, to_ask_for
from ballotline.movement.people import queries
from ballotline.movement.people.models import Activity, ContactPoint, Person, Tag
from ballotline.movement.people.where import Where, asked_where
from ballotline.organizing.actions.declared import KINDS, Words
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.queries import of_every_kind_within

NARROWING = ("q", "did", "part", "tag", "lives_in", "mail", "without")
QUESTION = (*NARROWING, "may_be", "sort", "page")
MAIL: dict[str, tuple[bool, Words]] = {
    "yes": (True, gettext_lazy("may be written to")),
    "no": (False, gettext_lazy("may not be written to")),
}
WITHOUT: dict[str, tuple[ContactPoint.Kind, Words]] = {
    "email": (ContactPoint.Kind.EMAIL, gettext_lazy("without e-mail")),
    "phone": (ContactPoint.Kind.PHONE, gettext_lazy("without phone")),
}


@dataclass(frozen=True)
class Asked:
    """One question to the list. A word that it doesn't know is left out; a tag or an ask that is not there finds
    nobody."""

    words: str
    did: tuple[str, ...]
    slug: str
    took_part_in: Action | None
    tag: str
    where: Where
    mail: str
    without: tuple[str, ...]

    def of(self, people: QuerySet[Person]) -> QuerySet[Person]:
        """All that it narrows to but for the place, which may be sure or not."""
        found = queries.who_did(queries.search(people, self.words), self.did)
        if self.slug:
            found = _who_took_part(found, self.took_part_in)
        if self.tag:
            found = found.filter(taggings__tag__name_key=self.tag)
        if self.mail:
            found = queries.who_allow(found, channel="email", purpose="news", given=MAIL[self.mail][0])
        for one in self.without:
            found = queries.without(found, WITHOUT[one][0])
        return found

    def found(self, people: QuerySet[Person]) -> QuerySet[Person]:
        return self.where.of(self.of(people))

    def in_words(self) -> Iterator[tuple[str, str, str]]:
        """(name in the address, its value there or "" for any, what it says) of each filter."""
        if self.words:
            yield "q", "", f"“{self.words}”"
        yield from (("did", one, str(deeds()[one])) for one in self.did)
        if self.slug:
            title = self.took_part_in.title if self.took_part_in else self.slug
            yield "part", "", _("took part in “%(title)s”") % {"title": title}
        if self.tag:
            named = Tag.objects.filter(name_key=self.tag).first()
            yield "tag", "", _("tag “%(tag)s”") % {"tag": named or self.tag}
        if self.where.words:
            yield "lives_in", "", _("lives in %(place)s") % {"place": self.where.called}
        if self.mail:
            yield "mail", "", str(MAIL[self.mail][1])
        yield from (("without", one, str(WITHOUT[one][1])) for one in self.without)


def asked(request: DeskRequest) -> Asked:
    """Only places and asks are named that the organizer may see."""
    wanted = {name: str(value).replace("\x00", "") for name, value in request.GET.items()}
    everybody = None if request.reach.everywhere else queries.within(request.reach)
    slug, mail = wanted.get("part", "")[:70], wanted.get("mail", "")
    return Asked(
        words=" ".join(wanted.get("q", "")[:100].split()),
        did=tuple(one for one in deeds() if one in request.GET.getlist("did")),
        slug=slug,
        took_part_in=_ask(request.scope, slug),
        tag=wanted.get("tag", "")[:60],
        where=asked_where(wanted, of=everybody),
        mail=mail if mail in MAIL else "",
        without=tuple(one for one in WITHOUT if one in request.GET.getlist("without")),
    )


def all_asked_for(request: DeskRequest) -> QuerySet[Person]:
    return asked(request).found(queries.within(request.reach))


def question(wanted: QueryDict) -> str:
    """The list's question as the end of an address, with the page; empty for everybody."""
    kept = QueryDict(mutable=True)
    for name in QUESTION:
        if values := [one for one in wanted.getlist(name) if one]:
            kept.setlist(name, values)
    return f"?{kept.urlencode()}" if kept else ""


def to_take_away(question_asked: Asked, wanted: QueryDict) -> list[tuple[str, str]]:
    """(a filter in words, the address of the list without it)"""
    return [
        (words, reverse("desk:people") + question(_but(wanted, name, value)))
        for name, value, words in question_asked.in_words()
    ]


def _but(wanted: QueryDict, name: str, value: str) -> QueryDict:
    """Without one filter, on the first page. Who may live somewhere is asked together with where."""
    kept = wanted.copy()
    kept.setlist(name, [one for one in kept.getlist(name) if value and one != value])
    for other in ("page", "may_be") if name == "lives_in" else ("page",):
        kept.pop(other, None)
    return kept


def what_to_ask(scope: Scope, *, most: int) -> dict[str, Any]:
    """What the filters offer: deeds, tags, and of each kind in words what of it was published, as far as one sees."""
    asks = of_every_kind_within(scope.reach("actions.read")).exclude(state=Action.State.DRAFT)
    newest = list(asks.order_by("-pk")[:most])
    by_kind = {kind.many: [one for one in newest if one.kind == name] for name, kind in KINDS.items()}
    return {
        "deeds": to_ask_for().items(),
        "asks": [(many, found) for many, found in by_kind.items() if found],
        "tags": queries.tags_within(scope.reach("people.read"))[:most],
        "mail_words": [(name, words) for name, (_given, words) in MAIL.items()],
        "without_words": [(name, words) for name, (_way, words) in WITHOUT.items()],
    }


def _ask(scope: Scope, slug: str) -> Action | None:
    """What somebody took part in, whatever its kind; None where the organizer sees no such ask."""
    return of_every_kind_within(scope.reach("actions.read")).filter(slug=slug).first() if slug else None


def _who_took_part(found: QuerySet[Person], action: Action | None) -> QuerySet[Person]:
    if action is None:
        return found.none()
    kind = KINDS[action.kind]
    about = {"about_kind": kind.model.WORD, "about_id": str(action.public_id)}
    return found.filter(Exists(Activity.objects.filter(kind__in=kind.did, person=OuterRef("pk"), **about)))
