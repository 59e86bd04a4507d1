"""Those who pressed and never answered are written to once more: over every kind of ask, which joins by existing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.audit.models import Entry
from ballotline.foundation.jobs.models import Job, JobKey
from ballotline.foundation.jobs.testing import waiting as waiting_jobs
from ballotline.foundation.jobs.testing import work_off
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.arrivals import reminding, services
from ballotline.movement.arrivals.declared import KINDS, Kind
from ballotline.movement.arrivals.mails import StillWaits
from ballotline.movement.arrivals.models import Reminder
from ballotline.movement.arrivals.queries import code_of, to_remind, token_of
from ballotline.movement.arrivals.reminding import NobodyWaits, Outlook, outlook, remind, write_to_each
from ballotline.movement.arrivals.rules import Circumstances, Word
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail import services as mail
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.rules import A_DAY_AT_MOST
from tests.ways_in import WHO, all_kinds, another_like, arrived, close, confirm_by_browser, fields_of, open_ask, rows

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DESKS = {"signature": "petitions", "promise": "pledges", "caller": "calls", "submission": "forms"}
REMINDED = [name for name in all_kinds() if KINDS[name].is_reminded]


@pytest.fixture(params=REMINDED)
def kind(request) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def desk() -> Client:
    return signed_in_client(role="owner")


def pressed(kind, asked, name="Ana Flores", *, ago=2 * DAY, **more):
    """Somebody who has waited since then; the network is each one's own."""
    more.setdefault("email", f"{name.lower().replace(' ', '.')}@rivertown.example")
    return arrived(kind, asked, name=name, at=NOW - ago, how=Circumstances(is_trusted=True), **more)


def whom(kind, asked, at=NOW) -> set[str]:
    return set(to_remind(kind, asked, at).values_list("name", flat=True))


def letters() -> list[str]:
    again = Message.objects.filter(kind="arrivals.StillWaits").order_by("pk")
    return list(again.values_list("to_address", flat=True))


def pages_of(kind, asked) -> tuple[str, str]:
    overview = f"/desk/{DESKS[kind.name]}/{asked.action.slug}/"
    return overview, overview + "write-again/"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_every_way_in_is_reminded_but_one_that_only_asks_for_news():
    """Chapters and questions have no such button: who asked to join or to start one, or wrote to us, hears once."""
    no_button = {"joining", "application", "message"}
    assert set(all_kinds()) - set(REMINDED) == {"follower"} | no_button and set(DESKS) == set(REMINDED)


def test_who_asked_for_news_and_did_not_answer_wants_none():
    kind, asked = KINDS["follower"], open_ask("follower")
    arrived(kind, asked, at=NOW - 2 * DAY)

    assert list(to_remind(kind, asked, NOW)) == []


@pytest.mark.parametrize(
    "ago, is_written_to",
    [
        (timedelta(), False),
        (DAY - MINUTE, False),
        (DAY, True),
        (14 * DAY, True),
        (14 * DAY + MINUTE, False),  # their link has no work any more
    ],
)
def test_from_a_day_after_the_press_to_the_end_of_the_link(kind, asked, ago, is_written_to):
    pressed(kind, asked, ago=ago)

    assert whom(kind, asked) == ({"Ana Flores"} if is_written_to else set())


def test_a_day_after_the_last_message_and_not_after_the_first_press(kind, asked):
    row = pressed(kind, asked, ago=3 * DAY)
    services.ask_again(arrival=row, at=NOW - HOUR)

    assert whom(kind, asked) == set() and whom(kind, asked, NOW + 23 * HOUR) == {"Ana Flores"}


@pytest.mark.parametrize("state", ["quarantined", "invalidated", "withdrawn", "confirmed"])
def test_only_who_waits(kind, asked, state):
    pressed(kind, asked)
    kind.model._default_manager.update(state=state, confirmed_at=NOW if state == "confirmed" else None)

    assert whom(kind, asked) == set()


def test_each_mailbox_and_name_once_by_the_newest_press(kind, asked):
    for days in (5, 4, 3):
        pressed(kind, asked, ago=days * DAY)

    assert list(to_remind(kind, asked, NOW)) == [rows(kind)[2]]
    pressed(kind, asked, ago=HOUR)
    assert whom(kind, asked) == set(), "they were written to an hour ago"


