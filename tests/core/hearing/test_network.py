import hashlib
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from talking_photo.core.errors import SettingsError
from talking_photo.core.hearing import network
from talking_photo.core.hearing.network import HOP, SHAPES, WEIGHTS, infer
from talking_photo.core.hearing.phone_set import PHONES, classes
from talking_photo.core.model import Speech
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner

SENTENCES = {
    "en-us": "My baby brother found a purple boat before breakfast.",
    "en-gb": "The weather was warm, so everybody went down to the river.",
    "de": "Guten Morgen, meine Mutter hat den Pfeffer vergessen.",
    "fr-fr": "Bonjour, je voudrais un petit pain au beurre.",
    "es": "Buenos días, mi familia vive en una casa muy bonita.",
    "it": "Mia madre prepara sempre una buona pasta al pomodoro.",
    "ru": "Мама мыла раму, а папа пил горячий кофе.",
    "pl": "Moja babcia mieszka w małym domu nad morzem.",
    "tr": "Merhaba, bugün hava çok güzel ve bahçede oturuyoruz.",
    "id": "Ibu membeli ikan dan buah mangga di pasar pagi.",
}
VOICES = {"": 1.0, "f2": 1.2, "m3": 0.9}


def spoken(text, language, variant="", pitch=1.0):
    return Espeak().speak(text, language, Manner(variant=variant, pitch=pitch))


@pytest.fixture(scope="module")
def speech():
    return spoken(SENTENCES["en-us"], "en-us")


def truth(speech, count):
    """The phone of each frame, and which frames lie well inside it."""
    labels, inside = np.zeros(count, int), np.ones(count, bool)
    for phone in speech.phones:
        first, last = round(phone.start / HOP), round(phone.end / HOP)
        parts = classes(phone.symbol) or (0,)
        for index, part in enumerate(parts):
            start = first + (last - first) * index // len(parts)
            labels[start:last] = part
            inside[max(start - 1, 0) : start + 1] = False
    return labels, inside


def test_sounds_of_ten_languages_and_three_voices_are_recognised_where_espeak_puts_them():
    right = total = opening = 0
    labials = [PHONES.index(name) for name in "pbm"]
    hits, real, shown = 0, 0, 0
    for language, text in SENTENCES.items():
        for variant, pitch in VOICES.items():
            said = spoken(text, language, variant, pitch)
            recognised = infer(said)
            labels, inside = truth(said, len(recognised.posteriors))
            guess = recognised.posteriors.argmax(axis=1)
            right += (guess == labels)[inside].sum()
            total += inside.sum()
            closed = np.isin(labels, labials)
            hits += (closed & np.isin(guess, labials)).sum()
            real, shown = real + closed.sum(), shown + np.isin(guess, labials).sum()
            vowels = np.isin(labels, [PHONES.index(name) for name in "aæʌɛ"])
            opening += recognised.shapes[vowels, 0].mean() - recognised.shapes[closed, 0].mean()
    assert right / total > 0.8
    assert 2 * hits / (real + shown) > 0.8
    assert opening / len(SENTENCES) / len(VOICES) > 0.4


def test_there_is_a_row_for_every_hop(speech):
    recognised = infer(speech)
    assert recognised.posteriors.shape == (np.ceil(speech.seconds / HOP), len(PHONES))
    assert recognised.shapes.shape == (len(recognised.posteriors), len(SHAPES))
    assert np.allclose(recognised.posteriors.sum(axis=1), 1, atol=1e-4)


@pytest.mark.parametrize("samples", [0, 1, 159, 160, 161, 3200])
def test_the_shortest_sounds_are_taken(samples):
    sound = Speech(samples=np.full(samples, 0.1, np.float32), sample_rate=16000)
    assert len(infer(sound).posteriors) == -(-samples // 160)


def test_where_the_cuts_are_does_not_matter(speech, monkeypatch):
    long = replace(speech, samples=np.tile(speech.samples, 8))
    whole = infer(long)
    monkeypatch.setattr(network, "_CHUNK_FRAMES", 500)
    cut = infer(long)
    assert np.abs(cut.posteriors - whole.posteriors).max() < 1e-4
    assert np.abs(cut.shapes - whole.shapes).max() < 1e-4


def test_ten_minutes_take_no_more_memory_than_their_own_numbers(speech):
    def needed(minutes):
        times = int(minutes * 60 / speech.seconds)
        long = replace(speech, samples=np.tile(speech.samples, times))
        tracemalloc.start()
        recognised = infer(long)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak - recognised.posteriors.nbytes - recognised.shapes.nbytes, long.samples.nbytes

    (short, short_sound), (long, long_sound) = needed(1), needed(10)
    # the sound at another rate and its features grow with it, and nothing else
    assert long - short < 2 * (long_sound - short_sound)


@pytest.mark.parametrize(
    "nothing",
    [
        np.zeros(48000),
        1e-4 * np.random.default_rng(1).normal(size=48000),
        0.1 * np.random.default_rng(2).normal(size=48000),
        0.2 * np.sin(2 * np.pi * 50 * np.arange(48000) / 16000),
        np.full(48000, 0.4),
    ],
    ids=["digital silence", "faint hiss", "loud hiss", "hum", "direct current"],
)
def test_no_speech_is_recognised_where_there_is_none(nothing):
    recognised = infer(Speech(samples=nothing.astype(np.float32), sample_rate=16000))
    assert (recognised.posteriors.argmax(axis=1) == 0).mean() > 0.95
    assert recognised.shapes[:, 0].mean() < 0.1


@pytest.mark.parametrize("change", ["quiet", "direct current", "telephone"])
def test_a_bad_line_changes_little(speech, change):
    plain = infer(speech).posteriors.argmax(axis=1)
    if change == "quiet":
        worse = replace(speech, samples=0.01 * speech.samples)
    elif change == "direct current":
        worse = replace(speech, samples=speech.samples + np.float32(0.2))
    else:
        from scipy.signal import resample_poly

        low = resample_poly(speech.samples, 8000, speech.sample_rate).astype(np.float32)
        worse = replace(speech, samples=low, sample_rate=8000)
    recognised = infer(worse).posteriors.argmax(axis=1)
    count = min(len(plain), len(recognised))
    assert (plain[:count] == recognised[:count]).mean() > (0.7 if change == "telephone" else 0.9)


def test_the_weights_are_small_and_are_those_of_the_checksum():
    weights = WEIGHTS.read_bytes()
    assert len(weights) <= 2_000_000
    stored = WEIGHTS.with_suffix(".sha256").read_text().split()
    assert stored == [hashlib.sha256(weights).hexdigest(), WEIGHTS.name]


@pytest.mark.parametrize("harm", ["broken", "missing"])
def test_damaged_weights_are_refused(tmp_path, monkeypatch, speech, harm):
    copy = tmp_path / WEIGHTS.name
    copy.with_suffix(".sha256").write_bytes(WEIGHTS.with_suffix(".sha256").read_bytes())
    if harm == "broken":
        copy.write_bytes(WEIGHTS.read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setattr(network, "WEIGHTS", copy)
    network._session.cache_clear()
    with pytest.raises(SettingsError) as caught:
        infer(speech)
    assert (caught.value.code, caught.value.facts) == ("weights_damaged", {"file": WEIGHTS.name})
