"""Keys of apps and seeds of recovery codes, sealed before they enter the database: a backup alone makes no codes.

The seal is made under the installation's secret key (SECRET_KEY, or one of SECRET_KEY_FALLBACKS while it is being
changed), which lies in another file than the database. The cipher is Fernet of the cryptography library: AES and a MAC,
so whoever can write to the database can't put a key of their own in either. Passkeys are public keys; they need no
seal.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

MARK = "sealed:"
SECRET_PARTS = ("secret", "seed", "migrated_codes")  # of an authenticator's data, as allauth names them


class CannotBeRead(Exception):
    """Sealed under a secret key that this installation does not have any more."""


def seal(text: str) -> str:
    return MARK + _newest().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises CannotBeRead, for what was never sealed too: it came past the migration, from a hand we don't know."""
    if not sealed.startswith(MARK):
        raise CannotBeRead
    try:
        return MultiFernet(_all_keys()).decrypt(sealed.removeprefix(MARK)).decode()
    except InvalidToken:
        raise CannotBeRead


def can_be_read(authenticators: Iterable[Authenticator]) -> bool:
    try:
        for authenticator in authenticators:
            on_secret_parts(authenticator.data, unseal)
    except CannotBeRead:
        return False
    return True


def seal_again() -> None:
    """What an earlier secret key has sealed is sealed under the newest; then the earlier one can be forgotten."""
    for pk in Authenticator.objects.values_list("pk", flat=True):
        with transaction.atomic():
            _seal_one_again(Authenticator.objects.select_for_update().filter(pk=pk).first())


def on_secret_parts(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """The data of an authenticator with each of its secret parts changed."""
    changed = dict(data)
    for part in SECRET_PARTS:
        if isinstance(value := data.get(part), list):
            changed[part] = [change(each) for each in value]
        elif value is not None:
            changed[part] = change(value)
    return changed


def _seal_one_again(authenticator: Authenticator | None) -> None:
    if authenticator is None or not can_be_read([authenticator]):
        return
    data = on_secret_parts(authenticator.data, _under_newest_key)
    if data != authenticator.data:
        authenticator.data = data
        authenticator.save(update_fields=["data"])


def _under_newest_key(sealed: str) -> str:
    try:
        _newest().decrypt(sealed.removeprefix(MARK))
    except InvalidToken:
        return seal(unseal(sealed))
    return sealed


def _newest() -> Fernet:
    return _all_keys()[0]


def _all_keys() -> list[Fernet]:
    return [Fernet(_key_from(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _key_from(secret: str | bytes) -> bytes:
    return urlsafe_b64encode(
        salted_hmac("accounts.sealing", "keys of apps", secret=secret, algorithm="sha256").digest()
    )
