"""Visemes: the one table from IPA to mouth parameters."""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np

from talking_photo.core.hearing.phone_set import letters
from talking_photo.core.model import MOUTH, Float32

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viseme:
    """One phone's mouth shape, in the units of `talking_photo.core.model.MOUTH`."""

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
    """Dominance over its neighbours; a lingual consonant has 1."""
    vowel: bool = False
    neutral: bool = False
    """True where the mouth has no shape of its own and takes the next phone's, as in h."""

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
        """Dominance of its width and rounding.

        Lingual consonants leave the lips to their neighbours.
        """
        return self.weight if self.vowel or self.wide or self.pucker else 0.15 * self.weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A viseme and its share of a phone's duration."""

    viseme: Viseme
    share: float


_VOWEL_LOWER_LIP_CM, _VOWEL_UPPER_LIP_CM = 0.156, 0.046
"""cm by which the lower lip leaves the teeth, and the upper one rises, in every vowel that is not
rounded. With it, and with lips a little apart in lingual consonants, videos are as open between
their vowels as people on video are (median opening 0.085 eye distances against 0.06 to 0.08;
0.065 without)."""
_MAX_PUCKER = 1.3
"""Pucker of fully rounded lips."""


def _vowel(
    jaw: float, *, wide: float = 0.0, pucker: float = 0.0, lower_down: float = 0.0
) -> Viseme:
    spread = 1 - pucker / _MAX_PUCKER  # rounded lips stay close together
    return Viseme(
        jaw=jaw,
        wide=wide,
        pucker=pucker,
        lower_down=lower_down + _VOWEL_LOWER_LIP_CM * spread,
        upper_up=_VOWEL_UPPER_LIP_CM * spread,
        weight=2.5,
        vowel=True,
    )


# Labials have about five times the dominance of lingual consonants: Cohen and Massaro 1993,
# "Modeling coarticulation in synthetic visual speech", give lip closure a dominance that no
# neighbour can override; Edwards et al. 2016 (JALI) ask that bilabials always close and
# labiodentals always tuck. Units are those of the renderer: cm and shares.
_PBM = Viseme(jaw=0.00, press=0.13, weight=5)
_FV = Viseme(jaw=0.22, tuck=0.36, upper_up=0.28, weight=4)
_NARROW = Viseme(jaw=0.11, pucker=0.39, weight=3)  # ɸ β: lips nearly meet
_TH = Viseme(jaw=0.42, lower_down=0.16, tongue=0.5, tongue_out=0.9, weight=1.5)
_TD = Viseme(jaw=0.34, lower_down=0.21, upper_up=0.06, tongue=0.45)
_N = Viseme(jaw=0.36, lower_down=0.21, upper_up=0.06, tongue=0.45)
_SZ = Viseme(jaw=0.20, wide=0.18, upper_up=0.16, lower_down=0.36, tongue=0.3, weight=1.5)
_SH = Viseme(jaw=0.22, pucker=0.59, lower_down=0.29, weight=1.5)
_SJ = Viseme(jaw=0.20, wide=0.15, pucker=0.13, lower_down=0.26, weight=1.5)  # ɕ: less rounded
_L = Viseme(jaw=0.56, lower_down=0.16, tongue=0.75)
_TAP = Viseme(jaw=0.36, lower_down=0.18, tongue=0.55)
_R = Viseme(jaw=0.36, pucker=0.45, tongue=0.3)
_PALATAL = Viseme(jaw=0.34, lower_down=0.18, wide=0.28, tongue=0.2)
_J = Viseme(jaw=0.34, wide=0.35, lower_down=0.13)
_VELAR = Viseme(jaw=0.46, lower_down=0.18)
_UVULAR = Viseme(jaw=0.53, lower_down=0.16)
_PHARYNGEAL = Viseme(jaw=0.77)
_W = Viseme(jaw=0.17, pucker=1.23, weight=3)
_H = Viseme(jaw=0.49, lower_down=0.16, neutral=True)
_CLICK = Viseme(jaw=0.42, tongue=0.75)

# Openings: relative values per phone from hand-labelled speech, which agree in order with the
# IPA's own vowel heights. Their scale: with 1.4 cm for the jaw of a loud, open vowel, the 95th
# percentile of the opening in videos is 0.13 to 0.15 eye distances, as it is for people on video;
# with 1.0 it was 0.08 to 0.10, and the face seemed to mumble. Width and rounding follow the IPA
# chart's columns (Handbook of the IPA, 1999, chapters 2.6 and 2.7).
_TABLE: dict[str, Viseme] = {
    **dict.fromkeys("pbmɓʙᵐ", _PBM),
    "ʘ": Viseme(jaw=0.00, press=0.16, pucker=0.39, weight=5),
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
    **dict.fromkeys("cɟɲʎʝʄ", _PALATAL),  # ç is c once its cedilla is removed
    "j": _J,
    **dict.fromkeys("kɡŋxɣɰɠᵑ", _VELAR),
    **dict.fromkeys("qɢɴχʁʀʛ", _UVULAR),
    **dict.fromkeys("ħʕʜʢʡ", _PHARYNGEAL),
    **dict.fromkeys("wʍ", _W),
    "ɥ": Viseme(jaw=0.20, pucker=1.10, weight=3),
    **dict.fromkeys("hɦʔ", _H),
    **dict.fromkeys("ǀǃǂǁ", _CLICK),
    # vowels, close to open
    "i": _vowel(0.36, wide=0.43, lower_down=0.23),
    "y": _vowel(0.34, pucker=1.04),
    "ɨ": _vowel(0.39, wide=0.18),
    "ᵻ": _vowel(0.45, wide=0.18),
    "ʉ": _vowel(0.35, pucker=0.98),
    "ɯ": _vowel(0.38, wide=0.10),
    "u": _vowel(0.34, pucker=1.10),
    "ɪ": _vowel(0.50, wide=0.25),
    "ʏ": _vowel(0.45, pucker=0.81),
    "ʊ": _vowel(0.50, pucker=0.78),
    "e": _vowel(0.62, wide=0.30, lower_down=0.13),
    "ø": _vowel(0.59, pucker=0.75),
    "ɘ": _vowel(0.59, wide=0.10),
    "ɵ": _vowel(0.59, pucker=0.59),
    "ɤ": _vowel(0.64),
    "o": _vowel(0.70, pucker=0.78),
    "ə": _vowel(0.59),
    "ɚ": _vowel(0.48, pucker=0.45),
    "ɝ": _vowel(0.48, pucker=0.52),
    "ɛ": _vowel(0.84, wide=0.20),
    "œ": _vowel(0.84, pucker=0.55),
    "ɜ": _vowel(0.70),
    "ɞ": _vowel(0.77, pucker=0.45),
    "ʌ": _vowel(0.85),
    "ɔ": _vowel(0.95, pucker=0.52),
    "æ": _vowel(1.19, wide=0.22),
    "ɐ": _vowel(0.92),
    "a": _vowel(1.37, wide=0.07),
    "ɶ": _vowel(1.19, pucker=0.39),
    "ɑ": _vowel(1.43),
    "ɒ": _vowel(1.19, pucker=0.36),
}


@cache
def parts(symbol: str) -> tuple[Part, ...]:
    """Split an IPA symbol into its visemes, in order; shares add up to 1.

    Diacritics, ties, stress and tone marks are ignored; diphthongs and affricates are split. A
    long element gets twice the time, the first vowel of a diphthong 1.5 times that of its glide.
    Empty for silence and for a symbol of marks only. A letter that the table lacks is logged and
    skipped.
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
