"""A studio that runs for a benchmark, and a browser to look at it."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

_ROOT = Path(__file__).parents[1]
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@contextlib.contextmanager
def running_studio() -> Iterator[str]:
    """Yield the address of `talking-photo studio`, started as people do."""
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [sys.executable, "-m", "talking_photo", "studio", "--no-browser", "--port", "0"],
            cwd=folder,
            env={
                "PYTHONPATH": str(_ROOT),
                "PATH": "/usr/bin:/bin",
                "HOME": folder,
                "TALKING_PHOTO_RENDER__MAX_SIDE": "512",
            },
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            lines = (re.search(r"http://\S+", line) for line in server.stderr or ())
            yield next(filter(None, lines))[0]
        finally:
            server.terminate()
            server.wait()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a browser."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        yield browser
        browser.close()
