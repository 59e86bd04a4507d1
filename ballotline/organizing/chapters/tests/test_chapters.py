"""The tree, areas, members, officers and their rights, a life from the application to its end."""

from datetime import timedelta

import pytest

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.queries import history
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Activity, Belonging, HomeDivision, Person
from ballotline.movement.people.queries import within as people_within
from ballotline.organizing.chapters import queries
from ballotline.organizing.chapters.models import Chapter, Charter, Membership, OfficerTerm, Requirement
from ballotline.organizing.chapters.services import EditedMeanwhile, NotNow, asked, founding, life, members, officers
from ballotline.organizing.chapters.testing import HOST, MONDAY, account_of, make_chapter, make_member, make_officer

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
STATE = "ocd-division/country:zz/state:mr"
TOWN = f"{STATE}/place:rivertown"
WARD = f"{TOWN}/ward:5"
OTHER_WARD = f"{TOWN}/ward:2"


def the_tree():
    state = make_chapter("Meander", serves=[STATE])
    town = make_chapter("Rivertown", parent=state, serves=[TOWN])
    ward = make_chapter("Ferry Point", parent=town, serves=[WARD])
    neighbor = make_chapter("Millbrook", parent=state)
    return state, town, ward, neighbor


def test_of_a_place_the_most_specific_chapter_serves():
    state, town, ward, _neighbor = the_tree()
    around = [(STATE, "state"), (TOWN, "place")]

    assert queries.serving([*around, (WARD, "ward")]) == ward
    assert queries.serving([*around, (OTHER_WARD, "ward")]) == town
    assert queries.serving([(STATE, "state")]) == state
    assert queries.serving([("ocd-division/country:zz/state:xx", "state")]) is None
    assert queries.serving([]) is None


def test_where_two_claim_the_same_ground_the_deeper_serves_and_then_the_older():
    state, town, _ward, neighbor = the_tree()
    for chapter in (state, town, neighbor):
        chapter.territory.get_or_create(ocd_id=OTHER_WARD, kind="ward", name="Ward 2")

    assert queries.serving([(OTHER_WARD, "ward")]) == town


def test_a_chapter_that_is_not_at_work_serves_nobody():
    _state, town, ward, _neighbor = the_tree()

    life.turn(chapter=ward, verb="suspend", by=HOST, at=MONDAY)

    assert queries.serving([(TOWN, "place"), (WARD, "ward")]) == town


def test_no_chapter_stands_below_itself():
    state, town, ward, _neighbor = the_tree()

    with pytest.raises(NotNow):
        life.move(chapter=state, under=ward, by=HOST, at=MONDAY)
    with pytest.raises(NotNow):
        life.move(chapter=town, under=town, by=HOST, at=MONDAY)
    life.move(chapter=ward, under=state, by=HOST, at=MONDAY)

    assert Chapter.objects.get(pk=ward.pk).parent == state


def test_joining_twice_is_joining_once_and_leaves_an_activity():
    chapter = make_chapter()

    first, again = make_member(chapter), make_member(chapter, at=MONDAY + DAY)

    assert again == first
    assert [row.kind for row in Activity.objects.filter(person=first.person)] == ["joined"]
    assert Belonging.objects.get().key == chapter.key


def test_who_is_let_go_belongs_there_no_more_and_undo_puts_them_back():
    chapter = make_chapter()
    membership = make_member(chapter)

    assert members.end(membership=membership, how="removed", by=HOST, at=MONDAY + DAY)
    assert not members.end(membership=membership, how="left", by=HOST, at=MONDAY + DAY)
    assert not queries.members(chapter).exists()
    assert not Belonging.objects.exists()

    membership.refresh_from_db()
    assert (membership.ended, membership.ended_at) == ("removed", MONDAY + DAY)
    assert members.put_back(membership=membership, by=HOST, at=MONDAY + 2 * DAY)
    assert queries.members(chapter).get().since == MONDAY
    assert Belonging.objects.get().key == chapter.key


