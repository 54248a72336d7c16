#!/usr/bin/env python3
"""Sets up what is needed in .venv and runs one command: demo, test, bench, run, speak, doctor and more.

Needs nothing but Python 3.11 or 3.12. The second time, nothing is left to set up and the command
starts at once; a set-up that was interrupted is taken up again.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LAUNCHER = VENV / "bin" / "talking-photo"
BENCHMARK = ROOT / "benchmarks" / "run.py"
RUNTIME = ROOT / "requirements.lock"
DEVELOPMENT = ROOT / "requirements-dev.lock"

SUITABLE = ((3, 12), (3, 11))
UNSUITABLE = """\
talking-photo needs Python 3.11 or 3.12, and this is Python {version}.
The library that finds the face, mediapipe 0.10.21, was built for no other version.
Install Python 3.12 beside yours, for example from python.org, and run
    python3.12 run.py {arguments}
or, with the tool uv (docs.astral.sh/uv), which fetches that Python by itself,
    uv run --no-project --python 3.12 run.py {arguments}
"""

NOT_INSTALLED = """
The packages could not be installed; the lines above say why.
If it was the network, run the same command again: it goes on where it stopped."""

CHECKS = (
    ("ruff check", ("ruff", "check", "--quiet", ".")),
    ("ruff format", ("ruff", "format", "--quiet", "--check", ".")),
    ("mypy", ("mypy", "--no-error-summary")),
    ("import-linter", ("lint-imports", "--no-logo")),
)

# Children of the render pool read the main script again; the guard keeps them from running it.
LAUNCHER_TEXT = """\
#!{python}
import sys

if __name__ == "__main__":
    sys.path.insert(0, {root!r})
    from talking_photo.bots.__main__ import main

    sys.exit(main())
"""


def main() -> int:
    """Set up if needed, then run the command that stands behind the script's name."""
    arguments = sys.argv[1:] or ["--help"]
    if sys.version_info[:2] not in SUITABLE:
        return turn_to_another_python(arguments)
    if os.name != "posix":
        print("talking-photo runs on Linux and macOS; on Windows, use it inside WSL.")
        return 1
    try:
        if arguments[0] == "test":
            set_up(RUNTIME, DEVELOPMENT)
            return test(arguments[1:])
        set_up(RUNTIME)
        sys.stdout.flush()
        if arguments[0] == "bench":
            os.execv(PYTHON, [str(PYTHON), str(BENCHMARK), *arguments[1:]])
        os.execv(PYTHON, [str(PYTHON), str(LAUNCHER), *arguments])
    except SetUpFailed as exc:
        print(exc, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; run it again to go on.", file=sys.stderr)
        return 130


def turn_to_another_python(arguments: list[str]) -> int:
    """Go on under a suitable Python if one is installed, else say what to do."""
    for major, minor in SUITABLE:
        other = shutil.which(f"python{major}.{minor}")
        # A version manager's shim may be there for a Python that is not.
        if (
            other
            and subprocess.run([other, "-V"], check=False, capture_output=True).returncode == 0
        ):
            os.execv(other, [other, str(ROOT / "run.py"), *arguments])
    version = platform.python_version()
    print(UNSUITABLE.format(version=version, arguments=" ".join(arguments)), file=sys.stderr)
    return 1


class SetUpFailed(Exception):
    """The environment could not be made; the message says why."""


def set_up(*locks: Path) -> None:
    """Bring .venv to what the lock files say; costs nothing when it is there already."""
    if made_by_uv():
        write_launcher()
        return
    missing = [lock for lock in locks if not is_installed(lock)]
    if not missing:
        return
    if not has_pip():
        print(f"Making an environment in {VENV} ...", file=sys.stderr)
        make_environment()
    for lock in missing:
        install(lock)
        mark_of(lock).write_text(fingerprint(lock))
    write_launcher()


def made_by_uv() -> bool:
    """A developer's environment, which `uv sync` looks after; pip is not even in it."""
    try:
        return bool(re.search("^uv =", (VENV / "pyvenv.cfg").read_text(), re.MULTILINE))
    except OSError:
        return False


def is_installed(lock: Path) -> bool:
    """Whether this very list was installed to its end; the mark is written last."""
    return mark_of(lock).is_file() and mark_of(lock).read_text() == fingerprint(lock)


def mark_of(lock: Path) -> Path:
    """Where the environment remembers that it holds this list."""
    return VENV / (lock.name + ".done")


def fingerprint(lock: Path) -> str:
    """Changes with the list, the place (an environment cannot be moved) and the Python."""
    parts = (lock.read_text(), str(ROOT), sys.base_prefix, platform.python_version())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def has_pip() -> bool:
    """Whether the environment can be installed into: it is ours, whole and of this Python."""
    ask = "import sys, pip; print(sys.base_prefix, sys.version.split()[0])"
    try:
        answer = subprocess.run(
            [str(PYTHON), "-c", ask], check=False, capture_output=True, text=True
        )
    except OSError:
        return False
    return answer.stdout.split() == [sys.base_prefix, platform.python_version()]


def make_environment() -> None:
    """Make .venv anew, whatever an interrupted attempt has left there."""
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        check=False,
        capture_output=True,
        text=True,
    )
    if made.returncode != 0:
        raise SetUpFailed(
            f"{made.stdout}{made.stderr}\nPython could not make an environment. On Debian and Ubuntu its part for that is "
            "a package of its own: sudo apt install python3-venv"
        )


