"""The figures of a petition, on its pages and of its lists: who signed online, who on paper, and both in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.foundation.ui.dates import count
from ballotline.organizing.actions.tally import Tally


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures as of `at`."""

    online: int
    paper: int
    at: datetime

    @property
    def all(self) -> int:
        return self.online + self.paper

    @property
    def tally(self) -> Tally:
        sentence = ngettext("%(n)s person has signed", "%(n)s people have signed", self.all)
        return Tally(self.all, sentence, self._on_paper)

    @property
    def _on_paper(self) -> str:
        if self.paper and not self.online:
            return ngettext("on paper", "all of them on paper", self.paper)
        return _("%(n)s of them on paper") % {"n": count(self.paper)} if self.paper else ""
