"""What holds for every test: no settings from outside, no network but this machine's own.

And one drawn face for all.
"""

from __future__ import annotations

import os

import pytest
from pytest_socket import socket_allow_hosts

from tests import chromium, postgres

# Before numpy is imported, as in a render child: on two busy cores the threads of OpenBLAS wait
# for one another, and the tests of the picture take twice the time.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    for name in os.environ:
        if name.startswith("TALKING_PHOTO_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True, scope="session")
def _authority_of_the_tests(tmp_path_factory):
    """The certificates that sign videos are made in a folder of the tests, not of the user."""
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("data-home"))


@pytest.fixture(autouse=True)
def _no_network():
    # The plugin lifts this after each test.
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


@pytest.fixture(scope="module")
def browser():
    """A running Chromium. The driver's loop must end before tests that have another one."""
    pytest.importorskip("playwright.sync_api")
    with chromium.browser() as started:
        yield started


def pytest_addoption(parser):
    parser.addoption(
        "--perturb",
        type=int,
        metavar="SEED",
        help="change the drawn portrait by up to one grey level a pixel; no verdict may change",
    )


@pytest.fixture(scope="session")
def drawn_png():
    """The built-in portrait as a file; drawing it takes seconds."""
    from talking_photo.core.demo import demo_portrait

    return demo_portrait()


@pytest.fixture(scope="session")
def drawn(request, drawn_png):
    """The same, RGB u8, 960 x 768: a face of some 375 pixels, mouth closed."""
    import cv2
    import numpy as np

    picture = cv2.imdecode(np.frombuffer(drawn_png, np.uint8), cv2.IMREAD_COLOR)
    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    seed = request.config.getoption("--perturb")
    if seed is not None:
        noise = np.random.default_rng(seed).integers(-1, 2, picture.shape)
        picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    picture.flags.writeable = False  # one test must not paint for the next
    return picture


@pytest.fixture(scope="session")
def portrait(drawn):
    """The picture at half the size, found: what the renderer and the performance work on."""
    from talking_photo.core.face import find_portraits
    from talking_photo.core.model import Photo
    from tests.faces import resized

    return find_portraits(Photo(pixels=resized(drawn, 0.5)))[0]


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL server, started by the first test that needs it."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    with postgres.running(programs) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.db"
    return postgres.new_database(request.getfixturevalue("postgres_server"))
