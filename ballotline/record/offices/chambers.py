"""How many seats the chambers of Congress have, whoever sits in them. Facts, and no Django.

Representatives: 2020 Census, Apportionment of the U.S. House of Representatives (Table 1, Census Bureau, April 2021):
435, from the 118th Congress to the 122nd. Delegates: 2 U.S.C. 25a (DC), 48 U.S.C. 1711 (GU, VI), 1731 (AS), 1751 (MP);
the Resident Commissioner of PR: 48 U.S.C. 891.
"""

from datetime import date

from ballotline.record.offices.rules import Role
from ballotline.record.places.rules import at_large, state_id, state_of

APPORTIONED_FROM, APPORTIONED_BEFORE = date(2023, 1, 3), date(2033, 1, 3)
REPRESENTATIVES = {
    **dict.fromkeys(("AK", "DE", "ND", "SD", "VT", "WY"), 1),
    **dict.fromkeys(("HI", "ID", "ME", "MT", "NH", "RI", "WV"), 2),
    **dict.fromkeys(("NE", "NM"), 3),
    **dict.fromkeys(("AR", "IA", "KS", "MS", "NV", "UT"), 4),
    **dict.fromkeys(("CT", "OK"), 5),
    **dict.fromkeys(("KY", "LA", "OR"), 6),
    **dict.fromkeys(("AL", "SC"), 7),
    **dict.fromkeys(("CO", "MD", "MN", "MO", "WI"), 8),
    **dict.fromkeys(("AZ", "IN", "MA", "TN"), 9),
    "WA": 10,
    "VA": 11,
    "NJ": 12,
    "MI": 13,
    "GA": 14,
    "NC": 14,
    "OH": 15,
    "IL": 17,
    "PA": 17,
    "NY": 26,
    "FL": 28,
    "TX": 38,
    "CA": 52,
}
# One person at a time, wherever lists name the office so
ONE_HOLDER = frozenset(
    {
        "rep",
        "prez",
        "viceprez",
        "governor",
        "lt_governor",
        "attorney general",
        "secretary of state",
        "chief election officer",
        "mayor",
    }
)
# Chambers that have districts with several members (National Conference of State Legislatures, "State Legislative
# Chambers that Use Multi-Member Districts")
SEVERAL_MEMBERS = {
    "lower": frozenset({"AZ", "ID", "MD", "NH", "NJ", "ND", "SD", "VT", "WA"}),
    "upper": frozenset({"VT", "WV"}),
}
DELEGATES = ("AS", "DC", "GU", "MP", "PR", "VI")


def has_one_holder(role: Role) -> bool:
    """Is it known that this office has a single seat? Of a council that an organizer lists nothing is known."""
    if role.role in SEVERAL_MEMBERS:
        state = state_of(role.divisions[0]).upper()
        return len(state) == 2 and state not in SEVERAL_MEMBERS[role.role]
    return role.role in ONE_HOLDER


def house_districts(on: date) -> frozenset[str]:
    """The divisions that send somebody to the House on that day: 435 and six.

    Empty where the apportionment isn't known.
    """
    if not APPORTIONED_FROM <= on < APPORTIONED_BEFORE:
        return frozenset()
    several = {postal: seats for postal, seats in REPRESENTATIVES.items() if seats > 1}
    numbered = {f"{state_id(postal)}/cd:{n}" for postal, seats in several.items() for n in range(1, seats + 1)}
    alone = {at_large(state_id(postal)) for postal in (*(REPRESENTATIVES.keys() - several), *DELEGATES)}
    return frozenset(numbered | alone)
