"""An organizer says for somebody that it is theirs, because the mail never came:
over every kind, which joins by existing."""

from datetime import timedelta

import pytest
from django.test import Client

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.models import Entry
from ballotline.movement.arrivals import services
from ballotline.movement.arrivals.declared import KINDS, Kind
from ballotline.movement.arrivals.queries import each_once, token_of
from ballotline.movement.arrivals.rules import Word
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail.models import Message
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Activity, Consent, ContactPoint, Person
from tests.ways_in import (
    HERE,
    NOW,
    WHO,
    all_kinds,
    arrived,
    close,
    confirm_by_browser,
    fields_of,
    open_ask,
    own_fields,
    rows,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LENA = Actor.account("lena")
OTHER = "other@rivertown.example"
BY_PHONE = Word(heard="phone", note="Lena called her on Tuesday")


TAKES_WORD = [name for name in all_kinds() if KINDS[name].takes_word]


@pytest.fixture(params=TAKES_WORD)
def kind(request) -> Kind:
    return KINDS[request.param]


@pytest.mark.parametrize("name", sorted(set(all_kinds()) - set(TAKES_WORD)))
def test_where_a_chapter_takes_somebody_in_by_name_no_word_counts_a_press(name):
    row = arrived(KINDS[name], open_ask(name))

    with pytest.raises(services.LinkHasNoWork):
        on_word(row)

    assert rows(KINDS[name])[0].state == "pending"


def on_word(arrival, at=NOW):
    return services.count_on_word(arrival=arrival, word=BY_PHONE, by=LENA, at=at)


def row_as_it_is(kind):
    return kind.model._default_manager.values().get()


def test_it_counts_like_the_mailbox_s_own_yes_and_says_how_it_is_known(kind, asked):
    on_word(arrived(kind, asked))

    [row] = rows(kind)
    assert (row.state, row.confirmed_at) == ("confirmed", NOW)
    assert (row.confirmed_by, row.heard, row.word_note) == ("word", "phone", "Lena called her on Tuesday")
    person = int(kind.names_a_person)
    assert list(Person.objects.values_list("name", "zip_code")) == [(row.name, row.zip_code)] * person
    assert Activity.objects.count() == (person if kind.activity else 0)
    entry = Entry.objects.get(verb=f"{kind.name} counted on their word")
    assert (entry.actor_kind, entry.actor_id) == ("account", "lena")


def test_nothing_is_recorded_that_only_the_mailbox_s_owner_can_say(kind, asked):
    own = {"comment": "Six days", "show_name": "on"}
    row = arrived(kind, asked, **{name: value for name, value in own.items() if name in kind.form.own})

    on_word(row)

    [row] = rows(kind)
    assert Consent.objects.count() == 0 and not row.news_consent
    assert not any(getattr(row, name) for name in kind.form.own)
    assert not ContactPoint.objects.filter(verified_at__isnull=False).exists()


def test_nobody_is_written_to(kind, asked):
    row = arrived(kind, asked)
    Message.objects.all().delete()

    on_word(row)

    assert Message.objects.count() == 0


def test_the_places_of_a_mailbox_that_has_not_answered_stay_taken(kind, asked):
    on_word(arrived(kind, asked))

    assert Message.objects.exclude(cap_key=None).count() == 1


def test_twice_is_once(kind, asked):
    row = arrived(kind, asked)

    first, second = on_word(row), on_word(row, at=NOW + HOUR)

    assert first == second and rows(kind)[0].confirmed_at == NOW
    assert Entry.objects.filter(verb__endswith="on their word").count() == 1


def test_who_counts_already_counts_once(kind, asked):
    first, second = confirmed(arrived(kind, asked), at=NOW), arrived(kind, asked)

    assert on_word(second) == first

    assert [row.state for row in rows(kind)] == ["confirmed", "pending"]
    assert [row.confirmed_by for row in rows(kind)] == ["mail", "mail"]


def test_what_was_taken_out_after_it_counted_comes_back_by_no_word(kind, asked):
    first, second = confirmed(arrived(kind, asked), at=NOW), arrived(kind, asked)
    kind.model._default_manager.filter(pk=first.pk).update(state="invalidated")

    with pytest.raises(services.LinkHasNoWork):
        on_word(second)

    assert [row.state for row in rows(kind)] == ["invalidated", "pending"]


def known_too(person, mailbox: str) -> None:
    """They have answered from this mailbox as well."""
    point = person.contact_points.get()
    point.pk, point.value, point.value_key = None, mailbox, mailbox
    point.save()


def test_what_was_taken_out_comes_back_under_no_other_mailbox_of_theirs(kind, asked, with_names):
    first, second = confirmed(arrived(kind, asked), at=NOW), arrived(kind, asked, email=OTHER)
    known_too(first.person, OTHER)
    kind.model._default_manager.filter(pk=first.pk).update(state="invalidated")
    draft = kind.model(**{kind.model.ASKED: asked})

    with pytest.raises(services.LinkHasNoWork):
        on_word(second)
    with pytest.raises(services.LinkHasNoWork):
        confirmed(second, at=NOW)
    with pytest.raises(services.LinkHasNoWork):
        services.welcome(draft=draft, person=first.person, email=OTHER, how=HERE, at=NOW)


def test_who_waits_for_a_look_after_their_own_yes_is_not_set_aside_a_second_time(kind, asked, with_names):
    three = [confirmed(arrived(kind, asked, name=f"{name} Flores"), at=NOW) for name in ("Ana", "Ben", "Cid")]

    assert on_word(arrived(kind, asked, name="Cid Flores")) == three[2]

    assert [row.state for row in rows(kind)] == ["confirmed", "confirmed", "quarantined", "pending"]


def test_the_age_of_a_link_that_nobody_got_does_not_matter(kind, asked):
    assert on_word(arrived(kind, asked, at=NOW - 20 * DAY)).state == "confirmed"


def test_what_is_closed_counts_nobody(kind, asked):
    row = arrived(kind, asked)
    close(asked)

    with pytest.raises(services.NotOpen):
        on_word(row)

    assert rows(kind)[0].state == "pending" and Person.objects.count() == 0


@pytest.mark.parametrize("state", ["withdrawn", "invalidated"])
def test_what_was_withdrawn_or_taken_out_is_not_counted(kind, asked, state):
    row = arrived(kind, asked)
    kind.model._default_manager.update(state=state)

    with pytest.raises(services.LinkHasNoWork):
        on_word(row)


def test_the_third_name_of_a_mailbox_is_set_aside_all_the_same(kind, asked, with_names):
    for name in ("Ana", "Ben"):
        confirmed(arrived(kind, asked, name=f"{name} Flores"), at=NOW)

    third = on_word(arrived(kind, asked, name="Cid Flores"))

    assert (third.state, third.suspicion) == ("quarantined", "mailbox")
    aside = Entry.objects.get(verb=f"{kind.name} set aside")
    assert aside.actor_id == "lena" and Activity.objects.count() == 2
    services.clear(arrivals=[third], at=NOW)
    third.refresh_from_db()
    assert (third.state, third.confirmed_by) == ("confirmed", "word") and Activity.objects.count() == 3
    assert Entry.objects.get(verb=f"{kind.name} counted on their word").actor_kind == "system"  # no person said so


@pytest.mark.parametrize("was", [("pending", ""), ("quarantined", "network")])
def test_taken_back_it_waits_as_it_did_and_the_person_was_never_here(kind, asked, was):
    arrived(kind, asked, **own_fields(kind))
    kind.model._default_manager.update(state=was[0], suspicion=was[1])
    before = row_as_it_is(kind)

    on_word(rows(kind)[0])
    assert row_as_it_is(kind) != before
    assert services.take_back_word(arrival=rows(kind)[0], by=LENA, at=NOW)

    assert row_as_it_is(kind) == before
    assert Person.objects.count() == Activity.objects.count() == ContactPoint.objects.count() == 0
    assert Entry.objects.filter(verb=f"{kind.name} waits again", actor_id="lena").count() == 1
    assert confirmed(rows(kind)[0], at=NOW).state == "confirmed"


def test_a_third_name_that_was_set_aside_can_be_taken_back_too(kind, asked, with_names):
    for name in ("Ana", "Ben"):
        confirmed(arrived(kind, asked, name=f"{name} Flores"), at=NOW)
    third = on_word(arrived(kind, asked, name="Cid Flores"))
    services.clear(arrivals=[third], at=NOW + HOUR)

    assert services.take_back_word(arrival=third, by=LENA, at=NOW + HOUR)

    third.refresh_from_db()
    assert (third.state, third.suspicion, third.person) == ("pending", "", None)
    assert Person.objects.count() == Activity.objects.count() == 2


def test_who_is_known_stays_as_they_are_and_stays_when_it_is_taken_back(kind, asked, with_names):
    known = people.identify(name=WHO["name"], email=WHO["email"], zip_code="00011", at=NOW - DAY)

    counted = on_word(arrived(kind, asked, zip_code="00014"))
    services.take_back_word(arrival=counted, by=LENA, at=NOW)

    assert counted.person == known
    known.refresh_from_db()
    assert known.zip_code == "00011"


def test_the_mailbox_s_own_yes_that_comes_late_stands_in_the_word_s_place(kind, asked):
    row = on_word(arrived(kind, asked))

    page = Client().get(f"/confirm/{token_of(row)}/").content.decode()
    confirm_by_browser(row, **fields_of(kind))

    assert kind.said(row).question in page
    [row] = rows(kind)
    assert (row.state, row.confirmed_by, row.heard, row.word_note) == ("confirmed", "mail", "", "")
    if "news_consent" in kind.form.base_fields:
        assert row.news_consent, "what only the owner can say is said now"
    assert Person.objects.count() == int(kind.names_a_person)


def test_whose_mailbox_it_is_can_say_that_it_was_not_them_whatever_an_organizer_heard(kind, asked):
    row = on_word(arrived(kind, asked))

    answer = Client().post(f"/confirm/{token_of(row)}/not-me/", headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 200 and rows(kind) == []
    assert not Person.objects.exists() and not Activity.objects.exists()
    assert Entry.objects.filter(verb=f"{kind.name} disowned").exists()


def test_after_its_link_s_end_the_page_says_that_it_counts_and_the_owner_can_still_disown_it(kind, asked):
    row = on_word(arrived(kind, asked))
    kind.model._default_manager.update(asked_at=NOW - 15 * DAY)

    page = Client().get(f"/confirm/{token_of(row)}/").content.decode()

    assert kind.said(row).done in page and kind.said(row).not_me in page
    assert rows(kind)[0].confirmed_by == "word"


def test_the_mailbox_s_own_yes_to_another_press_stands_in_the_word_s_place(kind, asked):
    other, row = arrived(kind, asked), on_word(arrived(kind, asked))

    confirm_by_browser(other, **fields_of(kind))

    row.refresh_from_db()
    assert (row.state, row.confirmed_by) == ("confirmed", "mail")
    assert not services.take_back_word(arrival=row, by=LENA, at=NOW)
    assert ContactPoint.objects.filter(verified_at__isnull=False).count() == int(kind.names_a_person)


@pytest.mark.parametrize("by_mail", [True, False])
def test_what_does_not_count_on_a_word_is_not_taken_back(kind, asked, by_mail):
    row = arrived(kind, asked)
    if by_mail:
        confirmed(row, at=NOW)
    before = row_as_it_is(kind)

    assert not services.take_back_word(arrival=row, by=LENA, at=NOW)

    assert row_as_it_is(kind) == before


@pytest.mark.parametrize("state", ["withdrawn", "invalidated"])
def test_what_was_withdrawn_or_taken_out_since_comes_back_by_no_undo(kind, asked, state):
    row = on_word(arrived(kind, asked))
    kind.model._default_manager.update(state=state)
    before = row_as_it_is(kind)

    assert not services.take_back_word(arrival=row, by=LENA, at=NOW)

    assert row_as_it_is(kind) == before


def test_who_counts_on_their_word_waits_no_more(kind, asked):
    arrived(kind, asked)
    on_word(arrived(kind, asked))

    assert each_once(kind.model._default_manager.all()).count() == 0


def test_what_was_typed_beside_it_is_forgotten_by_the_same_clock(kind, asked):
    on_word(arrived(kind, asked, at=NOW - 45 * DAY), at=NOW - 45 * DAY)
    on_word(arrived(kind, asked, email="late@rivertown.example", at=NOW - 43 * DAY), at=NOW - 43 * DAY)

    services.forget(at=NOW)

    assert [row.before_word is None for row in rows(kind)] == [True, False]
    assert [row.state for row in rows(kind)] == ["confirmed", "confirmed"]


def test_what_nothing_is_left_beside_waits_again_all_the_same(kind, asked):
    on_word(arrived(kind, asked, at=NOW - 45 * DAY), at=NOW - 45 * DAY)
    services.forget(at=NOW)

    assert services.take_back_word(arrival=rows(kind)[0], by=LENA, at=NOW)

    assert [(row.state, row.confirmed_at) for row in rows(kind)] == [("pending", None)]


def test_the_note_goes_with_the_person(kind, asked, with_names):
    person = on_word(arrived(kind, asked)).person

    people.erase(person=person, by=LENA, at=NOW)

    assert all((row.word_note, row.before_word) == ("", None) for row in rows(kind))
