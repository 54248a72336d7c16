"""Names of languages as people write them, and the language that somebody means.

Babel carries the names (CLDR).
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from talking_photo.core.speech.languages import match_language

if TYPE_CHECKING:
    from babel import Locale

LIKELY = [
    "en",
    "es",
    "de",
    "fr",
    "pt",
    "pt-br",
    "it",
    "ru",
    "uk",
    "pl",
    "nl",
    "tr",
    "ar",
    "fa",
    "he",
    "hi",
    "bn",
    "ur",
    "ta",
    "te",
    "cmn",
    "ja",
    "ko",
    "vi",
    "id",
    "sv",
    "nb",
    "da",
    "fi",
    "cs",
    "hu",
    "ro",
    "el",
    "bg",
    "hr",
    "sr",
    "sk",
    "ca",
]
"""The languages that are offered first, those with many speakers in chats."""
_CLOSE = 0.7
"""Least likeness (difflib's ratio) of a misspelled name to a name."""
_PREFIX = 2
"""Letters from which on the beginning of a name stands for it."""
_CAPITALS = ("LATIN", "CYRILLIC", "GREEK")


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody means by what they typed: one language, or those that come near."""

    code: str | None
    near: tuple[str, ...] = ()


def likely(offered: Collection[str], first: str) -> tuple[str, ...]:
    """Return the offered languages that people choose most, `first` before the others."""
    known = frozenset(offered)
    codes = dict.fromkeys(match_language(code, known) for code in (first, *LIKELY))
    return tuple(code for code in codes if code is not None)


def own_name(code: str) -> str:
    """Return what a language is called in itself, such as `Deutsch`.

    The code when nobody has a name for it.
    """
    locale = _locale(code)
    if locale is None:
        return name_in(code, "en")
    name = _name(code, locale)
    return code if name is None else _capitalised(name)


def name_in(code: str, language: str) -> str:
    """Return what a language is called in another one; the code when it has no name there."""
    locale = _locale(language) or _locale("en")
    name = None if locale is None else _name(code, locale)
    return code if name is None else _capitalised(name)


def find(typed: str, offered: Collection[str], spoken: Sequence[str]) -> Found:
    """Find the offered language that somebody means.

    Args:
        typed: A code or a name, or the beginning of a name, in any of the languages that people
            are spoken to in, in English or in the language itself.
        offered: The codes of the languages that can be spoken.
        spoken: The languages that people are spoken to in.
    """
    code = match_language(typed, frozenset(offered))
    if code is not None:
        return Found(code)
    ranked = _ranked(folded(typed), frozenset(offered), tuple(spoken))
    exact = _without_regions([code for code, rank in ranked if rank == 0])
    begun = _without_regions([code for code, rank in ranked if rank <= 1])
    for codes in (exact, begun):
        if len(codes) == 1:
            return Found(codes[0])
    return Found(None, tuple(code for code, _ in ranked))


def fitting(
    typed: str, offered: Collection[str], spoken: Sequence[str], *, first: str
) -> tuple[str, ...]:
    """Return the offered languages that fit to what somebody has typed so far, the best first.

    `first` for nothing.
    """
    if not typed.strip():
        return likely(offered, first)
    known = frozenset(offered)
    exact = match_language(typed, known)
    ranked = [code for code, _ in _ranked(folded(typed), known, tuple(spoken))]
    return tuple(dict.fromkeys([*([] if exact is None else [exact]), *ranked]))


def _ranked(
    typed: str, offered: frozenset[str], spoken: tuple[str, ...]
) -> list[tuple[str, float]]:
    """Rank languages by their names.

    0 the name, 1 its beginning, 2 a word in it, 3 and more alike.
    """
    if len(typed) < _PREFIX:
        return []
    # What each language is called in itself takes a file for each to know, and a second in all.
    for own in (False, True):
        ranks = _ranks(typed, _names(offered, spoken, own=own))
        if ranks:
            break
    else:
        called = _names(offered, spoken, own=True)
        by_name = {name: code for code, names in called.items() for name in names}
        close = difflib.get_close_matches(typed, by_name, n=8, cutoff=_CLOSE)
        ranks = {by_name[name]: 3 for name in close}
    return sorted(ranks.items(), key=lambda item: item[1])


def _ranks(typed: str, names: Mapping[str, frozenset[str]]) -> dict[str, float]:
    ranks: dict[str, float] = {}
    for code, called in names.items():
        if typed in called:
            ranks[code] = 0
        elif any(name.startswith(typed) for name in called):
            ranks[code] = 1
        elif any(f" {typed}" in name for name in called):
            ranks[code] = 2
    return ranks


def _without_regions(codes: Sequence[str]) -> list[str]:
    """Return the language alone where it and its regional variants were found."""
    plain = {code for code in codes if "-" not in code}
    return [code for code in codes if code in plain or code.split("-")[0] not in plain]


@cache
def _names(
    offered: frozenset[str], spoken: tuple[str, ...], *, own: bool
) -> dict[str, frozenset[str]]:
    """All names of the offered languages, folded. Languages without a name are left out."""
    locales = [locale for locale in map(_locale, {*spoken, "en"}) if locale is not None]
    found = {
        code: frozenset(map(folded, filter(None, _called(code, locales, own=own))))
        for code in sorted(offered)
    }
    # One language can be offered under several codes, such as zh and cmn; the shortest stands for
    # it.
    shortest: dict[frozenset[str], str] = {}
    for code in sorted(found, key=lambda code: (len(code), code)):
        shortest.setdefault(found[code], code)
    return {code: names for code, names in found.items() if names and shortest[names] == code}


def _called(code: str, locales: Sequence[Locale], *, own: bool) -> Iterator[str | None]:
    if own and (itself := _locale(code)) is not None:
        yield _name(code, itself)
    for locale in locales:
        yield _name(code, locale)


def _name(code: str, locale: Locale) -> str | None:
    """Return the name of a language in a locale.

    None where CLDR has none, as for regions that it does not list.
    """
    plain, _, region = code.replace("-", "_").partition("_")
    plain = {"cmn": "zh", "nb": "no"}.get(plain, plain)
    language = locale.languages.get(plain)
    if not region or language is None:
        return language
    variant = locale.languages.get(f"{plain}_{region.upper()}")
    if variant is not None:
        return variant
    territory = locale.territories.get(region.upper())
    own = _locale(code)
    if territory is None or own is None or own.territory != region.upper():
        return None
    return f"{language} ({territory})"


@cache
def _locale(code: str) -> Locale | None:
    """Return what CLDR knows of a language, or of a language in a region; None for nothing."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        plain = code.partition("-")[0]
        return None if plain == code else _locale(plain)


def folded(name: str) -> str:
    """Return a name without what people leave out: capitals, accents, brackets, double spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = (sign for sign in plain if not unicodedata.combining(sign) and sign not in "()")
    return " ".join("".join(kept).split())


def _capitalised(name: str) -> str:
    """Return a name as it stands in a list.

    Letters of scripts without capitals stay as they are.
    """
    begins = unicodedata.name(name[0], "") if name else ""
    return name[0].upper() + name[1:] if begins.startswith(_CAPITALS) else name
