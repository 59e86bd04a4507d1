import pytest

from ballotline.record.places.models import ZipCode
from ballotline.record.places.queries import Place, place_of, places_of

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
