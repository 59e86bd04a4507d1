"""How many took part in an ask, in the same words wherever it is said: the total first, then what part of it came
another way. "1,865 people have signed, 80 of them on paper".

A kind says its sentence here, and counts in its queries. Pure but for the language.
"""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from ballotline.foundation.ui.dates import count

NUMBER = "%(n)s"


@dataclass(frozen=True, slots=True)
class Tally:
    """`sentence` has NUMBER where the total stands."""

    all: int
    sentence: str
    part: str = ""

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.words, self.part)))

    @property
    def words(self) -> str:
        """ "1,865 people have signed" """
        return self.sentence.replace(NUMBER, count(self.all))

    @property
    def marked(self) -> SafeString:
        """The same words, with the number marked as the figure that it is."""
        before, _number, after = self.sentence.partition(NUMBER)
        return format_html("{}<b>{}</b>{}", before, count(self.all), after)


def take_part(n: int) -> str:
    """What is said of a kind that has no sentence of its own."""
    return ngettext("%(n)s person takes part", "%(n)s people take part", n)
