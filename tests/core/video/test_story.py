"""Stories, from scenes of one colour with a tone for a voice."""

import contextlib
import itertools
from dataclasses import replace

import av
import numpy as np
import pytest

from talking_photo.core.errors import JobCancelled, RequestError
from talking_photo.core.model import FPS, Speech, Word
from talking_photo.core.progress import no_progress
from talking_photo.core.settings import VideoSettings
from talking_photo.core.video.encode import write_video
from talking_photo.core.video.layout import Framing
from talking_photo.core.video.loudness import measure
from talking_photo.core.video.story import Card, FaceScene, Part, Scenery, compose_story, frames
from talking_photo.core.video.tags import Tags
from tests.core.drawn_portrait import portrait_of
from tests.makers import encoded, picture, sound_file, tone

SIZE = (128, 72)
RED, BLUE, GREEN = (200, 30, 30), (30, 30, 200), (20, 180, 20)
VOICE, MUSIC = 220.0, 1500.0
PLAIN = VideoSettings(visible_label=False, preset="ultrafast")


def scene(folder, colour, seconds=2.0, alpha=None):
    """A scene of one colour; its voice is heard in the middle half."""
    portrait = portrait_of(*SIZE, face=(64, 36, 40))
    framing = Framing(portraits=(portrait,), width=SIZE[0], height=SIZE[1])
    pixels = np.full((SIZE[1], SIZE[0], 3), colour, np.uint8)
    if alpha is not None:
        pixels = np.dstack([pixels, np.zeros(SIZE[::-1], np.uint8)])
        pixels[20:50, 40:90, 3] = alpha
    quiet = np.zeros(round(seconds * 16_000) // 4, np.float32)
    samples = np.concatenate([quiet, tone(seconds / 2, hertz=VOICE), quiet])
    name = f"{'-'.join(map(str, colour))}{'' if alpha is None else '-alpha'}"
    return write_video(
        itertools.repeat(pixels),
        count=round(seconds * FPS),
        framing=framing,
        speech=Speech(samples=samples, sample_rate=16_000),
        captions=(),
        settings=PLAIN,
        target=folder / (f"{name}.mp4" if alpha is None else f"{name}.webm"),
        progress=no_progress,
        transparent=alpha is not None,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("story")


@pytest.fixture(scope="module")
def red(folder):
    return scene(folder, RED)


@pytest.fixture(scope="module")
def blue(folder):
    return scene(folder, BLUE)


def part(shows, *, fades=False, chapter=None):
    return Part(shows=shows, fades=fades, chapter=chapter)


def compose(target, *parts, progress=no_progress, **scenery):
    scenery = Scenery(size=SIZE, **{"tags": Tags(title="Ours", language="en"), **scenery})
    return compose_story(parts, scenery, target, PLAIN, progress)


def pictures(path):
    with av.open(str(path)) as file:
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


def sound(path):
    with av.open(str(path)) as file:
        pieces = [frame.to_ndarray()[0] for frame in file.decode(audio=0)]
    return np.concatenate(pieces).astype(np.float32)


def level_at(samples, hertz, start, end):
    """Amplitude of a frequency between two times, in decibels."""
    part = samples[round(start * 48_000) : round(end * 48_000)]
    wave = np.exp(-2j * np.pi * hertz * np.arange(len(part)) / 48_000)
    return 20 * np.log10(abs(part @ wave) * 2 / len(part) + 1e-9)


def near(pixel, colour, most=14):
    return np.abs(pixel.astype(int) - colour).max() <= most


def test_scenes_follow_with_a_cut_or_a_crossfade_and_all_frames_are_there(tmp_path, red, blue):
    cut = compose(tmp_path / "cut.mp4", part(FaceScene(video=red)), part(FaceScene(video=blue)))
    shown = pictures(cut.path)
    assert (len(shown), cut.seconds) == (100, 4.0)
    assert near(shown[49][36, 64], RED)
    assert near(shown[50][36, 64], BLUE)
    fades = [part(FaceScene(video=video), fades=True) for video in (red, blue)]
    faded = compose(tmp_path / "faded.mp4", *fades)
    shown = pictures(faded.path)
    assert (len(shown), faded.seconds) == (100 - 12, 3.52)
    assert near(shown[37][36, 64], RED)
    middle = np.mean([shown[43][36, 64], shown[44][36, 64]], 0)
    assert near(middle, np.mean([RED, BLUE], 0))
    assert near(shown[50][36, 64], BLUE)


def test_cards_give_chapters_and_words_keep_their_time(tmp_path, red, blue):
    spoken = replace(red, words=(Word(text="Hi", start=0.5, end=0.9),))
    story = compose(
        tmp_path / "story.mp4",
        part(FaceScene(video=blue)),
        part(Card(lines=("Part two", "of ours"), seconds=2.0), fades=True, chapter="Part two"),
        part(FaceScene(video=spoken)),
    )
    assert story.words == (Word(text="Hi", start=0.5 + 3.52, end=0.9 + 3.52),)
    with av.open(str(story.path)) as file:
        assert file.metadata["title"] == "Ours"
        chapters = [(it["start"], it["end"], it["metadata"]["title"]) for it in file.chapters()]
    assert chapters == [(0, 1520, "Ours"), (1520, 5520, "Part two")]
    card = pictures(story.path)[38 + 25].astype(int)
    assert card.max() > 180  # its letters
    assert np.median(card) < 60


def test_music_is_softer_while_somebody_speaks_and_all_is_equally_loud(tmp_path, red, blue):
    story = compose(
        tmp_path / "story.mp4",
        *(part(FaceScene(video=video)) for video in (red, blue)),
        part(Card(lines=("…",), seconds=6.0)),
        music=sound_file(tone(3.0, 48_000, hertz=MUSIC), 48_000),
    )
    heard = sound(story.path)
    assert measure(heard, 48_000) == pytest.approx(-16, abs=0.5)
    assert np.abs(heard).max() < 10 ** (-0.5 / 20)
    speaking, alone = level_at(heard, MUSIC, 2.6, 3.4), level_at(heard, MUSIC, 5.2, 6.6)
    assert alone - speaking == pytest.approx(12, abs=1.5)
    assert level_at(heard, VOICE, 2.6, 3.4) > speaking + 15
    assert level_at(heard, MUSIC, 9.8, 10.0) < alone - 15  # it fades out


def test_a_story_without_any_sound_stays_silent(tmp_path):
    story = compose(tmp_path / "story.mp4", part(Card(lines=("Quiet",), seconds=1.5)))
    assert np.abs(sound(story.path)).max() < 1e-3


def test_a_person_stands_before_the_background_and_the_logo_above_all(tmp_path, folder):
    cut_out = scene(folder, BLUE, alpha=255)
    wall = np.full((50, 50, 3), GREEN, np.uint8)
    logo = encoded(picture(60, 60, (250, 250, 0)), "PNG")
    story = compose(
        tmp_path / "story.mp4",
        part(FaceScene(video=cut_out, background=wall)),
        part(Card(lines=("x",), seconds=2.0, background=wall)),
        logo=(tmp_path / "logo.png", logo),
    )
    shown = pictures(story.path)
    assert near(shown[10][5, 120], GREEN)
    assert near(shown[10][35, 64], BLUE)
    assert near(shown[10][66, 8], (250, 250, 0), 40)
    assert near(shown[90][5, 120], np.array(GREEN) * 0.42)


def test_at_most_two_scenes_are_open_however_long_a_story_is(tmp_path, red, blue, monkeypatch):
    opened, most = [], []
    original = frames.open_video

    @contextlib.contextmanager
    def counted(video):
        with original(video) as file:
            opened.append(video)
            most.append(len(opened))
            try:
                yield file
            finally:
                opened.remove(video)

    monkeypatch.setattr(frames, "open_video", counted)
    parts = [part(FaceScene(video=video), fades=True) for video in (red, blue)] * 4
    compose(tmp_path / "story.mp4", *parts)
    assert (len(most), max(most), opened) == (8, 2, [])


@pytest.mark.parametrize("share", [0.0, 0.08, 0.5])
def test_a_cancelled_story_leaves_no_file(tmp_path, red, share):
    """While scenes are joined, while loudness is measured, and while frames are encoded."""

    def cancel(done):
        if done >= share:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        compose(tmp_path / "story.mp4", part(FaceScene(video=red)), progress=cancel)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("scenery", "code"),
    [
        ({"music": b"Just words"}, "sound_unsupported"),
        ({"music": sound_file(np.zeros(16_000, np.float32))}, "sound_silent"),
        ({"music": sound_file(tone())[:60]}, "sound_"),
        ({"logo": (None, b"\x89PNG\r\n\x1a\n")}, "photo_"),
    ],
)
def test_music_and_logo_that_cannot_be_used_are_refused(tmp_path, red, scenery, code):
    if "logo" in scenery:
        scenery = {"logo": (tmp_path / "logo.png", scenery["logo"][1])}
    with pytest.raises(RequestError) as refused:
        compose(tmp_path / "story.mp4", part(FaceScene(video=red)), **scenery)
    assert refused.value.code.startswith(code)
    assert list(tmp_path.iterdir()) == []
