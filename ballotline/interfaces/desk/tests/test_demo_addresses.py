"""The addresses that "Your area" offers in the demo show what they promise, and go with it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.interfaces.desk.rivertown import build, remove
from ballotline.record.places.models import AddressPoint
from tests.rivertown import press

pytestmark = pytest.mark.django_db


def offered() -> list[str]:
    return re.findall(r'name="where" value="([^"]+)">', Client().get("/area/").content.decode())


def pressed(where: str) -> str:
    response = press(Client(), "/area/", where=where)
    assert response.status_code == 200
    return response.content.decode()


def test_one_is_certain_one_is_split_and_one_is_near_a_line_until_the_demo_goes():
    build.build(at=timezone.now())
    certain, split, near_a_line = map(pressed, offered())

    assert 'class="maybe"' not in certain and "Joon Park" in certain
    assert "Your ZIP code lies in 2 districts" in split
    assert "Our map puts it here." in near_a_line and "Or this one" in near_a_line

    remove.remove(by=Actor.command("demo"), at=timezone.now())

    assert offered() == [] and not AddressPoint.objects.exists()
