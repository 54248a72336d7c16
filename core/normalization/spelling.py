"""From the written to the spoken form: rules that each claim stretches of the text, the surest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from talking_photo.core.normalization.abbreviations import abbreviation_rules
from talking_photo.core.normalization.date_rules import date_rules
from talking_photo.core.normalization.emoji_words import emoji_words, typed_hearts
from talking_photo.core.normalization.japanese import kana
from talking_photo.core.normalization.language_words import WORDS
from talking_photo.core.normalization.links import link_rules
from talking_photo.core.normalization.money_rules import money_rules
from talking_photo.core.normalization.number_rules import counted_rules, number_rules
from talking_photo.core.normalization.numbers import base_of
from talking_photo.core.normalization.pronounced import given_in, in_dictionary
from talking_photo.core.normalization.roman import roman_rules
from talking_photo.core.normalization.spoken import Replacement, Rule, SpokenText, spoken_text
from talking_photo.core.normalization.word_rules import sign_rules, word_rules

_SHOUTED = 0.7
"""Share of capitals above which a text of several words is shouting, not an abbreviation."""


def spell_out(
    written: str, language: str, dictionary: Mapping[str, str] | None = None
) -> SpokenText:
    """Return how a text is said in a language.

    Numbers, money, dates, times, units, abbreviations, links, emoji, signs, interjections and letters that are
    repeated become words. A word whose pronunciation is given, in the text or in a dictionary, stands as
    `pronounced` says. What no rule knows is left to the voice.

    Args:
        written: Words without markup.
        language: BCP 47 code.
        dictionary: Pronunciations by word.
    """
    claimed: list[Replacement] = []
    _claim(claimed, given_in(written, language, _function_words()))
    _claim(claimed, typed_hearts(written, language))
    _claim(claimed, _replaced(written, language, _links()))
    _claim(claimed, in_dictionary(written, language, dictionary or {}))
    _claim(claimed, _replaced(written, language, _rules(language)))
    _claim(claimed, emoji_words(written, language))
    claimed.sort(key=lambda one: one.start)
    return _unshouted(kana(spoken_text(written, claimed), language))


def _replaced(written: str, language: str, rules: Iterable[Rule]) -> Iterator[Replacement]:
    """Yield what each rule would replace."""
    for pattern, say in rules:
        for found in pattern.finditer(written):
            start, end = found.span()
            spoken = say(found, language) if end > start else None
            if spoken is not None and spoken != found[0]:
                yield Replacement(start=start, end=end, spoken=spoken)


def _claim(claimed: list[Replacement], found: Iterable[Replacement]) -> None:
    """Add what does not overlap what was claimed before."""
    for new in found:
        if not any(one.start < new.end and new.start < one.end for one in claimed):
            claimed.append(new)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(word for words in WORDS.values() for word in words.split())


@cache
def _links() -> tuple[Rule, ...]:
    return tuple(link_rules())


def _unshouted(text: SpokenText) -> SpokenText:
    """Write shouted words small, which voices would spell letter by letter."""
    cases = [letter.lower() != letter.upper() for letter in text.text if letter.isalpha()]
    letters = [
        letter for letter in text.text if letter.isalpha() and letter.lower() != letter.upper()
    ]
    if not all(cases):  # letters without cases do not shout, and Latin words among them are names
        return text
    shouted = sum(letter.isupper() for letter in letters) > _SHOUTED * len(letters)
    if not shouted or len(text.text.split()) < 2 or len(letters) < 8:
        return text
    units = tuple(
        type(unit)(
            written=unit.written,
            spoken=unit.spoken
            if "[[" in unit.spoken or (len(unit.spoken) == 1 and unit.spoken.isupper())
            else unit.spoken.lower(),
        )
        for unit in text.units
    )
    return SpokenText(units=units)


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    """The rules of a language behind those for links, in the order of their claims."""
    base = base_of(language)
    return (
        *date_rules(base),
        *money_rules(),
        *counted_rules(base),
        *abbreviation_rules(base),
        *roman_rules(base),
        *number_rules(base),
        *sign_rules(),
        *word_rules(base),
    )
