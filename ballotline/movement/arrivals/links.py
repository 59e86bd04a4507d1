"""What a mailed link of ours was made for. One that is not whole claims no age: forged and cut read alike."""

from datetime import timedelta

from django.core import signing


class LinkIsNotWhole(Exception):
    """A forged or cut link: which of the two can't be told, and nothing about its age."""


class LinkIsOld(Exception):
    """A link of ours, whole, and past its days."""


def read(signer: signing.Signer, token: str) -> str:
    """Raises LinkIsNotWhole."""
    try:
        return str(signer.unsign(token))
    except signing.BadSignature:
        raise LinkIsNotWhole from None


def read_in_time(signer: signing.TimestampSigner, token: str, *, good_for: timedelta) -> str:
    """Raises LinkIsNotWhole or LinkIsOld."""
    try:
        return str(signer.unsign(token, max_age=good_for))
    except signing.SignatureExpired:
        raise LinkIsOld from None
    except signing.BadSignature:
        raise LinkIsNotWhole from None
