"""Each way to read a line, worked out by hand from the rules at its function: which words are the street, which the
town behind it, which a state; and whether the town looks like one."""

import pytest

from ballotline.record.places.streets import KEY_AT_MOST, is_whole, key_of, name_of, room_off, street_key, words_of
from ballotline.record.places.typed import (
    WORDS_OF_A_TOWN,
    Reading,
    is_behind_a_street,
    is_behind_its_state,
    places,
    readings,
    towns_before_the_code,
    understood,
)


def plain(line: str) -> list[Reading]:
    """Without those that only a town makes true that we know: "St" may be one."""
    return [one for one in readings(line) if one.is_plain]


def test_a_direction_that_is_a_state_too_is_read_as_both_and_the_street_ends_at_its_comma():
    """NE is the northeast and Nebraska; behind a comma nothing before it is a town."""
    assert readings("14 Dock St, NE") == [
        Reading("14 dock st ne"),
        Reading("14 dock st", (), "NE", is_plain=False),
    ]
    assert readings("14 Dock, St, NE") == [
        Reading("14 dock st ne"),
        Reading("14 dock st", (), "NE", is_plain=False),
    ]
    assert readings("14 Dock St, NE, Rivertown") == [Reading("14 dock st ne", ("rivertown",))]
    assert readings("14 Dock, St") == [Reading("14 dock st")], "a type alone is no state"
    assert readings("14 Dock St, N") == [Reading("14 dock st n")], "the north is no state"


def test_a_state_alone_behind_the_comma_is_one_though_its_letters_are_a_type():
    """CT is Connecticut and a court."""
    assert plain("14 Dock St, CT") == [Reading("14 dock st", (), "CT")]


def test_a_town_has_at_most_so_many_words():
    line = "14 " + " ".join("abcdefghijk"[n] * 3 for n in range(WORDS_OF_A_TOWN + 3))

    longest = max(readings(line), key=lambda one: len(one.town))

    assert len(longest.town) == WORDS_OF_A_TOWN


@pytest.mark.parametrize(
    "line, town, is_plain",
    [
        ("14 Dock St, South Burlington", ("south", "burlington"), True),
        ("14 Dock St, South Burlington Falls", ("south", "burlington", "falls"), False),  # falls end streets, too
        ("14 Dock St, South VT", ("south",), False),  # a direction alone is no town
        ("14 Dock St, S Burlington", ("s", "burlington"), False),  # towns write it out
        ("14 Dock St, NW Washington", ("nw", "washington"), False),
        ("14 Dock St, Burlington South", ("burlington", "south"), False),
        ("14 Dock St, South Lake", ("south", "lake"), False),  # a lake is a street's end too
        ("14 Dock St, South 9th", ("south", "9th"), False),
        ("14 Dock St, 9th Ward", ("9th", "ward"), False),
        ("14 Dock St, Main Court", ("main", "court"), False),  # there is a Main Court as a street
        ("14 Dock St, Main Ave Rivertown", ("main", "ave", "rivertown"), False),
        ("14 Dock St, Court Main", ("court", "main"), True),  # what a name begins with is no street's end
        ("14 Dock St, Port St Lucie", ("port", "st", "lucie"), True),  # a saint
        ("14 Dock St, Fort Lake Ave Hill", ("fort", "lake", "ave", "hill"), False),
        ("14 Dock St, Lake Forest", ("lake", "forest"), True),  # no lettered street ends so
    ],
)
def test_a_town_looks_like_one_or_like_the_end_of_a_street(line, town, is_plain):
    assert [one.is_plain for one in readings(line) if one.town == town] == [is_plain]


@pytest.mark.parametrize(
    "line, town, is_plain",
    [
        ("14 Dock St Rivertown", ("rivertown",), True),
        ("14 Dock Rivertown", ("rivertown",), False),  # a street that does not end
        ("14 Dock St Lake Rivertown", ("lake", "rivertown"), False),
    ],
)
def test_right_behind_a_street_only_what_a_whole_street_ends_before_looks_like_a_town(line, town, is_plain):
    assert [one.is_plain for one in readings(line) if one.town == town] == [is_plain]


@pytest.mark.parametrize(
    "line, key",
    [
        ("14 Dock St, B", "14 dock st"),
        ("14 Dock St, 204", "14 dock st"),
        ("14 Dock St, #R 16", "14 dock st"),
        ("14 Dock St, N", "14 dock st n"),  # a direction is no room
    ],
)
def test_a_room_alone_between_commas_is_left_out(line, key):
    assert plain(line) == [Reading(key)]
    assert plain(f"{line}, Rivertown") == [Reading(key, ("rivertown",))]


def test_names_of_states_have_up_to_three_words():
    """From the list of states: "New York", "District of Columbia"."""
    assert readings("14 Dock St, Rivertown, New York")[0] == Reading("14 dock st", ("rivertown",), "NY")
    assert Reading("14 dock st", ("rivertown",), "DC") in readings("14 Dock St, Rivertown, District of Columbia")
    assert (("rivertown",), "VT") in places("Rivertown Vermont")


