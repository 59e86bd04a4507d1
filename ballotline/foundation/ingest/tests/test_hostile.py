"""No file fills the memory: each is read in a process of its own, which must end with a sentence and stay small."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ballotline.foundation.ingest.tests.hostile import FILES

MOST = {
    "json": 500,
    "yaml": 200,
    "table": 100,
    "sheet": 250,
    "zip": 100,
    "tar": 100,
}  # MB: what is read whole, and what is streamed

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured as Linux tells it")


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_was_made_to_fill_the_memory_ends_with_a_sentence_in_little_memory(kind, tmp_path):
    expected = list(FILES[kind].values())
    made = [make(tmp_path / f"{make.__name__}.bin") for make in FILES[kind]]

    ended = subprocess.run(
        [sys.executable, "-m", "ballotline.foundation.ingest.tests.reading", kind, *made],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    said = json.loads(ended.stdout)
    print(said)
    for words, sentence in zip(expected, said["sentences"], strict=True):
        assert words in sentence if words else sentence == ""
    assert 5 < said["peak"] < MOST[kind]
