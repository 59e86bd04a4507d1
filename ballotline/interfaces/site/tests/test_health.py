""" "Are you there?" and "do you work?", as a monitor asks."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from ballotline.foundation.jobs import leases
from ballotline.interfaces.site import health

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_a_house_with_a_living_worker_is_ready(client):
    leases.renew("a worker", at=timezone.now() - timedelta(seconds=7))

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"ready": True, "database": True, "migrations": True, "worker_seconds": 7}


def test_without_a_worker_it_is_not_ready(client):
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["worker_seconds"] is None


@pytest.mark.parametrize("silent, status", [(timedelta(seconds=100), 200), (timedelta(minutes=10), 503)])
def test_a_worker_may_be_silent_while_it_is_started_again(client, silent, status):
    leases.renew("a worker", at=timezone.now() - silent)

    assert client.get("/readyz").status_code == status


def test_a_database_of_another_version_is_not_ready(client, monkeypatch):
    leases.renew("a worker", at=timezone.now())
    monkeypatch.setattr(health, "_newest_migrations", lambda: frozenset({("petition", "9999_not_applied")}))

    response = client.get("/readyz")

    assert (response.status_code, response.json()["migrations"]) == (503, False)


def test_a_database_that_does_not_answer_is_not_ready(client, monkeypatch):
    def no_answer(at):
        raise OperationalError("connection refused at db.example")

    monkeypatch.setattr(health, "_worker_silent", no_answer)

    response = client.get("/readyz")

    assert (response.status_code, response.json()["database"]) == (503, False)
    assert "db.example" not in response.content.decode()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_monitor_gets_no_cookie_and_nothing_is_cached(client, path):
    response = client.get(path)

    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert client.post(path).status_code == 405
