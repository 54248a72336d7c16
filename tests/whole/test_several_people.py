"""Whole videos of two people in one photo.

A dialogue, a chorus, one who is chosen, and the picture to choose from.
"""

from __future__ import annotations

import hashlib

import av
import numpy as np
import pytest
from PIL import Image

from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.face import find_portraits
from talking_photo.core.intake.text import read_text
from talking_photo.core.model import FPS, Expression, Photo
from talking_photo.core.pipeline import make_video, make_video_with_choice, show_faces
from talking_photo.core.progress import no_progress
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import RenderSettings, Settings, VideoSettings, VoiceSettings
from talking_photo.core.speech.voices import build_voices, manner_of, synthesize
from tests.faces import FaceReader, eye_distance, pasted, resized
from tests.makers import request_of, sound_file

SETTINGS = Settings(
    render=RenderSettings(max_side=512),
    voice=VoiceSettings(order=("espeak",)),
    video=VideoSettings(visible_label=False),
)
WIDTH, HEIGHT = 231, 288
TALK = "1: Mama, papa, bye bye! 2: Papa, mama, bye bye!"


def ignore(stage, done):
    pass


@pytest.fixture(scope="module")
def pair(drawn):
    person = resized(drawn, 0.3)
    pixels = pasted(2 * WIDTH, HEIGHT, (person, 0, 0), (person, WIDTH, 0))
    return find_portraits(Photo(pixels=pixels), "all")


@pytest.fixture(scope="module")
def photo(pair, tmp_path_factory):
    path = tmp_path_factory.mktemp("photo") / "two.png"
    Image.fromarray(pair[0].pixels).save(path)
    return path


def made(photo, folder, **options):
    """The video and its frames."""
    request = request_of(photo, language="en", **options)
    video = make_video(request, folder / "video.mp4", SETTINGS, ignore)
    with av.open(video.path) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    return video, frames


def seen(pair, frames):
    """The landmarks of each of the two in every second frame.

    (2, T, 478, 2), pixels of the frames.
    """
    factor = frames[0].shape[0] / HEIGHT
    readers = [FaceReader(portrait, factor=factor) for portrait in pair]
    return np.array([[one.landmarks(frame) for frame in frames[::2]] for one in readers])


def openings(landmarks):
    gaps = np.linalg.norm(landmarks[:, :, 13] - landmarks[:, :, 14], axis=2)
    return gaps / eye_distance(landmarks[0, 0])


@pytest.fixture(scope="module")
def dialogue(photo, tmp_path_factory):
    return made(photo, tmp_path_factory.mktemp("dialogue"), text=TALK)


@pytest.fixture(scope="module")
def landmarks(pair, dialogue):
    return seen(pair, dialogue[1])


@pytest.fixture(scope="module")
def second_turn():
    """Seconds at which the second one begins to speak."""
    speech = synthesize(
        read_text(TALK, SETTINGS.text, Expression.NEUTRAL),
        preferred_voice=None,
        language="en",
        voices=build_voices(SETTINGS.voice),
        manner=manner_of(SETTINGS.voice),
        progress=no_progress,
    )
    return speech.turns[1].start


def test_each_mouth_moves_in_its_own_turn_only(landmarks, second_turn):
    left, right = openings(landmarks)
    change = round(second_turn * FPS / 2)
    assert left[:change].max() > 0.07
    assert right[: change - 2].max() < 0.03
    assert right[change:].max() > 0.07
    assert left[change + 2 :].max() < 0.03


