"""How names and mailboxes are folded. No Django here."""

import unicodedata
from datetime import timedelta

UNDO_FOR = timedelta(days=30)
IGNORES_DOTS = frozenset({"gmail.com", "googlemail.com"})
SAME_PROVIDER = {"googlemail.com": "gmail.com"}
IGNORES_TAGS = IGNORES_DOTS | {
    "outlook.com",
    "hotmail.com",
    "live.com",
    "icloud.com",
    "me.com",
    "fastmail.com",
    "proton.me",
    "protonmail.com",
}


def mailbox_key(email: str) -> str:
    """The mailbox behind an address: case, and where the provider ignores them dots and +tags, don't count."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", email).strip().casefold())
    local, _at, domain = folded.rpartition("@")
    if domain in IGNORES_TAGS:
        local = local.split("+", 1)[0]
    if domain in IGNORES_DOTS:
        local = local.replace(".", "")
    return f"{local}@{SAME_PROVIDER.get(domain, domain)}" if local else folded


def name_key(name: str) -> str:
    """A name without case, accents and doubled spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", " ".join(bare.casefold().split()))
