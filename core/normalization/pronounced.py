"""Words whose pronunciation somebody gave: in brackets behind the word, as IPA, or in a dictionary.

In a spoken text such a word stands as `[[SOUND|WORD]]`, which each voice translates: SOUND is IPA between
slashes, or a respelling in the letters of the language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from talking_photo.core.normalization.numbers import base_of
from talking_photo.core.normalization.spoken import Replacement
from talking_photo.core.pronunciation import ipa_of, respelled

IPA_OPEN, IPA_CLOSE = "⟦", "⟧"
"""Around IPA in a script, where square brackets are marks."""

_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_SYLLABLES = r"[^\W\d_]+(?:[ -][^\W\d_]+)+"
_BRACKETED = re.compile(
    rf"(?<!\w)(?P<words>{_WORD}(?: {_WORD}){{0,3}})\s*\((?P<sound>{_SYLLABLES})\)"
)
"""Up to four words: as many as the respelling has are said by it."""
_IN_IPA = re.compile(
    rf"(?:(?<!\w)(?P<word>{_WORD})(?P<gap> ?))?{IPA_OPEN}(?P<ipa>[^{IPA_OPEN}{IPA_CLOSE}]+){IPA_CLOSE}"
)
_PREFIXES = frozenset(
    [
        "all",
        "anti",
        "auto",
        "co",
        "counter",
        "cross",
        "cyber",
        "de",
        "e",
        "ex",
        "extra",
        "half",
        "inter",
        "intra",
        "mega",
        "mid",
        "mini",
        "multi",
        "non",
        "post",
        "pre",
        "pro",
        "pseudo",
        "re",
        "self",
        "semi",
        "sub",
        "super",
        "trans",
        "ultra",
        "un",
        "under",
        "uni",
        "via",
        "well",
    ]
)
"""Before capitals they make a word such as "ex-CEO", no respelling."""
_TOKEN = re.compile(r"\[\[([^|\[\]]+)\|([^|\[\]]+)\]\]")
_RUSSIAN_ENDINGS = {
    "а": "a", "у": "u", "е": "e", "ы": "ɨ", "и": "i", "ом": "om", "ой": "oj", "ем": "em", "ей": "ej", "ю": "ju", "я": "ja",
}  # fmt: skip
_GERMANIC_ENDINGS = ("'s", "’s", "s", "'", "’")
_HISSING = re.compile(r"[szʃʒ]$")


@dataclass(frozen=True, slots=True)
class Pronounced:
    """A word of a spoken text with its pronunciation."""

    sound: str
    """IPA between slashes, or a respelling."""
    word: str

    @property
    def ipa(self) -> str | None:
        """The IPA, if it is some."""
        return ipa_of(self.sound)

    def __str__(self) -> str:
        """Return it as it stands in a spoken text."""
        return f"[[{self.sound.replace(' ', '_')}|{self.word.replace(' ', '_')}]]"


def split_pronounced(text: str) -> Iterator[str | Pronounced]:
    """Yield the parts of a spoken text: plain words, and those with a pronunciation."""
    now = 0
    for found in _TOKEN.finditer(text):
        yield text[now : found.start()].replace("[[", "")
        yield Pronounced(found[1].replace("_", " "), found[2].replace("_", " "))
        now = found.end()
    yield text[now:].replace("[[", "")


def without_pronunciations(written: str) -> str:
    """Return written words without what stands in brackets behind them to say how they are said."""
    bare = _IN_IPA.sub(lambda found: found["word"] or "", written)
    return _BRACKETED.sub(
        lambda found: found["words"] if _is_respelling(found) else found[0], bare
    )


def given_in(written: str, language: str, known: frozenset[str]) -> Iterator[Replacement]:
    """Yield the pronunciations that a text itself gives, which captions do not show.

    Args:
        written: The text, IPA between `⟦` and `⟧`.
        language: BCP 47 code.
        known: Function words and greetings in lower case: behind a space, IPA is not how these are said.
    """
    for found in _IN_IPA.finditer(written):
        word, ipa = found["word"] or "", found["ipa"]
        stands_alone = not word or (
            found["gap"] and (word.lower() in known or not _is_name(word, ipa))
        )
        start = found.start() + (len(word) + len(found["gap"] or "") if stands_alone else 0)
        shown = ipa if stands_alone else word
        yield _replacement(start, found.end(), f"/{ipa}/", shown)
    for found in _BRACKETED.finditer(written):
        if _is_respelling(found):
            count = found["sound"].count(" ") + 1
            words = found["words"].split(" ")[-count:]
            start = found.start("words") + len(found["words"]) - len(" ".join(words))
            sound = _sound_in(found["sound"], language)
            yield _replacement(start, found.end(), sound, " ".join(words))


def in_dictionary(
    written: str, language: str, dictionary: Mapping[str, str]
) -> Iterator[Replacement]:
    """Yield the words of a text that stand in a dictionary, with the ending that the text gives them."""
    if not dictionary:
        return
    entries = _by_form(dictionary)
    for pattern in _patterns(tuple(entries), _endings(language)):
        for found in pattern.finditer(written):
            sound = _sound_in(entries[_folded(found["form"])], language)
            ending = found["ending"] or ""
            said = _with_ending(sound, ending, language) if ending else sound
            yield _replacement(found.start(), found.end(), said, found[0])


@cache
def _patterns(forms: tuple[str, ...], endings: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Return patterns for the forms, the longest first; scripts without spaces have no whole words."""
    longest = sorted(forms, key=len, reverse=True)
    ending = f"(?P<ending>{'|'.join(map(re.escape, endings)) or '(?!)'})?"
    spaced = "|".join(re.escape(form) for form in longest if not _is_ideographic(form))
    joined = "|".join(re.escape(form) for form in longest if _is_ideographic(form))
    found = []
    if spaced:
        found.append(re.compile(rf"(?<!\w)(?P<form>{spaced}){ending}(?!\w)", re.IGNORECASE))
    if joined:
        found.append(re.compile(rf"(?P<form>{joined})(?P<ending>(?!))?"))
    return tuple(found)


