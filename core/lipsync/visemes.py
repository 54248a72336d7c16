"""What the mouth looks like in the middle of each speech sound: the one table from IPA to mouth parameters."""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np

from core.hearing.phone_set import letters
from core.model import MOUTH, Float32

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viseme:
    """One sound's mouth, in the units of `core.model.MOUTH`."""

    jaw: float
    wide: float = 0.0
    pucker: float = 0.0
    press: float = 0.0
    tuck: float = 0.0
    upper_up: float = 0.0
    lower_down: float = 0.0
    tongue: float = 0.0
    tongue_out: float = 0.0
    weight: float = 1.0
    """How much it insists on its shape against its neighbours; a lingual consonant is 1."""
    vowel: bool = False
    neutral: bool = False
    """True where the mouth has no shape of its own and takes the next sound's, as in h."""

    @property
    def values(self) -> Float32:
        """The parameters in the order of MOUTH, shape (len(MOUTH),)."""
        return np.array([getattr(self, name) for name in MOUTH], np.float32)

    @property
    def closed(self) -> bool:
        """Whether the lips must meet."""
        return self.press > 0

    @property
    def labial(self) -> bool:
        """Whether the lips must touch: each other, or the teeth."""
        return self.closed or self.tuck > 0

    @property
    def rounding_weight(self) -> float:
        """How much it insists on its width and rounding: the tongue's consonants leave the lips to their neighbours."""
        return self.weight if self.vowel or self.wide or self.pucker else 0.15 * self.weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A viseme and the share of its phone's time that it fills."""

    viseme: Viseme
    share: float


_PARTED = 0.12
"""cm by which the lower lip leaves the teeth in every vowel. With it, and with lips a little apart in the tongue's
consonants, clips are as open between their vowels as people on video are (median opening 0.085 eye distances against
0.06 to 0.08; 0.065 without)."""


def _vowel(
    jaw: float, *, wide: float = 0.0, pucker: float = 0.0, lower_down: float = 0.0
) -> Viseme:
    spread = 1 - pucker  # rounded lips stay near each other
    return Viseme(
        jaw=jaw,
        wide=wide,
        pucker=pucker,
        lower_down=lower_down + _PARTED * spread,
        upper_up=_PARTED / 3 * spread,
        weight=2.5,
        vowel=True,
    )


# Labials carry about five times the weight of the tongue's consonants: Cohen and Massaro 1993, "Modeling coarticulation
# in synthetic visual speech", give lip closure a dominance that no neighbour can override; Edwards et al. 2016 (JALI)
# ask that bilabials always close and labiodentals always tuck. Parameters are those of the renderer: cm and shares.
_PBM = Viseme(jaw=0.0, press=0.13, weight=5)
_FV = Viseme(jaw=0.16, tuck=0.36, upper_up=0.24, weight=4)
_NARROW = Viseme(jaw=0.08, pucker=0.30, weight=3)  # ɸ β: lips nearly meet
_TH = Viseme(jaw=0.30, lower_down=0.12, tongue=0.5, tongue_out=0.9, weight=1.5)
_TD = Viseme(jaw=0.24, lower_down=0.16, upper_up=0.05, tongue=0.45)
_N = Viseme(jaw=0.26, lower_down=0.16, upper_up=0.05, tongue=0.45)
_SZ = Viseme(jaw=0.14, wide=0.14, upper_up=0.14, lower_down=0.28, tongue=0.3, weight=1.5)
_SH = Viseme(jaw=0.16, pucker=0.45, lower_down=0.22, weight=1.5)
_SJ = Viseme(jaw=0.14, wide=0.12, pucker=0.10, lower_down=0.20, weight=1.5)  # ɕ: less rounded
_L = Viseme(jaw=0.40, lower_down=0.12, tongue=0.75)
_TAP = Viseme(jaw=0.26, lower_down=0.14, tongue=0.55)
_R = Viseme(jaw=0.26, pucker=0.35, tongue=0.3)
_PALATAL = Viseme(jaw=0.24, lower_down=0.14, wide=0.22, tongue=0.2)
_J = Viseme(jaw=0.24, wide=0.28, lower_down=0.1)
_VELAR = Viseme(jaw=0.33, lower_down=0.14)
_UVULAR = Viseme(jaw=0.38, lower_down=0.12)
_PHARYNGEAL = Viseme(jaw=0.55)
_W = Viseme(jaw=0.12, pucker=0.95, weight=3)
_H = Viseme(jaw=0.35, lower_down=0.12, neutral=True)
_CLICK = Viseme(jaw=0.30, tongue=0.75)

