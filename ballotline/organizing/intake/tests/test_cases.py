"""A case from the first line to the last: where it lies, who answers, by when, what is taken back."""

from datetime import timedelta

import pytest

from ballotline.foundation.access.rules import EVERYWHERE, SYSTEM, Actor, Reach
from ballotline.foundation.audit.queries import history
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.testing import make_account
from ballotline.movement.mail.models import Message as Mail
from ballotline.movement.mail.wanted import words_of
from ballotline.movement.people import merging
from ballotline.movement.people import services as people
from ballotline.movement.people.models import HomeDivision, Person
from ballotline.movement.people.queries import copy_of
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.chapters.services import life
from ballotline.organizing.chapters.testing import HOST, MONDAY, account_of, make_chapter, make_officer
from ballotline.organizing.intake import queries
from ballotline.organizing.intake.models import Case, CaseKind, Entry, LedTo
from ballotline.organizing.intake.services import NoMailbox, WrittenMeanwhile, asked, duty, opening, sorting, working
from ballotline.organizing.intake.testing import make_case, make_kind

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STATE = "ocd-division/country:zz/state:mr"
TOWN = f"{STATE}/place:rivertown"
LIVES_IN_TOWN = [(STATE, "state"), (TOWN, "place")]
LIVES_IN_STATE = [(STATE, "state")]


def the_tree() -> tuple[Chapter, Chapter]:
    state = make_chapter("Meander", serves=[STATE])
    return state, make_chapter("Rivertown", parent=state, serves=[TOWN])


def officer(chapter: Chapter, name: str, role: str = "officer") -> Account:
    return account_of(make_officer(chapter, name, role=role, at=MONDAY - DAY).person)


def actor(account: Account) -> Actor:
    return Actor.account(account.public_id)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def answer(
    case: Case, by: Account, *, closes: bool = True, at=MONDAY + HOUR, version: int = 0, text: str = "Come."
) -> Entry:
    return working.answer(case=case, text=text, closes=closes, version=version or case.version, by=by, at=at)


def test_a_case_lies_at_the_chapter_that_serves_the_place_and_is_given_there():
    state, town = the_tree()
    lena, _ben = officer(town, "Lena Ortiz"), officer(state, "Ben Okafor")

    near = make_case(divisions=LIVES_IN_TOWN)
    wide = make_case("Sam Teo", divisions=LIVES_IN_STATE)
    nowhere = make_case("Cid Weiss")

    assert (near.chapter, near.owner) == (town.key, lena)
    assert (wide.chapter, wide.owner.name) == (state.key, "Ben Okafor")
    assert (nowhere.chapter, nowhere.owner) == ("", None)
    assert near.state == "new" and near.number == 1_000 + near.pk


def test_without_chapters_the_office_answers():
    owner = make_account("owner")

    case = make_case()

    assert (case.chapter, case.owner) == ("", owner)


def test_who_is_known_is_answered_where_they_live_though_they_do_not_say_it():
    _state, town = the_tree()
    ana = people.identify(name="Ana Ruiz", email="ana@rivertown.example", zip_code="00010", at=MONDAY)
    people_live_in(TOWN, "00010")

    case = opening.open_case(question=opening.Question(text="Hello", person=ana), source="desk", by=HOST, at=MONDAY)

    assert case.chapter == town.key


def people_live_in(ocd_id: str, zip_code: str) -> None:
    HomeDivision.objects.create(
        home_key=zip_code, ocd_id=ocd_id, kind="place", name="Rivertown", is_sure=True, since=MONDAY
    )


def test_cases_go_round_among_those_on_duty_and_not_to_who_is_away():
    _state, town = the_tree()
    ana, ben, cid = (officer(town, name) for name in ("Ana Ruiz", "Ben Weiss", "Cid Okafor"))
    duty.be_away(account=ben, until=(MONDAY + DAY).date(), by=actor(ben), at=MONDAY)

    owners = [make_case(f"N{n}", divisions=LIVES_IN_TOWN, at=MONDAY + n * HOUR).owner for n in range(3)]
    later = make_case("Late", divisions=LIVES_IN_TOWN, at=MONDAY + 3 * DAY).owner

    assert owners == [ana, cid, ana]
    assert later == ben


def test_where_all_are_away_the_next_level_answers_and_where_nobody_is_nobody():
    state, town = the_tree()
    lena = officer(town, "Lena Ortiz")
    for_ever = (MONDAY + 9 * DAY).date()
    duty.be_away(account=lena, until=for_ever, by=actor(lena), at=MONDAY)

    assert make_case("One", divisions=LIVES_IN_TOWN).owner is None
    ben = officer(state, "Ben Okafor")
    assert make_case("Two", divisions=LIVES_IN_TOWN).owner == ben
    assert ben in queries.may_answer(town.key, MONDAY) and lena in queries.may_answer(town.key, MONDAY)
    assert lena not in queries.may_answer(state.key, MONDAY)


