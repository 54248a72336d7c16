"""Lessons, read back by a reader of each format: python-pptx, an XML parser, Chromium, Pillow."""

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import av
import numpy as np
import pytest

from talking_photo.bots import texts
from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.model import Speech, Word
from talking_photo.core.progress import no_progress
from talking_photo.core.settings import VideoSettings
from talking_photo.core.video.captions import Caption, break_into_captions
from talking_photo.core.video.encode import write_video
from talking_photo.core.video.exports import ExportFormat, export, lesson_of
from talking_photo.core.video.layout import frame_portraits
from talking_photo.core.video.subtitles import read_captions, subrip, webvtt
from talking_photo.core.video.tags import Tags, language_of, title_of
from tests import chromium
from tests.core.drawn_portrait import portrait_of
from tests.makers import tone

SECONDS = 1.2
TITLE = 'Rain & "Snow" <b>'
WORDS = (
    Word(text="Rain", start=0.1, end=0.5),
    Word(text="falls.", start=0.5, end=0.7),
    Word(text="<b>", start=1.16, end=1.2),
)


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    framing = frame_portraits([portrait_of(128, 96, face=(64, 48, 60))], "original", 128)
    return write_video(
        (np.roll(framing.pixels, 4 * index, 1) for index in range(30)),
        count=30,
        framing=framing,
        speech=Speech(samples=tone(SECONDS), sample_rate=16_000),
        captions=(),
        settings=VideoSettings(visible_label=False),
        target=tmp_path_factory.mktemp("lesson") / "rain.mp4",
        progress=no_progress,
        tags=Tags(title=TITLE, language="pt-br"),
    ).path


@pytest.fixture(scope="module")
def lesson(video):
    return lesson_of(video, captions=break_into_captions(WORDS), labels=texts.lesson_labels)


@pytest.fixture
def exported(lesson, tmp_path):
    """Writes the lesson in a format."""

    def write(kind):
        target = tmp_path / f"lesson{kind.suffix}"
        export(lesson, kind, target)
        assert list(tmp_path.iterdir()) == [target]
        return target

    return write


def test_a_container_says_title_and_language(video, lesson):
    with av.open(str(video)) as file:
        assert file.metadata["title"] == TITLE
        assert file.streams.audio[0].metadata["language"] == "por"
    assert (lesson.title, lesson.language) == (TITLE, "pt")
    assert (lesson.width, lesson.height) == (128, 96)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Hello there. How are you?", "Hello there"),
        ("How are you? Fine.", "How are you?"),
        ("雨が降る。そして", "雨が降る"),
        (" ".join(["word"] * 30), " ".join(["word"] * 12) + " …"),
        ("x" * 80, "x" * 60 + " …"),
        ("…", ""),
        ("", ""),
    ],
)
def test_a_title_is_the_first_sentence(words, title):
    spoken = [Word(text=text, start=0, end=1) for text in words.split()]
    assert title_of(spoken) == title


@pytest.mark.parametrize(
    ("code", "three", "back"),
    [
        ("en-us", "eng", "en"),
        ("cmn", "zho", "zh"),
        ("pt_BR", "por", "pt"),
        ("yue", "zho", "zh"),
        ("deu", "deu", "de"),
        ("tlh", "und", ""),
        ("", "und", ""),
    ],
)
def test_languages_have_three_letters_in_a_container(code, three, back):
    assert Tags(language=code).alpha_3 == three
    assert language_of(three) == back


