"""What this room holds of a person: at most one account. It stays when the person is erased; an owner ends it.

Of two who sign in nobody can say here which sign-in is to go, so they don't become one.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from ballotline.movement.accounts.models import Account
from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import CannotMerge, Copied, Rows, declare, moves
from ballotline.movement.people.tracing import Trace


def _account(person: Person) -> Copied:
    return list(Account.objects.filter(person=person).values("email", "name", "joined_at"))


def _let_go(person: Person, at: datetime) -> None:
    Account.objects.filter(person=person).update(person=None)


def _one_account(kept: Person, other: Person, trace: Trace) -> None:
    if Account.objects.filter(person__in=[kept, other]).count() > 1:
        raise CannotMerge(_("Both sign in here. An owner ends one of the two sign-ins first."))
    moves(Account)(kept, other, trace)


declare(Rows("accounts.Account.person", "account", _account, _let_go, _one_account))