def test_who_left_by_themselves_comes_back_by_their_own_yes_alone():
    membership = make_member(make_chapter())
    members.end(membership=membership, how="left", by=HOST, at=MONDAY)

    assert not members.put_back(membership=membership, by=HOST, at=MONDAY)

    assert not Belonging.objects.exists()


def test_who_belongs_no_more_leads_no_more():
    term = make_officer(make_chapter())
    [membership] = queries.members(term.chapter)

    members.end(membership=membership, how="left", by=HOST, at=MONDAY + DAY)

    assert not queries.scope_at(account_of(term.person), MONDAY + DAY).may


def test_named_twice_by_two_presses_is_one_term_and_one_officer():
    chapter = make_chapter()
    first, second = make_officer(chapter), make_officer(chapter)

    assert first == second
    assert OfficerTerm.objects.count() == 1
    officers.end(term=first, how="recalled", by=HOST, at=MONDAY + DAY)
    assert not queries.scope_at(account_of(first.person), MONDAY + DAY).may


def test_a_term_of_the_past_gives_no_rights_now():
    with pytest.raises(NotNow):
        make_officer(make_chapter(), last_day=MONDAY.date() - DAY)

    assert not OfficerTerm.objects.exists()


def test_who_has_joined_anew_is_not_put_back_beside_it():
    chapter = make_chapter()
    membership = make_member(chapter)
    members.end(membership=membership, how="removed", by=HOST, at=MONDAY)

    make_member(chapter, at=MONDAY + DAY)

    assert not members.put_back(membership=membership, by=HOST, at=MONDAY + 2 * DAY)
    assert queries.members(chapter).count() == 1


def test_an_officer_reads_the_people_of_the_chapter_and_below_and_nobody_else():
    _state, town, ward, neighbor = the_tree()
    member = make_member(ward, "Ana Ruiz", zip_code="00019").person
    stranger = make_member(neighbor, "Sam Teo").person
    lives_there = make_member(neighbor, "Ruth Abara", zip_code="00012").person
    HomeDivision.objects.create(
        home_key="00012", ocd_id=TOWN, kind="place", name="Rivertown", is_sure=True, since=MONDAY
    )
    officer = make_officer(town)

    reach = queries.scope_at(account_of(officer.person), MONDAY + DAY).reach("people.read")

    found = set(people_within(reach).values_list("name", flat=True))
    assert found == {member.name, lives_there.name, officer.person.name}
    assert stranger.name not in found


@pytest.mark.parametrize("role, may_export", [("officer", False), ("organizer", False), ("data lead", True)])
def test_only_a_data_lead_takes_lists_out_of_the_house(role, may_export):
    officer = make_officer(make_chapter(), role=role)

    scope = queries.scope_at(account_of(officer.person), MONDAY + DAY)

    assert scope.allows("people.export") is may_export
    assert not scope.allows("settings.edit")


def test_rights_begin_and_end_with_the_term():
    chapter = make_chapter()
    term = make_officer(chapter, last_day=MONDAY.date() + 10 * DAY)
    account = account_of(term.person)

    def may(at):
        return queries.scope_at(account, at).allows("chapters.edit")

    assert [may(MONDAY - DAY), may(MONDAY), may(MONDAY + 10 * DAY), may(MONDAY + 11 * DAY)] == [
        False,
        True,
        True,
        False,
    ]


def test_who_is_recalled_has_no_right_from_that_moment_and_undo_gives_it_back():
    term = make_officer(make_chapter())
    account = account_of(term.person)

    assert officers.end(term=term, how="recalled", by=HOST, at=MONDAY + DAY)
    assert not officers.end(term=term, how="resigned", by=HOST, at=MONDAY + DAY)
    assert not queries.scope_at(account, MONDAY + DAY).may
    term.refresh_from_db()
    assert queries.other_terms(term.chapter, (MONDAY + DAY).date()) == [term]

    assert officers.take_back_end(term=term, by=HOST, at=MONDAY + 2 * DAY)
    assert queries.scope_at(account, MONDAY + 2 * DAY).allows("chapters.edit")


