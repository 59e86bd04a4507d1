"""What settings bind the doors to: the function that knows accounts and their roles, which stand in a room above."""

from typing import Any

from ballotline.foundation.access.rules import Scope
from ballotline.foundation.seams import Seam


class ScopeOf(Seam[[Any], Scope]):
    """What a signed-in account may do now, and where. Whose class the account is, this room does not know."""
