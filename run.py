#!/usr/bin/env python3
"""Install the locked packages into .venv, once, and run one command.

Demo, speak, run, test, bench and more.

Needs nothing but Python 3.11 or 3.12.
"""

from __future__ import annotations

import compileall
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
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

LAUNCHER = """\
#!{python}
import sys

from talking_photo.bots.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
"""


class SetUpFailed(Exception):
    """The packages could not be installed; the message says what to do."""


def main() -> int:
    """Install what is missing, then become the program that the first argument names."""
    arguments = sys.argv[1:] or ["--help"]
    if sys.version_info[:2] not in SUITABLE:
        return use_another_python(arguments)
    if os.name != "posix":
        print("talking-photo runs on Linux and macOS; on Windows, use it inside WSL.")
        return 1
    programs = {"test": ROOT / ".ci" / "checks.py", "bench": ROOT / "benchmarks" / "run.py"}
    program = programs.get(arguments[0])
    try:
        set_up(RUNTIME, *([DEVELOPMENT] if arguments[0] == "test" else []))
    except SetUpFailed as exc:
        print(exc, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the same command goes on where it was.", file=sys.stderr)
        return 130
    compile_modules()
    command = [str(launcher()), *arguments] if program is None else [program, *arguments[1:]]
    return os.execv(python(), [str(python()), *map(str, command)])


def use_another_python(arguments: list[str]) -> int:
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


def python() -> Path:
    """Return the Python of the environment."""
    return VENV / "bin" / "python"


def launcher() -> Path:
    """Return the `talking-photo` command of the environment."""
    return VENV / "bin" / "talking-photo"


def set_up(*locks: Path) -> None:
    """Bring .venv to what the lock files say; costs nothing when it is there already.

    Raises:
        SetUpFailed: The environment cannot be set up; the message says why.
    """
    configuration = VENV / "pyvenv.cfg"
    if configuration.is_file() and "\nuv = " in configuration.read_text():
        missing = []  # a developer's environment, which `uv sync` keeps up to date
    else:
        missing = [lock for lock in locks if not is_installed(lock)]
    if missing and not any(map(is_installed, locks)):
        print(f"Making an environment in {VENV} ...", file=sys.stderr)
        try:
            venv.create(VENV, clear=True, with_pip=True)
        except subprocess.CalledProcessError as exc:
            raise SetUpFailed(
                "Python could not make an environment. On Debian and Ubuntu its "
                "part for that is a "
                "package of its own: sudo apt install python3-venv"
            ) from exc
    for lock in missing:
        install(lock)
        mark_of(lock).write_text(fingerprint(lock))
    if missing or not launcher().exists():
        packages = next(VENV.glob("lib/python3.*/site-packages"))
        (packages / "talking_photo.pth").write_text(f"{ROOT}\n")
        launcher().write_text(LAUNCHER.format(python=python()))
        launcher().chmod(0o755)


def compile_modules() -> None:
    """Compile what has changed; a render process may write no file and would do it each time."""
    for package in ("core", "bots", "storage"):
        compileall.compile_dir(ROOT / package, quiet=2)


def is_installed(lock: Path) -> bool:
    """Tell whether this very list was installed to its end; the mark is written last."""
    return mark_of(lock).is_file() and mark_of(lock).read_text() == fingerprint(lock)


def mark_of(lock: Path) -> Path:
    """Return where the environment notes that it holds this list."""
    return VENV / (lock.name + ".done")


def fingerprint(lock: Path) -> str:
    """Return what changes with the list, the place (an environment is fixed) and the Python."""
    parts = (lock.read_text(), str(ROOT), sys.base_prefix, platform.python_version())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def install(lock: Path) -> None:
    """Install exactly the files that the list names, by their hashes.

    Raises:
        SetUpFailed: The environment cannot be set up; the message says why.
    """
    print(
        f"Installing the packages of {lock.name}; this takes a minute or two ...", file=sys.stderr
    )
    # Without --no-deps pip would add what mediapipe asks for and never uses: 500 MB.
    options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--no-input", "--quiet"]
    command = [
        python(),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        *options,
        "-r",
        lock,
    ]
    if subprocess.run(command, check=False, stdout=sys.stderr).returncode != 0:
        raise SetUpFailed(
            "The packages could not be installed; the lines above say why. If it was the "
            "network, run the "
            "same command again: what was fetched is kept."
        )


if __name__ == "__main__":
    sys.exit(main())
