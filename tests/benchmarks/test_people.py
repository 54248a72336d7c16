from __future__ import annotations

import numpy as np
import pytest

from benchmarks.material import square
from benchmarks.people import inside, watched
from benchmarks.sight import at_fps, voice
from talking_photo.core.face import find_portraits
from talking_photo.core.model import FPS, Layout, Photo, Speech
from talking_photo.core.progress import no_progress
from talking_photo.core.settings import VideoSettings
from talking_photo.core.video.encode import write_video
from talking_photo.core.video.layout import frame_portraits


def test_what_lies_outside_is_reported_with_its_side():
    assert inside([1.0, 2.0, 3.0], [0.5, 3.5]) == "3 of 3"
    assert inside([0.0, 2.0, 9.0], [1.0, 3.0]) == "1 of 3, 1 below, 1 above"
    assert inside([], [1.0]) == ""


@pytest.mark.parametrize("rate", [50.0, 22.13, 25.0])
def test_a_video_of_another_rate_keeps_its_time(rate):
    seconds = np.arange(round(3 * rate)) / rate
    points = np.repeat(seconds[:, None], 6, 1).reshape(-1, 2, 3).astype(np.float32)
    read = at_fps(points, rate)
    assert read[:, 0, 0] == pytest.approx(np.arange(len(read)) / FPS, abs=1e-4)
    assert len(read) / FPS == pytest.approx(3, abs=0.08)


def test_a_frame_without_a_face_stays_unknown_and_spoils_no_other():
    points = np.zeros((50, 2, 3), np.float32)
    points[10] = np.nan
    assert np.isnan(at_fps(points, 25.0)).any((1, 2)).sum() == 1


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """A face that holds still for 1.2 seconds, with a tone in the second half of it."""
    framing = frame_portraits([*find_portraits(Photo(pixels=square(512)))], Layout.ORIGINAL, 512)
    times = np.arange(round(1.2 * 16_000)) / 16_000
    tone = 0.3 * np.sin(2 * np.pi * 300 * times) * (times > 0.6)
    target = tmp_path_factory.mktemp("videos") / "still.mp4"
    write_video(
        (framing.pixels for _ in range(30)),
        count=30,
        framing=framing,
        speech=Speech(samples=tone.astype(np.float32), sample_rate=16_000),
        captions=(),
        settings=VideoSettings(visible_label=False),
        target=target,
        progress=no_progress,
    )
    return target


def test_the_sound_of_a_video_is_read_in_its_time(video):
    recognised = voice(video)
    loud = np.abs(recognised.samples) > 0.1
    assert np.flatnonzero(loud)[0] / recognised.sample_rate == pytest.approx(0.6, abs=0.05)
    assert recognised.seconds == pytest.approx(1.2, abs=0.1)


def test_a_video_of_a_still_face_is_watched_and_what_is_no_video_is_passed_over(video):
    (video.parent / "notes.txt").write_text("no video")
    videos = watched([video.parent])
    assert list(videos) == ["still.mp4"]
    seen = videos["still.mp4"]
    assert seen.seconds == pytest.approx(1.2, abs=0.05)
    assert seen.blinks == 0
    assert seen.opening_wide < 0.04
