"""Photos and recordings made to hurt are read or refused, at a stated cost.

A part of the corpus.
"""

import subprocess
import sys
from pathlib import Path


def test_no_file_of_the_hostile_corpus_crashes_or_costs_more_than_stated():
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.hostile", "--quick", "--damaged", "16"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "input_too_costly" in ran.stdout
