"""Meander, an invented state, for the demo and for tests: wards, districts,
streets and offices, brought in as any host does.

It lies where the Atlantic is: 45 degrees west, 40 north. Rivertown has five wards side by side, each 0.02 degrees wide.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from ballotline.foundation.organization.queries import our_day
from ballotline.record.offices.importer.table import import_offices
from ballotline.record.offices.models import Jurisdiction, Office, Official
from ballotline.record.places.importer.addresses import import_addresses
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.divisions import import_divisions
from ballotline.record.places.models import AddressPoint, Boundary, Division, Plan, ZipCode, ZipDivision

COUNTRY = "ocd-division/country:zz"
MEANDER = f"{COUNTRY}/state:mr"
TOWN = f"{MEANDER}/place:rivertown"
LABEL = "Meander 2022"
SOURCE = "Rivertown's public list"
STREETS = ("Dock Street", "Ferry Street", "Mill Road", "Harbor Avenue", "Oldfield Lane")
# kind, code, name, its western edge, its width: all from 40 N to 40.05 N
SHAPES = [
    *(("ward", f"{n}", f"Rivertown Ward {n}", -45.1 + 0.02 * (n - 1), 0.02) for n in range(1, 6)),
    ("place", "rivertown", "Rivertown", -45.1, 0.1),
    ("place", "millbrook", "Millbrook", -45.0, 0.1),
    ("school_district", "rivertown", "Rivertown Schools", -45.1, 0.1),
    ("county", "harbor", "Harbor County", -45.1, 0.2),
    ("sldl", "12", "House District 12", -45.1, 0.06),
    ("sldl", "13", "House District 13", -45.04, 0.04),
    ("sldl", "14", "House District 14", -45.0, 0.1),
    ("sldu", "4", "Senate District 4", -45.1, 0.1),
    ("sldu", "5", "Senate District 5", -45.0, 0.1),
    ("cd", "1", "Meander's 1st congressional district", -45.1, 0.1),
    ("cd", "2", "Meander's 2nd congressional district", -45.0, 0.1),
    ("state", "mr", "Meander", -45.1, 0.2),
]
# ZIP code: the longitude of its middle, the wards it touches
ZIPS = {
    "00010": (-45.09, ""),
    "00011": (-45.05, ""),
    "00012": (-45.045, ""),
    "00013": (-45.02, "45"),
    "00014": (-44.98, ""),
    "00015": (-44.96, ""),
    "00016": (-44.94, ""),
    "00017": (-44.93, ""),
    "00018": (-44.92, ""),
    "00019": (-44.91, ""),
}
# 34 seats on six levels, two of them vacant. Nobody knows who sits on the library board.
OFFICES = """office,division,name,party,phone,starts,ends,seat
Library Board Member,{town},?,,,,,
School Board Member,{state}/school_district:rivertown,Kit Moss,,202-555-0111,,2027-12-31,seat 1
School Board Member,{state}/school_district:rivertown,Noor Aziz,,202-555-0112,,2027-12-31,seat 2
School Board Member,{state}/school_district:rivertown,,,,,,seat 3
School Board Member,{state}/school_district:rivertown,Hal Jansen,,202-555-0114,,2029-12-31,seat 4
School Board Member,{state}/school_district:rivertown,Pia Lund,,202-555-0115,,2029-12-31,seat 5
Council Member,{town}/ward:1,Alma Reyes,Harbor,202-555-0121,,2027-11-30,
Council Member,{town}/ward:2,Joon Park,Orchard,202-555-0122,,2027-11-30,
Council Member,{town}/ward:3,,,,,,
Council Member,{town}/ward:4,Rae Whitcombe,Harbor/Orchard,202-555-0124,,2027-11-30,
Council Member,{town}/ward:5,Dana Okafor,Harbor,202-555-0125,,2027-11-30,
Mayor,{town},Lou Castellan,Harbor,202-555-0131,,2027-11-30,
City Clerk,{town},Mina Kovac,,202-555-0132,,2029-11-30,
Mayor,{state}/place:millbrook,Ines Varga,,555-0133,,2029-11-30,
County Executive,{state}/county:harbor,Tom Adeyemi,Orchard,202-555-0141,,2028-11-30,
County Clerk,{state}/county:harbor,Sal Marino,Harbor,202-555-0142,,2028-11-30,
Sheriff,{state}/county:harbor,Jo Brennan,Plains,202-555-0143,,2028-11-30,
County Commissioner,{state}/county:harbor,Ada Nwosu,Harbor,202-555-0144,,2028-11-30,seat 1
County Commissioner,{state}/county:harbor,Paul Greer,Plains,202-555-0145,,2028-11-30,seat 2
County Commissioner,{state}/county:harbor,Li Chen,Harbor,202-555-0146,,2028-11-30,seat 3
State Representative,{state}/sldl:12,Sam Reyes,Harbor,202-555-0151,,2027-01-04,
State Representative,{state}/sldl:13,Bea Lindqvist,Orchard,202-555-0152,,2027-01-04,
State Representative,{state}/sldl:14,Carl Oduya,Plains,202-555-0153,,2027-01-04,
State Senator,{state}/sldu:4,Omar Haddad,Harbor,202-555-0154,,2029-01-04,
State Senator,{state}/sldu:5,Ruth Vance,Plains,202-555-0155,,2029-01-04,
Governor,{state},Gail Sorensen,Harbor,202-555-0161,,2029-01-04,
Lieutenant Governor,{state},Ivo Petrov,Harbor,202-555-0162,,2029-01-04,
Attorney General,{state},Mae Thornton,Plains,202-555-0163,,2029-01-04,
Secretary of State,{state},Dev Anand,Harbor,202-555-0164,,2029-01-04,
US Senator,{state},Grace Ellery,Plains,202-555-0171,,2029-01-03,class 1
US Senator,{state},Ben Castro,Harbor,202-555-0172,,2031-01-03,class 2
US Representative,{state}/cd:1,Nell Fairweather,Harbor,202-555-0173,,2027-01-03,
US Representative,{state}/cd:2,Hugo Brandt,Orchard,202-555-0174,,2027-01-03,
President,{country},Avery Holt,Plains,202-555-0181,,2029-01-20,
Vice President,{country},Remy Okoye,Plains,202-555-0182,,2029-01-20,
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
        (folder / "offices.csv").write_text(OFFICES.format(town=TOWN, state=MEANDER, country=COUNTRY))
        _zips(at)
        import_offices(folder / "offices.csv", source=SOURCE, as_of=our_day(at), apply=True)


