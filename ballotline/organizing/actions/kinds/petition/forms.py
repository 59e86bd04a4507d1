"""What a signer types, beyond what everybody who takes part types."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.forms import TextField
from ballotline.movement.arrivals.forms import ArrivalForm

COMMENT_AT_MOST = 500  # a paragraph: each is read by an organizer, and printed


def _where_signers_live(target: str) -> str:
    return _("Shows %(target)s where signers live") % {"target": target}


where_signers_live = lazy(_where_signers_live, str)


class SignForm(ArrivalForm):
    """A comment, and one more unticked box. The ZIP code's hint names the target."""

    own = ("comment", "show_name")
    field_order = ("name", "email", "zip_code", "comment", "show_name", "news_consent")

    comment = TextField(
        thing=gettext_lazy("your comment"),
        limit=COMMENT_AT_MOST,
        rows=4,
        required=False,
        label=gettext_lazy("Comment"),
        help_text=gettext_lazy("The organizers read it before it is shown. At most 500 characters."),
    )
    show_name = forms.BooleanField(
        required=False, label=gettext_lazy("Show my first name and town on the petition’s page")
    )

    def __init__(self, *arguments: Any, target: str = "", **options: Any) -> None:
        super().__init__(*arguments, **options)
        if target:
            self.fields["zip_code"].help_text = where_signers_live(target)


class FollowForm(ArrivalForm):
    """ "Tell me when it opens", "Hear how it goes on": an address and nothing else."""

    name = None  # type: ignore[assignment]
    zip_code = None  # type: ignore[assignment]
    news_consent = None  # type: ignore[assignment]
