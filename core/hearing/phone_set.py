"""Phone set of the acoustic model, and the mapping from IPA to it."""

from __future__ import annotations

import unicodedata
from functools import cache

PHONES = (
    "",
    *("p", "b", "m", "f", "v"),
    *("θ", "ð", "t", "d", "n", "s", "z", "l", "r"),
    *("ʃ", "ʒ", "ɹ", "j", "w", "k", "ɡ", "ŋ", "x", "h"),
    *("i", "ɪ", "e", "ɛ", "æ", "a", "ʌ", "ə", "ɝ"),
    *("ɔ", "o", "ʊ", "u", "y", "ø"),
)
"""Index 0 is silence. Phones of many languages that share a viseme and sound alike share an
entry."""

_MEMBERS = {
    "p": "pʘ", "b": "bɓʙ", "m": "mᵐ", "f": "fɸ", "v": "vβɱʋⱱ",
    "θ": "θ", "ð": "ð", "t": "tʈǀǃǂǁ", "d": "dɗɖ", "n": "nɳɲⁿ", "s": "s", "z": "z",
    "l": "lɫɭɬɮʟɺʎ", "r": "rɾɽ", "ʃ": "ʃʂɕɧ", "ʒ": "ʒʐʑ", "ɹ": "ɹɻ", "j": "jʝ", "w": "wʍ",
    "k": "kqc", "ɡ": "ɡɢɠʛɟʄ", "ŋ": "ŋɴᵑ", "x": "xχħɣɰʁʀʕʢʡ", "h": "hɦʔʜ",
    "i": "i", "ɪ": "ɪɨᵻɯ", "e": "eɘ", "ɛ": "ɛ", "æ": "æ", "a": "aɑɶ", "ʌ": "ʌɐɤ", "ə": "ə", "ɝ": "ɝɚɜɞ",
    "ɔ": "ɔɒ", "o": "o", "ʊ": "ʊ", "u": "uʉ", "y": "yʏɥ", "ø": "øœɵ",
}  # fmt: skip

_INDEX = {
    letter: PHONES.index(phone) for phone, letters_ in _MEMBERS.items() for letter in letters_
}

# espeak-ng writes some phones with look-alike letters, or with its own ASCII names where a
# language gives no IPA.
_ALIASES = {
    "g": "ɡ", "ε": "ɛ", "Φ": "ɸ", "?": "ʔ", "A": "ɑ", "N": "ŋ", "S": "ʃ", "Z": "ʒ", "X": "χ", "K": "k", "F": "f",
    "ʦ": "ts", "ʣ": "dz", "ʧ": "tʃ", "ʤ": "dʒ", "ʨ": "tɕ", "ʥ": "dʑ",
}  # fmt: skip

# Marks that espeak-ng's Belarusian and Burmese give as phones of their own.
_ALONE = {"ʲ": "j", "ʰ": "h"}


def letters(symbol: str) -> str:
    """Return the base letters of an IPA symbol, look-alikes replaced; the length mark stays."""
    symbol = _ALONE.get(symbol, symbol)
    bare = (c for c in unicodedata.normalize("NFD", symbol) if not unicodedata.combining(c))
    return "".join(_ALIASES.get(c, c) for c in bare)


@cache
def classes(symbol: str) -> tuple[int, ...]:
    """Return the indices into PHONES of an IPA symbol, in order.

    Diphthongs and affricates have two, a doubled letter one; empty for silence, marks and unknown
    letters.
    """
    # without its cedilla, ç would be a stop
    symbol = unicodedata.normalize("NFC", symbol).replace("ç", "x")
    found: list[int] = []
    for letter in letters(symbol):
        index = _INDEX.get(letter)
        if index is not None and index not in found[-1:]:
            found.append(index)
    return tuple(found)
