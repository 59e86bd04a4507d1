"""A pledge that has ended, and is opened again."""

import pytest
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_a_pledge_that_is_decided_opens_again_only_once_that_is_taken_back():
    pledge = make_pledge()
    actions.step(pledge, "close", by=SYSTEM, at=NOW)
    Pledge.objects.filter(pk=pledge.pk).update(verdict="met", decided_at=NOW)
    pledge.refresh_from_db()

    with pytest.raises(actions.NotNow, match="Take back first what came after its end"):
        actions.step(pledge, "reopen", by=SYSTEM, at=NOW)

    assert Pledge.objects.get().action.state == "closed"
