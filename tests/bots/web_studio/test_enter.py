"""The page behind a link from a chat, in a real browser."""

import re

import pytest

from talking_photo.core.jobs.job import PersonId
from tests.bots.web_studio.conftest import open_studio
from tests.chromium import CHROMIUM, FLAGS

playwright = pytest.importorskip("playwright.async_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.async_playwright", reason="axe is not installed")

TOKEN = "a-token-of-16-letters-or-more"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium; apt install chromium"),
]


async def test_a_link_opens_the_page_when_its_button_is_pressed_and_not_before(video):
    settings = {"studio": {"public_url": "https://photos.example.org"}}
    async with open_studio(video, tokens=["x"], **settings) as studio:
        secret = await studio.rig.tokens.create_link(PersonId("telegram:42"))
        asked, faults = [], []
        async with playwright.async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = await browser.new_page(locale="en-GB")
            page.on("request", lambda request: asked.append(request.url))
            page.on("pageerror", lambda error: faults.append(str(error)))
            address = str(studio.client.make_url("/enter"))
            await page.goto(f"{address}#{secret}")
            await playwright.expect(page.locator("#link")).to_have_value(secret)
            found = await axe.Axe().run(page)
            assert found.response["violations"] == []
            assert studio.rig.stores.tokens._links
            await page.get_by_role("button").click()
            await playwright.expect(page.locator("#make")).to_be_visible()
            assert not studio.rig.stores.tokens._links
            await page.goto(address)
            await playwright.expect(page.get_by_role("alert")).to_have_text(re.compile("/web"))
            await playwright.expect(page.get_by_role("button")).to_be_hidden()
            await browser.close()
        assert faults == []
        assert not any(secret in url for url in asked)


async def test_a_token_signs_in_a_browser(video):
    settings = {"studio": {"token": TOKEN, "hosts": ["a.example"]}}
    async with (
        open_studio(video, **settings) as studio,
        playwright.async_playwright() as driver,
    ):
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(locale="en-GB")
        await page.goto(str(studio.client.make_url("/")))
        await page.locator("#token").fill(TOKEN)
        await page.get_by_role("button").click()
        await playwright.expect(page.locator("#make")).to_be_visible()
        await browser.close()
