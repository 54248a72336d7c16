"""A known text laid onto what a network might hear: made posteriors, whose times are known."""

import tracemalloc

import numpy as np
import pytest

from talking_photo.core.hearing.align import align
from talking_photo.core.hearing.phone_set import PHONES


def recognised(*sounds, doubt=0.3, seed=0):
    """Posteriors of (symbol, frames) one after the other, with a share of noise."""
    klass = np.concatenate([[PHONES.index(symbol)] * frames for symbol, frames in sounds])
    noise = np.random.default_rng(seed).random((len(klass), len(PHONES)))
    noise /= noise.sum(axis=1, keepdims=True)
    sure = np.eye(len(PHONES))[klass]
    return ((1 - doubt) * sure + doubt * noise).astype(np.float32)


def frames(span):
    """Seconds as the frames about whose times they lie."""
    return round(span[0] / 0.01 + 0.5), round(span[1] / 0.01 + 0.5)


def test_each_phone_is_aligned_to_its_sound():
    found = align(
        recognised(("", 20), ("m", 8), ("a", 15), ("p", 7), ("a", 20), ("", 30)), [*"mapa"]
    )
    assert [frames(span) for span in found.spans] == [(20, 28), (28, 43), (43, 50), (50, 70)]


def test_a_silence_may_lie_between_words_and_need_not():
    symbols = ["m", "a", "", "p", "a"]
    with_rest = align(recognised(("m", 8), ("a", 15), ("", 12), ("p", 7), ("a", 20)), symbols)
    assert frames(with_rest.spans[2]) == (23, 35)
    without = align(recognised(("m", 8), ("a", 15), ("p", 7), ("a", 20)), symbols)
    assert without.spans[2] is None
    assert frames(without.spans[3]) == (23, 30)


def test_a_swallowed_sound_is_left_out():
    found = align(recognised(("m", 10), ("a", 15), ("s", 10), ("o", 15), doubt=0), [*"mapsko"])
    assert found.spans[2] is None
    assert found.spans[4] is None
    assert frames(found.spans[5]) == (35, 50)


def test_diphthongs_and_affricates_are_one_sound_of_two_parts():
    found = align(recognised(("t", 6), ("ʃ", 8), ("a", 10), ("ɪ", 9)), ["tʃ", "aɪ"])
    assert found.spans[0][0] == 0
    assert [frames(span)[1] for span in found.spans] == [14, 33]


def test_the_same_sound_twice_is_cut_somewhere_inside():
    found = align(recognised(("a", 10), ("m", 20), ("a", 10)), ["a", "m", "", "m", "a"])
    first, second = found.spans[1], found.spans[3]
    assert frames(first)[0] == 10
    assert frames(second)[1] == 30
    assert first[1] == second[0]


def test_another_text_fits_worse():
    sounds = [("b", 8), ("a", 15), ("n", 8), ("i", 15), ("", 10), ("s", 9), ("o", 20)]
    right = align(recognised(*sounds), [*"bani", "", *"so"])
    wrong = align(recognised(*sounds), [*"kufelt"])
    assert right.fit > -0.1
    assert wrong.fit < right.fit - 2


@pytest.mark.parametrize(
    ("posteriors", "symbols"),
    [
        (recognised(("a", 5)), []),
        (recognised(("a", 5)), ["", ""]),
        (recognised(("a", 5))[:0], ["a"]),
        (recognised(("a", 5)), [*"bakutefimolasi" * 4]),
    ],
)
def test_nothing_to_align_and_too_much_for_the_time_have_no_answer(posteriors, symbols):
    assert align(posteriors, symbols) is None


def test_silence_fits_no_text():
    assert align(recognised(("", 100)), [*"mapa"]).fit == -np.inf


def test_a_long_text_finds_its_places_and_memory_grows_with_the_sound_alone():
    rng = np.random.default_rng(4)
    sounds = []
    for word in range(300):
        if word % 7 == 0:
            sounds.append(("", int(rng.integers(20, 200))))
        sounds += [(PHONES[rng.integers(1, 38)], int(rng.integers(4, 12))) for _ in range(4)]
    symbols = [symbol for symbol, _ in sounds]
    posteriors = recognised(*sounds)
    tracemalloc.start()
    found = align(posteriors, symbols)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    ends = np.cumsum([frames for _, frames in sounds])
    late = [
        abs(span[1] / 0.01 + 0.5 - end)
        for span, end, symbol in zip(found.spans, ends, symbols, strict=True)
        if span is not None and symbol
    ]
    assert len(late) > 0.98 * 1200
    assert np.percentile(late, 95) <= 2
    assert peak < 0.7 * len(posteriors) * len(
        symbols
    )  # a table of all states would be a byte each
