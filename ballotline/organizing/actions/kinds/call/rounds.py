"""One caller's way through their offices: it lies in a cookie of its own pages for an hour after the last press, on the
caller's own device and in no table of ours. What was typed about the place is not in it; how each call went stands in
the calls themselves, under the round's key (decision 0025).
"""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from secrets import token_urlsafe
from typing import Self

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from ballotline.organizing.actions.kinds.call.models import CallCampaign
from ballotline.organizing.actions.kinds.call.rules import KEPT_FOR

SALT, COOKIE = "call.round", "round"


@dataclass(frozen=True, slots=True)
class Round:
    """Which terms, nearest first, and why each may be another's; which asks; how the caller calls themselves; what is
    told at the first office: a word of places.words.HINTS, and offices where nobody sits. Places count from 1."""

    campaign: int
    key: str
    terms: list[int]
    why: list[str]
    asks: list[int]
    name: str = ""
    town: str = ""
    hint: str = ""
    vacant: list[int] | tuple[int, ...] = ()

    @classmethod
    def begun(cls, campaign: CallCampaign, **known: object) -> Self:
        return cls(campaign.pk, token_urlsafe(12), **known)  # type: ignore[arg-type]

    def signed(self) -> str:
        return signing.dumps(list(asdict(self).values()), salt=SALT, compress=True)

    def call_key(self, place: int) -> str:
        """Of the call that is pressed at this place. The windows know a round by its first, which ends in 0."""
        return f"{self.key}:{place - 1}"

    @property
    def call_keys(self) -> list[str]:
        return [self.call_key(place) for place in range(1, len(self.terms) + 1)]

    def places(self, in_office: Collection[int], *, after: int = 0) -> Iterator[int]:
        """Behind that place, those whose term still runs: who left office meanwhile is passed over."""
        return (place for place, term in enumerate(self.terms, 1) if place > after and term in in_office)


def keep(response: HttpResponseBase, kept: Round, slug: str) -> None:
    """For an hour from now, for this round's own pages only."""
    response.set_cookie(
        COOKIE,
        kept.signed(),
        max_age=KEPT_FOR,
        path=reverse("call:round", args=[slug, kept.key]),
        httponly=True,
        samesite="Lax",
        secure=settings.CONFIG.is_https,
    )


def kept_of(request: HttpRequest, campaign: CallCampaign, key: str) -> Round | None:
    """None without a cookie, after the hour, or for one that is forged or of another round or campaign."""
    try:
        found = Round(*signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_FOR))
    except (signing.BadSignature, TypeError):
        return None
    return found if (found.campaign, found.key) == (campaign.pk, key) else None
