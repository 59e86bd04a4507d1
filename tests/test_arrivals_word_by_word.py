"""What an arrival leaves, word by word: in its row, in the log, in the outbox and with the person; over every kind."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from django.db import models

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.models import Entry
from ballotline.movement.arrivals import counting, queries, services
from ballotline.movement.arrivals.rules import Circumstances, Typed, Word
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail.models import Message, Suppression
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Activity, Consent, Person
from tests.rivertown import make_rivertown
from tests.ways_in import NOW, WHO, another_like, arrived, close, mails, rows

pytestmark = pytest.mark.django_db
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
LENA = Actor.account("lena")
BY_PHONE = Word(heard="phone", note="She called")


def log(kind) -> list[tuple]:
    """What stands in the log of this kind's rows: (what, whose row, who, when)."""
    found = Entry.objects.filter(object_kind=rows_ref(kind)).order_by("id")
    return [(one.verb, one.object_id, one.actor_kind, one.actor_id, one.at) for one in found]


def rows_ref(kind) -> str:
    return rows(kind)[0].ref[0] if rows(kind) else kind.name


def refresh(row):
    return type(row)._default_manager.get(pk=row.pk)


def test_the_row_holds_what_was_typed_and_how_it_came_in(kind, asked):
    how = Circumstances(network_key="here", source="newsletter", press_key="p1")

    row = refresh(arrived(kind, asked, how=how, email="A.na+x@gmail.com"))

    typed = {name: getattr(row, name) for name in ("email", "mailbox_key", "mail_domain")}
    assert typed == {"email": "A.na+x@gmail.com", "mailbox_key": "ana@gmail.com", "mail_domain": "gmail.com"}
    if "name" in kind.form.base_fields:
        assert (row.name, row.name_key) == ("Ana Flores", "ana flores")
    if "zip_code" in kind.form.base_fields:
        assert row.zip_code == "00010"
    assert row.news_consent is ("news_consent" in kind.form.base_fields)
    assert (row.network_key, row.source, row.press_key) == ("here", "newsletter", "p1")
    assert (row.state, row.suspicion, row.pressed_at, row.asked_at) == ("pending", "", NOW, NOW)


def test_what_looks_odd_is_set_aside_and_says_why(kind, asked):
    row = refresh(arrived(kind, asked, how=Circumstances(honeypot_filled=True)))

    assert (row.state, row.suspicion, row.press_key) == ("quarantined", "honeypot", None)
    assert services.ask_again(arrival=row, at=NOW + HOUR) is False and not mails()


def test_what_only_this_kind_asks_is_kept_as_typed_and_shown_to_the_owner(kind, asked):
    fields = {name: kind.model._meta.get_field(name) for name in kind.form.own}
    own = {name: True if isinstance(field, models.BooleanField) else "few" for name, field in fields.items()}
    draft = kind.model(**{kind.model.ASKED: asked})
    typed = Typed(email=WHO["email"], name="Ana Flores", zip_code="00010", news_consent=True, own=own)

    row = services.ask(draft=draft, typed=typed, how=Circumstances(), at=NOW)

    shown = queries.as_typed(refresh(row))
    assert (shown.name, shown.zip_code, shown.news_consent, dict(shown.own)) == ("Ana Flores", "00010", True, own)


def test_the_mail_that_is_asked_for_names_the_row_and_its_mailbox_and_no_word_of_a_stranger(kind, asked):
    row = arrived(kind, asked)

    [message] = mails()
    assert (message.to_address, message.mailbox_key, message.queued_at) == (row.email, row.mailbox_key, NOW)
    assert message.cap_key == f"{row.mailbox_key}:{kind.purpose}:1"
    name, public_id, mark = message.about.split(".")
    assert (name, public_id, len(mark)) == (kind.name, row.public_id.hex, 8)
    subject = f"{kind.purpose}:{kind.name}:{asked.pk}:{row.name_key}:{row.mailbox_key}"
    assert message.apart_key == hashlib.sha256(subject.encode()).hexdigest()


