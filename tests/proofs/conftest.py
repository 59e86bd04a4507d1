"""A disk that is soon full, for the proofs that need one."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB. Where none can be mounted the proof is skipped, and says so."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("No small file system can be mounted here, so nothing is proved about a full disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(ballast: Path, disk: Path) -> None:
    """Leaves a few hundred kilobytes."""
    with ballast.open("wb") as file:
        while shutil.disk_usage(disk).free > 300_000:
            file.write(b"\0" * 50_000)
            file.flush()
