"""The people of the US Congress as the list `congress-legislators` has them: legislators, district offices, committees, executive."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ballotline.record.offices import rules
from ballotline.record.offices.rules import ROLE_TITLES, Listed, NotReadable, Number, Role, day_of
from ballotline.record.places.rules import COUNTRY, state_id
from ballotline.record.places.states import POSTAL_BY_FIPS

SOURCE = "congress-legislators"
CONGRESS = "ocd-jurisdiction/country:us/legislature"
EXECUTIVE = "ocd-jurisdiction/country:us/government"
STATES = frozenset(POSTAL_BY_FIPS.values())


def key_of(item: Mapping[str, Any]) -> str:
    """Who was never in Congress has another id. Raises NotReadable for an item without any."""
    ids = item.get("id") or {}
    for scheme in ("bioguide", "govtrack", "icpsr_prez"):
        if value := str(ids.get(scheme) or "").strip():
            return rules.key_of(f"{scheme}:{value}")
    raise NotReadable("It has no id: no bioguide, govtrack or icpsr_prez.")


def listed(item: Mapping[str, Any], offices: Mapping[str, list[Number]] | None, *, as_of: date) -> Listed:
    """A legislator, or somebody of the executive; `offices` are district offices by key, None if there is no such list.
    Raises NotReadable."""
    key, name = key_of(item), item.get("name") or {}
    terms = [term for term in item.get("terms") or [] if isinstance(term, Mapping)]
    roles = [_role(term) for term in terms if _is_kept(term, as_of)]
    newest: Mapping[str, Any] = terms[-1] if terms else {}
    full = name.get("official_full") or " ".join(filter(None, [name.get("first"), name.get("last")]))
    return Listed(
        key=key,
        name=rules.name_of(full),
        family_name=str(name.get("last") or ""),
        roles=tuple(roles),
        numbers=(*_capitol(newest), *(offices or {}).get(key, [])),
        silent_about=frozenset({"district"} if offices is None else ()),
        url=str(newest.get("url") or ""),
        contact_form=str(newest.get("contact_form") or ""),
    )


def _is_kept(term: Mapping[str, Any], as_of: date) -> bool:
    """Terms that hold, or ended within the year; older ones were for other districts of the same number."""
    ends = day_of(term.get("end"), last=True)
    return ends is None or ends > as_of - timedelta(days=365)


def _role(term: Mapping[str, Any]) -> Role:
    kind = str(term.get("type") or "")
    if kind not in ("sen", "rep", "prez", "viceprez"):
        raise NotReadable(f"{kind!r} is no kind of term that we know.")
    return Role(
        jurisdiction=CONGRESS if kind in ("sen", "rep") else EXECUTIVE,
        role=kind,
        title=ROLE_TITLES[kind],
        divisions=(_division(kind, term),),
        label=f"class {term['class']}" if kind == "sen" and term.get("class") else "",
        starts=day_of(term.get("start")),
        ends=day_of(term.get("end"), last=True),
        parties=tuple(_parties(term)),
    )


def _division(kind: str, term: Mapping[str, Any]) -> str:
    if kind in ("prez", "viceprez"):
        return COUNTRY
    state = str(term.get("state") or "").upper()
    if state not in STATES:
        raise NotReadable(f"{state!r} is no state.")
    if kind == "sen":
        return state_id(state)
    district = term.get("district")
    if not isinstance(district, int) or district < 0:
        raise NotReadable(f"{district!r} is no district.")
    return f"{state_id(state)}/cd:{district or 'at-large'}"


def _parties(term: Mapping[str, Any]) -> Iterator[str]:
    """The party, and where it changed within the term, the last one."""
    changed = term.get("party_affiliations") or []
    party = changed[-1].get("party") if changed and isinstance(changed[-1], Mapping) else term.get("party")
    if party:
        yield str(party)


def _capitol(term: Mapping[str, Any]) -> list[Number]:
    if not term.get("phone") and not term.get("address"):
        return []
    return [Number("capitol", "capitol", str(term.get("phone") or ""), "Washington", str(term.get("address") or ""))]


def district_offices(item: Mapping[str, Any]) -> list[Number]:
    """Of one member of legislators-district-offices."""
    found: list[Number] = []
    for office in item.get("offices") or []:
        where = ", ".join(str(office[part]) for part in ("address", "suite", "building") if office.get(part))
        found.append(
            Number(
                key=str(office.get("id") or where or len(found)),
                kind="district",
                phone=str(office.get("phone") or ""),
                name=str(office.get("city") or ""),
                address=where,
                city=str(office.get("city") or ""),
                zip_code=str(office.get("zip") or ""),
                longitude=_number(office.get("longitude")),
                latitude=_number(office.get("latitude")),
            )
        )
    return found


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
