"""Where a text has numbers, measures, ordinals and years, and what they are said as."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from talking_photo.core.normalization import dates, numbers
from talking_photo.core.normalization.agreement import agreed, is_feminine
from talking_photo.core.normalization.numbers import NUMBER, UNITS, base_of, vocabulary_of
from talking_photo.core.normalization.spoken import Rule
from talking_photo.core.normalization.vocabulary import ABBREVIATIONS, BEFORE_A_YEAR


def counted_rules(base: str) -> Iterator[Rule]:
    """Yield the rules for numbers beside words that mean something else alone."""
    yield (
        re.compile(
            rf"(?i)(?<!\w)(?P<cue>(?:{_DIAL})[.:]?\s+)(?P<digits>\+?[(\d][\d ()/.-]{{1,18}}\d)(?![\w%€$]|[.,:-]\d)"
        ),
        _say_dialled,
    )
    units = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
    yield re.compile(rf"(?<=[\d€$£₽])\s?/\s?({units})(?![\w²³])"), _say_per
    if base == "en":
        yield (
            re.compile(
                rf"(?<![\w.,])(?![48]K)({NUMBER})\s?([KMBk])(?=\+?\s+[a-z])(?!\s+(?:{_NO_NOUNS})\b)"
            ),
            _say_thousands,
        )
        yield re.compile(r"(?<![\w.,])(\d{1,2})(\d\d)p(?!\w)"), _say_picture_lines
        yield re.compile(r"(?<![\w.,])(\d{1,4})x(\d{1,4})(?![\w]|[.,]\d|\s?=)"), _say_size
        yield (
            re.compile(r"(?<!\w)['’](\d\d)(?!\w)"),
            lambda found, language: numbers.words_of(int(found[1]), language),
        )
    if base == "de":
        yield (
            re.compile(r"(?<![\w.,])(\d{1,4})(ern?)(?!\w)"),
            lambda found, language: f"{numbers.words_of(int(found[1]), language)}{found[2]}",
        )
    if base == "ru":
        yield (
            re.compile(
                r"(?i)(?:(?<!\w)(?P<before>\w+)(?P<gap>\s+))?(?<![\w.,])(?P<year>[12]\d{3})(?P<space>\s?)(?P<word>год(?:а|у|е|ом)?|г\.)(?!\w)"
            ),
            _say_russian_year,
        )
        yield (
            re.compile(r"(?<![\w.,])([234])-х(?!\w)"),
            lambda found, _: {"2": "двух", "3": "трёх", "4": "четырёх"}[found[1]],
        )
    yield re.compile(rf"(?<![\w.,-])({NUMBER})\s?({'|'.join(_COUNTS)})(?!\w)"), _say_counted


def number_rules(base: str) -> Iterator[Rule]:
    """Yield the rules for numbers in a language, the surest first."""
    if base == "en":
        yield (
            re.compile(
                r"(?<![\w.,$])((?:1\d|20)\d0)s\b|(?:(?<!\w)['’]|(?<=\bthe )|(?<=\b(?:mid|ate)-))(\d0)s\b"
            ),
            _say_decade,
        )
    if base == "zh":
        yield (
            re.compile(
                rf"(?<![A-Za-z\d.,-])(?!0\d)({NUMBER})\s?[-–—~～]\s?({NUMBER})(%|％)?(?![A-Za-z\d年-])"
            ),
            _say_chinese_range,
        )
    units = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
    yield (
        re.compile(
            r"(?<![A-Za-zÀ-ɏЀ-ӿ\d_.,+/-])(?:\+\d{1,3}[\s.-]?|[18]-(?=\d{3}-)|8 (?=\(|\d{3} \d{3}))?(?:\(\d{1,5}\)[\s.-]?)?\d{1,5}(?:[\s./-]\d{2,8}){1,4}(?![\w]|[.,]\d)"
        ),
        _say_telephone,
    )
    yield (
        re.compile(rf"(?<![\w.,-])({NUMBER})\s?[-–—]\s?(?=(?:{NUMBER})\s?(?:{units})(?!\w))"),
        _say_from,
    )
    if base == "en":
        yield re.compile(r"(?<![\w.,])([1-5]\d\d)\s?([CF])(?![\w'’])"), _say_oven
        yield (
            re.compile(r"(?<![\w.,])(\d)\s?ft\.?\s?(\d{1,2})\s?in\b\.?"),
            _say_feet,
        )
    if base == "ru":
        yield (
            re.compile(
                rf"(?i)(?<!\w)(?P<lead>(?:до|от|около|ок\.|более|больше|менее|меньше|свыше|после|из|без)\s)(?P<amount>{NUMBER})(?:\s?(?P<unit>{units})(?P<stop>\.?)|(?=\s[а-я]))(?![\w²³/])"
            ),
            _say_russian_genitive,
        )
    if base in {"es", "it", "pt"}:
        yield re.compile(r"(?<![\w.,])(\d+)(°)(?=\s[^\W\d_]{3,})"), _say_ordinal
    if base == "zh":
        yield (
            re.compile(
                rf"(?<![A-Za-z\d.,-])(?P<amount>[-−](?:{NUMBER}))\s?(?P<unit>°C|℃)(?P<stop>)"
            ),
            _say_unit,
        )
    yield (
        re.compile(
            rf"(?<![\w./])(?<!\d,)(?P<amount>[-−]?(?:{NUMBER}))\s?(?P<unit>{units})(?P<stop>\.?)(?![\w²³/])"
        ),
        _say_unit,
    )
    yield (
        re.compile(
            rf"(?<![\w/.,])(?:(?P<whole>\d{{1,3}})\s)?(?P<parts>\d/\d{{1,2}})\s?(?P<unit>{units})(?P<stop>\.?)(?![\w²³/])"
        ),
        _say_part_of_unit,
    )
    yield (
        re.compile(
            rf"(?<![\w/.,])(?:(?P<whole>\d{{1,3}})\s?)?(?P<parts>[½⅓⅔¼¾⅕⅛⅜⅝⅞⅙⅚⅒])\s?(?P<unit>{units})(?P<stop>\.?)(?![\w²³/])"
        ),
        _say_part_of_unit,
    )
    yield (
        re.compile(r"(?<![\d/.])(?<!\d,)(\d{1,3}) (\d/\d{1,2})(?![\d/]|[.,]\d)"),
        _say_mixed_number,
    )
    yield re.compile(r"(?<![\d/.])(?<!\d,)(\d{1,3})/(\d{1,3})(?![\d/]|[.,]\d)"), _say_fraction
    yield re.compile(r"(?:(?<!\d)(\d{1,3})\s?)?([½⅓⅔¼¾⅕⅛⅜⅝⅞⅙⅚⅒])"), _say_fraction_character
    yield re.compile(r"(?<![\w.,])\.(\d{1,6})(?![\w.])"), _say_bare_decimal
    if base == "en":
        yield re.compile(r"(?<![\w.,])(\d{1,2})['′](?:\s?(\d{1,2})[\"”″])?(?!\w)"), _say_feet
        yield (
            re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d+)?)(?:\s?[-–]\s?(\d{1,3}))?x(?!\w)"),
            _say_times,
        )
    if base == "zh":
        yield (
            re.compile(r"(?<!\d)(?:(\d{4})\s?[-–—]\s?)?(\d{4})(?=\s?年)"),
            _say_chinese_year,
        )
    yield from _ordinal_rules(base)
    yield re.compile(r"(?<![\w.,])(\d{4})\s?[-–—]\s?(\d{4})(?![\w]|[.,]\d)"), _say_years
    yield re.compile(rf"(?<![\w.,-])({NUMBER})\s?[-–—]\s?({NUMBER})(?![\w-]|[.,]\d)"), _say_range
    yield (
        re.compile(r"(?<![\w.,$€£])(1[1-9]\d\d|20\d\d)(?=$|[^\w\d.,%]|[.,](?!\d))"),
        _say_lone_year,
    )
    yield (
        re.compile(r"(?<!\w)#\s?(?=\d)"),
        lambda _found, language: f"{vocabulary_of(language).number or '#'} ",
    )
    if base == "zh":
        yield re.compile(rf"(?<![A-Za-z\d.,])({NUMBER})(?![A-Za-z\d])"), _say_chinese_number
    yield re.compile(rf"(?<![\w.,:/-])([-−])({NUMBER})(?![\w])"), _say_negative
    yield re.compile(rf"(?<!\w)(?<![\w\d][.,])({NUMBER})(?!\w|[.,]\d)"), _say_plain_number
    yield (
        re.compile(rf"(?<=[^\W\d_])({NUMBER})(?![\w])|(?<![\w])({NUMBER})(?=[^\W\d_])"),
        _say_attached,
    )


def _ordinal_rules(base: str) -> Iterator[Rule]:
    if base == "en":
        yield (
            re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})*|\d+)(st|nd|rd|th)\b", re.IGNORECASE),
            _say_ordinal,
        )
    elif base == "fr":
        yield re.compile(r"(?<![\w.,])(\d+)\s?(?:(ère|re)|er|e|ème|ᵉ|nd|nde)\b"), _say_ordinal
    elif base in {"es", "it", "pt"}:
        yield re.compile(r"(?<![\w.,])(\d+)\.?([ºª])(?!\s?[CF]\b)"), _say_ordinal
        if base == "es":
            yield (
                re.compile(r"(?<![\w.,])([13])\.?er(?!\w)"),
                lambda found, _: {"1": "primer", "3": "tercer"}[found[1]],
            )
    elif base == "de":
        yield (
            re.compile(
                r"(?i)\b(?P<before>zum|den|am|beim|vom)(?P<gap>\s+)(?P<number>\d{1,3})\.(?=\s*[!?,;:)])"
            ),
            _say_german_ordinal,
        )
        yield (
            re.compile(
                r"\b(?P<before>(?i:der|die|das|den|dem|des|im|am|beim|vom|zum|zur|ins))(?P<gap>\s+)(?P<number>\d{1,3})\.(?=\s+[A-ZÄÖÜa-zäöüß])"
            ),
            _say_german_ordinal,
        )
        yield (
            re.compile(
                rf"(?<![\w.,])(\d{{1,3}})\.(?=\s(?:(?P<neuter>{_GERMAN_NEUTER})|(?P<feminine>{_GERMAN_FEMININE})|{_GERMAN_MASCULINE})\b)"
            ),
            _say_bare_german_ordinal,
        )
    elif base == "ru":
        yield (
            re.compile(
                r"(?i)(?<![\w.,])(\d{1,3})-((?:лет|минутн|часов|дневн|километров|этажн)\w+)"
            ),
            _say_russian_compound,
        )
        yield (
            re.compile(r"(?<![\w.,])(\d+)-(й|ый|ий|я|ая|е|ое|го|ого|му|м|ом|х|ых|ю|ую)(?!\w)"),
            _say_russian_ordinal,
        )


_DIALLED = re.compile(
    r"(?:\d{3}[-.]){1,2}\d{4}|1-\d{3}-\d{3}-\d{4}|1\d{2}[- ]\d{4}[- ]\d{4}|8 \(\d+\)[\d -]+|8 \d{3} \d{3}[- ]\d{2}[- ]\d{2}|8-\d{3}-[\d-]+|[89]00-\d{3}-\d{3}"
)
"""How telephone numbers are written that begin with no nought, plus or bracket."""
_DIAL = (
    "call|dial|ring|phone|text|ruf|rufe|wähle?|Telefon|Tel|llama|llame|llama al|llame al|marca|marque|teléfono|appelle|appelez|composez?|téléphone|"
    "chiama|chiamate|componi|telefono|ligue|disque|liga|telefone|звони|звоните|позвони|позвоните|набери|тел|телефон"
)
"""Words before a number that is dialled."""


def _say_telephone(found: re.Match[str], language: str) -> str | None:
    text = found[0]
    digits = re.sub(r"\D", "", text)
    dialled = text[0] in "+(0" or bool(_DIALLED.fullmatch(text))
    if base_of(language) == "es":
        dialled = dialled or bool(
            re.fullmatch(r"[6-9]\d{2}(?: \d{3}){2}|[6-9]\d{2}(?: \d{2}){3}", text)
        )
    if "/" in text and (text[0] != "0" or len(digits) < 9):
        return None
    if not dialled or not 7 <= len(digits) <= 15 or not numbers.can_count(language):
        return None
    return _dialled(text, language)


def _dialled(text: str, language: str) -> str:
    """Return a telephone number digit by digit; French says pairs."""
    plus = f"{vocabulary_of(language).plus or '+'} " if text.startswith("+") else ""
    if base_of(language) == "fr":
        pairs = re.findall(r"\d+", text)
        said = [
            numbers.words_of(int(group), language)
            if len(group) == 2 and group[0] != "0"
            else numbers.digits_of(group, language)
            for group in pairs
        ]
        return plus + ", ".join(filter(None, said))
    return plus + numbers.digits_of(text, language)


def _say_dialled(found: re.Match[str], language: str) -> str | None:
    """A number behind a word such as "call", digit by digit."""
    if not numbers.can_count(language):
        return None
    cue, text = found["cue"], found["digits"]
    if not 3 <= sum(map(str.isdigit, text)) <= 15:
        return None
    known = ABBREVIATIONS.get(base_of(language), {}).get(cue.strip())
    return f"{known + ' ' if known else cue}{_dialled(text, language)}"


def _say_per(found: re.Match[str], language: str) -> str | None:
    """A unit behind a price, as in €/kg."""
    one = numbers.say_unit("1", UNITS[found[1]], language)
    per = vocabulary_of(language).per
    return f" {per} {one.split(maxsplit=1)[-1]}" if one and per else None


def _say_thousands(found: re.Match[str], language: str) -> str | None:
    word = {"K": "thousand", "k": "thousand", "M": "million", "B": "billion"}[found[2]]
    return numbers.counted_magnitude(found[1], word, language)


def _say_picture_lines(found: re.Match[str], language: str) -> str | None:
    """The height of a picture, as in "1080p", in two parts."""
    one, two = (numbers.words_of(int(part), language) for part in found.groups())
    return f"{one} {two} p" if one and two and found[2] != "00" else None


def _say_size(found: re.Match[str], language: str) -> str | None:
    """A size, as in "4x4"; between spaces the same sign is said as "times"."""
    one, two = (numbers.words_of(int(part), language) for part in found.groups())
    return f"{one} by {two}" if one and two else None


def _say_from(found: re.Match[str], language: str) -> str | None:
    """The lower end of a range of measures."""
    said = numbers.say_number(found[1], language)
    return numbers.joined_range(said, "", language) if said else None


def _say_unit(found: re.Match[str], language: str) -> str | None:
    amount, unit = found["amount"], found["unit"]
    minus = f"{vocabulary_of(language).minus} " if amount[0] in "-−" else ""
    if minus and base_of(language) == "zh":
        minus = "零下" if UNITS[unit].startswith("temperature") else minus.strip()
    said = numbers.say_unit(amount.lstrip("-−"), UNITS[unit], language)
    return None if said is None else f"{minus}{said}{_stop(found)}"


def _say_fraction(found: re.Match[str], language: str) -> str | None:
    words = vocabulary_of(language)
    one, two = int(found[1]), int(found[2])
    counted = re.match(
        r"\s(?:stars?|points?|Sterne|Punkte|estrellas|puntos|étoiles|points|stelle|punti|estrelas|pontos|звёзд|баллов)\b",
        found.string[found.end() :],
    )
    if (
        one <= two
        and (two in {10, 100} or (two == 20 and one < two) or counted)
        and words.out_of
        and base_of(language) != "zh"
    ):
        return (
            f"{numbers.words_of(one, language)} {words.out_of} {numbers.words_of(two, language)}"
        )
    if (found[1], found[2]) != ("24", "7") and two:
        known = _half_before_a_noun(f"{one}/{two}", found, language) or _fraction(
            f"{one}/{two}", language
        )
        if known is not None:
            return known
    if (found[1], found[2]) == ("24", "7"):
        return (
            " ".join(filter(None, (numbers.words_of(24, language), numbers.words_of(7, language))))
            or None
        )
    return None


_NO_NOUNS = "in|on|at|is|are|was|and|or|of|for|to|with|the|a|an|by|from|if|then|has|will|please|run|race|walk|video|screen|monitor|resolution"
"""Words behind "room 2B", which do not make it a count of two billion."""
_GERMAN_FEMININE = "Stunde|Klasse|Etage|Woche|Runde|Auflage|Reihe|Lektion|Bundesliga|Liga|Minute|Etappe|Mannschaft"
_GERMAN_NEUTER = "Mal|Semester|Jahrhundert|Kapitel|Schuljahr|Quartal|Halbjahr|Obergeschoss|OG"
_GERMAN_MASCULINE = "Stock|Platz|Tag|Geburtstag|Jahrestag|Hochzeitstag|Advent|Weltkrieg|Spieltag|Akt|Teil|FC|Gang|Versuch|Preis"
"""Nouns before which a German number with a full stop is an ordinal, not the end of a sentence."""
_PARTS_OF = re.compile(r"volume-|mass-|length-|duration-|area-")
_NEUTER = re.compile(r"gramm|pfund|byte", re.IGNORECASE)


def _say_part_of_unit(found: re.Match[str], language: str) -> str | None:
    """A fraction of a measure, as in "1/2 l", "2 1/2 tbsp" or "¾ cup"."""
    unit = UNITS[found["unit"]]
    one, two = (numbers.say_unit(count, unit, language) for count in "12")
    if not _PARTS_OF.match(unit) or one is None or two is None or not numbers.can_count(language):
        return None
    parts = unicodedata.normalize("NFKC", found["parts"]).replace("\u2044", "/")
    single, several = (said.partition(" ")[2] for said in (one, two))
    if not single:
        return None
    if found["whole"]:
        number = _mixed_number(found["whole"], parts, language)
        said = number and f"{number} {several}"
    elif parts == "1/2":
        said = _half_of_unit(single, several, language)
    else:
        said = _part_of_unit(_fraction(parts, language), single, several, language)
    return said and f"{said}{_stop(found)}"


def _half_of_unit(single: str, several: str, language: str) -> str | None:
    base = base_of(language)
    match base:
        case "en":
            return f"half {_with_article(single)}"
        case "de":
            feminine = is_feminine(single, base)
            half = "eine halbe" if feminine else "ein halbes" if _NEUTER.search(single) else ""
            return f"{half or 'ein halber'} {single}"
        case "fr":
            return f"{'une' if is_feminine(single, base) else 'un'} demi-{single}"
        case "es" | "it" | "pt":
            return f"{_HALVES[base][is_feminine(single.partition(' ')[0], base)]} {single}"
        case "ru":
            return f"половина {several}"
    return None


def _part_of_unit(part: str | None, single: str, several: str, language: str) -> str | None:
    if part is None:
        return None
    match base_of(language):
        case "en":
            return f"{part.replace('one quarter', 'a quarter')} of {_with_article(single)}"
        case "fr":
            return f"{part} {_elided('de', single)}"
        case "es" | "pt":
            return f"{part} de {single}"
        case "it":
            return f"{part} di {single}"
        case "ru":
            return f"{part} {several}"
        case "de":
            return f"{part} {single}"
    return None


def _with_article(noun: str) -> str:
    return f"{'an' if re.match(r'[aeio]|hour', noun) else 'a'} {noun}"


def _elided(word: str, noun: str) -> str:
    return f"{word[:-1]}'{noun}" if re.match(r"[aeiouhéè]", noun) else f"{word} {noun}"


def _say_fraction_character(found: re.Match[str], language: str) -> str | None:
    parts = unicodedata.normalize("NFKC", found[2]).replace("\u2044", "/")
    if found[1]:
        return _mixed_number(found[1], parts, language)
    return _half_before_a_noun(parts, found, language) or _fraction(parts, language)


def _say_mixed_number(found: re.Match[str], language: str) -> str | None:
    return _mixed_number(found[1], found[2], language)


def _mixed_number(whole: str, parts: str, language: str) -> str | None:
    """A whole number and a fraction, as in 1 1/2."""
    words = vocabulary_of(language)
    part, number = _fraction(parts, language), numbers.say_number(whole, language)
    if part is None or number is None:
        return None
    if base_of(language) == "zh":
        return f"{number}又{part}"
    if parts == "1/2" and words.half_more:
        part = words.half_more
    if base_of(language) == "de" and parts == "1/2":
        return f"{'ein' if whole == '1' else number}einhalb"
    return f"{number} {words.and_} {part.replace('one quarter', 'a quarter')}"


def _fraction(parts: str, language: str) -> str | None:
    one, _, two = parts.partition("/")
    if base_of(language) == "zh":
        return f"{numbers.words_of(int(two), language)}分之{numbers.words_of(int(one), language)}"
    return vocabulary_of(language).halves.get(f"{int(one)}/{int(two)}")


_HALVES = {"es": ("medio", "media"), "it": ("mezzo", "mezza"), "pt": ("meio", "meia"), "de": ("ein halber", "eine halbe"), "fr": ("un demi", "une demi"), "ru": ("половина", "половина")}  # fmt: skip


def _half_before_a_noun(parts: str, found: re.Match[str], language: str) -> str | None:
    noun = re.match(r"\s([^\W\d_]{2,})", found.string[found.end() :])
    base = base_of(language)
    if parts != "1/2" or noun is None or base not in _HALVES:
        return None
    return _HALVES[base][is_feminine(noun[1], base)]


def _say_bare_decimal(found: re.Match[str], language: str) -> str | None:
    point = vocabulary_of(language).point
    digits = numbers.digits_of(found[1], language) if numbers.can_count(language) else None
    return f"{point} {digits}" if point and digits else None


def _say_oven(found: re.Match[str], language: str) -> str | None:
    """A temperature of an oven, as in "180C"."""
    unit = {"C": "temperature-celsius", "F": "temperature-fahrenheit"}[found[2]]
    return numbers.say_unit(found[1], unit, language)


def _say_russian_genitive(found: re.Match[str], language: str) -> str | None:
    """A whole number and its unit behind a preposition that takes the genitive."""
    value = numbers.parse(found["amount"], language)
    if value is None or value != int(value):
        return None
    said = numbers.words_of(int(value), language, case="g")
    if said is None:
        return None
    lead = re.sub("(?i)^ок\\.", "около", found["lead"])
    if found["unit"] is None:
        return f"{lead}{said}"
    one = int(value) % 10 == 1 and int(value) % 100 != 11
    unit = numbers.say_unit("2" if one else "5", UNITS[found["unit"]], language)
    return unit and f"{lead}{said} {unit.partition(' ')[2]}{_stop(found)}"


def _stop(found: re.Match[str]) -> str:
    """Return the full stop behind a unit, unless the sentence goes on."""
    goes_on = re.match(r"\s+[^\W\d_A-ZÀ-ÞА-ЯЁ]|,", found.string[found.end() :])
    return "" if goes_on else found["stop"]


def _say_feet(found: re.Match[str], language: str) -> str | None:
    if found[2] is None:
        return None  # minutes of an angle or of time
    feet, inches = (numbers.words_of(int(part), language) for part in (found[1], found[2]))
    return f"{feet} foot {inches}" if feet and inches else None


def _say_times(found: re.Match[str], language: str) -> str | None:
    one = numbers.say_number(found[1], language)
    two = numbers.words_of(int(found[2]), language) if found[2] else None
    said = numbers.joined_range(one, two, language) if one and two else one
    return f"{said} times" if said else None


_COUNTS = {
    "тыс.": "тысяч", "тыс": "тысяч", "млн": "миллионов", "млрд": "миллиардов", "Tsd.": "Tausend", "Mio.": "Millionen", "Mrd.": "Milliarden",
}  # fmt: skip


def _say_counted(found: re.Match[str], language: str) -> str | None:
    return numbers.counted_magnitude(found[1], _COUNTS[found[2]], language)


def _say_russian_year(found: re.Match[str], language: str) -> str | None:
    ordinal = numbers.words_of(int(found["year"]), language, "ordinal")
    if ordinal is None:
        return None
    ordinal = ordinal.removeprefix("одна ")
    before, word = (found["before"] or "").lower(), found["word"].lower()
    if word == "г.":
        word = (
            "году"
            if before in {"в", "о"}
            else "года"
            if before in {"с", "до", "от", "после", "около"}
            else "год"
        )
    ending = {
        "года": "ого",
        "году": "ому" if before in {"к", "по"} else "ом",
        "годе": "ом",
        "годом": "ым",
    }.get(word)
    if ending is not None:
        ordinal = (
            ordinal.removesuffix("ий")
            + "ь"
            + ending.replace("ого", "его").replace("ом", "ем").replace("ым", "им")
            if ordinal.endswith("третий")
            else re.sub(r"(ый|ий|ой)$", ending, ordinal)
        )
    return f"{found['before'] or ''}{found['gap'] or ''}{ordinal} {word}"


def _say_ordinal(found: re.Match[str], language: str) -> str | None:
    said = numbers.words_of(int(re.sub(r"\D", "", found[1])), language, "ordinal")
    if said is None:
        return None
    base = base_of(language)
    if base == "fr" and found[1] == "1":
        return "première" if found[2] else "premier"
    if found[2] == "ª" and base in {"es", "it", "pt"}:
        return re.sub(r"o\b", "a", said)
    return said


def _say_decade(found: re.Match[str], language: str) -> str | None:
    year = int(found[1] or f"19{found[2]}")
    said = (
        numbers.words_of(year, language, "year")
        if found[1]
        else numbers.words_of(int(found[2]), language)
    )
    return (
        None if said is None else re.sub(r"y$", "ies", said) if said.endswith("y") else f"{said}s"
    )


def _say_german_ordinal(found: re.Match[str], _language: str) -> str | None:
    return f"{found['before']}{found['gap']}{dates.german_ordinal(int(found['number']), found['before'])}"


def _say_bare_german_ordinal(found: re.Match[str], _language: str) -> str | None:
    said = dates.german_ordinal(int(found[1]), "der")
    return f"{said}{'s' if found['neuter'] else '' if found['feminine'] else 'r'}"


def _say_russian_compound(found: re.Match[str], language: str) -> str | None:
    """A word such as "80-летие": the number in the genitive, without spaces."""
    known = {1: "одно", 90: "девяносто", 100: "сто"}
    said = known.get(int(found[1])) or numbers.words_of(int(found[1]), language, case="g")
    return said and said.replace(" ", "") + found[2]


def _say_russian_ordinal(found: re.Match[str], language: str) -> str | None:
    said = numbers.words_of(int(found[1]), language, "ordinal")
    if said is None:
        return None
    if found[2] == "е" and int(found[1]) % 10 == 0 and int(found[1]) > 10:  # decades
        return re.sub(r"(ый|ий|ой)$", "ые", said)
    soft = said.endswith("третий")
    stem = re.sub(r"(ый|ий|ой)$", "", said)
    ending = found[2][-1] if found[2] not in {"го", "ого", "му", "х", "ых"} else found[2][-2:]
    endings = {
        "й": said,
        "я": stem + ("ья" if soft else "ая"),
        "е": stem + ("ье" if soft else "ое"),
        "го": stem + ("ьего" if soft else "ого"),
        "му": stem + ("ьему" if soft else "ому"),
        "м": stem + ("ьем" if soft else "ом"),
        "х": stem + ("ьих" if soft else "ых"),
        "ых": stem + "ых",
        "ю": stem + ("ью" if soft else "ую"),
    }
    return endings.get(ending)


def _say_years(found: re.Match[str], language: str) -> str | None:
    if found[2][0] == "0":
        return None
    one, two = dates.say_year(found[1], language), dates.say_year(found[2], language)
    return numbers.joined_range(one, two, language) if one and two else None


def _say_range(found: re.Match[str], language: str) -> str | None:
    if re.match(r"0\d", found[2]):  # the number of a bill
        first, second = (
            numbers.say_number(found[1], language),
            numbers.digits_of(found[2], language),
        )
        return f"{first} {second}" if first and numbers.can_count(language) else None
    one, two = numbers.say_number(found[1], language), numbers.say_number(found[2], language)
    return numbers.joined_range(one, two, language) if one and two else None


def _say_lone_year(found: re.Match[str], language: str) -> str | None:
    """A number that looks like a year is one behind a word such as "in", or with nothing behind that it could count."""
    if base_of(language) not in {"en", "de"}:
        return None
    before = re.search(r"(\w+)\W*$", found.string[: found.start()])
    after = found.string[found.end() :]
    counts = re.match(r"\s+[^\W\d_]", after)
    if (before and before[1].lower() in BEFORE_A_YEAR) or not counts:
        return dates.say_year(found[1], language)
    return None


def _say_negative(found: re.Match[str], language: str) -> str | None:
    said = numbers.say_number(found[2], language)
    minus = vocabulary_of(language).minus
    return f"{minus} {said}" if said and minus else None


def _say_plain_number(found: re.Match[str], language: str) -> str | None:
    """A number; it agrees with the noun behind it, as far as its ending tells."""
    said = numbers.say_number(found[1], language)
    noun = re.match(r"\s([^\W\d_]{2,})", found.string[found.end() :])
    if said is None or noun is None:
        return said
    return agreed(said, found[1], noun[1], base_of(language))


def _say_chinese_year(found: re.Match[str], language: str) -> str | None:
    one, two = (part and numbers.words_of(int(part), language, "year") for part in found.groups())
    return numbers.joined_range(one, two, language) if one and two else two


def _say_chinese_range(found: re.Match[str], language: str) -> str | None:
    one, two = numbers.say_number(found[1], language), numbers.say_number(found[2], language)
    if one is None or two is None:
        return None
    return f"{'百分之' if found[3] else ''}{numbers.joined_range(one, two, language)}"


def _say_chinese_number(found: re.Match[str], language: str) -> str | None:
    measured = found.string[found.end() : found.end() + 1]
    if (
        found[1] == "2"
        and measured in _CHINESE_MEASURES
        and found.string[: found.start()][-1:] != "第"
    ):
        return "两"
    return numbers.say_number(found[1], language)


_CHINESE_MEASURES = frozenset("个只条张本块天年次人杯碗岁公米斤点")


def _say_attached(found: re.Match[str], language: str) -> str | None:
    """A number that touches letters, as in "mp3" or "3D"."""
    return numbers.say_number(found[1] or found[2], language)
