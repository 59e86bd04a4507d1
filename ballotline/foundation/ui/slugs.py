"""The address of a page, made from its title, and the first that nobody has."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from django.db import IntegrityError, models, transaction

LONGEST = 60  # signs: room for "-199" in a column of 70
TRIES = 200  # pages of one title; whoever has more is meant to choose another title


def slug_of(title: str, *, otherwise: str = "ask") -> str:
    """ "Keep the Ferry Street library open" is keep-the-ferry-street-library-open; a title without letters or digits
    that an address can hold is `otherwise`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-") or otherwise


def save_under_a_free_slug(row: models.Model, stem: str, *, taken: Collection[str] = ()) -> bool:
    """Saves `row` with the first address from `stem` that is free; words in `taken` are other pages. Was one free?"""
    for slug in _tried(stem, taken):
        row.slug = slug  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            continue
        return True
    return False


def _tried(stem: str, taken: Collection[str]) -> Iterator[str]:
    if stem not in taken:
        yield stem
    yield from (f"{stem}-{n}" for n in range(2, TRIES))