def test_who_counts_or_was_taken_out_gets_nothing_for_another_press(kind, asked):
    for name in ("Counts", "Taken Out", "On Word"):
        pressed(kind, asked, name, ago=3 * DAY)
        pressed(kind, asked, name)
    counts, _two, taken_out, _four, on_word, _six = rows(kind)
    confirmed(counts, at=NOW - HOUR)
    confirmed(taken_out, at=NOW - HOUR)
    kind.model._default_manager.filter(pk=taken_out.pk).update(state="invalidated")
    services.count_on_word(arrival=on_word, word=Word(heard="phone", note="x"), by=SYSTEM, at=NOW)

    assert whom(kind, asked) == set()
    pressed(kind, asked, "Waits")
    assert whom(kind, asked) == {"Waits"}


def test_nobody_is_written_to_about_what_is_closed(kind, asked):
    pressed(kind, asked)
    close(asked)

    assert whom(kind, asked) == set()
    with pytest.raises(NobodyWaits):
        remind(kind=kind, asked=asked, by=SYSTEM, at=NOW)


def test_nobody_of_another_ask(kind, asked):
    there = another_like(asked)
    pressed(kind, asked, "Ana Flores")
    pressed(kind, there, "Ben Weiss")

    assert [whom(kind, one) for one in (asked, there)] == [{"Ana Flores"}, {"Ben Weiss"}]
    here, other = (remind(kind=kind, asked=one, by=SYSTEM, at=NOW) for one in (asked, there))
    assert here != other


def test_the_press_writes_to_each_once_and_the_next_press_to_nobody(kind, asked):
    for name in ("Ana Flores", "Ben Weiss", "Cid Reyes"):
        pressed(kind, asked, name)
    pressed(kind, asked, "Too Early", ago=HOUR)

    remind(kind=kind, asked=asked, by=SYSTEM, at=NOW)
    assert letters() == [] and [name for name, _arguments in waiting_jobs()].count("arrivals.remind") == 1
    work_off(at=NOW)

    assert letters() == [f"{who}@rivertown.example" for who in ("ana.flores", "ben.weiss", "cid.reyes")]
    reminder = Reminder.objects.get()
    assert (reminder.expected, reminder.written, reminder.not_written) == (3, 3, 0) and reminder.finished_at
    with pytest.raises(NobodyWaits):
        remind(kind=kind, asked=asked, by=SYSTEM, at=NOW + 2 * HOUR)
    pressed(kind, asked, "Ana Flores", ago=-3 * DAY)
    assert whom(kind, asked, NOW + 5 * DAY) == {"Too Early"}, "once in their life, whatever else they press"


def test_pressed_twice_it_is_one_reminder(kind, asked):
    pressed(kind, asked)

    first, second = (remind(kind=kind, asked=asked, by=SYSTEM, at=NOW + n * MINUTE) for n in range(2))
    work_off(at=NOW + HOUR)

    assert first == second and len(letters()) == 1
    assert Entry.objects.filter(verb="those who wait written to again").count() == 1


def test_where_the_job_was_given_up_the_next_press_goes_on(kind, asked):
    pressed(kind, asked)
    first = remind(kind=kind, asked=asked, by=SYSTEM, at=NOW)
    JobKey.objects.all().delete()  # it was started
    Job.objects.all().delete()  # failed five times, and was let go

    again = remind(kind=kind, asked=asked, by=SYSTEM, at=NOW + MINUTE)
    work_off(at=NOW + HOUR)

    assert again == first and len(letters()) == 1


def test_a_job_that_is_killed_goes_on_where_it_was_and_each_gets_one(kind, asked, monkeypatch):
    monkeypatch.setattr(reminding, "CHUNK", 2)
    for letter in "abcdefg":
        pressed(kind, asked, f"Name {letter * 3}")
    reminder, written = remind(kind=kind, asked=asked, by=SYSTEM, at=NOW), services.write

    def killed(row, at, words):
        assert written(row, at, words)
        if len(letters()) == 4:
            raise SystemExit("killed, with the fourth message not committed")
        return True

    monkeypatch.setattr(services, "write", killed)
    with pytest.raises(SystemExit):
        write_to_each(reminder=reminder, at=NOW)
    assert len(letters()) == 3
    monkeypatch.setattr(services, "write", written)
    for minutes in (5, 6):  # the second run finds nothing left
        reminder.refresh_from_db()
        write_to_each(reminder=reminder, at=NOW + minutes * MINUTE)

    assert sorted(letters()) == sorted({row.email for row in rows(kind)})
    reminder.refresh_from_db()
    assert (reminder.expected, reminder.written, reminder.not_written) == (7, 7, 0)


