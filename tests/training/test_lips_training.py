"""The parts of the training that decide whether sound and phones stay together.

Learning itself takes too long.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from talking_photo.core.hearing.features import RATE, log_mel_spectrogram, resample_to_16k
from talking_photo.core.hearing.phone_set import PHONES
from talking_photo.core.model import Phone
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner
from training.lips import augment, corpus
from training.lips.clips import Clip, frame_labels, spans


def names(rows):
    return [(round(float(a), 3), round(float(b), 3), PHONES[int(index)]) for a, b, index in rows]


def clip(text="Peter put a big bag by the pond."):
    speech = Espeak().speak(text, "en-us", Manner())
    return Clip(
        sound=resample_to_16k(speech.samples, speech.sample_rate),
        spans=spans(speech.phones),
        source="espeak en",
    )


def loudness(sound):
    return np.sqrt(np.convolve(np.square(sound), np.ones(400) / 400, "same"))


def test_phones_are_cut_into_the_sounds_of_the_set():
    said = [
        Phone(symbol="tʃ", start=0.0, end=0.2),
        Phone(symbol="ɑːɹ", start=0.2, end=0.5),
        Phone(symbol="", start=0.5, end=0.6),
    ]
    assert names(spans(said)) == [
        (0.0, 0.1, "t"), (0.1, 0.2, "ʃ"), (0.2, 0.4, "a"), (0.4, 0.5, "ɹ"), (0.5, 0.6, "")
    ]  # fmt: skip


def test_a_frame_has_the_phone_of_its_middle_and_silence_where_none_is():
    rows = np.array([[0.015, 0.035, 3], [0.035, 0.06, 4]], np.float32)
    assert frame_labels(rows, 8).tolist() == [0, 0, 3, 3, 4, 4, 0, 0]


@pytest.mark.parametrize(
    ("codec", "rate"),
    [("libopus", 16000), ("libopus", 8000), ("pcm_mulaw", 8000), ("pcm_alaw", 8000)],
)
def test_a_codec_does_not_shift_the_sound(codec, rate):
    sound = clip().sound
    coded = augment._coded(sound, codec, rate, np.random.default_rng(0))
    assert len(coded) == len(sound)
    before, after = loudness(sound), loudness(coded)
    lags = range(-320, 321, 16)
    fits = [np.corrcoef(before[400:-400], np.roll(after, -lag)[400:-400])[0, 1] for lag in lags]
    assert abs(lags[int(np.argmax(fits))]) <= 80
    assert max(fits) > 0.97


@pytest.mark.parametrize("factor", [0.85, 1.18])
def test_phones_go_along_when_the_sound_is_played_at_another_pace(factor):
    first = clip()
    sound, rows = augment._at_pace(first.sound, first.spans, factor)
    assert len(sound) / len(first.sound) == pytest.approx(1 / factor, rel=0.01)
    assert rows[-1, 1] == pytest.approx(
        first.spans[-1, 1] * len(sound) / len(first.sound), rel=1e-3
    )
    assert (rows[:, 2] == first.spans[:, 2]).all()


def test_versions_keep_closures_where_the_sound_is_weak():
    first = clip()
    rng = np.random.default_rng(3)
    contrasts = []
    for _ in range(30):
        version = augment.altered(first, [first], rng)
        assert np.isfinite(version.sound).all()
        labels = frame_labels(version.spans, corpus.frames(version.sound))
        level = log_mel_spectrogram(version.sound).mean(axis=1)
        stops = np.isin(labels, [PHONES.index(name) for name in "pb"])
        vowels = np.isin(labels, [PHONES.index(name) for name in ("ɪ", "æ", "ʌ", "ɔ", "a")])
        contrasts.append(level[vowels].mean() - level[stops].mean())
    # with noise as loud as it gets there is little left of it, but never the opposite
    assert min(contrasts) > 0
    assert np.median(contrasts) > 0.3


def test_versions_of_unlabelled_sound_know_which_of_its_frames_is_theirs():
    clips = [clip(), clip("Mama made more marmalade.")]
    with ThreadPoolExecutor(1) as pool:
        recognised = corpus.unlabelled(clips, 4, 5, pool)
    counts = [corpus.frames(one.sound) for one in clips]
    truth = np.concatenate(
        [frame_labels(one.spans, count) for one, count in zip(clips, counts, strict=True)]
    )
    real = corpus.answered(recognised, np.eye(len(PHONES), dtype=np.float32)[truth])
    assert len(real.starts) == 9
    rows = real.answers[real.starts[4] : real.starts[5]]
    inside = rows[rows < len(truth)]
    # the fifth version is the first of the second clip, in order and to its end
    assert inside.min() == counts[0]
    assert sum(counts) - 2 <= inside.max() < sum(counts)
    assert (np.diff(inside) >= 0).all()
    seen, answers = real.cut(np.random.default_rng(0))
    assert seen.shape == (corpus.CUT, 40)
    assert np.allclose(answers.sum(axis=1), 1)


def test_nobody_speaks_in_what_is_not_speech():
    rng = np.random.default_rng(0)
    sounds = [augment.not_speech(rng) for _ in range(12)]
    assert all(len(one.spans) == 0 and 2 * RATE <= len(one.sound) <= 6 * RATE for one in sounds)
    assert all(np.isfinite(one.sound).all() and one.sound.any() for one in sounds)
