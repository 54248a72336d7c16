"""One script in several languages, as people run it and as their readers open it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from talking_photo.bots.cli import translations
from talking_photo.core.demo import demo_portrait
from talking_photo.core.errors import RequestError, StorageError
from tests import chromium

ROOT = Path(translations.__file__).parents[3]
SETTINGS = {"TALKING_PHOTO_RENDER__MAX_SIDE": "128", "TALKING_PHOTO_VIDEO__PRESET": "ultrafast"}
SCRIPT = "[en] Hello <b>.\n[de] Hallo.\n[ar] مرحبا\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder, and what the command printed."""
    folder = tmp_path_factory.mktemp("languages")
    (folder / "photo.png").write_bytes(demo_portrait())
    (folder / "script.txt").write_text(SCRIPT, encoding="utf-8")
    command = ["speak", "photo.png", "--words-file", "script.txt", "-o", "hi.mp4"]
    printed = subprocess.run(
        [
            sys.executable,
            "-m",
            "talking_photo",
            *command,
            "--voice",
            "espeak",
            "--title",
            "Hi & bye",
        ],
        cwd=folder,
        env={**os.environ, **SETTINGS, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return folder, printed.stdout


@pytest.mark.slow
def test_each_language_gets_a_video_and_captions_and_all_get_a_page(made):
    folder, printed = made
    assert printed.split() == ["hi.en.mp4", "hi.de.mp4", "hi.ar.mp4", "hi.html"]
    for language, word in (("en", "Hello"), ("de", "Hallo"), ("ar", "مرحبا")):
        assert (folder / f"hi.{language}.mp4").stat().st_size > 1000
        captions = (folder / f"hi.{language}.vtt").read_text(encoding="utf-8")
        assert f"Language: {language}" in captions
        assert word in captions
        assert word in (folder / f"hi.{language}.srt").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(chromium.CHROMIUM is None, reason="there is no Chromium")
def test_the_page_shows_one_language_at_a_time_and_plays_it(made, browser):
    from playwright.sync_api import expect

    with chromium.opened(browser, (made[0] / "hi.html").as_uri()) as page:
        assert page.title() == "Hi & bye"
        sections = page.locator("section")
        expect(sections.nth(0)).to_be_visible()  # the browser's language
        expect(sections.nth(1)).to_be_hidden()
        chromium.check(page)
        arabic = page.get_by_role("button", name="العربية")
        arabic.focus()
        page.keyboard.press("Enter")
        expect(arabic).to_have_attribute("aria-pressed", "true")
        expect(sections.nth(0)).to_be_hidden()
        expect(sections.nth(2)).to_be_visible()
        root = page.locator("html")
        expect(root).to_have_attribute("lang", "ar")
        expect(root).to_have_attribute("dir", "rtl")
        video = sections.nth(2).locator("video")
        assert video.evaluate("it => it.querySelector('track').track.mode") == "showing"
        sections.nth(2).get_by_role("button", name="مرحبا").click()
        expect(video).not_to_have_js_property("currentTime", 0)
        chromium.check(page)


def test_several_files_are_one_script(tmp_path):
    for name, words in (("a.txt", "[en] Hi!"), ("b.txt", "\ufeff[de] Hallo!")):
        (tmp_path / name).write_text(words, encoding="utf-8")
    assert translations.read_words([tmp_path / "a.txt", tmp_path / "b.txt"]) == {
        "en": "Hi!",
        "de": "Hallo!",
    }
    (tmp_path / "plain.txt").write_text("Hi there", encoding="utf-8")
    assert translations.read_words([tmp_path / "plain.txt"]) == "Hi there"


def test_files_that_cannot_be_read_are_named(tmp_path):
    (tmp_path / "latin.txt").write_bytes("Zoë".encode("latin-1"))
    with pytest.raises(RequestError) as refused:
        translations.read_words([tmp_path / "latin.txt"])
    assert refused.value.facts == {"file": "latin.txt"}
    with pytest.raises(StorageError):
        translations.read_words([tmp_path / "nowhere.txt"])
