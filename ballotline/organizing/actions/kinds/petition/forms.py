"""What the sign form takes, and what it says when it can't."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from email_validator import EmailNotValidError, validate_email

from ballotline.foundation.ui.forms import has_hidden_characters, tidy
from ballotline.organizing.actions.kinds.petition.rules import Typed

WEB_ADDRESS = re.compile(r"https?:|www\.|://|\.(com|org|net|info|ru|cn|biz|xyz|top)\b", re.IGNORECASE)
LINE_SEPARATORS = dict.fromkeys([0x2028, 0x2029], "\n")
NAME_AT_MOST, COMMENT_AT_MOST, ZIP_AT_MOST = 200, 500, 20


def plain_text(text: str, *, label: str, line_breaks: bool = False) -> str:
    """NFC, without spaces at the ends. Raises ValidationError for control characters and those that turn the text."""
    text = tidy(text).translate(LINE_SEPARATORS)
    if has_hidden_characters(text, is_long=line_breaks):
        raise ValidationError(_("%(label)s: take out the characters that can't be seen") % {"label": label})
    return text


def clean_name(text: str) -> str:
    """A name in any script, 1 to 200 characters, spaces and case kept."""
    name = plain_text(text, label=_("Your name"))
    if not name:
        raise ValidationError(_("Enter your name"))
    if len(name) > NAME_AT_MOST:
        raise ValidationError(_("Make your name shorter: %(n)s of 200 characters") % {"n": len(name)})
    if WEB_ADDRESS.search(name):
        raise ValidationError(_("Enter your name, not a web address"))
    if name[0] in "=+-@" or not any(c.isalpha() for c in name):
        raise ValidationError(_("Enter your name, beginning with a letter"))
    return name


def clean_email(text: str) -> str:
    """The address as typed, if mail could be sent to it."""
    try:
        found = validate_email(plain_text(text, label=_("E-mail")), check_deliverability=False)
    except (EmailNotValidError, ValidationError):
        raise ValidationError(_("Enter an e-mail address like name@example.org"))
    if len(found.normalized) > 254:
        raise ValidationError(_("Enter an e-mail address like name@example.org"))
    return found.normalized


def clean_zip(text: str) -> str:
    """5 or 9 digits; other text is taken as it is, and flagged by having no place."""
    code = plain_text(text, label=_("ZIP code"))
    if not code:
        raise ValidationError(_("Enter your ZIP code, 5 digits"))
    if len(code) > ZIP_AT_MOST:
        raise ValidationError(_("Enter your ZIP code, 5 digits"))
    return code


class TypedField(forms.Field):
    """A text field with one cleaning function; what was typed is always shown again."""

    def __init__(self, cleaned_by: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.cleaned_by = cleaned_by

    def clean(self, value: object) -> str:
        return self.cleaned_by(str(value or ""))


def clean_comment(text: str) -> str:
    comment = plain_text(text, label=_("Comment"), line_breaks=True)
    if len(comment) > COMMENT_AT_MOST:
        raise ValidationError(_("Make your comment shorter: %(n)s of 500 characters") % {"n": f"{len(comment):,}"})
    return comment


class SignForm(forms.Form):
    """Name, e-mail, ZIP; a comment, two unticked boxes; a field for bots and one for the proof of work."""

    name = TypedField(
        clean_name, label=gettext_lazy("Your name"), widget=forms.TextInput({"autocomplete": "name", "maxlength": 300})
    )
    email = TypedField(
        clean_email, label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("We send one message to make sure it is you"),
        widget=forms.EmailInput({"autocomplete": "email", "maxlength": 300}),
    )  # fmt: skip
    zip_code = TypedField(
        clean_zip, label=gettext_lazy("ZIP code"),
        widget=forms.TextInput({"autocomplete": "postal-code", "inputmode": "numeric", "maxlength": 30}),
    )  # fmt: skip
    comment = TypedField(
        clean_comment, label=gettext_lazy("Comment"),
        help_text=gettext_lazy("The organizers read it before it is shown. At most 500 characters."),
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip
    show_name = forms.BooleanField(required=False, label=gettext_lazy("Show my first name and town on this page"))
    news_consent = forms.BooleanField(required=False)
    website = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))
    proof = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def typed(self) -> Typed:
        names = ("name", "email", "zip_code", "comment", "show_name", "news_consent")
        return Typed(**{name: self.cleaned_data[name] for name in names})

    def speak_of(self, *, organization: str, target: str) -> None:
        """The consent's words name the organization and are kept as evidence; the ZIP's hint names the target."""
        self.fields["zip_code"].help_text = _("Shows %(target)s where signers live") % {"target": target}
        self.fields["news_consent"].label = _(
            "%(organization)s may write to me about other actions. I can stop this with one click."
        ) % {"organization": organization}


class AddressForm(forms.Form):
    """The corrected e-mail address on the thank-you page."""

    email = TypedField(
        clean_email, label=gettext_lazy("E-mail"), widget=forms.EmailInput({"autocomplete": "email", "maxlength": 300})
    )


class NameForm(forms.Form):
    name = TypedField(
        clean_name, label=gettext_lazy("Your name"), widget=forms.TextInput({"autocomplete": "name", "maxlength": 300})
    )
