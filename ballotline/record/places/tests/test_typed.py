"""The one location field: what people, map sites and spreadsheets write, and what of it is a ZIP code."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballotline.record.places.typed import Asked, places, state_named, understood


@pytest.mark.parametrize(
    "text, asked",
    [
        ("00010", Asked(zip_code="00010")),
        (" 00010-1234 ", Asked(zip_code="00010")),
        ("00010 1234", Asked(zip_code="00010")),
        ("14 Dock St, Rivertown 00010", Asked("14 Dock St, Rivertown", "00010")),
        ("14 Dock St\nRivertown, MR 00010-1234", Asked("14 Dock St Rivertown, MR", "00010")),
        ("14 Dock St, 00010–1234", Asked("14 Dock St", "00010")),
        ("14 Dock St 00010 1234", Asked("14 Dock St", "00010")),
        ("14 Dock St", Asked("14 Dock St")),
        ("10001 Dock St", Asked("10001 Dock St")),
        ("40.8154, -73.0451", Asked(point=(-73.0451, 40.8154))),
        ("91, 0", Asked("91, 0")),
        ("", Asked()),
    ],
)
def test_one_field_takes_a_street_a_code_or_a_point(text, asked):
    assert understood(text) == asked


@pytest.mark.parametrize(
    "end",
    [
        ", USA",
        ", United States",
        " United States of America",
        ", U.S.A.",
        ".",
        ", US",
        " US.",
        ", usa",
        ",",
        ", U.S.",
    ],
)
def test_the_country_and_a_full_stop_behind_the_code_change_nothing(end):
    assert understood(f"14 Dock St, Rivertown, MR 00010{end}") == Asked("14 Dock St, Rivertown, MR", "00010")
    assert understood(f"00010{end}") == Asked(zip_code="00010")


@pytest.mark.parametrize(
    "text",
    [
        "PO Box 75001",
        "P.O. Box 75001",
        "Box 75001",
        "Apt 75001",
        "14 Dock St Apt 75001",
        "14 Dock St Unit 75001",
        "14 Dock St # 75001",
        "14 Dock St #75001",
        "County Road 75001",
        "12 County Road 75001",
        "12 Co Rd 75001",
        "12 Harbor County Rd 75001",
        "State Highway 75001",
        "12 Highway 75001",
        "12 US Hwy 75001",
        "Route 75001",
        "12 Old State Rte 75001",
        "FM 75001",
        "12 CR 75001",
        "Suite 75001",
        "Lot 75001",
        "Interstate 75001",
        "12 TX Highway 75001",
        "Room No. 75001",
        "12 Forest Service Rd 75001",
    ],
)
def test_a_number_that_belongs_to_a_box_a_room_or_a_road_is_no_zip_code(text):
    assert understood(text).zip_code == ""


@pytest.mark.parametrize(
    "text",
    [
        "Texas 75001",
        "Addison TX 75001",
        "Rivertown 75001",
        "14 Dock St 75001",
        "14 Mill Road 75001",
        "12 Harbor Highway 75001",
        "12 County Road, 75001",
        "14 Dock St Apt 2 75001",
        "PO Box 12, Rivertown 75001",
        "Panama City FL 75001",
        "Mill Rd 75001",
        "12 New State Road 75001",
        "12 County Road 5, Rivertown MR 75001",
        "14 Dock St, Apt 2, 75001",
    ],
)
def test_a_code_stands_behind_a_town_a_state_a_street_or_a_comma(text):
    assert understood(text).zip_code == "75001"


@pytest.mark.parametrize(
    "text, code",
    [
        ("4820", "04820"),
        ("501", "00501"),
        ("Harbor, RI 2891", "02891"),
        ("14 Dock St, Hartford, CT 6101", "06101"),
        ("14 Dock St, Harbor, RI 2891, USA", "02891"),
    ],
)
def test_a_code_that_lost_its_zeros_is_known_as_such(text, code):
    asked = understood(text)

    assert (asked.zip_code, asked.zero_lost) == (code, True)


@pytest.mark.parametrize(
    "text", ["5 Dock Dr 1204", "14 Dock St, 1204", "12", "1204 Dock St", "12 Highway 1204", "Dock St NW 1204"]
)
def test_a_short_number_elsewhere_is_no_code(text):
    assert understood(text).zip_code == ""


@pytest.mark.parametrize(
    "text, is_box",
    [
        ("PO Box 12, Rivertown 00010", True),
        ("P. O. Box 12 00010", True),
        ("Post Office Box 12", True),
        ("POB 12", True),
        ("PO Box 12, 14 Dock St, Rivertown 00010", False),
        ("14 Box Elder Ln", False),
        ("Boxwood Ln 00010", False),
    ],
)
def test_a_box_without_a_street_is_known(text, is_box):
    assert understood(text).is_box is is_box


@pytest.mark.parametrize(
    "text, key",
    [
        ("14 Dock St, 00010", "14 dock st"),
        ("14 Dock St Apt 3 NW, 00010", "14 dock st nw"),
        ("14 Dock St, NW, 00010", "14 dock st nw"),
        ("Apt 2, 14 Dock St, 00010", "14 dock st"),
        ("City Hall, 14 Dock St, 00010", "14 dock st"),
        ("14 Dock St, Court", "14 dock st ct"),
        ("14 Dock St, B, Rivertown 00010", "14 dock st"),
        ("PO Box 3, 14 Dock St, 00010", "14 dock st"),
    ],
)
def test_the_street_is_found_among_what_stands_around_it(text, key):
    assert understood(text).ways[0].key == key


def test_two_houses_in_one_line_or_a_direction_before_the_house_are_none():
    assert understood("14 Dock St, 16 Mill Rd, 00010").ways == ()
    assert understood("NW, 14 Dock St, 00010").ways == ()


@pytest.mark.parametrize(
    "text, found",
    [
        ("Rivertown, MR", (("rivertown",), "MR")),
        ("New York", ((), "NY")),
        ("Rivertown Vermont", (("rivertown",), "VT")),
        ("Rivertown", (("rivertown",), "")),
        ("Rivertown, Tenn.", (("rivertown",), "TN")),
        ("Rivertown N. Y.", (("rivertown",), "NY")),
    ],
)
def test_a_place_s_name_is_a_town_a_state_or_both(text, found):
    assert found in places(text)


@pytest.mark.parametrize(
    "before, state",
    [
        *((f"1 Oak St, Harbor, {state}", state) for state in ("CT", "KY", "MT", "NE", "PR", "WY", "OH", "DC")),
        *((f"1 Oak St, Harbor {state}", state) for state in ("CT", "KY", "MT", "NE", "PR", "WY", "OH", "DC")),
        *((f"Harbor, {state}", state) for state in ("CT", "KY", "MT", "NE", "PR", "WY", "OH", "DC")),
        *((state, state) for state in ("CT", "NE", "OH")),
        ("1 Oak St, Apt 2, Harbor, CT", "CT"),
        ("1 Oak St, Harbor, Connecticut", "CT"),
        ("1 Oak St, Harbor, Conn.", "CT"),
        ("Nashville, Tenn.", "TN"),
        ("Boston, Mass.", "MA"),
        ("New York, N. Y.", "NY"),
        ("New York, N.Y.", "NY"),
        ("Washington, D. C.", "DC"),
        # A court, a key and the northeast, by what stands before them
        ("1 Oak St, CT", ""),
        ("1 Oak St, NE", ""),
        ("1 Oak St, Apt 2, NE", ""),
        ("1 Oak Ct", ""),
        ("Harbor Ky", ""),
        ("Harbor", ""),
        ("", ""),
    ],
)
def test_the_state_before_a_code_is_one_where_a_town_stands_before_it(before, state):
    assert state_named(before) == state


PIECES = [*"14 Dock St NW , 00010 - Apt # ² 🌊 MR USA . ½ ٣".split(), "PO Box", "\x00"]


@settings(max_examples=2_000, deadline=None)
@given(st.one_of(st.text(max_size=400), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)))
def test_any_text_is_read_and_a_code_is_five_digits_that_stand_in_it(text):
    asked = understood(text)

    assert asked.zip_code == "" or asked.zip_code.lstrip("0" if asked.zero_lost else "") in text
    assert len(asked.zip_code) in (0, 5) and len(asked.ways) < 40


@pytest.mark.parametrize(
    "text, ways",
    [
        ("Rivertown", [(("rivertown",), "")]),
        ("King Court", [(("king", "court"), "")]),
        ("xx", [(("xx",), "")]),
        ("King And XX", [(("king", "and"), "XX"), (("king", "and", "xx"), "")]),
        ("Vermont", [((), "VT"), (("vermont",), "")]),
    ],
)
def test_a_place_without_a_street_is_read_with_two_letters_behind_it_as_a_state(text, ways):
    assert places(text) == ways
