import csv
import gzip
import os
import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest

from ballotline.foundation.ingest.limits import Refused
from ballotline.record.places.importer.zips import import_zips
from ballotline.record.places.models import ZipCode
from ballotline.record.places.queries import place_of

HEADER = (
    "zip_code,zip_code_type,active,city,acceptable_cities,unacceptable_cities,"
    "state,county,timezone,area_codes,country,lat,long"
)
RIVERTOWN = "00010,STANDARD,True,Rivertown,,,MR,Meander County,America/New_York,202,US,40.8154,-73.0451"
FERRY_POINT = '00018,PO BOX,True,Ferry Point,"Old Ferry, the|Ferry",,MR,"Meander, Lower",America/New_York,202,US,0,0'
OLD_BASE = "00019,MILITARY,False,Oldfield,,,MR,,,,DE,,"

REAL_DATA = Path(os.environ.get("BALLOTLINE_DATA", "../shared/data")) / "zip" / "zipcodes.csv.gz"

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(tmp_path):
    """Writes a file of these lines under the header."""

    def write(*lines: str, name: str = "zips.csv", header: str = HEADER) -> Path:
        path = tmp_path / name
        content = "\n".join([header, *lines, ""]).encode()
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    return write


def test_a_dry_run_counts_and_writes_nothing(table):
    report = import_zips(table(RIVERTOWN, FERRY_POINT), apply=False)

    assert (report.new, report.changed, report.same, report.wrong) == (2, 0, 0, 0)
    assert ZipCode.objects.count() == 0


def test_every_column_arrives_where_it_belongs(table):
    import_zips(table(RIVERTOWN, FERRY_POINT, OLD_BASE), apply=True)

    rivertown, ferry_point, base = ZipCode.objects.order_by("code")
    assert (rivertown.town, rivertown.state, rivertown.county) == ("Rivertown", "MR", "Meander County")
    assert (rivertown.latitude, rivertown.longitude) == (Decimal("40.8154"), Decimal("-73.0451"))
    assert (rivertown.kind, rivertown.is_active) == ("standard", True)
    assert (ferry_point.kind, ferry_point.county) == ("po_box", "Meander, Lower")
    assert (base.kind, base.is_active, base.county) == ("military", False, "")


@pytest.mark.parametrize("row", [FERRY_POINT, OLD_BASE])
def test_a_point_that_nobody_knows_is_none_and_not_in_the_atlantic(table, row):
    import_zips(table(row), apply=True)

    assert (ZipCode.objects.get().latitude, ZipCode.objects.get().longitude) == (None, None)


@pytest.mark.parametrize("name", ["zips.csv.gz", "zips.csv"])
def test_gzip_is_seen_by_its_content(table, tmp_path, name):
    file = table(RIVERTOWN, name=name).rename(tmp_path / "download")

    assert import_zips(file, apply=True).new == 1


def test_three_columns_are_enough(table):
    report = import_zips(table("00010,MR,Rivertown", header="ZIP_CODE,State,City"), apply=True)

    assert (report.new, report.wrong) == (1, 0)
    assert place_of("00010").town == "Rivertown"


def test_a_byte_order_mark_and_windows_line_ends_are_no_trouble(tmp_path):
    file = tmp_path / "zips.csv"
    file.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\r\n{RIVERTOWN}\r\n\r\n".encode())

    assert import_zips(file, apply=True).new == 1


def test_the_same_file_again_changes_nothing(table):
    import_zips(table(RIVERTOWN, FERRY_POINT), apply=True)

    report = import_zips(table(RIVERTOWN, FERRY_POINT), apply=True)

    assert (report.new, report.changed, report.same) == (0, 0, 2)


def test_a_newer_file_updates_and_never_doubles(table):
    import_zips(table(RIVERTOWN, FERRY_POINT), apply=True)

    report = import_zips(table(RIVERTOWN.replace("Rivertown", "Rivertown Falls"), OLD_BASE), apply=True)

    assert (report.new, report.changed, report.same) == (1, 1, 0)
    assert place_of("00010").town == "Rivertown Falls"
    assert ZipCode.objects.count() == 3


