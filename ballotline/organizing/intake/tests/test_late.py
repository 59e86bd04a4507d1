"""What is late is shown above: to the nearest who can answer it, by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.jobs.periodic import Calendar
from ballotline.foundation.jobs.testing import work_off
from ballotline.organizing.chapters.testing import MONDAY, make_chapter
from ballotline.organizing.intake.models import Case
from ballotline.organizing.intake.services import duty
from ballotline.organizing.intake.testing import make_case
from ballotline.organizing.intake.tests.test_cases import DAY, LIVES_IN_TOWN, again, officer, the_tree

pytestmark = pytest.mark.django_db


def test_what_is_late_is_shown_where_somebody_answers_who_is_not_of_the_chapter_itself():
    country = make_chapter("Country")
    state, _town = the_tree()
    state.parent = country
    state.save()
    late = make_case(divisions=LIVES_IN_TOWN)
    duty.raise_what_is_late(by=SYSTEM, at=MONDAY + 3 * DAY)
    assert (again(late).raised_to, again(late).raised_at) == ("", MONDAY + 3 * DAY), "nobody answers but the office"

    Case.objects.update(raised_at=None)
    officer(country, "Mia Top")
    duty.raise_what_is_late(by=SYSTEM, at=MONDAY + 3 * DAY)
    assert again(late).raised_to == country.key, "nobody answers for the state"


def test_the_worker_looks_by_itself_for_what_is_late(settings):
    _state, town = the_tree()
    late, now = make_case(chapter=town, at=timezone.now() - 9 * DAY), timezone.now()
    assert settings.BALLOTLINE_PERIODIC["intake.raise_what_is_late"] <= timedelta(minutes=5)

    Calendar().ask(at=now)
    work_off(at=now)

    assert again(late).raised_at
