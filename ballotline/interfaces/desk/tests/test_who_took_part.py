"""The list of people asks who took part in something, whatever kind of ask it is. A new kind joins by existing."""

import re

import pytest
from django.utils import timezone

from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.arrivals.declared import KINDS as WAYS_IN
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition
from ballotline.organizing.actions.models import Ask
from ballotline.organizing.actions.testing import an_open_one, drafted
from tests.ways_in import arrived

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ALL_KINDS = pytest.mark.parametrize("kind", sorted(KINDS))


@pytest.fixture
def desk():
    return signed_in_client()


def took_part(ask: Ask, name: str) -> None:
    kind = KINDS[ask._meta.app_label]
    way_in = next(one for one in WAYS_IN.values() if one.model is kind.people)
    confirmed(arrived(way_in, ask, name=name, email=f"{name.split()[0]}@rivertown.example"), at=NOW)


def names_in(page: str) -> set[str]:
    return set(Person.objects.values_list("name", flat=True)) & set(re.findall(r"[A-Z]\w+ [A-Z]\w+", page))


@ALL_KINDS
def test_those_and_only_those_who_took_part_in_this_one_are_listed(desk, kind):
    this, other = an_open_one(kind), an_open_one(kind, title="Another one")
    took_part(this, "Ana Flores")
    took_part(this, "Ben Weiss")
    took_part(other, "Chidi Obi")
    counted(make_petition("elsewhere"), "Dot Moss")

    page = desk.get("/desk/people/", {"part": this.action.slug}).content.decode()

    assert names_in(page) == {"Ana Flores", "Ben Weiss"}
    assert f"took part in “{this.action.title}”" in page
    assert "2 people" in " ".join(page.split())


@ALL_KINDS
def test_the_file_and_the_tag_for_all_take_the_same_people(desk, kind):
    this = an_open_one(kind)
    took_part(this, "Ana Flores")
    counted(make_petition("elsewhere"), "Dot Moss")
    question = f"?part={this.action.slug}"

    table = b"".join(desk.post(f"/desk/people/take-along/{question}").streaming_content).decode()
    desk.post(f"/desk/people/tag/{question}", {"name": "Thanked", "everybody": "on"})

    assert "Ana Flores" in table and "Dot Moss" not in table
    assert [one.name for one in Person.objects.filter(taggings__tag__name="Thanked")] == ["Ana Flores"]


@ALL_KINDS
def test_what_was_published_stands_to_be_chosen_under_its_kind(desk, kind):
    an_open_one(kind, title="To be chosen")
    drafted(kind, title="Only a draft")

    page = desk.get("/desk/people/").content.decode()

    group = re.search(rf'<optgroup label="{KINDS[kind].many}">(.*?)</optgroup>', page, re.S)[1]
    assert "To be chosen" in group and "Only a draft" not in page


@ALL_KINDS
def test_whoever_only_pressed_and_never_answered_is_nobody_s_person(desk, kind):
    this = an_open_one(kind)
    way_in = next(one for one in WAYS_IN.values() if one.model is KINDS[kind].people)
    arrived(way_in, this, name="Ana Flores")

    assert "Nobody found." in desk.get("/desk/people/", {"part": this.action.slug}).content.decode()


@pytest.mark.parametrize("slug", ["nothing", "²", "x" * 400])
def test_what_is_not_there_finds_nobody(desk, slug):
    counted(make_petition(), "Ana Flores")

    assert "Nobody found." in desk.get(f"/desk/people/?part={slug}").content.decode()