@pytest.mark.parametrize(
    "row, column, words",
    [
        ("420,STANDARD,True,Rivertown,,,MR,,,,US,,", "zip_code", "dropped the zeros"),
        ("00011,STANDARD,True,,,,MR,,,,US,,", "city", "1 to 80 characters"),
        (f"00011,STANDARD,True,{'x' * 81},,,MR,,,,US,,", "city", "1 to 80 characters"),
        ("00011,STANDARD,True,River\x00town,,,MR,,,,US,,", "city", "not readable text"),
        ("00011,STANDARD,True,Rivertown,,,Meander,,,,US,,", "state", "2 characters"),
        ("00011,CASTLE,True,Rivertown,,,MR,,,,US,,", "zip_code_type", "STANDARD, PO BOX, UNIQUE, MILITARY"),
        ("00011,STANDARD,perhaps,Rivertown,,,MR,,,,US,,", "active", "TRUE"),
        ("00011,STANDARD,True,Rivertown,,,MR,,,,US,91,12", "lat", "-90 to 90"),
        ("00011,STANDARD,True,Rivertown,,,MR,,,,US,nan,12", "lat", "-90 to 90"),
        ("00011,STANDARD,True,Rivertown,,,MR,,,,US,40.1,", "lat", "together"),
        ("00011,Rivertown,MR", "columns", "3 columns and the first line 13"),
        (RIVERTOWN, "zip_code", "further up"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_the_rest_goes_on(table, row, column, words):
    report = import_zips(table(RIVERTOWN, row, FERRY_POINT), apply=True)

    [problem] = report.problems
    assert (problem.line, problem.column) == (3, column)
    assert words in problem.hint
    assert "Line 3" in str(problem)
    assert set(ZipCode.objects.values_list("code", flat=True)) == {"00010", "00018"}


@pytest.mark.parametrize("separator, called", [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")])
@pytest.mark.parametrize(
    "encoding, as_called",
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_a_table_is_read_however_a_spreadsheet_saved_it_and_the_report_says_how(
    tmp_path, separator, called, encoding, as_called
):
    rows = [["zip_code", "city", "state"], ["00010", "Cañón “Ferry”", "MR"], ["00018", "Ferry Point", "MR"]]
    file = tmp_path / "zips.csv"
    file.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))

    report = import_zips(file, apply=True)

    assert (report.new, report.wrong, report.read_as) == (2, 0, {f"{called}, {as_called}": 1})
    assert place_of("00010").town == "Cañón “Ferry”"


def test_stray_bytes_among_whole_letters_are_a_bad_row_and_the_rest_goes_on(tmp_path):
    file = tmp_path / "zips.csv"
    whole = "zip_code,city,state\n00010,Ríó Tówn,MR\n"
    file.write_bytes(whole.encode() + "00011,Cañon,MR\n".encode("latin-1") + b"00018,Ferry Point,MR\n")

    report = import_zips(file, apply=True)

    assert (report.new, [(problem.line, problem.column) for problem in report.problems]) == (2, [(3, "city")])
    assert place_of("00010").town == "Ríó Tówn"
    assert str(report.problems[0]).encode()  # can be printed


def test_a_quote_that_never_closes_is_named_where_it_opens(table):
    open_quote = '00020,STANDARD,True,"Rivertown,,,MR,,,,US,,'

    report = import_zips(table(RIVERTOWN, open_quote, OLD_BASE), apply=True)

    assert report.new == 1
    assert [(problem.line, problem.column) for problem in report.problems] == [(3, "columns")]


def test_only_the_first_problems_are_kept_and_all_are_counted(table):
    report = import_zips(table(RIVERTOWN, *["x,STANDARD,True,Rivertown,,,MR,,,,US,,"] * 250), apply=True)

    assert (report.wrong, len(report.problems), report.rows) == (250, 100, 251)


def test_a_table_of_which_no_row_can_be_read_is_refused_with_the_first_reason(table):
    with pytest.raises(
        Refused, match=r"nothing that can be brought in\. Line 2, zip_code 'x': A ZIP code has five digits"
    ):
        import_zips(table(*["x,STANDARD,True,Rivertown,,,MR,,,,US,,"] * 3), apply=True)


@pytest.mark.parametrize("latitude, longitude", [("-73.05", "40.82"), ("40.44", "-79.99"), ("0.1", "0.1")])
def test_a_code_that_would_lie_outside_of_its_state_is_named_and_left_out(table, latitude, longitude):
    """Swapped (in New York); Pittsburgh instead of Minneapolis; the Gulf of Guinea."""
    there = f"55401,STANDARD,True,Minneapolis,,,MN,,,,US,{latitude},{longitude}"

    report = import_zips(table(RIVERTOWN, there), apply=True)

    assert (report.new, report.wrong) == (1, 1)
    assert "outside of MN" in str(report.problems[0])


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"name,email\nAna,ana@rivertown.example\n", "zip_code, city, state"),
        (b"zip_code,city,state\n", "no ZIP code below"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"PK\x03\x04\x00", "is a spreadsheet"),
        (b"\xd0\xcf\x11\xe0", "is a spreadsheet"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"SQLite format 3\x00", "is a database"),
        (b"BZh91AY", "Unpack it first"),
        (b"\n<!DOCTYPE html><html>", "is a web page"),
        ("<html>".encode("utf-16"), "is a web page"),
        (b"<?xml ?>", "is XML"),
        (b'{"zip_code": 1}', "is JSON"),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "packed twice"),
        (b"version https://git-lfs.example/spec/v1\n", "only points to the file"),
        ("zip_code,city,state\n".encode("utf-16")[:-1], "cut off"),
    ],
)
def test_another_file_is_refused_by_name(tmp_path, content, words):
    file = tmp_path / "zips.csv"
    file.write_bytes(content)

    with pytest.raises(Refused, match=words) as refused:
        import_zips(file, apply=True)

    assert str(refused.value).startswith("zips.csv ")


