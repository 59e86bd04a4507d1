"""What the mails of signing in say: codes, notices of what changed,
the invitation of an organizer, a change of address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui.links import full_url
from ballotline.movement.accounts.models import AddressChange, Grant
from ballotline.movement.accounts.queries import account_at, address_token
from ballotline.movement.accounts.roles import ROLES
from ballotline.movement.mail.words import Basis, Called, Lane, SaidOnce, Words


@dataclass(frozen=True, slots=True)
class Invitation:
    """To somebody whom an owner has invited: where to sign in, and as what."""

    purpose: ClassVar[str] = "sign-in"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.NOTICES
    called: ClassVar[Called] = gettext_lazy("invitation to the desk")
    organization: str
    role: str

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> dict[str, Self]:
        """By the account's public id. An invitation that was ended before its mail left is not sent."""
        held = Grant.objects.holding(at).filter(account__public_id__in=abouts, scope_kind=Grant.EVERYTHING)
        name = us().name
        return {str(grant.account.public_id): cls(name, grant.role) for grant in held.select_related("account")}

    def words(self) -> Words:
        return Words(
            subject=_("You can sign in to the desk now"),
            paragraphs=[
                _("%(organization)s has invited you to its desk.") % {"organization": self.organization},
                f"{ROLES[self.role]}.",
                _("Open the page, type this e-mail address, and we send you a code. There is no password to remember."),
            ],
            button=(_("Open the sign-in page"), full_url("account_login")),
            reason=_("You get this because an owner of %(organization)s typed in this address.")
            % {"organization": self.organization},
        )


@dataclass(frozen=True, slots=True)
class ConfirmNewAddress:
    """To the new mailbox. Only there is it said that the address has a sign-in already; `token` is empty then."""

    purpose: ClassVar[str] = "sign-in"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.CODES
    called: ClassVar[Called] = gettext_lazy("question about a new sign-in address")
    organization: str
    token: str

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> dict[str, Self]:
        return {about: cls(us().name, _token_unless_taken(change)) for about, change in _standing(abouts, at).items()}

    def words(self) -> Words:
        reason = _("You get this because somebody typed this address at the desk of %(organization)s.")
        return Words(
            subject=_("Use this address to sign in?"),
            paragraphs=self._to_confirm() if self.token else self._has_one(),
            button=(_("Look at the change"), _link(self.token, "new")) if self.token else None,
            reason=reason % {"organization": self.organization},
        )

    def _to_confirm(self) -> list[str]:
        asked = _("Somebody who signs in at the desk of %(organization)s wants to do so with this address from now on.")
        return [
            asked % {"organization": self.organization},
            _(
                "If it was you, open the page and press the button; "
                "the old address is asked too. It works for two days."
            ),
            _("If it wasn't you, do nothing, and nothing changes."),
        ]

    def _has_one(self) -> list[str]:
        asked = _("Somebody who signs in at the desk of %(organization)s wanted to do so with this address.")
        return [
            asked % {"organization": self.organization},
            _("It has a sign-in of its own already, so nothing changes. You need to do nothing."),
        ]


@dataclass(frozen=True, slots=True)
class AllowNewAddress:
    """To the old mailbox: its yes is needed, and its no is enough."""

    purpose: ClassVar[str] = "sign-in"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.CODES
    called: ClassVar[Called] = gettext_lazy("question about a new sign-in address")
    organization: str
    token: str

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> dict[str, Self]:
        standing = _standing(abouts, at).items()
        return {about: cls(us().name, address_token(change, "old")) for about, change in standing}

    def words(self) -> Words:
        reason = _("You get this because you sign in at the desk of %(organization)s with this address.")
        return Words(
            subject=_("Change the address you sign in with?"),
            paragraphs=[
                _("Somebody inside your account asked to sign in with another address from now on."),
                _("If it was you, open the page and allow it; the new address is asked too. It works for two days."),
                _("If it wasn't you, press No on that page, sign out everywhere, and tell an owner at once."),
            ],
            button=(_("Look at the change"), _link(self.token, "old")),
            reason=reason % {"organization": self.organization},
        )


