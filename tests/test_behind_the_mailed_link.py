"""What a mailed link and a mailed code can do, whose they are, and what the pages behind them say. Over every kind."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client

from ballotline.foundation.audit.models import Entry
from ballotline.movement.arrivals import queries, services
from ballotline.movement.arrivals.mails import PleaseConfirm
from ballotline.movement.arrivals.pages.confirming import NEVER_SALT
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail.models import Message, Suppression
from ballotline.movement.people.models import Consent, Person
from tests.ways_in import (
    HERE,
    NOW,
    OURS,
    WHO,
    another_like,
    arrived,
    close,
    confirm_by_browser,
    fields_of,
    mails,
    rows,
)

pytestmark = pytest.mark.django_db
MAILBOX, OTHER = WHO["email"], "other@rivertown.example"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEPT_BY_NOTHING = ("no-store", "noindex", "no-referrer")


def link_of(arrival) -> str:
    return f"/confirm/{queries.token_of(arrival)}/"


def page_behind(arrival):
    return Client().get(link_of(arrival))


def text_of(response) -> str:
    return response.content.decode()


# whose it is


def test_a_link_is_nobody_s_who_writes_one(kind, asked):
    ours = queries.token_of(arrived(kind, asked))
    nobody_s = [f"{ours[:-4]}AAAA", ours.partition(":")[0] + ":x", queries.signer.sign("no.such.kind")]

    for token in [*nobody_s, queries.signer.sign("as links were once"), queries.signer.sign("once")]:
        for press in (Client().get, Client().post):
            assert press(f"/confirm/{token}/", headers=OURS).status_code == 404, token


def test_codes_links_and_marks_are_made_with_our_secret(kind, asked, settings):
    row = arrived(kind, asked)
    before = queries.code_of(row), queries.about(row)

    settings.SECRET_KEY = "another"

    assert queries.code_of(row) != before[0] and queries.about(row) != before[1]


def test_a_code_is_of_one_press_and_one_mailbox(kind, asked):
    row, another = arrived(kind, asked, email="ana@exampel.example"), arrived(kind, asked, email="ana@exampel.example")
    old = queries.code_of(row)
    assert not services.try_code(arrival=row, typed=queries.code_of(another))

    moved = services.correct(arrival=row, email=MAILBOX, how=HERE, at=NOW)

    assert not services.try_code(arrival=moved, typed=old)
    assert services.try_code(arrival=moved, typed=queries.code_of(moved))


def test_a_link_has_work_through_its_fourteenth_day(kind, asked):
    assert confirmed(arrived(kind, asked), at=NOW + 14 * DAY - HOUR).state == "confirmed"


def test_a_link_lives_on_only_by_a_mail(kind, asked):
    """Asked for again while the mailbox has had its five of the day: no mail, no new days."""
    row = arrived(kind, asked)
    for letter in "bcdef":
        arrived(kind, asked if kind.names_a_person else another_like(asked), name=letter * 3)
        if not kind.names_a_person:
            asked = rows(kind)[-1].asked

    assert len(mails()) == 5 and not services.ask_again(arrival=row, at=NOW + HOUR)

    row.refresh_from_db()
    assert row.asked_at == NOW


def test_what_counts_or_was_taken_out_is_not_mailed_again_by_its_link(kind, asked):
    counts = confirmed(arrived(kind, asked), at=NOW)
    Message.objects.all().delete()

    for state in ("confirmed", "withdrawn", "invalidated"):
        kind.model._default_manager.update(state=state)
        Client().post(link_of(counts) + "new/", headers=OURS)

    assert mails() == []


# what the owner saw is what is recorded


def test_what_the_owner_changes_on_the_page_replaces_every_word_of_the_stranger(kind, asked):
    own = {name: value for name, value in {"comment": "Six days", "show_name": "on"}.items() if name in kind.form.own}
    row = arrived(kind, asked, **own)
    theirs = fields_of(kind, name="Ana Flores-Weiss", zip_code="00011")

    confirm_by_browser(row, **theirs)

    row.refresh_from_db()
    assert (row.name, row.zip_code) == (theirs.get("name", ""), theirs.get("zip_code", ""))
    assert all((getattr(row, name) or "") == theirs.get(name, "") for name in kind.form.own)
    assert (row.email, row.mailbox_key) == (MAILBOX, MAILBOX)


def test_the_row_keeps_the_words_of_a_consent_and_none_where_none_was_given(kind, asked):
    ticked, bare = arrived(kind, asked), arrived(kind, asked, email=OTHER)

    confirm_by_browser(ticked, **fields_of(kind))
    confirm_by_browser(bare, **fields_of(kind, news_consent=""))

    words = [row.consent_words for row in rows(kind)]
    assert words[0] == (Consent.objects.get().wording if "news_consent" in kind.form.base_fields else "")
    assert words[1] == ""


def test_a_name_that_its_owner_put_right_counts_once(kind, asked, with_names):
    first, second = arrived(kind, asked, name="Ana Flroes"), arrived(kind, asked, name="Ana Flores")

    confirmed(first, at=NOW, name="Ana Flores")
    Person.objects.update(name="Somebody Else", name_key="somebody else")  # only the row knows the name
    confirmed(second, at=NOW)

    assert [(row.state, row.name_key) for row in rows(kind)] == [("confirmed", "ana flores"), ("pending", "ana flores")]


def test_the_page_does_not_ask_for_the_mailbox_again_and_takes_no_other(kind, asked):
    row = arrived(kind, asked)

    assert 'name="email"' not in text_of(page_behind(row))
    confirm_by_browser(row, **fields_of(kind, email=OTHER))

    assert rows(kind)[0].email == MAILBOX


def test_a_yes_frees_the_mailbox_s_places_at_once(kind, asked):
    row = arrived(kind, asked)
    asks = [asked]
    for letter in "bcdef":
        asks.append(asked if kind.names_a_person else another_like(asks[-1]))
        arrived(kind, asks[-1], name=letter * 3)
    assert len(mails()) == 5

    confirmed(row, at=NOW)
    arrived(kind, another_like(asks[-1]))

    assert len(mails()) == 6


# who counts already


def test_forged_names_that_wait_keep_nobody_s_yes_from_counting(kind, asked):
    for name in ("Forged One", "Forged Two", "Forged Three"):
        arrived(kind, asked, name=name)

    assert confirmed(arrived(kind, asked), at=NOW).state == "confirmed"


def test_a_stranger_s_odd_press_swallows_nobody_s_yes(kind, asked):
    odd = arrived(kind, asked)
    kind.model._default_manager.update(state="quarantined", suspicion="network")
    mine = arrived(kind, asked)

    assert confirmed(mine, at=NOW).pk == mine.pk != odd.pk


def test_who_waits_for_a_look_waits_once_however_many_links_they_press(kind, asked, with_names, with_a_look):
    for name in ("Ana", "Ben"):
        confirmed(arrived(kind, asked, name=f"{name} Flores"), at=NOW)
    third, again = arrived(kind, asked, name="Cid Flores"), arrived(kind, asked, name="Cid Flores")

    confirmed(third, at=NOW)

    assert confirmed(again, at=NOW).pk == third.pk
    assert Entry.objects.filter(verb=f"{kind.name} set aside").count() == 1


def test_who_is_no_longer_known_by_their_mailbox_still_counts_once(kind, asked, with_names):
    first, second = arrived(kind, asked), arrived(kind, asked)
    confirmed(first, at=NOW).person.contact_points.all().delete()

    assert confirmed(second, at=NOW).pk == first.pk


def test_who_answers_from_either_of_two_mailboxes_counts_once(kind, asked, with_names):
    first, second = arrived(kind, asked), arrived(kind, asked, email=OTHER)
    point = confirmed(first, at=NOW).person.contact_points.get()
    point.pk, point.value, point.value_key = None, OTHER, OTHER
    point.save()

    assert confirmed(second, at=NOW).pk == first.pk


def test_two_links_of_one_human_pressed_at_the_same_moment_count_once(
    kind, asked, with_names, with_a_look, monkeypatch
):
    first, second = arrived(kind, asked), arrived(kind, asked)
    count_names = queries.names_that_count

    def meanwhile(arrival):
        monkeypatch.undo()
        confirmed(first, at=NOW)
        return count_names(arrival)

    monkeypatch.setattr(queries, "names_that_count", meanwhile)

    assert confirmed(second, at=NOW).pk == first.pk
    assert [row.state for row in rows(kind)] == ["confirmed", "pending"]


def test_of_two_rows_of_one_human_the_one_that_counts_is_named(kind, asked):
    counts, out = arrived(kind, asked), arrived(kind, asked)
    mine = arrived(kind, asked)
    for row, state in ((counts, "confirmed"), (out, "invalidated")):
        kind.model._default_manager.filter(pk=row.pk).update(state=state, confirmed_at=NOW)

    assert queries.standing([mine])[mine.pk] == counts


# the mail


def test_the_mail_asks_for_nothing_that_its_owner_has_settled(kind, asked):
    row = arrived(kind, asked)
    [message] = mails()
    for settled in ({"state": "withdrawn"}, {"state": "invalidated"}, {"state": "quarantined", "confirmed_at": NOW}):
        kind.model._default_manager.filter(pk=row.pk).update(**settled)

        assert PleaseConfirm.load([message.about], at=NOW) == {}


def test_a_mail_of_a_kind_that_is_no_more_holds_up_no_other(kind, asked):
    about = queries.about(arrived(kind, asked))

    assert list(PleaseConfirm.load(["nomore.0.0", about], at=NOW)) == [about]


# the pages


def test_gone_old_withdrawn_and_taken_out_read_alike(kind, asked):
    told = set()
    for n, settled in enumerate(
        [{"asked_at": NOW - 15 * DAY}, {"state": "invalidated"}]
        + [{"state": state, "confirmed_at": NOW} for state in ("withdrawn", "invalidated")]
    ):
        row = arrived(kind, asked, name=f"Ana {'abcd'[n]}", email=f"ana{n}@rivertown.example")
        kind.model._default_manager.filter(pk=row.pk).update(**settled)
        told |= {(page.status_code, text_of(page).replace(queries.token_of(row), "T")) for page in [page_behind(row)]}
    gone = arrived(kind, asked)
    services.disown(arrival=gone, at=NOW)
    page = page_behind(gone)

    assert told == {(410, text_of(page).replace(queries.token_of(gone), "T"))}


def test_what_was_settled_is_counted_by_no_press(kind, asked):
    row = arrived(kind, asked)
    for state in ("withdrawn", "invalidated"):
        kind.model._default_manager.filter(pk=row.pk).update(state=state, confirmed_at=NOW)

        with pytest.raises(services.LinkHasNoWork):
            confirmed(row, at=NOW)


def test_the_button_a_second_time_is_the_same_yes(kind, asked):
    row = confirmed(arrived(kind, asked), at=NOW)

    assert confirmed(row, at=NOW + HOUR).pk == row.pk


def test_what_is_gone_at_this_very_moment_has_no_work(kind, asked):
    row = arrived(kind, asked)
    kind.model._default_manager.all().delete()

    with pytest.raises(services.LinkHasNoWork):
        confirmed(row, at=NOW)


def test_the_link_of_what_closed_leads_to_what_is_said_there(kind, asked):
    row = arrived(kind, asked)
    close(asked)

    assert (page_behind(row).status_code, page_behind(row)["Location"]) == (303, kind.page_of(asked))


def test_what_closes_while_somebody_presses_leads_there_too(kind, asked, monkeypatch):
    row = arrived(kind, asked)

    def has_closed(**_words):
        raise services.NotOpen(asked)

    monkeypatch.setattr(services, "confirm", has_closed)

    assert confirm_by_browser(row, **fields_of(kind))["Location"] == kind.page_of(asked)


def test_what_was_taken_out_while_somebody_read_its_page_has_no_work(kind, asked):
    earlier, row = confirmed(arrived(kind, asked), at=NOW), arrived(kind, asked)
    kind.model._default_manager.filter(pk=earlier.pk).update(state="invalidated")

    assert page_behind(row).status_code == 200
    assert confirm_by_browser(row, **fields_of(kind)).status_code == 410


def test_a_row_that_goes_while_a_new_link_is_asked_for_is_no_fault(kind, asked, monkeypatch):
    row = arrived(kind, asked)

    def is_gone(**_words):
        raise services.LinkHasNoWork

    monkeypatch.setattr(services, "ask_again", is_gone)

    assert Client().post(link_of(row) + "new/", headers=OURS).status_code == 200


def test_a_scanner_that_opens_every_address_presses_no_button(kind, asked):
    row = arrived(kind, asked, at=NOW - 11 * timedelta(minutes=1))

    for button in ("not-me/", "new/"):
        assert Client().get(link_of(row) + button).status_code == 405

    assert len(rows(kind)) == len(mails()) == 1


def test_every_page_behind_a_link_is_kept_by_nothing(kind, asked):
    waits, counts = arrived(kind, asked), confirmed(arrived(kind, asked, email=OTHER), at=NOW)
    pages = [page_behind(waits), page_behind(counts), Client().get("/confirm/cut/")]
    pages.append(Client().post(link_of(waits) + "not-me/", headers=OURS))
    about = text_of(pages[-1]).split('name="about" value="')[1].split('"')[0]
    pages += [page_behind(waits), Client().post("/confirm/never/", {"about": about}, headers=OURS)]

    assert [page.status_code for page in pages] == [200, 200, 404, 200, 410, 200]
    for page in pages:
        assert (page["Cache-Control"], page["X-Robots-Tag"], page["Referrer-Policy"]) == KEPT_BY_NOTHING


def test_a_refusal_is_offered_for_an_hour(kind):
    with time_machine.travel(NOW, tick=False):
        about = signing.dumps([MAILBOX, kind.purpose], salt=NEVER_SALT)

    with time_machine.travel(NOW + 61 * timedelta(minutes=1), tick=False):
        assert Client().post("/confirm/never/", {"about": about}, headers=OURS).status_code == 404
    assert Suppression.objects.count() == 0


# others of the mailbox
