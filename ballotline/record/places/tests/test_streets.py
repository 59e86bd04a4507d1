"""A street's key: two ways of writing one street meet, two streets never do.

Streets are invented; the real file is below.
"""

import gzip
import json
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.record.places.streets import as_written, name_of, street_key

REAL = Path(__file__).parents[5] / "shared" / "data" / "addresses-us" / "addresses-us.json.gz"
# As Publication 28 of the Postal Service pairs them
DIRECTIONS = {
    "North": "N",
    "South": "S",
    "East": "E",
    "West": "W",
    "Northeast": "NE",
    "Northwest": "NW",
    "Southeast": "SE",
    "Southwest": "SW",
}
TYPES = {
    "Alley": "ALY",
    "Avenue": "AVE",
    "Boulevard": "BLVD",
    "Circle": "CIR",
    "Court": "CT",
    "Crossing": "XING",
    "Drive": "DR",
    "Highway": "HWY",
    "Lane": "LN",
    "Parkway": "PKWY",
    "Place": "PL",
    "Road": "RD",
    "Square": "SQ",
    "Street": "ST",
    "Terrace": "TER",
    "Trail": "TRL",
    "Turnpike": "TPKE",
    "Way": "WAY",
}


@pytest.mark.parametrize(
    "one, other",
    [
        ("14 North Dock Street", "14 N. Dock St"),
        ("14 Dock Street Northwest", "14 DOCK ST N.W."),
        ("14 Dock St.NW", "14 Dock St NW"),
        ("145 Saint John Street", "145 St. John St"),
        ("14 O'Hara Lane", "14 OHara Ln"),
        ("14 Doña Ana Road", "14 Dona Ana Rd"),
        ("14½ Dock St", "14 1/2 Dock Street"),
        ("9 Fifth Avenue", "9 5th Ave"),
        ("9 U.S.A. Drive", "9 USA Dr"),
        ("9 Well-Field Road", "9 Well Field Rd"),
        ("14A Dock St", "14a dock street"),
        ("9 Court Street", "9 Ct St"),
        ("9 Seventh Street Road", "9 7th St Rd"),
        ("9 Mount Hope Avenue", "9 Mt Hope Ave"),
    ],
)
def test_two_ways_of_writing_one_street_meet(one, other):
    assert street_key(one) == street_key(other) != ""


@pytest.mark.parametrize(
    "one, other",
    [
        ("1421 Main St", "1421 Main St NW"),
        ("1421 Main St", "1421 Main Street South"),
        ("1421 Main St", "1421 Main St Court"),
        ("1421 Main St", "1421 Main Ct"),
        ("1421 Main St", "1421 N Main St"),
        ("100 E Street", "100 East Street"),
        ("900 North East Street", "900 Northeast Street"),
        ("100 N Flamingo Rd", "100 N Florida Ave"),
        ("100 N Florida Ave", "100 N Stewart St"),
        ("715 36.1 Road", "715 361 Road"),
        ("100 N RM 620", "100 N RM 12"),
        ("100 State Route No 5", "100 State Route No 7"),
        ("9 Harbor Front", "9 Harbor"),
        ("9 County Lot 5 Road", "9 County Road"),
        ("1 4th St", "14 th St"),
        ("9 Upper Lane", "9 Lane"),
        ("9 Unit Road", "9 Road"),
        ("12 Main St", "12-A Main St"),
    ],
)
def test_two_streets_never_share_a_key(one, other):
    assert street_key(one) != street_key(other)


@pytest.mark.parametrize(
    "line",
    [
        "9 Dock St Apt 2",
        "9 Dock St Apt. B",
        "9 Dock St Apt #2B",
        "9 Dock St #2",
        "9 Dock St # 2",
        "9 Dock St#2",
        "9 Dock St Unit C-4",
        "9 Dock St Fl 2",
        "9 Dock St 2nd Floor",
        "9 Dock St Rm 12",
        "9 Dock St Bldg 2 Apt 3",
        "9 Dock St Rear",
        "9 Dock St Lot 7",
        "9 Dock St #APT 000003",
        "9 Dock St ##14",
        "9 Dock St Suite 100-A",
        "9 Dock St, whatever",
    ],
)
def test_a_room_is_left_off_the_end(line):
    assert street_key(line) == "9 dock st"