@dataclass(frozen=True, slots=True)
class AddressChanged:
    """To both mailboxes, when it is done."""

    purpose: ClassVar[str] = "sign-in"
    basis: ClassVar[Basis] = Basis.SERVICE
    lane: ClassVar[Lane] = Lane.NOTICES
    called: ClassVar[Called] = gettext_lazy("notice about a sign-in")
    organization: str

    @classmethod
    def load(cls, abouts: Sequence[str], *, at: datetime) -> dict[str, Self]:
        done = AddressChange.objects.filter(public_id__in=abouts, outcome=AddressChange.Outcome.CHANGED)
        return {str(public_id): cls(us().name) for public_id in done.values_list("public_id", flat=True)}

    def words(self) -> Words:
        reason = _("You get this because this is the old or the new address of a sign-in at %(organization)s.")
        return Words(
            subject=_("Your sign-in has another address now"),
            paragraphs=[
                _("From now on codes go to the new address, and the old one no longer signs in."),
                _("If it was you, all is well. If it wasn't, tell an owner of the organization at once."),
            ],
            reason=reason % {"organization": self.organization},
        )


def _standing(abouts: Sequence[str], at: datetime) -> dict[str, AddressChange]:
    """A question that is over is not asked any more: its mail is not sent."""
    changes = AddressChange.objects.standing(at).filter(public_id__in=abouts)
    return {str(change.public_id): change for change in changes}


def _token_unless_taken(change: AddressChange) -> str:
    return "" if account_at(change.email) else address_token(change, "new")


def _link(token: str, side: str) -> str:
    return full_url(f"address_answer_{side}", token)


class SignInCode(SaidOnce):
    purpose = "sign-in"
    basis = Basis.SIGN_IN
    lane = Lane.CODES
    called: ClassVar[Called] = gettext_lazy("sign-in code")


class NewPasswordCode(SignInCode):
    """As urgent as the other code."""

    called = gettext_lazy("code for a new password")


class AccountChanged(SaidOnce):
    purpose = "sign-in"
    basis = Basis.SIGN_IN
    lane = Lane.NOTICES
    called: ClassVar[Called] = gettext_lazy("notice about a sign-in")


class FactorTakenOff(AccountChanged):
    """The change that an owner made."""


@dataclass(frozen=True, slots=True)
class SignInMail:
    """A message of allauth's conversations, whose words exist only now."""

    kind: str
    subject: str
    paragraphs: list[str]
    button: tuple[str, str] | None = None


# What changed, by allauth's name of the message, as the first sentence of the notice.
_CHANGES = {
    "account/email/password_changed": gettext_lazy("The password of your account was changed."),
    "account/email/password_set": gettext_lazy("Your account has a password now."),
    "account/email/password_reset": gettext_lazy("Your account has a new password."),
    "mfa/email/totp_activated": gettext_lazy("Your account now asks for a code of your phone's app at sign-in."),
    "mfa/email/totp_deactivated": gettext_lazy("Your account no longer asks for a code of your phone's app."),
    "mfa/email/recovery_codes_generated": gettext_lazy(
        "New recovery codes were made. The old ones don't work any more."
    ),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was added to your account."),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was taken off your account."),
}


def mail_of(template_prefix: str, context: dict[str, str]) -> SignInMail:
    """Our words for the message that allauth calls `template_prefix`. A new kind of message fails loudly: KeyError."""
    if template_prefix == "account/email/login_code":
        return _sign_in_code(context["code"])
    if template_prefix == "account/email/password_reset_code":
        return _new_password_code(context["code"])
    return _account_changed(str(_CHANGES[template_prefix]))


def _sign_in_code(code: str) -> SignInMail:
    return SignInMail(
        "accounts.SignInCode",
        _("Your sign-in code"),
        [
            _("Type this code on the page where you asked for it: %(code)s") % {"code": code},
            _lasts(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT) + " " + _("Nobody of us will ever ask you for it."),
        ],
    )


def _new_password_code(code: str) -> SignInMail:
    return SignInMail(
        "accounts.NewPasswordCode",
        _("Your code for a new password"),
        [
            _("Type this code on the page where you asked for it: %(code)s") % {"code": code},
            _lasts(settings.ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT) + " " + _("Your old password works until then."),
        ],
    )


def _account_changed(what: str) -> SignInMail:
    return SignInMail(
        "accounts.AccountChanged",
        _("Something changed in your account"),
        [what, _("If it was you, all is well. If it wasn't, sign in, look at it, and tell an owner at once.")],
        (_("Look at my account"), full_url("mfa_index")),
    )


def _lasts(seconds: int) -> str:
    minutes = seconds // 60
    return ngettext("It works for %(minutes)d minute.", "It works for %(minutes)d minutes.", minutes) % {
        "minutes": minutes
    }