def install(lock: Path) -> None:
    """Install exactly the files that the list names, by their hashes."""
    # Without --no-deps pip would add what mediapipe asks for and never uses: 500 MB.
    command = [str(PYTHON), "-m", "pip", "install", "--no-deps", "--only-binary=:all:"]
    command += ["--require-hashes", "--no-input", "--disable-pip-version-check", "-r", str(lock)]
    total = len(re.findall("^[^ #]+==", lock.read_text(), re.MULTILINE))
    began, fetched, said = time.monotonic(), 0, []
    show(f"Fetching {total} packages, once ...")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            if line.startswith("Collecting "):
                fetched += 1
                show(f"Fetching package {fetched} of {total} ...", passing=True)
            elif line.startswith("Installing "):
                show("Installing them; this takes about a minute ...")
    if pip.returncode != 0:
        raise SetUpFailed("".join(said[-15:]) + NOT_INSTALLED)
    show(f"Set up in {time.monotonic() - began:.0f} s.")


def show(text: str, *, passing: bool = False) -> None:
    """Print a line; one in passing is overwritten by the next, and only a terminal sees it."""
    terminal = sys.stderr.isatty()
    if passing and not terminal:
        return
    start = "\r\033[K" if terminal else ""
    print(start + text, end="" if passing else "\n", file=sys.stderr, flush=True)


def write_launcher() -> None:
    """Give the environment a `talking-photo` command.

    Installing the project would put folders named `core` and `bots` among all packages; this finds
    them in this folder instead.
    """
    LAUNCHER.write_text(LAUNCHER_TEXT.format(python=PYTHON, root=str(ROOT)))
    LAUNCHER.chmod(0o755)


def test(arguments: list[str]) -> int:
    """Run every check, then the tests; extra arguments go to pytest.

    Returns:
        0 when all is well, else 1.
    """
    passed = [passes(name, command) for name, command in CHECKS]
    tests = subprocess.run(
        [str(PYTHON), "-m", "pytest", "--quiet", *arguments], cwd=ROOT, check=False
    )
    return 0 if all(passed) and tests.returncode == 0 else 1


def passes(name: str, command: tuple[str, ...]) -> bool:
    """Run one check; what it has to say is shown only when it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [str(VENV / "bin" / command[0]), *command[1:]],
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