def test_who_refuses_such_mail_is_not_written_to_and_counted(kind, asked):
    for name in ("Ana Flores", "Ben Weiss", "Cid Reyes"):
        pressed(kind, asked, name)
    ana, ben, _cid = rows(kind)
    services.refuse(mailbox=ana.mailbox_key, purpose=kind.purpose, at=NOW)
    assert outlook(kind, asked, NOW) == Outlook(written=2, full=0, refused=1)

    reminder = remind(kind=kind, asked=asked, by=SYSTEM, at=NOW)
    mail.suppress(mailbox=ben.mailbox_key, purpose="all", at=NOW)  # between the press and the job
    work_off(at=NOW)

    reminder.refresh_from_db()
    assert letters() == ["cid.reyes@rivertown.example"]
    assert (reminder.expected, reminder.written, reminder.refused) == (2, 1, 2)


def test_a_mailbox_gets_no_more_than_its_five_a_day(kind, asked):
    mailbox = "flores@rivertown.example"
    for letter in "abcdefg":
        pressed(kind, asked, f"{letter}a Flores", email=mailbox)
    for n in range(A_DAY_AT_MOST):
        mail.answer("arrivals.PleaseConfirm", to=mailbox, about="", purpose="another", subject=str(n), at=NOW)
    mail.answer("arrivals.PleaseConfirm", to=mailbox, about="", purpose=kind.purpose, subject="z", at=NOW - HOUR)
    assert outlook(kind, asked, NOW) == Outlook(written=4, full=3, refused=0)

    reminder = remind(kind=kind, asked=asked, by=SYSTEM, at=NOW)
    work_off(at=timezone.now())

    reminder.refresh_from_db()
    assert letters() == [mailbox] * 4 and (reminder.written, reminder.full) == (4, 3)
    assert outlook(kind, asked, NOW + 2 * DAY) == Outlook(written=3, full=0, refused=0), "these three, another day"


def test_who_answers_or_disowns_between_the_press_and_the_job_is_left_alone(kind, asked):
    for name in ("Ana Flores", "Ben Weiss", "Cid Reyes"):
        pressed(kind, asked, name)
    reminder = remind(kind=kind, asked=asked, by=SYSTEM, at=NOW)
    ana, ben, _cid = rows(kind)
    confirmed(ana, at=NOW)
    services.disown(arrival=ben, at=NOW)

    work_off(at=timezone.now())

    reminder.refresh_from_db()
    assert letters() == ["cid.reyes@rivertown.example"] and (reminder.written, reminder.elsewhere) == (1, 2)


def test_who_answers_while_the_job_runs_is_left_alone(kind, asked, monkeypatch):
    for name in ("Ana Flores", "Ben Weiss"):
        pressed(kind, asked, name)
    written, ben = services.write, rows(kind)[1]

    def ben_answers_meanwhile(row, at, words):
        confirmed(ben, at=NOW)
        return written(row, at, words)

    monkeypatch.setattr(services, "write", ben_answers_meanwhile)
    reminder = remind(kind=kind, asked=asked, by=SYSTEM, at=NOW)
    write_to_each(reminder=reminder, at=NOW)

    reminder.refresh_from_db()
    assert letters() == ["ana.flores@rivertown.example"] and (reminder.written, reminder.elsewhere) == (1, 1)


def test_what_closes_before_the_job_writes_to_nobody(kind, asked):
    pressed(kind, asked)
    reminder = remind(kind=kind, asked=asked, by=SYSTEM, at=NOW)
    close(asked)

    work_off(at=timezone.now())

    reminder.refresh_from_db()
    assert letters() == [] and reminder.finished_at and (reminder.written, reminder.elsewhere) == (0, 1)


def test_the_message_has_the_same_link_and_code_and_says_that_we_have_not_heard_back(kind, asked):
    row = pressed(kind, asked)
    remind(kind=kind, asked=asked, by=SYSTEM, at=NOW)
    work_off(at=NOW)

    message = Message.objects.get(kind="arrivals.StillWaits")
    words = StillWaits.load([message.about], at=NOW)[message.about].words()

    said = " ".join([words.subject, *words.paragraphs, *words.after, words.reason])
    assert words.subject.startswith("We have not heard back") and len(words.subject) <= 50
    assert "and we have not heard back yet." in said and kind.said(row).then in said
    assert words.button[0] == kind.said(row).button and token_of(row) in words.button[1]
    assert f"{code_of(row)[:4]}-{code_of(row)[4:]}" in said
    assert WHO["name"] not in said and "write about it this once more" in said
    assert StillWaits(row).purpose == kind.purpose


