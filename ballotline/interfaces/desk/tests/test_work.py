"""Work that failed is named in an organizer's words."""

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone

from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.jobs.models import Job, State
from ballotline.interfaces.desk.work import WORK
from ballotline.movement.accounts.testing import signed_in_client


def jobs_of_every_room() -> set[str]:
    """ "petition.mail_update": each function of each room's tasks, as the text says it."""
    found = {}
    for room in apps.get_app_configs():
        tasks = find_spec(f"{room.name}.tasks") if room.name.startswith("ballotline.") else None
        if tasks and tasks.origin:
            found[room.label] = ast.parse(Path(tasks.origin).read_text()).body
    return {
        f"{label}.{node.name}"
        for label, body in found.items()
        for node in body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def test_every_job_has_a_name_that_organizers_say():
    assert set(WORK) == jobs_of_every_room() and len(WORK) > 10


@pytest.mark.django_db
def test_the_desk_names_what_failed_and_says_why():
    jobs.enqueue("petition.mail_update", at=timezone.now(), update="x")
    jobs.enqueue("some.library_task", at=timezone.now())
    Job.objects.update(status=State.FAILED, finished_at=timezone.now(), traceback="ValueError: it is gone")

    page = signed_in_client().get("/desk/jobs/").content.decode()

    assert "<h1>Work that failed</h1>" in page and "it is gone" in page
    assert "<strong>Mail an update to those who signed</strong>" in page
    assert "<strong>some.library_task</strong>" in page
