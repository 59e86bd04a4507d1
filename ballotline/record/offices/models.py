"""Jurisdictions, offices, seats, officials, terms, parties, phone lines, committees.

Every row says its source and as of which day.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from ballotline.record.offices import rules


class Sourced(models.Model):
    """Where a row comes from ("congress-legislators", "desk", …) and as of which day that was right."""

    source = models.CharField(max_length=200)
    as_of = models.DateField()

    class Meta:
        abstract = True


class Said(Sourced):
    """`by_hand`: an organizer said so at the desk, whatever they wrote as its source."""

    by_hand = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Jurisdiction(Sourced):
    """A government: "ocd-jurisdiction/country:us/state:mn/government" of the division …/state:mn."""

    ocd_id = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200)
    division = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name or self.ocd_id


class Office(Sourced):
    """What one is elected to, for a division: State Representative for …/sldl:34a. `kind` is the division's kind."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="offices")
    role = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    division = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "role", "division", "title"], name="one_office_per_role_and_division"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def called(self) -> str:
        """What people call it, where the list's title says something else."""
        return rules.called(self.title, self.division)

    @property
    def is_delegate(self) -> bool:
        return rules.is_delegate(self.division)


class Seat(models.Model):
    """One chair of an office. `label` tells several apart: "class 1", "2"."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="seats")
    label = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "label"], name="one_seat_per_office_and_label")]


class Official(Said):
    """A human in public office. `key` is their id in the public lists, or "ours:…"."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    family_name = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=254, blank=True)
    url = models.CharField(max_length=500, blank=True)
    contact_form = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name


class PartyQuerySet(models.QuerySet["Party"]):
    def called(self, names: Sequence[str], *, source: str, as_of: date) -> list["Party"]:
        """The party of each name; made where nobody has written of it before."""
        keys = [rules.party_key(name) for name in names]
        known: dict[str, Party] = {party.name_key: party for party in self.filter(name_key__in=keys)}
        for key, name in zip(keys, names, strict=True):
            if key not in known:
                known[key] = self.create(name=rules.party_name(name), name_key=key, source=source, as_of=as_of)
        return [known[key] for key in keys]


class Party(Sourced):
    """A party by its name, as its source wrote it first, that day. `name_key` is the name folded, to find it again.

    Two names are two parties: no list says which of them is another word for one, or its branch in a state.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=rules.PARTY_AT_MOST)
    name_key = models.CharField(max_length=rules.PARTY_AT_MOST, unique=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return self.name


class TermQuerySet(models.QuerySet["Term"]):
    def with_parties(self) -> "TermQuerySet":
        """In one statement more, whatever is asked of their parties."""
        rows = PartyOfTerm.objects.select_related("party").order_by("place")
        return self.prefetch_related(models.Prefetch("party_rows", queryset=rows))


class Term(Said):
    """One official in one seat. `unlisted_on` is the day on which their list had them no more."""

    # Of what it says, what stands in rows of its own: an import that is taken back knows them as a part of it.
    BESIDE: ClassVar[Mapping[str, str]] = {"parties": "party_rows"}

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="terms")
    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="terms")
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    start_key = models.CharField(max_length=10, blank=True)
    unlisted_on = models.DateField(null=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "official", "start_key"], name="one_term_per_seat_and_start")
        ]
        indexes = [models.Index(fields=["seat", "ends"], name="terms_of_a_seat_by_end")]

    @property
    def parties(self) -> list[str]:
        """As they are written there, in their order. Of many terms, ask for them `with_parties`."""
        return [row.written for row in sorted(self.party_rows.all(), key=lambda row: row.place)]

    def is_of_any(self, parties: Sequence[str]) -> bool:
        """Of a party that somebody calls by one of these names?"""
        keys = {rules.party_key(name) for name in parties}
        return any(row.party.name_key in keys for row in self.party_rows.all())

    def put(self, *, parties: Sequence[str]) -> None:
        """From now on it is of these parties, in that order."""
        found = Party.objects.called(parties, source=self.source, as_of=self.as_of)
        rows = PartyOfTerm.in_order(self, parties, found)
        PartyOfTerm.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["term", "place"], update_fields=["party", "written"]
        )
        self.party_rows.filter(place__gte=len(rows)).delete()
        self.party_rows.add()  # nothing; what was read of them before is forgotten

    @staticmethod
    def current(on: date) -> Q:
        """Terms that hold on that day: begun, not over, and still on their list."""
        begun = Q(starts=None) | Q(starts__lte=on)
        lasting = Q(ends=None) | Q(ends__gt=on)
        return begun & lasting & Q(unlisted_on=None)


class PartyOfTerm(models.Model):
    """One of the parties that somebody is in a seat for, as it is written there. `place` 0 is the first: where parties
    share a candidate, lists name them in the order of their lines on the ballot."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="party_rows", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    written = models.CharField(max_length=rules.PARTY_AT_MOST)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "place"], name="one_party_per_term_and_place")]

    @classmethod
    def in_order(cls, term: Term, names: Sequence[str], parties: Sequence[Party]) -> list["PartyOfTerm"]:
        """Not saved yet."""
        return [
            cls(term=term, party=party, place=place, written=rules.party_name(name))
            for place, (name, party) in enumerate(zip(names, parties, strict=True))
        ]


class PhoneLine(Said):
    """One of an official's offices with its phone. `dial` is what a telephone takes, "" if the text can't be dialed."""

    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="phone_lines")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=80, blank=True)
    zip_code = models.CharField(max_length=10, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    phone = models.CharField(max_length=60, blank=True)
    dial = models.CharField(max_length=30, blank=True)
    is_wrong = models.BooleanField(default=False)
    miles: float | None = None  # from where somebody asked; see queries.phone_lines_of

    class Meta:
        constraints = [models.UniqueConstraint(fields=["official", "key"], name="one_phone_line_per_official_and_key")]


class Committee(Sourced):
    """A committee of a chamber; a subcommittee names its parent."""

    key = models.CharField(max_length=80, unique=True)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="committees")
    name = models.CharField(max_length=200)
    chamber = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="subcommittees")

    def __str__(self) -> str:
        return self.name


class CommitteeMember(models.Model):
    """An official on a committee."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="members")
    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="committees")
    role = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["committee", "official"], name="an_official_is_on_a_committee_once")
        ]