def test_a_listener_s_irises_go_to_the_side_of_the_speaker(landmarks, second_turn):
    change = round(second_turn * FPS / 2)
    listening, speaking = slice(change // 3, change - 8), slice(change + 10, -8)

    def gaze(points):
        """Irises between the corners of their eyes, in eye distances."""
        corners = points[:, [33, 133, 362, 263], 0].mean(1)
        irises = points[:, [468, 473], 0].mean(1)
        return (irises - corners) / eye_distance(landmarks[0, 0])

    # Of both together, for the network sees irises of this size to about as much.
    turned = [gaze(face)[speaking].mean() - gaze(face)[listening].mean() for face in landmarks]
    assert sum(turned) > 0.002


def test_who_takes_part_in_a_dialogue_is_no_news(dialogue):
    assert dialogue[0].notes == ()


def test_all_speak_at_once_when_all_are_chosen(photo, pair, tmp_path):
    video, frames = made(photo, tmp_path, text="Mama, papa, bye bye!", face="all")
    left, right = openings(seen(pair, frames))
    assert video.notes == ()
    assert min(left.max(), right.max()) > 0.07
    assert np.corrcoef(left, right)[0, 1] > 0.9


def test_a_recording_is_spoken_by_all_who_are_chosen(photo, pair, tmp_path):
    rate = 16_000
    times = np.arange(rate) / rate
    hum = 0.4 * np.sin(2 * np.pi * 150 * times) * np.sin(2 * np.pi * 2 * times) ** 2
    recording = tmp_path / "hum.wav"
    recording.write_bytes(sound_file(hum.astype(np.float32), rate))
    _, frames = made(photo, tmp_path, sound=recording, face="all")
    left, right = openings(seen(pair, frames))
    assert min(left.max(), right.max()) > 0.04


def test_of_two_who_were_not_asked_for_one_speaks_and_the_asker_is_told(photo, pair, tmp_path):
    video, frames = made(photo, tmp_path, text="Bye bye!")
    (note,) = video.notes
    assert (note.code, note.facts["count"]) == ("several_faces", 2)
    moved = [one.max() > 0.06 for one in openings(seen(pair, frames))]
    assert moved == [note.facts["number"] == 1, note.facts["number"] == 2]


def test_the_chosen_one_speaks_and_the_other_is_the_photo(photo, pair, tmp_path):
    video, frames = made(photo, tmp_path, text="Bye bye!", face=2)
    assert video.notes == ()
    left, right = openings(seen(pair, frames))
    assert right.max() > 0.06
    assert left.max() < 0.03
    bystander = np.array([frame[:, : frame.shape[1] // 3] for frame in frames], int)
    assert np.abs(bystander - bystander[0]).max() <= 12  # the encoder's


@pytest.mark.parametrize(
    ("options", "number"),
    [({"text": "Bye.", "face": 3}, 3), ({"text": "1: Bye. 4: Bye."}, 4)],
)
def test_a_face_that_is_not_there_is_refused_before_anybody_speaks(
    photo, tmp_path, options, number
):
    with pytest.raises(RequestError) as refused:
        made(photo, tmp_path, **options)
    assert (refused.value.code, refused.value.facts) == (
        "face_unknown",
        {"number": number, "count": 2},
    )
    assert not list(tmp_path.iterdir())


def test_the_picture_to_choose_from_has_a_note_for_each_face(photo, pair, tmp_path):
    target = tmp_path / "faces.png"
    picture = show_faces(SpeakRequest(photo=photo), target, SETTINGS, ignore)
    assert [note.code for note in picture.notes] == ["face_found"] * 2
    assert [note.facts["number"] for note in picture.notes] == [1, 2]
    for note, face in zip(picture.notes, pair[0].faces, strict=True):
        assert note.facts["width_pixels"] == round(face.width)
        assert 50 <= note.facts["percent"] <= 100
    assert picture.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    with Image.open(target) as image:
        drawn_on = np.asarray(image) != pair[0].pixels
    columns = np.flatnonzero(drawn_on.any((0, 2)))
    assert columns.min() < WIDTH < columns.max()


@pytest.mark.parametrize(
    ("options", "offered"),
    [({"text": "Hi."}, True), ({"text": "Hi.", "face": 2}, False), ({"text": "1: Hi."}, False)],
)
def test_the_picture_to_choose_from_comes_with_the_video_if_nobody_chose(
    photo, tmp_path, options, offered
):
    request = request_of(photo, language="en", **options)
    numbered, alone = tmp_path / "numbered", tmp_path / "alone"
    make_video_with_choice(request, tmp_path / "video.mp4", SETTINGS, ignore, numbered)
    assert numbered.exists() == offered
    if offered:
        show_faces(SpeakRequest(photo=photo), alone, SETTINGS, ignore)
        assert numbered.read_bytes() == alone.read_bytes()


def test_a_picture_that_cannot_be_written_is_reported(photo, tmp_path):
    with pytest.raises(StorageError, match="output_not_writable"):
        show_faces(SpeakRequest(photo=photo), tmp_path / "no" / "faces.png", SETTINGS, ignore)
