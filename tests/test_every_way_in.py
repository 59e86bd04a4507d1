"""What holds for everybody who takes part, whatever it is in:
each test runs over every kind, which joins by existing."""

from datetime import timedelta

import pytest
from django.test import Client

from ballotline.foundation.audit.models import Entry
from ballotline.movement.arrivals import services
from ballotline.movement.arrivals.forms import consent_words
from ballotline.movement.arrivals.mails import PleaseConfirm
from ballotline.movement.arrivals.queries import code_of, each_once, token_of
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.queries import suppressed
from ballotline.movement.mail.words import Words
from ballotline.movement.people.models import Activity, Consent, Person
from tests.ways_in import (
    HERE,
    NOW,
    OURS,
    WHO,
    arrived,
    close,
    confirm_by_browser,
    fields_of,
    mails,
    open_ask,
    page_of,
    press_form,
    rows,
)

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MAILBOX = WHO["email"]


def words_of(message: Message) -> Words:
    return PleaseConfirm.load([message.about], at=NOW)[message.about].words()


def test_what_nobody_confirmed_touches_no_person(kind, asked):
    press_form(kind, asked)

    assert [row.state for row in rows(kind)] == ["pending"]
    assert Person.objects.count() == Consent.objects.count() == Activity.objects.count() == 0


def test_the_owner_s_yes_brings_person_consent_and_activity_at_once_and_twice_is_once(kind, asked):
    row = arrived(kind, asked)

    for _twice in range(2):
        confirm_by_browser(row, **fields_of(kind))

    row.refresh_from_db()
    assert row.state == "confirmed" and row.confirmed_at
    person = int(kind.names_a_person)
    assert Person.objects.count() == person and Activity.objects.count() == (person if kind.activity else 0)
    assert Consent.objects.count() == int("news_consent" in kind.form.base_fields)
    assert Entry.objects.filter(verb=f"{kind.name} confirmed").count() == 1


def test_each_press_makes_a_row_of_its_own_and_changes_no_other(kind, asked):
    mine = press_form(kind, asked)
    before = kind.model._default_manager.values().get()

    press_form(kind, asked, name="Ana Flores", zip_code="99999")

    assert kind.model._default_manager.count() == 2
    assert kind.model._default_manager.values().get(pk=before["id"]) == before
    assert MAILBOX in page_of(mine, kind, asked)


def test_the_same_form_pressed_twice_is_one_row_and_another_form_another(kind, asked):
    client = Client()
    for key in ("one form", "one form", "another form"):
        press_form(kind, asked, client, key=key)

    assert [row.press_key is not None for row in rows(kind)] == [True, True]
    assert len(mails()) == 1


def test_the_same_key_from_another_network_is_another_press(kind, asked):
    """A cached page carries one key for many: only a press of the same browser, network and words is the same."""
    press_form(kind, asked, key="k", address="198.51.100.7")
    press_form(kind, asked, key="k", address="203.0.113.9")

    assert len(rows(kind)) == 2


def test_known_and_new_get_the_same_answer_and_the_mail_tells_the_truth(kind, asked):
    confirmed(arrived(kind, asked), at=NOW)
    answers = {}
    for email in (MAILBOX, "new@rivertown.example"):
        client = Client()
        response = client.post(kind.page_of(asked) + kind.beneath, fields_of(kind, email=email), headers=OURS)
        answers[email] = (response.status_code, response["Location"], sorted(response.cookies))

    assert answers[MAILBOX] == answers["new@rivertown.example"]
    buttons = {message.to_address: words_of(message).button[0] for message in mails()[1:]}
    said = kind.said(rows(kind)[0])
    assert buttons == {MAILBOX: said.again_button, "new@rivertown.example": said.button}
    assert kind.model._default_manager.filter(state="confirmed").count() == 1


def test_one_mailbox_in_many_spellings_counts_once_and_gets_its_mails_once(kind, asked):
    spellings = [
        "anaflores@gmail.com",
        "ana.flores+news@gmail.com",
        "A.n.a.Flores@googlemail.com",
        "anaflores@ｇｍａｉｌ.com",
    ]
    arrivals = [arrived(kind, asked, email=spelling) for spelling in spellings]

    assert len(mails()) == 1
    for arrival in arrivals:
        confirmed(arrival, at=NOW)
    assert kind.model._default_manager.filter(state="confirmed").count() == 1


