"""Pronunciations as people write them: a respelling such as `shi-VAWN`, or IPA as in `/ʃɪˈvɔːn/`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from talking_photo.core.errors import RequestError

MOST_ENTRIES = 200
"""Of a dictionary."""
MOST_WORD, MOST_SOUND = 40, 60
"""Characters of a word and of its pronunciation."""

_LETTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzæçðøħŋœβθχɐɑɒɓɔɕɖɗɘəɚɛɜɝɞɟɠɡɢɣɤɥɦɧɨɩɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʘʙʛʜʝʟʡʢʣʤʥʦʧʨᵻᵊǀǁǂǃ"
)
_MODIFIERS = frozenset("ˈˌːˑ.‿ʰʱʲʷˠˤ˞ⁿˡʼ˥˦˧˨˩↗↘ \u0361\u035c")
_SAME_SIGNS = str.maketrans({"'": "ˈ", "’": "ˈ", ":": "ː", "g": "ɡ", "ʤ": "dʒ", "ʧ": "tʃ"})
_IPA = re.compile(r"\[\[(?P<double>[^\[\]|]+)\]\]|\[(?P<single>[^\[\]|]+)\]|/(?P<slashes>[^/|]+)/")

_CONSONANTS = {
    "tch": "tʃ", "ch": "tʃ", "sh": "ʃ", "zh": "ʒ", "th": "θ", "dh": "ð", "kh": "x", "gh": "ɡ", "ph": "f", "wh": "w",
    "ng": "ŋ", "nk": "ŋk", "ck": "k", "ss": "s", "b": "b", "c": "k", "d": "d", "f": "f", "g": "ɡ", "h": "h", "j": "dʒ",
    "k": "k", "l": "l", "m": "m", "n": "n", "p": "p", "q": "k", "r": "ɹ", "s": "s", "t": "t", "v": "v", "w": "w",
    "x": "ks", "y": "j", "z": "z",
}  # fmt: skip
_VOWELS = {
    "eye": "aɪ", "igh": "aɪ", "air": "ɛɹ", "arr": "æɹ", "ahr": "ɑːɹ", "awr": "ɔːɹ", "eer": "ɪɹ", "ohr": "ɔːɹ", "oor": "ʊɹ",
    "our": "aʊɚ", "urr": "ɜːɹ", "ah": "ɑː", "ar": "ɑːɹ", "au": "ɔː", "aw": "ɔː", "ay": "eɪ", "ai": "eɪ", "ea": "iː", "ee": "iː",
    "eh": "ɛ", "er": "ɜːɹ", "ew": "uː", "ey": "eɪ", "ie": "aɪ", "ih": "ɪ", "ir": "ɜːɹ", "oa": "oʊ", "oe": "oʊ",
    "oh": "oʊ", "oi": "ɔɪ", "oo": "uː", "or": "ɔːɹ", "ou": "aʊ", "ow": "aʊ", "oy": "ɔɪ", "uh": "ʌ", "ur": "ɜːɹ",
    "uu": "ʊ", "ə": "ə", "a": "æ", "e": "ɛ", "i": "ɪ", "o": "ɑː", "u": "ʌ", "y": "aɪ",
}  # fmt: skip
_OPEN_VOWELS = {"a": "ɑː", "e": "eɪ", "i": "iː", "o": "oʊ", "u": "uː"}
"""Vowels of one letter at the end of a syllable."""
_UNSTRESSED = {
    "uh": "ə",
    "er": "ɚ",
    "ee": "i",
    "ey": "i",
    "a": "ə",
    "i": "ɪ",  # at the end of the syllable
}
_SYLLABLE = re.compile(
    rf"(?P<onset>(?:{'|'.join(_CONSONANTS)})*?)(?P<vowel>(?!y[aeiouə]|w)(?:{'|'.join(_VOWELS)}))(?P<coda>(?:{'|'.join(_CONSONANTS)})*)"
)


def ipa_of(sound: str) -> str | None:
    """Return the IPA of a pronunciation that stands in `[[ ]]`, `[ ]` or `/ /`; None for a respelling."""
    found = _IPA.fullmatch(sound.strip())
    if found is None:
        return None
    return plain_ipa(found["double"] or found["single"] or found["slashes"])


def plain_ipa(written: str) -> str:
    """Return IPA with one sign for each sound: `'` is a stress, `:` a length, `g` a ɡ."""
    return unicodedata.normalize("NFC", written.strip()).translate(_SAME_SIGNS)


def wrong_sign(ipa: str) -> str | None:
    """Return the first sign that is not of the phonetic alphabet; None when all are."""
    for sign in unicodedata.normalize("NFD", ipa.translate(_SAME_SIGNS)):
        combining = unicodedata.category(sign) == "Mn"
        if sign not in _LETTERS and sign not in _MODIFIERS and not combining:
            return sign
    return None


def check_ipa(written: str) -> str:
    """Return checked IPA.

    Raises:
        RequestError: ipa_wrong(ipa, sign).
    """
    ipa = plain_ipa(written)
    sign = wrong_sign(ipa)
    if sign is not None or not any(letter in _LETTERS for letter in ipa):
        raise RequestError("ipa_wrong", ipa=written[:MOST_SOUND], sign=sign or "")
    return ipa


def checked_dictionary(entries: Mapping[str, str]) -> dict[str, str]:
    """Return a dictionary from words to pronunciations, with single spaces, and valid IPA.

    Raises:
        RequestError: dictionary_full(most), dictionary_word_wrong(word, most),
            pronunciation_wrong(word, sound, most) or ipa_wrong(ipa, sign).
    """
    if len(entries) > MOST_ENTRIES:
        raise RequestError("dictionary_full", most=MOST_ENTRIES)
    return dict(checked_entry(word, sound) for word, sound in entries.items())


def checked_entry(word: str, sound: str) -> tuple[str, str]:
    """Return a word and its pronunciation.

    Raises:
        RequestError: dictionary_word_wrong(word, most), pronunciation_wrong(word, sound, most) or
            ipa_wrong(ipa, sign).
    """
    word = " ".join(unicodedata.normalize("NFC", word).split())
    sound = " ".join(unicodedata.normalize("NFC", sound).split())
    if not re.fullmatch(r"[^\W\d_]+(?:[ '’.-]{1,2}[^\W_]+)*[.'’]?", word) or len(word) > MOST_WORD:
        raise RequestError("dictionary_word_wrong", word=word[:MOST_WORD], most=MOST_WORD)
    ipa = ipa_of(sound)
    if ipa is not None and len(sound) <= MOST_SOUND:
        return word, f"/{check_ipa(ipa)}/"
    is_word = re.fullmatch(r"(?:[^\W\d_]\u0301?)+(?:[ '’.-]+(?:[^\W\d_]\u0301?)+)*", sound)
    if is_word is None or len(sound) > MOST_SOUND:
        raise RequestError(
            "pronunciation_wrong", word=word, sound=sound[:MOST_SOUND], most=MOST_SOUND
        )
    return word, sound


def read_entry(text: str) -> tuple[str, str] | None:
    """Read `WORD = PRONUNCIATION`, unchecked; None when it is not written so."""
    word, sign, sound = text.partition("=")
    return (word.strip(), sound.strip()) if sign and word.strip() and sound.strip() else None


def respelled(sound: str) -> str | None:
    """Return the IPA of an English respelling such as `shi-VAWN`; None when it is not one.

    Syllables stand between hyphens or spaces, the stressed one in capitals.
    """
    syllables = re.split(r"[ -]+", sound)
    alone = len(syllables) == 1
    said = ""
    for written in syllables:
        stressed = alone or (written.isupper() and any(map(str.isalpha, written)))
        ipa = _syllables_of(written.lower(), stressed=stressed)
        if ipa is None:
            return None
        said += ("ˈ" if stressed else "") + ipa
    return said if "ˈ" in said else f"ˈ{said}"


def _syllables_of(written: str, *, stressed: bool) -> str | None:
    """Return the IPA of the letters between two hyphens, which may be more than one syllable."""
    said, now = "", 0
    while now < len(written):
        found = _SYLLABLE.match(written, now)
        if found is None or found.end() == now:
            return None
        vowel = _VOWELS[found["vowel"]]
        if found.end() == len(written) and not found["coda"]:
            vowel = _OPEN_VOWELS.get(found["vowel"], vowel)
            vowel = vowel if stressed else _UNSTRESSED.get(found["vowel"], vowel)
        said += _consonants(found["onset"]) + vowel + _consonants(found["coda"])
        now = found.end()
    return said or None


def _consonants(letters: str) -> str:
    signs = re.findall("|".join(_CONSONANTS), letters)
    return "".join(
        _CONSONANTS[sign] for index, sign in enumerate(signs) if signs[index - 1 : index] != [sign]
    )
