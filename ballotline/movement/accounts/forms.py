"""allauth's forms in our words, with one field where allauth has two, and the form that invites an organizer.

The rules behind the forms (which code fits, how often one may try) stay allauth's.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ballotline.foundation.ui import forms as ui
from ballotline.movement.accounts import queries, rules, services, windows
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.roles import CHOICES, STAFF

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


CODE_LIVES_FOR = 120  # seconds; its own half minute and the ones beside it


@dataclass(frozen=True, slots=True)
class Wording:
    """How a field speaks: its label, a hint under it, and what to do when it is empty."""

    label: "str | _StrPromise"
    missing: "str | _StrPromise"
    hint: "str | _StrPromise" = ""
    autocomplete: str = ""

    def put_on(self, field: forms.Field) -> None:
        field.label, field.help_text = self.label, self.hint
        field.error_messages["required"] = self.missing
        field.widget.attrs.pop("placeholder", None)
        if self.autocomplete:
            field.widget.attrs["autocomplete"] = self.autocomplete


class InOurWords(ui.Form):
    """Puts the wordings on, and leaves out the second "type it again" field: a lost password is a mail away."""

    wordings: ClassVar[dict[str, Wording]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, wording in self.wordings.items():
            wording.put_on(self.fields[name])


CODE = Wording(
    _("Code"),
    missing=_("Type the code from the mail"),
    hint=_("Eight letters; the dash doesn't matter"),
    autocomplete="one-time-code",
)
APP_CODE = Wording(
    _("Code"),
    missing=_("Type the six digits that the app shows"),
    hint=_("Six digits from the app on your phone"),
    autocomplete="one-time-code",
)
ANY_CODE = Wording(
    _("Code"),
    missing=_("Type the six digits that the app shows, or a recovery code"),
    hint=_("Six digits from the app on your phone, or one of your recovery codes"),
    autocomplete="one-time-code",
)
PASSWORD = Wording(_("Password"), missing=_("Type your password"), autocomplete="current-password")
NEW_PASSWORD = Wording(
    _("New password"),
    missing=_("Type a new password"),
    hint=_("12 characters or more. Three or four words that only you would put together are good."),
    autocomplete="new-password",
)
NOT_USED = _("The passkey was not used. Try again, or take another way")
KEY_NAME = Wording(
    _("Name of this passkey"), missing=_("Give it a name"), hint=_("So that you know it again: phone, laptop")
)


TOO_QUICK = _("Codes were asked for from here a moment ago. Look for the newest one, or ask again in a minute")
ENOUGH_TODAY = _(
    "From here we send no more codes to this address today, so none has left. "
    "A passkey and a password still let you in, and so does a browser in which you have signed in before"
)


def owner_of(email: str) -> Account | None:
    """Who gets the code that is asked for: the account of the mailbox, if it is open.

    Raises a sentence for the field.
    """
    try:
        windows.count_code(context.request, email)
    except windows.TooQuick:
        raise ValidationError(TOO_QUICK)
    except windows.EnoughToday:
        raise ValidationError(ENOUGH_TODAY)
    account = queries.account_at(email)
    return account if account and account.is_active else None


class MailboxField(ui.EmailField):
    """An address in the one spelling that accounts are kept in."""

    def clean(self, value: Any) -> str:
        return rules.folded(super().clean(value))


class WithAddress(InOurWords):
    """A form of allauth that asks for an address, in `address_in`. An unknown one takes as long as a known one."""

    address_in: ClassVar = "email"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.address_in] = MailboxField(label=_("E-mail"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        found = (getattr(self, name, None) for name in ("user", "users", "_user"))
        if not self.errors and not any(found):
            services.pretend_to_send(at=timezone.now())
        return cleaned


class SignIn(WithAddress, account_forms.LoginForm):
    """An address is enough: with nothing in "Password" a code is mailed."""

    address_in = "login"
    wordings: ClassVar = {"password": PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = False

    def _clean_without_password(self, email: str | None, phone: None) -> dict[str, Any]:
        try:
            self.user = owner_of(email or "")
        except ValidationError as refused:
            self.add_error("login", refused)
        return self.cleaned_data


class AskForCode(WithAddress, account_forms.RequestLoginCodeForm):
    def clean_email(self) -> str:
        self._user = owner_of(self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class EnterCode(InOurWords, account_forms.ConfirmLoginCodeForm):
    wordings: ClassVar = {"code": CODE}


class AskForNewPassword(WithAddress, account_forms.ResetPasswordForm):
    def clean_email(self) -> str:
        owner = owner_of(self.cleaned_data["email"])
        self.users = [owner] if owner else []
        return str(self.cleaned_data["email"])


class EnterNewPasswordCode(InOurWords, account_forms.ConfirmPasswordResetCodeForm):
    wordings: ClassVar = {"code": CODE}


class NewPassword(InOurWords, account_forms.ResetPasswordKeyForm):
    wordings: ClassVar = {"password1": NEW_PASSWORD}


class FirstPassword(InOurWords, account_forms.SetPasswordForm):
    wordings: ClassVar = {"password1": NEW_PASSWORD}


class ChangePassword(InOurWords, account_forms.ChangePasswordForm):
    wordings: ClassVar = {
        "oldpassword": Wording(
            _("Password until now"), _("Type the password you have now"), autocomplete="current-password"
        ),
        "password1": NEW_PASSWORD,
    }


class PasswordAgain(InOurWords, account_forms.ReauthenticateForm):
    wordings: ClassVar = {"password": PASSWORD}


class OnlyOnce:
    """A code of the app opens once, as long as it could: the library forgets it after half a minute."""

    user: Account
    cleaned_data: dict[str, str]

    def clean_code(self) -> str:
        code = str(super().clean_code())  # type: ignore[misc]
        used = salted_hmac("accounts.code-of-app", f"{self.user.pk}:{''.join(code.split())}").hexdigest()
        if not cache.add(f"accounts.code-of-app.{used}", True, timeout=CODE_LIVES_FOR):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondFactor(OnlyOnce, InOurWords, mfa_forms.AuthenticateForm):
    wordings: ClassVar = {"code": ANY_CODE}


class SecondFactorAgain(OnlyOnce, InOurWords, mfa_forms.ReauthenticateForm):
    wordings: ClassVar = {"code": ANY_CODE}


class SetUpApp(InOurWords, totp_forms.ActivateTOTPForm):
    wordings: ClassVar = {"code": APP_CODE}


class FromBrowser(forms.Form):
    """What a browser says about a passkey. fido2 trips over nonsense in many ways;
    here each of them is a wrong answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {"required": NOT_USED, "invalid": NOT_USED}

    def clean(self) -> dict[str, Any]:
        return self._without_tripping(super().clean) or {}

    def clean_credential(self) -> Any:
        check = getattr(super(), "clean_credential", None)
        return self._without_tripping(check) if check else self.cleaned_data["credential"]

    def _without_tripping(self, step: Callable[[], Any]) -> Any:
        try:
            return step()
        except ValidationError as problem:
            raise ValidationError(NOT_USED) if problem.code == "incorrect_code" else problem
        except (AttributeError, LookupError, TypeError, ValueError, struct.error):
            raise ValidationError(NOT_USED)