def test_however_often_an_address_is_typed_it_gets_five_mails_a_day_and_the_next_day_again(kind, asked):
    for n in range(40):
        name = f"Victim {'abcdefghijklmnopqrstuvwxyz'[n % 26] * (n // 26 + 1)}"
        arrived(kind, asked, name=name, at=NOW + n * 11 * MINUTE)

    first_day = [m for m in mails() if m.queued_at < NOW + 7 * HOUR]
    assert len(first_day) == 5 and len(rows(kind)) == 40
    arrived(kind, asked, name="Ana Flores", at=NOW + DAY)
    assert len(mails()) == 6


def test_ten_minutes_lie_between_two_mails_whatever_the_clock_shows(kind, asked):
    at_the_turn = NOW.replace(hour=10, minute=9, second=58)

    row = arrived(kind, asked, at=at_the_turn)
    arrived(kind, asked, at=at_the_turn + timedelta(seconds=3))
    assert services.ask_again(arrival=row, at=at_the_turn + 9 * MINUTE) is False
    assert len(mails()) == 1
    assert services.ask_again(arrival=row, at=at_the_turn + 10 * MINUTE) is True

    assert len(mails()) == 2


def test_five_forged_presses_lock_nobody_out(kind, asked):
    """The owner says "not me" once, and has the places again."""
    forged = [arrived(kind, asked, name=f"Forged {letter}") for letter in "abcde"]

    services.disown(arrival=forged[0], at=NOW)
    arrived(kind, asked, name="Ana Flores")

    # a way in that asks for no name has one subject, and so had one mail before
    assert len(mails()) == (6 if kind.names_a_person else 2)


def test_a_forged_press_takes_no_place_of_another_purpose(kind):
    for letter in "abcdef":
        arrived(
            kind, open_ask(kind.name) if letter == "a" else kind.model._default_manager.first().asked, name=letter * 3
        )

    Client().post("/me/", {"email": MAILBOX}, headers=OURS)

    assert Message.objects.filter(kind="site.MyDataLink", to_address=MAILBOX).count() == 1


def test_not_me_takes_away_what_waits_and_never_what_counts(kind, asked):
    waits = arrived(kind, asked)
    services.disown(arrival=waits, at=NOW)
    counts = confirmed(arrived(kind, asked, at=NOW + HOUR), at=NOW + HOUR)

    services.disown(arrival=counts, at=NOW + HOUR)

    assert [row.state for row in rows(kind)] == ["confirmed"]


def test_who_refuses_a_purpose_gets_no_such_mail_any_more(kind, asked):
    row = arrived(kind, asked)

    services.refuse(mailbox=row.mailbox_key, purpose=kind.purpose, at=NOW)

    assert suppressed([MAILBOX], kind.purpose) == {MAILBOX}


def test_only_what_stood_on_the_confirm_page_is_recorded_with_those_very_words(kind, asked):
    row = arrived(kind, asked)
    page = Client().get(f"/confirm/{token_of(row)}/").content.decode()

    confirm_by_browser(row, **fields_of(kind))

    for consent in Consent.objects.all():
        assert consent.wording in page and consent.wording.endswith("I can stop this with one click.")
        assert consent.where == kind.page_of(asked)


def test_an_unticked_box_is_no_consent_whatever_a_stranger_ticked(kind, asked):
    if "news_consent" not in kind.form.base_fields or kind.form.base_fields["news_consent"].required:
        pytest.skip("the tick is this kind's whole point, or it asks for none")
    row = arrived(kind, asked, news_consent="on")

    confirm_by_browser(row, **fields_of(kind, news_consent=""))

    row.refresh_from_db()
    assert (row.state, row.news_consent, Consent.objects.count()) == ("confirmed", False, 0)


def test_the_link_only_shows_a_page(kind, asked):
    row = arrived(kind, asked)

    for _scanner in range(3):
        assert Client().get(f"/confirm/{token_of(row)}/").status_code == 200

    row.refresh_from_db()
    assert row.state == "pending" and Person.objects.count() == 0


