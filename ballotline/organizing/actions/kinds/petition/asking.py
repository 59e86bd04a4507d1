"""What a petition is to the desk that all kinds share."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ballotline.foundation.access.doors import DeskRequest
from ballotline.foundation.access.rules import Actor
from ballotline.foundation.organization.queries import our_zone
from ballotline.foundation.ui import charts
from ballotline.foundation.ui.deeds import with_who
from ballotline.organizing.actions.declared import Ending, Kind, Tab, WayBack, declare
from ballotline.organizing.actions.desk_pages.frame import A_PAGE
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.context import page_context
from ballotline.organizing.actions.kinds.petition.desk_forms import PetitionForm
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.next_step import another_petition
from ballotline.organizing.actions.kinds.petition.pages.figure import figure_for
from ballotline.organizing.actions.kinds.petition.rules import is_near_its_end
from ballotline.organizing.actions.kinds.petition.services import running, telling
from ballotline.organizing.actions.kinds.petition.today import DUTIES
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.queries import may_on, people_by_state
from ballotline.organizing.actions.tally import Tally
from ballotline.organizing.actions.words import closes, on_the_way


def _standing(petition: Petition, at: datetime) -> str:
    if petition.outcome:
        return str(petition.get_outcome_display())
    if petition.delivered_at:
        return _("handed over")
    if petition.action.state == Action.State.LIVE and not petition.is_open(at):
        return _("live, outside its hours")
    return str(petition.action.get_state_display())


def _tallies(petitions: Sequence[Petition], at: datetime) -> dict[int, Tally]:
    return {pk: counted.tally for pk, counted in queries.counts_of(petitions, at).items()}


def _facts(petitions: Sequence[Petition], at: datetime) -> dict[int, list[str]]:
    counts, comments = people_by_state(petitions), queries.waiting_comments_of(petitions)
    return {
        one.pk: [*on_the_way(counts[one.pk]), *_to_look_at(comments.get(one.pk, 0)), *closes(one, at)]
        for one in petitions
    }


def _to_look_at(comments: int) -> list[str]:
    words = ngettext("%(n)s comment to look at", "%(n)s comments to look at", comments)
    return [words % {"n": comments}] if comments else []


def _tells(petition: Petition, at: datetime) -> str:
    n = queries.to_be_told(petition) if queries.count_now(petition, at).all else 0
    if not n:
        return _("Nobody is mailed.")
    words = ngettext(
        "%(n)s person who asked to hear more is told by mail in ten minutes; opening it again holds that back.",
        "%(n)s people who asked to hear more are told by mail in ten minutes; opening it again holds that back.",
        n,
    )
    return words % {"n": f"{n:,}"}


def _may_reopen(petition: Petition) -> bool:
    return not petition.outcome and not petition.delivered_at


def _head(petition: Petition, may: Collection[str], at: datetime) -> Mapping[str, Any]:
    """The figures, and what the next thing to do depends on."""
    count, closes = queries.count_now(petition, at), petition.action.closes_at
    return {
        "count": count,
        "waiting_comments": queries.waiting_comments(petition).count(),
        "is_near_its_end": is_near_its_end(count=count.all, goal=petition.goal, closes=closes, at=at),
    }


def _overview(_request: DeskRequest, petition: Petition) -> Mapping[str, Any]:
    zone = our_zone()  # of the columns and of what is marked on them
    days = queries.by_day(petition, zone)
    chart = charts.columns_by_day(
        days,
        title=_("Signatures a day"),
        description=_("Signed online, by the day of the confirmation."),
        source=_("Our own count"),
        as_of=timezone.localdate(),
        events=[(timezone.localdate(note.posted_at, zone), note.title) for note in queries.updates(petition)],
    )
    return {
        "chart": chart if days else "",
        "towns": queries.by_town(petition),
        "sources": queries.by_source(petition),
        "on_word": queries.on_word(petition),
        "parts_template": "petition/desk/parts.html",
    }


def _history(request: DeskRequest, petition: Petition) -> Mapping[str, Any]:
    """What was taken out together, with who did, and who put it back."""
    if "actions.people" not in may_on(petition, request.scope):
        return {}
    batches = list(petition.batches.order_by("-at")[:A_PAGE])
    taken_out = with_who(request, batches, on=petition.ref, moment="at")
    put_back = with_who(request, batches, on=petition.ref, moment="undone_at")
    rows = [(batch, who, back) for (batch, who), (_batch, back) in zip(taken_out, put_back, strict=True)]
    return {"above_history": "petition/desk/taken_out.html", "batches": rows}


def _through(rows: QuerySet[Signature], wanted: Mapping[str, str]) -> QuerySet[Signature]:
    """Only those who came by one person's own link."""
    return rows.filter(shared_by__share_code=wanted["through"]) if wanted.get("through") else rows


