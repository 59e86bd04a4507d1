"""State legislators, executives and mayors as Open States lists them: one YAML file a person, and one a committee."""

import re
from datetime import date
from typing import Any

from ballotline.record.offices.importer.fields import Fields
from ballotline.record.offices.rules import (
    OFFICE_KINDS,
    ROLE_TITLES,
    Listed,
    NotReadable,
    Number,
    Role,
    day_of,
    division_of,
    key_of,
    name_of,
    party_of,
)
from ballotline.record.places.drawn import parts_of
from ballotline.record.places.rules import state_of

SOURCE = "openstates"
JURISDICTION = re.compile(r"ocd-jurisdiction/country:us/[\w:/.~-]+/government")
KIND_OF_CHAMBER = {"upper": "sldu", "lower": "sldl", "legislature": "sldu"}
ASSEMBLIES = frozenset({"CA", "NJ", "NV", "NY", "WI"})
DELEGATES = frozenset({"MD", "VA", "WV"})
TITLES_OF_STATES = {
    ("legislature", "NE"): "State Senator",
    ("legislature", "DC"): "Council Member",
    ("governor", "DC"): "Mayor",
}
WITHOUT_DISTRICT = ("at-large", "chairman")


def listed(item: Fields, *, as_of: date) -> Listed:
    """A person's file. Raises NotReadable."""
    if not item.text("id").startswith("ocd-person/"):
        raise NotReadable("It has no id that begins with ocd-person.")
    if item.raw("roles") is None:
        raise NotReadable("It has no roles: it may have been cut off.")
    parties = tuple(_parties(item, as_of))
    roles = [_role(role, parties) for role in item.each("roles")]
    links = [link.text("url") for link in item.each("links")]
    return Listed(
        key=key_of(item.text("id")),
        name=name_of(item.raw("name")),
        family_name=item.text("family_name"),
        roles=tuple(_kept(roles, as_of)),
        numbers=tuple(_numbers(item)),
        email=item.text("email"),
        url=next(filter(None, links), ""),
    )


def _parties(item: Fields, as_of: date) -> list[str]:
    """Those that hold now; "Democratic/Working Families" are two."""
    found: list[str] = []
    for party in item.each("party"):
        ends = day_of(party.raw("end_date"), last=True)
        if ends is None or ends > as_of:
            found += [part.strip() for part in party_of(party.text("name")).split("/") if part.strip()]
    return found


def _kept(roles: list[Role], as_of: date) -> list[Role]:
    """What holds or will; for somebody without that, their last role: so a seat says since when nobody is on file."""
    open_roles = [role for role in roles if not role.is_over(as_of)]
    return open_roles or sorted(roles, key=lambda role: role.ends or as_of)[-1:]


def _role(role: Fields, parties: tuple[str, ...]) -> Role:
    kind, jurisdiction, district = role.text("type"), role.text("jurisdiction"), role.text("district")
    if not JURISDICTION.fullmatch(jurisdiction):
        raise NotReadable(f"{jurisdiction[:60]!r} is no jurisdiction.")
    if kind not in ROLE_TITLES:
        raise NotReadable(f"{kind!r} is no kind of role that we know.")
    if not district.isprintable():
        raise NotReadable(f"{district[:40]!r} is no district.")
    return Role(
        jurisdiction=jurisdiction,
        role=kind,
        title=_title(kind, state_of(division_of(jurisdiction))),
        divisions=_divisions(kind, division_of(jurisdiction), district),
        label=district if district.lower() == "chairman" else "",
        starts=day_of(role.raw("start_date")),
        ends=day_of(role.raw("end_date"), last=True),
        parties=parties,
    )


def _title(kind: str, state: str) -> str:
    """What the state itself calls it."""
    if kind == "lower":
        return "Assembly Member" if state in ASSEMBLIES else "Delegate" if state in DELEGATES else ROLE_TITLES[kind]
    return TITLES_OF_STATES.get((kind, state), ROLE_TITLES[kind])


def _divisions(role: str, whole: str, district: str) -> tuple[str, ...]:
    """What a district's name may be as an id: "34A", "Grafton 15", "Ward 3" of the capital's council."""
    if role not in KIND_OF_CHAMBER or (district.lower() in WITHOUT_DISTRICT and "district:" in whole):
        return (whole,)
    if not district:
        raise NotReadable("It names no district.")
    if found := re.fullmatch(r"Ward (\d+)", district):
        return (f"{whole}/ward:{found[1]}",)
    return tuple(f"{whole}/{KIND_OF_CHAMBER[role]}:{part}" for part in parts_of(district) if part)


def _numbers(item: Fields) -> list[Number]:
    found = []
    for n, office in enumerate(item.each("offices")):
        kind = (office.text("classification") or "other").partition("-")[0]
        phone, address = office.text("voice"), office.text("address")
        if phone or address:
            kind = kind if kind in OFFICE_KINDS else "other"
            found.append(Number(f"{kind}-{n}", kind, phone, office.text("name"), address))
    return found


def committee(item: Fields) -> dict[str, Any]:
    """A committee's file, as `keep_committee` takes it. Raises NotReadable."""
    if not item.text("id").startswith("ocd-organization/"):
        raise NotReadable("It has no id that begins with ocd-organization.")
    if not JURISDICTION.fullmatch(item.text("jurisdiction")) or not item.text("name"):
        raise NotReadable("It has no name or no jurisdiction.")
    members = [(member.text("person_id"), member.text("role")) for member in item.each("members")]
    return {
        "key": key_of(item.text("id")),
        "jurisdiction": item.text("jurisdiction"),
        "name": item.text("name"),
        "chamber": item.text("chamber"),
        "parent": item.text("parent"),
        "members": [(key, role) for key, role in members if key],
    }
