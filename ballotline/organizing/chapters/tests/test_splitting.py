"""A chapter that is split: a part of its area, and the members who live there, become a chapter of their own."""

import pytest
from django.utils import timezone

from ballotline.foundation.audit.queries import history
from ballotline.foundation.jobs.testing import work_off
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.wanted import words_of
from ballotline.movement.mail.words import Words
from ballotline.movement.people.models import HomeDivision, Person
from ballotline.organizing.chapters import queries
from ballotline.organizing.chapters.models import Chapter, Membership
from ballotline.organizing.chapters.services import NotNow, life, members
from ballotline.organizing.chapters.testing import HOST, MONDAY, make_member, make_officer
from ballotline.organizing.chapters.tests.test_chapters import DAY, OTHER_WARD, STATE, TOWN, WARD, the_tree
from ballotline.record.places.models import Division

pytestmark = pytest.mark.django_db


def place_on_the_map(ocd_id: str, name: str) -> Division:
    around = ocd_id.rpartition("/")[0]
    return Division.objects.create(ocd_id=ocd_id, kind="ward", name=name, parent_ocd_id=around)


def lives_in(person: Person, *divisions: str, zip_code: str) -> None:
    Person.objects.filter(pk=person.pk).update(home_key=zip_code)
    for ocd_id in divisions:
        kind = ocd_id.rpartition("/")[2].partition(":")[0]
        HomeDivision.objects.get_or_create(
            home_key=zip_code, ocd_id=ocd_id, defaults={"kind": kind, "is_sure": True, "since": MONDAY}
        )


def test_a_part_of_a_chapter_becomes_one_of_its_own_with_the_members_who_live_there():
    state, town, _ward, _neighbor = the_tree()
    there, elsewhere, somewhere = (make_member(town, name) for name in ("Ana Flores", "Ben Okafor", "Cid Moss"))
    officer = make_officer(town, "Lena Ortiz")
    place_on_the_map(OTHER_WARD, "Ward 2")
    for person, divisions, zip_code in (
        (there.person, [TOWN, OTHER_WARD], "00012"),
        (officer.person, [TOWN, OTHER_WARD], "00012"),
        (elsewhere.person, [TOWN], "00019"),
    ):
        lives_in(person, *divisions, zip_code=zip_code)

    begun = life.split(chapter=town, name="Mill Street", place="The mill", takes=[OTHER_WARD], by=HOST, at=MONDAY + DAY)

    assert (begun.state, begun.parent, begun.name) == ("provisional", state, "Mill Street")
    assert queries.serving([(TOWN, "place"), (OTHER_WARD, "ward")]) == begun
    assert queries.serving([(TOWN, "place")]) == town
    assert {row.person for row in queries.members(begun)} == {there.person, officer.person}
    assert {row.person for row in queries.members(town)} == {elsewhere.person, somewhere.person}
    assert Membership.objects.get(chapter=town, person=there.person).ended == "moved"
    assert not queries.officers(town, (MONDAY + DAY).date())
    assert next(entry.verb for entry in history(*town.ref)) == "chapter split"


def test_what_is_split_off_is_of_the_area_and_no_other_chapter_s():
    _state, town, ward, _neighbor = the_tree()
    for ocd_id in (WARD, OTHER_WARD, f"{STATE}/place:elsewhere/ward:1"):
        place_on_the_map(ocd_id, ocd_id)

    assert [one.ocd_id for one in queries.may_be_split_off(town)] == [TOWN, OTHER_WARD]
    for takes in ([], [WARD], [STATE]):
        with pytest.raises(NotNow):
            life.split(chapter=town, name="Mill Street", place="", takes=takes, by=HOST, at=MONDAY)
    assert not Chapter.objects.filter(name="Mill Street").exists()
    assert queries.serving([(WARD, "ward")]) == ward


def test_a_part_that_was_its_own_is_its_no_more():
    _state, _town, ward, _neighbor = the_tree()
    life.serve(chapter=ward, division=place_on_the_map(OTHER_WARD, "Ward 2"), by=HOST, at=MONDAY)

    begun = life.split(chapter=ward, name="Mill Street", place="", takes=[OTHER_WARD], by=HOST, at=MONDAY)

    assert [one.ocd_id for one in ward.territory.all()] == [WARD]
    assert [one.ocd_id for one in begun.territory.all()] == [OTHER_WARD]


def test_what_may_be_a_home_makes_nobody_a_member_of_the_part():
    _state, town, _ward, _neighbor = the_tree()
    unsure = make_member(town, "Ana Flores")
    place_on_the_map(OTHER_WARD, "Ward 2")
    lives_in(unsure.person, TOWN, OTHER_WARD, zip_code="00013")
    HomeDivision.objects.filter(home_key="00013", ocd_id=OTHER_WARD).update(is_sure=False)
    unsure.person.refresh_from_db()

    begun = life.split(chapter=town, name="Mill Street", place="", takes=[OTHER_WARD], by=HOST, at=MONDAY + DAY)

    assert queries.serving_home_of(unsure.person) == town
    assert not queries.members(begun).exists()
    assert list(queries.members_in(town, [OTHER_WARD], surely=False)) == [unsure]


