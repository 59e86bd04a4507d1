"""What the planner knows after an import, and that connections which are open already hear of it."""

import threading

import pytest
from django.db import connection

from ballotline.foundation.jobs import planner
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.jobs.models import PeriodicRun
from ballotline.foundation.jobs.testing import work_off
from ballotline.foundation.jobs.tests.cast import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)


def rows_known() -> int:
    """How many periodic runs the planner reckons with."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = 'jobs_periodicrun'")
        else:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'jobs_periodicrun'")
        return int(cursor.fetchone()[0] or 0)


def a_large_import(count: int = 5_000) -> None:
    PeriodicRun.objects.bulk_create([PeriodicRun(name="a row to count", slot=n) for n in range(count)])


def test_after_an_import_the_planner_knows_how_much_there_is():
    a_large_import()

    planner.refresh_statistics()

    assert rows_known() == pytest.approx(5_000, rel=0.2)


def test_it_is_told_every_day(settings):
    a_large_import()
    assert "jobs.refresh_statistics" in settings.BALLOTLINE_PERIODIC

    jobs.enqueue("jobs.refresh_statistics", at=MONDAY)
    work_off(at=MONDAY)

    assert rows_known() == pytest.approx(5_000, rel=0.2)


@pytest.fixture
def houses():
    """Twenty thousand streets, all in ward 1; the planner thinks that the table is empty."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE houses (street integer, ward integer, number integer)")
        cursor.execute("CREATE INDEX by_street ON houses (street)")
        cursor.execute("CREATE INDEX by_ward ON houses (ward)")
        planner.refresh_statistics()
        cursor.executemany("INSERT INTO houses VALUES (%s, 1, %s)", [(n, n) for n in range(20_000)])
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE houses")


def test_a_connection_that_was_open_before_plans_anew(houses):
    turn, plans = threading.Barrier(2, timeout=20), []

    def look_twice():
        plans.append(plan_for(street=5))
        turn.wait()
        turn.wait()
        plans.append(plan_for(street=6))
        connection.close()

    other = threading.Thread(target=look_twice)
    other.start()
    turn.wait()
    planner.refresh_statistics()
    turn.wait()
    other.join()

    assert "by_street" in plans[1]
    if connection.vendor == "sqlite":  # of an empty table PostgreSQL makes no promise
        assert "by_ward" in plans[0]


def plan_for(*, street: int) -> str:
    """By which index the houses of one street in ward 1 are looked for.

    Asking for a plan reads nothing, so a query that reads goes before it; and no plan is asked for twice, since the
    driver keeps what it has prepared.
    """
    looked_for = f"SELECT number FROM houses WHERE street = {street} AND ward = 1"
    with connection.cursor() as cursor:
        cursor.execute(looked_for)
        cursor.fetchall()
        cursor.execute(f"EXPLAIN {'QUERY PLAN' if connection.vendor == 'sqlite' else ''} {looked_for}")
        return str(cursor.fetchall())
