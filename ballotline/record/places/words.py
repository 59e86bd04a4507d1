"""What people are told about a lookup: why a district may be another one, and what would help."""

from django.utils.translation import gettext_lazy

MAY_BE = {
    "line": gettext_lazy("May be: the address is close to the line of a district. Our map puts it here."),
    "across": gettext_lazy("Or this one: it begins on the other side of that line."),
    "near": gettext_lazy("May be: the address lies outside all districts on our map, and this one is nearest."),
    "zip": gettext_lazy("May be: we know only the middle of the ZIP code."),
    "redrawn": gettext_lazy("May be: the districts were drawn anew since our map was made."),
    "split": gettext_lazy("One of these: the ZIP code lies in several districts."),
}
HINTS = {
    "street": gettext_lazy("Add your street, and we can say more."),
    "geocoder": gettext_lazy("We can't look up this street here. What the ZIP code says is below."),
    "not_found": gettext_lazy("We could not place that address. Try the nearest corner."),
    "outside": gettext_lazy("We have no district around that point. Try the nearest corner, or your ZIP code."),
    "unknown_zip": gettext_lazy("We don't have this ZIP code. Try the street, or a ZIP code near you."),
    "po_box": gettext_lazy("This ZIP code is for boxes in a post office. Add the street where you live."),
    "unique": gettext_lazy("This ZIP code belongs to one building. Add the street where you live."),
    "inactive": gettext_lazy("This ZIP code is not used any more. Add the street where you live."),
    "military": gettext_lazy(
        "This ZIP code is for the military. You vote where you lived last in a state: enter that address."
    ),
}

PLACED = {
    "address": gettext_lazy("Placed by your street"),
    "zip": gettext_lazy("Placed only by the middle of the ZIP code"),
    "given": gettext_lazy("Placed by a point"),
}