def _id(kind: str, code: str) -> str:
    return MEANDER if kind == "state" else f"{TOWN}/ward:{code}" if kind == "ward" else f"{MEANDER}/{kind}:{code}"


def _divisions() -> Iterator[tuple[str, str]]:
    yield COUNTRY, "the invented union"
    yield from ((_id(kind, code), name) for kind, code, name, _west, _width in SHAPES)


def _kinds() -> list[tuple[str, str]]:
    """(kind, what its ids begin with)."""
    return list({kind: _id(kind, code).rpartition("/")[0] for kind, code, *_shape in SHAPES}.items())


def _map(folder: Path, kind: str, within: str, at: datetime) -> None:
    mine = [(code, name, west, width) for one, code, name, west, width in SHAPES if one == kind]
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": {"type": "Polygon", "coordinates": [_ring(west, width)]},
        }
        for code, name, west, width in mine
    ]
    file = folder / f"{kind}.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    said = Said(plan=LABEL, kind=kind, within=within, column="code", valid_from=date(2022, 1, 1), source=SOURCE)
    import_boundaries([file], said, at=at, apply=True)


def _ring(west: float, width: float) -> list[list[float]]:
    """A corner each few meters, so that the lines are not coarse."""
    steps = [n / 200 for n in range(200)]
    ring = [[west, 40 + 0.05 * s] for s in steps] + [[west + width * s, 40.05] for s in steps]
    ring += [[west + width, 40.05 - 0.05 * s] for s in steps] + [[west + width - width * s, 40] for s in steps]
    return [*ring, ring[0]]


def _addresses() -> Iterator[str]:
    """Houses 1 to 60 of five streets that run from west to east through all the wards."""
    for row, street in enumerate(STREETS):
        for number in range(1, 61):
            longitude = -45.1 + 0.1 * (number - 0.5) / 60
            code = ("00010", "00010", "00011", "00013", "00013")[min(4, int((longitude + 45.1) / 0.02))]
            yield f"{number} {street},{code},{40.005 + 0.009 * row:.4f},{longitude:.5f}"


def _zips(at: datetime) -> None:
    plan, _new = Plan.objects.get_or_create(kind="ward", label=LABEL, defaults={"changed_at": at})
    for code, (longitude, wards) in ZIPS.items():
        ZipCode.objects.filter(code=code).update(longitude=f"{longitude:.6f}", latitude="40.025000", county="Harbor")
        touched = [ZipDivision(plan=plan, code=code, ocd_id=f"{TOWN}/ward:{ward}") for ward in wards]
        ZipDivision.objects.bulk_create(touched, ignore_conflicts=True)


def take_up() -> None:
    """Everything of Meander goes again."""
    offices = Office.objects.filter(division__startswith=COUNTRY, source=SOURCE)
    Official.objects.filter(terms__seat__office__in=offices, source=SOURCE).delete()
    offices.delete()
    Jurisdiction.objects.filter(division__startswith=COUNTRY, offices=None).delete()
    AddressPoint.objects.filter(zip_code__in=ZIPS).delete()
    ZipDivision.objects.filter(code__in=ZIPS).delete()
    Boundary.objects.filter(ocd_id__startswith=MEANDER).delete()
    Plan.objects.filter(label=LABEL, boundaries=None, zips=None).delete()
    Division.objects.filter(ocd_id__startswith=COUNTRY).delete()
