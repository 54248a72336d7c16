"""Take the pictures of docs/studio.md: `python -m benchmarks.studio_pictures`.

All show the portrait that the program draws. Needs Chromium (Debian: apt install chromium).
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).parents[1] / "docs"
WORDS = "Good morning! [happy] Today we read a letter."
SIZES = {"desktop": (1280, 860), "phone": (390, 844)}
PICTURES = (
    ("desktop", "light", "photo"),
    ("phone", "light", "photo"),
    ("phone", "dark", "video"),
)
LIMIT = 240_000
"""Milliseconds after which a picture is given up."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Start the page, make a video in it, and take each picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        server = subprocess.Popen(
            [sys.executable, "-m", "talking_photo", "studio", "--no-browser", "--port", "0"],
            cwd=folder,
            env={
                "PYTHONPATH": str(DOCS.parent),
                "PATH": "/usr/bin:/bin",
                "HOME": folder,
                "TALKING_PHOTO_RENDER__MAX_SIDE": "512",
            },
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            address = next(
                filter(None, (re.search(r"http://\S+", line) for line in server.stderr or ()))
            )[0]
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            for size, scheme, state in PICTURES:
                take(browser, address, size, scheme, state)
            browser.close()
        finally:
            server.terminate()
            server.wait()


def take(browser: Browser, address: str, size: str, scheme: str, state: str) -> None:
    """Take one picture: of the chosen photo, or of the finished video."""
    width, height = SIZES[size]
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=1
    )
    page.set_default_timeout(LIMIT)
    page.goto(address)
    page.get_by_role("button", name="Try it with a drawing").click()
    page.locator("#about li").wait_for()
    page.locator("#lines textarea").fill(WORDS)
    page.locator("#voice-now", has_text="English").wait_for()
    if state == "video":
        finish(page)
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    page.wait_for_timeout(500)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.save(DOCS / f"studio-{size}-{scheme}.webp", quality=82, method=6)
    page.close()


def finish(page: Page) -> None:
    """Make the video, and stop it in the middle of a word."""
    if page.locator("#consent").count():
        page.locator("#consent").check()
    page.get_by_role("button", name="Make the video").click()
    page.locator("#film").wait_for()
    page.locator("#player").evaluate(
        """player => new Promise((done) => {
          player.addEventListener("seeked", done, { once: true });
          player.pause();
          player.currentTime = 1.3;
        })"""
    )


if __name__ == "__main__":
    main()
