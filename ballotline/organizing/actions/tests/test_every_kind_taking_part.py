"""Taking part in an ask of any kind, from the press to the end of it. A new folder in kinds/ joins by existing."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM, Reach
from ballotline.foundation.audit.models import Entry
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.declared import KINDS as WAYS_IN
from ballotline.movement.arrivals.testing import confirmed
from ballotline.organizing.actions import queries, services
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.rules import SMALLEST_SHOWN
from ballotline.organizing.actions.testing import an_open_one
from ballotline.organizing.actions.today import closing_soon, set_aside
from tests.rivertown import make_rivertown
from tests.ways_in import arrived

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("kind", sorted(KINDS))]
NOW = timezone.now()
DAY = timedelta(days=1)
EVERYWHERE = Reach(everywhere=True)


def way_into(kind: str):
    return next(one for one in WAYS_IN.values() if one.model is KINDS[kind].people)


def pressed(ask, name: str = "Ana Flores", *, at=NOW, **more: str):
    email = f"{name.lower().replace(' ', '.')}@rivertown.example"
    return arrived(way_into(ask._meta.app_label), ask, name=name, email=email, at=at, **more)


def counted(ask, name: str = "Ana Flores", **more: str):
    return confirmed(pressed(ask, name, **more), at=NOW)


def many(ask, letter: str, n: int, zip_code: str) -> None:
    """So many who live there, each with a name of letters."""
    if "zip_code" not in way_into(ask._meta.app_label).form.base_fields:
        pytest.skip("nobody is asked for a place here")
    for number in range(n):
        counted(ask, f"{letter}{'abcdefghijklmnopqrstuvwxyz'[number]} Moss", zip_code=zip_code)


# withdrawing


def test_who_withdraws_counts_no_more_and_the_log_says_so_once(kind):
    ask = an_open_one(kind)
    row = counted(ask)
    assert queries.taking_part(ask) == 1

    assert [arrivals.withdraw(arrival=row, at=NOW) for _twice in range(2)] == [True, False]

    assert queries.taking_part(ask) == 0
    assert Entry.objects.filter(verb=f"{way_into(kind).name} withdrawn", actor_kind="visitor").count() == 1


def test_the_old_link_of_who_withdrew_counts_nobody_and_a_new_press_does(kind):
    ask = an_open_one(kind)
    row = counted(ask)
    arrivals.withdraw(arrival=row, at=NOW)

    with pytest.raises(arrivals.LinkHasNoWork):
        confirmed(row, at=NOW)
    assert queries.taking_part(ask) == 0
    counted(ask, at=NOW + timedelta(minutes=20))

    assert queries.taking_part(ask) == 1


def test_what_only_waits_is_withdrawn_by_nobody(kind):
    row = pressed(an_open_one(kind))

    assert not arrivals.withdraw(arrival=row, at=NOW)

    row.refresh_from_db()
    assert row.state == "pending"


# the way back to a draft


def test_a_stranger_s_press_keeps_no_ask_from_going_back_to_a_draft_and_somebody_s_yes_does(kind):
    ask = an_open_one(kind)
    row = pressed(ask)

    services.step(ask, "unpublish", by=SYSTEM, at=NOW)
    services.step(ask, "publish", by=SYSTEM, at=NOW)
    if KINDS[kind].took_part:
        pytest.skip("it says otherwise who took part")
    confirmed(type(row).objects.get(), at=NOW)

    with pytest.raises(services.NotNow, match="People have taken part already"):
        services.step(ask, "unpublish", by=SYSTEM, at=NOW)


# forgetting


@pytest.mark.parametrize("days, is_kept", [(43, True), (45, False), (400, False)])
def test_what_nobody_confirmed_is_forgotten_thirty_days_after_its_link_s_end(kind, days, is_kept):
    """The link works for fourteen days."""
    ask = an_open_one(kind)
    row = pressed(ask, at=NOW - days * DAY)

    arrivals.forget(at=NOW)

    assert type(row).objects.filter(pk=row.pk).exists() is is_kept


def test_what_counts_is_kept_however_old_it_is(kind):
    row = counted(an_open_one(kind))
    type(row).objects.update(asked_at=NOW - 400 * DAY, pressed_at=NOW - 400 * DAY)

    arrivals.forget(at=NOW)

    assert type(row).objects.filter(pk=row.pk).exists()


# counting


def test_counting_by_place_puts_small_places_together(kind):
    """12 of Rivertown stand by themselves; 7 of Millbrook and 10 of nowhere on file make 17 elsewhere."""
    make_rivertown()
    ask = an_open_one(kind)
    many(ask, "A", 12, "00010")
    many(ask, "B", 7, "00014")
    many(ask, "C", 10, "99999")

    assert queries.by_place(ask) == ([("Rivertown, MR", 12)], 17)


def test_no_small_place_can_be_found_by_taking_away(kind):
    """13 of Rivertown, and one elsewhere: shown apart, that one could be told by the difference."""
    make_rivertown()
    ask = an_open_one(kind)
    many(ask, "A", 13, "00010")
    counted(ask, "Far Away", zip_code="99999")

    assert queries.by_place(ask) == ([], 14) and SMALLEST_SHOWN == 10


def test_only_those_count_whose_mailbox_said_yes(kind):
    ask = an_open_one(kind)
    counted(ask, "Ana Flores")
    pressed(ask, "Ben Weiss")
    arrivals.withdraw(arrival=counted(ask, "Dot Moss"), at=NOW)
    aside = pressed(ask, "Eve Lund")
    type(aside).objects.filter(pk=aside.pk).update(state="quarantined", suspicion="network")

    assert queries.taking_part(ask) == 1 and queries.by_place(ask) == ([], 1)
    found = Counter(queries.people_by_state([ask])[ask.pk])
    assert found == Counter(confirmed=1, pending=1, withdrawn=1, quarantined=1)


# an end


def test_after_its_end_it_takes_nobody_in_and_is_closed_by_the_next_minute(kind):
    ask = an_open_one(kind)
    row = pressed(ask)
    Action.objects.filter(pk=ask.pk).update(closes_at=NOW + timedelta(minutes=1))
    after = NOW + timedelta(minutes=2)

    assert services.close_what_is_over(by=SYSTEM, at=after) == 1

    action = Action.objects.get(pk=ask.pk)
    assert (action.state, action.closed_at) == ("closed", action.closes_at)
    if way_into(kind).is_open(KINDS[kind].model.objects.get(pk=ask.pk), after):
        return  # "write to me" stays open after the calls
    with pytest.raises(arrivals.NotOpen):
        confirmed(type(row).objects.get(pk=row.pk), at=after)


def test_reopened_it_keeps_no_hour_that_has_passed(kind):
    ask = an_open_one(kind)
    Action.objects.filter(pk=ask.pk).update(closes_at=NOW - timedelta(minutes=1))
    services.close_what_is_over(by=SYSTEM, at=NOW)

    services.step(KINDS[kind].model.objects.get(pk=ask.pk), "reopen", by=SYSTEM, at=NOW)

    assert services.close_what_is_over(by=SYSTEM, at=NOW) == 0
    assert KINDS[kind].model.objects.get(pk=ask.pk).is_open(NOW)


def test_a_colleague_s_edit_is_never_overwritten(kind):
    ask = an_open_one(kind, body="The first words.")
    services.edit(ask, fields={"body": "Hers."}, version=1, by=SYSTEM, at=NOW)

    with pytest.raises(services.EditedMeanwhile):
        services.edit(ask, fields={"body": "Mine, begun before hers."}, version=1, by=SYSTEM, at=NOW)

    assert Action.objects.get(pk=ask.pk).body == "Hers."


# at the desk


def test_today_says_what_closes_soon_and_not_what_closes_later(kind):
    soon, later = an_open_one(kind, title="Soon"), an_open_one(kind, title="Later")
    Action.objects.filter(pk=soon.pk).update(closes_at=NOW + 13 * DAY)
    Action.objects.filter(pk=later.pk).update(closes_at=NOW + 15 * DAY)

    [duty] = closing_soon(EVERYWHERE, NOW)

    assert duty.words == "“Soon” closes soon" and duty.url == reverse(f"{kind}_desk:overview", args=["soon"])


def test_today_says_who_is_set_aside_and_leads_to_them(kind):
    ask = an_open_one(kind)
    for name in ("Ana Flores", "Ben Weiss"):
        row = pressed(ask, name)
        type(row).objects.filter(pk=row.pk).update(state="quarantined", suspicion="network")

    [duty] = set_aside(EVERYWHERE, NOW)

    assert duty.words == "2 people are set aside, to look at" and duty.why == ask.action.title
    assert "Ana Flores" in signed_in_client().get(duty.url).content.decode()
    assert list(set_aside(Reach(chapters=frozenset({"theirs"})), NOW)) == []


def test_its_pages_open_with_who_takes_part_and_in_public_names_nobody(kind):
    caches["near"].clear()
    ask = an_open_one(kind)
    counted(ask, "Ana Flores")

    overview = signed_in_client().get(reverse(f"{kind}_desk:overview", args=[ask.action.slug]))
    page = Client().get(reverse(f"{kind}:page", args=[ask.action.slug]))

    assert (overview.status_code, page.status_code) == (200, 200)
    assert "Ana" not in page.content.decode()
