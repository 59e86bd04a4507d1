"""Where each state roughly lies, so that a map or a table with longitude and latitude swapped, or in meters, is noticed
before it is brought in. Pure Python.

Whole degrees around the Census Bureau's cartographic boundaries of 2017, outward; with the small islands that those
leave out (Northwestern Hawaiian Islands, Swains Island, Farallon de Pajaros). Alaska goes on behind the 180th meridian.
"""

MARGIN = 1.0  # degrees: districts on full maps hold the water before their coast
# west, south, east, north
EXTENTS = {
    "AK": (-188, 51, -129, 72),
    "AL": (-89, 30, -84, 36),
    "AR": (-95, 33, -89, 37),
    "AS": (-172, -15, -168, -11),
    "AZ": (-115, 31, -109, 37),
    "CA": (-125, 32, -114, 43),
    "CO": (-110, 36, -102, 41),
    "CT": (-74, 40, -71, 43),
    "DC": (-78, 38, -76, 39),
    "DE": (-76, 38, -75, 40),
    "FL": (-88, 24, -80, 31),
    "GA": (-86, 30, -80, 35),
    "GU": (144, 13, 145, 14),
    "HI": (-179, 18, -154, 29),
    "IA": (-97, 40, -90, 44),
    "ID": (-118, 41, -111, 49),
    "IL": (-92, 36, -87, 43),
    "IN": (-89, 37, -84, 42),
    "KS": (-103, 36, -94, 40),
    "KY": (-90, 36, -81, 40),
    "LA": (-95, 28, -88, 34),
    "MA": (-74, 41, -69, 43),
    "MD": (-80, 37, -75, 40),
    "ME": (-72, 43, -66, 48),
    "MI": (-91, 41, -82, 49),
    "MN": (-98, 43, -89, 50),
    "MO": (-96, 36, -89, 41),
    "MP": (144, 14, 147, 21),
    "MS": (-92, 30, -88, 35),
    "MT": (-117, 44, -104, 49),
    "NC": (-85, 33, -75, 37),
    "ND": (-105, 45, -96, 49),
    "NE": (-105, 40, -95, 43),
    "NH": (-73, 42, -70, 46),
    "NJ": (-76, 38, -73, 42),
    "NM": (-110, 31, -103, 37),
    "NV": (-121, 35, -114, 42),
    "NY": (-80, 40, -71, 46),
    "OH": (-85, 38, -80, 42),
    "OK": (-103, 33, -94, 37),
    "OR": (-125, 41, -116, 47),
    "PA": (-81, 39, -74, 43),
    "PR": (-68, 17, -65, 19),
    "RI": (-72, 41, -71, 43),
    "SC": (-84, 32, -78, 36),
    "SD": (-105, 42, -96, 46),
    "TN": (-91, 34, -81, 37),
    "TX": (-107, 25, -93, 37),
    "UT": (-115, 37, -109, 42),
    "VA": (-84, 36, -75, 40),
    "VI": (-66, 17, -64, 19),
    "VT": (-74, 42, -71, 46),
    "WA": (-125, 45, -116, 49),
    "WI": (-93, 42, -86, 48),
    "WV": (-83, 37, -77, 41),
    "WY": (-112, 41, -104, 46),
}


def lies_in(state: str, box: tuple[float, float, float, float]) -> bool:
    """Can that box (west, south, east, north, in degrees) be ground of the state?

    Of a state that nobody knows: of the world?
    """
    west, south, east, north = box
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return False
    extent = EXTENTS.get(state)
    if extent is None:
        return True
    turn = 360 if extent[0] < -180 and west > 0 else 0
    return (
        extent[0] - MARGIN <= west - turn
        and east - turn <= extent[2] + MARGIN
        and extent[1] - MARGIN <= south
        and north <= extent[3] + MARGIN
    )


def is_point_of(state: str, longitude: float, latitude: float) -> bool:
    return lies_in(state, (longitude, latitude, longitude, latitude))
