"""The steps of an ask at the desk: publish, close, and their way back; each says what happened and offers Undo."""

from collections.abc import Callable

from django.http import Http404
from django.utils.translation import gettext_lazy

from ballotline.foundation.access.doors import DeskRequest
from ballotline.foundation.ui.told import tell
from ballotline.organizing.actions.services import NotNow

SAID = {
    "publish": (gettext_lazy("Published. Everybody finds it now."), "unpublish"),
    "close": (gettext_lazy("Closed. Nobody can take part any more."), "reopen"),
    "reopen": (gettext_lazy("Open again."), "close"),
    "unpublish": (gettext_lazy("Back to a draft."), "publish"),
}


def take_step(request: DeskRequest, verb: str, act: Callable[[], None], undo: Callable[[str], str]) -> None:
    """Does `act` and tells it; `undo` gives the address of the step back. 404 for a verb that is none."""
    if verb not in SAID:
        raise Http404
    try:
        act()
    except NotNow as reason:
        tell(request, str(reason))
    else:
        words, back = SAID[verb]
        tell(request, str(words), undo=undo(back))
