"""Meander on the map: wards, districts, streets and offices, brought in as any host brings them in. All of it is invented.

It lies where the Atlantic is: 45 degrees west, 40 north. Rivertown has five wards side by side, each 0.02 degrees wide.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from ballotline.record.offices.importer.table import import_offices
from ballotline.record.offices.models import Jurisdiction, Office, Official
from ballotline.record.places.importer.addresses import import_addresses
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.divisions import import_divisions
from ballotline.record.places.models import AddressPoint, Boundary, Division, Plan, ZipCode, ZipDivision

MEANDER = "ocd-division/country:us/state:mr"
TOWN = f"{MEANDER}/place:rivertown"
LABEL = "Meander 2022"
SOURCE = "Rivertown's public list"
STREETS = ("Dock Street", "Ferry Street", "Mill Road", "Harbor Avenue", "Oldfield Lane")
# kind, code, name, its western edge, its width: all from 40 N to 40.05 N
SHAPES = [
    *(("ward", f"{n}", f"Rivertown Ward {n}", -45.1 + 0.02 * (n - 1), 0.02) for n in range(1, 6)),
    ("place", "rivertown", "Rivertown", -45.1, 0.1), ("place", "millbrook", "Millbrook", -45.0, 0.1),
    ("school_district", "rivertown", "Rivertown Schools", -45.1, 0.1), ("county", "harbor", "Harbor County", -45.1, 0.2),
    ("sldl", "12", "House District 12", -45.1, 0.1), ("sldl", "13", "House District 13", -45.0, 0.1),
    ("sldu", "4", "Senate District 4", -45.1, 0.2),
    ("cd", "1", "Meander's 1st congressional district", -45.1, 0.07), ("cd", "2", "Meander's 2nd congressional district", -45.03, 0.13),
    ("state", "mr", "Meander", -45.1, 0.2),
]  # fmt: skip
# ZIP code: longitude of its middle, the congressional districts it touches
ZIPS = {
    "00010": (-45.09, "1"), "00011": (-45.05, "1"), "00012": (-45.03, "12"), "00013": (-45.01, "2"), "00014": (-44.98, "2"),
    "00015": (-44.96, "2"), "00016": (-44.94, "2"), "00017": (-44.93, "2"), "00018": (-44.92, "2"), "00019": (-44.91, "2"),
}  # fmt: skip
OFFICES = """office,division,name,party,phone,starts,ends,seat
School Board Member,{town_schools},Kit Moss,,202-555-0121,,2027-12-31,seat 1
School Board Member,{town_schools},,,,,,seat 2
Council Member,{town}/ward:1,Alma Reyes,Harbor Party,202-555-0131,,2027-11-30,
Council Member,{town}/ward:2,Joon Park,Orchard Party,202-555-0132,,2027-11-30,
Council Member,{town}/ward:3,,,,,,
Council Member,{town}/ward:4,Rae Whitcombe,Harbor Party/Orchard Party,202-555-0134,,2027-11-30,
Council Member,{town}/ward:5,Dana Okafor,Harbor Party,202-555-0135,,2027-11-30,
Mayor,{town},Lou Castellan,Harbor Party,202-555-0140,,2027-11-30,
Mayor,{state}/place:millbrook,Ines Varga,,555-0160,,2029-11-30,
County Executive,{state}/county:harbor,Tom Adeyemi,Orchard Party,202-555-0141,,2028-11-30,
State Representative,{state}/sldl:12,Sam Reyes,Harbor Party,202-555-0151,,2027-01-04,
State Representative,{state}/sldl:13,Bea Lindqvist,Orchard Party,202-555-0152,,2027-01-04,
State Senator,{state}/sldu:4,Omar Haddad,Harbor Party,202-555-0153,,2029-01-04,
US Representative,{state}/cd:1,Nell Fairweather,Harbor Party,202-555-0161,,2027-01-03,
US Representative,{state}/cd:2,Hugo Brandt,Orchard Party,202-555-0162,,2027-01-03,
Governor,{state},Gail Sorensen,Harbor Party,202-555-0171,,2029-01-04,
"""


@transaction.atomic
def lay_out(*, at: datetime) -> None:
    """The ground of the demo, as of `at`."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "divisions.csv").write_text(
            "id,name\n" + "\n".join(f"{one},{words}" for one, words in _divisions()) + "\n"
        )
        import_divisions([folder / "divisions.csv"], apply=True)
        for kind, within in _kinds():
            _map(folder, kind, within, at)
        (folder / "addresses.csv").write_text("address,zip,lat,lon\n" + "\n".join(_addresses()) + "\n")
        import_addresses(folder / "addresses.csv", apply=True)
        (folder / "offices.csv").write_text(
            OFFICES.format(town=TOWN, state=MEANDER, town_schools=f"{MEANDER}/school_district:rivertown")
        )
        import_offices(folder / "offices.csv", source=SOURCE, as_of=at.date(), apply=True)
    _zips(at)


