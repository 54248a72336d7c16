"""The wheel: what is in it, and that it works where nothing of the checkout is."""

import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser

import pytest

import run
import talking_photo

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """The wheel, made from the source archive, and the source archive."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run([*build, "--target", "sdist"], cwd=run.ROOT, check=True, capture_output=True)
    (source,) = folder.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    subprocess.run([*build, "--target", "wheel"], cwd=unpacked, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel, source


def files_of_the_checkout():
    listed = ["git", "ls-files", "core", "bots", "storage"]
    done = subprocess.run(listed, cwd=run.ROOT, check=True, capture_output=True, text=True)
    return {f"talking_photo/{name}" for name in done.stdout.split("\n") if name}


def test_the_wheel_has_every_file_below_one_name(archives):
    with zipfile.ZipFile(archives[0]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert {name.partition("/")[0] for name in names} == {"talking_photo"}
    assert "talking_photo/core/hearing/acoustic.onnx" in names
    assert "talking_photo/core/performance/motion_bank.npz" in names
    assert "talking_photo/storage/migrations/env.py" in names
    assert names == files_of_the_checkout() | {
        "talking_photo/__init__.py",
        "talking_photo/__main__.py",
        "talking_photo/api.py",
        "talking_photo/py.typed",
    }


def test_its_metadata_can_be_resolved_by_plain_pip(archives):
    with zipfile.ZipFile(archives[0]) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
        metadata = Parser().parsestr(wheel.read(name).decode())
    assert metadata["Version"] == talking_photo.__version__
    needed = [one for one in metadata.get_all("Requires-Dist") if "extra ==" not in one]
    assert not [one for one in needed if one.startswith("moviepy")]  # forbids pillow >= 12
    assert "pillow>=12.2" in needed


def test_it_speaks_from_another_folder(archives, tmp_path):
    """With the libraries of this environment, and nothing of the checkout."""
    site = tmp_path / "site"
    with zipfile.ZipFile(archives[0]) as wheel:
        wheel.extractall(site)
    work = tmp_path / "elsewhere"
    work.mkdir()
    demo = [sys.executable, "-m", "talking_photo", "demo"]
    done = subprocess.run(
        demo,
        cwd=work,
        env={"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin", "HOME": str(work)}
        | {"TALKING_PHOTO_RENDER__MAX_SIDE": "128"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "talking-photo-demo.mp4\n"
    assert (work / "talking-photo-demo.mp4").stat().st_size > 50_000
