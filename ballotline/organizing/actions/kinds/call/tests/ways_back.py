"""The verbs of call campaigns, each with its way back or the reason why there is none."""

from typing import Any

from django.urls import reverse

from ballotline.movement.arrivals.models import Suspicion
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign
from ballotline.organizing.actions.kinds.call.queries import counted
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.call.tests.rounds import begun, meander_is_there
from ballotline.organizing.actions.kinds.call.tests.test_odd_calls import first_tap
from ballotline.record.offices.models import PhoneLine
from tests.ways_back import PROGRAMS, UNDOES, VISITORS, Way, page_of, pages

INDEX = reverse("call_desk:index")


def one_set_aside() -> tuple[CallCampaign, CallCampaign]:
    meander_is_there()
    campaign = make_campaign(levels=["ward"])
    call = first_tap(campaign, "round")
    Call.objects.filter(pk=call.pk).update(suspicion=Suspicion.NETWORK)
    return campaign, campaign


def a_number_called_wrong() -> tuple[CallCampaign, PhoneLine]:
    meander_is_there()
    campaign = make_campaign(levels=["ward"])
    begun(campaign).tap("wrong_number")
    return campaign, Call.objects.get().line


def _clears(desk: Any, campaign: CallCampaign, _thing: object) -> None:
    desk.post(page_of(campaign, "count_calls", Call.objects.get().network_key))


def _judges(verdict: str):
    return lambda desk, _campaign, line: desk.post(reverse(f"call_desk:number_{verdict}", args=[line.pk]))


def _as_it_waits(line: PhoneLine) -> object:
    line.refresh_from_db()
    return line.is_wrong, Call.objects.get().looked_at


WAYS: dict[str, list[Way] | str] = {
    "set_asks": PROGRAMS,
    "set_listed": PROGRAMS,
    "file_call": VISITORS,
    "take_back": VISITORS,
    "note_what_they_said": VISITORS,
    "leave_name": VISITORS,
    "clear": [
        Way(
            one_set_aside,
            _clears,
            pages("overview"),
            lambda _ask: "Set them aside again",
            lambda campaign: counted(campaign).count(),
        )
    ],
    "set_aside_again": UNDOES,
    "judge_number": [
        Way(
            a_number_called_wrong,
            _judges(verdict),
            lambda _ask, _line: [INDEX],
            lambda _ask: "Look at it again",
            _as_it_waits,
        )
        for verdict in ("wrong", "right")
    ],
    "look_again": UNDOES,
}
