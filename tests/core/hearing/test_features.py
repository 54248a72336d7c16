import numpy as np
import pytest

from talking_photo.core.hearing.features import (
    BANDS,
    RATE,
    STEP,
    log_mel_spectrogram,
    resample_to_16k,
)


@pytest.fixture
def voice():
    """Two seconds of a buzz that comes and goes, with a formant that moves."""
    times = np.arange(2 * RATE) / RATE
    buzz = np.sign(np.sin(2 * np.pi * 120 * times)) * (np.sin(2 * np.pi * 3 * times) > 0)
    tone = np.sin(2 * np.pi * (900 + 500 * np.sin(2 * np.pi * times)) * times)
    return (0.1 * buzz + 0.1 * tone).astype(np.float32)


def test_a_row_for_every_hundredth_of_a_second(voice):
    assert log_mel_spectrogram(voice).shape == (200, BANDS)
    assert log_mel_spectrogram(voice[: 10 * STEP + 1]).shape == (11, BANDS)
    assert log_mel_spectrogram(voice[:0]).shape == (0, BANDS)


@pytest.mark.parametrize("gain", [0.01, 0.1, 5.0])
def test_loudness_does_not_matter(voice, gain):
    assert np.abs(log_mel_spectrogram(gain * voice) - log_mel_spectrogram(voice)).max() < 0.02


def test_a_direct_current_does_not_matter(voice):
    # but for the first and the last frames, where it sets in and ends
    difference = np.abs(log_mel_spectrogram(voice + np.float32(0.3)) - log_mel_spectrogram(voice))[
        2:-2
    ]
    assert np.percentile(difference, 99) < 0.03


def test_the_colour_of_a_microphone_does_not_matter(voice):
    coloured = np.convolve(voice, [1, -0.9])[: len(voice)].astype(np.float32)
    assert (
        np.corrcoef(log_mel_spectrogram(coloured).ravel(), log_mel_spectrogram(voice).ravel())[
            0, 1
        ]
        > 0.97
    )


def test_a_long_sound_is_transformed_in_parts_that_fit(voice):
    long = np.tile(voice, 10)
    # both ends of the first part, and the place where the second begins
    assert np.allclose(
        log_mel_spectrogram(long)[990:1010],
        log_mel_spectrogram(np.tile(voice, 9))[990:1010],
        atol=0.01,
    )


def test_a_tone_is_seen_at_its_time_and_its_pitch():
    sound = 1e-4 * np.random.default_rng(0).normal(size=RATE).astype(np.float32)
    sound[8000:9600] += np.sin(2 * np.pi * 1000 * np.arange(1600) / RATE).astype(np.float32)
    seen = log_mel_spectrogram(sound)
    # 1000 Hz is 1000 mel; the bands run evenly from 88 to 2788 mel
    band = seen[55].argmax()
    assert band == round((1000 - 88) / (2788 - 88) * (BANDS + 1)) - 1
    rows = np.flatnonzero(seen[:, band] > seen[:, band].mean() + 0.5)
    assert 48 <= rows.min() <= 51
    assert 58 <= rows.max() <= 61


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 44100, 48000])
def test_any_rate_comes_to_16_khz(rate):
    tone = np.sin(2 * np.pi * 440 * np.arange(rate) / rate).astype(np.float32)
    recognised = resample_to_16k(tone, rate)
    assert len(recognised) == RATE
    assert np.abs(np.fft.rfft(recognised)).argmax() == 440