# Openings: relative values per phone from a study on hand-labelled speech (a = 1 is 1.05 cm in loud, open vowels,
# above 1.2 looks unnatural), which agree in order with the IPA's own vowel heights; width and rounding follow the IPA
# chart's front-back and rounded-unrounded columns (Handbook of the IPA, 1999, chapters 2.6 and 2.7).
_TABLE: dict[str, Viseme] = {
    **dict.fromkeys("pbmɓʙᵐ", _PBM),
    "ʘ": Viseme(jaw=0.0, press=0.16, pucker=0.3, weight=5),
    **dict.fromkeys("fvɱʋⱱ", _FV),
    **dict.fromkeys("ɸβ", _NARROW),
    **dict.fromkeys("θð", _TH),
    **dict.fromkeys("tdɗʈɖ", _TD),
    **dict.fromkeys("nɳⁿ", _N),
    **dict.fromkeys("sz", _SZ),
    **dict.fromkeys("ʃʒʂʐ", _SH),
    **dict.fromkeys("ɕʑɧ", _SJ),
    **dict.fromkeys("lɫɭɬɮʟɺ", _L),
    **dict.fromkeys("rɾɽ", _TAP),
    **dict.fromkeys("ɹɻ", _R),
    **dict.fromkeys("cɟɲʎʝʄ", _PALATAL),  # ç is c once its cedilla is folded
    "j": _J,
    **dict.fromkeys("kɡŋxɣɰɠᵑ", _VELAR),
    **dict.fromkeys("qɢɴχʁʀʛ", _UVULAR),
    **dict.fromkeys("ħʕʜʢʡ", _PHARYNGEAL),
    **dict.fromkeys("wʍ", _W),
    "ɥ": Viseme(jaw=0.14, pucker=0.85, weight=3),
    **dict.fromkeys("hɦʔ", _H),
    **dict.fromkeys("ǀǃǂǁ", _CLICK),
    # vowels, close to open
    "i": _vowel(0.26, wide=0.34, lower_down=0.18),
    "y": _vowel(0.24, pucker=0.80),
    "ɨ": _vowel(0.28, wide=0.14),
    "ᵻ": _vowel(0.32, wide=0.14),
    "ʉ": _vowel(0.25, pucker=0.75),
    "ɯ": _vowel(0.27, wide=0.08),
    "u": _vowel(0.24, pucker=0.85),
    "ɪ": _vowel(0.36, wide=0.20),
    "ʏ": _vowel(0.32, pucker=0.62),
    "ʊ": _vowel(0.36, pucker=0.60),
    "e": _vowel(0.44, wide=0.24, lower_down=0.10),
    "ø": _vowel(0.42, pucker=0.58),
    "ɘ": _vowel(0.42, wide=0.08),
    "ɵ": _vowel(0.42, pucker=0.45),
    "ɤ": _vowel(0.46),
    "o": _vowel(0.50, pucker=0.60),
    "ə": _vowel(0.42),
    "ɚ": _vowel(0.34, pucker=0.35),
    "ɝ": _vowel(0.34, pucker=0.40),
    "ɛ": _vowel(0.60, wide=0.16),
    "œ": _vowel(0.60, pucker=0.42),
    "ɜ": _vowel(0.50),
    "ɞ": _vowel(0.55, pucker=0.35),
    "ʌ": _vowel(0.61),
    "ɔ": _vowel(0.68, pucker=0.40),
    "æ": _vowel(0.85, wide=0.18),
    "ɐ": _vowel(0.66),
    "a": _vowel(0.98, wide=0.06),
    "ɶ": _vowel(0.85, pucker=0.30),
    "ɑ": _vowel(1.02),
    "ɒ": _vowel(0.85, pucker=0.28),
}


@cache
def parts(symbol: str) -> tuple[Part, ...]:
    """Split an IPA symbol into its visemes, in order; shares add up to 1.

    Diacritics, ties, stress and tone marks are folded away; diphthongs and affricates are split. A long element gets
    twice the time, the first vowel of a diphthong half as much again as its glide. Empty for silence and for a symbol
    of marks only. A letter that the table lacks is logged and left to its neighbours.
    """
    shapes: list[Viseme] = []
    times: list[float] = []
    for character in letters(symbol):
        if character == "ː" and times:
            times[-1] *= 2
        elif (viseme := _TABLE.get(character)) is not None and viseme not in shapes[-1:]:
            shapes.append(viseme)
            times.append(1.0)
        elif viseme is None and unicodedata.category(character) in {"Ll", "Lu", "Lo"}:
            _log.warning("no mouth shape for %r in %r", character, symbol)
    if len(shapes) > 1 and shapes[0].vowel and shapes[1].vowel:
        times[0] *= 1.5
    total = sum(times)
    return tuple(
        Part(viseme=shape, share=time / total) for shape, time in zip(shapes, times, strict=True)
    )
