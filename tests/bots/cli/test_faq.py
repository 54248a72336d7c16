"""An FAQ as a website: made by the real program once, and opened from the disk in Chromium."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from talking_photo.bots.cli import faq
from tests import chromium
from tests.makers import encoded

FAQ = "# Our *school*\n## When <now>?\nNow.\n## Where?\nHere."
SETTINGS = {"TALKING_PHOTO_RENDER__MAX_SIDE": "128", "TALKING_PHOTO_VIDEO__PRESET": "ultrafast"}
ROOT = Path(faq.__file__).parents[3]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, drawn):
    folder = tmp_path_factory.mktemp("faq")
    (folder / "photo.png").write_bytes(encoded(Image.fromarray(drawn[::2, ::2]), "PNG"))
    (folder / "faq.md").write_text(FAQ)
    return folder


@pytest.fixture(scope="module")
def site(folder):
    """Made by the real program."""
    command = ["faq", "faq.md", "--photo", "photo.png", "-o", "site", "--language", "en"]
    made = subprocess.run(
        [sys.executable, "-m", "talking_photo", *command, "--voice", "espeak"],
        cwd=folder,
        env={**os.environ, **SETTINGS, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout == "site/index.html\n"
    return folder / "site"


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(chromium.CHROMIUM is None, reason="there is no Chromium")
def test_a_press_on_a_question_answers_it_and_then_the_face_waits_again(site, browser):
    from playwright.sync_api import expect

    with chromium.opened(browser, (site / "index.html").as_uri()) as page:
        assert page.title() == "Our *school*"
        idle, answer = page.locator(".idle"), page.locator(".answer")
        expect(idle).to_have_js_property("paused", False)
        chromium.check(page)
        question = page.get_by_role("button", name="When <now>?")
        question.focus()
        page.keyboard.press("Enter")
        expect(question).to_have_attribute("aria-expanded", "true")
        expect(page.get_by_text("Now.", exact=True)).to_be_visible()
        expect(page.get_by_text("Here.", exact=True)).to_be_hidden()
        expect(answer).to_be_visible()
        assert answer.evaluate("it => it.querySelector('track').track.mode") == "showing"
        chromium.check(page)
        expect(answer).to_be_hidden()  # when it has ended
        expect(idle).to_have_js_property("paused", False)
        expect(page.get_by_text("Now.", exact=True)).to_be_visible()
        page.get_by_role("button", name="Where?").click()
        expect(page.get_by_text("Here.", exact=True)).to_be_visible()
        expect(page.get_by_text("Now.", exact=True)).to_be_hidden()
        page.keyboard.press("Escape")
        expect(answer).to_be_hidden()
        page.get_by_role("button", name="The face moves").click()
        expect(idle).to_have_js_property("paused", True)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(chromium.CHROMIUM is None, reason="there is no Chromium")
def test_who_wants_no_motion_gets_a_still_face_and_without_scripts_all_can_be_read(site, browser):
    from playwright.sync_api import expect

    address = (site / "index.html").as_uri()
    with chromium.opened(browser, address, reduced_motion="reduce") as page:
        expect(page.locator(".idle")).to_have_js_property("paused", True)
    with chromium.opened(browser, address, java_script_enabled=False) as page:
        expect(page.get_by_text("Now.", exact=True)).to_be_visible()
        expect(page.get_by_text("Here.", exact=True)).to_be_visible()
        link = page.get_by_role("link", name="Video file: Where?")
        assert (site / link.get_attribute("href")).is_file()