def test_whoever_may_not_answer_is_never_given_a_case():
    _state, _town = the_tree()
    make_account("moderator")

    assert make_case(divisions=LIVES_IN_TOWN).owner is None


def test_a_chapter_that_is_not_at_work_gives_its_officers_nothing():
    _state, town = the_tree()
    officer(town, "Lena Ortiz")
    life.turn(chapter=town, verb="suspend", by=HOST, at=MONDAY)

    assert queries.may_answer(town.key, MONDAY) == []


def test_what_a_message_is_about_is_guessed_corrected_and_taken_back():
    case = make_case(text="I think about running for school board.", kind="")
    assert case.kind.slug == "run"

    CaseKind.objects.filter(slug="support").update(answer_within=5)
    entry = sorting.set_kind(case=case, kind=make_kind("support"), by=HOST, at=MONDAY + HOUR)
    assert (again(case).kind.slug, again(case).due_at) == ("support", MONDAY + 5 * HOUR)

    assert working.undo(entry=entry, by=HOST, at=MONDAY + 2 * HOUR)
    assert (again(case).kind.slug, again(case).due_at) == ("run", MONDAY + 48 * HOUR)
    assert not working.undo(entry=entry, by=HOST, at=MONDAY + 3 * HOUR)


def test_the_words_of_a_kind_are_the_organization_s():
    case = make_case(text="Please bring a casserole.")
    assert case.kind.slug == "other"

    fields = {"guess_by": "Casserole, Café", "words": "Food", "says": "brings food", "answer_within": 3}
    asked.save_kind(kind=CaseKind(), fields=fields, by=HOST, at=MONDAY)

    assert make_case("Two", text="Two CASSEROLES at the cafe").kind.words == "Food"
    assert [kind.slug for kind in queries.kinds()] == ["start", "run", "support", "food", "other"]


def test_an_answer_leaves_as_mail_and_the_case_is_done_or_waits():
    lena = make_account("owner")
    case, other = make_case(), make_case("Sam Teo")

    answer(case, lena, text="Come on Monday.\n\nAt seven.")
    answer(other, lena, closes=False)

    assert (again(case).state, again(case).done_at) == ("done", MONDAY + HOUR)
    assert again(other).state == "waiting"
    mail = Mail.objects.get(to_address="ruth@rivertown.example")
    said = words_of([mail], MONDAY)[mail.pk]
    assert said.paragraphs == ["Come on Monday.", "At seven.", "Lena Ortiz, Our organization"]
    assert said.subject == "Our answer: Start a chapter"


def test_a_mail_is_answered_under_its_own_subject():
    case = make_case(subject="Hello from Ferry Point", source="mail")

    entry = answer(case, make_account("owner"))

    mail = Mail.objects.get(about=entry.public_id.hex)
    assert words_of([mail], MONDAY)[mail.pk].subject == "Hello from Ferry Point"


def test_nobody_answers_twice():
    lena, sam = make_account("owner"), make_account("staff", "sam@rivertown.example", "Sam Teo")
    case = make_case()
    first = answer(case, lena, version=1)

    with pytest.raises(WrittenMeanwhile) as told:
        answer(again(case), sam, version=1, at=MONDAY + 2 * HOUR)

    assert told.value.entry == first
    answers = Mail.objects.filter(kind="intake.Answer")
    assert answers.count() == 1
    answer(again(case), sam, version=2, at=MONDAY + 2 * HOUR)
    assert answers.count() == 2


def test_whoever_writes_while_the_person_writes_again_is_told():
    lena, case = make_account("owner"), make_case()
    opening.heard_again(case=case, question=opening.Question(text="One thing more"), by=SYSTEM, at=MONDAY + HOUR)

    with pytest.raises(WrittenMeanwhile) as told:
        answer(again(case), lena, version=1)

    assert told.value.entry.text == "One thing more"


def test_a_case_without_a_mailbox_is_not_answered_by_mail():
    case = opening.open_case(question=opening.Question(text="Rang us", name="Dot"), source="desk", by=HOST, at=MONDAY)

    with pytest.raises(NoMailbox):
        answer(case, make_account("owner"))
    assert again(case).version == 1