def test_a_slide_has_the_video_its_poster_the_words_and_a_description(exported, video):
    from pptx import Presentation
    from pptx.enum.shapes import PP_MEDIA_TYPE

    deck = Presentation(str(exported(ExportFormat.PPTX)))
    [slide] = deck.slides
    title, movie = slide.shapes
    assert (title.text_frame.text, deck.core_properties.title) == (TITLE, TITLE)
    assert (deck.core_properties.language, deck.core_properties.author) == ("pt", "")
    assert movie.media_type == PP_MEDIA_TYPE.MOVIE
    assert movie.poster_frame.content_type == "image/jpeg"
    assert abs(movie.width / movie.height - 128 / 96) < 0.01
    assert movie.top > title.top + title.height - 1
    assert movie.top + movie.height <= deck.slide_height
    [described] = movie._element.xpath("./p:nvPicPr/p:cNvPr/@descr")
    assert described == f"{TITLE}\n{texts.chat('made_by_ai', 'pt')}"
    assert slide.notes_slide.notes_text_frame.text.splitlines() == ["Rain falls.", "<b>"]
    media = [part for part in deck.part.package.iter_parts() if part.content_type == "video/mp4"]
    assert [part.blob for part in media] == [video.read_bytes()]


def test_a_slide_has_its_captions_where_powerpoint_keeps_them(exported, lesson, tmp_path):
    """As [MS-PPTX] has it: tracksInfo in the medium's extension, and a part of text/vtt."""
    from pptx import Presentation

    file = exported(ExportFormat.PPTX)
    [slide] = Presentation(str(file)).slides
    _, movie = slide.shapes
    [track] = movie._element.xpath(".//*[local-name()='track']")
    parents = [one.tag.rpartition("}")[2] for one in track.iterancestors()]
    assert parents[:6] == ["trackLst", "tracksInfo", "ext", "extLst", "media", "ext"]
    assert track.get("lang") == "pt"
    assert re.fullmatch(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", track.get("id"))
    namespace = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    part = slide.part.related_part(track.get(f"{namespace}embed"))
    assert (part.content_type, part.blob.decode()) == ("text/vtt", lesson.webvtt)
    file.unlink()
    export(replace(lesson, captions=()), ExportFormat.PPTX, tmp_path / "silent.pptx")
    [slide] = Presentation(str(tmp_path / "silent.pptx")).slides
    assert slide.shapes[1]._element.xpath(".//*[local-name()='tracksInfo']") == []


CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
MD = "{http://www.imsglobal.org/xsd/imsmd_rootv1p2p1}"


def test_a_package_follows_the_rules_of_scorm(exported, video, lesson):
    with zipfile.ZipFile(exported(ExportFormat.SCORM)) as package:
        assert package.testzip() is None
        files = {name: package.read(name) for name in package.namelist()}
    manifest = ElementTree.fromstring(files["imsmanifest.xml"])
    # imscp_rootv1p1p2.xsd: these three in this order, identifiers once, references to them
    assert [part.tag for part in manifest] == [
        f"{CP}{name}" for name in ("metadata", "organizations", "resources")
    ]
    about, organizations, resources = manifest
    assert [part.text for part in about[:2]] == ["ADL SCORM", "1.2"]
    [title] = about.iter(f"{MD}langstring")
    assert (title.text, about.find(f".//{MD}language").text) == (TITLE, "pt")
    identifiers = [part.get("identifier") for part in manifest.iter() if part.get("identifier")]
    assert len(set(identifiers)) == len(identifiers) == 4
    assert all(name.replace("-", "").isalnum() and name[0].isalpha() for name in identifiers)
    [organization] = organizations
    assert organizations.get("default") == organization.get("identifier")
    assert [part.tag for part in organization] == [f"{CP}title", f"{CP}item"]
    [resource] = resources
    assert organization[1].get("identifierref") == resource.get("identifier")
    assert (resource.get("type"), resource.get(f"{ADL}scormtype")) == ("webcontent", "sco")
    named = [file.get("href") for file in resource]
    assert resource.get("href") in named
    assert sorted([*named, "imsmanifest.xml"]) == sorted(files)
    assert files["video.mp4"] == video.read_bytes()
    assert files["captions.vtt"].decode() == lesson.webvtt
    assert files["transcript.txt"].decode().splitlines() == ["Rain falls.", "<b>"]


def test_the_same_lesson_is_the_same_package(exported):
    first = exported(ExportFormat.SCORM).read_bytes()
    assert exported(ExportFormat.SCORM).read_bytes() == first


def test_a_moving_picture_loops_at_half_the_rate_and_is_small(exported):
    from PIL import Image

    with Image.open(exported(ExportFormat.WEBP)) as picture:
        assert (picture.format, picture.n_frames, picture.info["loop"]) == ("WEBP", 15, 0)
        assert picture.size == (128, 96)
        picture.seek(3)
        picture.load()
        assert picture.info["duration"] == 80


def test_captions_are_read_back_as_they_were_written():
    captions = break_into_captions(WORDS)
    assert read_captions(webvtt(WORDS, "pt-br")) == (captions, "pt-br")
    windows = "\ufeff" + subrip(WORDS[:2]).replace("\n", "\r\n")
    assert read_captions(windows) == (break_into_captions(WORDS[:2]), "")
    noted = (
        "WEBVTT\n\nNOTE 00:00.000 --> 00:01.000\nno\n\n1\n00:01.000 --> 00:02.500 line:0\n<v A>Hi"
    )
    assert read_captions(noted) == ((Caption(start=1, end=2.5, rows=("Hi",)),), "")
    assert read_captions("Dear diary,\n\ntoday") == ((), "")


def test_signs_that_xml_cannot_hold_are_left_out(video, tmp_path):
    from pptx import Presentation

    odd = lesson_of(
        video,
        captions=[Caption(start=0, end=1, rows=("Hi\x0b\x00 می\u200cروم",))],
        labels=texts.lesson_labels,
        title=" Rain\x07\nin \udcffMay ",
    )
    for kind in (ExportFormat.PPTX, ExportFormat.SCORM, ExportFormat.HTML):
        export(odd, kind, tmp_path / kind)
    [slide] = Presentation(str(tmp_path / "pptx")).slides
    assert slide.shapes.title.text_frame.text == "Rain in May"
    assert slide.notes_slide.notes_text_frame.text == "Hi می\u200cروم"
    with zipfile.ZipFile(tmp_path / "scorm") as package:
        ElementTree.fromstring(package.read("imsmanifest.xml"))


def test_what_is_no_video_of_ours_is_refused(tmp_path, video):
    def lesson(file):
        return lesson_of(file, captions=(), labels=texts.lesson_labels)

    with pytest.raises(StorageError, match="file_unreadable"):
        lesson(tmp_path / "missing.mp4")
    (tmp_path / "words.mp4").write_text("Hello")
    with pytest.raises(RequestError, match="not_a_video"):
        lesson(tmp_path / "words.mp4")
    (tmp_path / "video.webm").write_bytes(video.read_bytes())
    with pytest.raises(RequestError, match="not_a_video"):
        lesson(tmp_path / "video.webm")
    with pytest.raises(StorageError, match="output_folder_missing"):
        export(lesson(video), ExportFormat.HTML, tmp_path / "no" / "lesson.html")


needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium.CHROMIUM is None, reason="there is no Chromium"),
]


