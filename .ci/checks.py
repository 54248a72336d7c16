"""Runs every check, then the tests; extra arguments go to pytest."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent

CHECKS = (
    ("ruff check", "--quiet", "."),
    ("ruff format", "--quiet", "--check", "."),
    ("mypy", "--no-error-summary"),
    ("lint-imports", "--no-logo"),
)


def main() -> int:
    """Return 0 when all is well, else 1."""
    passed = [passes(*check) for check in CHECKS]
    # A process for each core; the slow modules are shared out again when one runs dry.
    parallel = ["--numprocesses", "auto", "--dist", "worksteal"]
    # Those that hold a deadline of seconds come first, with the machine to themselves.
    if not sys.argv[1:]:
        passed.append(pytest("-m", "deadline"))
        parallel += ["-m", "not deadline"]
    return 0 if pytest(*parallel, *sys.argv[1:]) and all(passed) else 1


def pytest(*options: str) -> bool:
    """Run tests; return whether all passed."""
    command = [sys.executable, "-m", "pytest", "--quiet", *options]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def passes(name: str, *options: str) -> bool:
    """Run one check; its output is shown only when it fails."""
    began = time.monotonic()
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