class SignInWithPasskey(FromBrowser, passkey_forms.LoginWebAuthnForm):
    pass


class PasskeyAsSecondFactor(FromBrowser, passkey_forms.AuthenticateWebAuthnForm):
    pass


class PasskeyAgain(FromBrowser, passkey_forms.ReauthenticateWebAuthnForm):
    pass


class AddPasskey(FromBrowser, InOurWords, passkey_forms.AddWebAuthnForm):
    """Every passkey can sign in alone: that is what people know passkeys for."""

    wordings: ClassVar = {"name": KEY_NAME}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.initial, alone.widget = True, forms.CheckboxInput(attrs={"hidden": True})


class RenamePasskey(InOurWords, passkey_forms.EditWebAuthnForm):
    wordings: ClassVar = {"name": KEY_NAME}


class Invite(InOurWords):
    """Who shall come in, and as what."""

    wordings: ClassVar = {"role": Wording(_("Role"), missing=_("Pick a role"))}

    name = ui.NameField(thing=gettext("their name"), label=_("Name"), autocomplete="off")
    email = MailboxField(label=_("E-mail"), autocomplete="off")
    role = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect(), initial=STAFF.name)

    def say_taken(self) -> None:
        self.add_error("email", _("This address has a sign-in here already. Change its role in the list"))


class NewAddress(InOurWords):
    """Where codes shall go from now on."""

    email = MailboxField(label=_("New e-mail address"))


class ChangeRole(InOurWords):
    wordings: ClassVar = {"role": Wording(_("Role"), missing=_("Pick a role"))}

    role = forms.ChoiceField(choices=CHOICES)