def test_a_link_works_for_fourteen_days_and_a_new_mail_starts_them_again(kind, asked):
    row = arrived(kind, asked, at=NOW)

    with pytest.raises(services.LinkHasNoWork):
        confirmed(row, at=NOW + 14 * DAY + MINUTE)
    services.ask_again(arrival=row, at=NOW + 15 * DAY)

    assert confirmed(row, at=NOW + 16 * DAY).state == "confirmed"


def test_what_is_closed_takes_nobody_in_and_counts_nobody(kind, asked):
    row = arrived(kind, asked)
    close(asked)
    row = kind.model._default_manager.get()

    with pytest.raises(services.NotOpen):
        confirmed(row, at=NOW)
    with pytest.raises(services.NotOpen):
        arrived(kind, row.asked)
    assert PleaseConfirm.load([mails()[0].about], at=NOW) == {}


@pytest.mark.parametrize("state", ["withdrawn", "invalidated"])
def test_what_was_withdrawn_or_taken_out_is_not_counted_by_its_link(kind, asked, state):
    row = arrived(kind, asked)
    kind.model._default_manager.update(state=state)

    with pytest.raises(services.LinkHasNoWork):
        confirmed(row, at=NOW)


def test_what_an_organizer_took_out_gets_no_mail_and_comes_back_by_no_press(kind, asked):
    first, earlier = arrived(kind, asked), arrived(kind, asked)
    confirmed(first, at=NOW)
    kind.model._default_manager.filter(pk=first.pk).update(state="invalidated")
    Message.objects.all().delete()

    arrived(kind, asked, at=NOW + HOUR)

    assert [PleaseConfirm.load([message.about], at=NOW) for message in mails()] == [{}]
    with pytest.raises(services.LinkHasNoWork):
        confirmed(earlier, at=NOW + HOUR)


def test_two_share_a_mailbox_and_the_third_name_is_set_aside_for_a_look(kind, asked, with_a_look):
    if not kind.names_a_person:
        pytest.skip("a mailbox without a name is one")
    three = [confirmed(arrived(kind, asked, name=f"{name} Flores"), at=NOW) for name in ("Ana", "Ben", "Cid")]

    assert [row.state for row in three] == ["confirmed", "confirmed", "quarantined"]
    page = confirm_by_browser(three[2], **fields_of(kind))
    assert "An organizer looks at it first" in Client().get(f"/confirm/{token_of(three[2])}/").content.decode(), page
    before = Activity.objects.count()
    services.clear(arrivals=[three[2]], at=NOW)

    three[2].refresh_from_db()
    assert three[2].state == "confirmed" and Activity.objects.count() == before + 1


def test_where_nobody_looks_at_what_is_odd_the_mail_alone_decides(kind, asked):
    """Whose third name waits where no organizer looks would wait for ever."""
    if kind.is_looked_at:
        pytest.skip("organizers look here")
    for name in ("Ana Flores", "Ben Flores", "Cid Flores"):
        confirmed(arrived(kind, asked, name=name), at=NOW)

    assert {row.state for row in rows(kind)} == {"confirmed"}


def test_a_mistyped_address_moves_this_press_s_row_and_the_old_link_has_no_work(kind, asked):
    client = press_form(kind, asked, email="ana@exampel.example")
    old = token_of(rows(kind)[0])

    client.post(kind.thanks_of(asked) + "change/", {"email": MAILBOX}, headers=OURS)

    [row] = rows(kind)
    assert row.email == MAILBOX and MAILBOX in page_of(client, kind, asked)
    assert Client().get(f"/confirm/{old}/").status_code == 410
    assert confirm_by_browser(row, **fields_of(kind)).status_code == 303


def test_a_stranger_s_change_of_address_never_moves_the_victim_s_row(kind, asked):
    press_form(kind, asked)
    stranger = press_form(kind, asked)

    stranger.post(kind.thanks_of(asked) + "change/", {"email": "stranger@x.example"}, headers=OURS)

    assert [row.email for row in rows(kind)] == [MAILBOX, "stranger@x.example"]


