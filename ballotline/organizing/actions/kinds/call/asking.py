"""What a call campaign is to the desk that all kinds share."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.access.doors import DeskRequest
from ballotline.foundation.organization.queries import our_zone
from ballotline.foundation.ui import charts
from ballotline.foundation.ui.deeds import who_did
from ballotline.organizing.actions.declared import Ending, Export, Kind, Related, declare
from ballotline.organizing.actions.desk_pages.frame import A_PAGE, STANDS_FOR
from ballotline.organizing.actions.kinds.call import queries, services
from ballotline.organizing.actions.kinds.call.context import page_context
from ballotline.organizing.actions.kinds.call.forms import CallCampaignForm
from ballotline.organizing.actions.kinds.call.models import CallCampaign, Caller
from ballotline.organizing.actions.kinds.call.next_step import a_call
from ballotline.organizing.actions.kinds.call.rules import NO_NETWORK
from ballotline.organizing.actions.kinds.call.today import DUTIES
from ballotline.organizing.actions.queries import may_on, within
from ballotline.organizing.actions.words import closes
from ballotline.record.offices.models import PhoneLine

CALL_COLUMNS = ("at", "name", "office", "outcome", "asks", "said")


def _facts(campaigns: Sequence[CallCampaign], at: datetime) -> dict[int, list[str]]:
    return {one.pk: closes(one, at) for one in campaigns}


def _public_facts(campaigns: Sequence[CallCampaign], at: datetime) -> dict[int, list[str]]:
    return {one.pk: [_of_one(one, at)] for one in campaigns}


def _of_one(campaign: CallCampaign, at: datetime) -> str:
    return _("It takes 3 minutes") if campaign.is_open(at) else str(campaign.action.get_state_display())


def _wrong_numbers(request: DeskRequest) -> Mapping[str, Any]:
    campaigns = within(CallCampaign, request.scope.reach("offices.edit"))
    return {
        "above": "call/desk/wrong_numbers.html",
        "wrong": queries.reported_wrong(campaigns),
        "looked_at": _looked_at(request, queries.looked_at(campaigns, timezone.now() - STANDS_FOR)),
    }


def _looked_at(
    request: DeskRequest, lines: Sequence[tuple[PhoneLine, datetime]]
) -> list[tuple[PhoneLine, datetime, str]]:
    who = who_did(request, [(("official", line.official.public_id), at) for line, at in lines])
    return [(line, at, by) for (line, at), by in zip(lines, who, strict=True)]


def _overview(request: DeskRequest, campaign: CallCampaign) -> Mapping[str, Any]:
    return {
        "asks": queries.asks_of(campaign),
        **(_odd(request, campaign) if "actions.people" in may_on(campaign, request.scope) else {}),
        "targets": queries.by_target(campaign),
        "said": Paginator(queries.what_they_said(campaign), A_PAGE).get_page(request.GET.get("page")),
        **_charts(campaign),
    }


def _odd(request: DeskRequest, campaign: CallCampaign) -> Mapping[str, Any]:
    """What is set aside, and what counts since somebody looked, each with the mark of its network in an address."""
    odd = [(why, network or NO_NETWORK, n, last) for why, network, n, last in queries.set_aside(campaign)]
    cleared = queries.cleared(campaign, timezone.now() - STANDS_FOR)
    who = who_did(request, [(campaign.ref, at) for *_rest, at in cleared])
    looked = [(why, net or NO_NETWORK, n, at, by) for (why, net, n, at), by in zip(cleared, who, strict=True)]
    return {"odd": odd, "cleared": looked}


def _charts(campaign: CallCampaign) -> dict[str, str]:
    today, source = timezone.localdate(), _("Our own count")
    days, outcomes = queries.by_day(campaign, our_zone()), queries.by_outcome(campaign)
    by_day = charts.columns_by_day(
        days,
        title=_("Calls a day"),
        description=_("Calls by their day, without skipped ones."),
        source=source,
        as_of=today,
    )
    by_outcome = charts.bars(
        outcomes, title=_("How the calls went"), description=_("Calls by outcome."), source=source, as_of=today
    )
    return {"by_day": by_day if days else "", "by_outcome": by_outcome if outcomes else ""}


declare(
    Kind(
        name="call",
        rank=2,
        model=CallCampaign,
        form=CallCampaignForm,
        one=gettext_lazy("Call"),
        many=gettext_lazy("Calls"),
        new=gettext_lazy("New call campaign"),
        empty=gettext_lazy(
            "Call campaigns will stand here: people look up who decides for them, and call. It needs offices on file."
        ),
        of_action=("title", "body", "closes_at"),
        own=("who", "levels", "titles", "parties", "committee", "script", "voicemail", "office_opens", "office_closes"),
        related={
            "asks": Related(services.asks_of, services.set_asks),
            "listed": Related(services.listed_of, services.set_listed),
        },
        page="call/page.html",
        page_context=page_context,
        ending=Ending(
            end=gettext_lazy("End calling"),
            what_then=gettext_lazy(
                "Nobody is given a number to call from now on. The page stays where it is, and says that it is over."
            ),
            ended=gettext_lazy("Calling has ended."),
            again=gettext_lazy("Open calling again"),
        ),
        took_part=lambda campaign: campaign.calls.exists(),
        tallies=queries.tallies,
        facts=_facts,
        above_the_list=_wrong_numbers,
        overview=_overview,
        duties=DUTIES,
        aiming_at=queries.aiming_at,
        next_step=a_call,
        next_rank=1,
        aim=lambda campaign: " ".join([*campaign.titles, *campaign.levels]),
        did={"called": gettext_lazy("called")},
        people=Caller,
        people_words=gettext_lazy("Callers"),
        public_facts=_public_facts,
        none=gettext_lazy("Nobody to call today."),
        press=gettext_lazy("Make a call"),
        exports={"calls": Export(CALL_COLUMNS, queries.export_rows)},
    )
)
