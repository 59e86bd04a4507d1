"""What a stranger could do with a row, a link or a mail that is another's:
over every kind, each a fault that was once found."""

import pytest
from django.test import Client

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals import services
from ballotline.movement.arrivals.mails import PleaseConfirm
from ballotline.movement.arrivals.queries import code_of, each_once, token_of
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail.models import Message
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.movement.people.queries import copy_of
from tests.ways_in import (
    HERE,
    NOW,
    OURS,
    WHO,
    arrived,
    confirm_by_browser,
    fields_of,
    mails,
    press_form,
    rows,
)

pytestmark = pytest.mark.django_db
EVIL = "evil@x.example"


def test_a_mail_to_the_old_address_never_holds_the_link_of_the_new_one(kind, asked):
    """The words of a mail are made when it leaves; by then the press may have moved to somebody else's mailbox."""
    row = arrived(kind, asked, email=EVIL)
    services.correct(arrival=row, email=WHO["email"], how=HERE, at=NOW)

    letters = {message.to_address: PleaseConfirm.load([message.about], at=NOW) for message in mails()}

    assert letters[EVIL] == {} and len(letters[WHO["email"]]) == 1


def test_a_link_that_is_pressed_while_its_row_moves_to_another_mailbox_has_no_work(kind, asked):
    seen_with_the_old_address = arrived(kind, asked, email=EVIL)
    services.correct(arrival=rows(kind)[0], email=WHO["email"], how=HERE, at=NOW)

    with pytest.raises(services.LinkHasNoWork):
        confirmed(seen_with_the_old_address, at=NOW)
    with pytest.raises(services.LinkHasNoWork):
        services.ask_again(arrival=seen_with_the_old_address, at=NOW)
    assert not services.disown(arrival=seen_with_the_old_address, at=NOW)

    assert [row.state for row in rows(kind)] == ["pending"]


def test_erasing_somebody_takes_their_other_presses_too_and_the_copy_shows_them(kind, asked, with_names):
    first, second = arrived(kind, asked), arrived(kind, asked)
    person = confirmed(first, at=NOW).person
    assert [row["kind"] for row in copy_of(person)["waiting_to_confirm"]] == [kind.name]

    people.erase(person=person, by=SYSTEM, at=NOW)

    assert not kind.model._default_manager.filter(pk=second.pk).exists()
    assert Client().get(f"/confirm/{token_of(second)}/").status_code == 410


def test_somebody_whose_name_was_corrected_is_still_who_they_were(kind, asked, with_names):
    first, second = arrived(kind, asked), arrived(kind, asked)
    person = confirmed(first, at=NOW).person
    people.correct(person=person, name="Ana Flores-Weiss", zip_code="00010", by=SYSTEM, at=NOW)

    assert confirm_by_browser(second, **fields_of(kind)).status_code == 303
    assert kind.model._default_manager.filter(state="confirmed").count() == 1


def test_who_waits_for_a_look_is_not_hidden_by_a_stranger_s_press(kind, asked, with_names, with_a_look):
    for name in ("Ana", "Ben", "Cid"):
        third = confirmed(arrived(kind, asked, name=f"{name} Flores"), at=NOW)
    arrived(kind, asked, name="Cid Flores")

    waiting = each_once(kind.model._default_manager.all())

    assert third in waiting and third.state == "quarantined"


def test_what_was_taken_out_without_its_mailbox_s_yes_bars_nobody(kind, asked):
    arrived(kind, asked)
    kind.model._default_manager.update(state="invalidated")
    Message.objects.all().delete()

    mine = arrived(kind, asked)

    assert PleaseConfirm.load([mails()[0].about], at=NOW) and confirmed(mine, at=NOW).state == "confirmed"


def test_a_look_that_comes_late_takes_no_count_back(kind, asked):
    row = arrived(kind, asked)
    kind.model._default_manager.update(state="quarantined", suspicion="network")
    as_it_was_seen = rows(kind)[0]
    confirmed(row, at=NOW)

    assert services.clear(arrivals=[as_it_was_seen], at=NOW) == 0

    assert rows(kind)[0].state == "confirmed"


def test_five_tries_a_row_however_often_its_address_is_changed(kind, asked):
    row, other = arrived(kind, asked), arrived(kind, asked)
    for _n in range(5):
        services.try_code(arrival=row, typed="22222222")
    services.correct(arrival=row, email="other@x.example", how=HERE, at=NOW)
    services.correct(arrival=rows(kind)[0], email=WHO["email"], how=HERE, at=NOW)

    assert rows(kind)[0].code_tries == 5
    assert services.try_code(arrival=other, typed=code_of(other)), "another row has tries of its own"


def test_the_same_form_sent_again_later_asks_for_its_mail_again(kind, asked):
    client = press_form(kind, asked, key="k")
    Message.objects.all().delete()

    press_form(kind, asked, client, key="k")

    assert len(rows(kind)) == 1 and len(mails()) == 1


def test_not_me_after_the_count_does_not_say_that_it_never_counted(kind, asked):
    row = confirmed(arrived(kind, asked), at=NOW)

    page = Client().post(f"/confirm/{token_of(row)}/not-me/", headers=OURS).content.decode()

    assert "It never counted" not in page and kind.said(row).done in page
    assert rows(kind)[0].state == "confirmed"


@pytest.mark.parametrize("header", [{"Referer": "http://[::1"}, {"Origin": "http://[::1"}])
def test_half_an_address_in_a_header_fells_nothing_over(kind, asked, header):
    ours = {} if "Origin" in header else OURS

    response = Client(raise_request_exception=False).post(
        kind.page_of(asked) + kind.beneath, fields_of(kind), headers=ours | header
    )

    assert response.status_code in (303, 403)


def test_deep_nonsense_is_no_proof_and_no_error(kind, asked):
    deep = "W1tbW1tb" * 240  # "[[[[[[…", as base64

    press_form(kind, asked, proof=deep)

    assert len(rows(kind)) == 1 and Person.objects.count() == 0