@pytest.mark.parametrize("closes, state", [(True, "reopened"), (False, "open")])
def test_whoever_writes_again_opens_it_with_a_clock_anew(closes, state):
    case = make_case()
    answer(case, make_account("owner"), closes=closes)

    opening.heard_again(case=again(case), question=opening.Question(text="And where?"), by=SYSTEM, at=MONDAY + 9 * DAY)

    found = again(case)
    assert (found.state, found.done_at, found.due_at) == (state, None, MONDAY + 11 * DAY)
    assert not found.is_late(MONDAY + 10 * DAY) and found.is_late(MONDAY + 12 * DAY)


def test_what_is_written_again_after_the_answerer_has_gone_comes_to_somebody_who_is_there():
    _state, town = the_tree()
    lena, case = officer(town, "Lena Ortiz"), make_case(divisions=LIVES_IN_TOWN)
    answer(case, lena)
    Account.objects.filter(pk=lena.pk).update(is_active=False)
    ben = officer(town, "Ben Weiss")

    opening.heard_again(case=again(case), question=opening.Question(text="And?"), by=SYSTEM, at=MONDAY + DAY)

    assert again(case).owner == ben


def test_deeds_are_taken_back_the_last_first_and_not_after_somebody_wrote():
    lena, sam = make_account("owner"), make_account("staff", "sam@rivertown.example", "Sam Teo")
    case = make_case()
    given = working.give(case=case, to=sam, by=actor(lena), at=MONDAY + HOUR)
    closed = working.close(case=case, is_ours=False, by=actor(sam), at=MONDAY + 2 * HOUR)

    assert not working.undo(entry=given, by=HOST, at=MONDAY + 3 * HOUR)
    assert working.undo(entry=closed, by=HOST, at=MONDAY + 3 * HOUR)
    assert (again(case).state, again(case).done_at, again(case).owner) == ("open", None, sam)
    assert working.undo(entry=given, by=HOST, at=MONDAY + 3 * HOUR)
    assert (again(case).state, again(case).owner) == ("new", lena)

    taken = working.give(case=again(case), to=sam, by=actor(sam), at=MONDAY + 4 * HOUR)
    opening.heard_again(case=again(case), question=opening.Question(text="And?"), by=SYSTEM, at=MONDAY + 5 * HOUR)
    assert not working.undo(entry=taken, by=HOST, at=MONDAY + 6 * HOUR)


def test_doing_it_twice_is_doing_it_once():
    lena, case = make_account("owner"), make_case()

    assert working.give(case=case, to=lena, by=actor(lena), at=MONDAY) is None  # it was given in turn
    assert working.reopen(case=case, by=HOST, at=MONDAY) is None
    assert working.close(case=case, by=HOST, at=MONDAY) and working.close(case=again(case), by=HOST, at=MONDAY) is None
    for _twice in range(2):
        working.lead_to(case=case, ref=("chapter", "x"), by=HOST, at=MONDAY)
    assert LedTo.objects.count() == 1
    assert [sorting.tag(case=case, name=name, by=HOST, at=MONDAY).name for name in ("East", " EAST ")] == ["East"] * 2
    assert sorting.tag(case=case, name=" \x00", by=HOST, at=MONDAY) is None


def test_a_case_goes_to_another_chapter_and_there_to_whose_turn_it_is():
    _state, town = the_tree()
    lena, case = officer(town, "Lena Ortiz"), make_case()

    entry = sorting.move(case=case, to=town, by=HOST, at=MONDAY)

    assert (again(case).chapter, again(case).owner) == (town.key, lena)
    assert working.undo(entry=entry, by=HOST, at=MONDAY) and again(case).chapter == ""
    assert sorting.move(case=again(case), to=None, by=HOST, at=MONDAY) is None


def test_what_is_late_is_shown_above_once():
    state, _town = the_tree()
    officer(state, "Mia Top")
    late = make_case(divisions=LIVES_IN_TOWN)
    answered = make_case("Sam Teo", divisions=LIVES_IN_TOWN)
    make_case("Office")
    answer(answered, make_account("owner"))

    early = duty.raise_what_is_late(by=SYSTEM, at=MONDAY + DAY)
    times = [duty.raise_what_is_late(by=SYSTEM, at=MONDAY + n * DAY) for n in (3, 4)]

    assert (early, times) == (0, [1, 0])
    assert (again(late).raised_to, again(late).raised_at) == (state.key, MONDAY + 3 * DAY)
    assert [entry.verb for entry in history(*late.ref)] == ["case raised", "case opened"]


