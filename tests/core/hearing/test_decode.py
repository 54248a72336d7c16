"""Sounds read out of made posteriors."""

from itertools import pairwise

import numpy as np
import pytest

from talking_photo.core.hearing.decode import decode
from talking_photo.core.hearing.phone_set import PHONES
from tests.core.hearing.test_align import recognised


def symbols(phones):
    return [phone.symbol for phone in phones]


def test_phones_are_decoded_with_their_times():
    phones = decode(recognised(("", 20), ("m", 8), ("a", 15), ("s", 9), ("i", 20), ("", 30)))
    assert symbols(phones) == ["", "m", "a", "s", "i", ""]
    assert [phone.start for phone in phones] == pytest.approx(
        [0, 0.195, 0.275, 0.425, 0.515, 0.715]
    )
    assert all(a.end == b.start for a, b in pairwise(phones))


def test_a_doubtful_frame_does_not_flicker():
    posteriors = recognised(("a", 30), ("n", 20))
    posteriors[15] = 0
    posteriors[15, [PHONES.index("a"), PHONES.index("d")]] = 0.3, 0.7
    assert symbols(decode(posteriors)) == ["a", "n"]


def test_a_closure_is_no_rest_and_a_rest_is_none_shorter():
    phones = decode(recognised(("a", 20), ("", 4), ("a", 20), ("", 12), ("o", 20)))
    assert symbols(phones) == ["a", "", "o"]
    assert phones[1].end - phones[1].start == pytest.approx(0.12)


def test_nothing_is_decoded_in_silence():
    assert decode(np.zeros((0, len(PHONES)), np.float32)) == ()
    assert symbols(decode(recognised(("", 1)))) == [""]


def test_a_closure_that_is_not_likelier_than_all_else_is_taken_for_the_next_best():
    posteriors = recognised(("a", 20), ("b", 8), ("a", 20), ("m", 8), ("o", 20), doubt=0.0)
    posteriors[20:28] = 0
    posteriors[20:28, [PHONES.index(name) for name in "bdv"]] = 0.4, 0.35, 0.25
    assert symbols(decode(posteriors)) == ["a", "d", "a", "m", "o"]