def test_the_message_tells_the_day_of_the_press_by_our_clock(kind, asked):
    """10:30 pm of the 26th in New York, where the worker's own clock shows the 27th already."""
    row = arrived(kind, asked, at=datetime(2026, 11, 27, 3, 30, tzinfo=UTC))

    assert "That was on 26 Nov 2026, and" in " ".join(StillWaits(row).words().paragraphs)


def test_the_link_s_days_begin_anew_with_the_message(kind, asked):
    row = pressed(kind, asked, ago=13 * DAY)
    remind(kind=kind, asked=asked, by=SYSTEM, at=NOW)
    work_off(at=NOW)

    assert confirmed(row, at=NOW + 13 * DAY).state == "confirmed"


@pytest.mark.parametrize("meanwhile", ["answered", "set aside", "counted by another press"])
def test_who_answered_before_the_message_leaves_gets_none(kind, asked, meanwhile):
    row = pressed(kind, asked)
    remind(kind=kind, asked=asked, by=SYSTEM, at=NOW)
    work_off(at=NOW)
    message = Message.objects.get(kind="arrivals.StillWaits")
    if meanwhile == "answered":
        confirm_by_browser(row, **fields_of(kind))
    elif meanwhile == "set aside":
        kind.model._default_manager.update(state="quarantined")
    else:
        confirmed(pressed(kind, asked, ago=timedelta()), at=NOW)

    assert StillWaits.load([message.about], at=NOW) == {}


def test_the_desk_says_how_many_wait_and_the_page_to_whom_what_leaves(kind, asked, desk):
    overview, again = pages_of(kind, asked)
    assert "write-again" not in text_of(desk.get(overview)), "nothing to do for nobody"
    for name, ago in (("Ana Flores", 3 * DAY), ("Ben Weiss", 2 * DAY)):
        pressed(kind, asked, name, ago=ago)
    services.refuse(mailbox="ben.weiss@rivertown.example", purpose=kind.purpose, at=NOW)

    before, page = text_of(desk.get(overview)), text_of(desk.get(again))

    assert "2 people have waited for more than a day, the first since" in before
    assert f'href="{again}"' in before and "Write again to the 2 who wait" in before
    assert "Write again to 1 person who waits?" in page and "1 wants no such mail." in page
    assert "We have not heard back" in page and letters() == [] and not Reminder.objects.exists()
    assert token_of(rows(kind)[0]) not in page and code_of(rows(kind)[0])[:4] not in page


def test_the_press_at_the_desk_and_what_it_says_afterwards(kind, asked, desk):
    overview, again = pages_of(kind, asked)
    for name in ("Ana Flores", "Ben Weiss"):
        pressed(kind, asked, name)

    said = text_of(desk.post(again, {"number": "2"}, follow=True))
    assert "2 people are being written to." in said and "They are being written to: 0 of 2 so far." in said
    assert "Write again to" not in said
    confirmed(rows(kind)[0], at=NOW)
    work_off(at=timezone.now())

    after = text_of(desk.get(overview))
    assert "Written to 1 person again on" in after and "1 was not: 1 had answered or was taken out meanwhile." in after
    assert "Write again to" not in after
    assert "Nobody waits who could be written to." in text_of(desk.post(again, {"number": "2"}, follow=True))
    assert letters() == ["ben.weiss@rivertown.example"]


@pytest.mark.parametrize("number", ["1", "", "²", "x"])
def test_more_than_the_button_said_are_never_written_to(kind, asked, desk, number):
    _overview, again = pages_of(kind, asked)
    for name in ("Ana Flores", "Ben Weiss"):
        pressed(kind, asked, name)

    response = desk.post(again, {"number": number})

    assert response.status_code == 409 and "More people wait by now. Look at the number again." in text_of(response)
    assert 'name="number" value="2"' in text_of(response) and not Reminder.objects.exists()


def test_who_may_not_edit_an_ask_sees_the_number_and_no_button(kind, asked):
    overview, again = pages_of(kind, asked)
    pressed(kind, asked)
    moderator = signed_in_client(role="moderator")

    page = text_of(moderator.get(overview))

    assert "1 person has waited for more than a day" in page and again not in page
    assert [moderator.get(again).status_code, moderator.post(again, {"number": "1"}).status_code] == [404, 404]
