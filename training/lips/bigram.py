"""Which sound follows which, over the languages of espeak-ng: makes core/hearing/bigram.csv for the decoder.

    python -m training.lips.bigram

Needs the package wordfreq beside the program's own; half a minute.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from core.hearing.phone_set import PHONES, classes
from core.ports import Manner
from core.speech.espeak import Espeak
from training.lips.texts import LANGUAGES, sentence

_TARGET = Path(__file__).parents[2] / "core" / "hearing" / "bigram.csv"
_SENTENCES, _WORDS = 12, 12
"""Of each language, and words in each."""
_SEED = 7
_FLOOR = 2e-3
"""Share of each sound's followers that is spread evenly: what these languages lack, another may have."""


def main() -> None:
    """Count, average the languages with equal weight, write logarithms."""
    rng = np.random.default_rng(_SEED)
    shares = np.zeros((len(PHONES),) * 2)
    espeak = Espeak()
    for language, voices in LANGUAGES.items():
        counts = np.zeros_like(shares)
        for _ in range(_SENTENCES):
            speech = espeak.speak(sentence(language, _WORDS, rng), voices[0], Manner())
            said = [0]
            for phone in speech.phones or ():
                said += classes(phone.symbol) if phone.symbol else (0,)
            for before, after in pairwise([*said, 0]):
                counts[before, after] += before != after
        shares += counts / counts.sum()
    following = shares / shares.sum(axis=1, keepdims=True)
    followed = (1 - _FLOOR * len(PHONES)) * following + _FLOOR
    np.fill_diagonal(followed, 1.0)  # to stay costs nothing
    np.savetxt(_TARGET, np.log(followed), fmt="%.2f", delimiter=",")


if __name__ == "__main__":
    main()
