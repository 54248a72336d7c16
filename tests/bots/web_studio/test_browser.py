"""The page in a real browser, over the real server and its render processes.

Skipped where there is no Chromium (Debian: apt install chromium).
"""

import base64
import http.server
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests import chromium
from tests.chromium import CHROMIUM, check
from tests.core.placed_face import POINTS, drawn_mug, half, two_mugs

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium (apt install chromium)"),
]
ROOT = Path(__file__).parents[3]
LONG = " ".join(["This is a long text that takes a while."] * 80)
REFUSED = re.compile(r"the server responded with a status of 4(03|22)")
"""What Chromium calls a fault of a refusal that the page shows."""
FLAGS = [
    *chromium.FLAGS,
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
FIRST_CUE = """player => new Promise((done) => {
  const track = player.textTracks[0];
  const look = () => {
    if (track.cues?.length) done([track.mode, track.cues[0].text]);
    else setTimeout(look, 50);
  };
  look();
})"""
DROPPED = """() => {
  const data = new DataTransfer();
  const head = "\\x00\\x00\\x00\\x14ftypisom\\x00\\x00\\x02\\x00isom";
  const note = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";
  data.items.add(new File([head + note], "film.mp4", { type: "video/mp4" }));
  document.querySelector("#verify h2").dispatchEvent(
    new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data })
  );
}"""
HANDLES = {
    "left_eye_outer": "Left eye, outer corner",
    "left_eye_inner": "Left eye, inner corner",
    "left_eye_top": "Left eye, upper edge",
    "right_eye_inner": "Right eye, inner corner",
    "right_eye_outer": "Right eye, outer corner",
    "right_eye_top": "Right eye, upper edge",
    "mouth_left": "Mouth, left corner",
    "mouth_right": "Mouth, right corner",
    "upper_lip": "Upper lip",
    "lower_lip": "Lower lip",
    "chin": "Chin",
}
BESIDE = {"upper_lip": -15, "lower_lip": 15}
"""Pixels by which a handle stands beside its point."""
WIDTH_OF_PICTURE = """(player, address) => new Promise((done) => {
  const picture = new Image();
  picture.onload = () => done(picture.naturalWidth);
  picture.onerror = () => done(0);
  picture.src = address;
})"""


class Server:
    """`talking-photo studio` as people start it."""

    def __init__(self, folder, port):
        self.address = f"http://127.0.0.1:{port}/"
        self._folder, self._port = folder, port

    def start(self):
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TALKING_PHOTO_RENDER__MAX_SIDE": "160",
            "TALKING_PHOTO_WORKER__DEAD_AFTER_SECONDS": "1",
            "TALKING_PHOTO_WORKER__GRACE_SECONDS": "0",
        }
        command = ["studio", "--no-browser", "--port", str(self._port)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "talking_photo", *command],
            cwd=self._folder,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for line in self._process.stderr:
            if self.address in line:
                break
        else:
            pytest.fail("the studio did not start")
        threading.Thread(target=self._process.stderr.read, daemon=True).start()

    def stop(self, how=signal.SIGTERM):
        self._process.send_signal(how)
        self._process.wait(60)
        self._process.stderr.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = Server(tmp_path_factory.mktemp("studio"), port)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser():
    with chromium.browser(FLAGS) as started:
        yield started