def test_what_counts_never_moves(kind, asked):
    row = confirmed(arrived(kind, asked), at=NOW)

    services.correct(arrival=row, email="other@rivertown.example", how=HERE, at=NOW)

    assert rows(kind)[0].email == MAILBOX


def test_the_code_from_the_mail_leads_where_its_button_does(kind, asked):
    client = press_form(kind, asked)
    [row] = rows(kind)
    words = words_of(mails()[0])
    code = next(line for line in words.after if "code" in line).rsplit(" ", 1)[1]

    response = client.post(kind.thanks_of(asked) + "code/", {"code": f" {code.lower()} "}, headers=OURS)

    assert response["Location"] == f"/confirm/{token_of(row)}/"


def test_five_tries_and_then_no_code_is_right_any_more(kind, asked):
    client = press_form(kind, asked)
    [row] = rows(kind)
    address = kind.thanks_of(asked) + "code/"

    wrong = [client.post(address, {"code": "22222222"}, headers=OURS).content.decode() for _n in range(5)]
    right = client.post(address, {"code": code_of(row)}, headers=OURS)

    assert right.status_code == 422 and "Look at the newest message" in wrong[0]
    stranger = Client().post(address, {"code": code_of(row)}, headers=OURS)
    assert stranger.status_code == 422, "without the cookie of this press there is nothing to try"


def test_a_bot_that_fills_the_hidden_field_sees_the_same_page_and_gets_no_mail(kind, asked):
    press_form(kind, asked, website="x")

    assert [(row.state, row.suspicion) for row in rows(kind)] == [("quarantined", "honeypot")]
    assert mails() == []


def test_the_thirty_first_of_one_network_is_set_aside_and_its_mail_decides(kind, asked):
    for n in range(30):
        arrived(kind, asked, name=f"Number {n}", email=f"s{n}@rivertown{n}.example")

    odd = arrived(kind, asked)
    proven = arrived(kind, asked, name="Pro", how=Circumstances(network_key="here", proof_of_work=True))
    trusted = arrived(kind, asked, name="Tru", how=Circumstances(is_trusted=True))

    assert (odd.state, odd.suspicion, proven.state, trusted.state) == ("quarantined", "network", "pending", "pending")
    assert confirmed(odd, at=NOW).state == "confirmed"


def test_the_sixty_first_of_a_small_mail_domain_is_set_aside_and_none_of_a_large_one(kind, asked):
    for n in range(60):
        arrived(kind, asked, email=f"s{n}@rivertown.example", how=Circumstances(network_key=f"n{n}"))
        arrived(kind, asked, email=f"s{n}@gmail.com", how=Circumstances(network_key=f"g{n}"))

    small = arrived(kind, asked, how=Circumstances(network_key="x"))
    large = arrived(kind, asked, email="ana@gmail.com", how=Circumstances(network_key="y"))

    assert (small.suspicion, large.suspicion) == ("domain", "")


def test_the_desk_counts_who_waits_by_mailbox_and_name_once(kind, asked):
    for _press in range(3):
        arrived(kind, asked)
    other = arrived(kind, asked, email="ben@rivertown.example", name="Ben Weiss")

    assert each_once(kind.model._default_manager.all()).count() == 2
    confirmed(other, at=NOW)
    assert each_once(kind.model._default_manager.all()).count() == 1


def test_what_nobody_confirmed_is_forgotten_thirty_days_after_its_link_s_end_and_networks_after_thirty(kind, asked):
    old = arrived(kind, asked, at=NOW - 45 * DAY)
    late = arrived(kind, asked, at=NOW - 43 * DAY, email="late@rivertown.example")
    counts = confirmed(arrived(kind, asked, at=NOW - 90 * DAY, email="c@rivertown.example"), at=NOW - 89 * DAY)

    services.forget(at=NOW)

    assert {row.pk for row in rows(kind)} == {late.pk, counts.pk} and old.pk not in {late.pk}
    assert {row.network_key for row in rows(kind)} == {""}


def test_nothing_that_a_stranger_typed_stands_in_the_mail(kind, asked):
    arrived(kind, asked, name="Buy Gold Now")

    words = words_of(mails()[0])

    said = " ".join([words.subject, *words.paragraphs, *words.after, words.reason])
    assert "Buy" not in said and consent_words("x") not in said
