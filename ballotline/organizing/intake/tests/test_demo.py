"""The cases of the demo: as many as it says in every state, and gone without a trace."""

from collections import Counter

import pytest
from django.utils import timezone

from ballotline.movement.accounts.testing import make_account
from ballotline.movement.people import services as people
from ballotline.organizing.intake import demo
from ballotline.organizing.intake.models import Case, ReadyAnswer
from ballotline.organizing.intake.testing import make_case

pytestmark = pytest.mark.django_db


def test_27_cases_in_every_state_and_none_stays():
    make_account("owner")
    at = timezone.now()
    asking = [people.identify(name=f"N{n} Teo", email=f"n{n}@rivertown.example", at=at) for n in range(30)]

    demo.build(people=asking, at=at)

    states = Counter(case.state for case in Case.objects.all())
    late = [case for case in Case.objects.all() if case.is_late(at)]
    assert Case.objects.count() == 27 and Case.objects.filter(source="mail").count() == 8
    assert (states["open"], states["waiting"], states["done"], len(late)) == (6, 4, 5, 3)
    assert states["new"] == 9 + len([case for case in late if case.state == "new"])

    mine = make_case("Ruth Abara", email="ruth@town.example")
    demo.remove(mailboxes="@rivertown.example")
    assert list(Case.objects.all()) == [mine] and not ReadyAnswer.objects.exists()
