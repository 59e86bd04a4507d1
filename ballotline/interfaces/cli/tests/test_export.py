"""Taking all signatures of a petition out of the house."""

import csv
import io
import json
import stat

import pytest

from ballotline.foundation.audit.queries import history
from ballotline.interfaces.cli.export import COLUMNS
from ballotline.organizing.actions.kinds.petition.queries import export_rows
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition():
    petition = make_petition("library")
    counted(petition, "Ana Flores", comment="=1+1 is two")
    signed(petition, "Ben Weiss", comment="=1+1 is two")
    return petition


def test_every_signature_leaves_with_its_state_and_address(ballotline, petition):
    ended = ballotline("export", "signatures", "library")

    ana, ben = csv.DictReader(io.StringIO(ended.out))
    assert (ana["name"], ana["email"], ana["state"]) == ("Ana Flores", "ana.flores@rivertown.example", "confirmed")
    assert (ben["state"], ben["confirmed_at"]) == ("pending", "")
    assert ended.err == "2 rows.\n"


def test_json_holds_the_same_rows(ballotline, petition):
    rows = json.loads(ballotline("export", "signatures", "library", "--format", "json").out)

    assert [row["name"] for row in rows] == ["Ana Flores", "Ben Weiss"]
    assert rows[0]["comment"] == "=1+1 is two"
    assert list(rows[0]) == list(COLUMNS)


def test_a_petition_without_signatures_is_an_empty_list(ballotline):
    make_petition("quiet")

    assert json.loads(ballotline("export", "signatures", "quiet", "--format", "json").out) == []
    assert ballotline("export", "signatures", "quiet").out == ",".join(COLUMNS) + "\n"


def test_no_column_is_left_behind(petition):
    assert set(next(export_rows(petition))) <= set(COLUMNS)


def test_a_spreadsheet_runs_nothing_that_a_signer_typed(ballotline, petition):
    ana, _ben = csv.DictReader(io.StringIO(ballotline("export", "signatures", "library").out))

    assert ana["comment"] == "'=1+1 is two"


def test_a_file_is_for_nobody_else(ballotline, petition, tmp_path):
    file = tmp_path / "list.csv"

    ballotline("export", "signatures", "library", "--to", file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().splitlines()[0] == ",".join(COLUMNS)


def test_an_export_leaves_a_trace(ballotline, petition):
    ballotline("export", "signatures", "library")

    [entry] = [entry for entry in history(*petition.ref) if entry.verb == "signatures exported"]
    assert (entry.actor_kind, entry.actor_id) == ("command", "export")


def test_a_petition_that_is_not_there_is_said(ballotline):
    ended = ballotline("export", "signatures", "nothing")

    assert ended.code == 1
    assert "/petitions/nothing/" in ended.err
