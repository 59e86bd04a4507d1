"""The script with its names, and whether an office answers now. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

# One call raises them all: more than five things nobody says in three minutes
ASKS_AT_MOST = 5
# Whom one caller is shown. An address has about a dozen offices; a list of names may be longer, and nobody calls thirty
TARGETS_AT_MOST = 30
# From one press to the next: long enough for a call with a queue, and soon forgotten on a phone that is lent
KEPT_FOR = timedelta(hours=1)
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


def merged(script: str, said: Mapping[str, str], gaps: Mapping[str, str]) -> str:
    """The script with {my name}, {my town}, {their name} and {their office} in it, by these names without braces;
    for what nobody said `gaps` has the words that the caller says in their own way: "(your name)"."""
    for word in WORDS:
        script = script.replace("{" + word + "}", said.get(word) or gaps.get(word, ""))
    return script