def _id(kind: str, code: str) -> str:
    return MEANDER if kind == "state" else f"{TOWN}/ward:{code}" if kind == "ward" else f"{MEANDER}/{kind}:{code}"


def _divisions() -> Iterator[tuple[str, str]]:
    return ((_id(kind, code), name) for kind, code, name, _west, _width in SHAPES)


def _kinds() -> list[tuple[str, str]]:
    """(kind, what its ids begin with)."""
    return list({kind: _id(kind, code).rpartition("/")[0] for kind, code, *_shape in SHAPES}.items())


def _map(folder: Path, kind: str, within: str, at: datetime) -> None:
    mine = [(code, name, west, width) for one, code, name, west, width in SHAPES if one == kind]
    features = [
        {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": {"type": "Polygon", "coordinates": [_ring(west, width)]}}
        for code, name, west, width in mine
    ]  # fmt: skip
    file = folder / f"{kind}.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    said = Said(plan=LABEL, kind=kind, within=within, column="code", valid_from=date(2022, 1, 1), source=SOURCE)
    import_boundaries([file], said, at=at, apply=True)


def _ring(west: float, width: float) -> list[list[float]]:
    """A corner each few metres, so that the lines are not coarse."""
    steps = [n / 200 for n in range(200)]
    ring = [[west, 40 + 0.05 * s] for s in steps] + [[west + width * s, 40.05] for s in steps]
    ring += [[west + width, 40.05 - 0.05 * s] for s in steps] + [[west + width - width * s, 40] for s in steps]
    return [*ring, ring[0]]


def _addresses() -> Iterator[str]:
    """Houses 1 to 60 of five streets that run from west to east through all the wards."""
    for row, street in enumerate(STREETS):
        for number in range(1, 61):
            longitude = -45.1 + 0.1 * (number - 0.5) / 60
            code = ("00010", "00010", "00011", "00012", "00013")[min(4, int((longitude + 45.1) / 0.02))]
            yield f"{number} {street},{code},{40.005 + 0.009 * row:.4f},{longitude:.5f}"


def _zips(at: datetime) -> None:
    plan, _new = Plan.objects.get_or_create(kind="cd", label=LABEL, defaults={"changed_at": at})
    for code, (longitude, districts) in ZIPS.items():
        ZipCode.objects.filter(code=code).update(longitude=f"{longitude:.6f}", latitude="40.025000", county="Harbor")
        ids = [f"{MEANDER}/cd:{district}" for district in districts]
        ZipDivision.objects.bulk_create(
            [ZipDivision(plan=plan, code=code, ocd_id=one) for one in ids], ignore_conflicts=True
        )


def take_up() -> None:
    """Everything of Meander goes again."""
    offices = Office.objects.filter(division__startswith=MEANDER, source=SOURCE)
    Official.objects.filter(terms__seat__office__in=offices, source=SOURCE).delete()
    offices.delete()
    Jurisdiction.objects.filter(division__startswith=MEANDER, offices=None).delete()
    AddressPoint.objects.filter(zip_code__in=ZIPS).delete()
    ZipDivision.objects.filter(code__in=ZIPS).delete()
    Boundary.objects.filter(ocd_id__startswith=MEANDER).delete()
    Plan.objects.filter(label=LABEL, boundaries=None, zips=None).delete()
    Division.objects.filter(ocd_id__startswith=MEANDER).delete()
