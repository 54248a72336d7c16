"""Runs every check, then the tests; extra arguments go to pytest."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
CORES = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
_DEADLINE = "@pytest.mark.deadline"

CHECKS = (
    ("ruff check", "--quiet", "."),
    ("ruff format", "--quiet", "--check", "."),
    ("mypy", "--no-error-summary"),
    ("lint-imports", "--no-logo"),
)


def main() -> int:
    """Return 0 when all is well, else 1."""
    with ThreadPoolExecutor(max_workers=CORES) as pool:
        passed = [*pool.map(passes, CHECKS)]
    # One process more than cores, for many tests wait for programs that they start; the tests are
    # shared out again when one runs dry.
    parallel = ["--numprocesses", str(CORES + 1), "--dist", "worksteal"]
    # Those that hold a deadline of seconds come first, with the machine to themselves.
    if all(option.startswith("--cov") for option in sys.argv[1:]):
        files = (ROOT / "tests").rglob("test_*.py")
        passed.append(pytest("-m", "deadline", *(f for f in files if _DEADLINE in f.read_text())))
        parallel += ["-m", "not deadline"]
    return 0 if pytest(*parallel, *sys.argv[1:]) and all(passed) else 1


def pytest(*options: str | Path) -> bool:
    """Run tests; return whether all passed."""
    command = [sys.executable, "-m", "pytest", "--quiet", *options]
    # Compiled once: the tests start some hundred processes, each of which takes twice the time
    # to import what is not.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def passes(check: tuple[str, ...]) -> bool:
    """Run one check; its output is shown only when it fails."""
    began = time.monotonic()
    name, *options = check
    program, *command = name.split()
    done = subprocess.run(
        [str(PROGRAMS / program), *command, *options],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:14} {verdict} ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode != 0:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
