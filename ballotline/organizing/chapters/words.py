"""What is said of chapters on pages: whom they serve, how many they are."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.dates import count
from ballotline.organizing.chapters import rules
from ballotline.organizing.chapters.models import Chapter

DEEDS = {"joined": gettext_lazy("joined a chapter"), "applied": gettext_lazy("asked to start a chapter")}

TURNS = {
    rules.Turn.OURS: gettext_lazy("the organization's turn"),
    rules.Turn.THEIRS: gettext_lazy("the chapter's turn"),
    rules.Turn.NOBODY: "",
}
PROGRESS = {
    rules.Progress.DONE: gettext_lazy("Done"),
    rules.Progress.TO_DO: gettext_lazy("To do"),
    rules.Progress.NOT_YET: gettext_lazy("Cannot start yet"),
}
STEPS = {
    "approve": gettext_lazy("Approve: they can begin"),
    "decline": gettext_lazy("Decline"),
    "take-up": gettext_lazy("Take it up again"),
    "charter": gettext_lazy("Charter this chapter"),
    "suspend": gettext_lazy("Suspend"),
    "restore": gettext_lazy("Restore"),
    "dissolve": gettext_lazy("Dissolve"),
    "unapprove": gettext_lazy("Take the approval back"),
    "uncharter": gettext_lazy("Take the charter back"),
}
SAID = {
    "approve": gettext_lazy("Approved. They can begin, and its page is open to everybody."),
    "decline": gettext_lazy("Declined. Whoever asked sees it behind their link."),
    "charter": gettext_lazy("Chartered. Its page says so."),
    "suspend": gettext_lazy("Suspended. It serves nobody, and its officers see nothing, until you restore it."),
    "restore": gettext_lazy("Restored."),
}


def page_of(chapter: Chapter) -> str:
    return reverse("site:chapter", args=[chapter.slug])


def size(members: int) -> str:
    """ "about 40 members", "fewer than 10 members": what everybody may be told."""
    how, number = rules.told(members)
    if how == "fewer":
        return _("fewer than %(n)s members") % {"n": count(number)}
    return _("about %(n)s members") % {"n": count(number)}


def serves(chapter: Chapter) -> str:
    """ "Ward 1, Ward 2 and Oldfield"; its place in words where no area is set."""
    names = list(chapter.territory.order_by("name").values_list("name", flat=True))
    return in_a_row(names) if names else chapter.place


def in_a_row(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}