def _published(petition: Petition, _by: Actor, at: datetime) -> None:
    running.ask_for_sheets(petition=petition, at=at)


def _closed(petition: Petition, by: Actor, at: datetime) -> None:
    """Those who asked to hear more are told how many have signed."""
    telling.tell_that_it_closed(petition=petition, by=by, at=at)


def _reopened(petition: Petition, _by: Actor, at: datetime) -> None:
    telling.take_off(petition=petition, key="closed", at=at)


def _front_row(request: HttpRequest, petition: Petition, at: datetime) -> Mapping[str, Any]:
    return {"count": figure_for(request, petition, at)}


TABS = (
    Tab(
        "comments",
        gettext_lazy("Comments"),
        "petitions.moderate",
        "waiting_comments",
        does=gettext_lazy("Look at comments"),
    ),
    Tab("sharing", gettext_lazy("Sharing"), "actions.read", does=gettext_lazy("Share, or print sheets")),
    Tab("updates", gettext_lazy("Updates"), "actions.edit", does=gettext_lazy("Post an update")),
    Tab("paper", gettext_lazy("Paper"), "actions.edit", does=gettext_lazy("Add paper signatures")),
    Tab("delivery", gettext_lazy("Delivery"), "petitions.deliver", does=gettext_lazy("Prepare a delivery")),
)

declare(
    Kind(
        name="petition",
        rank=1,
        model=Petition,
        form=PetitionForm,
        one=gettext_lazy("Petition"),
        many=gettext_lazy("Petitions"),
        new=gettext_lazy("New petition"),
        empty=gettext_lazy("Petitions will stand here. Write the first one: four fields, ten minutes."),
        of_action=("title", "body", "opens_at", "closes_at", "image", "image_text", "image_credit"),
        own=("target", "asks", "goal", "share_words"),
        page="petition/page.html",
        page_context=page_context,
        ending=Ending(
            end=gettext_lazy("End signing"),
            what_then=gettext_lazy(
                "Nobody can sign from now on. The page stays where it is, with its count and a note that it is over."
            ),
            ended=gettext_lazy("Signing has ended."),
            again=gettext_lazy("Open signing again"),
            tells=_tells,
            may_reopen=_may_reopen,
        ),
        ways_back={
            "petition delivered": WayBack(
                gettext_lazy("Take it back: not handed over"), "take_back_delivered", lambda one: bool(one.delivered_at)
            ),
            "outcome recorded": WayBack(
                gettext_lazy("Take it back: not decided"), "take_back_outcome", lambda one: bool(one.outcome)
            ),
        },
        after={"publish": _published, "close": _closed, "reopen": _reopened},
        standing=_standing,
        tallies=_tallies,
        facts=_facts,
        head=_head,
        overview=_overview,
        history=_history,
        tabs=TABS,
        duties=DUTIES,
        next_step=another_petition,
        next_rank=2,
        aim=lambda petition: str(petition.target),
        did={"signed": gettext_lazy("signed")},
        people=Signature,
        people_words=gettext_lazy("Signatures"),
        people_where=_through,
        bulk="petition/desk/bulk.html",
        person_line="petition/desk/word_line.html",
        press=gettext_lazy("Sign this petition"),
        front="petition/front.html",
        front_row=_front_row,
    )
)
