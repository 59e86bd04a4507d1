import pytest

from ballotline.record.places.models import Division, ZipCode
from ballotline.record.places.queries import Place, divisions_named, place_of, places_of

pytestmark = pytest.mark.django_db

RIVERTOWN = Place("00010", "Rivertown", "MR")
MILLBROOK = Place("00014", "Millbrook", "MR")


@pytest.fixture(autouse=True)
def two_towns():
    ZipCode.objects.create(code="00010", town="Rivertown", state="MR")
    ZipCode.objects.create(code="00014", town="Millbrook", state="MR")


@pytest.mark.parametrize("typed", ["00010", "00010-0420", " 00010 "])
def test_a_place_is_found_by_five_or_nine_digits(typed):
    assert place_of(typed) == RIVERTOWN


@pytest.mark.parametrize("typed", ["00099", "10", "Rivertown", "", "\x00"])
def test_what_is_not_on_file_has_no_place(typed):
    assert place_of(typed) is None


def test_a_page_of_codes_costs_one_statement(django_assert_num_queries):
    typed = ["00010", "00010-0420", "00014", "00099", "somewhere"] * 200

    with django_assert_num_queries(1):
        found = places_of(typed)

    assert found == {"00010": RIVERTOWN, "00010-0420": RIVERTOWN, "00014": MILLBROOK}


def test_no_code_costs_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert places_of(["", "somewhere"]) == {}


def test_a_division_is_found_by_all_its_words_in_name_or_id_in_the_order_of_ids():
    for ocd_id, name in (("x/ward:2", "Second of Rivertown"), ("x/ward:1", "First of Rivertown"), ("y/ward:1", "Dock")):
        Division.objects.create(ocd_id=ocd_id, kind="ward", name=name, parent_ocd_id="x")

    assert divisions_named("rivertown WARD", most=5) == [
        ("x/ward:1", "First of Rivertown"),
        ("x/ward:2", "Second of Rivertown"),
    ]
    assert divisions_named("ward", most=2) == [("x/ward:1", "First of Rivertown"), ("x/ward:2", "Second of Rivertown")]
    assert divisions_named("first dock", most=5) == divisions_named("  ", most=5) == []
    assert divisions_named("first of river town ward 1 x rivertown nothing", most=5) == [
        ("x/ward:1", "First of Rivertown")
    ]
