"""The one form piece of everybody who takes part: name, e-mail, ZIP code, consent;
and the fields that people don't see.

It has two faces. Asking, it takes what a stranger types. Confirming, it shows all of that to the mailbox's owner, as
fields that can be changed: whatever stands in that POST is recorded, and nothing else. A kind adds its own fields
below, and sets those to None that it does not ask for.
"""

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any, ClassVar, Self

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui.forms import EmailField, Form, NameField, TextField, ZipField
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.rules import Shown, Typed, press_key

HIDDEN = ("website", "proof", "key")
ONLY_ASKED = ("email", *HIDDEN)  # what the confirm page neither asks again nor needs


def _new_key() -> str:
    return token_urlsafe(12)


class GuardedForm(Form):
    """What every form of the public pages carries: a field for bots, one for the sum, and a key of its own."""

    website = forms.CharField(
        required=False, max_length=2_000, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"})
    )
    proof = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, widget=forms.HiddenInput, initial=_new_key)

    def clean_website(self) -> bool:
        return bool(self.cleaned_data["website"])

    def key_of_this_press(self, *from_where: str) -> str:
        """The same for the same form sent twice as it was; "" where the form had no key."""
        key = self.cleaned_data["key"]
        said = [f"{name}={value}" for name, value in sorted(self.cleaned_data.items()) if name not in HIDDEN]
        return press_key(key, *from_where, *said) if key else ""


def _consent_to_us() -> str:
    return ArrivalForm.consent_words(us().name)


# The sentence beside the tick names us, and is put together where it is shown: a press shows nothing.
CONSENT_TO_US = lazy(_consent_to_us, str)()


class ArrivalForm(GuardedForm):
    """`own` are the kind's fields that stay in its row, changed by the mailbox's owner or not."""

    own: ClassVar[tuple[str, ...]] = ()

    name = NameField(thing=gettext_lazy("your name"), label=gettext_lazy("Your name"))
    email = EmailField(
        label=gettext_lazy("E-mail"), help_text=gettext_lazy("We send one message to make sure it is you")
    )
    zip_code = ZipField(label=gettext_lazy("ZIP code"))
    news_consent = forms.BooleanField(required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if "news_consent" in self.fields:
            self.fields["news_consent"].label = CONSENT_TO_US

    @staticmethod
    def consent_words(organization: str) -> str:
        return _("%(organization)s may write to me about other actions. I can stop this with one click.") % {
            "organization": organization
        }

    @classmethod
    def confirming(cls, arrival: Arrival, data: Mapping[str, Any] | None) -> Self:
        """The other face: what waits, for its mailbox's owner."""
        shown = cls(data, initial=cls._waiting(arrival))
        for name in ONLY_ASKED:
            shown.fields.pop(name, None)
        for field in shown.fields.values():
            field.help_text = ""
        return shown

    @classmethod
    def _waiting(cls, arrival: Arrival) -> dict[str, object]:
        return {name: getattr(arrival, name) for name in ("name", "zip_code", "news_consent", *cls.own)}

    @property
    def typed(self) -> Typed:
        return Typed(email=self.cleaned_data["email"], **self._common(), own=self._own())

    @property
    def shown(self) -> Shown:
        """With the very sentence that stands beside the tick."""
        words = str(self.fields["news_consent"].label) if self.cleaned_data.get("news_consent") else ""
        return Shown(**self._common(), consent_words=words, own=self._own())

    def _common(self) -> dict[str, Any]:
        names = ("name", "zip_code", "news_consent")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def _own(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in self.own}


class AddressForm(GuardedForm):
    """A corrected e-mail address."""

    email = EmailField(label=gettext_lazy("E-mail"))


class CodeForm(Form):
    """The short code from the message, for who reads mail on another device."""

    code = TextField(
        thing=gettext_lazy("the code from the message"),
        limit=40,
        label=gettext_lazy("Code from the message"),
        autocomplete="one-time-code",
    )

    def not_right(self) -> None:
        self.add_error("code", _("Look at the newest message and type its code again, or use its button"))
