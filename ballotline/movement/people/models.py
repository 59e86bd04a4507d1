"""One human once: the person, how to reach them, what they allowed and what they did."""

import uuid

from django.db import models
from django.db.models.functions import Now

from ballotline.record.places.rules import parent_of, spoken

HOME_AT_MOST = 40  # a ZIP code has five signs; there is room for a public id, should a home be one person's own


class PersonQuerySet(models.QuerySet["Person"]):
    def present(self) -> "PersonQuerySet":
        """Those who were not erased, and did not turn out to be somebody else of these."""
        return self.filter(erased_at=None, merged_into=None)


class Person(models.Model):
    """A human, known by a verified act. `name_key` is the name without case, accents and doubled spaces; `home_key` is
    what they gave of where they live, so far the five digits of a ZIP code: the key of a `Home`.

    `merged_into` is the row of the same human that was kept; this one is only a sign to it. `changed_at` is the last
    change of name, ZIP code, ways to reach them, consents or tags.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    zip_code = models.CharField(max_length=20, blank=True, db_index=True)
    home_key = models.CharField(max_length=HOME_AT_MOST, blank=True, db_default="", db_index=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_default=Now(), db_index=True)
    erased_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="merged")
    is_demo = models.BooleanField(default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["created_at", "id"], name="people_by_arrival")]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return ("person", self.public_id)


class Home(models.Model):
    """A place that people gave as theirs, and when it was looked up with which maps. One row for all who gave the same:
    so 250,000 people of 900 ZIP codes are looked up 900 times."""

    key = models.CharField(max_length=HOME_AT_MOST, unique=True)
    mark = models.CharField(max_length=32)
    looked_up_at = models.DateTimeField()


class HomeDivision(models.Model):
    """A division that a home lies in, surely or maybe, and since when we know it so.

    `name` is what the map calls it.
    """

    home_key = models.CharField(max_length=HOME_AT_MOST)
    ocd_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    is_sure = models.BooleanField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["home_key", "ocd_id"], name="a_home_lies_in_a_division_once")]
        indexes = [models.Index(fields=["ocd_id", "is_sure"], name="homes_of_a_division")]

    @property
    def around(self) -> str:
        """What tells it from another of its name: "Rivertown, MR"; "" of a state."""
        around, above = [], parent_of(self.ocd_id)
        while parent_of(above):
            around.append(spoken(above))
            above = parent_of(above)
        return ", ".join(around)


class ContactPoint(models.Model):
    """A way to reach a person. `value` is as typed, `value_key` folded; `name_key` is the name it was verified with;
    `verified_at` is None while only an organizer's word is known.

    The unique key is what makes one human of two acts at the same moment: a mailbox may be shared, but under one
    name it belongs to one person.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", "e-mail"
        PHONE = "phone", "phone"
        ADDRESS = "address", "address"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    value = models.CharField(max_length=254)
    value_key = models.CharField(max_length=254)
    name_key = models.CharField(max_length=200)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value_key", "name_key"], name="one_person_per_mailbox_and_name")
        ]


class FormerPoint(models.Model):
    """A way to reach a person that an organizer took off at `at`, so that it can be put back under its `key`."""

    key = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_points")
    kind = models.CharField(max_length=7, choices=ContactPoint.Kind.choices)
    value = models.CharField(max_length=254)
    value_key = models.CharField(max_length=254)
    name_key = models.CharField(max_length=200)
    verified_at = models.DateTimeField(null=True)
    at = models.DateTimeField(db_index=True)


class Consent(models.Model):
    """A yes or a no for one channel and purpose, with its evidence. Append-only: the newest row holds."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(max_length=10)
    purpose = models.CharField(max_length=20)
    given = models.BooleanField()
    at = models.DateTimeField()
    where = models.CharField(max_length=120)
    wording = models.CharField(max_length=300)

    class Meta:
        # `given` is in it, so that who may be written to is read from the index alone
        indexes = [models.Index(fields=["person", "channel", "purpose", "-at", "given"], name="words_of_a_person")]


class Correction(models.Model):
    """Name and ZIP code as they stood before somebody corrected them, so that it can be undone."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="corrections")
    name = models.CharField(max_length=200)
    zip_code = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()


class Activity(models.Model):
    """One thing a person did: `kind` about an object. The same thing twice is one activity."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=30)
    about_kind = models.CharField(max_length=30)
    about_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "activities"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "about_kind", "about_id"], name="one_activity_of_a_kind_about_a_thing"
            )
        ]
        indexes = [models.Index(fields=["person", "-at"], name="activities_of_a_person")]


class Belonging(models.Model):
    """That a person belongs to a chapter, by the chapter's plain key, which the room of chapters fills: so that every
    list of people can be read by chapter without knowing what one is."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="belongings")
    key = models.CharField(max_length=36)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="a_person_belongs_to_a_chapter_once")]
        indexes = [models.Index(fields=["key", "person"], name="people_of_a_chapter")]


class Tag(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    name_key = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """`batch` is common to those who got the tag by one press, so that one press takes it back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")
    at = models.DateTimeField()
    batch = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "tag"], name="a_person_has_a_tag_once")]


class Merge(models.Model):
    """That two rows were one human's. `trace` is what was done to the rows of both (tracing.py).

    After 30 days, or once it is undone, the row goes: who was merged into whom stands with the person.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)
    trace = models.JSONField(default=list)


class NotTheSame(models.Model):
    """An organizer looked at two people who look alike: they are two. `one` is the row with the lower key."""

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="two_people_are_told_apart_once")]
