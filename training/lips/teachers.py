"""What a recogniser of English makes of real speech.

Phones by ear, and phones of the words that it understands.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from talking_photo.core.hearing.features import log_mel_spectrogram
from talking_photo.core.hearing.phone_set import PHONES
from talking_photo.core.model import Float32, Phone
from training.lips.clips import Clip, frame_labels, spans
from training.lips.corpus import frames
from training.lips.network import AcousticModel, posteriors

if TYPE_CHECKING:
    from pocketsphinx import Decoder

_LEAST = 1e-4
"""Probability below which the network's doubt says nothing."""
_DOUBT = 0.3
_BY_EAR, _BY_WORDS = 0.6, 1.0
"""Weights of the recogniser's two answers against the network's. Chosen on 20 sentences labelled
by hand."""
_STEP = 0.01
"""Seconds of its frames."""
_EARLY = 0.01
"""Seconds by which its times are early on speech labelled by hand."""

# The ARPAbet of the bundled model (CMU's dictionary).
_ARPABET = {
    "P": "p", "B": "b", "T": "t", "D": "d", "K": "k", "G": "ɡ", "CH": "tʃ", "JH": "dʒ", "S": "s",
    "SH": "ʃ", "Z": "z",
    "ZH": "ʒ", "F": "f", "TH": "θ", "V": "v", "DH": "ð", "M": "m", "N": "n", "NG": "ŋ", "L": "l",
    "R": "ɹ", "W": "w",
    "Y": "j", "HH": "h", "IY": "i", "IH": "ɪ", "EH": "ɛ", "EY": "eɪ", "AE": "æ", "AA": "ɑ",
    "AW": "aʊ", "AY": "aɪ",
    "AH": "ʌ", "AO": "ɔ", "OY": "ɔɪ", "OW": "oʊ", "UH": "ʊ", "UW": "u", "ER": "ɝ",
}  # fmt: skip


def pseudo_labels(clip: Clip) -> list[npt.NDArray[np.uint8]]:
    """By ear and by words, each of shape (frames,) uint8.

    The second is missing where no words were found.
    """
    pcm = (np.clip(clip.sound, -1, 1) * 32767).astype("<i2").tobytes()
    by_ear = _by_ear()
    _listen(by_ear, pcm)
    answers = [
        [(segment.word, segment.start_frame, segment.end_frame + 1) for segment in by_ear.seg()]
    ]
    words = _by_words()
    words.activate_search()
    try:
        _listen(words, pcm)
        words.set_alignment()
        _listen(words, pcm)
        found = words.get_alignment()
    except RuntimeError:  # it lost the thread
        found = None
    if found is not None:
        answers.append([(p.name, p.start, p.start + p.duration) for p in found.phones()])
    return [_labels(answer, frames(clip.sound)) for answer in answers]


def combined_posteriors(
    model: AcousticModel, clips: Sequence[Clip], recognised: Sequence[list[npt.NDArray[np.uint8]]]
) -> Float32:
    """Return the combined posteriors of all teachers for all frames, shape (K, P).

    Their probabilities are multiplied, so that whoever is sure decides. The recogniser is taken to
    be right with a chance of .7 whatever it says. On hand-labelled sentences the three together
    made nearly a quarter fewer errors than the network alone.
    """
    return np.concatenate(
        [_blended(model, clip, found) for clip, found in zip(clips, recognised, strict=True)]
    )


def _blended(model: AcousticModel, clip: Clip, found: list[npt.NDArray[np.uint8]]) -> Float32:
    blended = np.maximum(posteriors(model, log_mel_spectrogram(clip.sound)), _LEAST)
    by_ear, by_words = found[0], found[-1]
    for one, weight in ((by_ear, _BY_EAR), (by_words, _BY_WORDS)):
        certain = np.eye(len(PHONES), dtype=np.float32)[one]
        blended *= ((1 - _DOUBT) * certain + _DOUBT / len(PHONES)) ** weight
    blended /= blended.sum(axis=1, keepdims=True)
    return blended


def _labels(answer: list[tuple[str, int, int]], count: int) -> npt.NDArray[np.uint8]:
    phones = [
        Phone(
            symbol=_ARPABET.get(name, ""), start=start * _STEP + _EARLY, end=end * _STEP + _EARLY
        )
        for name, start, end in answer
    ]
    return frame_labels(spans(phones), count)


def _listen(decoder: Decoder, pcm: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()


@cache
def _by_ear() -> Decoder:
    from pocketsphinx import Decoder, get_model_path

    return Decoder(
        lm=None,
        allphone=get_model_path("en-us/en-us-phone.lm.bin"),
        lw=2.0, beam=1e-20, pbeam=1e-20, loglevel="FATAL",
    )  # fmt: skip


@cache
def _by_words() -> Decoder:
    from pocketsphinx import Decoder

    return Decoder(loglevel="FATAL")