def test_a_suspended_chapter_gives_its_officers_nothing_and_those_above_still_see_it():
    _state, town, ward, _neighbor = the_tree()
    below, above = make_officer(ward, "Ben Okafor"), make_officer(town, "Lena Ortiz")

    life.turn(chapter=ward, verb="suspend", by=HOST, at=MONDAY)

    assert not queries.scope_at(account_of(below.person), MONDAY + DAY).may
    assert ward.key in queries.scope_at(account_of(above.person), MONDAY + DAY).reach("chapters.read").chapters


def test_a_term_that_has_not_begun_gives_nothing():
    chapter = make_chapter()
    person = make_member(chapter).person
    office = officers.Office(
        title="Chair",
        role="officer",
        chosen="elected",
        first_day=MONDAY.date() + 5 * DAY,
        last_day=MONDAY.date() + 100 * DAY,
    )

    officers.appoint(chapter=chapter, person=person, office=office, by=HOST, at=MONDAY)

    assert not queries.scope_at(account_of(person), MONDAY + DAY).may
    assert queries.scope_at(account_of(person), MONDAY + 6 * DAY).allows("chapters.edit")


@pytest.mark.parametrize("ends", ["recalled", "dissolved", "erased"])
def test_a_term_that_is_ended_before_it_began_never_begins(ends):
    chapter = make_chapter()
    person = make_member(chapter).person
    first = MONDAY.date() + 5 * DAY
    office = officers.Office(
        title="Chair", role="officer", chosen="elected", first_day=first, last_day=first + 100 * DAY
    )
    term = officers.appoint(chapter=chapter, person=person, office=office, by=HOST, at=MONDAY)
    account = account_of(person)

    if ends == "recalled":
        officers.end(term=term, how="recalled", by=HOST, at=MONDAY)
    elif ends == "dissolved":
        life.turn(chapter=chapter, verb="dissolve", by=HOST, at=MONDAY)
    else:
        people.erase(person=person, by=HOST, at=MONDAY)

    assert not queries.scope_at(account, MONDAY + 6 * DAY).may


def lines_by_kind():
    return {one.kind: one for one in Requirement.objects.all()}


def test_a_chapter_is_chartered_once_its_whole_list_is_done():
    chapter = make_chapter(state=Chapter.State.APPLIED)
    charter = asked.write_charter(body="We meet in the open.", by=HOST, at=MONDAY)
    lines = lines_by_kind()

    life.turn(chapter=chapter, verb="approve", by=HOST, at=MONDAY)
    for name in ("Ana Ruiz", "Sam Teo"):
        make_officer(chapter, name)
    with pytest.raises(NotNow):
        life.turn(chapter=chapter, verb="charter", by=HOST, at=MONDAY)
    make_member(chapter, "Ruth Abara")
    founding.accept(chapter=chapter, charter=charter, by=HOST, at=MONDAY)
    founding.mark(chapter=chapter, requirement=lines["meeting"], on=MONDAY.date(), note="", by=HOST, at=MONDAY)

    assert [task.progress for task in queries.checklist(chapter, MONDAY.date())] == ["done"] * 5
    assert life.turn(chapter=chapter, verb="charter", by=HOST, at=MONDAY).state == "chartered"


def test_a_new_version_of_the_charter_has_to_be_accepted_anew():
    chapter = make_chapter(state=Chapter.State.PROVISIONAL)
    first = asked.write_charter(body="One.", by=HOST, at=MONDAY)
    founding.accept(chapter=chapter, charter=first, by=HOST, at=MONDAY)

    assert asked.write_charter(body="One.", by=HOST, at=MONDAY) == first
    asked.write_charter(body="Two.", by=HOST, at=MONDAY)

    line = next(task for task in queries.checklist(chapter, MONDAY.date()) if task.asked.kind == "charter")
    assert (line.have, line.progress, line.turn) == (0, "to do", "chapter")
    assert Charter.objects.count() == 2


