"""Stories from the command line, made by the real program."""

import av
import pytest
from PIL import Image

from talking_photo.bots.__main__ import main
from talking_photo.bots.cli import scenes
from talking_photo.core.intake.story import read_story
from talking_photo.core.video.story.request import fades_of
from talking_photo.core.video.subtitles import read_captions
from tests.makers import encoded

TEXT = """\
title: Ours
voice: espeak
language: en

card: Ours

photo: photo.png
Yes.

No.
"""


@pytest.fixture(scope="module")
def photo(drawn):
    return encoded(Image.fromarray(drawn[::2, ::2]), "PNG")


@pytest.fixture
def folder(tmp_path, monkeypatch, photo):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TALKING_PHOTO_RENDER__MAX_SIDE", "128")
    monkeypatch.setenv("TALKING_PHOTO_VIDEO__PRESET", "ultrafast")
    (tmp_path / "photo.png").write_bytes(photo)
    (tmp_path / "story.txt").write_text(TEXT)
    return tmp_path


@pytest.fixture
def no_pool(folder, monkeypatch):
    """The folder, where nothing can be rendered."""
    monkeypatch.setattr(scenes, "RenderPool", None)
    return folder


@pytest.mark.slow
def test_a_changed_sentence_alone_is_rendered_again(folder, capsys):
    def rendered():
        return {file.name: file.stat().st_mtime_ns for file in folder.glob("ours.scenes/*.mp4")}

    assert main(["story", "story.txt", "-o", "ours.mp4", "--export", "html"]) == 0
    assert capsys.readouterr().out.splitlines() == ["ours.mp4", "ours.html"]
    with av.open("ours.mp4") as file:
        assert (file.streams.video[0].width, file.streams.video[0].height) == (128, 72)
        assert [it["metadata"]["title"] for it in file.chapters()] == ["Ours"]
        assert file.metadata["title"] == "Ours"
    captions, language = read_captions((folder / "ours.vtt").read_text())
    assert ([it.rows for it in captions], language) == ([("Yes.",), ("No.",)], "en")
    assert captions[0].start > 2  # after the card
    assert "Yes." in (folder / "ours.html").read_text()
    before = rendered()
    (folder / "story.txt").write_text(TEXT.replace("No.", "Maybe."))
    assert main(["story", "story.txt", "-o", "ours.mp4"]) == 0
    after = rendered()
    assert (len(before), len(after), len(before.items() & after.items())) == (2, 2, 1)
    assert "Maybe." in (folder / "ours.vtt").read_text()


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", 3, "There are no scenes in story.txt"),
        (
            "photo: photo.png\nHi\n\nphoto: gone.png\nHo",
            5,
            "Scene 2 (story.txt, line 4): gone.png",
        ),
        ("card: ༄༅ཀ", 3, "Scene 1 (story.txt, line 1): No font here"),
        ("card: x\nbackground: story.txt", 3, "Scene 1 (story.txt, line 1): "),
        ("music: gone.ogg\n\ncard: x", 5, "gone.ogg does not exist"),
        ("card: x\nseconds: 1", 3, "story.txt, line 2: “seconds” can’t have that value"),
    ],
)
def test_what_is_wrong_with_a_story_is_told_before_anything_is_rendered(
    no_pool, text, code, said, capsys
):
    folder = no_pool
    (folder / "story.txt").write_text(text)
    assert main(["story", "story.txt", "-o", "ours.mp4"]) == code
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (folder / "ours.mp4").exists()


def test_only_other_people_places_and_wishes_fade(folder):
    (folder / "story.txt").write_text(
        "card: a\n\nphoto: a.png\nx\n\ny\n\nphoto: b.png\nz\n\ntransition: crossfade\nw\n\n"
        "transition: cut\nphoto: c.png\nv\n\ncard: b"
    )
    fades = fades_of(read_story(folder / "story.txt"))
    assert fades == [False, True, False, True, True, False, True]
