"""The desk of somebody whose rights hold for one chapter: what belongs to another one
is not there, in no list, count or page."""

from datetime import timedelta
from functools import reduce
from operator import or_
from uuid import UUID

import pytest
from django.core.cache import caches
from django.utils import timezone

from ballotline.foundation.access.rules import NOTHING, PERMISSIONS, Actor, Reach, Scope
from ballotline.foundation.access.seams import ScopeOf
from ballotline.foundation.organization.queries import our_day
from ballotline.interfaces.desk.today import OF_THE_HOUSE, all_duties, rows
from ballotline.movement.accounts import agreeing
from ballotline.movement.accounts.agreeing import Deed
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.movement.accounts.today import BY_TWO
from ballotline.movement.mail.models import Message
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from ballotline.organizing.actions.models import Action
from ballotline.organizing.chapters.models import Chapter, Requirement
from ballotline.organizing.chapters.services import asked, founding
from ballotline.organizing.chapters.testing import HOST, make_chapter, make_officer
from ballotline.organizing.intake import queries as intake
from ballotline.organizing.intake.models import Case
from ballotline.organizing.intake.testing import make_case

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)
OUR_KEY, THEIR_KEY = str(UUID(int=1)), str(UUID(int=2))
OURS, THEIRS = Reach(chapters=frozenset({OUR_KEY})), Reach(chapters=frozenset({THEIR_KEY}))
# About the whole house, or about officials: no chapter has them
NOBODYS = {"wrong_numbers", "those_called", *(one.found.__name__ for one in OF_THE_HOUSE)}
BY_PLACE = {one.found.__name__: (one.permission, one.of) for one in all_duties() if one.found.__name__ not in NOBODYS}


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    caches["near"].clear()


@pytest.fixture
def ours() -> Petition:
    """One petition of ours for each thing that may wait."""
    soon = make_petition("soon", closes_at=NOW + timedelta(days=3), title="Ours closes soon")
    odd = counted(soon, "Ana Flores", comment="Please!")
    Signature.objects.filter(pk=odd.pk).update(comment_state=Signature.Comment.WAITING)
    aside = counted(soon, "Ben Weiss")
    Signature.objects.filter(pk=aside.pk).update(state=Signature.State.QUARANTINED)
    make_petition("closed", state="closed", title="Ours is closed")
    make_petition("handed", state="closed", title="Ours was handed over", delivered_at=NOW)
    make_pledge(due=timezone.localdate(NOW) - timedelta(days=1))
    Action.objects.update(chapter=OUR_KEY)
    cases_wait()
    chapters_wait()
    second_yeses_wait()
    return soon


def chapters_wait() -> None:
    """Below ours two have applied, one long ago, and one can be chartered; a term of ours ends soon, and ours has not
    accepted the charter."""
    above = make_chapter("Ours")
    Chapter.objects.filter(pk=above.pk).update(public_id=OUR_KEY)
    above.refresh_from_db()
    make_chapter("Long ago", parent=above, state="applied", at=NOW - timedelta(days=30))
    make_chapter("Today", parent=above, state="applied", at=NOW)
    ready = make_chapter("Ready", parent=above, state="provisional", at=NOW)
    Requirement.objects.exclude(kind=Requirement.Kind.CHARTER).update(dropped_at=NOW)
    charter = asked.write_charter(body="We act in public.", by=HOST, at=NOW)
    founding.accept(chapter=ready, charter=charter, by=HOST, at=NOW)
    make_officer(above, at=NOW, last_day=our_day(NOW) + timedelta(days=10))


def second_yeses_wait() -> None:
    for permission in BY_TWO:
        deed = Deed(name="x", about=permission, words=permission, url="/", permission=permission, chapter=OUR_KEY)
        agreeing.ask(deed, by=Actor.account("lena"), at=NOW)


def cases_wait() -> None:
    """Late, due today, new, and one that somebody has; of the first three nobody has any."""
    account, tonight = make_account(email="lena@rivertown.example"), intake.end_of_day(NOW)
    for name, due in (("Sam Teo", NOW - HOUR), ("Dot Okafor", tonight), ("Ruth Abara", tonight + HOUR)):
        case = make_case(name, at=NOW)
        Case.objects.filter(pk=case.pk).update(chapter=OUR_KEY, due_at=due, owner=None)
    mine = make_case("Cid Weiss", at=NOW)
    Case.objects.filter(pk=mine.pk).update(chapter=OUR_KEY, state="open", owner=account, due_at=tonight + HOUR)


