"""Lips by phones: they close for p b m on time, rest in silence, and move like lips in between."""

import numpy as np
import pytest

from talking_photo.core.lipsync.lips import frame_count, lips
from talking_photo.core.lipsync.visemes import parts
from talking_photo.core.model import FPS, MOUTH, Phone, Script, Segment, Speech
from talking_photo.core.progress import no_progress
from talking_photo.core.settings import VoiceSettings
from talking_photo.core.speech.voices import build_voices, manner_of, synthesize
from tests.core.speech.sentences import SENTENCES

RATE = 16_000
JAW, WIDE, PUCKER, PRESS, TUCK, UPPER_UP = (
    MOUTH.index(name) for name in ("jaw", "wide", "pucker", "press", "tuck", "upper_up")
)


def phones(*sounds, start=0.2):
    """(symbol, seconds[, stress]) one after the other."""
    made = []
    for symbol, seconds, *stress in sounds:
        made.append(
            Phone(
                symbol=symbol, start=start, end=start + seconds, stress=stress[0] if stress else 0
            )
        )
        start += seconds
    return tuple(made)


def track(*sounds, start=0.2, tail=0.5):
    made = phones(*sounds, start=start)
    count = int((made[-1].end + tail) * RATE)
    speech = Speech(samples=np.zeros(count, np.float32), sample_rate=RATE, phones=made)
    return lips(speech).values


def row(seconds):
    return round(seconds * FPS)


def spoken(text, language):
    settings = VoiceSettings(order=("espeak",))
    return synthesize(
        Script(segments=(Segment(text=text),)),
        preferred_voice=None,
        language=language,
        voices=build_voices(settings),
        manner=manner_of(settings),
        progress=no_progress,
    )


def closed_rows(values):
    return np.flatnonzero((values[:, JAW] < 0.02) & (values[:, PRESS] > 0.05))


@pytest.mark.parametrize(
    ("samples", "rate", "frames"), [(0, 16_000, 0), (1, 16_000, 1), (640, 16_000, 1), (641,
    16_000, 2), (22050 * 3, 22050, 75)]
)  # fmt: skip
def test_frames_cover_the_whole_sound(samples, rate, frames):
    speech = Speech(samples=np.zeros(samples, np.float32), sample_rate=rate, phones=())
    assert frame_count(speech) == frames
    assert lips(speech).values.shape == (frames, len(MOUTH))


@pytest.mark.parametrize("language", SENTENCES)
def test_every_bilabial_is_seen_to_close_on_time(language):
    speech = spoken(SENTENCES[language], language)
    closed = closed_rows(lips(speech).values) / FPS
    bilabials = [p for p in speech.phones if any(part.viseme.closed for part in parts(p.symbol))]
    assert len(bilabials) >= 4
    for phone in bilabials:
        middle = (phone.start + phone.end) / 2
        reach = (phone.end - phone.start) / 2 + 0.04
        assert np.abs(closed - middle).min() <= reach, phone


@pytest.mark.parametrize("language", SENTENCES)
def test_the_mouth_is_shut_in_silence_and_opens_in_speech(language):
    speech = spoken(SENTENCES[language] + " " + SENTENCES[language], language)
    values = lips(speech).values
    times = np.arange(len(values)) / FPS
    silent, resting = np.zeros((2, len(values)), bool)
    for phone in speech.phones:
        if not phone.symbol:
            quiet = (times >= phone.start + 0.12) & (times < phone.end)
            long = phone.end - phone.start >= 0.4 or phone is speech.phones[-1]
            silent |= quiet & long
            resting |= quiet & (not long)
    assert (silent | resting).sum() > 8
    assert np.all(values[silent] == 0)
    # in short pauses the lips may rest a little apart
    assert np.all(values[resting][:, JAW] < 0.4)
    assert 0.6 < np.percentile(values[~silent, JAW], 95) < 1.7
    assert values[:, JAW].max() <= 1.68


def test_a_closure_shorter_than_a_frame_still_shows():
    for shift in np.arange(0, 0.04, 0.005):
        values = track(("a", 0.2, 2), ("p", 0.02), ("a", 0.2, 2), start=0.2 + shift)
        closed = closed_rows(values)
        assert 1 <= len(closed) <= 2
        assert abs(closed[0] / FPS - (0.41 + shift)) <= 0.03


def test_a_closure_is_quick_but_no_flicker():
    values = track(("a", 0.3, 2), ("m", 0.09), ("a", 0.3, 2))
    jaw = values[:, JAW]
    closed = closed_rows(values)
    assert 2 <= len(closed) <= 4
    assert np.all(np.diff(closed) == 1)
    for side in (jaw[closed[0] - 4 : closed[0]], jaw[closed[-1] + 1 : closed[-1] + 5][::-1]):
        assert side[0] > 0.8  # wide open a little before
        assert 0 < side[-1] < 0.8  # and half way on the frame beside the closure


def test_no_jaw_is_faster_than_a_jaw():
    values = track(
        ("", 0.2), ("a", 0.06, 2), ("k", 0.05), ("a", 0.06, 2), ("p", 0.06), ("a", 0.3, 2)
    )
    assert values[:, JAW].max() > 0.6
    assert np.abs(np.diff(values[:, JAW])).max() <= 0.62 + 1e-6  # cm from frame to frame


