"""What becomes of those who wait between the press of "Write again" and the end of its job,
over every kind that is reminded."""

import pytest

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals import services
from ballotline.movement.arrivals.declared import KINDS, Kind
from ballotline.movement.arrivals.models import Reminder
from ballotline.movement.arrivals.reminding import remind, write_to_each
from ballotline.organizing.actions.models import Action
from tests.test_written_to_again import HOUR, NOW, REMINDED, letters, pressed
from tests.ways_in import rows

pytestmark = pytest.mark.django_db
WRITTEN = services.write


@pytest.fixture(params=REMINDED)
def kind(request) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def reminder(kind, asked) -> Reminder:
    for name in ("Ana Flores", "Ben Weiss", "Cid Reyes"):
        pressed(kind, asked, name)
    return remind(kind=kind, asked=asked, by=SYSTEM, at=NOW)


def became(reminder) -> tuple[int, int, int]:
    reminder.refresh_from_db()
    return reminder.written, reminder.refused, reminder.elsewhere


def test_where_everybody_said_that_it_was_not_them_the_job_ends(kind, reminder):
    for row in rows(kind):
        services.disown(arrival=row, at=NOW)

    write_to_each(reminder=reminder, at=NOW)

    assert became(reminder) == (0, 0, 3) and reminder.finished_at == NOW


def test_what_ends_by_its_hour_meanwhile_writes_to_nobody(kind, asked, reminder):
    Action.objects.filter(pk=asked.pk).update(closes_at=NOW + HOUR)
    if kind.is_open(rows(kind)[0].asked, NOW + 2 * HOUR):
        pytest.skip("takes people in after its end")

    write_to_each(reminder=reminder, at=NOW + 2 * HOUR)

    assert letters() == [] and became(reminder) == (0, 0, 3)


def test_a_row_that_goes_while_the_job_runs_is_passed_over(kind, reminder, monkeypatch):
    _ana, ben, _cid = rows(kind)

    def ben_disowns_meanwhile(row, at, words):
        services.disown(arrival=ben, at=NOW)
        return WRITTEN(row, at, words)

    monkeypatch.setattr(services, "write", ben_disowns_meanwhile)
    write_to_each(reminder=reminder, at=NOW)

    assert letters() == ["ana.flores@rivertown.example", "cid.reyes@rivertown.example"]
    assert became(reminder) == (2, 0, 1)


def test_who_wants_none_is_counted_once_however_often_the_job_begins(kind, reminder, monkeypatch):
    services.refuse(mailbox="ana.flores@rivertown.example", purpose=kind.purpose, at=NOW)

    def killed(_row, _at, _words):
        raise SystemExit("killed at the second row")

    monkeypatch.setattr(services, "write", killed)
    with pytest.raises(SystemExit):
        write_to_each(reminder=reminder, at=NOW)
    monkeypatch.setattr(services, "write", WRITTEN)
    assert became(reminder) == (0, 1, 2)
    write_to_each(reminder=reminder, at=NOW)

    assert became(reminder) == (2, 1, 0)
