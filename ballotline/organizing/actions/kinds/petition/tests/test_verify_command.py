"""The command that checks a list, and the program of the howto that says the same."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ballotline.organizing.actions.kinds.petition import verify
from ballotline.organizing.actions.kinds.petition.tests.lists import (
    HEADER_LINES,
    judged,
    make_header,
    make_list,
    make_rows,
    table_with,
    text_of,
    written,
)

HOWTO = Path(__file__).parents[6] / "docs" / "howto" / "check-a-delivery.md"


def saved(text: bytes) -> Path:
    path = Path(os.environ["BALLOTLINE_HOME"]) / "list-to-check.csv"
    path.write_bytes(text)
    return path


def in_an_empty_folder(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command in a process that knows no settings."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    module = "ballotline.organizing.actions.kinds.petition.verify"
    return subprocess.run(
        [sys.executable, "-m", module, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_command_needs_no_settings_and_leaves_nothing_behind(tmp_path):
    text, head = make_list(2, 1)
    path = saved(text)

    said = in_an_empty_folder(tmp_path, str(path), "--head", head.upper())

    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("True: 3 rows, each chained to the one before.")
    assert "2 online, 1 on paper" in said.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_command_never_loads_django():
    code = "import sys, ballotline.organizing.actions.kinds.petition.verify; print('django' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "False"


def test_the_command_says_which_row_and_ends_with_4():
    path = saved(make_list(3, name="Ana")[0].replace(b"2,Ana", b"2,Bob"))

    said = CliRunner().invoke(verify.verify, [str(path)])

    assert said.exit_code == 4
    assert said.output == "Not true.\nRow 2 (line 14) was changed.\n"


def test_the_command_speaks_json():
    path = saved(make_list(3, name="Ana")[0].replace(b"2,Ana", b"2,Bob"))

    said = json.loads(CliRunner().invoke(verify.verify, [str(path), "--json"]).output)

    assert (said["true"], said["wrong"], said["facts"]["from"]) == (False, 1, "Rivertown Together")
    assert said["findings"][0]["number"] == "2"


def test_what_cannot_be_read_ends_with_1_and_one_sentence(tmp_path):
    absent = CliRunner().invoke(verify.verify, [str(tmp_path / "gone.csv")])
    folder = CliRunner().invoke(verify.verify, [str(tmp_path)])

    assert absent.exit_code == folder.exit_code == 1
    assert "can't be opened" in absent.output


def test_a_head_hash_with_a_slip_is_a_wrong_use():
    said = CliRunner().invoke(verify.verify, [str(saved(make_list(1)[0])), "--head", "abc"])

    assert said.exit_code == 2
    assert "64 digits" in said.output


@pytest.mark.parametrize(
    "old, new, answer", [(b"", b"", 0), (b"2,Ana", b"2,Bob", 4), (b"title,Keep", b"title,Close", 4)]
)
def test_the_program_in_the_howto_says_the_same(tmp_path, old, new, answer):
    program = re.search(r"```python\n(.*?)```", HOWTO.read_text(), re.DOTALL)[1]
    text, head = written(make_header(3), make_rows(3, name="Ana", comment='\'tis\n=so; -and "so"'))
    path = saved(text.replace(old, new, 1) if old else text)

    said = subprocess.run([sys.executable, "-I", "-c", program, str(path)], capture_output=True, text=True, check=False)

    assert said.returncode == answer, said.stderr
    assert (head in said.stdout) is (answer == 0)
    assert judged(path.read_bytes()).is_true is (answer == 0)


def test_a_sorted_list_says_that_nothing_is_lost():
    table = table_with()
    table[HEADER_LINES:] = sorted(table[HEADER_LINES:], key=lambda row: row[5])

    said = CliRunner().invoke(verify.verify, [str(saved(text_of(table)))])

    assert said.exit_code == 4
    assert "No row is missing or added. Sort the list by its numbers" in said.output