def test_lips_do_not_press_while_they_are_open():
    values = track(("a", 0.25, 2), ("b", 0.07), ("i", 0.2), ("m", 0.08), ("o", 0.2))
    assert np.all(values[values[:, JAW] > 0.5, PRESS] < 0.02)


def test_the_lower_lip_reaches_the_teeth_for_f_and_v():
    for symbol in "fv":
        values = track(("a", 0.2, 2), (symbol, 0.06), ("a", 0.2, 2))
        assert values[:, TUCK].max() == pytest.approx(0.36)
        assert values[row(0.43), TUCK] > 0.3


def test_the_upper_lip_rises_for_f_and_v_so_that_the_teeth_show():
    for symbol in "fv":
        rise = track(("a", 0.2, 2), (symbol, 0.06), ("a", 0.2, 2))[:, UPPER_UP]
        assert rise[row(0.43)] > 0.2  # cm
        assert rise[row(0.43)] > 2 * max(rise[row(0.3)], rise[row(0.58)])


def test_lips_are_half_round_100_to_200_ms_before_a_rounded_vowel():
    pucker = track(("t", 0.3), ("u", 0.25, 2))[:, PUCKER]
    rise = slice(0, pucker.argmax() + 1)
    half = np.interp(0.5 * pucker.max(), pucker[rise], np.arange(len(pucker))[rise] / FPS)
    assert 0.1 <= 0.5 - half <= 0.2  # the vowel starts at 0.5 s


def test_rounding_spreads_ahead_over_the_consonants():
    rounded = track(("s", 0.1), ("t", 0.08), ("u", 0.2, 2))
    spread = track(("s", 0.1), ("t", 0.08), ("i", 0.2, 2))
    before = row(0.38 - 0.08)
    assert rounded[before, PUCKER] > 0.2 > spread[before, PUCKER]
    assert rounded[before, PUCKER] > rounded[row(0.21), PUCKER]


def test_stress_opens_and_haste_closes():
    def opening(seconds, stress):
        return track(("t", 0.08), ("a", seconds, stress), ("t", 0.08))[:, JAW].max()

    assert opening(0.15, 2) > opening(0.15, 1) > opening(0.15, 0)
    assert opening(0.15, 0) > 1.15 * opening(0.04, 0)


def test_h_takes_the_shape_of_its_vowel():
    who, he = (track(("h", 0.1), (vowel, 0.2, 2))[row(0.28)] for vowel in "ui")
    assert who[PUCKER] > 0.3 > he[PUCKER]
    assert he[WIDE] > 0.15 > who[WIDE]


def test_the_same_speech_gives_the_same_lips():
    speech = spoken("Bob is a happy man.", "en-us")
    assert np.array_equal(lips(speech).values, lips(speech).values)


def test_values_stay_in_the_renderers_range():
    for language in SENTENCES:
        values = lips(spoken(SENTENCES[language], language)).values
        assert values.dtype == np.float32
        assert np.isfinite(values).all()
        assert values.min() >= 0
        assert values[:, PRESS].max() <= 0.2
        assert values[:, TUCK].max() <= 0.5
        assert values[:, WIDE].max() <= 0.5
        assert values[:, PUCKER].max() <= 1.3


def opening_of(samples, rate=RATE, made=None):
    sounds = made or phones(("t", 0.08), ("ə", 0.15, 2), ("k", 0.08), ("e", 0.15, 2), ("t", 0.3))
    speech = Speech(samples=samples.astype(np.float32), sample_rate=rate, phones=sounds)
    return np.percentile(lips(speech).values[:, JAW], 95)


def tone(hertz, *, wobble=0.0, seconds=1.6):
    times = np.arange(int(seconds * RATE)) / RATE
    pitch = hertz * 2 ** (wobble / 12 * np.sin(2 * np.pi * 1.7 * times))
    return 0.3 * np.sign(np.sin(2 * np.pi * np.cumsum(pitch) / RATE))


def test_voices_differ_in_how_far_they_open():
    low, high = opening_of(tone(95)), opening_of(tone(280))
    flat, lively = opening_of(tone(170)), opening_of(tone(170, wobble=6))
    assert high > 1.08 * low
    assert lively > 1.04 * flat


def test_a_slow_speaker_opens_wider():
    quick, slow = (
        opening_of(
            tone(170, seconds=4),
            made=phones(*[(s, length, 1) for s in "tekətekəte" for length in [pace]]),
        )
        for pace in (0.09, 0.2)
    )
    assert slow > 1.1 * quick


def test_lips_rest_apart_in_a_short_pause_and_meet_in_a_long_one():
    for seconds, shut in ((0.28, False), (0.6, True)):
        values = track(("a", 0.3, 2), ("", seconds), ("a", 0.3, 2))
        middle = values[row(0.5 + 0.14) : row(0.5 + seconds) - 1]
        assert np.all(middle[:, JAW] == 0) == shut
        assert middle[:, JAW].max() < 0.5