PLATFORM = """<title>A learning platform</title><script>
const fresh = { "cmi.core.lesson_status": "not attempted" };
const stored = { ...fresh, ...JSON.parse(sessionStorage.cmi ?? "{}") };
const calls = [];
const called = (name) => { calls.push(name); return "true"; };
window.API = {
  LMSInitialize: () => called("initialize"),
  LMSFinish: () => called("finish"),
  LMSCommit: () => { sessionStorage.cmi = JSON.stringify(stored); return "true"; },
  LMSGetValue: (name) => stored[name] ?? "",
  LMSSetValue: (name, value) => { stored[name] = value; return "true"; },
};
</script><iframe src="/index.html" width="900" height="700"></iframe>"""
PLAY = """(it, [from, to]) => new Promise((done) => {
  it.currentTime = from;
  it.addEventListener("timeupdate", () => { if (it.currentTime >= to || it.ended) it.pause(); });
  it.addEventListener("pause", () => setTimeout(done, 0));
  it.play();
})"""
READY = "it => it.readyState > 0 || new Promise(done => it.onloadedmetadata = done)"


class TestInChromium:
    pytestmark = needs_chromium

    def test_a_page_plays_from_the_disk_with_captions_and_a_transcript(self, browser, exported):
        from playwright.sync_api import expect

        address = exported(ExportFormat.HTML).as_uri()
        for scheme in ("light", "dark"):
            with chromium.opened(browser, address, color_scheme=scheme) as page:
                chromium.check(page)
                assert page.title() == TITLE
                assert page.locator("html").get_attribute("lang") == "pt"
                assert page.locator("video").evaluate(
                    "it => new Promise(done => it.textTracks[0].cues?.length ? done(1) : "
                    "it.querySelector('track').addEventListener('load', () => done(1)))"
                )
                cues = (
                    "it => [...it.textTracks[0].cues].map(cue => cue.getCueAsHTML().textContent)"
                )
                assert page.locator("video").evaluate(cues) == ["Rain falls.", "<b>"]
                assert page.locator("video").evaluate("it => it.textTracks[0].mode") == "showing"
                page.keyboard.press("Tab")  # the player
                page.get_by_role("button", name="<b>").focus()
                page.keyboard.press("Enter")
                ended = "it => it.ended || new Promise(done => it.addEventListener('ended', done))"
                page.locator("video").evaluate(ended)
                expect(page.locator("[aria-current]")).to_have_text("<b>")
                expect(page.locator("video")).to_have_js_property("error", None)

    def test_a_package_reports_completion_when_all_was_watched(self, browser, exported):
        """On a platform that keeps what the package tells it, over two visits."""
        with zipfile.ZipFile(io.BytesIO(exported(ExportFormat.SCORM).read_bytes())) as package:
            files = {name: package.read(name) for name in package.namelist()}
        kinds = {
            "html": "text/html",
            "js": "text/javascript",
            "css": "text/css",
            "mp4": "video/mp4",
        }

        def answer(route):
            name = route.request.url.rpartition("/")[2]
            body = files.get(name, PLATFORM.encode())
            kind = kinds.get(name.rpartition(".")[2], "text/html")
            asked = re.fullmatch(r"bytes=(\d+)-(\d*)", route.request.headers.get("range", ""))
            if asked is None:  # a player seeks only where parts can be had
                route.fulfill(body=body, content_type=kind)
                return
            start, end = int(asked[1]), int(asked[2] or len(body) - 1)
            part = f"bytes {start}-{end}/{len(body)}"
            headers = {"Accept-Ranges": "bytes", "Content-Range": part, "Content-Type": kind}
            route.fulfill(status=206, body=body[start : end + 1], headers=headers)

        context = browser.new_context()
        context.route("**/*", answer)
        page = context.new_page()
        page.set_default_timeout(chromium.MILLISECONDS)
        status = "() => stored['cmi.core.lesson_status']"

        def visit():
            page.goto("http://lms.test/course")
            frame = next(frame for frame in page.frames if frame.url.endswith("index.html"))
            video = frame.locator("video")
            video.evaluate(
                "it => it.readyState > 0 || new Promise(done => it.onloadedmetadata = done)"
            )
            return frame, video

        frame, video = visit()
        video.evaluate(PLAY, [0.6, 9])
        video.evaluate("it => { it.currentTime = 0.5; }")
        assert page.evaluate(status) == "incomplete"
        page.locator("iframe").evaluate("it => { it.src = 'about:blank'; }")
        frame.wait_for_url("about:blank")
        assert page.evaluate("() => calls") == ["initialize", "finish"]
        assert page.evaluate("() => stored['cmi.core.session_time']").startswith("0000:00:")
        frame, video = visit()
        assert video.evaluate("it => it.currentTime") >= 0.4
        video.evaluate(PLAY, [0, 0.8])
        assert page.evaluate(status) == "completed"
        context.close()
