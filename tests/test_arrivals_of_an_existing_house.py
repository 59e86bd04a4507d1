"""A house that stands before the one way in keeps its callers, promises and reminders:
on both databases, through the migrations."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.audit import services as audit
from ballotline.foundation.audit.queries import history
from ballotline.movement.people.models import Activity
from ballotline.organizing.actions import services
from ballotline.organizing.actions.kinds.call.models import CallCampaign
from ballotline.organizing.actions.kinds.petition.models import Petition
from tests.existing_house import at, newest

NOW = timezone.now()
ACTIONS = ("actions", "0003_revisions")  # the common row as it was then
BEFORE = [ACTIONS, ("call", "0002_callers"), ("petition", "0002_what_is_told"), ("pledge", "0001_initial")]
AFTER = [ACTIONS, ("call", "0003_arrivals"), ("petition", "0003_arrivals"), ("pledge", "0002_arrivals")]


def an_action(apps, kind: str):
    return apps.get_model("actions", "Action").objects.create(
        kind=kind, slug=f"{kind}-old", title=kind, created_at=NOW, state="live"
    )


@pytest.mark.usefixtures("moving_house")
def test_callers_promises_and_reminders_come_along():
    old = at(BEFORE)
    person = old.get_model("people", "Person").objects.create(name="Ana", name_key="ana", created_at=NOW)
    campaign = old.get_model("call", "Campaign").objects.create(action=an_action(old, "call"), script="Hello")
    for name, confirmed in (("ana", NOW), ("ben", None)):
        old.get_model("call", "Caller").objects.create(
            campaign=campaign,
            name=name,
            name_key=name,
            email=f"{name}@x.example",
            mailbox_key=f"{name}@x.example",
            consent_words="May write",
            asked_at=NOW,
            confirmed_at=confirmed,
            person=person if confirmed else None,
        )
    pledge = old.get_model("pledge", "Pledge").objects.create(
        action=an_action(old, "pledge"), kind="vote", promise="p", unless="u", due=NOW.date()
    )
    old.get_model("pledge", "Promise").objects.create(
        pledge=pledge,
        person=person,
        state="withdrawn",
        name="ana",
        name_key="ana",
        email="a@x.example",
        mailbox_key="a@x.example",
        zip_code="00010",
        asked_at=NOW - timedelta(days=1),
        confirmed_at=NOW,
    )
    petition = old.get_model("petition", "Petition").objects.create(
        action=an_action(old, "petition"), target="t", asks="a"
    )
    old.get_model("petition", "Reminder").objects.create(
        petition=petition, email="dot@x.example", mailbox_key="dot@x.example", asked_at=NOW
    )

    new = at(AFTER)

    callers = new.get_model("call", "Caller").objects.order_by("name")
    assert list(callers.values_list("name", "state", "news_consent", "pressed_at")) == [
        ("ana", "confirmed", True, NOW),
        ("ben", "pending", True, NOW),
    ]
    promise = new.get_model("pledge", "Promise").objects.get()
    assert (promise.state, promise.pressed_at) == ("withdrawn", NOW - timedelta(days=1))
    follower = new.get_model("petition", "Follower").objects.get()
    assert (follower.email, follower.hears, follower.state) == ("dot@x.example", "opening", "confirmed")


@pytest.mark.usefixtures("moving_house")
def test_earlier_words_of_petitions_come_along_and_can_be_brought_back():
    old = at([("actions", "0002_closed_at"), ("petition", "0005_reminded")])
    action = an_action(old, "petition")
    old.get_model("actions", "Action").objects.filter(pk=action.pk).update(version=3, body="third")
    petition = old.get_model("petition", "Petition").objects.create(action=action, target="Council", asks="We ask")
    for version, fields in ((1, {"body": "first", "closes_at": "2031-03-10T21:00:00+00:00"}), (2, {"body": "second"})):
        old.get_model("petition", "Revision").objects.create(petition=petition, version=version, at=NOW, fields=fields)

    newest()

    restored = services.restore(Petition.objects.get(), version=1, by=SYSTEM, at=NOW)
    assert (restored.action.body, restored.action.version) == ("first", 4)
    assert restored.action.closes_at.isoformat() == "2031-03-10T21:00:00+00:00"
    assert not any("petition_revision" in name for name in connection.introspection.table_names())


@pytest.mark.usefixtures("moving_house")
def test_a_call_campaign_keeps_its_callers_what_they_did_and_its_log_under_its_new_name():
    old = at([("actions", "0004_chapter"), ("call", "0006_common_row")])
    person = old.get_model("people", "Person").objects.create(name="Ana", name_key="ana", created_at=NOW)
    action = an_action(old, "call")
    campaign = old.get_model("call", "Campaign").objects.create(action=action, script="Hello")
    old.get_model("call", "Caller").objects.create(
        campaign=campaign,
        name="Ana",
        name_key="ana",
        email="a@x.example",
        mailbox_key="a@x.example",
        asked_at=NOW,
        pressed_at=NOW,
    )
    about = {"about_kind": "campaign", "about_id": str(action.public_id)}
    Activity.objects.create(person_id=person.pk, kind="called", at=NOW, **about)
    audit.record("campaign drafted", on=("campaign", action.public_id), by=SYSTEM, at=NOW)

    newest()

    kept = CallCampaign.objects.get()
    assert (kept.script, kept.callers.get().name) == ("Hello", "Ana")
    audit.record(f"{kept.WORD} edited", on=kept.ref, by=SYSTEM, at=NOW + timedelta(hours=1))
    assert [entry.verb for entry in history(*kept.ref)] == ["call campaign edited", "campaign drafted"]
    assert (Activity.objects.get().about_kind, Activity.objects.get().about_id) == (kept.WORD, str(action.public_id))
