"""Take pictures of every step of the studio: `python -m benchmarks.studio_pictures FOLDER`.

All show the portrait that the program draws. Those of docs/studio.md are renewed, too. Needs
Chromium (Debian: apt install chromium).
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from benchmarks.studio_server import chromium, running_studio

DOCS = Path(__file__).parents[1] / "docs"
WORDS = "Good morning! [happy] Today we read a letter."
SIZES = {"desktop": (1280, 860), "phone": (390, 844)}
SCHEMES = ("light", "dark")
STEPS = ("empty", "photo", "points", "format", "languages", "table", "video", "own")
IN_DOCS = {
    ("desktop", "light", "photo"): "studio-desktop-light",
    ("desktop", "light", "points"): "studio-points",
    ("desktop", "light", "format"): "studio-format",
    ("desktop", "dark", "languages"): "studio-languages",
    ("desktop", "light", "table"): "studio-table",
    ("desktop", "dark", "video"): "studio-desktop-dark",
    ("desktop", "light", "own"): "studio-own",
    ("phone", "light", "photo"): "studio-phone-light",
    ("phone", "light", "points"): "studio-phone-points",
    ("phone", "dark", "empty"): "studio-phone-empty",
    ("phone", "dark", "video"): "studio-phone-dark",
}
TABLE = b"name;city\nAnna;Rome\nBert;Oslo\nCleo;Kyiv\n"
LIMIT = 240_000
"""Milliseconds after which a picture is given up."""


def main() -> None:
    """Start the page, and take each picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="for the pictures of all steps, PNG")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with running_studio() as address, chromium() as browser:
        for size, (width, height) in SIZES.items():
            for scheme in SCHEMES:
                page = browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    locale="en-GB",
                )
                page.set_default_timeout(LIMIT)
                page.goto(address)
                page.wait_for_load_state("networkidle")
                for step in STEPS:
                    show(page, step)
                    take(page, folder, (size, scheme, step))
                page.close()


def show(page: Page, step: str) -> None:
    """Bring the page to a step, from the one before."""
    match step:
        case "photo":
            page.get_by_role("button", name="Try it with a drawing").click()
            page.locator("#about li").wait_for()
            page.locator("#lines textarea").fill(WORDS)
            page.locator("#voice-now", has_text="English").wait_for()
        case "points":
            page.get_by_role("button", name="Show where the face is").click()
            page.locator("#placing").wait_for()
        case "format":
            page.get_by_role("button", name="Cancel").click()
            page.locator("#look summary").click()
            page.get_by_text("square", exact=True).click()
        case "languages":
            page.locator("#look summary").click()
            page.get_by_text("Languages", exact=True).click()
            page.get_by_label("What it says in English").fill(WORDS)
        case "table":
            page.get_by_text("Table", exact=True).click()
            file = {"name": "guests.csv", "mimeType": "text/csv", "buffer": TABLE}
            page.locator("#table-file").set_input_files(file)
            page.locator("#template").fill("Happy birthday, {name}!")
            page.locator("#table-found li").first.wait_for()
        case "video":
            page.get_by_text("Write", exact=True).click()
            if page.locator("#consent").count():
                page.locator("#consent").check()
            page.get_by_role("button", name="Make the video").click()
            page.locator("#finished").wait_for()
            stop_in_a_word(page)
        case "own":
            if not page.locator("#entries li").count():
                page.get_by_label("Word", exact=True).fill("Siobhán")
                page.get_by_label("Sounds like").fill("shi-VAWN")
                page.keyboard.press("Enter")
                page.locator("#entries li").wait_for()
                page.get_by_label("Name of the voice").fill("Grandpa")
                page.keyboard.press("Enter")
                page.locator("#own-voices li").wait_for()
        case _:
            pass


def stop_in_a_word(page: Page) -> None:
    """Stop the video in the middle of a word."""
    page.locator("#player").evaluate(
        """player => new Promise((done) => {
          player.addEventListener("seeked", done, { once: true });
          player.pause();
          player.currentTime = 0.6;
        })"""
    )


def take(page: Page, folder: Path, which: tuple[str, str, str]) -> None:
    """Take one picture of what is seen; of a phone, of the whole page besides."""
    page.evaluate("() => document.activeElement.blur()")
    part = ".both" if which[2] == "own" else ".desk"
    page.locator(part).evaluate("part => scrollTo(0, part.offsetTop > 400 ? part.offsetTop : 0)")
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.save(folder / f"{'-'.join(which)}.png")
    if which in IN_DOCS:
        picture.save(DOCS / f"{IN_DOCS[which]}.webp", quality=80, method=6)


if __name__ == "__main__":
    main()