@pytest.mark.parametrize(
    "line, towns",
    [
        ("Rivertown VT 00010", {("rivertown",)}),
        ("Rivertown, VT 00010", {("rivertown",)}),
        ("Rivertown, , VT 00010", {("rivertown",)}),
        ("Mill Falls, VT 00010", {("mill", "falls")}),
        ("Rivertown, NH 00010", set()),  # is said to lie elsewhere
        ("VT 00010", set()),
    ],
)
def test_which_towns_stand_before_a_code_of_this_state(line, towns):
    assert towns_before_the_code(understood(line), "VT") == towns


@pytest.mark.parametrize(
    "line, state, is_behind",
    [
        ("Rivertown, VT 00010", "VT", True),
        ("14 Dock St, Rivertown VT 00010", "VT", True),
        ("14 Dock St, Rivertown NH 00010", "VT", False),
        ("14 Dock St, VT 00010", "", True),
        ("Rivertown, 00010", "", False),
        ("14 Dock St, 00010", "VT", False),
    ],
)
def test_a_code_stands_behind_its_state_or_behind_any_where_its_own_is_not_known(line, state, is_behind):
    assert is_behind_its_state(understood(line), state) is is_behind


@pytest.mark.parametrize(
    "line, is_behind",
    [
        ("14 Dock St 00010", True),
        ("14 Dock St NW 00010", True),
        ("14 Dock St #2 00010", True),
        ("14 Dock St Apt 12 00010", True),
        ("Rivertown, 14 Dock St 00010", True),
        ("14 Dock 00010", False),
        ("14 Farm to Market Road 00010", False),  # roads have numbers for names
        ("14 Hwy 9 00010", True),  # the road has its number already
        ("14 Dock St Hartford CT 00010", False),
        ("555 1212 Ext 00010", False),  # so has much else that ends like a street
    ],
)
def test_a_code_stands_right_behind_a_whole_street_or_its_room(line, is_behind):
    assert is_behind_a_street(understood(line)) is is_behind


@pytest.mark.parametrize(
    "line, code",
    [
        ("14 Dock Rd 00010", "00010"),
        ("14 Rd 00010", "00010"),  # a house on a road, which is no number's
        ("14 County Rd 00010", ""),
        ("Forest Service Rd 00010", ""),
        ("14 State Hwy 00010", ""),
        ("Hwy 00010", ""),
        ("14 Dock St # 00010", ""),
        ("PO Box 00010", ""),
    ],
)
def test_a_number_behind_a_road_without_a_name_is_its_own(line, code):
    assert understood(line).zip_code == code


def test_a_key_is_as_long_as_its_column_and_no_longer():
    fits = "1 " + "x" * (KEY_AT_MOST - 2)

    assert key_of(fits.split()) == fits
    assert key_of(f"{fits}x".split()) == ""


def test_what_can_t_be_seen_tells_no_two_streets_apart():
    """A zero-width joiner (of the class Cf), an accent that stands by itself (Mn)."""
    assert words_of("14 Do\u200dck St") == words_of("14 Dock St")
    assert words_of("14 De\u0301pôt St") == ["14", "depot", "st"]


@pytest.mark.parametrize(
    "line, key",
    [
        ("14 North Street", "14 north st"),  # the direction is the street's only name
        ("14 North East Street", "14 n east st"),
        ("14 East Avenue", "14 east ave"),
        ("14 E Street", "14 e st"),
        ("14 North", "14 north"),
        ("14 Broadway", "14 broadway"),
        ("14 Alley", "14 aly"),
        ("14 North Alley", "14 n aly"),  # no alley has a letter for a name
    ],
)
def test_a_direction_that_is_a_street_s_only_name_stays_as_it_was_written(line, key):
    assert street_key(line) == key


@pytest.mark.parametrize(
    "line, whole",
    [
        ("14 dock st", True),
        ("14 dock st n", True),
        ("14 st n", False),  # what would be left is a number and a type
        ("14 st", False),
        ("14 n s", False),
        ("14 hwy 9", True),
        ("14 dock 9", False),
        ("14 dock", False),
    ],
)
def test_a_line_ends_as_a_street_does(line, whole):
    assert is_whole(line.split()) is whole


@pytest.mark.parametrize(
    "line, left",
    [
        ("9 dock st apt 2", "9 dock st"),
        ("9 dock st apt 2 #3", "9 dock st"),
        ("9 dock st", "9 dock st"),
        ("9 apt 2", "9 apt 2"),  # what would leave no street is no room
        ("9 n apt 2", "9 n apt 2"),
        ("9 x apt 2", "9 x"),
        ("9 dock st rear", "9 dock st"),
        ("rear", "rear"),
    ],
)
def test_a_room_at_the_end_is_taken_off_as_long_as_a_street_is_left(line, left):
    assert room_off(line.split()) == left.split()


def test_the_name_of_a_street_is_what_is_left_of_its_key():
    assert name_of("1421 n main st nw") == "main"
    assert name_of("") == ""
    assert name_of("n st") == "n"
