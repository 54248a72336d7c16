"""Things to say in many languages.

Words of the package wordfreq, about as often as people write them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

LANGUAGES = {
    "en": ("en-us", "en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-us-nyc"),
    "de": ("de",), "fr": ("fr-fr", "fr-be"), "es": ("es", "es-419"), "pt": ("pt", "pt-br"),
    "it": ("it",),
    "nl": ("nl",), "ru": ("ru",), "pl": ("pl",), "cs": ("cs",), "uk": ("uk",), "tr": ("tr",),
    "ar": ("ar",),
    "fa": ("fa",), "hi": ("hi",), "bn": ("bn",), "ur": ("ur",), "ta": ("ta",), "id": ("id",),
    "vi": ("vi",),
    "zh": ("cmn",), "ko": ("ko",), "el": ("el",), "fi": ("fi",), "sv": ("sv",), "da": ("da",),
    "nb": ("nb",),
    "hu": ("hu",), "ro": ("ro",), "bg": ("bg",), "ca": ("ca",), "lt": ("lt",), "he": ("he",),
    "is": ("is",),
}  # fmt: skip
"""Language of the words, and the voices of espeak-ng that say them."""

_WORDS = 5000
"""The commonest words of a language that are used."""
_FLATTER = 0.75
"""Power of a word's frequency by which it is drawn: rarer words hold the rarer sounds."""


def sentence(language: str, words: int, rng: np.random.Generator) -> str:
    """That many words of a language, with a comma here and there, where the voice rests."""
    known, chances = _vocabulary(language)
    drawn = list(rng.choice(known, words, p=chances))
    return " ".join(word + ("," if rng.random() < 0.1 else "") for word in drawn) + "."


@cache
def _vocabulary(language: str) -> tuple[list[str], npt.NDArray[np.float64]]:
    import wordfreq

    common = wordfreq.get_frequency_dict(language)
    known = [word for word in common if not any(character.isdigit() for character in word)]
    known = sorted(known, key=lambda word: (-common[word], word))[:_WORDS]
    chances = np.array([common[word] for word in known]) ** _FLATTER
    return known, chances / chances.sum()
