from __future__ import annotations

import hashlib

import av
import numpy as np
import pytest
from PIL import Image

from talking_photo.core.errors import JobCancelled, RequestError
from talking_photo.core.intake.text import read_text
from talking_photo.core.model import FPS, Expression, Layout, Stage
from talking_photo.core.pipeline import make_video
from talking_photo.core.progress import no_progress
from talking_photo.core.settings import RenderSettings, Settings, VideoSettings, VoiceSettings
from talking_photo.core.speech.voices import build_voices, manner_of, synthesize
from talking_photo.core.video.layout import frame_portraits
from tests.faces import FaceReader, found, mouth_area, resized
from tests.makers import request_of, sound_file

SETTINGS = Settings(
    render=RenderSettings(max_side=512),
    voice=VoiceSettings(order=("espeak",)),
    video=VideoSettings(visible_label=False),
)
WORDS = "Papa bought a big map. Mum, please bring me my bread."
SHORT = "Ba."


def ignore(stage, done):
    pass


@pytest.fixture(scope="module")
def photo(drawn, tmp_path_factory):
    path = tmp_path_factory.mktemp("photo") / "face.png"
    Image.fromarray(resized(drawn, 0.5)).save(path)
    return path


@pytest.fixture(scope="module")
def speech():
    """What the voice says, to the sample: it is the same each time."""
    return synthesize(
        read_text(WORDS, SETTINGS.text, Expression.NEUTRAL),
        preferred_voice=None,
        language="en",
        voices=build_voices(SETTINGS.voice),
        manner=manner_of(SETTINGS.voice),
        progress=no_progress,
    )


def video_of(photo, target, report=ignore, settings=SETTINGS, **options):
    options = {"language": "en", **options} if "text" in options else options
    return make_video(request_of(photo, **options), target, settings, report)


def decoded(path):
    with av.open(path) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def recognised(path):
    """The sound at its own rate, and that rate."""
    with av.open(path) as container:
        rate = container.streams.audio[0].rate
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.concatenate(parts), rate


@pytest.fixture(scope="module")
def reports():
    return []


@pytest.fixture(scope="module")
def video(photo, reports, tmp_path_factory):
    target = tmp_path_factory.mktemp("video") / "spoken.mp4"
    return video_of(photo, target, lambda *what: reports.append(what), text=WORDS)


@pytest.fixture(scope="module")
def frames(video):
    return decoded(video.path)


def onlooker_of(portrait, frames):
    return FaceReader(portrait, factor=frames[0].shape[0] / portrait.pixels.shape[0])


@pytest.fixture(scope="module")
def openings(portrait, frames):
    reader = onlooker_of(portrait, frames)
    return np.array([reader.opening(frame) for frame in frames])


def silent_frames(speech, after=0.12, least=0.0):
    """Frames in silences of the phones that last `least` seconds, from `after` seconds in until a
    frame before speech begins again.
    """
    ends = [0.0, *[phone.end for phone in speech.phones if phone.symbol]]
    starts = [*[phone.start for phone in speech.phones if phone.symbol], speech.seconds + 1]
    times = np.arange(round(np.ceil(speech.seconds * FPS))) / FPS
    silent = np.zeros(len(times), bool)
    for end, start in zip(ends, starts, strict=True):
        if start - end < least:
            continue
        first = end if end == 0 else end + after
        silent |= (times >= first) & (times < start - 1.5 / FPS)
    return silent


def test_the_file_is_what_the_video_says(video, speech, frames):
    assert video.path.name == "spoken.mp4"
    assert video.bytes == video.path.stat().st_size
    assert video.sha256 == hashlib.sha256(video.path.read_bytes()).hexdigest()
    assert (video.height, video.width) == frames[0].shape[:2]
    assert max(video.height, video.width) == 512
    assert video.width / video.height == pytest.approx(384 / 480, abs=0.01)
    assert video.seconds == len(frames) / FPS
    assert 0 <= video.seconds - speech.seconds < 1 / FPS
    assert not video.notes


def test_picture_and_sound_are_equally_long_at_25_frames_a_second(video):
    with av.open(video.path) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.codec_context.name, picture.pix_fmt) == ("h264", "yuv420p")
        assert sound.codec_context.name == "aac"
        assert picture.average_rate == FPS
        assert picture.duration * picture.time_base == sound.duration * sound.time_base


