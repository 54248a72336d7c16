"""Those who are asked about the lips of a recording.

This program, and what else there is to compare it with.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter1d

from benchmarks.agreement import STEP, VISEMES, Answer, Curve, answer_of
from benchmarks.labels import Labelled
from talking_photo.core.hearing.decode import decode
from talking_photo.core.hearing.loudness import levels
from talking_photo.core.hearing.network import infer
from talking_photo.core.intake.text import read_text
from talking_photo.core.lipsync.lips import lips
from talking_photo.core.model import FPS, MOUTH, Expression, Float32, Phone, Speech
from talking_photo.core.settings import TextLimits
from talking_photo.core.speech.forced_alignment import force_align
from talking_photo.core.speech.transcript import align_words

if TYPE_CHECKING:
    from pocketsphinx import Decoder

_RATE = 16_000
_QUIET = 20.0
"""Decibels below the loudest twentieth at which the envelope takes the lips for closed."""
_LONGEST = 0.2
"""Seconds; a longer quiet is a pause."""
_EARLY = 0.01
"""Seconds by which pocketsphinx's times are early on hand-labelled speech."""

# The ARPAbet of the bundled model (CMU's dictionary).
_ARPABET = {
    "SIL": "", "+SPN+": "", "+NSN+": "", "P": "p", "B": "b", "T": "t", "D": "d", "K": "k",
    "G": "ɡ", "CH": "tʃ",
    "JH": "dʒ", "S": "s", "SH": "ʃ", "Z": "z", "ZH": "ʒ", "F": "f", "TH": "θ", "V": "v",
    "DH": "ð", "M": "m", "N": "n",
    "NG": "ŋ", "L": "l", "R": "ɹ", "W": "w", "Y": "j", "HH": "h", "IY": "i", "IH": "ɪ", "EH": "ɛ",
    "EY": "eɪ", "AE": "æ",
    "AA": "ɑ", "AW": "aʊ", "AY": "aɪ", "AH": "ʌ", "AO": "ɔ", "OY": "ɔɪ", "OW": "oʊ", "UH": "ʊ",
    "UW": "u", "ER": "ɝ",
}  # fmt: skip

RHUBARB = {
    "A": ("PBM", 0.0), "B": ("TDN", 0.2), "C": ("EH", 0.55), "D": ("AA", 1.0), "E": ("OU", 0.55),
    "F": ("OU", 0.2),
    "G": ("FV", 0.1), "H": ("L", 0.35), "X": ("SIL", 0.0),
}  # fmt: skip
"""Rhubarb's nine mouths as a viseme and an opening, after the pictures of its manual."""


def ours(speech: Speech) -> Answer:
    """This program, from the sound alone."""
    return shown(decode(infer(speech).posteriors), speech)


def ours_with_labels(utterance: Labelled) -> Answer:
    """This program, given the phones and their order by the labels, not their times."""
    speech = utterance.speech
    known = replace(speech, phones=utterance.phones)
    said = force_align(known, speech)
    return shown(said.phones or (), said)


def ours_with_text(utterance: Labelled) -> Answer:
    """This program, given the words as people write them."""
    script = read_text(utterance.text or "", TextLimits(max_characters=5000), Expression.NEUTRAL)
    said = align_words(utterance.speech, script, "en-us")
    return shown(said.phones or (), said)


def shown(phones: Sequence[Phone], speech: Speech) -> Answer:
    """What phones say, and what the finished lips of the speech do."""
    count = round(speech.seconds / STEP)
    jaw = stepped(lips(speech).values[:, MOUTH.index("jaw")], count)
    return replace(answer_of(phones, count), jaw=jaw)


def parted(values: Float32, count: int) -> Curve:
    """How far a track parts the lips, cm, in `count` steps."""
    names = ("jaw", "upper_up", "lower_down")
    return stepped(values[:, [MOUTH.index(name) for name in names]].sum(axis=1), count)


def stepped(track: Float32, count: int) -> Curve:
    """A column of a track at FPS, in `count` steps."""
    return np.interp(np.arange(count) * STEP, np.arange(len(track)) / FPS, track)


def envelope(speech: Speech) -> Answer:
    """The oldest way: the louder, the wider."""
    loud = levels(speech).astype(np.float64)
    top = float(np.percentile(loud, 95))
    quiet = np.concatenate([[False], loud < top - _QUIET, [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(np.int8))).reshape(-1, 2) * STEP
    opening = np.clip((loud - top + 30) / 30, 0, 1)
    return Answer(
        classes=None,
        closures=tuple((a, b) for a, b in edges.tolist() if b - a <= _LONGEST),
        opening=gaussian_filter1d(opening, 0.03 / STEP),
    )


def pocketsphinx(speech: Speech) -> Answer | None:
    """Phones by the recogniser's `allphone` search with its bundled English model.

    None where it is not installed.
    """
    if find_spec("pocketsphinx") is None:
        return None
    decoder = _decoder()
    decoder.start_utt()
    decoder.process_raw(_pcm(speech), full_utt=True)
    decoder.end_utt()
    phones = [
        Phone(
            symbol=_ARPABET[segment.word],
            start=segment.start_frame * STEP + _EARLY,
            end=(segment.end_frame + 1) * STEP + _EARLY,
        )
        for segment in decoder.seg()
    ]
    return answer_of(phones, round(speech.seconds / STEP))


def rhubarb(speech: Speech, program: Path | None) -> Answer | None:
    """Rhubarb Lip Sync in its phonetic mode, which needs no text and knows no language.

    None where it is not at hand.
    """
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "sound.wav"
        with wave.open(str(sound), "wb") as file:
            file.setparams((1, 2, _RATE, 0, "NONE", ""))
            file.writeframes(_pcm(speech))
        completed = subprocess.run(
            [program, "--quiet", "--recognizer", "phonetic", "--exportFormat", "json", sound],
            check=True, capture_output=True,
        )  # fmt: skip
    cues = [(c["value"], c["start"], c["end"]) for c in json.loads(completed.stdout)["mouthCues"]]
    return _of_cues(cues, round(speech.seconds / STEP))


def _of_cues(cues: list[tuple[str, float, float]], count: int) -> Answer:
    times = np.arange(count) * STEP
    names = list(VISEMES)
    klass, opening = np.zeros(count, np.int8), np.zeros(count)
    for shape, start, end in cues:
        here = (times >= start) & (times < end)
        klass[here] = names.index(RHUBARB[shape][0])
        opening[here] = RHUBARB[shape][1]
    return Answer(
        classes=klass,
        closures=tuple((start, end) for shape, start, end in cues if shape == "A"),
        opening=gaussian_filter1d(opening, 0.02 / STEP),
    )


@cache
def _decoder() -> Decoder:
    from pocketsphinx import Decoder, get_model_path

    return Decoder(
        lm=None,
        allphone=get_model_path("en-us/en-us-phone.lm.bin"),
        lw=2.0, beam=1e-20, pbeam=1e-20, loglevel="FATAL",
    )  # fmt: skip


def _pcm(speech: Speech) -> bytes:
    from scipy.signal import resample_poly

    sound = replace(speech).samples.astype(np.float64)
    if speech.sample_rate != _RATE:
        sound = resample_poly(sound, _RATE, speech.sample_rate)
    return (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
