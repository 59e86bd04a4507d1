"""The script with its names, and whether an office answers now. No Django here."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

# One call raises them all: more than five things nobody says in three minutes
ASKS_AT_MOST = 5
# Whom one caller is shown. An address has about a dozen offices; a list of names may be longer, and nobody calls thirty
TARGETS_AT_MOST = 30
# A round stands in the form and in no table: an evening at the phone, and not a tab that was left open for a week
STATE_HOLDS_FOR = timedelta(hours=6)
# Of one network in ten minutes. A press is a call: who reaches nobody and presses at once still dials and listens for
# twenty seconds, so one caller makes thirty at the very most, and a household of four a hundred and twenty. A phone
# bank makes more: its browsers do the sum, and its network can be among the trusted ones.
PRESSES_OF_ONE_NETWORK = 120
NO_NETWORK = "-"  # in an address: calls of which no network is kept
WORDS = ("my name", "my town", "their name", "their office")


@dataclass(frozen=True, slots=True)
class Hours:
    """When an office answers, on the clock of its own zone, Monday to Friday."""

    opens: time = time(9)
    closes: time = time(17)

    def is_open(self, there: datetime) -> bool:
        """`there` is the moment in the office's zone."""
        return there.weekday() < 5 and self.opens <= there.time() < self.closes


def merged(script: str, *, name: str, town: str, target: str, office: str) -> str:
    """The script with {my name}, {my town}, {their name} and {their office} in it;
    what nobody said stays a gap to fill."""
    said = dict(zip(WORDS, (name, town, target, office), strict=True))
    for word, value in said.items():
        script = script.replace("{" + word + "}", value or f"[{word}]")
    return script
