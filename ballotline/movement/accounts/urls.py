"""Addresses of signing in, of one's own security, and of the page that lets organizers in.

Only those of allauth's views that we use, under allauth's own names: allauth looks its addresses up by them. There is
no address to sign up.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import URLPattern, include, path

from ballotline.foundation.access.doors import View, policy_for
from ballotline.movement.accounts import address_pages, desk_pages, pages, second_pages


def _ours(route: str, view: View, name: str) -> URLPattern:
    return path(route, pages.in_our_ways(view), name=name)


def _passkeys(route: str, view: View, name: str) -> URLPattern:
    return _ours(route, pages.for_passkeys(view), name)


def _password(route: str, view: View, name: str) -> URLPattern:
    return _ours(route, pages.for_new_password(view), name)


sign_in = [
    _ours("sign-in/", account.login, "account_login"),
    _ours("sign-in/code/", pages.EnterCode.as_view(), "account_confirm_login_code"),
    _ours("sign-in/code/new/", account.request_login_code, "account_request_login_code"),
    _ours("sign-in/second/", mfa.authenticate, "mfa_authenticate"),
    _passkeys("sign-in/passkey/", passkeys.login_webauthn, "mfa_login_webauthn"),
    _ours("sign-in/closed/", account.account_inactive, "account_inactive"),
    _ours("sign-in/password/new/", account.password_reset, "account_reset_password"),
    _password("sign-in/password/new/code/", account.confirm_password_reset_code, "account_confirm_password_reset_code"),
    _password("sign-in/password/new/choose/", account.complete_password_reset, "account_complete_password_reset"),
    _ours("sign-in/password/new/done/", account.password_reset_from_key_done, "account_password_reset_completed"),
    _ours("sign-out/", account.logout, "account_logout"),
]

security = [
    _ours("", pages.Security.as_view(), "mfa_index"),
    _ours("again/", mfa.reauthenticate, "mfa_reauthenticate"),
    _ours("again/password/", account.reauthenticate, "account_reauthenticate"),
    _passkeys("again/passkey/", passkeys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _ours("password/", account.password_set, "account_set_password"),
    _ours("password/change/", account.password_change, "account_change_password"),
    _ours("app/", pages.SetUpApp.as_view(), "mfa_activate_totp"),
    _ours("app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _ours("codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    _ours("codes/new/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _ours("codes/recovery-codes.txt", recovery_codes.download_recovery_codes, "mfa_download_recovery_codes"),
    _passkeys("passkeys/", passkeys.list_webauthn, "mfa_list_webauthn"),
    _passkeys("passkeys/add/", pages.AddPasskey.as_view(), "mfa_add_webauthn"),
    _passkeys("passkeys/<int:pk>/", passkeys.edit_webauthn, "mfa_edit_webauthn"),
    _passkeys("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, "mfa_remove_webauthn"),
    _ours("sessions/", sessions.list_usersessions, "usersessions_list"),
]

organizers = [
    path("", desk_pages.organizers, name="organizers"),
    path("<uuid:public_id>/role/", desk_pages.change_role, name="change_role"),
    path("<uuid:public_id>/end/", desk_pages.end, name="end"),
    path("<uuid:public_id>/old-mailbox/", desk_pages.answer_for_old_mailbox, name="answer_for_old_mailbox"),
    path("<uuid:public_id>/second-factor/off/", desk_pages.take_factor_off, name="take_factor_off"),
]

own_address = [
    path("", address_pages.change_address, name="change_address"),
    path("cancel/", address_pages.cancel_address, name="cancel_address"),
]

urlpatterns = [
    *policy_for("sign-in, guarded by allauth", [*sign_in, path("desk/security/", include(security))]),
    path("sign-in/link/<str:token>/", pages.sign_in_link, name="sign_in_link"),
    path("sign-in/address/new/<str:token>/", address_pages.answer, {"side": "new"}, name="address_answer_new"),
    path("sign-in/address/old/<str:token>/", address_pages.answer, {"side": "old"}, name="address_answer_old"),
    path("desk/security/address/", include(own_address)),
    path("desk/second/<uuid:public_id>/", second_pages.second_yes, name="second_yes"),
    path("desk/second/<uuid:public_id>/yes/", second_pages.agree, name="second_agree"),
    path("desk/second/<uuid:public_id>/no/", second_pages.refuse, name="second_no"),
    path("desk/settings/organizers/", include((organizers, "accounts"))),
]
