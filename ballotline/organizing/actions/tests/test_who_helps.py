"""A role on one ask, whatever its kind: its helper sees it and nothing else of the desk, until a day."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.wanted import words_of
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.testing import an_open_one

pytestmark = pytest.mark.django_db
HELPER = {"name": "Hana Koch", "email": "hana@rivertown.example"}


@pytest.fixture
def owner() -> Client:
    return signed_in_client(make_account("owner"))


def page_of(ask, page: str = "") -> str:
    return f"/desk/{ask.action.kind}s/{ask.action.slug}/{page}"


def named(owner: Client, ask, *, days: int = 9, **more: str):
    until = timezone.localdate() + timedelta(days=days)
    return owner.post(page_of(ask, "helpers/"), HELPER | {"until": until.isoformat()} | more)


def hana() -> Client:
    client = Client()
    client.force_login(Account.objects.get(email=HELPER["email"]))
    return client


def statuses(desk: Client, *addresses: str) -> set[int]:
    return {desk.get(address).status_code for address in addresses}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_helper_opens_the_one_ask_and_finds_nothing_else(owner, kind):
    theirs, another = an_open_one(kind, title="Theirs"), an_open_one(kind, title="Another")

    assert named(owner, theirs).status_code == 303

    desk, pages = hana(), ("", "edit/", "people/", "history/")
    assert statuses(desk, "/desk/", *(page_of(theirs, page) for page in pages)) == {200}
    assert statuses(desk, *(page_of(another, page) for page in pages)) == {404}
    assert statuses(desk, page_of(theirs, "helpers/"), f"/desk/{kind}s/new/", "/desk/front/") == {404}
    assert statuses(desk, "/desk/people/", "/desk/cases/", "/desk/settings/") == {404}
    found = desk.get("/desk/search/?q=the").content.decode() + desk.get(f"/desk/{kind}s/").content.decode()
    assert "Theirs" in found and "Another" not in found


def test_they_are_told_by_mail_where_and_until_when(owner):
    ask = an_open_one("petition", title="Keep the ferry")
    named(owner, ask)

    message = Message.objects.get(kind="actions.YouHelp")
    words = words_of([message], timezone.now())[message.pk]

    assert message.to_address == HELPER["email"] and words.subject == "You can help with “Keep the ferry”"
    last = timezone.localdate() + timedelta(days=9)
    assert f"until {last:%a} {last.day} {last:%B}." in words.paragraphs[1]
    assert words.button and words.button[1].endswith(page_of(ask))


def test_after_the_last_day_it_is_over_and_an_owner_ends_it_sooner(owner):
    ask = an_open_one("petition")
    named(owner, ask)
    desk, grants = hana(), Account.objects.get(email=HELPER["email"]).grants
    grants.update(granted_at=timezone.now() - timedelta(days=99), until=timezone.now() - timedelta(seconds=1))
    assert statuses(desk, page_of(ask)) == {404}

    named(owner, ask)
    assert statuses(desk, page_of(ask)) == {200}
    page = owner.get(page_of(ask, "helpers/")).content.decode()
    owner.post(re.findall(r'action="([^"]+/end/)"', page.partition("Who helps with it")[2])[0])
    assert statuses(desk, page_of(ask)) == {404}
    assert "Nobody yet." in owner.get(page_of(ask, "helpers/")).content.decode()


def test_named_again_is_one_helper_with_the_new_day(owner):
    ask = an_open_one("petition")
    named(owner, ask)
    named(owner, ask, days=20)
    named(owner, ask, days=20)
    assert Message.objects.filter(kind="actions.YouHelp").count() == 2, "the new day is told too, once"

    [grant] = Account.objects.get(email=HELPER["email"]).grants.all()
    assert timezone.localdate(grant.until) == timezone.localdate() + timedelta(days=21)


def test_whoever_has_a_role_may_help_beside_it(owner):
    ask = an_open_one("petition")
    Action.objects.update(chapter="elsewhere")
    make_account("moderator", HELPER["email"], "Hana Koch")
    assert statuses(hana(), page_of(ask, "edit/")) == {404}

    named(owner, ask)

    assert statuses(hana(), page_of(ask, "edit/")) == {200}


@pytest.mark.parametrize("days", [-1, 400])
def test_another_day_than_one_of_the_next_year_is_not_taken(owner, days):
    answer = named(owner, an_open_one("petition"), days=days)

    assert answer.status_code == 422 and "Enter a day from today on, within a year" in answer.content.decode()
    assert not Account.objects.filter(email=HELPER["email"]).exists()


def test_only_who_manages_accounts_names_a_helper():
    staff = signed_in_client(make_account("staff", "sam@rivertown.example", "Sam Teo"))

    assert named(staff, an_open_one("petition")).status_code == 404


def test_whose_role_an_owner_ends_helps_no_more_and_a_helper_can_be_given_a_role(owner):
    ask = an_open_one("petition")
    named(owner, ask)
    account = Account.objects.get(email=HELPER["email"])
    assert "Give Hana Koch a role" in owner.get("/desk/settings/organizers/").content.decode()

    owner.post(f"/desk/settings/organizers/{account.public_id}/role/", {"role": "moderator"})
    assert statuses(hana(), f"/desk/petitions/{ask.action.slug}/comments/") == {200}
    owner.post(f"/desk/settings/organizers/{account.public_id}/end/")

    assert statuses(hana(), page_of(ask), "/desk/") == {404}