@pytest.mark.parametrize(
    "line", ["", "9", "Dock St", "9 ", "²9 Dock St", "９ Dock St", "9 " + "x" * 130, "🌊 9", "Apt 9 Dock"]
)
def test_what_is_no_number_and_street_has_no_key(line):
    assert street_key(line) == ""


@given(st.text(max_size=140))
def test_a_key_is_its_own_key(text):
    key = street_key(text)

    assert street_key(key) == key
    assert key == "" or (key[0] in "0123456789" and 3 <= len(key) <= 120)


@given(
    st.sampled_from(["", *DIRECTIONS]),
    st.sampled_from(["Oak", "Harbor View", "Saint Ann", "Old Mill", "5th", "O'Hara"]),
    st.sampled_from([*TYPES]),
    st.sampled_from(["", *DIRECTIONS]),
    st.integers(1, 99_999),
)
def test_every_street_keeps_its_own_key_and_both_ways_of_writing_meet(before, name, kind, behind, number):
    written = " ".join(filter(None, [str(number), before, name, kind, behind]))
    short = " ".join(filter(None, [str(number), DIRECTIONS.get(before), name, TYPES[kind], DIRECTIONS.get(behind)]))

    assert street_key(written) == street_key(short) == street_key(short.upper()) == street_key(written.casefold())
    for other in {"", *DIRECTIONS} - {behind}:
        assert street_key(" ".join(filter(None, [str(number), before, name, kind, other]))) != street_key(written)
    for other in {*TYPES} - {kind}:
        assert street_key(" ".join(filter(None, [str(number), before, name, other, behind]))) != street_key(written)


@pytest.mark.parametrize(
    "key, name",
    [
        ("1421 n main st nw", "main"),
        ("1421 main st ct", "main"),
        ("9 ct st", "ct"),
        ("9 east st", "e"),
        ("9 e st ne", "e"),
        ("14 1/2 dock st", "dock"),
        ("9 broadway", "broadway"),
        ("9 us hwy 98", "us hwy 98"),
        ("", ""),
    ],
)
def test_the_name_of_a_street_leaves_off_what_may_be_mistaken(key, name):
    assert name_of(key) == name


@pytest.mark.parametrize("key, written", [("14a n main st nw", "14A N Main St NW"), ("9 5th ave", "9 5th Ave")])
def test_a_key_can_be_shown(key, written):
    assert as_written(key) == written and street_key(written) == key


def as_abbreviated(line: str) -> str:
    """By the Postal Service's rule: the type and the directions are shortened,
    but no direction that is the name itself."""
    number, *words = line.split()
    kind = next((n for n in range(len(words) - 1, -1, -1) if words[n] not in DIRECTIONS), -1)
    if kind < 0 or words[kind] not in TYPES:
        return line
    is_named_so = all(word in DIRECTIONS for word in words[:kind])
    name = words[:kind] if is_named_so else [DIRECTIONS.get(words[0], words[0]), *words[1:kind]]
    return " ".join([number, *name, TYPES[words[kind]], *(DIRECTIONS[word] for word in words[kind + 1 :])])


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real data is not here")
def test_every_real_street_keeps_its_own_key_and_both_ways_of_writing_meet():
    listed = json.loads(gzip.decompress(REAL.read_bytes()))["addresses"]
    lines = {(one["postalCode"], one["address1"]) for one in listed if one["address1"][:1].isdigit()}
    by_key: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code, line in lines:
        by_key[code, street_key(line)].add(line)

    assert len(lines) == 2_118, "of 2,120 two have no number"
    assert [some for some in by_key.values() if len(some) > 1] == [], "no two streets of one ZIP code share a key"
    assert all(key for _code, key in by_key)
    shortened = [line for _code, line in lines if as_abbreviated(line) != line]
    assert len(shortened) > 1_900
    assert [line for line in shortened if street_key(as_abbreviated(line)) != street_key(line)] == []


@pytest.mark.parametrize(
    "key, name",
    [
        ("1421 n main st nw", "main"),
        ("n dock st", "dock"),  # no number stands before it
        ("14", "14"),
        ("14 1/2 dock st", "dock"),
        ("14 n st", "n"),  # a direction that is the only name stays, short as in every key
        ("14 north st", "n"),
        ("", ""),
    ],
)
def test_a_street_s_name_is_what_is_left_of_its_key(key, name):
    assert name_of(key) == name
