"""Emoji and emoticons: faces that set the expression, and pictures that stand for a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from talking_photo.core.normalization.numbers import base_of, vocabulary_of
from talking_photo.core.normalization.spoken import Replacement
from talking_photo.core.normalization.vocabulary import VOCABULARIES

_EMOTICONS = {
    "🙂": (":)", ":-)", "=)", "(:", ":]", "^^", "^_^", ":3"),
    "😀": (":D", ":-D", "=D", "xD", "XD"),
    "😉": (";)", ";-)"),
    "🙁": (":(", ":-(", "=(", ":'(", ":["),
    "😮": (":O", ":-O", ":o", ":-o"),
    "😛": (":P", ":-P", ":p", ":-p", "=P"),
}
_EMOTICON = re.compile(
    r"(?<![\w:])("
    + "|".join(
        re.escape(sign)
        for signs in _EMOTICONS.values()
        for sign in sorted(signs, key=len, reverse=True)
    )
    + r")(?!\w)"
)
_LAST_WORD = re.compile(r"([^\W\d_]+['’]?[^\W\d_]*)\s*$")
_TYPED_HEART = re.compile(r"<3+(?!\d)")
_OF = {sign: face for face, signs in _EMOTICONS.items() for sign in signs}
HEARTS = frozenset("❤♥💙💚💛🧡💜🖤🤍🤎💖💗💕💞💓💘💝🩷🩵🩶")
_DECORATION = (
    frozenset(
        "✨🎉🎊🔥💯⭐🌟💫👍👏🙏💪👋🎈🥂🍀🌈🌸🌹💐🎵🎶💥💢💦💨✅❌❗❓‼⁉➡⬅⬆⬇🔝🆕👉👈👆👇✌🤞🤝🙌👌🤙💋"
    )
    | HEARTS
)
"""Signs that stand for a feeling or an ornament, not for a word of a sentence."""
_BEFORE_A_NOUN = {
    "en": "a an the my your our his her their some any this that want need love like buy get bring have eat drink and or with for of to in on no more",
    "de": "ein eine einen einem einer der die das den dem mein meine meinen dein deine kein keine und oder mit für von zum zur will möchte hab habe esse trinke",
    "es": "un una unos unas el la los las mi mis tu tus su y o con para de quiero tengo como bebo",
    "fr": "un une des le la les mon ma mes ton ta tes du de et ou avec pour veux j'ai au",
    "it": "un uno una il lo la i gli le mio mia tuo tua e o con per di voglio ho",
    "pt": "um uma o a os as meu minha teu tua e ou com para de quero tenho",
    "ru": "и или с для мой моя твой хочу люблю ем пью",
    "nl": "een de het mijn jouw en of met voor van wil heb",
    "uk": "і й або з для мій моя твій хочу люблю їм п'ю",
}  # fmt: skip
"""Words behind which a sentence goes on with a noun, so that an emoji there is one."""


def emoticons_to_emoji(text: str) -> str:
    """Write `:)` and its kin as the emoji that they mean."""
    return _EMOTICON.sub(lambda found: f" {_OF[found[1]]} ", text)


@cache
def _before_a_noun() -> frozenset[str]:
    return frozenset(word for words in _BEFORE_A_NOUN.values() for word in words.split())


@cache
def _before_a_heart() -> frozenset[str]:
    return frozenset(word for known in VOCABULARIES.values() for word in known.love)


def is_word(before: str, after: str, found: str) -> bool:
    """Whether an emoji stands for a word of its sentence: between words that it belongs to, and no ornament."""
    left = _LAST_WORD.search(before)
    if left is None:
        return False
    if left[1][-1] in _CHINESE_BEFORE_A_NOUN:
        return found[0] not in _DECORATION
    if found[0] in HEARTS and left[1].lower() in _OBJECTS:  # "te ❤️": the verb ends the sentence
        return True
    if found[0] in HEARTS:
        return left[1].lower() in _before_a_heart() and bool(re.match(r"\s*[^\W\d_]", after))
    return found[0] not in _DECORATION and left[1].lower() in _before_a_noun()


_CHINESE_BEFORE_A_NOUN = frozenset("要吃喝和买有个杯只的")
_OBJECTS = frozenset({"te", "ti", "t'", "t’", "тебя", "вас"})
_SHORT = {
    "en": {"beer mug": "beer", "hot beverage": "coffee", "clinking beer mugs": "beers", "wine glass": "wine", "french fries": "fries", "automobile": "car", "soccer ball": "football", "mobile phone": "phone", "teacup without handle": "tea", "shortcake": "cake", "birthday cake": "cake", "house building": "house", "sun with face": "sun"},
    "de": {"Bierkrug": "Bier", "Heißgetränk": "Kaffee", "Hunde": "Hund", "Katzen": "Katze", "Mäuse": "Maus", "Bären": "Bär", "Hasen": "Hase", "Affen": "Affe", "Fuchs": "Fuchs", "Geburtstagskuchen": "Kuchen", "Fußball": "Fußball"},
    "es": {"jarra de cerveza": "cerveza", "bebida caliente": "café", "copa de vino": "vino", "patatas fritas": "patatas", "tarta de cumpleaños": "tarta"},
    "fr": {"chope": "bière", "boisson chaude": "café", "verre de vin": "vin", "gâteau d’anniversaire": "gâteau"},
    "it": {"boccale di birra": "birra", "bevanda calda": "caffè", "bicchiere di vino": "vino", "torta di compleanno": "torta"},
    "pt": {"caneca de cerveja": "cerveja", "café": "café", "bolo de aniversário": "bolo"},
    "ru": {"кружка пива": "пиво", "горячий напиток": "кофе", "бокал вина": "вино", "собаки": "собака", "кошки": "кошка", "морда собаки": "собака", "торт ко дню рождения": "торт", "мыши": "мышь", "медведя": "медведь", "кролика": "кролик"},
    "zh": {"啤酒": "啤酒", "狗脸": "狗", "猫脸": "猫", "热饮": "咖啡", "比萨": "披萨"},
}  # fmt: skip
"""Where CLDR's name says more than a sentence would."""