def growth(written: str, dictionary: Mapping[str, str]) -> tuple[int, str]:
    """Return by how many characters a dictionary lengthens a text, and the word that does most of it."""
    grown: dict[str, int] = {}
    for one in in_dictionary(written, "", dictionary):
        token = next(part for part in split_pronounced(one.spoken) if isinstance(part, Pronounced))
        longer = len(token.sound.strip("/")) - len(token.word)
        grown[token.word] = grown.get(token.word, 0) + max(longer, 0)
    return sum(grown.values()), max(grown, key=lambda word: grown[word], default="")


def _replacement(start: int, end: int, sound: str, word: str) -> Replacement:
    spoken = str(Pronounced(sound, word))
    return Replacement(start=start, end=end, spoken=spoken, shown=word)


def _is_respelling(found: re.Match[str]) -> bool:
    """Return whether brackets hold syllables of which some, not all, are in capitals: `shi-VAWN`.

    Without capitals they must look like the name before them: `Siobhán (shi-vawn)`.
    """
    syllables = re.split(r"[ -]", found["sound"])
    stressed = [one for one in syllables if one.isupper()]
    if not all(one.isupper() or one.islower() for one in syllables):
        return False
    if "-" not in found["sound"] or len(stressed) == len(syllables):
        return False
    if not stressed:
        name = found["words"].rpartition(" ")[2]
        return name[0].isupper() and _are_alike(name, found["sound"])
    return not (len(syllables) == 2 and syllables[0] in _PREFIXES and syllables[1].isupper())


_ROUGHLY = str.maketrans(
    {"ʃ": "s", "ʒ": "z", "θ": "t", "ð": "t", "ŋ": "n", "ɡ": "g", "ɹ": "r", "ʁ": "r", "ɾ": "r", "ɔ": "o", "ɒ": "o", "ɛ": "e", "ə": "e",
     "ɜ": "e", "ɚ": "e", "æ": "a", "ɑ": "a", "ʌ": "u", "ʊ": "u", "ɪ": "i", "j": "i", "y": "i", "q": "k", "c": "k"}
)  # fmt: skip
_LEAST_ALIKE = 0.5


def _is_name(word: str, ipa: str) -> bool:
    """Return whether IPA behind a word is how that word is said: it is a name, or sounds like it."""
    return word[:1].isupper() or _are_alike(word, ipa.replace("ː", ""))


def _are_alike(word: str, sound: str) -> bool:
    """Return whether a word and a pronunciation share half of their letters in order."""
    written, said = (
        "".join(filter(str.isalpha, text.lower())).translate(_ROUGHLY)
        for text in (_bare(word), _bare(sound))
    )
    return SequenceMatcher(None, written, said).ratio() >= _LEAST_ALIKE


def _sound_in(sound: str, language: str) -> str:
    """Return a pronunciation as a voice of the language takes it."""
    if ipa_of(sound) is not None:
        return f"/{ipa_of(sound)}/"
    ipa = respelled(sound) if base_of(language) == "en" else None
    return f"/{ipa}/" if ipa else sound


def _by_form(dictionary: Mapping[str, str]) -> dict[str, str]:
    """Return the pronunciations by the forms in which a word may be written, in lower case.

    A name may be written without its accents; another entry of just that form comes first.
    """
    entries: dict[str, str] = {}
    for word, sound in dictionary.items():
        if word[:1].isupper():
            entries.setdefault(_folded(_bare(word)), sound)
    for word, sound in dictionary.items():
        entries[_folded(word)] = sound
    return entries


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower()


def _bare(word: str) -> str:
    """Return a word without its accents."""
    parts = unicodedata.normalize("NFD", word)
    return unicodedata.normalize(
        "NFC", "".join(part for part in parts if not "\u0300" <= part <= "\u0345")
    )


def _is_ideographic(form: str) -> bool:
    return unicodedata.name(form[0], "").startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI"))


def _endings(language: str) -> tuple[str, ...]:
    base = base_of(language)
    if base in {"en", "de", "nl", "sv", "da", "no", ""}:
        return _GERMANIC_ENDINGS
    if base in {"ru", "uk"}:
        return tuple(sorted(_RUSSIAN_ENDINGS, key=len, reverse=True))
    return ("s", "'s", "’s") if base in {"fr", "es", "pt"} else ()


def _with_ending(sound: str, ending: str, language: str) -> str:
    """Return a pronunciation with that of an ending behind it."""
    base = base_of(language)
    ipa = ipa_of(sound)
    if base in {"ru", "uk"}:
        return f"/{ipa}{_RUSSIAN_ENDINGS[ending.lower()]}/" if ipa else f"{sound}{ending}"
    if "s" not in ending.lower() or base == "fr":  # a mute letter, or an apostrophe alone
        return sound
    if ipa is None:
        return f"{sound}s"
    if base != "en":
        return f"/{ipa}s/"
    if _HISSING.search(ipa):
        return f"/{ipa}ɪz/"
    return f"/{ipa}{'s' if ipa[-1] in 'ptkfθ' else 'z'}/"
