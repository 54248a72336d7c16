"""IPA in the alphabets of the voices: espeak-ng's names of phonemes, and hibari's letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

ESPEAK: Mapping[str, str] = {
    "p": "p", "b": "b", "t": "t t[", "d": "d d[", "k": "k", "ɡ": "g", "q": "q k", "m": "m", "ɱ": "m", "n": "n", "ŋ": "N n", "ɲ": "n^ n;", "ɳ": "n. n",
    "f": "f", "v": "v", "θ": "T s", "ð": "D z d", "s": "s", "z": "z s", "ʃ": "S s.", "ʒ": "Z z. S", "ʂ": "s. S", "ʐ": "z. Z", "ɕ": "S; S", "ʑ": "Z; Z",
    "ç": "C x h", "x": "x X h", "χ": "X x h", "ɣ": "Q x g", "ʁ": "r", "h": "h x", "ɦ": "h x", "β": "B b", "ɸ": "f", "ʋ": "v", "w": "w v", "ɥ": "w j",
    "j": "j", "ʝ": "J^ j", "r": "r R", "ɹ": "r", "ɾ": "* r", "ʀ": "r", "ɻ": "r", "ɽ": "* r", "l": "l", "ɫ": "l", "ʎ": "l^ l", "ɭ": "l. l", "ɬ": "l",
    "ʔ": "?", "c": "c k", "ɟ": "J g", "ɖ": "d. d", "ʈ": "t. t", "tʃ": "tS", "dʒ": "dZ", "ts": "ts", "dz": "dz", "tɕ": "tS; tS", "dʑ": "dZ; dZ", "pf": "pF",
    "i": "i i:", "iː": "i: i", "ɪ": "I I2 i", "ɨ": "y I i", "ᵻ": "I2 I i", "y": "y y: i", "yː": "y: y i", "ʏ": "y y: I", "u": "u u:", "uː": "u: u", "ʊ": "U u",
    "ɯ": "u- u", "ʉ": "u: u", "e": "e e: E", "eː": "e: e eI", "ɛ": "E e", "ɛː": "E: e: E e", "ø": "Y Y: W e", "øː": "Y: Y W: e", "œ": "W Y E", "œː": "W: Y: W E", "ə": "@ V a",
    "ɘ": "@ e", "ɵ": "@ o", "ɜ": "3 @ E", "ɜː": "3: Y: W: @ E", "ɝ": "3: 3 @r @", "ɚ": "3 @r @", "ɐ": "& V @ a", "ɐ̃": "&~ A~ a~", "ʌ": "V a", "ɤ": "o- V o", "o": "o o: O",
    "oː": "o: o O:", "ɔ": "O 0 o", "ɔː": "O: O o: o", "ɒ": "0 O o", "a": "a a: aa A", "aː": "a: A: a", "æ": "a E a:", "ɑ": "A A: 0 a: a", "ɑː": "A: a: A a", "ä": "a",
    "aɪ": "aI", "aʊ": "aU", "eɪ": "eI", "oʊ": "oU", "əʊ": "oU", "ɔɪ": "OI", "ɔʏ": "OY", "ɪə": "i@", "eə": "e@", "ʊə": "U@", "ɑ̃": "A~ a~", "ã": "a~ A~", "ɛ̃": "E~ e~", "ẽ": "e~ E~",
    "ɔ̃": "O~ o~", "õ": "o~ O~", "œ̃": "W~ E~", "ĩ": "i~", "ũ": "u~",
}  # fmt: skip
"""Names for each sign, the nearest first; which of them there are depends on the voice."""
_HIBARI: Mapping[str, str] = {
    "eɪ": "A", "aɪ": "I", "oʊ": "O", "əʊ": "O", "aʊ": "W", "ɔɪ": "Y", "tʃ": "ʧ", "dʒ": "ʤ", "ɚ": "əɹ", "ɝ": "ɜɹ", "ɜː": "ɜɹ", "r": "ɹ", "ʁ": "ɹ", "ʀ": "ɹ",
    "a": "ɑ", "aː": "ɑ", "ɐ": "ə", "ɒ": "ɑ", "e": "A", "eː": "A", "o": "O", "oː": "O", "ø": "ɜ", "œ": "ɜ", "øː": "ɜ", "y": "u", "yː": "u", "ʏ": "ʊ", "ɨ": "ɪ", "ɯ": "u",
    "x": "k", "χ": "k", "ç": "h", "ɣ": "ɡ", "ɲ": "nj", "ʎ": "lj", "ɾ": "ɾ", "ɫ": "l", "ɬ": "l", "β": "v", "ɸ": "f", "ʋ": "v", "ɥ": "w", "ɦ": "h", "q": "k", "ɕ": "ʃ", "ʑ": "ʒ",
    "ʂ": "ʃ", "ʐ": "ʒ", "c": "kj", "ɟ": "ɡj", "ɑ̃": "ɑn", "ɛ̃": "æn", "ɔ̃": "ɔn", "œ̃": "ɜn", "ã": "ɑn", "ẽ": "An", "õ": "On", "ts": "ʦ", "ɪə": "ɪɹ", "eə": "ɛɹ", "ʊə": "ʊɹ",
}  # fmt: skip
"""The signs that hibari has in another way, or not at all (misaki's American alphabet)."""
_HIBARI_LETTERS = frozenset("bdfhijklmnpstuvwzðŋɑɔəɛɜɡɪɹʃʊʌʒʔθæɾʧʤ")
_STRESSES = {"ˈ": "'", "ˌ": ","}
_LONGEST = 3
_VOWELS = frozenset("aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻäã")


def espeak_names(ipa: str, known: Mapping[str, str]) -> str:
    """Return IPA as espeak-ng's names of phonemes; what a voice has nothing near to is left out.

    Args:
        ipa: With stresses.
        known: The names that the voice has, with the IPA that each stands for.
    """
    found = ""
    for sign in _signs(ipa, ESPEAK):
        if sign in _STRESSES:
            found += _STRESSES[sign]
            continue
        names = [name for name in ESPEAK[sign].split() if name in known]
        same = (name for name in names if known[name] == sign)
        found += next(same, names[0] if names else "") + "|"
    return found.strip("|")


def hibari_letters(ipa: str) -> str:
    """Return IPA in hibari's alphabet; what that does not have, by what is near."""
    joined = ipa.replace("ɜːɹ", "ɝ").replace("ɝɹ", "ɝ").replace("ɚɹ", "ɚ")
    found = "".join(
        _HIBARI.get(sign) or (sign if sign[0] in _HIBARI_LETTERS or sign in _STRESSES else "")
        for sign in _signs(joined, {**ESPEAK, **_HIBARI})
    )
    return found.replace("ː", "")


def vowels_in(symbols: str) -> int:
    """Return the number of syllables of IPA: its runs of vowels."""
    return len(re.findall(f"[{''.join(_VOWELS)}]+[\\u0300-\\u036fː]*", symbols))


def with_stress(ipa: str, syllable: int) -> str:
    """Return IPA with the stress on a syllable, counted from 0, and on no other."""
    bare = re.sub("[ˈˌ]", "", ipa)
    for index, found in enumerate(re.finditer(f"[{''.join(_VOWELS)}]+", bare)):
        if index == syllable:
            return f"{bare[: found.start()]}ˈ{bare[found.start() :]}"
    return bare


def _signs(ipa: str, table: Mapping[str, str]) -> Iterator[str]:
    """Yield stresses and the longest signs that a table has; marks without a meaning there go."""
    text = unicodedata.normalize("NFC", ipa).replace("\u0361", "").replace("\u035c", "")
    now = 0
    while now < len(text):
        for length in range(_LONGEST, 0, -1):
            sign = text[now : now + length]
            if len(sign) == length and (sign in table or sign in _STRESSES):
                yield sign
                now += length
                break
        else:
            now += 1