def words_to(address: str) -> list[Words]:
    """What leaves for this mailbox as it stands now."""
    letters = list(Message.objects.filter(to_address=address, kind="chapters.NowThere"))
    return list(words_of(letters, MONDAY + DAY).values())


def test_whose_membership_moves_is_told_by_mail_with_the_way_out():
    _state, town, _ward, neighbor = the_tree()
    ana = make_member(town, "Ana Flores")

    moved = members.move(membership=ana, to=neighbor, by=HOST, at=MONDAY + DAY)

    [told] = words_to("ana@rivertown.example")
    assert told.subject == "You belong to Millbrook now"
    assert told.paragraphs[0].startswith("You were a member of Rivertown.")
    assert told.button and told.button[1].endswith("/chapters/millbrook/")
    assert "Leave it" in told.after[0]
    members.end(membership=moved, how="left", by=HOST, at=MONDAY + 2 * DAY)
    assert words_to("ana@rivertown.example") == []


def test_of_whom_no_mailbox_answered_nobody_is_written_to():
    _state, town, _ward, neighbor = the_tree()
    ana = make_member(town, "Ana Flores")
    ana.person.contact_points.update(verified_at=None)

    members.move(membership=ana, to=neighbor, by=HOST, at=MONDAY + DAY)

    assert not Message.objects.filter(kind="chapters.NowThere").exists()


def test_a_suspended_chapter_is_restored_before_it_is_split():
    _state, town, _ward, _neighbor = the_tree()
    life.turn(chapter=town, verb="suspend", by=HOST, at=MONDAY)

    with pytest.raises(NotNow, match="Restore it"):
        life.split(chapter=town, name="Mill Street", place="", takes=[TOWN], by=HOST, at=MONDAY)


def test_who_may_live_there_stays_and_is_told_once_by_mail_that_a_chapter_begins_nearby():
    _state, town, _ward, _neighbor = the_tree()
    place_on_the_map(OTHER_WARD, "Ward 2")
    may_be, elsewhere = make_member(town, "Ana Flores"), make_member(town, "Ben Okafor")
    lives_in(may_be.person, TOWN, zip_code="00012")
    lives_in(elsewhere.person, TOWN, zip_code="00019")
    HomeDivision.objects.create(home_key="00012", ocd_id=OTHER_WARD, kind="ward", is_sure=False, since=MONDAY)
    begun = life.split(chapter=town, name="Mill Street", place="", takes=[OTHER_WARD], by=HOST, at=MONDAY + DAY)
    for _twice in range(2):
        work_off(at=timezone.now())
        members.tell_of_the_part(chapter=town, begun=begun, at=MONDAY + DAY)

    assert {row.person for row in queries.members(town)} == {may_be.person, elsewhere.person}
    [mail] = Message.objects.filter(kind="chapters.MayBeNearer")
    assert mail.to_address == "ana@rivertown.example"
    words = words_of([mail], MONDAY + DAY)[mail.pk]
    assert words.subject == "Mill Street begins, and may be nearer to you"
    assert words.button and words.button[1].endswith(f"/{begun.slug}/")
    Chapter.objects.filter(pk=begun.pk).update(state="dissolved")
    assert mail.pk not in words_of([mail], MONDAY + DAY), "what is gone is near nobody"
    Chapter.objects.filter(pk=begun.pk).update(state="provisional")
    members.join(chapter=begun, person=may_be.person, by=HOST, at=MONDAY + DAY)
    assert mail.pk not in words_of([mail], MONDAY + DAY), "who is there already is told nothing"


def test_a_chapter_gives_away_a_part_and_not_all_of_it():
    _state, _town, ward, _neighbor = the_tree()
    place_on_the_map(WARD, "Ward 1")

    with pytest.raises(NotNow):
        life.split(chapter=ward, name="Mill Street", place="", takes=[WARD], by=HOST, at=MONDAY)
    assert [one.ocd_id for one in ward.territory.all()] == [WARD]


def test_of_who_surely_lives_there_and_stays_nobody_says_that_we_don_t_know():
    """Ana surely lives in the part, and a chapter nearer to her serves her: she stays where she is."""
    _state, town, _ward, _neighbor = the_tree()
    place_on_the_map(OTHER_WARD, "Ward 2")
    ana = make_member(town, "Ana Flores")
    lives_in(ana.person, TOWN, OTHER_WARD, zip_code="00012")

    begun = life.split(chapter=town, name="Mill Street", place="", takes=[OTHER_WARD], by=HOST, at=MONDAY)
    Membership.objects.filter(pk=ana.pk).update(ended_at=None, ended="")

    assert not queries.who_may_live_in(town, begun).exists()