@pytest.mark.parametrize("name", BY_PLACE)
def test_a_row_of_today_shows_to_its_own_right_in_its_own_chapter_only(ours, name):
    permission, function = BY_PLACE[name]
    others = [other for other in PERMISSIONS if other != permission]

    theirs, me = (
        Scope.of([permission], THEIRS) | Scope.of(others, OURS),
        str(Account.objects.get(email="lena@rivertown.example").public_id),
    )

    assert list(function(OURS, NOW, me))
    assert list(function(THEIRS, NOW, me)) == []
    shown = [row.duty for row in rows(theirs, NOW, me)]
    assert not [row for row in function(OURS, NOW, me) if row in shown]


def test_what_the_house_owes_is_told_to_somebody_whose_right_holds_everywhere():
    about = {"basis": "service", "lane": 10, "to_address": "ana@rivertown.example", "key": "one", "content": {}}
    Message.objects.create(kind="desk.Test", state="failed", queued_at=NOW, due_at=NOW, **about)

    assert [row.duty.words for row in rows(Scope.of(["mail.read"]), NOW)] == ["1 message could not be sent"]
    assert rows(Scope.of(["mail.read"], OURS), NOW) == []


def test_what_is_cut_is_cut_after_the_filter(ours):
    """Thirty petitions of others have more comments than ours."""
    for number in range(30):
        other = make_petition(f"other-{number}")
        for name in ("Cy Cole", "Dee Dale"):
            counted(other, name, comment="Me too!")
    Signature.objects.exclude(comment="").update(comment_state=Signature.Comment.WAITING)

    words = [row.duty.why for row in rows(Scope.of(["petitions.moderate"], OURS), NOW)]

    assert words == ["Ours closes soon"]


def test_a_page_is_there_where_its_own_right_holds(ours, settings):
    """Reads everywhere, and sees who took part only in another chapter."""
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.reads_all_and_sees_their_people")
    other = make_petition("other")
    Action.objects.filter(slug="other").update(chapter=THEIR_KEY)
    counted(other, "Cy Cole")
    desk = signed_in_client(role="owner")

    assert desk.get("/desk/petitions/soon/").status_code == 200
    assert desk.get("/desk/petitions/soon/people/").status_code == 404
    assert "Cy Cole" in desk.get("/desk/petitions/other/people/").content.decode()
    assert "/people/" not in desk.get("/desk/petitions/soon/").content.decode()
    assert "/people/" in desk.get("/desk/petitions/other/").content.decode()


def test_a_list_and_the_search_hold_only_what_may_be_read(ours, settings):
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.reads_theirs")
    make_petition("other", title="A petition of theirs")
    Action.objects.filter(slug="other").update(chapter=THEIR_KEY)
    desk = signed_in_client(role="owner")

    listed = desk.get("/desk/petitions/").content.decode()
    found = desk.get("/desk/search/?q=ours").content.decode() + desk.get("/desk/search/?q=petition").content.decode()

    assert "A petition of theirs" in listed and "Ours" not in listed
    assert "A petition of theirs" in found and "Ours" not in found


def test_the_search_finds_asks_of_every_kind_under_their_own_heading(ours):
    desk = signed_in_client(role="owner")
    title = make_campaign().action.title

    found = desk.get("/desk/search/", {"q": title.split()[0]}).content.decode()
    places = desk.get("/desk/search/", {"q": "new"}).content.decode()

    assert title in found and ">Calls<" in found
    assert all(f"/desk/{kind}/new/" in places for kind in ("petitions", "calls", "pledges"))


def test_a_right_on_one_petition_opens_that_one(ours, settings):
    global ONE
    ONE = str(ours.public_id)
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.reads_one")
    desk = signed_in_client(role="owner")

    assert desk.get("/desk/petitions/soon/").status_code == 200
    assert desk.get("/desk/petitions/closed/").status_code == 404


ONE = ""


def _enters(*scopes: Scope) -> Scope:
    return reduce(or_, [NOTHING, Scope.of(["desk.enter"]), *scopes])


def reads_all_and_sees_their_people(_account: object) -> Scope:
    return _enters(Scope.of(["actions.read"]), Scope.of(["actions.people"], THEIRS))


def reads_theirs(_account: object) -> Scope:
    return _enters(Scope.of(["actions.read"], THEIRS))


def reads_one(_account: object) -> Scope:
    return _enters(Scope.of(["actions.read"], Reach(objects=frozenset({ONE}))))