@pytest.fixture
def opened(server, browser):
    """Opens pages; none of them may ask anybody else for anything, or find a fault."""
    contexts, foreign, faults, refused = [], [], [], []

    def note(said):
        (refused if REFUSED.search(said.text) else faults).append(said.text)

    def open_page(width=1280, height=900, **how):
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", **how
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(chromium.MILLISECONDS)
        page.on("console", lambda said: note(said) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        own = (server.address, "blob:")
        page.on("request", lambda r: None if r.url.startswith(own) else foreign.append(r.url))
        page.goto(server.address)
        page.wait_for_load_state("networkidle")
        page.faults, page.refused = faults, refused
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert foreign == []
    assert faults == []


@pytest.fixture(scope="module")
def photo(tmp_path_factory, server):
    """The portrait that the page offers, which is drawn once."""
    path = tmp_path_factory.mktemp("photos") / "drawn.png"
    with urllib.request.urlopen(f"{server.address}demo.png") as answer:
        path.write_bytes(answer.read())
    return path


def choose(page, photo):
    page.locator("#file").set_input_files(photo)
    page.locator("#about li").first.wait_for()


def make(page, words):
    page.locator("#lines textarea").first.fill(words)
    if page.locator("#consent").count():
        page.locator("#consent").check()
    page.get_by_role("button", name="Make the video").click()


def test_a_photo_and_words_become_a_playing_video_with_captions_and_files(opened, photo):
    page = opened()
    check(page)
    choose(page, photo)
    assert page.locator("#about").inner_text() == "Ready to speak"
    page.locator("#look summary").click()
    page.locator("#strength").fill("0.5")
    assert page.locator("#strength-now").inner_text() == "50 %"
    check(page)
    page.get_by_role("button", name="Make the video").click()
    playwright.expect(page.locator("#wrong")).to_have_text(re.compile("agree to the rules"))
    make(page, "Hello there")
    page.locator("#finished").wait_for()
    playwright.expect(page.locator("#player")).to_have_js_property("error", None)
    page.locator("#player").evaluate(
        "player => new Promise(done => player.addEventListener('timeupdate', done, {once: true}))"
    )
    assert page.locator("#player").evaluate(FIRST_CUE) == ["showing", "Hello there"]
    check(page)
    playwright.expect(page.locator("#said-words")).to_have_text("Hello there")
    with page.expect_download() as saving:
        page.get_by_role("link", name="Save the video").click()
    assert re.fullmatch(r"talking-photo-\w{6}\.mp4", saving.value.suggested_filename)
    assert Path(saving.value.path()).read_bytes()[4:8] == b"ftyp"
    for name, suffix in (("Slide (PowerPoint)", "pptx"), ("Moving picture", "webp")):
        with page.expect_download() as saving:
            page.get_by_role("link", name=name).click()
        assert saving.value.suggested_filename.endswith(suffix)
    card = page.get_by_role("button", name="Watch: Hello there")
    playwright.expect(card.locator("img")).to_have_js_property("complete", True)
    page.get_by_role("button", name="Delete: Hello there").click()
    playwright.expect(card).to_have_count(0)


def agree(page):
    if page.locator("#consent").count():
        page.locator("#consent").check()


def ended(page, title):
    """The card of a batch of which nothing waits any more."""
    card = page.locator("#batches li", has=page.get_by_text(title, exact=True)).first
    playwright.expect(card.get_by_role("button", name="Stop")).to_be_hidden()
    return card


def test_a_table_becomes_a_video_for_each_row_and_tells_the_faults_before_and_after(
    opened, photo, tmp_path
):
    (tmp_path / "guests.csv").write_text("name;city;pace\nAnn;;1.5\nBo;;fast\nCy;;1.5\n")
    page = opened()
    choose(page, photo)
    page.get_by_text("Table", exact=True).click()
    page.locator("#table-file").set_input_files(tmp_path / "guests.csv")
    found = page.locator("#table-found")
    playwright.expect(found).to_contain_text("The table has no column words")
    assert page.faults == page.refused == []
    page.locator("#template").fill("Hi {name")
    playwright.expect(found).to_contain_text("A brace in the sentence has no other half")
    assert page.faults == page.refused == []
    page.locator("#template").fill("Hi {name}!")
    playwright.expect(found.locator("p").first).to_have_text(
        "2 of 3 rows can be made. Columns: name, city, pace"
    )
    page.locator("#names").fill("card {name}")
    playwright.expect(found.locator("li").first).to_have_text("card Ann Hi Ann!")
    playwright.expect(found).to_contain_text("Not used: city")
    playwright.expect(found.locator(".bad")).to_contain_text("Row 3, pace: This cell")
    check(page)
    agree(page)
    page.get_by_role("button", name="Make all videos").click()
    playwright.expect(page.locator("#started")).to_contain_text("the page may be closed")
    card = ended(page, "Hi {name}!")
    playwright.expect(card).to_contain_text("2 of 3 ready · 1 failed")
    card.get_by_text("What went wrong").click()
    playwright.expect(card).to_contain_text("Row 3, pace: This cell")
    check(page)
    with page.expect_download() as saving:
        card.get_by_role("link", name="Save all").click()
    archive = zipfile.ZipFile(saving.value.path())
    assert {"card Ann.mp4", "card Cy.mp4", "card Ann.vtt", "report.csv"} <= set(archive.namelist())
    playwright.expect(page.get_by_role("button", name="Watch: Hi Ann!")).to_be_visible()
    card.get_by_role("button", name="Remove from the list").click()
    playwright.expect(card).to_have_count(0)


def test_scripts_in_several_languages_become_one_page_by_the_keyboard_alone(opened, photo):
    page = opened()
    choose(page, photo)
    page.locator('[name="way"]:checked').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    english = page.get_by_label("What it says in English")
    english.fill("Hello!")
    agree(page)
    page.locator("#script-add").select_option("fr")
    page.get_by_label("What it says in français", exact=False).fill("Salut !")
    check(page)
    page.get_by_role("button", name="Make all videos").focus()
    page.keyboard.press("Enter")
    card = ended(page, "Hello!")
    playwright.expect(card).to_contain_text("2 of 2 ready")
    with page.expect_download() as saving:
        card.get_by_role("link", name="Page with all languages").click()
    made = Path(saving.value.path()).read_text(encoding="utf-8")
    assert made.count("data:video/mp4;base64,") == 2


def test_a_recording_moves_the_lips(opened, photo):
    page = opened()
    choose(page, photo)
    page.get_by_text("Record", exact=True).click()
    page.get_by_role("button", name="Start recording").click()
    stop = page.get_by_role("button", name="Stop recording")
    playwright.expect(stop).to_have_attribute("aria-pressed", "true")
    playwright.expect(page.locator("#record-time")).to_have_text("0:01")
    playwright.expect(page.locator("#level")).not_to_have_attribute("aria-valuenow", "0")
    check(page)
    stop.click()
    page.locator("#heard").wait_for()
    check(page)
    if page.locator("#consent").count():
        page.locator("#consent").check()
    page.get_by_role("button", name="Make the video").click()
    page.locator("#finished").wait_for()
    assert page.locator("#player").evaluate("player => player.textTracks.length") == 0


def test_a_picture_of_the_camera_is_a_photo(opened):
    page = opened()
    page.get_by_role("button", name="Use the camera").click()
    page.get_by_role("button", name="Take the photo").wait_for()
    check(page)
    page.get_by_role("button", name="Take the photo").click()
    refused = page.locator("#about .no")
    playwright.expect(refused).to_have_text(re.compile("can’t find a human face"))
    assert page.locator("#viewfinder").evaluate("video => video.srcObject") is None


def test_a_photo_without_a_face_is_refused_with_its_cure(opened, tmp_path):
    from PIL import Image

    Image.new("RGB", (400, 300), "teal").save(tmp_path / "wall.png")
    page = opened()
    page.locator("#file").set_input_files(tmp_path / "wall.png")
    playwright.expect(page.locator("#about .no")).to_have_text(re.compile("whole face"))
    check(page)
    make(page, "Hello")
    playwright.expect(page.locator("#wrong")).to_have_text(re.compile("whole face"))
    playwright.expect(page.get_by_role("button", name="Make the video")).to_be_enabled()


@pytest.fixture(scope="module")
def mug(tmp_path_factory):
    """A drawn mug with a face, in which no network finds one."""
    from PIL import Image

    path = tmp_path_factory.mktemp("mug") / "mug.png"
    Image.fromarray(drawn_mug().pixels).resize((480, 480)).save(path)
    return path


def place(page, points):
    """Drag the handles of these points to their places."""
    layer = page.locator("#points").bounding_box()
    for name in points:
        handle = page.get_by_role("button", name=HANDLES[name], exact=True)
        box = handle.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        beside = BESIDE.get(name, 0)
        x, y = POINTS[name]
        page.mouse.down()
        x, y = layer["x"] + x * layer["width"], layer["y"] + y * layer["height"] + beside
        page.mouse.move(x, y, steps=3)
        page.mouse.up()


def test_a_mug_speaks_once_its_points_are_placed_and_keeps_them(opened, mug):
    page = opened()
    page.locator("#file").set_input_files(mug)
    playwright.expect(page.locator("#place-why")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Show where the face is").click()
    playwright.expect(page.get_by_role("button", name="Whole face")).to_be_focused()
    check(page)
    place(page, POINTS)
    page.get_by_role("button", name="The face is right").click()
    playwright.expect(page.locator("#about")).to_have_text("Ready to speak")
    playwright.expect(page.get_by_role("button", name="Move the points")).to_be_focused()
    check(page)
    page.get_by_role("button", name="Keep this face").click()
    page.locator("#keep-name").fill("Mug")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("button", name="Use Mug").click()
    kept = page.evaluate("() => fetch('/v1/portraits').then((answer) => answer.json())")
    for name, (x, y) in POINTS.items():
        assert kept["data"][0]["points"][name] == pytest.approx([x, y], abs=0.012), name
    playwright.expect(page.locator("#about")).to_have_text("Ready to speak")
    make(page, "Good morning")
    page.locator("#finished").wait_for()
    page.get_by_role("button", name="Delete Mug").click()


def test_points_are_placed_with_the_keyboard_alone(opened, mug):
    page = opened(width=390, height=844, color_scheme="dark")
    page.locator("#file").set_input_files(mug)
    opens = page.get_by_role("button", name="Show where the face is")
    opens.focus()
    page.keyboard.press("Enter")
    whole = page.get_by_role("button", name="Whole face")
    playwright.expect(whole).to_be_focused()
    page.keyboard.press("ArrowDown")
    said = page.locator("#place-at")
    playwright.expect(said).to_have_text(re.compile(r"Whole face: \d+ % from the left"))
    page.keyboard.press("Tab")
    corner = page.get_by_role("button", name="Left eye, outer corner")
    playwright.expect(corner).to_be_focused()
    before = corner.bounding_box()
    page.keyboard.press("Shift+ArrowLeft")
    assert corner.bounding_box()["x"] < before["x"] - 5
    check(page)
    page.locator("#place-size").focus()
    wide = eyes_apart(page)
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    assert eyes_apart(page) < 0.85 * wide
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    chin = page.get_by_role("button", name="Chin")
    chin.focus()
    for _ in range(30):
        page.keyboard.press("Shift+ArrowUp")
    page.locator("#place-done").focus()
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#place-wrong")).to_have_text(re.compile("points are no face"))
    check(page)
    page.get_by_role("button", name="Cancel").press("Enter")
    playwright.expect(opens).to_be_focused()


def test_the_points_of_two_faces_are_placed_one_after_the_other_by_taps(opened, tmp_path):
    from PIL import Image

    picture = tmp_path / "mugs.png"
    Image.fromarray(two_mugs().pixels).resize((960, 480)).save(picture)
    page = opened(width=360, height=740, has_touch=True, is_mobile=True)
    page.locator("#file").set_input_files(picture)
    page.get_by_role("button", name="Show where the face is").tap()
    faces = [half(0.5), half(0.0)]
    tap(page, faces[0])
    page.get_by_role("button", name="Add another face").tap()
    playwright.expect(page.get_by_label("Face 2")).to_be_checked()
    check(page)
    tap(page, faces[1])
    page.get_by_role("button", name="The face is right").tap()
    playwright.expect(page.locator("#about li")).to_have_text([re.compile("ready")] * 2)
    playwright.expect(page.locator("#lines textarea")).to_have_count(2)
    page.get_by_role("button", name="Keep this face").tap()
    page.locator("#keep-name").fill("Mugs")
    page.get_by_role("button", name="Keep", exact=True).tap()
    page.get_by_role("button", name="Use Mugs").tap()
    kept = page.evaluate("() => fetch('/v1/portraits').then((answer) => answer.json())")
    for points, placed in zip(reversed(faces), kept["data"][0]["points"], strict=True):
        for name, (x, y) in points.items():
            assert placed[name] == pytest.approx([x, y], abs=0.006), name
    page.get_by_role("button", name="Delete Mugs").tap()


def tap(page, points):
    """Choose each point below the picture, and tap where it belongs."""
    layer = page.locator("#points")
    for name, label in HANDLES.items():
        page.get_by_role("button", name="Next point").tap()
        playwright.expect(page.locator("#place-now")).to_have_text(label)
        layer.evaluate("layer => layer.scrollIntoView({ block: 'center' })")
        box = layer.bounding_box()
        x, y = points[name]
        page.touchscreen.tap(box["x"] + x * box["width"], box["y"] + y * box["height"])


def eyes_apart(page):
    left, right = (
        page.get_by_role("button", name=f"{side} eye, outer corner").bounding_box()["x"]
        for side in ("Left", "Right")
    )
    return right - left


def test_marks_stand_around_the_selected_words(opened):
    page = opened()
    area = page.locator("#lines textarea")
    area.fill("Well, that is very good news.")
    for start, end, button in ((14, 19, "stressed"), (0, 4, "slowly")):
        area.evaluate("(area, at) => area.setSelectionRange(...at)", [start, end])
        page.get_by_role("button", name=button, exact=True).click()
        playwright.expect(area).to_be_focused()
    page.get_by_role("button", name="pause", exact=True).click()
    expected = "[slow]Well[/slow] [pause 1s] , that is [emphasis]very[/emphasis] good news."
    playwright.expect(area).to_have_value(expected)
    playwright.expect(page.locator("#letters")).to_have_text("31 of 4000 characters")


def test_a_voice_is_made_heard_changed_and_deleted_with_the_keyboard(opened):
    page = opened()
    page.get_by_label("Name of the voice").fill("Grandpa")
    page.get_by_label("Made from").select_option("espeak")
    page.get_by_label("Made from").press("Tab")
    page.keyboard.press("Enter")
    pitch = page.get_by_label("Pitch", exact=True).last
    pitch.focus()
    with page.expect_response(lambda answer: answer.request.method == "POST") as changed:
        page.keyboard.press("ArrowLeft")
    assert changed.value.json()["made_of"]["pitch"] == pytest.approx(2 ** (-1 / 12), abs=0.001)
    check(page)
    with page.expect_response("**/Grandpa/sample") as heard:
        page.locator("#own-voices").get_by_role("button", name="Hear Grandpa").press("Enter")
    assert heard.value.headers["content-type"] == "audio/ogg"
    page.locator("#voice-box summary").click()
    playwright.expect(page.locator("#voices").get_by_text("Grandpa")).to_be_visible()
    page.get_by_role("button", name="Delete the voice Grandpa").press("Enter")
    playwright.expect(page.locator("#own-voices li")).to_have_count(0)
    playwright.expect(page.locator("#voices").get_by_text("Grandpa")).to_have_count(0)
    page.get_by_label("Name of the voice").fill("a/b")
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#voice-wrong")).to_have_text(re.compile("letters, digits"))
    check(page)


def test_a_word_is_taught_and_heard(opened):
    page = opened(width=390, height=844, color_scheme="dark")
    page.get_by_label("Word", exact=True).fill("Siobhán <b>")
    page.get_by_label("Sounds like").fill("shi-VAWN")
    page.get_by_role("button", name="Add the word").click()
    playwright.expect(page.locator("#entry-wrong")).not_to_be_empty()
    check(page)
    page.get_by_label("Word", exact=True).fill("Siobhán")
    page.get_by_label("Word", exact=True).press("Enter")
    playwright.expect(page.locator("#entries li")).to_have_count(1)
    check(page)
    with page.expect_response("**/sample") as heard:
        page.get_by_role("button", name="Hear Siobhán").click()
    assert heard.value.status in (200, 206)
    page.get_by_role("button", name="Remove Siobhán").click()
    playwright.expect(page.locator("#entries li")).to_have_count(0)


@pytest.fixture(scope="module")
def link(server, photo):
    """A link to a video, as somebody copies it for their website."""
    form = {"words": "Hello", "photo": base64.b64encode(photo.read_bytes()).decode()}
    video = json.loads(ask(server, "v1/videos", form))
    with urllib.request.urlopen(f"{server.address}v1/videos/{video['id']}/events") as events:
        events.read()
    return json.loads(ask(server, f"v1/videos/{video['id']}/link", {}))["url"]


def ask(server, path, form):
    request = urllib.request.Request(
        server.address + path,
        data=json.dumps(form).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return answer.read()


@pytest.fixture
def website(server, link):
    """Another website that shows the video by the element."""
    page = (
        "<!doctype html><html lang=en><title>Our school</title><link rel=icon href=data:,>"
        "<main><h1>Our school</h1>"
        f'<talking-photo src="{link}" title="The head teacher"></talking-photo></main>'
        f'<script src="{server.address}static/talking-photo.js"></script></html>'
    ).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page if self.path == "/" else b"")

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}/"
        serving.shutdown()


def test_another_website_shows_the_video_which_plays_on_a_press_with_captions(browser, website):
    context = browser.new_context(viewport={"width": 600, "height": 760}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(chromium.MILLISECONDS)
    faults = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(website)
    frame = page.locator("talking-photo iframe")
    playwright.expect(frame).to_have_attribute("title", "The head teacher")
    video = page.frame_locator("iframe").locator("video")
    assert video.evaluate(WIDTH_OF_PICTURE, video.get_attribute("poster")) > 100
    assert video.evaluate("player => [player.paused, player.readyState]") == [True, 0]
    check(page)
    video.focus()
    page.keyboard.press("Space")
    playwright.expect(video).to_have_js_property("paused", False)
    assert video.evaluate(FIRST_CUE) == ["showing", "Hello"]
    assert faults == []
    context.close()


def test_a_file_is_verified_when_it_is_chosen_or_dropped(opened, tmp_path):
    page = opened()
    (tmp_path / "film.mp4").write_bytes(b"no video")
    page.set_input_files("#verify-file", tmp_path / "film.mp4")
    page.get_by_text("There is no mark in this file.").wait_for()
    page.evaluate(DROPPED)
    page.get_by_text("This file has a mark of AI but no signature any more").wait_for()


def test_the_frame_of_the_format_is_shown_on_the_photo(opened, photo):
    page = opened()
    choose(page, photo)
    frame = page.locator("#frame")
    playwright.expect(frame).to_be_hidden()
    page.locator("#look summary").click()
    page.get_by_text("upright 9:16").click()
    playwright.expect(frame).to_be_visible()
    box, picture = frame.bounding_box(), page.locator("#shown").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(9 / 16, abs=0.02)
    assert picture["x"] - 1 <= box["x"] + box["width"] / 2 <= picture["x"] + picture["width"]
    check(page)
    page.get_by_text("like the photo").click()
    playwright.expect(frame).to_be_hidden()


def test_two_faces_have_a_number_and_a_field_each(opened, photo, tmp_path):
    from PIL import Image

    one = Image.open(photo).resize((384, 480))
    two = Image.new("RGB", (768, 480))
    two.paste(one, (0, 0))
    two.paste(one, (384, 0))
    two.save(tmp_path / "two.png")
    page = opened(width=390, height=844, color_scheme="dark")
    choose(page, tmp_path / "two.png")
    assert page.locator("#about li").all_inner_texts() == [
        "Face 1: ready to speak",
        "Face 2: ready to speak",
    ]
    page.get_by_role("button", name="Face 2", exact=True).click()
    playwright.expect(page.get_by_label("Face 2 says")).to_be_focused()
    page.get_by_label("Face 1 says").fill("Hello!")
    page.get_by_label("Face 2 says").fill("Hi.")
    check(page)
    problem = {"status": 422, "json": {"detail": "Not now."}}
    page.route("**/v1/videos", lambda route: route.fulfill(**problem))
    page.locator("#look summary").click()
    page.get_by_text("word by word").click()
    with page.expect_request("**/v1/videos") as asked:
        page.locator("#go").click()
    for name, value in (
        ("captions", "true"),
        ("caption_style", "highlight"),
        ("layout", "original"),
    ):
        assert f'name="{name}"\r\n\r\n{value}\r\n'.encode() in asked.value.post_data_buffer
    assert b"1: Hello!\r\n2: Hi." in asked.value.post_data_buffer
    playwright.expect(page.locator("#wrong")).to_have_text("Not now.")


def test_a_video_goes_on_when_the_page_is_loaded_again_and_can_be_stopped(opened, photo):
    page = opened()
    choose(page, photo)
    make(page, LONG)
    page.locator("#work").wait_for()
    page.reload()
    page.locator("#work").wait_for()
    check(page)
    page.get_by_role("button", name="Stop", exact=True).click()
    playwright.expect(page.locator("#wrong")).to_have_text("Stopped.")
    page.locator("#empty").wait_for()


def test_a_video_goes_on_when_the_program_is_started_again(opened, server, photo):
    page = opened()
    choose(page, photo)
    make(page, "Hello again, and once more.")
    page.locator("#work").wait_for()
    server.stop(signal.SIGKILL)
    server.start()
    page.locator("#finished").wait_for()
    page.faults.clear()  # of the time without a server


def test_everything_can_be_done_with_the_keyboard(opened, photo):
    page = opened()
    choose(page, photo)
    now = "() => [document.activeElement.id, document.activeElement.matches(':focus-visible')]"
    passed = []
    while not passed or passed[-1] != "go":
        page.keyboard.press("Tab")
        where, shown = page.evaluate(now)
        assert shown
        passed.append(where)
        assert len(passed) < 60
    assert {"file", "change", "keep-open", "go"} <= set(passed)
    assert any(one.startswith("line-") for one in passed)
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#wrong")).not_to_be_empty()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_it_is_one_column_and_nothing_is_cut(opened, scheme):
    page = opened(width=390, height=844, color_scheme=scheme, reduced_motion="reduce")
    page.locator("#look summary").click()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    left, right = (page.locator(one).bounding_box() for one in (".left", ".right"))
    assert left["y"] + left["height"] <= right["y"]
    check(page)
    page.get_by_role("button", name="Delete everything", exact=True).first.click()
    page.get_by_role("button", name="Keep it").wait_for()
    check(page)
    page.get_by_role("button", name="Keep it").click()


def test_a_face_is_kept_and_made_to_speak_again(opened, photo):
    page = opened()
    choose(page, photo)
    page.get_by_role("button", name="Keep this face").click()
    page.locator("#keep-name").fill("Anna <b>")
    page.keyboard.press("Enter")
    use = page.get_by_role("button", name="Use Anna <b>")
    use.wait_for()
    page.reload()
    use.click()
    playwright.expect(page.locator("#about")).to_have_text("Ready to speak")
    check(page)
    page.get_by_role("button", name="Delete Anna <b>").click()
    playwright.expect(use).to_have_count(0)


def test_who_has_no_photo_at_hand_tries_a_drawing(opened):
    page = opened(color_scheme="dark")
    page.get_by_role("button", name="Try it with a drawing").click()
    playwright.expect(page.locator("#about")).to_have_text("Ready to speak")
    check(page)