def test_no_step_of_a_life_is_done_from_a_state_that_has_none():
    chapter = make_chapter(state=Chapter.State.APPLIED)

    with pytest.raises(NotNow):
        life.turn(chapter=chapter, verb="suspend", by=HOST, at=MONDAY)

    assert Chapter.objects.get().state == "applied"


def test_of_two_who_press_at_the_same_moment_one_does_it():
    chapter = make_chapter(state=Chapter.State.APPLIED)
    as_seen = Chapter.objects.get(pk=chapter.pk)

    life.turn(chapter=chapter, verb="approve", by=HOST, at=MONDAY)

    with pytest.raises(NotNow):
        life.turn(chapter=as_seen, verb="decline", by=HOST, at=MONDAY)
    assert Chapter.objects.get().state == "provisional"


def test_with_a_dissolved_chapter_its_memberships_and_terms_end_and_their_history_stays():
    chapter = make_chapter()
    term = make_officer(chapter)

    life.turn(chapter=chapter, verb="dissolve", by=HOST, at=MONDAY + DAY)

    assert not queries.members(chapter).exists()
    assert Membership.objects.get().ended == "dissolved"
    assert OfficerTerm.objects.get().ended == "dissolved"
    assert not queries.scope_at(account_of(term.person), MONDAY + DAY).may
    assert next(entry.verb for entry in history("chapter", chapter.public_id)) == "chapter dissolved"


def test_a_chapter_with_others_below_is_not_dissolved():
    _state, town, _ward, _neighbor = the_tree()

    with pytest.raises(NotNow):
        life.turn(chapter=town, verb="dissolve", by=HOST, at=MONDAY)


def test_a_chapter_that_is_taken_in_keeps_its_history_and_its_people_belong_to_the_other():
    state, town, ward, neighbor = the_tree()
    member = make_member(ward)
    officer = make_officer(neighbor, "Lena Ortiz")

    life.merge(chapter=ward, into=neighbor, by=HOST, at=MONDAY + DAY)

    ward.refresh_from_db()
    assert (ward.state, ward.merged_into) == ("dissolved", neighbor)
    assert queries.serving([(WARD, "ward")]) == neighbor
    assert {row.person for row in queries.members(neighbor)} == {member.person, officer.person}
    assert Membership.objects.get(chapter=ward).ended == "moved"
    reach = queries.scope_at(account_of(officer.person), MONDAY + 2 * DAY).reach("actions.read")
    assert {ward.key, neighbor.key} <= reach.chapters
    with pytest.raises(NotNow):
        life.merge(chapter=state, into=town, by=HOST, at=MONDAY + DAY)


def test_an_officer_is_one_up_to_the_last_day_of_their_term():
    term = make_officer(the_tree()[1], "Lena Ortiz")

    assert queries.officers(term.chapter, term.last_day) == [term]
    assert queries.officers(term.chapter, term.last_day + DAY) == []
    assert queries.officers(term.chapter, term.first_day - DAY) == []


def test_a_second_editor_is_told():
    chapter = make_chapter()

    life.edit(chapter=chapter, fields={"body": "We meet on Mondays."}, version=1, by=HOST, at=MONDAY)
    with pytest.raises(EditedMeanwhile):
        life.edit(chapter=chapter, fields={"body": "We meet on Fridays."}, version=1, by=HOST, at=MONDAY)

    assert Chapter.objects.get().body == "We meet on Mondays."


def test_a_person_who_is_erased_leaves_no_office_and_no_membership():
    term = make_officer(make_chapter())
    account = account_of(term.person)

    people.erase(person=term.person, by=Actor.command("test"), at=MONDAY + DAY)

    assert not OfficerTerm.objects.exists()
    assert not Membership.objects.exists()
    assert not queries.scope_at(account, MONDAY + 2 * DAY).may
    assert Person.objects.get(pk=term.person.pk).erased_at
