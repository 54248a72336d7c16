"""Scratch folders go away: at once as a rule, and after a kill with the next sweep."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from talking_photo.core.workers.temporary import scratch, sweep_leftovers

_HOLD = """
import sys
from pathlib import Path
from talking_photo.core.workers.temporary import scratch
with scratch(Path(sys.argv[1])) as folder:
    (folder / "photo").write_bytes(b"a face")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """A process that holds a scratch folder, and that folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_a_folder_is_gone_afterwards_even_if_something_failed(tmp_path):
    def fail():
        with scratch(tmp_path) as folder:
            (folder / "photo").write_bytes(b"a face")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_without_a_place_it_lies_among_the_temporary_files():
    with scratch() as folder:
        assert folder.parent == Path(tempfile.gettempdir())
        assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_in_use_is_not_swept(tmp_path, holder):
    _, folder = holder
    with scratch(tmp_path) as mine:
        assert sweep_leftovers(tmp_path) == 0
        assert mine.exists()
    assert (folder / "photo").exists()


def test_what_a_killed_process_left_is_swept(tmp_path, holder):
    process, folder = holder
    process.kill()
    process.wait()
    assert (folder / "photo").exists()
    assert sweep_leftovers(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []


def test_nothing_else_is_swept(tmp_path):
    (tmp_path / "talking-photo-pictures").mkdir()
    (tmp_path / ".talking-photo-scratch-file").touch()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / ".talking-photo-scratch-link").symlink_to(elsewhere)
    before = sorted(tmp_path.iterdir())
    assert sweep_leftovers(tmp_path) == 0
    assert sorted(tmp_path.iterdir()) == before


def test_a_place_that_is_not_there_is_reported(tmp_path):
    with pytest.raises(FileNotFoundError), scratch(tmp_path / "nowhere"):
        pass
