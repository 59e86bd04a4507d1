"""What settings bind the doors to: functions that know accounts and their roles, which stand in a room above."""

from collections.abc import Iterable, Mapping
from typing import Any

from ballotline.foundation.access.rules import Scope
from ballotline.foundation.seams import Seam


class ScopeOf(Seam[[Any], Scope]):
    """What a signed-in account may do now, and where. Whose class the account is, this room does not know."""


class NamesOf(Seam[[Iterable[str], Scope], Mapping[str, str]]):
    """The names of accounts by their public ids, as far as a reader of this scope may know whose they are."""
