"""The front page: who we are, the ask that leads, the box beside it, and what else is open."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.organization.models import Organization
from ballotline.foundation.organization.queries import forget_us
from ballotline.organizing.actions.kinds.petition.testing import make_petition
from ballotline.record.offices import meander

pytestmark = pytest.mark.django_db


def front() -> str:
    Organization.objects.update_or_create(pk=1, defaults={"name": "Rivertown Together"})
    forget_us()
    return Client().get("/").content.decode()


def headings(page: str) -> list[tuple[str, str]]:
    """(its level, its words), in order."""
    found = re.findall(r"<h([1-6])[^>]*>(.*?)</h[1-6]>", page, re.S)
    return [(level, " ".join(re.sub(r"<[^>]+>", "", words).split())) for level, words in found]


def test_its_headings_tell_who_what_where_and_what_else():
    meander.lay_out(at=timezone.now())
    make_petition(title="Keep the library open", closes_at=timezone.now() + timedelta(days=5))
    make_petition("bus", title="Let the number 9 bus run on Sundays")

    assert headings(front()) == [
        ("1", "Rivertown Together"),
        ("2", "Keep the library open"),
        ("2", "Where do you live?"),
        ("2", "Also open"),
        ("3", "Let the number 9 bus run on Sundays"),
    ]


def test_one_button_is_filled():
    meander.lay_out(at=timezone.now())
    make_petition()

    assert front().count('class="button main"') == 1


def test_with_one_petition_nothing_else_is_said_to_be_open():
    make_petition()

    assert "Also open" not in front()


def test_with_nothing_to_sign_it_says_so_under_our_name():
    assert headings(front()) == [("1", "Rivertown Together"), ("2", "Nothing to sign today.")]
