"""What a pledge is to the desk that all kinds share."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ballotline.foundation.ui.dates import day
from ballotline.organizing.actions.declared import Ending, Kind, Tab, WayBack, declare
from ballotline.organizing.actions.kinds.pledge.forms import PledgeForm
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise
from ballotline.organizing.actions.kinds.pledge.next_step import a_pledge
from ballotline.organizing.actions.kinds.pledge.today import DUTIES
from ballotline.organizing.actions.queries import people_by_state, somebody_said_yes
from ballotline.organizing.actions.services import NotNow
from ballotline.organizing.actions.words import on_the_way, tally

SENTENCE = frozenset({"kind", "promise", "unless"})


def _may_change(pledge: Pledge, changed: Collection[str]) -> None:
    if SENTENCE & set(changed) and somebody_said_yes(pledge):
        raise NotNow(
            _("People have made this promise already: its words stay as they are. End it, and write another one.")
        )


def _standing(pledge: Pledge, _at: datetime) -> str:
    return str(pledge.get_verdict_display() if pledge.verdict else pledge.action.get_state_display())


def _made(n: int) -> str:
    return ngettext("%(n)s person has made this pledge", "%(n)s people have made this pledge", n)


def _facts(pledges: Sequence[Pledge], at: datetime) -> dict[int, list[str]]:
    counts, today = people_by_state(pledges), timezone.localdate(at)
    return {one.pk: [_("by %s") % day(one.due, today=today), *on_the_way(counts[one.pk])] for one in pledges}


def _public_facts(pledges: Sequence[Pledge], at: datetime) -> dict[int, list[str]]:
    return {one.pk: [_decided(one, timezone.localdate(at))] for one in pledges}


def _front_row(_request: HttpRequest, pledge: Pledge, at: datetime) -> Mapping[str, Any]:
    return {"due": pledge.due, "facts": [str(tally(pledge, at))]}


def _decided(pledge: Pledge, today: date) -> str:
    if pledge.verdict:
        return _("The condition: %s") % pledge.get_verdict_display()
    return _("by %s") % day(pledge.due, today=today)


declare(
    Kind(
        name="pledge",
        rank=3,
        model=Pledge,
        form=PledgeForm,
        one=gettext_lazy("Pledge"),
        many=gettext_lazy("Pledges"),
        new=gettext_lazy("New pledge"),
        empty=gettext_lazy("Pledges will stand here: a promise with a condition and a day."),
        own=("kind", "promise", "unless", "due", "decided_by"),
        may_change=_may_change,
        ending=Ending(
            end=gettext_lazy("End this pledge"),
            what_then=gettext_lazy(
                "Nobody can make this pledge from now on. Its page and its count stay, and its condition is decided as "
                "before."
            ),
            ended=gettext_lazy("The pledge has ended: nobody can make it any more."),
            again=gettext_lazy("Open this pledge again"),
            may_reopen=lambda pledge: not pledge.verdict,
        ),
        ways_back={
            "pledge decided": WayBack(
                gettext_lazy("Take it back: not decided"), "take_back", lambda one: bool(one.verdict)
            )
        },
        standing=_standing,
        sentence=_made,
        facts=_facts,
        tabs=(Tab("verdict", gettext_lazy("Verdict"), "actions.edit", does=gettext_lazy("Record the verdict")),),
        duties=DUTIES,
        next_step=a_pledge,
        next_rank=3,
        aim=lambda pledge: f"{pledge.unless} {pledge.decided_by}",
        did={"pledged": gettext_lazy("made a pledge")},
        people=Promise,
        people_words=gettext_lazy("Promises"),
        page="pledge/page.html",
        public_facts=_public_facts,
        summary="pledge/summary.html",
        none=gettext_lazy("No pledge today."),
        press=gettext_lazy("Make this pledge"),
        front_row=_front_row,
        small_print=gettext_lazy(
            "This is a promise you make in public. It is not a signature and nobody can enforce it. "
            "Your name is not shown; only counts are."
        ),
    )
)
