"""Mandarin in the phonemes that Kokoro learned: pinyin of the characters, then IPA with tones.

The tables are those of misaki (Apache-2.0), after S. Taubert's pinyin-to-ipa (MIT); readings and
words are pypinyin's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_INITIALS = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l",
    "g": "k", "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "zh": "ꭧ", "ch": "ꭧʰ",
    "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s",
}  # fmt: skip
_FINALS = {
    "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0",
    "en": "ə0n", "eng": "ə0ŋ", "i": "i0", "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ",
    "iao": "jau0", "ie": "je0", "in": "i0n", "iou": "jou0", "ing": "i0ŋ", "iong": "jʊ0ŋ",
    "ong": "ʊ0ŋ", "ou": "ou0", "u": "u0", "uei": "wei0", "ua": "wa0", "uai": "wai0",
    "uan": "wa0n", "uen": "wə0n", "uang": "wa0ŋ", "ueng": "wə0ŋ", "uo": "wo0", "o": "wo0",
    "v": "y0", "ve": "ɥe0", "van": "ɥɛ0n", "vn": "y0n",
}  # fmt: skip
_APICAL = "ɨ0"
"""The i of zi, ci, si, zhi, chi, shi and ri."""
_ALONE = {
    "er": "ɚ0", "o": "ɔ0", "ê": "ɛ0", "io": "jɔ0",
    "hm": "hm0", "hng": "hŋ0", "m": "m0", "n": "n0", "ng": "ŋ0",
}  # fmt: skip
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_CHARACTERS = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
_PUNCTUATION = {
    ord(mark): learned
    for marks, learned in (
        ("、，", ", "), ("。．", ". "), ("！", "! "), ("：", ": "), ("；", "; "), ("？", "? "),
        ("《「【", " “"), ("》」】", "” "), ("（", " ("), ("）", ") "),
    )
    for mark in marks
}  # fmt: skip


def mandarin_phonemes(text: str) -> str:
    """Return the phonemes of a text; what is neither a character nor punctuation is left out."""
    return "".join(_parts(text)).strip()


def _parts(text: str) -> Iterator[str]:
    from pypinyin import Style, lazy_pinyin
    from pypinyin.seg.mmseg import seg

    for part in _CHARACTERS.findall(text):
        if not "\u3400" <= part[0] <= "\u9fff":
            yield "".join(c for c in part.translate(_PUNCTUATION) if not c.isalnum())
            continue
        words = []
        for word in seg.cut(part):
            syllables = lazy_pinyin(
                word, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore"
            )
            words.append("".join(map(_syllable, syllables)))
        yield " ".join(words)


def _syllable(pinyin: str) -> str:
    """Return the phonemes of a syllable such as `zhong1`; empty for what is none."""
    from pypinyin.contrib.tone_convert import to_finals, to_initials

    plain, tone = pinyin[:-1], _TONES.get(pinyin[-1:])
    if tone is None:
        return ""
    if plain in _ALONE:
        return _ALONE[plain].replace("0", tone)
    initial = to_initials(plain, strict=True)
    final = to_finals(plain, strict=True, v_to_u=False)
    apical = final == "i" and initial in ("z", "c", "s", "zh", "ch", "sh", "r")
    vowels = _APICAL if apical else _FINALS.get(final, "")
    return _INITIALS.get(initial, "") + vowels.replace("0", tone)
