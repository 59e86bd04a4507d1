"""A file that is given to the wrong command: the sentence names the one that takes it. And the report says how it was
read."""

import gzip
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from ballotline.interfaces.cli.known_files import KNOWN
from ballotline.record.places.models import ZipCode
from ballotline.record.places.tests import maps

pytestmark = pytest.mark.django_db
MR = "ocd-division/country:zz/state:mr"
# the name of a file, what is in it, the command that takes it
FILES = [
    ("zcta.csv", "state_fips,state_abbr,zcta,cd\n27,MN,55401,5\n", "zips {} --congress"),
    ("zcta.txt", "state_abbr;zcta;cd\nMN;55401;5\n", "zips {} --congress"),
    ("towns.csv", "zip_code,zip_code_type,city,state\n00010,STANDARD,Rivertown,MR\n", "zips {}"),
    ("council.csv", f"office,division,name\nMayor,{MR}/place:rivertown,Lou Park\n", "offices {} --source"),
    ("houses.csv", "LON,LAT,NUMBER,STREET,POSTCODE\n-45,40,1,Dock Street,00010\n", "addresses {}"),
    ("houses.json", '{"addresses": [{"address1": "1 Dock Street"}]}', "addresses {}"),
    ("floterial.csv", f"id,name,part\n{MR}/sldl:h9,Harbor 9,{MR}/sldl:1\n", "boundaries {} --plan"),
    ("wards.geojson", '{"type": "FeatureCollection", "features": []}', "boundaries {}"),
    ("counties.json", '{"type": "Topology", "arcs": []}', "boundaries {}"),
    ("list.csv", f"id,name,sameAs\n{MR},Meander,\n", "divisions {}"),
    ("bare.csv", f"{MR},Meander\n", "divisions {}"),
    ("legislators.yaml", "- id:\n    bioguide: A000001\n", "congress {}"),
    ("ana.yml", "id: ocd-person/00000000-0000-0000-0000-000000000001\nname: Ana\n", "openstates {}"),
]
COMMANDS = {
    "zips": [],
    "zips --congress": ["--congress", "119"],
    "offices": ["--source", "The clerk"],
    "addresses": [],
    "boundaries": ["--plan", "2022"],
    "divisions": [],
    "congress": [],
    "openstates": [],
}


def given(ballotline, command: str, file: Path):
    return ballotline("data", "import", command.split()[0], file, *COMMANDS[command])


