"""Lists of officials for tests: Congress, a state, a council. People and places are invented."""

from datetime import date
from pathlib import Path

import yaml

from ballotline.record.offices.importer.table import import_offices
from ballotline.record.places.importer.reports import Report

AS_OF = date(2026, 6, 15)
MN = "ocd-division/country:us/state:mn"

CONGRESS = {
    "legislators-current.yaml": """
- id: {bioguide: A000001}
  name: {first: Ana, last: Flores, official_full: Ana Flores}
  terms:
  - {type: sen, start: '2019-01-03', end: '2025-01-03', state: MN, class: 1, party: Democrat, phone: 202-555-0101}
  - {type: sen, start: '2025-01-03', end: '2031-01-03', state: MN, class: 1, party: Democrat, phone: 202-555-0102,
     address: 1 Hart}
- id: {bioguide: B000002}
  name: {first: Ben, last: Weiss}
  terms:
  - type: rep
    start: '2025-01-03'
    end: '2027-01-03'
    state: MN
    district: 5
    party: Independent
    party_affiliations: [{party: Democrat}, {party: Independent}]
- id: {bioguide: C000003}
  name: {first: Cam, last: Diaz}
  terms:
  - {type: rep, start: 2025-01-03, end: 2027-01-03, state: AK, district: 0, party: Republican}
""",
    "legislators-district-offices.yaml": """
- id: {bioguide: A000001}
  offices:
  - {id: A000001-duluth, address: 1 Lake Ave, suite: Suite 2, city: Duluth, state: MN, zip: '55802', latitude: 46.7,
     longitude: -92.1, phone: 218-555-0103}
  - {id: A000001-nophone, city: Ely}
""",
    "committees-current.yaml": """
- {type: senate, name: Committee on Rivers, thomas_id: SSRV, subcommittees: [{name: Bridges, thomas_id: '01'}]}
""",
    "committee-membership-current.yaml": """
SSRV:
- {name: Ana Flores, title: Chair, bioguide: A000001}
SSRV01:
- {name: Ana Flores, bioguide: A000001}
- {name: Nobody, bioguide: Z999999}
""",
    "executive.yaml": """
- id: {icpsr_prez: 1}
  name: {first: Old, last: President}
  terms:
  - {type: prez, start: '1789-04-30', end: '1797-03-04', party: none}
- id: {govtrack: 7}
  name: {first: Vi, last: Ce}
  terms:
  - {type: viceprez, start: '2025-01-20', end: '2029-01-20', party: Republican}
""",
}


def person(
    number: int, name: str, *, role: str = "lower", district: str = "34A", state: str = "mn", **more: object
) -> str:
    one = {
        "id": f"ocd-person/00000000-0000-0000-0000-{number:012}",
        "name": name,
        "party": [{"name": "Harbor/Orchard"}],
        "roles": [
            {
                "type": role,
                "jurisdiction": f"ocd-jurisdiction/country:us/state:{state}/government",
                "district": district,
            }
        ],
        "offices": [{"classification": "capitol", "voice": "651-555-0101", "address": "1 Hall"}],
    }
    return yaml.safe_dump({**one, **more})


TABLE = """office,division,name,seat,party,phone,starts,ends
Council Member,{0}/place:duluth/ward:5,Dana Okafor,,Harbor/Orchard,218-555-0105,2024-01-02,2028-01
Council Member,{0}/place:duluth/ward:6,,,,,,
School Board Member,{0}/school_district:duluth,Kit Moss,at large,,555-0106,,
Nonsense,nowhere,Who,,,,,
Mayor,{0}/place:duluth,Lou Park,,,,soon,
"""


def write_congress(folder: Path) -> Path:
    for name, text in CONGRESS.items():
        (folder / name).write_text(text.lstrip())
    return folder


def write_states(folder: Path) -> Path:
    legislature = folder / "mn" / "legislature"
    legislature.mkdir(parents=True)
    (legislature / "ana.yml").write_text(person(1, "Ana Flores"))
    (legislature / "ben.yml").write_text(person(2, "Ben Weiss", district="34B"))
    (legislature / "cam.yml").write_text(person(3, "Cam Diaz", role="upper", district="34"))
    (folder / "mn" / "municipalities.yml").write_text("- name: Duluth\n")
    return folder


def table(folder: Path, text: str = TABLE, *, apply: bool = True, on: date = AS_OF) -> Report:
    (folder / "council.csv").write_text(text.format(MN))
    return import_offices(folder / "council.csv", source="City clerk", as_of=on, apply=apply)
