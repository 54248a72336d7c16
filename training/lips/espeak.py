"""Speech by espeak-ng, in every language of `texts`, by all of its voices.

It knows the time of every phone.
"""

from __future__ import annotations

import numpy as np

from talking_photo.core.hearing.features import resample_to_16k
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.espeak_library import catalogue
from talking_photo.core.speech.ports import Manner
from training.lips.clips import Clip, spans
from training.lips.texts import LANGUAGES, sentence

_ENGLISH = 0.2
"""Share of English; the other languages have equal shares of the rest."""
_WHISPER = 0.03
_NOT_HUMAN = ("Demonic", "croak", "whisper", "whisperf", "UniRobot", "anikaRobot", "robosoft")
"""Beginnings of the names of variants that no person sounds like, or that are drawn on purpose."""


def say(seed: int) -> Clip:
    """A random sentence of four to eleven words; the same seed gives the same sound."""
    rng = np.random.default_rng(seed)
    language = "en" if rng.random() < _ENGLISH else str(rng.choice(list(LANGUAGES)[1:]))
    voice = str(rng.choice(LANGUAGES[language]))
    manner = Manner(
        pitch=float(2 ** rng.uniform(-0.5, 0.6)),
        pace=float(2 ** rng.uniform(-0.35, 0.6)),
        variant=str(rng.choice(_variants())),
        whisper=bool(rng.random() < _WHISPER),
    )
    speech = Espeak().speak(sentence(language, int(rng.integers(4, 12)), rng), voice, manner)
    return Clip(
        sound=resample_to_16k(speech.samples, speech.sample_rate),
        spans=spans(speech.phones or ()),
        source=f"espeak {language}",
    )


def _variants() -> list[str]:
    names = sorted(catalogue().variants)
    return [name for name in names if not name.startswith(_NOT_HUMAN)]
