"""The people of the US Congress as the list `congress-legislators` has them:
legislators, district offices, committees, executive."""

from collections.abc import Mapping
from datetime import date, timedelta

from ballotline.record.offices import rules
from ballotline.record.offices.importer.fields import Fields
from ballotline.record.offices.rules import ROLE_TITLES, Listed, NotReadable, Number, Role, day_of
from ballotline.record.places.rules import COUNTRY, state_id
from ballotline.record.places.states import POSTAL_BY_FIPS

SOURCE = "congress-legislators"
CONGRESS = "ocd-jurisdiction/country:us/legislature"
EXECUTIVE = "ocd-jurisdiction/country:us/government"
STATES = frozenset(POSTAL_BY_FIPS.values())


def key_of(item: Fields) -> str:
    """Who was never in Congress has another id. Raises NotReadable for an item without any."""
    ids = item.inner("id")
    for scheme in ("bioguide", "govtrack", "icpsr_prez"):
        if value := ids.text(scheme).strip():
            return rules.key_of(f"{scheme}:{value}")
    raise NotReadable("It has no id: no bioguide, govtrack or icpsr_prez.")


def listed(item: Fields, offices: Mapping[str, list[Number]] | None, *, as_of: date) -> Listed:
    """A legislator, or somebody of the executive; `offices` are district offices by key, None if there is no such list.
    Raises NotReadable."""
    key, name, terms = key_of(item), item.inner("name"), item.each("terms")
    newest = terms[-1] if terms else Fields({})
    full = name.raw("official_full") or " ".join(filter(None, [name.text("first"), name.text("last")]))
    return Listed(
        key=key,
        name=rules.name_of(full),
        family_name=name.text("last"),
        roles=tuple(_role(term) for term in terms if _is_kept(term, as_of)),
        numbers=(*_capitol(newest), *(offices or {}).get(key, [])),
        silent_about=frozenset({"district"} if offices is None else ()),
        url=newest.text("url"),
        contact_form=newest.text("contact_form"),
    )


def _is_kept(term: Fields, as_of: date) -> bool:
    """Terms that hold, or ended within the year; older ones were for other districts of the same number."""
    ends = day_of(term.raw("end"), last=True)
    return ends is None or ends > as_of - timedelta(days=365)


def _role(term: Fields) -> Role:
    kind = term.text("type")
    if kind not in ("sen", "rep", "prez", "viceprez"):
        raise NotReadable(f"{kind!r} is no kind of term that we know.")
    seat_class = term.text("class")
    return Role(
        jurisdiction=CONGRESS if kind in ("sen", "rep") else EXECUTIVE,
        role=kind,
        title=ROLE_TITLES[kind],
        divisions=(_division(kind, term),),
        label=f"class {seat_class}" if kind == "sen" and seat_class else "",
        starts=day_of(term.raw("start")),
        ends=day_of(term.raw("end"), last=True),
        parties=tuple(filter(None, [_party(term)])),
    )


def _division(kind: str, term: Fields) -> str:
    if kind in ("prez", "viceprez"):
        return COUNTRY
    state = term.text("state").upper()
    if state not in STATES:
        raise NotReadable(f"{state!r} is no state.")
    if kind == "sen":
        return state_id(state)
    district = term.raw("district")
    if not isinstance(district, int) or district < 0:
        raise NotReadable(f"{district!r} is no district.")
    return f"{state_id(state)}/cd:{district or 'at-large'}"


def _party(term: Fields) -> str:
    """Where it changed within the term, the last one."""
    changed = term.each("party_affiliations")
    return rules.party_of((changed[-1] if changed else term).text("party"))


def _capitol(term: Fields) -> list[Number]:
    phone, address = term.text("phone"), term.text("address")
    return [Number("capitol", "capitol", phone, "Washington", address)] if phone or address else []


def district_offices(item: Fields) -> list[Number]:
    """Of one member of legislators-district-offices. Raises NotReadable."""
    found: list[Number] = []
    for office in item.each("offices"):
        where = ", ".join(filter(None, [office.text("address"), office.text("suite"), office.text("building")]))
        found.append(
            Number(
                key=office.text("id") or where or str(len(found)),
                kind="district",
                phone=office.text("phone"),
                name=office.text("city"),
                address=where,
                city=office.text("city"),
                zip_code=office.text("zip"),
                longitude=office.number("longitude"),
                latitude=office.number("latitude"),
            )
        )
    return found