def _short_name(name: str, base: str) -> str:
    plain = (
        name.strip(":").replace("_", " ").replace("-", " ").lower()
        if base == "en"
        else name.strip(":").replace("_", " ")
    )
    plain = (
        re.sub(r" face$", "", plain)
        if base == "en"
        else re.sub(
            r"(gesicht$|^cara de |^face de |^tête de |^visage de |^rosto de |^muso di |^морда )",
            "",
            plain,
        )
    )
    plain = plain.title() if base == "de" else plain
    return _SHORT.get(base, {}).get(plain, plain)


def emoji_words(written: str, language: str) -> Iterator[Replacement]:
    """Yield the words of the emoji that stayed in a text because they stand for words.

    Captions show the words, too: none of their fonts has emoji.
    """
    import emoji

    base = base_of(language)
    if base in emoji.LANGUAGES:
        emoji.config.load_language(base)
    for one in emoji.emoji_list(written):
        start, end, sign = one["match_start"], one["match_end"], str(one["emoji"])
        if sign[0] in HEARTS:
            start, word = _heart(written, start, language)
        else:
            about = emoji.EMOJI_DATA.get(sign) or emoji.EMOJI_DATA.get(sign + "\ufe0f") or {}
            word = _short_name(str(about.get(base) or ""), base)
        yield Replacement(start=start, end=end, spoken=word, shown=word)


def typed_hearts(written: str, language: str) -> Iterator[Replacement]:
    """Yield the words of hearts made of signs, such as "<3"."""
    for found in _TYPED_HEART.finditer(written):
        start, word = _heart(written, found.start(), language)
        yield Replacement(start=start, end=found.end(), spoken=word)


def _heart(written: str, start: int, language: str) -> tuple[int, str]:
    """Return where the words for a heart begin, and the words: behind "I", it is a verb."""
    vocabulary = vocabulary_of(language)
    before = _LAST_WORD.search(written[:start])
    verb = vocabulary.love.get(before[1].lower()) if before else None
    if before and verb and base_of(language) == "fr":
        if before[1][-1] in "'’":
            return before.start(), before[1] + verb
        if before[1].lower() == "je":
            return before.start(), f"{before[1][0]}'{verb}"  # elided
    return start, verb or vocabulary.heart