def test_everyone_sees_what_is_theirs_and_what_lies_below_and_home_is_the_top_of_it():
    state, town = the_tree()
    officer(state, "Mia Top")
    near, wide = make_case(divisions=LIVES_IN_TOWN), make_case("Sam Teo", divisions=LIVES_IN_STATE)
    office = make_case("Cid Weiss")
    of_town, of_state = Reach(chapters=frozenset({town.key})), Reach(chapters=frozenset({town.key, state.key}))

    assert set(queries.within(of_town)) == {near}
    assert set(queries.within(of_state)) == {near, wide}
    assert set(queries.within(EVERYWHERE)) == {near, wide, office}
    assert set(queries.within(Reach())) == set()
    assert set(queries.at_home(queries.within(of_state), of_state)) == {wide}
    assert set(queries.at_home(queries.within(EVERYWHERE), EVERYWHERE)) == {office}

    duty.raise_what_is_late(by=SYSTEM, at=MONDAY + 3 * DAY)
    assert set(queries.at_home(queries.within(of_state), of_state)) == {wide, near}
    assert set(queries.at_home(queries.within(EVERYWHERE), EVERYWHERE)) == {office, wide}


def test_a_case_is_found_by_name_subject_address_and_number():
    case = make_case("Zoë Ångström", text="The footbridge is closed.", email="zoe@rivertown.example")
    make_case("Sam Teo", text="Hello")
    everything = queries.within(EVERYWHERE)

    for words in ("zoe", "ANGS foot", "zoe@rivertown.example", str(case.number)):
        assert list(queries.searched(everything, words)) == [case], words
    for words in ("ridge", "²", "9" * 40):
        assert list(queries.searched(everything, words)) == [], words


def test_who_has_it_open_is_seen_by_the_others_for_half_a_minute():
    lena, sam = make_account("owner"), make_account("staff", "sam@rivertown.example", "Sam Teo")
    case = make_case()
    duty.look(case=case, account=lena, at=MONDAY)
    duty.look(case=case, account=lena, at=MONDAY + timedelta(seconds=20))

    assert queries.here(case, MONDAY + timedelta(seconds=40), but=sam.public_id) == [lena]
    assert queries.here(case, MONDAY + timedelta(seconds=40), but=lena.public_id) == []
    assert queries.here(case, MONDAY + timedelta(seconds=50), but=sam.public_id) == []


def test_what_somebody_asked_stands_in_their_copy_and_goes_with_them():
    case = make_case()
    working.note(case=case, text="Called back.", by=HOST, at=MONDAY)

    [copied] = copy_of(case.person)["cases"]
    assert copied["subject"] == "We are five households on the east side and want to meet."
    assert [line["kind"] for line in copied["thread"]] == ["in", "note"]

    people.erase(person=case.person, by=HOST, at=MONDAY)
    assert not Case.objects.exists() and not Entry.objects.exists()


def test_of_two_who_are_one_the_cases_are_one_s_and_apart_again_each_has_theirs():
    first, second = make_case("Ruth Abara"), make_case("R. Abara", email="ruth.a@town.example")

    merge = merging.merge(keep=first.person, other=second.person, choices=[], by=HOST, at=MONDAY + HOUR)
    since = make_case("R. Abara", email="ruth.a@town.example", at=MONDAY + DAY)
    assert Case.objects.filter(person=first.person).count() == 3

    merging.take_apart(merge=merge, by=HOST, at=MONDAY + 2 * DAY)
    assert again(second).person == Person.objects.get(pk=second.person_id) == again(since).person
    assert again(first).person == first.person


def test_who_is_given_a_case_hears_of_it_by_mail_without_a_word_that_was_typed():
    lena, sam = make_account("owner"), make_account("staff", "sam@rivertown.example", "Sam Teo")
    case = make_case("Zoë Ångström")
    working.give(case=case, to=sam, by=actor(sam), at=MONDAY + HOUR)
    working.give(case=case, to=lena, by=actor(sam), at=MONDAY + 2 * HOUR)

    mails = list(Mail.objects.filter(kind="intake.YoursToAnswer"))

    assert [mail.to_address for mail in mails] == [lena.email] * 2  # in turn, and given; what one takes one knows
    said = words_of(mails, MONDAY)[mails[0].pk]
    assert said.subject == f"Case {case.number} is yours: Start a chapter"
    assert said.paragraphs[1] == "It is yours to answer by Wed 4 February, 4 am."  # the clock of New York
    assert said.button[1].endswith(f"/desk/cases/{case.public_id}/")
    assert "Zo" not in " ".join(said.paragraphs) + said.subject

    working.close(case=again(case), by=actor(lena), at=MONDAY + 3 * HOUR)
    assert words_of(mails, MONDAY) == {}
