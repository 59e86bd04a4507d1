"""What this room holds of a person: at most one account. It stays when the person is erased; an owner ends it."""

from datetime import datetime

from ballotline.movement.accounts.models import Account
from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import Copied, Rows, declare


def _account(person: Person) -> Copied:
    return list(Account.objects.filter(person=person).values("email", "name", "joined_at"))


def _let_go(person: Person, at: datetime) -> None:
    Account.objects.filter(person=person).update(person=None)


declare(Rows("accounts.Account.person", "account", _account, _let_go))
