"""The script that sets everything up, and the lists that it installs from."""

import os
import re
import subprocess
import sys
import tomllib
from importlib.util import cache_from_source
from pathlib import Path

import pytest

import run


def pinned(lock):
    """{(name, version)} of a lock file."""
    return set(re.findall(r"^([\w.-]+)==([^ ]+)", lock.read_text(), re.MULTILINE))


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """An environment in a folder of its own, and a list with nothing in it to install."""
    return _set_apart(tmp_path, monkeypatch)


def _set_apart(folder, patch):
    patch.setattr(run, "VENV", folder / ".venv")
    # pip runs for real, and must not go looking for anything.
    patch.setenv("PIP_NO_INDEX", "1")
    patch.setenv("PIP_CONFIG_FILE", "/dev/null")
    lock = folder / "nothing.lock"
    lock.write_text("# nothing\n")
    return lock


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An environment where one was cut off in the middle, made anew for an empty list."""
    folder = tmp_path_factory.mktemp("set_up")
    with pytest.MonkeyPatch.context() as patch:
        lock = _set_apart(folder, patch)
        run.python().parent.mkdir(parents=True)
        run.python().write_text("cut off in the middle")
        run.set_up(lock)
        yield lock


def test_the_lists_pin_what_uv_has_locked():
    locked = tomllib.loads((run.ROOT / "uv.lock").read_text())["package"]
    known = {(package["name"], package.get("version")) for package in locked}
    assert pinned(run.RUNTIME) <= known
    assert pinned(run.DEVELOPMENT) <= known
    project = tomllib.loads((run.ROOT / "pyproject.toml").read_text())
    for needed, lock in (
        (project["project"]["dependencies"], run.RUNTIME),
        (project["dependency-groups"]["lean"], run.RUNTIME),
        (project["dependency-groups"]["dev"], run.DEVELOPMENT),
    ):
        names = {name for name, _ in pinned(lock)}
        assert {re.split(r"[^\w.-]", one)[0] for one in needed} <= names


def test_everything_that_is_locked_has_a_wheel():
    """`run.py` builds nothing: a compiler is not asked for."""
    locked = tomllib.loads((run.ROOT / "uv.lock").read_text())["package"]
    assert [one["name"] for one in locked if not one.get("wheels")] == ["talking-photo"]


@pytest.mark.parametrize("lock", [run.RUNTIME, run.DEVELOPMENT], ids=lambda path: path.name)
def test_every_pin_has_its_hashes_and_no_list_names_a_host(lock):
    text = lock.read_text()
    pins = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert len(pins) == len(pinned(lock)) > 20
    assert all("--hash=sha256:" in pin for pin in pins)
    assert "://" not in text


def test_docs_name_the_licence_of_everything_that_is_installed():
    named = (run.ROOT / "docs" / "licences.md").read_text()
    silent = {name for name, _ in pinned(run.RUNTIME) if name not in named}
    assert silent == set()


def test_a_half_made_environment_is_made_anew_and_the_second_time_nothing_is_done(
    made, monkeypatch
):
    assert run.is_installed(made)
    found = "import talking_photo; print(talking_photo.__file__)"
    done = subprocess.run(
        [run.python(), "-c", found], cwd="/", check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == str(run.ROOT / "talking_photo" / "__init__.py")
    assert os.access(run.launcher(), os.X_OK)
    monkeypatch.setattr(run.venv, "create", None)
    monkeypatch.setattr(run, "install", None)
    run.set_up(made)


def test_a_changed_list_is_installed_again(elsewhere):
    run.python().parent.mkdir(parents=True)
    run.mark_of(elsewhere).write_text(run.fingerprint(elsewhere))
    assert run.is_installed(elsewhere)
    elsewhere.write_text("# something else\n")
    assert not run.is_installed(elsewhere)


def test_packages_that_cannot_be_installed_are_reported_and_tried_again_next_time(made):
    lock = made.with_name("unknown.lock")
    lock.write_text("talking-photo-is-not-published==0 --hash=sha256:" + "0" * 64 + "\n")
    with pytest.raises(run.SetUpFailed, match="run the same command again"):
        run.set_up(made, lock)
    assert not run.is_installed(lock)


def test_modules_are_compiled_for_processes_that_may_not_write(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "ROOT", tmp_path)
    (tmp_path / "core").mkdir()
    module = tmp_path / "core" / "module.py"
    module.write_text("")
    run.compile_modules()
    assert Path(cache_from_source(str(module))).exists()


def test_an_environment_made_by_uv_is_left_alone(elsewhere, monkeypatch):
    run.python().parent.mkdir(parents=True)
    run.launcher().write_text("")
    (run.VENV / "pyvenv.cfg").write_text("home = /usr/bin\nuv = 0.9.1\n")
    monkeypatch.setattr(run, "install", None)
    run.set_up(elsewhere)
    assert not run.is_installed(elsewhere)


def test_an_unsuitable_python_is_reported_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(run.sys, "version_info", (3, 13, 0))
    monkeypatch.setattr(run.sys, "argv", ["run.py", "demo"])
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    assert run.main() == 1
    said = capsys.readouterr().err
    assert "needs Python 3.11 or 3.12" in said
    assert "python3.12 run.py demo" in said


def test_an_unsuitable_python_hands_over_to_a_suitable_one(monkeypatch):
    went_on = []
    monkeypatch.setattr(run.sys, "version_info", (3, 13, 0))
    monkeypatch.setattr(run.sys, "argv", ["run.py", "demo"])
    monkeypatch.setattr(
        run.shutil, "which", lambda name: sys.executable if name == "python3.11" else None
    )
    monkeypatch.setattr(run.os, "execv", lambda program, argv: went_on.append((program, argv)))
    run.main()
    assert went_on[0] == (sys.executable, [sys.executable, str(run.ROOT / "run.py"), "demo"])
