"""Stories as people write them down."""

from pathlib import Path

import pytest

from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.intake.story import Transition, read_story
from talking_photo.core.model import Background, Layout

TEXT = """\
# A story of ours.
title: Our year
format: square
music: song.ogg
voice: woman
captions: yes

card: Our year
in pictures

photo: a.jpg
Hello!
Photo: that is me.
pause: 1.5

[happy] It goes on.

---
photo: b.jpg
sound: b.ogg
background: wall.jpg
transition: cut
strength: 50%
chapter: The end
"""
TOML = """\
title = "Our year"
format = "square"
music = "song.ogg"
voice = "woman"
captions = true

[[scene]]
card = "Our year\\nin pictures"

[[scene]]
photo = "a.jpg"
words = "Hello!\\nPhoto: that is me."
pause = 1.5

[[scene]]
words = "[happy] It goes on."

[[ scene ]]
photo = "b.jpg"
sound = "b.ogg"
background = "wall.jpg"
transition = "cut"
strength = 0.5
chapter = "The end"
"""


@pytest.mark.parametrize(("name", "text"), [("story.txt", TEXT), ("story.toml", TOML)])
def test_a_text_and_a_table_say_the_same(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8-sig")
    story = read_story(tmp_path / name)
    assert (story.title, story.layout, story.logo) == ("Our year", Layout.SQUARE, None)
    assert story.music == tmp_path / "song.ogg"
    card, first, second, last = story.scenes
    assert (card.card, card.photo, card.seconds) == (("Our year", "in pictures"), None, None)
    assert (first.photo, first.seconds) == (tmp_path / "a.jpg", 1.5)
    assert first.words == "Hello!\nPhoto: that is me."
    assert (second.photo, second.words) == (first.photo, "[happy] It goes on.")
    assert (last.sound, last.words) == (tmp_path / "b.ogg", None)
    assert (last.background, last.transition) == (tmp_path / "wall.jpg", Transition.CUT)
    assert (last.options.background, last.options.strength) == (Background.TRANSPARENT, 0.5)
    assert last.chapter == "The end"
    for scene in story.scenes:
        assert (scene.options.voice, scene.options.captions) == ("woman", True)
        assert scene.options.layout is Layout.SQUARE
    lines = [8, 11, 16, 19] if name.endswith("txt") else [7, 10, 15, 18]
    assert [scene.line for scene in story.scenes] == lines


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_other_newlines_are_fine(tmp_path, newline):
    (tmp_path / "a.txt").write_bytes(TEXT.replace("\n", newline).encode("utf-16"))
    assert len(read_story(tmp_path / "a.txt").scenes) == 4


@pytest.mark.parametrize(
    ("name", "text", "code", "facts"),
    [
        ("a.txt", "", "story_empty", {}),
        ("a.txt", "title: x\nphoto: a.jpg", "story_empty", {}),
        ("a.txt", "Hello", "scene_without_photo", {"in_line": 1}),
        ("a.txt", "photo: a.jpg\nHi\n\nphto: b.jpg\nHo", "story_key_unknown", {"in_line": 4}),
        ("a.txt", "card: x\n\nfoto: b.jpg\nHo", "story_key_unknown", {"known": "photo"}),
        ("a.txt", "card: x\n\ntitle: y\nphoto: b.jpg\nHo", "story_value_wrong", {"in_line": 3}),
        ("a.txt", "photo: a.jpg\ntransition: wipe\nHi", "story_value_wrong", {"in_line": 2}),
        ("a.txt", "photo: a.jpg\nHi\npause: long", "story_value_wrong", {"in_line": 3}),
        ("a.txt", "photo: a.jpg\nHi\npause: 90", "story_value_wrong", {"key": "pause"}),
        ("a.txt", "photo: a.jpg\nface: one\nHi", "story_value_wrong", {"key": "face"}),
        ("a.txt", "photo: a.jpg\ncaptions: maybe\nHi", "story_value_wrong", {"in_line": 2}),
        ("a.txt", "photo: a.jpg\nstrength: 900\nHi", "option_wrong", {"in_line": 1}),
        ("a.txt", "format: wide\n\nphoto: a.jpg\nHi", "story_value_wrong", {"in_line": 1}),
        ("a.txt", "card: x\n\n" * 501, "too_many_scenes", {"count": 501}),
        ("a.toml", "title = ", "story_unreadable", {"file": "a.toml"}),
        ("a.toml", "scene = 1", "story_unreadable", {}),
        ("a.toml", "[[scene]]\nkard = 'x'", "story_key_unknown", {"known": "card", "in_line": 1}),
        ("a.toml", "\n[[scene]]\ncard = 1", "story_value_wrong", {"in_line": 2}),
    ],
)
def test_what_cannot_be_a_story_is_refused_with_the_place(tmp_path, name, text, code, facts):
    (tmp_path / name).write_text(text)
    with pytest.raises(RequestError) as refused:
        read_story(tmp_path / name)
    assert refused.value.code == code
    assert facts.items() <= refused.value.facts.items()


def test_words_that_look_like_a_key_are_said(tmp_path):
    (tmp_path / "a.txt").write_text("photo: a.jpg\nNote: this is said.\n1: So is this.")
    [scene] = read_story(tmp_path / "a.txt").scenes
    assert scene.words == "Note: this is said.\n1: So is this."


def test_a_story_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StorageError, match="file_unreadable"):
        read_story(Path("missing.txt"))