def test_what_is_heard_is_what_was_said(video, speech):
    sound, rate = recognised(video.path)
    times = np.arange(len(speech.samples)) / speech.sample_rate
    there = np.interp(times, np.arange(len(sound)) / rate, sound)
    # energies of 20 ms: the codec changes phases, not when and how loud it is
    hop = speech.sample_rate // 50
    loud = [
        np.sqrt((x[: len(x) // hop * hop].reshape(-1, hop) ** 2).mean(1))
        for x in (there, speech.samples)
    ]
    assert np.corrcoef(*loud)[0, 1] > 0.98


def test_progress_names_the_stages_in_order_and_only_grows(video, reports):
    stages = list(dict.fromkeys(stage for stage, _ in reports))
    shares = [share for _, share in reports]
    assert stages == [Stage.PHOTO, Stage.VOICE, Stage.LIPS, Stage.FRAMES]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_face_is_found_in_every_frame(portrait, frames):
    reader = onlooker_of(portrait, frames)
    assert all(reader.landmarks(frame) is not None for frame in frames[::10])


def closures_seen(speech, openings):
    """How many of the p, b and m are seen to close within 40 ms, and how many there are."""
    labials = [phone for phone in speech.phones if phone.symbol[:1] in tuple("pbm")]
    closed = 0
    for phone in labials:
        first = max(int(np.floor((phone.start - 0.04) * FPS)), 0)
        last = int(np.ceil((phone.end + 0.04) * FPS))
        closed += openings[first : last + 1].min() < 0.03
    return closed, len(labials)


def test_p_b_and_m_are_seen_to_close_within_40_ms(speech, openings):
    closed, labials = closures_seen(speech, openings)
    assert labials > 8
    assert closed >= 0.95 * labials


def test_open_vowels_are_seen_to_open(speech, openings):
    opened = [
        openings[int(phone.start * FPS) : int(phone.end * FPS) + 3].max()
        for phone in speech.phones
        if phone.symbol[:1] in tuple("aɑæɔ") and phone.stress
    ]
    assert len(opened) >= 3
    assert min(opened) > 0.05
    assert np.percentile(openings, 95) > 0.1


def test_in_silence_the_mouth_is_shut_and_in_a_short_pause_hardly_open(speech, openings):
    silent, long = silent_frames(speech), silent_frames(speech, least=0.4)
    assert long.sum() >= 5
    assert (openings[long] < 0.03).all()
    assert (openings[silent] < 0.09).all()


def test_the_mouth_moves_in_speech_and_rests_in_silence(portrait, speech, frames):
    factor = frames[0].shape[0] / portrait.pixels.shape[0]
    rows, columns = mouth_area(portrait.landmarks * factor, 0.1)
    mouths = np.array([frame[rows, columns].mean(2) for frame in frames])
    moved = np.abs(np.diff(mouths, axis=0)).mean((1, 2))
    silent = silent_frames(speech)
    resting = silent[1:] & silent[:-1]
    assert moved[~resting].mean() > 3 * moved[resting].mean()


def test_the_wall_holds_still(frames):
    corner = np.array([frame[:40, :60] for frame in frames], float)
    assert np.abs(corner - corner[0]).max() <= 6  # the encoder's


def test_the_video_begins_and_ends_as_the_photo(portrait, frames):
    photo = frame_portraits([portrait], Layout.ORIGINAL, 512).portraits[0].pixels
    # a breath is still in the shoulders at the end, and the eyes look where they like
    for frame, least in ((frames[0], 36), (frames[-1], 30)):
        error = ((frame.astype(float) - photo) ** 2).mean()
        assert 10 * np.log10(255**2 / error) > least


def test_the_same_request_gives_the_same_file_and_another_seed_another(photo, tmp_path):
    videos = [
        video_of(photo, tmp_path / f"{number}.mp4", text=SHORT, seed=seed)
        for number, seed in enumerate((3, 3, 4))
    ]
    assert videos[0].sha256 == videos[1].sha256
    assert videos[0].sha256 != videos[2].sha256


@pytest.mark.parametrize(
    ("layout", "shape"),
    [(Layout.SQUARE, 1), (Layout.PORTRAIT, 16 / 9), (Layout.LANDSCAPE, 9 / 16)],
)
def test_every_layout_has_its_shape_and_the_face_in_it(photo, tmp_path, layout, shape):
    video = video_of(photo, tmp_path / "video.mp4", text=SHORT, layout=layout)
    frames = decoded(video.path)
    height, width = frames[0].shape[:2]
    assert (height, width) == (video.height, video.width)
    assert height % 2 == width % 2 == 0
    assert height / width == pytest.approx(shape, abs=0.01)
    seen = found(frames[0]).landmarks[[33, 263], :2]  # outer corners of the eyes
    assert 0 < seen[:, 0].min() < seen[:, 0].max() < width
    assert 0 < seen[:, 1].min() < seen[:, 1].max() < 0.6 * height


def test_captions_are_seen_while_the_words_are_said(photo, frames, tmp_path):
    captioned = decoded(video_of(photo, tmp_path / "video.mp4", text=WORDS, captions=True).path)
    assert len(captioned) == len(frames)
    height = frames[0].shape[0]
    lines = np.array(
        [
            np.abs(a.astype(int) - b).mean((1, 2)) > 8
            for a, b in zip(captioned, frames, strict=True)
        ]
    )
    spoken = lines[10:-15]
    assert (spoken.sum(1) > 0.03 * height).mean() > 0.8
    assert not lines[:, : int(0.68 * height)].any()  # neither eyes nor lips are covered
    words = captioned[20][lines[20]]
    assert words.max() > 220  # light letters


def test_a_recording_moves_the_lips(photo, portrait, speech, openings, tmp_path):
    silence = np.zeros(speech.sample_rate * 6 // 10, np.float32)
    samples = np.concatenate([speech.samples, silence])
    recording = tmp_path / "voice.wav"
    recording.write_bytes(sound_file(samples, speech.sample_rate))
    video = video_of(photo, tmp_path / "video.mp4", sound=recording)
    assert video.seconds == pytest.approx(len(samples) / speech.sample_rate, abs=0.05)
    frames = decoded(video.path)
    reader = onlooker_of(portrait, frames)
    by_ear = np.array([reader.opening(frame) for frame in frames])
    count = len(openings)
    assert (by_ear[count + 1 :] < 0.03).all()
    assert by_ear.max() > 0.08
    # on time, and not as well half a second or more off it
    on_time, *off = (
        np.corrcoef(by_ear[:count], np.roll(openings, late))[0, 1]
        for late in (0, *range(12, count - 12))
    )
    assert on_time > 0.33
    assert on_time > np.mean(off) + 0.25


def test_a_recording_with_its_words_gets_captions_and_closes_for_its_p_b_and_m(
    photo, portrait, speech, tmp_path
):
    recording = tmp_path / "voice.wav"
    recording.write_bytes(sound_file(speech.samples, speech.sample_rate))
    plain, captioned = (
        video_of(photo, tmp_path / f"{on}.mp4", sound=recording, text=WORDS, captions=on)
        for on in (False, True)
    )
    assert plain.notes == captioned.notes == ()
    frames = decoded(plain.path)
    changed = np.array(
        [
            (np.abs(a.astype(int) - b).mean((1, 2)) > 8).any()
            for a, b in zip(decoded(captioned.path), frames, strict=True)
        ]
    )
    assert changed[10:-15].mean() > 0.8
    reader = onlooker_of(portrait, frames)
    met, labials = closures_seen(speech, np.array([reader.opening(f) for f in frames]))
    assert met >= 0.9 * labials


def test_an_expression_is_seen(photo, portrait, tmp_path):
    plain, happy = (
        decoded(
            video_of(photo, tmp_path / f"{look}.mp4", text="Mm, mm, mm.", expression=look).path
        )
        for look in (Expression.NEUTRAL, Expression.HAPPY)
    )
    reader = onlooker_of(portrait, plain)
    at = min(len(plain), len(happy)) - 4
    corners = [reader.landmarks(look[at])[[61, 291]] for look in (plain, happy)]
    assert corners[1][:, 1].mean() < corners[0][:, 1].mean() - 1  # higher
    assert np.ptp(corners[1][:, 0]) > np.ptp(corners[0][:, 0]) + 1  # wider


@pytest.mark.parametrize("stage", [Stage.PHOTO, Stage.VOICE, Stage.LIPS, Stage.FRAMES])
def test_a_cancelled_job_stops_and_leaves_nothing(photo, tmp_path, stage):
    reports = []

    def report(now, done):
        reports.append(now)
        if now is stage and (stage is not Stage.FRAMES or done > 0.6):
            raise JobCancelled

    with pytest.raises(JobCancelled):
        video_of(photo, tmp_path / "video.mp4", report, text=SHORT)
    assert reports[-1] is stage
    assert not list(tmp_path.iterdir())


def test_a_video_that_is_there_outlives_a_job_that_fails(photo, tmp_path):
    target = tmp_path / "video.mp4"
    target.write_bytes(b"an older video")

    def cancel(stage, done):
        if done > 0.5:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        video_of(photo, target, cancel, text=SHORT)
    assert target.read_bytes() == b"an older video"
    assert list(tmp_path.iterdir()) == [target]


def test_words_that_are_refused_cost_no_look_at_the_photo(photo, tmp_path):
    reports = []
    with pytest.raises(RequestError) as refused:
        video_of(photo, tmp_path / "video.mp4", lambda *what: reports.append(what), text=" ")
    assert refused.value.code.startswith("text_")
    assert not reports


def test_a_photo_without_a_face_leaves_nothing(tmp_path):
    wall = tmp_path / "wall.png"
    Image.new("RGB", (300, 300), (120, 130, 140)).save(wall)
    with pytest.raises(RequestError, match="no_face"):
        video_of(wall, tmp_path / "video.mp4", text=SHORT)
    assert list(tmp_path.iterdir()) == [wall]


def test_a_numbered_list_is_read_out_when_there_is_one_face(photo, tmp_path):
    listed = video_of(photo, tmp_path / "list.mp4", text="1: tea 2: ham")
    plain = video_of(photo, tmp_path / "plain.mp4", text="one: tea two: ham")
    assert listed.seconds == plain.seconds
    with pytest.raises(RequestError, match="face_unknown"):
        video_of(photo, tmp_path / "two.mp4", text="tea", face=2)
