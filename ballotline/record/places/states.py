"""The states and territories as the Census Bureau numbers them (FIPS 5-2 and its successors). Facts, nothing else."""

NUMBERED = """
    01AL 02AK 04AZ 05AR 06CA 08CO 09CT 10DE 11DC 12FL 13GA 15HI 16ID 17IL 18IN 19IA 20KS 21KY 22LA 23ME 24MD 25MA 26MI
    27MN 28MS 29MO 30MT 31NE 32NV 33NH 34NJ 35NM 36NY 37NC 38ND 39OH 40OK 41OR 42PA 44RI 45SC 46SD 47TN 48TX 49UT 50VT
    51VA 53WA 54WV 55WI 56WY 60AS 66GU 69MP 72PR 78VI
"""
POSTAL_BY_FIPS = {one[:2]: one[2:] for one in NUMBERED.split()}
TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})
# The clock of each state's capital, as the tz database names it
ZONES = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
}
# As they are written out, without capitals
WRITTEN_OUT = """
    AL alabama; AK alaska; AZ arizona; AR arkansas; CA california; CO colorado; CT connecticut; DE delaware;
    DC district of columbia; FL florida; GA georgia; HI hawaii; ID idaho; IL illinois; IN indiana; IA iowa;
    KS kansas; KY kentucky; LA louisiana; ME maine; MD maryland; MA massachusetts; MI michigan; MN minnesota;
    MS mississippi; MO missouri; MT montana; NE nebraska; NV nevada; NH new hampshire; NJ new jersey; NM new mexico;
    NY new york; NC north carolina; ND north dakota; OH ohio; OK oklahoma; OR oregon; PA pennsylvania;
    RI rhode island; SC south carolina; SD south dakota; TN tennessee; TX texas; UT utah; VT vermont; VA virginia;
    WA washington; WV west virginia; WI wisconsin; WY wyoming; AS american samoa; GU guam;
    MP northern mariana islands; PR puerto rico; VI virgin islands
"""
NAMES = {one.strip()[3:]: one.strip()[:2] for one in WRITTEN_OUT.split(";")}
MILITARY = frozenset({"AA", "AE", "AP"})


def zone_of(postal: str) -> str:
    """The time zone of a state's capital; "" for a state that nobody knows."""
    return next((zone for zone, states in ZONES.items() if postal in states.split()), "")
