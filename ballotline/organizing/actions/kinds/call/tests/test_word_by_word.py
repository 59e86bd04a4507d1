"""What each verb of a call campaign leaves, word by word, and what its questions answer."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.models import Entry
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.movement.arrivals.services import NotOpen
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.call import queries, services
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign
from ballotline.organizing.actions.kinds.call.testing import ASKS, make_campaign
from ballotline.record.offices.models import PhoneLine, Term
from ballotline.record.offices.testing import in_office

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 15, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LENA = Actor.account("lena")
BY_LENA = {"by": LENA, "at": NOW}
HERE = Circumstances(network_key="here")


@pytest.fixture
def officials():
    """Ada Abel and Bo Bell of the council."""
    return [
        in_office(name, "place:rivertown", "Council Member", phone=phone)
        for name, phone in (("Ada Abel", "202-555-0142"), ("Bo Bell", "202-555-0143"))
    ]


@pytest.fixture
def campaign(officials) -> CallCampaign:
    return make_campaign(listed=[one.pk for one in officials])


def called(campaign, official, outcome="contact", *, key: str, at=NOW, **row) -> Call:
    """A press that was filed, as it stands."""
    return Call.objects.create(
        campaign=campaign, official=official, outcome=outcome, key=key, at=at, office_title="Council Member", **row
    )


def fresh(row):
    return type(row)._default_manager.get(pk=row.pk)


def log() -> list[tuple]:
    entries = Entry.objects.filter(actor_id="lena").order_by("id")
    return [(one.verb, one.object_kind, one.object_id, one.at) for one in entries]


def filed(campaign, official, *, key="r:0", outcome="contact", asks=(), at=NOW) -> Call:
    term = Term.objects.select_related("official", "seat__office").get(official=official)
    line = official.phone_lines.get()
    return services.file_call(
        campaign=campaign, term=term, line=line, asks=asks, outcome=outcome, key=key, how=HERE, at=at
    )


# a press


def test_a_press_says_whom_which_number_and_which_asks_and_where_it_came_from(campaign, officials):
    first, second = queries.asks_of(campaign)
    foreign = make_campaign(title="Another").asks.first()
    campaign.asks.filter(pk=second.pk).update(removed_at=NOW)

    call = fresh(filed(campaign, officials[0], asks=[first.pk, second.pk, foreign.pk]))

    assert (call.campaign, call.official, call.line) == (campaign, officials[0], officials[0].phone_lines.get())
    assert (call.office_title, call.outcome, call.key, call.at) == ("Council Member", "contact", "r:0", NOW)
    assert (call.network_key, call.suspicion, list(call.asks.all())) == ("here", "", [first])


def test_the_same_key_is_the_same_call_and_its_last_outcome_counts_also_after_it_was_taken_back(campaign, officials):
    ada = officials[0]
    first, other = filed(campaign, ada), filed(campaign, ada, key="r:1")
    assert filed(campaign, ada, at=NOW + MINUTE) == first and fresh(first).at == NOW
    services.take_back(key="r:0", at=NOW + MINUTE)
    services.take_back(key="r:0", at=NOW + 2 * MINUTE)
    assert (fresh(first).undone_at, fresh(other).undone_at) == (NOW + MINUTE, None)

    assert filed(campaign, ada, outcome="busy", at=NOW + 3 * MINUTE) == first

    now = fresh(first)
    assert (now.outcome, now.undone_at, now.at) == ("busy", None, NOW + 3 * MINUTE)
    assert (fresh(other).outcome, fresh(other).at) == ("contact", NOW)


def test_a_closed_campaign_says_which_it_was(campaign, officials):
    actions.step(campaign, "close", **BY_LENA)

    with pytest.raises(NotOpen) as closed:
        filed(campaign, officials[0])

    assert closed.value.asked == campaign and not Call.objects.exists()


@pytest.mark.parametrize(
    "outcomes, kept_with",
    [
        (["contact", "busy", "no_answer"], 0),
        (["voicemail", "busy"], 0),
        (["refused", "busy"], 0),
        (["contact", "contact", "busy"], 1),
        (["busy", "no_answer"], 1),
    ],
)
def test_what_they_said_is_kept_with_the_last_call_in_which_somebody_was_heard(
    campaign, officials, outcomes, kept_with
):
    calls = [called(campaign, officials[0], outcome, key=f"r:{n}") for n, outcome in enumerate(outcomes)]
    called(campaign, officials[0], key="r:undone", undone_at=NOW)
    called(campaign, officials[0], key="another:0")

    services.note_what_they_said(keys=[*(one.key for one in calls), "r:undone"], said="He will vote no.", at=NOW)

    assert list(Call.objects.exclude(said="").values_list("key", "said")) == [(f"r:{kept_with}", "He will vote no.")]


# asks and the list


def test_asks_stand_in_their_order_and_one_that_is_in_it_no_more_stays_for_its_calls(campaign):
    one, two = ASKS
    other = make_campaign(title="Another")

    services.set_asks(campaign, ["New", one], NOW)
    assert services.asks_of(campaign) == ["New", one]
    assert list(campaign.asks.filter(text=two).values_list("removed_at", flat=True)) == [NOW]
    services.set_asks(campaign, [two], NOW + DAY)
    services.set_asks(campaign, [two, one], NOW + 2 * DAY)

    assert services.asks_of(campaign) == [two, one] and campaign.asks.count() == 3
    assert campaign.asks.get(text="New").removed_at == NOW + DAY
    assert services.asks_of(other) == ASKS


def test_a_list_is_kept_in_its_order_each_once_and_without_who_is_on_file_no_more(campaign, officials):
    ada, bo = (one.pk for one in officials)
    other = make_campaign(title="Another", listed=[ada])

    services.set_listed(campaign, [bo, ada, bo, 10**6], NOW)

    assert services.listed_of(campaign) == [bo, ada] and services.listed_of(other) == [ada]


# set aside, and numbers


def test_a_look_at_a_network_s_calls_and_its_undo_touch_these_only_and_stand_in_the_log(campaign, officials):
    ada, other = officials[0], make_campaign(title="Another")
    odd = called(campaign, ada, key="a:0", network_key="here", suspicion="network")
    called(campaign, ada, key="b:0", network_key="there", suspicion="network")
    called(other, ada, key="c:0", network_key="here", suspicion="network")
    called(campaign, ada, key="d:0", network_key="here")

    def cleared() -> list[str]:
        return list(Call.objects.exclude(cleared_at=None).order_by("key").values_list("key", flat=True))

    assert services.clear(campaign=campaign, network_key="here", **BY_LENA) == 1
    assert cleared() == ["a:0"] and fresh(odd).cleared_at == NOW
    Call.objects.exclude(pk=odd.pk).exclude(suspicion="").update(cleared_at=NOW)
    assert services.set_aside_again(campaign=campaign, network_key="here", **BY_LENA) == 1
    assert cleared() == ["b:0", "c:0"]
    about = (campaign.WORD, str(campaign.public_id), NOW)
    assert log() == [("calls cleared", *about), ("calls set aside again", *about)]


def test_a_number_is_judged_for_all_that_said_so_and_looked_at_again_for_the_last_look_only(campaign, officials):
    (ada, line), (bo, other) = ((one, one.phone_lines.get()) for one in officials)
    early = called(campaign, ada, "wrong_number", key="a:0", line=line)
    services.judge_number(line=line, is_wrong=False, by=LENA, at=NOW - DAY)
    late = called(campaign, ada, "wrong_number", key="b:0", line=line)
    busy, elsewhere = (
        called(campaign, ada, "busy", key="c:0", line=line),
        called(campaign, bo, "wrong_number", key="d:0", line=other),
    )

    services.judge_number(line=line, is_wrong=True, **BY_LENA)
    looked = [fresh(one).looked_at for one in (early, late, busy, elsewhere)]
    assert looked == [NOW - DAY, NOW, None, None] and fresh(line).is_wrong and not fresh(other).is_wrong
    services.look_again(line=line, **BY_LENA)

    looked = [fresh(one).looked_at for one in (early, late, busy, elsewhere)]
    assert looked == [NOW - DAY, None, None, None] and not fresh(line).is_wrong
    about = ("official", str(ada.public_id))
    assert log() == [
        ("number found right", *about, NOW - DAY),
        ("number marked wrong", *about, NOW),
        ("number to be looked at again", *about, NOW),
    ]


def test_numbers_called_wrong_are_counted_until_somebody_looked(campaign, officials):
    (ada, line), (bo, other) = ((one, one.phone_lines.get()) for one in officials)
    for key in ("a", "b"):
        called(campaign, bo, "wrong_number", key=f"{key}:0", line=other)
    called(campaign, ada, "wrong_number", key="c:0", line=line)
    called(campaign, ada, "wrong_number", key="d:0", line=line, looked_at=NOW)
    called(campaign, ada, "wrong_number", key="e:0", line=line, undone_at=NOW)
    called(campaign, ada, "busy", key="f:0", line=line)
    called(campaign, ada, "wrong_number", key="g:0")
    called(make_campaign(title="Another"), ada, "wrong_number", key="h:0", line=line)

    assert queries.reported_wrong([campaign]) == [(other, 2), (line, 1)]
    assert queries.looked_at([campaign], NOW - MINUTE) == [(line, NOW)]
    assert queries.looked_at([campaign], NOW) == []
    PhoneLine.objects.filter(pk=other.pk).update(is_wrong=True)
    assert queries.reported_wrong([campaign]) == [(line, 1)]


# figures


@pytest.fixture
def seven(campaign, officials) -> CallCampaign:
    """Five that count: of Ada two heard and one busy, of Bo a message; and what does not count."""
    ada, bo = officials
    called(campaign, ada, key="a:0", said="Yes.", at=NOW - 8 * DAY)
    called(campaign, ada, key="a:1", said="No.")
    called(campaign, ada, "busy", key="a:2")
    called(campaign, bo, "voicemail", key="a:3")
    called(campaign, bo, "refused", key="a:4", suspicion="network", network_key="x", cleared_at=NOW)
    called(campaign, bo, "skipped", key="a:5")
    called(campaign, bo, key="a:6", undone_at=NOW, said="Gone.")
    called(campaign, bo, key="a:7", suspicion="network", network_key="y", said="Odd.")
    return campaign


def test_calls_are_counted_by_whom_outcome_and_day_and_in_a_sentence(seven):
    other = make_campaign(title="Another")

    assert queries.by_target(seven) == [("Ada Abel", "Council Member", 3, 2), ("Bo Bell", "Council Member", 2, 1)]
    assert queries.by_target(seven, most=1) == [("Ada Abel", "Council Member", 3, 2)]
    assert queries.by_outcome(seven) == [
        ("Talked to someone", 2),
        ("Busy", 1),
        ("They refused", 1),
        ("Skip", 1),
        ("Left a message", 1),
    ]
    assert queries.by_day(seven, UTC) == [(date(2026, 3, 2), 1), (date(2026, 3, 10), 4)]
    tallies = queries.tallies([seven, other], NOW + MINUTE)
    assert {pk: str(one) for pk, one in tallies.items()} == {
        seven.pk: "5 calls have been made, 4 of them this week",
        other.pk: "0 calls have been made",
    }
    assert str(queries.tallies([seven], NOW + 8 * DAY)[seven.pk]) == "5 calls have been made"


@pytest.mark.parametrize(
    "n, words", [(1, "1 call has been made, this week"), (2, "2 calls have been made, all of them this week")]
)
def test_a_young_campaign_s_calls_are_all_of_this_week(campaign, officials, n, words):
    for key in range(n):
        called(campaign, officials[0], key=f"a:{key}")

    assert str(queries.tallies([campaign], NOW + 7 * DAY - MINUTE)[campaign.pk]) == words
    assert "week" not in str(queries.tallies([campaign], NOW + 7 * DAY)[campaign.pk])


def test_what_they_said_stands_newest_first_and_each_call_is_a_line_of_the_export(seven):
    Call.objects.get(key="a:1").asks.set(queries.asks_of(seven))

    assert [call.said for call in queries.what_they_said(seven)] == ["No.", "Yes."]
    rows = list(queries.export_rows(seven))
    assert [row[3] for row in rows] == ["contact", "contact", "busy", "voicemail", "refused", "skipped"]
    both = " | ".join(ASKS)
    assert rows[1] == ["2026-03-10T15:30+00:00", "Ada Abel", "Council Member", "contact", both, "No."]


def test_what_is_set_aside_and_what_was_cleared_is_told_by_network(seven, officials):
    called(seven, officials[0], key="b:0", suspicion="honeypot", network_key="z", at=NOW - MINUTE)
    for key in ("c:0", "c:1"):
        called(seven, officials[0], key=key, suspicion="network", network_key="y", at=NOW + MINUTE)

    aside = [(network, n, at) for _why, network, n, at in queries.set_aside(seven)]
    assert aside == [("y", 3, NOW + MINUTE), ("z", 1, NOW - MINUTE)]
    assert [(network, n, at) for _why, network, n, at in queries.cleared(seven, NOW - MINUTE)] == [("x", 1, NOW)]
    assert queries.cleared(seven, NOW) == []
