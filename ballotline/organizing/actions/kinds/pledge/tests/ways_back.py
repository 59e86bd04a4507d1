"""The verbs of pledges, each with its way back or the reason why there is none."""

from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from tests.ways_back import UNDOES, Way, fresh, itself, pages, post

DECIDED = {"verdict": "met", "words": "They voted 6 to 1.", "source": "Minutes", "on": "2026-01-12"}
WAYS: dict[str, list[Way] | str] = {
    "decide": [
        Way(
            itself(make_pledge),
            post("verdict", **DECIDED),
            pages("verdict", "history"),
            lambda _ask: "Take it back",
            lambda pledge: fresh(pledge, "verdict", "verdict_words", "decided_at"),
        )
    ],
    "take_back_verdict": UNDOES,
}