def test_a_link_and_a_code_that_are_on_their_way_stay_right(kind, asked, settings):
    """Made of the secret, the row and its mailbox, as they always were: nothing else knows them."""
    settings.SECRET_KEY = "a secret for this test"
    row = arrived(kind, asked)

    def keyed(purpose: bytes, text: str) -> bytes:
        return hmac.new(purpose + b"a secret for this test", text.encode(), hashlib.sha256).digest()

    number = int(keyed(b"arrivals.code", f"{row.public_id.hex}.ana@rivertown.example").hex()[:32], 16)
    signs = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
    assert queries.code_of(row) == "".join(signs[number // 31**place % 31] for place in range(8))
    mark = keyed(b"arrivals.mailbox", "ana@rivertown.example").hex()[:8]
    assert queries.about(row) == f"{kind.name}.{row.public_id.hex}.{mark}"


def test_a_yes_leaves_one_line_one_deed_and_one_consent_with_its_evidence(kind, asked):
    row = confirmed(arrived(kind, asked), at=NOW + HOUR)

    person = row.person
    who = ("person", str(person.public_id)) if person else ("visitor", "")
    assert log(kind) == [(f"{kind.name} confirmed", str(row.public_id), *who, NOW + HOUR)]
    deeds = [(one.person_id, one.kind, one.about_kind, one.about_id, one.at) for one in Activity.objects.all()]
    kind_of_ask, public_id = asked.ref
    done = [(person.pk, kind.activity, kind_of_ask, str(public_id), NOW + HOUR)] if person and kind.activity else []
    assert deeds == done
    words = [(c.channel, c.purpose, c.given, c.at, c.where, c.wording) for c in Consent.objects.all()]
    asked_for_news = person and "news_consent" in kind.form.base_fields
    page = kind.said(row).page
    assert words == ([("email", "news", True, NOW + HOUR, page, row.consent_words)] if asked_for_news else [])
    assert not words or row.consent_words


def test_a_yes_names_the_town_of_its_code_and_none_where_that_is_not_on_file(kind, asked):
    make_rivertown()

    known = confirmed(arrived(kind, asked), at=NOW)
    unknown = confirmed(arrived(kind, asked, name="Ben Weiss", email="ben@b.example", zip_code="99950"), at=NOW)

    rivertown = ("Rivertown", "MR") if "zip_code" in kind.form.base_fields else ("", "")
    assert [(row.place_town, row.place_state) for row in (known, unknown)] == [rivertown, ("", "")]


def test_not_me_is_a_visitor_s_word_and_frees_the_places_of_that_purpose(kind, asked):
    row = arrived(kind, asked)
    kept = str(row.public_id), row.ref[0]

    assert services.disown(arrival=row, at=NOW + HOUR) is True
    assert services.disown(arrival=row, at=NOW + HOUR) is False

    entry = Entry.objects.get(verb=f"{kind.name} disowned")
    assert (entry.object_id, entry.object_kind) == kept
    assert (entry.actor_kind, entry.actor_id, entry.at) == ("visitor", "", NOW + HOUR)
    assert not Message.objects.exclude(cap_key=None).exists()


def test_who_withdraws_counts_no_more_and_only_once(kind, asked):
    row, other = confirmed(arrived(kind, asked), at=NOW), arrived(kind, asked, email="ben@rivertown.example")
    Entry.objects.all().delete()

    assert services.withdraw(arrival=row, at=NOW + HOUR) is True
    assert [services.withdraw(arrival=one, at=NOW + HOUR) for one in (row, other)] == [False, False]

    assert [refresh(one).state for one in (row, other)] == ["withdrawn", "pending"]
    assert log(kind) == [(f"{kind.name} withdrawn", str(row.public_id), "visitor", "", NOW + HOUR)]


def test_the_third_name_of_a_mailbox_is_set_aside_by_its_own_yes_or_by_an_organizer_s_word(
    kind, asked, with_names, with_word
):
    for name in ("Ana", "Ben"):
        confirmed(arrived(kind, asked, name=f"{name} Flores"), at=NOW)
    Entry.objects.all().delete()

    own = confirmed(arrived(kind, asked, name="Cid Flores"), at=NOW + HOUR)
    heard = services.count_on_word(
        arrival=arrived(kind, asked, name="Dee Flores"), word=BY_PHONE, by=LENA, at=NOW + HOUR
    )

    aside = [(refresh(row).state, refresh(row).suspicion) for row in (own, heard)]
    assert aside == [("quarantined", "mailbox"), ("quarantined", "mailbox")]
    assert log(kind) == [
        (f"{kind.name} set aside", str(own.public_id), "person", str(own.person.public_id), NOW + HOUR),
        (f"{kind.name} set aside", str(heard.public_id), "account", "lena", NOW + HOUR),
    ]


def test_an_organizer_s_word_and_its_undo_stand_in_the_log_and_the_row_is_as_it_was(kind, asked, with_word):
    row = arrived(kind, asked)
    before = kind.model._default_manager.values().get(pk=row.pk)

    counted = services.count_on_word(arrival=row, word=BY_PHONE, by=LENA, at=NOW + HOUR)
    assert (counted.confirmed_by, counted.heard, counted.word_note) == ("word", "phone", "She called")
    assert services.take_back_word(arrival=counted, by=LENA, at=NOW + 2 * HOUR) is True
    assert services.take_back_word(arrival=counted, by=LENA, at=NOW + 2 * HOUR) is False

    assert kind.model._default_manager.values().get(pk=row.pk) == before
    assert log(kind) == [
        (f"{kind.name} counted on their word", str(row.public_id), "account", "lena", NOW + HOUR),
        (f"{kind.name} waits again", str(row.public_id), "account", "lena", NOW + 2 * HOUR),
    ]
    assert not Person.objects.exists() and not Activity.objects.exists()


def test_the_mailbox_s_own_yes_takes_the_place_of_the_word(kind, asked, with_word):
    row = services.count_on_word(arrival=arrived(kind, asked), word=BY_PHONE, by=LENA, at=NOW)

    own = confirmed(refresh(row), at=NOW + HOUR)

    assert (own.pk, own.confirmed_by, own.heard, own.word_note, own.before_word) == (row.pk, "mail", "", "", None)
    assert own.confirmed_at == NOW + HOUR


def test_a_later_press_s_yes_makes_the_word_of_before_its_own(kind, asked, with_word):
    row = services.count_on_word(arrival=arrived(kind, asked), word=BY_PHONE, by=LENA, at=NOW)

    counts = confirmed(arrived(kind, asked), at=NOW + HOUR)

    assert counts == row
    assert (refresh(row).confirmed_by, refresh(row).before_word) == ("mail", None)


def test_whoever_comes_by_a_link_of_their_own_counts_at_once_and_once(kind, asked, with_names):
    ana = people.identify(name="Ana Flores", email=WHO["email"], zip_code="00010", at=NOW)
    drafts = [kind.model(**{kind.model.ASKED: asked}) for _twice in range(2)]

    first, second = (
        services.welcome(draft=draft, person=ana, email=WHO["email"], how=Circumstances(), at=NOW + n * HOUR)
        for n, draft in enumerate(drafts)
    )

    assert first == second and len(rows(kind)) == 1
    assert (first.name, first.email, first.zip_code) == ("Ana Flores", WHO["email"], "00010")
    assert (first.person, first.state, first.confirmed_at) == (ana, "confirmed", NOW)
    assert log(kind) == [(f"{kind.name} confirmed", str(first.public_id), "person", str(ana.public_id), NOW)]
    assert Message.objects.filter(kind="arrivals.PleaseConfirm").count() == 0


def test_what_looks_odd_by_a_link_of_one_s_own_counts_all_the_same(kind, asked, with_names):
    ana = people.identify(name="Ana Flores", email=WHO["email"], zip_code="00010", at=NOW)
    bot = Circumstances(honeypot_filled=True)

    row = services.welcome(
        draft=kind.model(**{kind.model.ASKED: asked}), person=ana, email=WHO["email"], how=bot, at=NOW
    )

    assert (row.state, row.suspicion) == ("confirmed", "")


def test_what_is_closed_welcomes_nobody_and_moves_no_address(kind, asked):
    row = arrived(kind, asked)
    close(asked)
    asked = type(asked)._default_manager.get(pk=asked.pk)
    ana = people.identify(name="Ana Flores", email=WHO["email"], zip_code="00010", at=NOW)
    draft = kind.model(**{kind.model.ASKED: asked})

    for verb in (lambda: arrived(kind, asked), lambda: confirmed(refresh(row), at=NOW)):
        with pytest.raises(services.NotOpen) as closed:
            verb()
        assert closed.value.asked == asked
    with pytest.raises(services.NotOpen) as closed:
        services.welcome(draft=draft, person=ana, email=WHO["email"], how=Circumstances(), at=NOW)
    assert closed.value.asked == asked
    with pytest.raises(services.NotOpen) as closed:
        services.correct(arrival=row, email="new@rivertown.example", how=Circumstances(), at=NOW)
    assert closed.value.asked == asked


def test_a_corrected_address_is_folded_again_and_its_link_has_all_its_days(kind, asked):
    row = arrived(kind, asked)

    moved = services.correct(arrival=row, email="A.na+x@gmail.com", how=Circumstances(), at=NOW + DAY)

    found = refresh(moved)
    assert (found.email, found.mailbox_key, found.mail_domain) == ("A.na+x@gmail.com", "ana@gmail.com", "gmail.com")
    assert (found.asked_at, found.pressed_at, found.state, found.suspicion) == (NOW + DAY, NOW, "pending", "")
    assert [message.to_address for message in mails()] == [WHO["email"], "A.na+x@gmail.com"]


def test_a_refusal_is_of_a_mailbox_and_a_purpose(kind, asked):
    services.refuse(mailbox="ana@rivertown.example", purpose=kind.purpose, at=NOW)

    assert list(Suppression.objects.values_list("purpose", "at")) == [(kind.purpose, NOW)]


def test_what_waits_is_kept_to_the_moment_at_which_it_is_forgotten(kind, asked):
    ends = NOW - 44 * DAY  # fourteen days of the link, and thirty
    arrived(kind, asked, at=ends - SECOND)
    kept = arrived(kind, asked, at=ends, email="ben@rivertown.example")

    assert services.forget(at=NOW) == 1
    assert rows(kind) == [kept]


def test_what_was_typed_beside_a_word_is_forgotten_and_the_word_stays(kind, asked, with_word):
    ends = NOW - 44 * DAY
    old = services.count_on_word(arrival=arrived(kind, asked, at=ends - DAY), word=BY_PHONE, by=LENA, at=ends - SECOND)
    young = services.count_on_word(
        arrival=arrived(kind, asked, at=ends, email="ben@rivertown.example", name="Ben Weiss"),
        word=BY_PHONE,
        by=LENA,
        at=ends,
    )

    services.forget(at=NOW)

    assert refresh(old).before_word is None and refresh(young).before_word is not None
    assert (refresh(old).confirmed_by, refresh(old).state) == ("word", "confirmed")


def test_a_network_is_kept_to_the_moment_at_which_it_is_forgotten(kind, asked):
    arrived(kind, asked, at=NOW - 30 * DAY)
    arrived(kind, asked, at=NOW - 30 * DAY - SECOND, email="ben@rivertown.example")

    services.forget(at=NOW)

    assert [row.network_key for row in rows(kind)] == ["here", ""]


def test_a_row_is_looked_at_once_and_what_became_of_it_since_stays(kind, asked):
    row, other = (
        arrived(kind, asked, how=Circumstances(honeypot_filled=True), email=f"{name}@rivertown.example")
        for name in ("ana", "ben")
    )
    kind.model._default_manager.filter(pk=other.pk).update(state="pending")

    assert services.clear(arrivals=[row, other], at=NOW + HOUR) == 1
    assert [message.to_address for message in mails()] == ["ana@rivertown.example"]
    assert refresh(row).suspicion == "honeypot"
    assert services.set_aside_again(arrivals=kind.model._default_manager.filter(pk=row.pk)) == 1
    assert refresh(row).state == "quarantined"


def test_the_same_name_and_mailbox_at_another_ask_is_somebody_else_s_arrival(kind, asked):
    first = confirmed(arrived(kind, asked), at=NOW)
    there = arrived(kind, another_like(asked))

    assert counting.earlier(there, None) is None
    assert queries.standing([there]) == {}
    assert confirmed(there, at=NOW) != first


def test_of_what_counts_and_what_was_taken_out_the_one_that_counts_stands(kind, asked):
    taken_out, counts, waits = arrived(kind, asked), arrived(kind, asked), arrived(kind, asked)
    kind.model._default_manager.filter(pk=counts.pk).update(state="withdrawn", confirmed_at=NOW)
    assert queries.standing([waits]) == {}
    kind.model._default_manager.filter(pk=taken_out.pk).update(state="invalidated", confirmed_at=NOW)
    assert queries.standing([waits]) == {waits.pk: refresh(taken_out)}

    kind.model._default_manager.filter(pk=counts.pk).update(state="confirmed", confirmed_at=NOW)

    assert queries.standing([waits, counts]) == {waits.pk: refresh(counts), counts.pk: refresh(counts)}
    assert queries.standing([]) == {}


def test_of_what_counts_and_what_waits_for_a_look_the_one_that_counts_is_the_earlier_one(kind, asked):
    looked_at, counts, waits = (arrived(kind, asked) for _three_times in range(3))
    for row, state in ((looked_at, "quarantined"), (counts, "confirmed")):
        kind.model._default_manager.filter(pk=row.pk).update(state=state, confirmed_at=NOW)

    assert counting.earlier(waits, None) == counts


@pytest.mark.parametrize("state, yes", [("withdrawn", NOW - DAY), ("quarantined", NOW - DAY), ("invalidated", None)])
def test_what_bars_nobody_from_taking_part_bars_nobody_from_being_written_to(kind, asked, with_names, state, yes):
    if not kind.is_reminded:
        pytest.skip("nobody who waits here is written to again")
    first, waits = arrived(kind, asked, at=NOW - 3 * DAY), arrived(kind, asked, at=NOW - 2 * DAY)

    kind.model._default_manager.filter(pk=first.pk).update(state=state, confirmed_at=yes)

    assert list(queries.to_remind(kind, asked, NOW)) == [waits]


def test_rows_are_read_with_what_was_asked_and_of_whom_in_one_statement(kind, asked, django_assert_num_queries):
    confirmed(arrived(kind, asked), at=NOW)

    with django_assert_num_queries(1):
        [row] = queries.of(kind)
        said = kind.page_of(row.asked), row.person and row.person.name

    assert said == (kind.page_of(asked), "Ana Flores" if kind.names_a_person else None)
