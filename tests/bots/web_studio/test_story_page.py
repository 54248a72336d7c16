"""The list of parts of a story, in a real browser over the real server."""

import re

from tests.bots.web_studio import test_browser
from tests.bots.web_studio.test_browser import agree, choose
from tests.chromium import check

playwright = test_browser.playwright
pytestmark = test_browser.pytestmark
browser, opened, photo, server = (
    test_browser.browser,
    test_browser.opened,
    test_browser.photo,
    test_browser.server,
)


def kinds(page):
    return [one.input_value() for one in page.locator("#parts select").all()]


def part(page, number):
    return page.locator("#parts > li").nth(number - 1)


def place(page, text):
    playwright.expect(page.locator("#parts-say")).to_have_text(text)


def start(page, photo):
    page.locator('.tabs span:text-is("Story")').click()
    choose(page, photo)


def test_parts_are_added_moved_and_removed_by_keyboard_and_by_pointer(opened, photo):
    page = opened(width=360, height=1600)
    start(page, photo)
    assert kinds(page) == ["card", "speak"]
    page.get_by_role("button", name="+ Pause").press("Enter")
    playwright.expect(part(page, 3).get_by_label("Seconds")).to_be_focused()
    check(page)
    page.get_by_role("button", name="Move part 3 up").press("Enter")
    place(page, "Part 2 of 3")
    assert kinds(page) == ["card", "pause", "speak"]
    playwright.expect(page.get_by_role("button", name="Move part 2 up")).to_be_focused()
    page.get_by_role("button", name="Move part 2 up").press("Enter")
    playwright.expect(page.get_by_role("button", name="Move part 1 down")).to_be_focused()
    playwright.expect(page.get_by_role("button", name="Move part 1 up")).to_be_disabled()
    part(page, 1).scroll_into_view_if_needed()
    start_box = part(page, 1).locator(".grip").bounding_box()
    page.mouse.move(start_box["x"] + 8, start_box["y"] + 12)
    page.mouse.down()
    end = part(page, 2).bounding_box()
    page.mouse.move(start_box["x"] + 8, end["y"] + end["height"] - 4, steps=8)
    page.mouse.up()
    place(page, "Part 2 of 3")
    assert kinds(page) == ["card", "pause", "speak"]
    page.get_by_role("button", name="Remove part 2").press("Enter")
    assert kinds(page) == ["card", "speak"]
    playwright.expect(page.get_by_role("button", name="Remove part 2")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    agree(page)
    page.get_by_role("button", name="Make the video").click()
    playwright.expect(page.locator("#wrong")).to_have_text("Part 2 says nothing yet.")
    part(page, 2).get_by_label("Words").fill("[happy] Hello [happy]")
    page.locator("#language").evaluate("one => (one.value = 'en')")
    part(page, 2).locator("select").select_option("pause")
    part(page, 2).get_by_label("Seconds").fill("90")
    page.get_by_role("button", name="Make the video").click()
    told = page.locator("#wrong")
    playwright.expect(told).to_have_text(re.compile("“pause” can’t have that value"))


def test_a_story_is_made_and_made_again_with_another_sentence(opened, photo):
    page = opened()
    start(page, photo)
    page.get_by_label("Title", exact=True).fill("Ours")
    part(page, 2).get_by_label("Words").fill("Yes.")
    agree(page)
    page.get_by_role("button", name="Make the video").click()
    page.locator("#finished").wait_for()
    playwright.expect(page.locator("#said-words")).to_have_text("Yes.")
    playwright.expect(page.locator("#player")).to_have_js_property("error", None)
    check(page)
    part(page, 2).get_by_label("Words").fill("No.")
    page.get_by_role("button", name="Make the video").click()
    playwright.expect(page.locator("#said-words")).to_have_text("No.")
    playwright.expect(page.get_by_role("button", name="Watch: No.")).to_be_visible()


def test_a_template_is_saved_and_used_again_with_its_options(opened):
    page = opened()
    page.locator('.tabs span:text-is("Table")').click()
    page.locator("#template").fill("Welcome, {name}!")
    page.locator("#names").fill("card {name}")
    page.locator("#look summary").click()
    page.locator('label:has([name="expression"][value="happy"])').click()
    page.locator("#strength").fill("0.5")
    page.get_by_label("Save this template as").fill("Guests")
    page.locator("#saved-keep").click()
    playwright.expect(page.locator("#saved-says")).to_have_text("Saved.")
    check(page)
    page.reload()
    page.locator('.tabs span:text-is("Table")').click()
    page.locator("#template").fill("")
    page.locator("#strength").evaluate("one => (one.value = '1')")
    page.locator("#saved").select_option("Guests")
    playwright.expect(page.locator("#template")).to_have_value("Welcome, {name}!")
    playwright.expect(page.locator("#names")).to_have_value("card {name}")
    playwright.expect(page.locator("#strength")).to_have_value("0.5")
    assert page.locator('[name="expression"]:checked').input_value() == "happy"
    assert page.locator('[name="pitch"]:checked').input_value() == ""
    assert page.locator('[name="motion"]:checked').input_value() == "1.0"
    with page.expect_download() as saving:
        page.get_by_role("link", name="Template as a file").click()
    assert saving.value.suggested_filename == "template.json"
    page.get_by_role("button", name="Delete this template").click()
    playwright.expect(page.locator("#saved-box")).to_be_hidden()
