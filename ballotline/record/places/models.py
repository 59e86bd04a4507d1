"""The ZIP table."""

from django.db import models
from django.db.models import Q


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

    def __str__(self) -> str:
        return f"{self.code} {self.town}, {self.state}"
