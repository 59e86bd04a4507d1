"""`/healthz`: the process answers. `/readyz`: the house works; a monitor or a load balancer asks, nobody else.

They read no session and set no cookie, and say nothing that a stranger could use.
"""

from datetime import datetime
from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ballotline.foundation.access.doors import public
from ballotline.foundation.jobs.models import Lease
from ballotline.foundation.jobs.rules import LEASE

WORKER_SILENT_AT_MOST = 120  # seconds; a worker that is started again meanwhile is nobody's worry


@public
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if the database answers, is of this version, and a worker was heard of lately; else 503. Says which."""
    found = _look(timezone.now())
    return JsonResponse(found, status=200 if found["ready"] else 503)


def _look(at: datetime) -> dict[str, object]:
    try:
        is_current, silent = _is_current(), _worker_silent(at)
    except Error:
        return {"ready": False, "database": False, "migrations": None, "worker_seconds": None}
    works = silent is not None and silent <= WORKER_SILENT_AT_MOST
    return {"ready": is_current and works, "database": True, "migrations": is_current, "worker_seconds": silent}


def _is_current() -> bool:
    return _newest_migrations() <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    """The last step of each room. Read from the files once a process, since these don't change under it."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


def _worker_silent(at: datetime) -> int | None:
    """Seconds since a worker last said that it lives; None if none is known."""
    latest = Lease.objects.order_by("-until").values_list("until", flat=True).first()
    return None if latest is None else max(0, int((at - (latest - LEASE)).total_seconds()))
