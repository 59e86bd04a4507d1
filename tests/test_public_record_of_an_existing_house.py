"""A house whose terms had lists of names finds the same parties as rows, and takes back what it had brought in before:
on both databases, through the migrations."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from ballotline.foundation.ingest.models import Import
from ballotline.foundation.ingest.traces import mark_of
from ballotline.record.offices.models import CommitteeMember, Party, PhoneLine, Term
from ballotline.record.places.taking_back import take_back
from tests.existing_house import at, newest

BEFORE = [("offices", "0002_said_by_hand")]
DAY = date(2026, 3, 10)


def a_term(apps, name: str, parties: list[str], *, source: str = "City clerk", as_of: date = DAY):
    clerk = {"source": source, "as_of": as_of}
    government, _made = apps.get_model("offices", "Jurisdiction").objects.get_or_create(
        ocd_id="ocd-jurisdiction/country:zz/government", defaults={**clerk, "name": "Rivertown"}
    )
    office = apps.get_model("offices", "Office").objects.create(
        jurisdiction=government, role="council", title=f"Seat of {name}", division="ocd-division/country:zz", **clerk
    )
    official = apps.get_model("offices", "Official").objects.create(key=f"ours:{name}", name=name, **clerk)
    return apps.get_model("offices", "Term").objects.create(
        seat=apps.get_model("offices", "Seat").objects.create(office=office),
        official=official,
        parties=parties,
        **clerk,
    )


@pytest.mark.usefixtures("moving_house")
def test_names_become_parties_as_they_were_written_and_go_back_as_they_came():
    old = at(BEFORE)
    lists = {
        "Ana": ["Orchard", "Harbor"],
        "Ben": ["HARBOR"],
        "Cam": [],
        "Dot": ["Plain " + "x" * 300],
    }
    a_term(old, "Eve", ["harbor"], source="An older list", as_of=DAY - timedelta(days=1))
    for name, parties in lists.items():
        a_term(old, name, parties)

    newest()

    found = {term.official.name: term.parties for term in Term.objects.select_related("official")}
    assert found == {**lists, "Dot": [lists["Dot"][0][:200]], "Eve": ["harbor"]}
    assert {(party.name[:9], party.source) for party in Party.objects.all()} == {
        ("Orchard", "City clerk"),
        ("harbor", "An older list"),
        ("Plain xxx", "City clerk"),
    }
    assert len(set(Party.objects.values_list("public_id", flat=True)) - {None, uuid.UUID(int=0)}) == 3
    again = at(BEFORE).get_model("offices", "Term").objects.order_by("pk")
    assert [term.parties for term in again] == [["harbor"], *list(lists.values())[:3], [lists["Dot"][0][:200]]]


@pytest.mark.usefixtures("moving_house")
def test_an_import_of_the_days_of_lists_is_taken_back_with_the_parties_that_it_had_changed():
    old = at(BEFORE)
    term = a_term(old, "Ana", ["Harbor", "Orchard"])
    facts = {
        "seat": term.seat_id,
        "official": term.official_id,
        "source": "City clerk",
        "as_of": DAY,
        "by_hand": False,
        "starts": None,
        "ends": None,
        "start_key": "",
        "unlisted_on": None,
    }
    was = {**facts, "as_of": DAY - timedelta(days=30), "parties": ["Plain"]}
    imported = Import.objects.create(kind="offices", at=timezone.now())
    mark = mark_of({**facts, "parties": ["Harbor", "Orchard"]})
    imported.changes.create(table="offices.term", rows=[[term.pk, mark, was]])

    newest()
    done = take_back(imported, at=timezone.now(), apply=True)

    assert (done.back, done.left) == (1, 0)
    kept = Term.objects.get()
    assert (kept.parties, kept.as_of) == (["Plain"], DAY - timedelta(days=30))


@pytest.mark.usefixtures("moving_house")
def test_phone_lines_and_members_of_committees_come_along_and_so_does_what_imports_had_changed_of_them():
    old = at(BEFORE)
    official = a_term(old, "Ana", []).official
    clerk = {"source": "City clerk", "as_of": DAY}
    lines = old.get_model("offices", "Line").objects
    kept = lines.create(official=official, key="capitol", kind="capitol", phone="202-555-0142", **clerk)
    brought = lines.create(official=official, key="district", kind="district", phone="202-555-0143", **clerk)
    government = old.get_model("offices", "Jurisdiction").objects.get()
    rivers = old.get_model("offices", "Committee").objects.create(
        key="r", name="Rivers", jurisdiction=government, **clerk
    )
    chair = old.get_model("offices", "Membership").objects.create(committee=rivers, official=official, role="Chair")
    imported = Import.objects.create(kind="congress", at=timezone.now())
    imported.changes.create(table="offices.line", rows=[[brought.pk, mark_of(facts_of_a_line(brought)), None]])
    was = {"committee": rivers.pk, "official": official.pk, "role": "Member"}
    mark = mark_of({**was, "role": "Chair"})
    imported.changes.create(table="offices.membership", rows=[[chair.pk, mark, was]])

    newest()
    assert list(PhoneLine.objects.order_by("pk").values_list("pk", "phone")) == [
        (kept.pk, "202-555-0142"),
        (brought.pk, "202-555-0143"),
    ]
    done = take_back(imported, at=timezone.now(), apply=True)

    assert (done.back, done.gone, done.left) == (1, 1, 0)
    assert PhoneLine.objects.get().pk == kept.pk
    assert CommitteeMember.objects.get().role == "Member"


def facts_of_a_line(line) -> dict[str, object]:
    """As the trace of those days noted them."""
    columns = [
        "source",
        "as_of",
        "by_hand",
        "key",
        "kind",
        "name",
        "address",
        "city",
        "zip_code",
        "longitude",
        "latitude",
        "phone",
        "dial",
        "is_wrong",
    ]
    return {"official": line.official_id, **{name: getattr(line, name) for name in columns}}
