"""Debian's Chromium, for pages that people open from their own disk.

Skipped where there is none (Debian: apt install chromium).
"""

import contextlib
import shutil

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
MILLISECONDS = 90_000
"""After which something is given up; nothing is ever waited for that long."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextlib.contextmanager
def browser(flags=FLAGS):
    """A running Chromium."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=MILLISECONDS)
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield started
        started.close()


@contextlib.contextmanager
def opened(browser, address, *, own=("file:", "data:", "blob:"), **how):
    """A page that may ask nobody else for anything, and finds no fault."""
    foreign, faults = [], []
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", **how)
    page = context.new_page()
    page.set_default_timeout(MILLISECONDS)
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request", lambda asked: None if asked.url.startswith(own) else foreign.append(asked.url)
    )
    page.goto(address)
    yield page
    context.close()
    assert foreign == []
    assert faults == []


def check(page):
    """Find nothing that WCAG 2.2 AA forbids."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": WCAG, "preload": False}).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == []
