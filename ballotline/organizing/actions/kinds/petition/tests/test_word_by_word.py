"""What each verb of a petition leaves, word by word: in the log, in its rows, and in the jobs that it asks for."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.models import Entry
from ballotline.foundation.jobs.models import Job
from ballotline.foundation.jobs.queries import Asked
from ballotline.movement.arrivals.rules import Typed
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail.models import Message
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.kinds.petition.services import checking, delivering, running, signing, telling
from ballotline.organizing.actions.kinds.petition.testing import HERE, counted, make_petition
from ballotline.organizing.actions.services import NotNow

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MINUTE = timedelta(minutes=1)
BEN = Typed(email="ben@rivertown.example")
LENA = Actor.account("lena")
BY_LENA = {"by": LENA, "at": NOW}


@pytest.fixture
def petition() -> Petition:
    return make_petition()


@pytest.fixture
def closed(petition) -> Petition:
    actions.step(petition, "close", **BY_LENA)
    Entry.objects.all().delete()
    return petition


def log_of(petition, *, by=("account", "lena")) -> list[str]:
    """Who did what, and to which columns: "signatures taken out (state)"; all of it on this petition, now."""
    about, found = (petition.WORD, str(petition.public_id), *by, NOW), []
    for one in Entry.objects.filter(actor_kind=by[0], actor_id=by[1]).order_by("id"):
        assert (one.object_kind, one.object_id, one.actor_kind, one.actor_id, one.at) == about
        found.append(f"{one.verb} ({one.fields})" if one.fields else one.verb)
    return found


def jobs_asked() -> list[tuple]:
    """(name, arguments, not before) in the order asked."""
    jobs = Job.objects.order_by("enqueued_at")
    return [(Asked.of(job).name, dict(Asked.of(job).arguments), job.run_after) for job in jobs]


def test_taking_out_and_putting_back_stand_in_the_log(petition):
    ana = counted(petition, comment="Six days")

    batch = checking.take_out(petition=petition, public_ids=[ana.public_id], reason="Twice", **BY_LENA)
    assert (batch.petition, batch.reason, batch.at) == (petition, "Twice", NOW)
    assert [checking.put_back(batch=batch, by=LENA, at=NOW) for _once in range(1)] == [1]
    batch.refresh_from_db()

    assert batch.undone_at == NOW and checking.put_back(batch=batch, **BY_LENA) == 0
    assert log_of(petition) == ["signatures taken out (state)", "signatures put back (state)"]


def test_paper_stands_in_its_rows_and_in_the_log(petition):
    [line] = checking.type_in_sheet(petition=petition, sheet=3, lines=[(7, "Sam Teo", "00010")], **BY_LENA)
    line.refresh_from_db()

    assert (line.petition, line.sheet, line.line, line.name, line.zip_code) == (petition, 3, 7, "Sam Teo", "00010")
    assert (line.typed_at, line.place_town, line.place_state) == (NOW, "", "")
    moments = []
    for removed in (True, False):
        checking.remove_paper(petition=petition, public_ids=[line.public_id], removed=removed, **BY_LENA)
        line.refresh_from_db()
        moments.append(line.removed_at)
    assert moments == [NOW, None]
    assert log_of(petition) == ["paper sheet typed in", "paper lines removed", "paper lines put back"]


def test_a_line_that_is_typed_in_already_is_named_and_none_is_stored(petition):
    checking.type_in_sheet(petition=petition, sheet=1, lines=[(2, "Sam Teo", "")], **BY_LENA)

    with pytest.raises(checking.LineTaken) as taken:
        checking.type_in_sheet(petition=petition, sheet=1, lines=[(1, "Ana", ""), (2, "Ben", "")], **BY_LENA)

    assert taken.value.args == (2,) and petition.paper.count() == 1


def test_comments_shown_and_hidden_stand_in_the_log_and_are_counted(petition):
    ana, ben = counted(petition, comment="Six days"), counted(petition, "Ben Weiss")
    ids = [ana.public_id, ben.public_id]

    changed = [
        running.moderate(petition=petition, public_ids=ids, show=show, **BY_LENA) for show in (True, True, False)
    ]

    assert changed == [1, 0, 1]
    ana.refresh_from_db()
    assert ana.comment_state == "hidden"
    assert log_of(petition) == ["comments shown", "comments shown", "comments hidden"]


def test_a_note_is_posted_once_mailed_ten_minutes_later_and_taken_off_and_put_back(petition):
    words = {"petition": petition, "key": "k", "title": "News", "body": "All is well."}
    note, again = (telling.post_update(**words, **BY_LENA) for _twice in range(2))
    note.refresh_from_db()
    assert (note.petition, note.key, note.title, note.body) == (petition, "k", "News", "All is well.")
    assert (note.posted_at, again) == (NOW, note)

    moments = []
    for removed in (True, False):
        telling.remove_update(update=note, removed=removed, **BY_LENA)
        note.refresh_from_db()
        moments.append(note.removed_at)

    assert moments == [NOW, None]
    asked = ("petition.mail_update", {"update": str(note.public_id)}, NOW + 10 * MINUTE)
    assert jobs_asked() == [asked], "put back while it waits, it is the same job"
    assert log_of(petition) == ["update posted", "update removed", "update put back"]


def test_a_note_that_another_of_its_occasion_has_followed_is_not_put_back_and_one_that_was_mailed_is_mailed_once(
    petition,
):
    words = {"petition": petition, "key": "k", "title": "News", "body": "All is well."}
    first = telling.post_update(**words, **BY_LENA)
    telling.remove_update(update=first, removed=True, **BY_LENA)
    telling.post_update(**words, **BY_LENA)

    with pytest.raises(NotNow) as refused:
        telling.remove_update(update=first, removed=False, **BY_LENA)

    assert str(refused.value) == "Another note stands in its place now."
    mailed = petition.updates.create(key="m", title="x", body="x", posted_at=NOW, removed_at=NOW, mailed_at=NOW)
    Job.objects.all().delete()
    telling.remove_update(update=mailed, removed=False, **BY_LENA)
    assert jobs_asked() == []


def test_how_it_ended_is_recorded_once_told_and_taken_back(closed):
    said = {"outcome": "won", "words": "They vote for it.", "source": "The minutes", "on": date(2026, 3, 10)}

    other = make_petition("bus")
    telling.record_outcome(petition=closed, **said, **BY_LENA)
    closed.refresh_from_db()
    other.refresh_from_db()
    assert other.outcome == "" and not other.updates.exists()
    recorded = (closed.outcome, closed.outcome_words, closed.outcome_source, closed.outcome_on)
    assert recorded == ("won", "They vote for it.", "The minutes", date(2026, 3, 10))
    note = closed.updates.get()
    assert (note.key, note.title, note.body) == ("outcome", "We won", "They vote for it.\n\nThe minutes")
    with pytest.raises(NotNow) as refused:
        telling.record_outcome(petition=closed, **said, **BY_LENA)
    assert str(refused.value) == "How it ended is recorded already. Take that back first to say it anew."
    telling.take_back_outcome(petition=closed, **BY_LENA)

    closed.refresh_from_db()
    recorded = (closed.outcome, closed.outcome_words, closed.outcome_source, closed.outcome_on)
    assert recorded == ("", "", "", None) and closed.updates.get().removed_at == NOW
    assert log_of(closed) == ["update posted", "outcome recorded (outcome)", "outcome taken back (outcome)"]


def test_its_end_is_told_by_who_ended_it_and_not_taken_back_before_what_came_after(petition):
    counted(petition)

    actions.step(petition, "close", **BY_LENA)
    telling.record_outcome(petition=petition, outcome="won", words="x", source="y", on=date(2026, 3, 10), **BY_LENA)
    with pytest.raises(NotNow) as refused:
        actions.step(Petition.objects.get(), "reopen", **BY_LENA)

    assert str(refused.value) == "Take back first what came after its end. It stands in the history."
    assert log_of(petition)[:2] == ["update posted", "petition closed"]


def test_what_was_not_won_is_told_as_how_it_ended(closed):
    telling.record_outcome(
        petition=closed, outcome="partly", words="Half.", source="x", on=date(2026, 3, 10), **BY_LENA
    )

    assert closed.updates.get().title == "How it ended"


def test_the_handing_over_is_recorded_once_with_the_newest_list_told_and_taken_back(closed):
    older, newest, failed = (
        closed.deliveries.create(made_at=NOW - n * MINUTE, state=state)
        for n, state in ((2, "ready"), (1, "ready"), (0, "failed"))
    )

    other = make_petition("bus")
    telling.record_delivered(petition=closed, receipt="Signed by the clerk", **BY_LENA)
    other.refresh_from_db()
    assert other.delivered_at is None
    for one in (older, newest, failed, closed):
        one.refresh_from_db()
    assert (older.receipt, newest.receipt, failed.receipt) == ("", "Signed by the clerk", "")
    note = closed.updates.get()
    assert (note.key, note.title, note.body) == ("delivered", "The list was handed over", "Signed by the clerk")
    assert closed.delivered_at == NOW
    with pytest.raises(NotNow) as refused:
        telling.record_delivered(petition=closed, receipt="Again", **BY_LENA)
    assert str(refused.value) == "The handing over is recorded already. Take that back first to say it anew."
    telling.take_back_delivered(petition=closed, **BY_LENA)

    newest.refresh_from_db()
    closed.refresh_from_db()
    assert (newest.receipt, closed.delivered_at, closed.updates.get().removed_at) == ("", None, NOW)
    assert log_of(closed) == ["update posted", "petition delivered", "delivery taken back"]


def test_what_is_open_has_no_end_to_record(petition):
    with pytest.raises(NotNow) as refused:
        telling.record_delivered(petition=petition, receipt="", **BY_LENA)

    assert str(refused.value) == "End signing first, then record this."


def test_a_list_is_asked_for_once_and_stopped(petition):
    made = delivering.prepare(petition=petition, paper_size="a4", **BY_LENA)

    assert (made.petition, made.made_at, made.step, made.paper_size, made.state) == (
        petition,
        NOW,
        "list",
        "a4",
        "making",
    )
    with pytest.raises(delivering.AlreadyBeingMade):
        delivering.prepare(petition=petition, paper_size="a4", **BY_LENA)
    assert jobs_asked() == [("petition.build_delivery", {"delivery": str(made.public_id)}, NOW)]
    delivering.stop(delivery=made, **BY_LENA)
    made.refresh_from_db()
    assert (made.state, made.finished_at) == ("stopped", NOW)
    assert log_of(petition) == ["delivery prepared", "delivery stopped"]


def test_blank_sheets_are_asked_for_once_while_they_wait(petition):
    for _twice in range(2):
        running.ask_for_sheets(petition=petition, at=NOW)

    assert jobs_asked() == [("petition.set_sheets", {"petition": str(petition.public_id)}, NOW)]


def test_a_signer_s_wish_to_hear_more_and_its_end_are_a_visitor_s_word(petition):
    ana = counted(petition)
    Entry.objects.all().delete()

    for wanted in (True, True, False):
        signing.ask_for_updates(signature=ana, wanted=wanted, at=NOW)
        ana.refresh_from_db()
        assert ana.wants_updates is wanted

    entries = Entry.objects.order_by("id").values_list("verb", "object_id", "actor_kind", "fields", "at")
    mine = (str(ana.public_id), "visitor", "wants_updates", NOW)
    assert list(entries) == [("updates asked for", *mine), ("updates stopped", *mine)]


def test_who_asked_for_the_opening_gets_one_message_and_is_forgotten():
    later = make_petition("later", opens_at=NOW + MINUTE)
    typed = Typed(email="ana@rivertown.example")
    ana = confirmed(telling.follow(petition=later, typed=typed, how=HERE, at=NOW), at=NOW)
    assert (ana.hears, telling.tell_that_they_opened(at=NOW)) == ("opening", 0)
    later.followers.create(
        email="b@b.example", mailbox_key="b@b.example", hears="opening", pressed_at=NOW, asked_at=NOW
    )
    hears_more = confirmed(telling.follow(petition=later, typed=BEN, how=HERE, at=NOW), at=NOW)
    type(hears_more).objects.filter(pk=hears_more.pk).update(hears="updates")
    Message.objects.all().delete()

    assert telling.tell_that_they_opened(at=NOW + MINUTE) == 1

    [message] = Message.objects.all()
    assert (message.kind, message.to_address, message.about) == ("petition.ItIsOpen", ana.email, later.public_id.hex)
    assert message.key == f"petition.ItIsOpen:{later.public_id.hex}:ana@rivertown.example"
    assert message.queued_at == NOW + MINUTE and later.followers.count() == 2
    follower = later.followers.get(hears="updates")
    telling.stop_following(follower=follower, at=NOW)
    assert Entry.objects.filter(verb="following stopped", object_id=str(follower.public_id), at=NOW).count() == 1
