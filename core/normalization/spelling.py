"""From the written to the spoken form: rules that each claim stretches of the text, the surest first."""

from __future__ import annotations

from functools import cache

from talking_photo.core.normalization.abbreviations import abbreviation_rules
from talking_photo.core.normalization.date_rules import date_rules
from talking_photo.core.normalization.emoji_words import emoji_words, typed_hearts
from talking_photo.core.normalization.japanese import kana
from talking_photo.core.normalization.links import link_rules
from talking_photo.core.normalization.money_rules import money_rules
from talking_photo.core.normalization.number_rules import number_rules
from talking_photo.core.normalization.numbers import base_of
from talking_photo.core.normalization.spoken import Replacement, Rule, SpokenText, spoken_text
from talking_photo.core.normalization.word_rules import sign_rules, word_rules

_SHOUTED = 0.7
"""Share of capitals above which a text of several words is shouting, not an abbreviation."""


def spell_out(written: str, language: str) -> SpokenText:
    """Return how a text is said in a language.

    Numbers, money, dates, times, units, abbreviations, links, emoji, signs, interjections and letters that are
    repeated become words. What no rule knows is left to the voice.

    Args:
        written: Words without markup.
        language: BCP 47 code.
    """
    claimed = list(typed_hearts(written, language))
    for pattern, say in _rules(language):
        for found in pattern.finditer(written):
            start, end = found.span()
            if start == end or any(one.start < end and start < one.end for one in claimed):
                continue
            spoken = say(found, language)
            if spoken is not None and spoken != found[0]:
                claimed.append(Replacement(start=start, end=end, spoken=spoken))
    claimed += (
        emoji
        for emoji in emoji_words(written, language)
        if not any(one.start < emoji.end and emoji.start < one.end for one in claimed)
    )
    claimed.sort(key=lambda one: one.start)
    return _unshouted(kana(spoken_text(written, claimed), language))


def _unshouted(text: SpokenText) -> SpokenText:
    """Write shouted words small, which voices would spell letter by letter."""
    letters = [
        letter for letter in text.text if letter.isalpha() and letter.lower() != letter.upper()
    ]
    shouted = sum(letter.isupper() for letter in letters) > _SHOUTED * len(letters)
    if not shouted or len(text.text.split()) < 2 or len(letters) < 8:
        return text
    units = tuple(
        type(unit)(
            written=unit.written,
            spoken=unit.spoken.lower()
            if len(unit.spoken) > 1 or not unit.spoken.isupper()
            else unit.spoken,
        )
        for unit in text.units
    )
    return SpokenText(units=units)


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    """The rules of a language, in the order of their claims."""
    base = base_of(language)
    return (
        *link_rules(),
        *date_rules(base),
        *money_rules(),
        *abbreviation_rules(base),
        *number_rules(base),
        *sign_rules(),
        *word_rules(base),
    )
