"""What somebody types who writes to us."""

from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.forms import TextField, ZipField
from ballotline.movement.arrivals.forms import ArrivalForm


class MessageForm(ArrivalForm):
    """Where they live is up to them: it says who answers."""

    own = ("text",)
    news_consent = None  # type: ignore[assignment]
    zip_code = ZipField(
        label=gettext_lazy("ZIP code, if you like"),
        required=False,
        help_text=gettext_lazy("So that somebody near you answers"),
    )
    text = TextField(
        thing=gettext_lazy("what you want to say"),
        limit=5_000,
        rows=8,
        label=gettext_lazy("What do you want to say?"),
    )
