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
from django.core import signing
from django.core.exceptions import ValidationError
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


def consent_words(organization: str) -> str:
    return _("%(organization)s may write to me about other actions. I can stop this with one click.") % {
        "organization": organization
    }


# The sentence beside the tick names us, and is put together where it is shown: a press shows nothing.
CONSENT_TO_US = lazy(lambda: consent_words(us().name), str)()
words_signer = signing.Signer(salt="arrivals.consent")


class Tick(forms.CheckboxInput):
    """Its value is the signed sentence that it stands beside: what a press sends back is what was shown."""

    def format_value(self, value: object) -> str:
        return words_signer.sign(str(CONSENT_TO_US))


def words_shown(value: object) -> str:
    """The very sentence that was beside the tick, "" where it is none of ours."""
    try:
        return str(words_signer.unsign(str(value)))
    except signing.BadSignature:
        return ""


class ConsentField(forms.BooleanField):
    """May we write? The sentence can be another by the time of the press: we are renamed, a new version is in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=CONSENT_TO_US, widget=Tick, **options)


class ArrivalForm(GuardedForm):
    """`own` are the kind's columns that stay in its row, changed by the mailbox's owner or not. A kind whose fields
    are what is `asked` makes them of it.
    """

    own: ClassVar[tuple[str, ...]] = ()
    is_confirming = False

    name = NameField(thing=gettext_lazy("your name"), label=gettext_lazy("Your name"))
    email = EmailField(
        label=gettext_lazy("E-mail"), help_text=gettext_lazy("We send one message to make sure it is you")
    )
    zip_code = ZipField(label=gettext_lazy("ZIP code"))
    news_consent = ConsentField(required=False)

    def __init__(self, *given: Any, asked: Any = None, **options: Any) -> None:
        super().__init__(*given, **options)
        self.asked = asked

    @classmethod
    def confirming(cls, arrival: Arrival, data: Mapping[str, Any] | None) -> Self:
        """The other face: what waits, for its mailbox's owner."""
        shown = cls(data, initial=cls._waiting(arrival), asked=arrival.asked)
        shown.is_confirming = True
        for name in ONLY_ASKED:
            shown.fields.pop(name, None)
        for field in shown.fields.values():
            field.help_text = ""
        return shown

    @classmethod
    def _waiting(cls, arrival: Arrival) -> dict[str, object]:
        return {name: getattr(arrival, name) for name in ("name", "zip_code", "news_consent", *cls.own)}

    def clean_news_consent(self) -> bool:
        """Evidence is made on the confirm page alone, and only of a sentence that stood there."""
        given = bool(self.cleaned_data["news_consent"])
        if given and self.is_confirming and not self._words_shown():
            raise ValidationError(_("Read this sentence, and press the button once more"))
        return given

    def _words_shown(self) -> str:
        return words_shown(self.data.get("news_consent"))

    @property
    def typed(self) -> Typed:
        return Typed(email=self.cleaned_data["email"], **self._common(), own=self._own())

    @property
    def shown(self) -> Shown:
        """With the very sentence that stood beside the tick."""
        words = self._words_shown() if self.cleaned_data.get("news_consent") else ""
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
