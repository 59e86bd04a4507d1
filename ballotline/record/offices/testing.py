"""Makers for tests and the demo: an official in an office of Meander."""

from datetime import date

from ballotline.record.offices import keeping
from ballotline.record.offices.keeping import Kept
from ballotline.record.offices.models import Official
from ballotline.record.offices.rules import Listed, Number, Role, folded, governing

MEANDER = "ocd-division/country:zz/state:mr"
AS_OF = date(2026, 1, 12)


def role_of(
    division: str,
    title: str,
    *,
    label: str = "",
    starts: date | None = None,
    ends: date | None = None,
    parties: tuple[str, ...] = (),
) -> Role:
    return Role(
        jurisdiction=governing(division),
        role=folded(title),
        title=title,
        divisions=(division,),
        label=label,
        starts=starts,
        ends=ends,
        parties=parties,
    )


def in_office(
    name: str,
    division: str,
    title: str,
    *,
    phone: str = "202-555-0142",
    numbers: tuple[Number, ...] = (),
    as_of: date = AS_OF,
    label: str = "",
    starts: date | None = None,
    ends: date | None = None,
    parties: tuple[str, ...] = (),
) -> Official:
    """`division` is below Meander: "place:rivertown/ward:5"; "" is Meander itself."""
    whole = f"{MEANDER}/{division}" if division else MEANDER
    role = role_of(whole, title, label=label, starts=starts, ends=ends, parties=parties)
    lines = numbers or ((Number("primary", "primary", phone),) if phone else ())
    listed = Listed(f"ours:{folded(name)}", name, (role,), lines, name.split()[-1])
    kept = Kept(source="Meander's list", as_of=as_of)
    office = keeping.office_of(role, kept)
    kept.lines[office.pk] = office.seats.count() + 1  # each call is one line more of the list
    return keeping.keep(listed, kept)
