"""Measure the studio in a browser: `python -m benchmarks.studio_numbers`.

How much the page weighs, when it is first seen, how soon the faces of a photo are outlined, and
how soon words are a video that plays. Needs Chromium (Debian: apt install chromium).
"""

from __future__ import annotations

import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.studio_server import chromium, running_studio

WORDS = "Good morning, everybody! Today we read a letter that a friend wrote."
"""About five seconds."""
TIMES = 5
FIRST_PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0].startTime"""
WEIGHT = """() => performance.getEntries()
  .filter((one) => !/(png|photo|sample|content)$/.test(one.name.split("?")[0]))
  .reduce((sum, one) => sum + (one.decodedBodySize ?? 0), 0)"""
WATCH = """() => {
  const file = document.getElementById("file");
  const faces = document.getElementById("outlines");
  window.outlined = new Promise((done) => file.addEventListener("change", () => {
    const began = performance.now();
    faces.replaceChildren();
    new MutationObserver((_, watching) => {
      if (!faces.childElementCount) return;
      watching.disconnect();
      requestAnimationFrame(() => done(performance.now() - began));
    }).observe(faces, { childList: true });
  }, { once: true, capture: true }));
}"""
MADE = """() => new Promise((done) => {
  const began = performance.now();
  const player = document.getElementById("player");
  const playing = () => done([performance.now() - began, player.duration]);
  player.addEventListener("playing", playing, { once: true });
  document.getElementById("go").click();
})"""


def main() -> None:
    """Measure, and print a line for each figure."""
    with running_studio() as address, chromium() as browser, tempfile.TemporaryDirectory() as at:
        photo = Path(at) / "photo.png"
        with urllib.request.urlopen(f"{address}demo.png") as answer:
            photo.write_bytes(answer.read())
        context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB")
        page = context.new_page()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        print(f"page without media: {weight(browser.new_page(), address) / 1000:.1f} kB")
        paints = [first_paint(page, address) for _ in range(TIMES)]
        print(f"first paint: {statistics.median(paints):.0f} ms (median of {TIMES})")
        outlined(page, photo)
        seen = [outlined(page, photo) for _ in range(TIMES)]
        print(
            f"a photo to its outlined faces: {statistics.median(seen):.0f} ms (median of {TIMES})"
        )
        if page.locator("#consent").count():
            page.locator("#consent").check()
        page.locator("#lines textarea").fill("Hello")
        page.evaluate(MADE)
        page.locator("#lines textarea").fill(WORDS)
        made = []
        for _ in range(3):
            time.sleep(1)
            made.append(page.evaluate(MADE))
        seconds = statistics.median(one for one, _ in made) / 1000
        print(f"words to a playing video of {made[0][1]:.1f} s: {seconds:.2f} s (median of 3)")


def weight(page: Page, address: str) -> int:
    """Return the bytes of everything that the page loads but pictures, sounds and videos."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    total = int(page.evaluate(WEIGHT))
    page.close()
    return total


def first_paint(page: Page, address: str) -> float:
    """Load the page, and return milliseconds until something is seen."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return float(page.evaluate(FIRST_PAINT))


def outlined(page: Page, photo: Path) -> float:
    """Choose a photo, and return milliseconds until its faces are outlined."""
    page.evaluate(WATCH)
    page.locator("#file").set_input_files(photo)
    return float(page.evaluate("() => window.outlined"))


if __name__ == "__main__":
    main()