def test_a_download_that_was_cut_off_is_named_and_nothing_of_it_is_left(table):
    rows = [f"{code:05},STANDARD,True,Rivertown,,,MR,,,,US,{code / 1000},{code / 999}" for code in range(3_000)]
    file = table(*rows, name="zips.csv.gz")
    file.write_bytes(file.read_bytes()[:-2_000])

    with pytest.raises(Refused, match="cut off or damaged"):
        import_zips(file, apply=True)
    assert ZipCode.objects.count() == 0


def test_a_table_costs_the_same_memory_however_long_it_is(table):
    rows = [f"{code:05},STANDARD,True,Rivertown,,,MR,Meander County,,,US,40.1,-73.2" for code in range(8_000)]
    file = table(*rows)
    import_zips(file, apply=False)  # what is loaded once
    tracemalloc.start()

    import_zips(file, apply=False)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.skipif(not REAL_DATA.exists(), reason=f"no real ZIP table at {REAL_DATA}; set BALLOTLINE_DATA")
def test_the_real_table_arrives_whole():
    with gzip.open(REAL_DATA, "rt", encoding="utf-8", newline="") as file:
        rows = {row["zip_code"]: row for row in csv.DictReader(file)}
    assert len(rows) == 36_599  # as the folder's README says

    report = import_zips(REAL_DATA, apply=True)

    assert (report.new, report.changed, report.wrong) == (36_599, 0, 0)
    assert ZipCode.objects.filter(is_active=False).count() == sum(row["active"] == "False" for row in rows.values())
    assert ZipCode.objects.filter(county="").count() == sum(not row["county"] for row in rows.values())
    assert ZipCode.objects.filter(kind="military").count() == sum("MILITARY" in row.values() for row in rows.values())
    unknown = [row for row in rows.values() if not float(row["lat"]) and not float(row["long"])]
    assert ZipCode.objects.filter(latitude=None).count() == len(unknown)
    assert place_of("00501").town == rows["00501"]["city"] == "Holtsville"
    assert import_zips(REAL_DATA, apply=True).same == 36_599