@pytest.mark.parametrize("name, content, takes_it", FILES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_given_to_another_command_is_refused_with_the_one_that_takes_it(
    ballotline, tmp_path, name, content, takes_it, command
):
    own = takes_it.split()[0] == command.split()[0] and ("--congress" in takes_it) == ("--congress" in command)
    (tmp_path / name).write_text(content)

    ended = given(ballotline, command, tmp_path / name)

    hint = f"`ballotline data import {takes_it.format(tmp_path / name)}"
    assert (hint in ended.err) is not own, ended.err
    assert "Traceback" not in ended.err and (own or ended.code == 1)


def test_every_known_shape_is_tried_here():
    assert {known.typed.split()[0] for known in KNOWN} == {takes_it.split()[0] for _name, _content, takes_it in FILES}


def test_packed_files_are_known_too(ballotline, tmp_path):
    (tmp_path / "zcta.csv.gz").write_bytes(gzip.compress(b"state_abbr,zcta,cd\nMN,55401,5\n"))
    with zipfile.ZipFile(tmp_path / "tl.zip", "w") as archive:
        archive.writestr("deep/tl.shp", b"")
    with tarfile.open(tmp_path / "mn.tar.gz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("mn/ana.yml"))

    said = [given(ballotline, "zips", tmp_path / name).err for name in ("zcta.csv.gz", "tl.zip", "mn.tar.gz")]

    assert "--congress NUMBER` takes" in said[0]
    assert "import boundaries " in said[1] and "import openstates " in said[2]


@pytest.mark.parametrize(
    "content", [b"", b"name\nAna\n", b"%PDF-1.7", b"\x1f\x8b broken", b"\xff\xfe", b"[" * 9_000, b"- [" * 9_000]
)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.yaml", "a.zip", "a.tar.gz"])
def test_a_file_of_no_use_is_refused_in_one_sentence_whoever_gets_it(ballotline, tmp_path, content, command, name):
    (tmp_path / name).write_bytes(content)

    ended = given(ballotline, command, tmp_path / name)

    assert ended.code == 1 and ended.out == ""
    assert ended.err.startswith(f"{name} ") and ended.err.count("\n") == 1
    assert "takes such a file" not in ended.err or name == "a.tar.gz"


CUT_IN_A_QUOTE = {
    "offices": f'office,division,name\nClerk,{MR},Ana\nMayor,{MR},"Lou\nJudge,{MR},Kit\n',
    "zips": 'zip_code,city,state\n00010,Rivertown,MR\n00011,"Millbrook,MR\n00012,Oldfield,MR\n',
    "zips --congress": 'state_abbr,zcta,cd\nMN,55401,5\nMN,55402,"5\nMN,55403,3\n',
    "addresses": 'address,zip,lat,lon\n1 Dock St,00010,40,-45\n2 Dock St,00010,40,"-45\n3 Dock St,00010,40,-45\n',
    "divisions": f'id,name\n{MR},Meander\n{MR}/ward:1,"One\n{MR}/ward:2,Two\n',
    "boundaries": f'id,name,part\n{MR}/sldl:9,Nine,{MR}/ward:1\n{MR}/sldl:9,Nine,"{MR}/ward:2\n{MR}/sldl:8,,x\n',
}


@pytest.mark.parametrize("command, content", CUT_IN_A_QUOTE.items())
def test_a_quote_that_is_never_closed_is_named_with_its_line_whatever_the_table_is(
    ballotline, tmp_path, command, content
):
    (tmp_path / "a.csv").write_text(content)

    said = ballotline("data", "import", command.split()[0], tmp_path / "a.csv", "--json", *COMMANDS[command])

    found = json.loads(said.out)
    assert (found["new"], found["wrong"], found["problems"][0]["line"]) == (1, 1, 3)
    assert "never closed" in found["problems"][0]["hint"]


def test_the_report_says_how_a_table_was_read(ballotline, tmp_path):
    (tmp_path / "zips.csv").write_bytes("zip_code;city;state\n00010;Cañón;MR\n".encode("cp1252"))

    ended = ballotline("data", "import", "zips", tmp_path / "zips.csv", "--apply")
    said = json.loads(ballotline("data", "import", "zips", tmp_path / "zips.csv", "--json").out)

    assert "Read as semicolon, Windows-1252." in ended.out
    assert said["read_as"] == {"semicolon, Windows-1252": 1}
    assert ZipCode.objects.get().town == "Cañón"


def test_of_many_files_the_report_counts_how_they_were_read(ballotline, tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"{MR}/ward:{name},Ward\n")
    (tmp_path / "c.csv").write_bytes(f"id\tname\n{MR}/ward:c\tWard\n".encode("utf-16"))

    ended = ballotline("data", "import", "divisions", tmp_path)

    assert "Read as comma, UTF-8 (2 files); tab, UTF-16 (1 file)." in ended.out


def test_a_list_that_is_held_ends_with_1_names_who_would_go_and_says_how_to_confirm(ballotline, tmp_path):
    line = "Member,{}/place:rivertown,Member No {},{}\n"
    whole = [line.format(MR, n, n) for n in range(1, 31)]
    (tmp_path / "council.csv").write_text("office,division,name,seat\n" + "".join(whole))
    command = ["data", "import", "offices", tmp_path / "council.csv", "--source", "The clerk", "--apply"]
    assert ballotline(*command).code == 0
    (tmp_path / "council.csv").write_text("office,division,name,seat\n" + "".join(whole[:5]))

    held, done = ballotline(*command), ballotline(*command, "--retire", "25")
    too_many = ballotline(*command, "--retire", "25")

    assert (held.code, done.code, too_many.code) == (1, 0, 1)
    assert "Goes: Member No 12 (Member)" in held.out and "And 5 more." in held.out
    assert "say --retire 25" in held.out and "Done." not in held.out
    assert "25 are not on the list any more and go" in done.out
    assert "0 would go" in too_many.out and "say --retire 0" in too_many.out


def test_a_map_that_would_silence_an_earlier_one_is_held_and_says_how_to_confirm(ballotline, tmp_path):
    squares = [maps.feature(maps.area(maps.square(west, 40)), code=str(n)) for n, west in enumerate((-100, -99.9), 1)]
    command = [
        "data",
        "import",
        "boundaries",
        tmp_path / "a.geojson",
        "--kind",
        "sldl",
        "--within",
        MR,
        "--code",
        "code",
    ]
    maps.write(tmp_path / "a.geojson", *squares)
    assert ballotline(*command, "--plan", "2024", "--apply").code == 0
    maps.write(tmp_path / "a.geojson", squares[0])

    look = ballotline(*command, "--plan", "2026")
    held = ballotline(*command, "--plan", "2026", "--apply")
    done = ballotline(*command, "--plan", "2026", "--retire", "1", "--apply")

    assert (look.code, held.code, done.code) == (0, 1, 0)
    for ended in (look, held):
        assert "On no newer map: 2 (2024)" in ended.out and "Done." not in ended.out
        assert "for 1 of the plan before nobody would answer" in ended.out and "say --retire 1." in ended.out


def test_days_of_a_plan_that_end_before_they_begin_are_refused(ballotline, tmp_path):
    file = maps.house_districts(tmp_path)

    ended = ballotline(
        "data", "import", "boundaries", file, "--from", "2027-01-01", "--through", "2020-01-01", "--apply"
    )

    assert ended.code == 2 and "The day of --through is before that of --from" in ended.err
