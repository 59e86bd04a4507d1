"""The ZIP table, the divisions that people vote in and are governed by, and how they were drawn."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from ballotline.record.places import streets


class ZipCode(models.Model):
    """One code of the postal service. `town` is the name that mail uses; a code that is not `is_active` is history.

    `state` is the postal abbreviation ("PR" and "AE" are among them). The point is about the middle, or not known.
    """

    class Kind(models.TextChoices):
        STANDARD = "standard", "addresses in a place"
        PO_BOX = "po_box", "boxes in a post office"
        UNIQUE = "unique", "one organization or building"
        MILITARY = "military", "a base, a ship or an embassy"

    code = models.CharField(max_length=5)
    town = models.CharField(max_length=80)
    state = models.CharField(max_length=2)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.STANDARD)
    is_active = models.BooleanField(default=True)
    county = models.CharField(max_length=80, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="one_row_per_zip_code"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="a_zip_code_lies_at_a_whole_point",
            ),
        ]
        indexes = [models.Index(fields=["town", "state"], name="zip_codes_by_town")]

    def __str__(self) -> str:
        return f"{self.code} {self.town}, {self.state}"


class Division(models.Model):
    """A piece of ground with an Open Civic Data id: a country, a state, a county, a ward, a district of a chamber.

    `parent_ocd_id` is the id around it, which need not be on file. `same_as` names the id to use instead of this one.
    It holds from `valid_from` to `valid_through`, both included; without a day, on that side for all that we know.
    """

    ocd_id = models.CharField(max_length=200)
    name = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=40, db_index=True)
    parent_ocd_id = models.CharField(max_length=200, blank=True, db_index=True)
    state = models.CharField(max_length=40, blank=True, db_index=True)
    census_geoid = models.CharField(max_length=40, blank=True)
    same_as = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True)
    valid_through = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ocd_id"], name="one_row_per_division_id")]

    def __str__(self) -> str:
        return self.name or self.ocd_id


class Plan(models.Model):
    """How one kind of division was drawn ("119th Congress").

    Plans stand side by side; each lookup says whose lines it used.

    It holds from `valid_from` to `valid_through`, both included; without a day, on that side for all that we know.
    """

    kind = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    valid_from = models.DateField(null=True)
    valid_through = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "label"], name="one_plan_per_kind_and_label")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.label}"


class Boundary(models.Model):
    """The ground of a division under a plan, as WKB in longitude and latitude.

    The point lies inside, as the map's maker says.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="boundaries", db_index=False)
    ocd_id = models.CharField(max_length=200, db_index=True)
    name = models.CharField(max_length=300, blank=True)
    wkb = models.BinaryField()
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "ocd_id"], name="one_boundary_per_plan_and_division")]


class ZipDivision(models.Model):
    """A ZIP code touches this division under this plan.

    One row says the whole code lies in it; several, that it is split.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="zips", db_index=False)
    code = models.CharField(max_length=5)
    ocd_id = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "plan", "ocd_id"], name="one_row_per_zip_code_and_division")
        ]


class AddressPointQuerySet(models.QuerySet[Any]):
    """Each row gets the name of its street, in whichever way it comes in."""

    def create(self, **facts: Any) -> Any:
        return super().create(**facts, name=streets.name_of(facts["street"]))

    def bulk_create(self, objs: Iterable[Any], *args: Any, **more: Any) -> list[Any]:
        rows = list(objs)
        for row in rows:
            row.name = streets.name_of(row.street)
        return super().bulk_create(rows, *args, **more)


class AddressPoint(models.Model):
    """Where one house stands. `street` is its number and street as `streets.street_key` writes them; by the `name`
    alone are found its neighbors and streets that differ in direction or type."""

    street = models.CharField(max_length=120)
    name = models.CharField(max_length=120, editable=False)
    zip_code = models.CharField(max_length=5)
    longitude = models.FloatField()
    latitude = models.FloatField()

    objects = AddressPointQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zip_code", "street"], name="one_point_per_address")]
        indexes = [models.Index(fields=["name", "zip_code"], name="streets_by_name")]


class Part(models.Model):
    """A division that is given by others instead of a line: a floterial district is its list of towns."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="parts", db_index=False)
    ocd_id = models.CharField(max_length=200)
    name = models.CharField(max_length=300, blank=True)
    part_ocd_id = models.CharField(max_length=200, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "ocd_id", "part_ocd_id"], name="one_row_per_part")]
