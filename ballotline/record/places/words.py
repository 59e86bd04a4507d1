"""What people are told about a lookup: why a district may be another one, and what would help."""

from django.utils.translation import gettext_lazy

MAY_BE = {
    "line": gettext_lazy("May be: the address is close to the line of a district. Our map puts it here."),
    "across": gettext_lazy("Or this one: it begins on the other side of that line."),
    "near": gettext_lazy("May be: the address lies outside all districts on our map, and this one is nearest."),
    "zip": gettext_lazy("May be: we know only the middle of the ZIP code."),
    "redrawn": gettext_lazy("May be: the districts were drawn anew since our map was made."),
    "zero_lost": gettext_lazy("May be: the ZIP code has too few digits, and we read it with zeros in front."),
    "box": gettext_lazy("May be: a box in a post office does not say where you live."),
    "state": gettext_lazy("May be: the ZIP code lies in another state than the one you typed."),
    "number": gettext_lazy("May be: the number at the end may be no ZIP code."),
    "elsewhere": gettext_lazy("May be: the ZIP code lies far from the town that you typed."),
    "town": gettext_lazy("May be: without a ZIP code there can be another street of that name."),
    "matched": gettext_lazy("May be: we are not sure that we read your address right."),
    "place": gettext_lazy("May be: we know only the name of the place."),
    "split": gettext_lazy("One of these: the ZIP code lies in several districts."),
}
LACKING = {
    "all": gettext_lazy("Enter your street and ZIP code"),
    "zip": gettext_lazy("Enter your ZIP code, 5 digits"),
    "digits": gettext_lazy("Enter a ZIP code of 5 digits. If yours begins with a zero, type that too"),
    "behind": gettext_lazy("Enter your ZIP code behind the street, 5 digits"),
    "down": gettext_lazy("We can't look up streets at this moment. Enter your ZIP code alone"),
}
HINTS = {
    "street": gettext_lazy("Add your street, and we can say more."),
    "geocoder": gettext_lazy("We can't look up this street here. What the ZIP code says is below."),
    "not_found": gettext_lazy("We could not place that address. Try the nearest corner."),
    "near": gettext_lazy(
        "We don't have exactly that address. Look at its number, its direction (N, SW) and its ending (St, Ct)."
    ),
    "number": gettext_lazy("Add your house number, and we can say more."),
    "place": gettext_lazy("A place alone lies in several districts. Add your street, or your ZIP code."),
    "no_zip": gettext_lazy("We could not place that address. Type your street, then its ZIP code, 5 digits."),
    "zero_lost": gettext_lazy("A ZIP code has five digits. If yours begins with a zero, type that too."),
    "box": gettext_lazy("Nobody lives in a post office box. Type the street where you live."),
    "state": gettext_lazy("The ZIP code lies in another state than the one you typed. Look at both."),
    "elsewhere": gettext_lazy("The ZIP code lies far from the town that you typed. Look at both."),
    "outside": gettext_lazy("We have no district around that point. Type the address with its ZIP code."),
    "no_lines": gettext_lazy("We have no map of the districts there yet. What we know without it is below."),
    "unknown_zip": gettext_lazy("We don't have this ZIP code. Look at its digits, or try one near you."),
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
