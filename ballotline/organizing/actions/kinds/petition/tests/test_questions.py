"""What the questions of petitions answer, row by row: what opens next, who brought others, and the owner's list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.services import checking
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from ballotline.organizing.actions.models import Action

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_what_opens_next_stands_first_and_neither_a_draft_nor_what_is_open():
    opens = {"third": 3, "first": 1, "second": 2, "too": 2, "open": -1, "draft": 1}
    for slug, days in opens.items():
        make_petition(slug, opens_at=NOW + days * DAY, state="draft" if slug == "draft" else "live")
    make_petition("always")
    make_petition("closed", opens_at=NOW + DAY, state="closed")

    assert [one.action.slug for one in queries.not_yet_open(NOW)] == ["first", "second", "too", "third"]
    Action.objects.filter(slug="third").update(opens_at=NOW)
    assert [one.action.slug for one in queries.not_yet_open(NOW)] == ["first", "second", "too"]


def test_who_brought_the_most_that_count_stands_first():
    petition = make_petition()
    ana, ben, cy = (counted(petition, name) for name in ("Ana Moss", "Ben Moss", "Cy Moss"))
    for name, sharer in (("Dee", ben), ("Eve", ben), ("Fay", ana), ("Gus", cy)):
        Signature.objects.filter(pk=counted(petition, f"{name} Moss").pk).update(shared_by=sharer)
    for name in ("Hal", "Ida", "Jo"):
        Signature.objects.filter(pk=signed(petition, f"{name} Moss").pk).update(shared_by=cy)

    assert queries.sharers(petition) == [(ben, 2), (ana, 1), (cy, 1)]
    assert queries.sharers(petition, most=1) == [(ben, 2)]


def test_the_owner_s_list_holds_every_signature_with_its_state_and_the_paper_that_stands():
    petition = make_petition()
    other = make_petition("bus")
    counted(other, "Zoe Moss")
    ana = counted(petition, "Ana Moss", at=NOW, comment="Six days", show_name=True)
    ben = signed(petition, "Ben Moss", at=NOW - HOUR)
    sheet = {"by": SYSTEM, "at": NOW - DAY}
    second, first, gone = checking.type_in_sheet(
        petition=petition, sheet=2, lines=[(2, "Sam Teo", "00010"), (1, "Tia Um", "00011"), (3, "Uma Vo", "")], **sheet
    )
    checking.type_in_sheet(petition=other, sheet=1, lines=[(1, "Vic Wu", "")], **sheet)
    [before] = checking.type_in_sheet(petition=petition, sheet=1, lines=[(5, "Wes Xi", "")], **sheet)
    checking.remove_paper(petition=petition, public_ids=[gone.public_id], removed=True, **sheet)

    mine, waits, *paper = queries.export_rows(petition)

    ana.refresh_from_db()
    same = ("public_id", "name", "email", "zip_code", "comment", "show_name", "confirmed_at", "confirmed_by")
    assert {name: mine[name] for name in same} == {name: getattr(ana, name) for name in same}
    more = ("state", "place_town", "place_state", "comment_state", "news_consent", "wants_updates")
    assert {name: mine[name] for name in more} == {name: getattr(ana, name) for name in more}
    last = ("suspicion", "source", "heard", "word_note")
    assert {name: mine[name] for name in last} == dict.fromkeys(last, "") and mine["signed_at"] == NOW
    assert (waits["public_id"], waits["state"], waits["signed_at"]) == (ben.public_id, "pending", NOW - HOUR)
    assert [row["public_id"] for row in paper] == [before.public_id, first.public_id, second.public_id]
    assert paper[2] == {
        "public_id": second.public_id,
        "state": "paper",
        "name": "Sam Teo",
        "zip_code": "00010",
        "place_town": "",
        "place_state": "",
        "signed_at": NOW - DAY,
    }


def test_comments_that_wait_for_a_look_are_counted_by_petition():
    library, bus = make_petition(), make_petition("bus")
    for petition, names in ((library, ("Ana", "Ben")), (bus, ("Cy",))):
        for name in names:
            counted(petition, f"{name} Moss", comment="Six days")
    signed(library, "Dee Moss", comment="Not yet")

    assert queries.waiting_comments_of([library]) == {library.pk: 2}
    assert queries.waiting_comments_of([library, bus]) == {library.pk: 2, bus.pk: 1}


def test_a_count_that_is_kept_is_made_anew_where_somebody_was_counted_in():
    petition = make_petition()
    before = queries.counted(petition, NOW)
    counted(petition)
    assert queries.kept_count(petition.pk) == before == queries.counted(petition, NOW)

    queries.count_anew(petition.pk)

    assert queries.kept_count(petition.pk) is None and queries.counted(petition, NOW).all == 1
