"""Two call campaigns of the demo: 140 calls, and one number that a caller calls wrong."""

from datetime import datetime, timedelta
from random import Random

from django.db.models import QuerySet

from ballotline.organizing.actions.demo import TRUSTED, Town
from ballotline.organizing.actions.kinds.call import services
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign
from ballotline.record.offices.meander import SOURCE
from ballotline.record.offices.models import Official, PhoneLine, Term

CALLS = 140
LIBRARY = {
    "title": "Call your council member about the library",
    "script": "Hello, my name is {my name}, and I live in {my town}.\n\nI have two things to ask of {their name}.",
    "body": "The council votes on the budget on {vote}. A call takes three minutes, and staff count every one.",
    "levels": ["ward", "city"],
    "titles": ["Council Member", "Mayor"],
    "asks": ["Vote to keep the Ferry Street library open on six days a week.", "Say so in public before the hearing."],
}
BUS = {
    "title": "Ask the county for a Sunday bus",
    "levels": ["county"],
    "asks": ["Let the number 9 run every hour on Sundays."],
    "script": "Hello, I am {my name} from {my town}. I am calling {their name} about the number 9 bus.",
}
SAID = [
    "She reads the draft this week.",
    "He is for five days, not six.",
    "Staff will pass it on.",
    "They want to know how many of us come to the hearing.",
]


def build(town: Town) -> None:
    """Over the nine days before the town's today."""
    library = town.published("call", LIBRARY, at=town.at, subject="library")
    town.published("call", BUS, at=town.at, subject="bus")
    _calls(library, town.at)


def _calls(campaign: CallCampaign, at: datetime) -> None:
    dice, asks = Random(60), list(campaign.asks.values_list("pk", flat=True))
    terms = list(
        Term.objects.select_related("official", "seat__office")
        .filter(seat__office__title__in=LIBRARY["titles"])
        .order_by("pk")
    )
    outcomes = ["contact", "voicemail", "busy", "no_answer", "unavailable", "refused"]
    for n in range(CALLS):
        term = dice.choice(terms)
        outcome = "wrong_number" if n == CALLS - 1 else dice.choices(outcomes, [30, 40, 8, 12, 7, 3])[0]
        call = services.file_call(
            campaign=campaign,
            term=term,
            line=PhoneLine.objects.filter(official=term.official).first(),
            asks=asks,
            outcome=outcome,
            key=f"rivertown{n}:0",
            how=TRUSTED,
            at=at - timedelta(hours=dice.uniform(1, 216)),
        )
        if n % 35 == 0:
            services.note_what_they_said(keys=[call.key], said=SAID[n // 35], at=at)


def before_removal(campaigns: QuerySet[CallCampaign]) -> None:
    """Every call goes, and those that anybody made to somebody of the invented state."""
    Call.objects.filter(campaign__in=campaigns).delete()
    Call.objects.filter(official__in=Official.objects.filter(source=SOURCE)).delete()
