"""The one box in which somebody says where they live, wherever it stands: its words, its rules, its errors, what can be
pressed instead of typed. What lies around is asked of `queries.located`; nothing that was typed is kept.

A page makes a WhereForm (or its own form that begins with it), shows its field by {% field form.where %}, and includes
`offices/where_choices.html` behind its button, inside the form. On the press it calls `looked_up`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui.forms import Form, TextField
from ballotline.record.offices import meander
from ballotline.record.offices.models import Office
from ballotline.record.offices.queries import located
from ballotline.record.places import geocoding, on_file, rules, typed
from ballotline.record.places.lacking import what_lacks
from ballotline.record.places.locating import Placement
from ballotline.record.places.models import AddressPoint
from ballotline.record.places.streets import as_written
from ballotline.record.places.words import HINTS, LACKING

# An address with all its parts has under a hundred signs
TYPED_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class ToTry:
    """An address of the demo that one press looks up, and what it shows."""

    where: str
    shows: str | Promise


TO_TRY = (
    ToTry("14 Dock Street, 00010", gettext_lazy("everything is certain")),
    ToTry("00013", gettext_lazy("a ZIP code in two wards")),
    ToTry("1 Line Street, 00010", gettext_lazy("close to the line of two wards")),
)


class WhereField(TextField):
    """One line in whatever order people write an address. Which of it is missing, the form says."""

    def __init__(self) -> None:
        super().__init__(
            thing=gettext_lazy("your street and ZIP code"),
            limit=TYPED_AT_MOST,
            required=False,
            label=gettext_lazy("Street and ZIP code"),
            autocomplete="street-address",
        )

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class WhereForm(Form):
    """`suggestions` are texts that can be typed instead: addresses, where they `are_whole`, or streets and towns.
    `examples` stand in the demo only, where everything is invented."""

    where = WhereField()

    def __init__(self, data: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, **{"auto_id": "%s", **more})
        self.geocoder = geocoding.ours()
        self.suggestions: tuple[str, ...] = ()
        self.are_whole = True
        is_invented = Office.objects.filter(division__startswith=f"{meander.COUNTRY}/").exists()
        self.examples = TO_TRY if is_invented else ()
        field = self.fields["where"]
        field.label = _("Street and ZIP code") if self.geocoder else _("ZIP code")
        field.help_text = self._hint()

    def clean_where(self) -> str:
        text = str(self.cleaned_data["where"])
        asked = typed.understood(text)
        if lacks := what_lacks(asked, places_streets=self.geocoder is not None):
            self.suggestions = tuple(on_file.near_by_name(asked)) if lacks == "behind" else ()
            raise ValidationError(LACKING[lacks], code=lacks)
        return text

    def looked_up(self, *, on: date) -> Placement | None:
        """What lies around; None where something is missing. Where nothing is found, the form has an error."""
        if not self.is_valid():
            return None
        placement = located(self.cleaned_data["where"], on=on, geocoder=self.geocoder)
        self.suggestions, self.are_whole = placement.suggestions, placement.hint != "number"
        if not placement.found and not placement.split:
            self.add_error("where", _lost(placement))
        return placement

    def _hint(self) -> str:
        """An example of its own place where the demo has no buttons for it, and who else hears an address."""
        example = "" if self.examples else an_example(places_streets=self.geocoder is not None)
        like = _("Like %(example)s.") % {"example": example} if example else ""
        return " ".join(filter(None, [like, self._heard_by()]))

    def _heard_by(self) -> str:
        if self.geocoder and self.geocoder.heard_by:
            return _("What is not on our list we ask %(who)s. Then it is forgotten.") % {"who": self.geocoder.heard_by}
        return _("We look it up here, on our own server, and forget it.")


def _lost(placement: Placement) -> ValidationError:
    if placement.hint == "geocoder":
        return ValidationError(LACKING["down"], code="lost")
    has_no_code = placement.hint == "not_found" and not placement.asked.zip_code
    return ValidationError(HINTS["no_zip" if has_no_code else placement.hint], code="lost")


def an_example(*, places_streets: bool) -> str:
    """A street and a ZIP code of the organization's own place, or the code alone; "" if none is on file. The number of
    the house is made up: an example on every page points at nobody's door."""
    code = typed.zip_in(us().postal_address.replace("\n", ", "))
    if not places_streets:
        return code or _code_of_a_town()
    rows = AddressPoint.objects.order_by("zip_code", "street")  # as its index lies
    house = rows.filter(zip_code=code).first() or rows.first()
    if house is None:
        return code or _code_of_a_town()
    return f"100 {as_written(house.street).partition(' ')[2]}, {house.zip_code}"


def _code_of_a_town() -> str:
    """Of a town that has an office on file."""
    office = Office.objects.filter(kind="place").order_by("pk").first()
    if office is None:
        return ""
    town = f"{rules.spoken(office.division)}, {rules.state_of(office.division)}"
    return next((place.code for place in on_file.towns_named(town, most=1)), "")
