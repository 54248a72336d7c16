"""Numbers agree with the noun behind them, as far as its ending tells its gender."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FEMININE: Mapping[str, tuple[str, str]] = {
    "de": (
        r"\w*(?:ung|heit|keit|schaft|ion|ei|tät|e|person|frau|nacht|stadt|uhr|hand|woche)",
        "mutter tochter schwester butter katze maus bank wand jacht",
    ),
    "es": (
        r"\w*(?:a|as|ción|ciones|sión|siones|dad|dades|tad|tades|tud)",
        "mujer mujeres noche noches tarde tardes clase clases calle calles parte partes vez veces flor flores mano manos leche gente llave "
        "llaves nube nubes foto fotos moto motos sal luz luces voz veces",
    ),
    "it": (
        r"\w*(?:a|zione|sione|tà|tù)",
        "notte notti mano mani parte parti volta volte madre chiave classe gente luce voce neve moto foto",
    ),
    "pt": (
        r"\w*(?:a|as|gem|gens|dade|dades|ção|ções|são|sões)",
        "mulher mulheres noite noites tarde tardes vez vezes mão mãos mãe mães flor flores parte partes luz voz foto fotos cor cores",
    ),
    "fr": (
        r"\w*(?:tion|sion|té|ette|ence|ance|ure|ée|elle|ie|aine|esse)",
        "femme fille heure minute seconde semaine fois personne nuit maison voiture bouteille tasse page main amie sœur mère porte rue ville "
        "chose place robe pomme fleur table chaise classe école lettre question photo image histoire livre étoile",
    ),
    "ru": (r"\w*(?:а|я|ы|и|ь)", ""),
}
_MASCULINE = frozenset(
    [
        "grama",
        "gramas",
        "quilograma",
        "quilogramas",
        "miligrama",
        "día",
        "días",
        "dia",
        "dias",
        "problema",
        "problemas",
        "tema",
        "temas",
        "mapa",
        "mapas",
        "sistema",
        "sistemas",
        "idioma",
        "idiomas",
        "clima",
        "planeta",
        "programa",
        "мужчина",
        "мужчины",
        "папа",
        "папы",
        "дедушка",
        "дедушки",
        "дядя",
        "дяди",
        "день",
        "дня",
        "дни",
        "рубль",
        "рубля",
        "человек",
        "путь",
        "гость",
        "гостя",
        "парень",
        "месяца",
        "часа",
        "раза",
        "года",
        "дома",
        "окна",
        "яблока",
        "слова",
        "письма",
        "моря",
        "поля",
    ]
)


def agreed(said: str, digits: str, noun: str, base: str) -> str:
    """Return a number in words in the gender of its noun.

    Args:
        said: The number in words, as it is counted.
        digits: The number in digits.
        noun: The word behind it.
        base: Base code of the language.
    """
    if base not in _FEMININE:
        return said
    feminine = is_feminine(noun, base)
    one = digits.endswith("1") and not digits.endswith("11")
    two = digits.endswith("2") and not digits.endswith("12")
    match base:
        case "de" if digits == "1" and noun[0].isupper():
            return "eine" if feminine else "ein"
        case "fr" if one and feminine:
            return re.sub(r"\bun$", "une", said)
        case "it" if digits == "1":
            return "una" if feminine else "un"
        case "es":
            if one:
                said = re.sub(r"veintiuno$", "veintiuna" if feminine else "veintiún", said)
                said = re.sub(r"\buno$", "una" if feminine else "un", said)
            return _with_feminine_hundreds(said) if feminine else said
        case "pt" if feminine:
            said = re.sub(r"\bum$", "uma", said) if one else said
            said = re.sub(r"\bdois$", "duas", said) if two else said
            return _with_feminine_hundreds(said)
        case "ru" if one and re.fullmatch(r"\w+[ое]", noun):
            return re.sub(r"\bодин$", "одно", said)
        case "ru" if one and feminine and noun[-1] in "ая":
            return re.sub(r"\bодин$", "одна", said)
        case "ru" if two and feminine and noun[-1] in "ыи":
            return re.sub(r"\bдва$", "две", said)
    return said


def is_feminine(noun: str, base: str) -> bool:
    """Return whether a noun is feminine, as far as its ending tells."""
    ending, listed = _FEMININE[base]
    word = noun.lower()
    if word in _MASCULINE:
        return False
    singular = word.removesuffix("s") if base == "fr" else word
    return singular in listed.split() or bool(re.fullmatch(ending, singular))


def _with_feminine_hundreds(said: str) -> str:
    """Return Spanish or Portuguese hundreds in the feminine: "doscientas", "duzentas"."""
    return re.sub(r"(cient|quinient|zent|quinhent|cent)os\b", r"\1as", said)
