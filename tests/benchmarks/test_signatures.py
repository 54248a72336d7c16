"""Fuzzing of verification: a few damaged videos, through the door that strangers use."""

import re
import subprocess
import sys

import pytest

import run


@pytest.mark.slow
def test_damaged_videos_get_a_verdict_and_none_with_another_content_passes_for_ours():
    """In a process of its own: it makes copies of itself, which threads of others forbid."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.signatures", "--cases", "24"],
        cwd=run.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^24 damaged files, .* 0 faults$", done.stdout, re.MULTILINE)
    assert "altered" in done.stdout
