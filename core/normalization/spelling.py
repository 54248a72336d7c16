"""From the written to the spoken form: rules that each claim stretches of the text, the surest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from talking_photo.core.normalization import dates, numbers
from talking_photo.core.normalization.emoji_words import emoji_word
from talking_photo.core.normalization.japanese import kana
from talking_photo.core.normalization.numbers import NUMBER, SYMBOLS, UNITS, base_of, vocabulary_of
from talking_photo.core.normalization.spoken import Replacement, SpokenText, spoken_text
from talking_photo.core.normalization.vocabulary import (
    ABBREVIATIONS,
    AFTER_A_NAME,
    AFTER_A_NUMBER,
    BEFORE_A_NAME,
    BEFORE_A_NUMBER,
    MAY_END_A_SENTENCE,
    VOCABULARIES,
)

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], str], str | None]]
"""A pattern, and what a match in a language is said as; None leaves it to the rules after."""

_TOP_DOMAINS = (
    "com|org|net|edu|gov|info|io|app|dev|me|tv|co|eu|de|fr|es|it|pt|br|uk|us|ru|ua|pl|nl|be|at|ch|tr|jp|cn|in|ca|au|"
    "mx|ar|cl|se|no|dk|fi|cz|gr|il|ai|ly|be|gg|xyz|shop|blog|online"
)
_SHOUTED = 0.7
"""Share of capitals above which a text of several words is shouting, not an abbreviation."""
_LONGEST_SPELLED_URL = 40
"""Letters of a host name; a longer one is "a link"."""


def spell_out(written: str, language: str) -> SpokenText:
    """Return how a text is said in a language.

    Numbers, money, dates, times, units, abbreviations, links, emoji, signs, interjections and letters that are
    repeated become words. What no rule knows is left to the voice.

    Args:
        written: Words without markup.
        language: BCP 47 code.
    """
    claimed: list[Replacement] = []
    for pattern, say in _rules(language):
        for found in pattern.finditer(written):
            start, end = found.span()
            if start == end or any(one.start < end and start < one.end for one in claimed):
                continue
            spoken = say(found, language)
            if spoken is not None and spoken != found[0]:
                claimed.append(Replacement(start=start, end=end, spoken=spoken))
    claimed += _emoji(written, language, claimed)
    claimed.sort(key=lambda one: one.start)
    return _unshouted(kana(spoken_text(written, claimed), language))


def _emoji(written: str, language: str, claimed: list[Replacement]) -> Iterator[Replacement]:
    for start, end, word in emoji_word(written, language):
        if not any(one.start < end and start < one.end for one in claimed):
            # No font of captions has emoji, so the word stands there, too.
            yield Replacement(start=start, end=end, spoken=word, shown=word)


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
def _rules(language: str) -> tuple[_Rule, ...]:
    """The rules of a language, in the order of their claims."""
    base = base_of(language)
    return (
        *_address_rules(),
        *_sign_rules_first(),
        *_date_rules(base),
        *_money_rules(),
        *_abbreviation_rules(base),
        *_number_rules(base),
        *_sign_rules(),
        *_word_rules(base),
    )


# Links, mail addresses, names and tags


def _address_rules() -> Iterator[_Rule]:
    yield re.compile(r"(?i)\b(?:https?|ftp)://[^\s<>\"]+|\bwww\.[^\s<>\"]+"), _say_link
    yield re.compile(r"(?i)\b([\w.+-]{1,64})@([a-z0-9-]+(?:\.[a-z0-9-]+)+)\b"), _say_mail
    yield (
        re.compile(
            rf"(?<![\w@./])((?:[A-Za-z0-9-]+\.)+(?:{_TOP_DOMAINS}))(/[^\s]*[^\s.,!?)])?(?![\w.]*[\w])"
        ),
        _say_host,
    )
    yield re.compile(r"(?<![\w@])@(\w[\w.]{0,62}\w|\w)"), lambda found, _: _name(found[1])
    yield re.compile(r"(?<![\w#&])#([^\W\d_]\w*)"), lambda found, _: _name(found[1])
    yield (
        re.compile(
            r"(?<![\w.])([\w-]{1,60})\.(pdf|docx?|xlsx?|pptx?|txt|jpe?g|png|gif|mp[34]|zip|csv|html?|py|js)\b"
        ),
        lambda found, language: f"{_name(found[1])} {_dot(language)} {found[2]}",
    )


def _dot(language: str) -> str:
    return vocabulary_of(language).dot or "."


def _say_link(found: re.Match[str], language: str) -> str:
    host = re.sub(r"(?i)^(?:https?|ftp)://|^www\.", "", found[0])
    host = re.sub(r"(?i)^www\.", "", re.split(r"[/?#:]", host)[0]).rstrip(".,!?)")
    ending = re.search(r"[.,!?)]+$", found[0])
    said = _host(host, language) or vocabulary_of(language).link or host
    return said + (ending[0] if ending else "")


def _say_host(found: re.Match[str], language: str) -> str | None:
    if found[1].count(".") == 1 and not found[1].islower() and not found[1].isupper():
        name, ending = found[1].split(".")
        if ending[:1].isupper() or (
            name.istitle()
            and len(ending) == 2
            and ending in {"it", "no", "me", "in", "at", "be", "so"}
        ):
            return None  # a sentence without a space behind its full stop
    if (
        found[1].split(".")[-1] in {"no", "me", "in", "at", "be", "it"}
        and "/" not in found[0]
        and found[1].count(".") == 1
    ):
        return None
    return _host(re.sub(r"(?i)^www\.", "", found[1]), language)


def _host(host: str, language: str) -> str | None:
    if not host or len(host) > _LONGEST_SPELLED_URL or re.fullmatch(r"[\d.:]+", host):
        return None
    return f" {_dot(language)} ".join(part.replace("-", " ") for part in host.split(".") if part)


def _say_mail(found: re.Match[str], language: str) -> str:
    name = found[1].replace(".", f" {_dot(language)} ").replace("_", " ").replace("-", " ")
    at = vocabulary_of(language).at or "@"
    return f"{name} {at} {_host(found[2], language) or found[2]}"


def _name(text: str) -> str:
    """Part a name in snake_case or CamelCase into its words."""
    return " ".join(
        re.sub(
            r"(?<=[a-zà-ÿа-яё])(?=[A-ZÀ-ÞА-ЯЁ])", " ", text.replace("_", " ").replace(".", " ")
        ).split()
    )


# Dates and times


def _date_rules(base: str) -> Iterator[_Rule]:
    months = sorted(dates.month_numbers(base), key=len, reverse=True)
    month = "|".join(map(re.escape, months))
    yield re.compile(r"(?<![\d/.-])(\d{4})-(\d{2})-(\d{2})(?![\d/-])"), _say_iso_date
    yield (
        re.compile(
            r"(?:(?<=\s)|^)(?:(?P<before>\w+)(?P<gap>\s+))?(?P<one>\d{1,2})(?P<sign>[./-])\s?(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})?(?![\d/]|\.\d)"
        ),
        _say_numeric_date,
    )
    if base == "en":
        yield (
            re.compile(
                rf"(?i)\b({month})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?(?![\d:]|\s?[ap]\.?m)"
            ),
            lambda found, language: _said_date(found[2], found[1], found[3], language),
        )
        yield (
            re.compile(
                rf"(?i)\b(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({month})\b\.?(?:,?\s+(\d{{4}}))?(?!\d)"
            ),
            lambda found, language: _said_date(found[1], found[2], found[3], language),
        )
        yield re.compile(r"\b(?<!/)(1[0-2]|0?[1-9])/(1[3-9]|2\d|3[01])(?![\d/])"), lambda found, language: dates.say_date(int(found[2]), int(found[1]), "", language)  # fmt: skip
    else:
        # A day beyond twelve cannot be a month or a fraction.
        day_and_month = r"(?<![\d/.])(1[3-9]|2\d|3[01])/(1[0-2]|0?[1-9])(?![\d/])"
        yield (
            re.compile(rf"(?:\b(?P<before>\w+)(?P<gap>\s+))?{day_and_month}"),
            _say_day_and_month,
        )
    if base == "de":
        yield (
            re.compile(
                rf"(?:\b(?P<before>\w+)(?P<gap>\s+))?(?<!\d)(?P<day>\d{{1,2}})\.\s*(?P<month>{month})\b\.?(?:\s+(?P<year>\d{{4}}))?",
                re.IGNORECASE,
            ),
            _say_german_date,
        )
    elif base in {"es", "pt"}:
        yield (
            re.compile(
                rf"(?i)(?<!\d)(\d{{1,2}})[ºo]?\s+de\s+({month})\b\.?(?:\s+del?\s+(\d{{4}}))?"
            ),
            lambda found, language: _said_date(found[1], found[2], found[3], language),
        )
    elif base != "en":
        year = r"(?:\s+(\d{4})(?:\s*г\.?(?:ода)?(?!\w))?)?" if base == "ru" else r"(?:\s+(\d{4}))?"
        yield (
            re.compile(rf"(?i)(?<!\d)(\d{{1,2}})(?:er|\.|º)?\s+({month})\b\.?{year}"),
            lambda found, language: _said_date(found[1], found[2], found[3], language),
        )
    yield (
        re.compile(
            r"(?<![\d:.,/])(\d{1,2})[:.]([0-5]\d)(?::[0-5]\d)?(?![\d:/%€$]|[.,]\d)\s*(Uhr|uur)\b"
        ),
        lambda found, language: dates.say_time(found[1], found[2], "", language, named=True),
    )
    yield re.compile(r"(?<![\d:.,/])(\d{1,2})\s*(Uhr)\b(?!\s*\d)"), _say_full_hour
    yield (
        re.compile(
            r"(?i)(?<![\d:.,/])(\d{1,2})(?::([0-5]\d))?\s*([ap])\.?\s?m\b\.?(?=$|[^\w]|\s)"
        ),
        lambda found, language: _with_stop(
            dates.say_time(found[1], found[2] or "00", found[3], language), found
        ),
    )
    if base in {"fr", "pt", "es"}:
        yield (
            re.compile(r"(?<![\d:.,/\w])([01]?\d|2[0-4])\s?h(?:\s?([0-5]\d))?(?:min)?(?!\w)"),
            lambda found, language: dates.say_time(
                found[1], found[2] or "00", "", language, named=True
            ),
        )
    clock = r"([01]?\d|2[0-4]):([0-5]\d)"
    yield re.compile(rf"(?<![\d:.,/]){clock}\s?[-–—]\s?{clock}(?![\d:])"), _say_times
    yield (
        re.compile(r"(?<![\d:.,/])([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\d:])"),
        lambda found, language: dates.say_time(found[1], found[2], "", language),
    )


def _say_times(found: re.Match[str], language: str) -> str | None:
    one, two = (dates.say_time(found[at], found[at + 1], "", language) for at in (1, 3))
    return f"{one} {vocabulary_of(language).to} {two}" if one and two else None


def _with_stop(said: str | None, found: re.Match[str]) -> str | None:
    """Keep the full stop that ends both "p.m." and its sentence."""
    rest = found.string[found.end() :].lstrip()
    ends = found[0].endswith(".") and (not rest or not rest[0].islower())
    return f"{said}." if said and ends else said


def _said_date(day: str, month: str, year: str | None, language: str) -> str | None:
    return dates.say_date(
        int(day),
        dates.month_numbers(base_of(language))[month.lower().rstrip(".")],
        year or "",
        language,
    )


def _say_iso_date(found: re.Match[str], language: str) -> str | None:
    return dates.say_date(int(found[3]), int(found[2]), found[1], language)


def _say_numeric_date(found: re.Match[str], language: str) -> str | None:
    one, two, year = int(found["one"]), int(found["two"]), found["year"] or ""
    base = base_of(language)
    if not year and found["sign"] != ".":
        return None
    if (
        found["sign"] == "."
        and not year
        and base not in {"de", "ru", "uk", "pl", "cs", "fi", "no", "da"}
    ):
        return None
    if found["sign"] == "-" and len(year) != 4:
        return None
    month_first = base == "en" and found["sign"] == "/"
    day, month = (
        (two, one) if (month_first and two <= 31 and one <= 12) or two > 12 else (one, two)
    )
    return _said_behind(found, day, month, year, language)


def _said_behind(
    found: re.Match[str], day: int, month: int, year: str, language: str
) -> str | None:
    """A date with the word before it, which may govern its case."""
    before = found["before"] or ""
    said = dates.say_date(day, month, year, language, before=before)
    return None if said is None else f"{before}{found['gap'] or ''}{said}"


def _say_day_and_month(found: re.Match[str], language: str) -> str | None:
    return _said_behind(found, int(found[3]), int(found[4]), "", language)


def _say_german_date(found: re.Match[str], language: str) -> str | None:
    month = dates.month_numbers("de")[found["month"].lower().rstrip(".")]
    return _said_behind(found, int(found["day"]), month, found["year"] or "", language)


def _say_full_hour(found: re.Match[str], language: str) -> str | None:
    return dates.say_time(found[1], "00", "", language, named=True)


# Money


def _money_rules() -> Iterator[_Rule]:
    signs = "|".join(map(re.escape, sorted(SYMBOLS, key=len, reverse=True)))
    word = r"(?:\s?(?P<magnitude>million|millions|billion|trillion|thousand|Millionen|Milliarden|Mio\.?|Mrd\.?|Tsd\.?|millones|mil|millions|milliards|milioni|miliardi|mln|mld|milhões|bilhões|миллионов|млн|млрд|тыс\.?|k|K|M|m|bn|B)(?!\w))?"
    yield (
        re.compile(
            rf"(?<![A-Za-z0-9_$€£])(?P<sign>{signs})\s?(?P<amount>{NUMBER}){word}(?![A-Za-z0-9_])"
        ),
        _say_money,
    )
    yield (
        re.compile(rf"(?<![\w.,])(?P<amount>{NUMBER}){word}\s?(?P<sign>{signs})(?!\w)"),
        _say_money,
    )


def _say_money(found: re.Match[str], language: str) -> str | None:
    return numbers.say_money(
        found["amount"],
        _currency(found["sign"], language),
        _magnitude(found["magnitude"], language),
        language,
    )


_SHARED_SIGNS = {
    ("¥", "zh"): "CNY", ("kr", "da"): "DKK", ("kr", "no"): "NOK",
}  # fmt: skip


def _currency(sign: str, language: str) -> str:
    """The currency of a sign, which several may share."""
    return _SHARED_SIGNS.get((sign, base_of(language)), SYMBOLS[sign])


def _magnitude(word: str | None, language: str) -> str:
    if not word:
        return ""
    return vocabulary_of(language).magnitudes.get(word.lower().rstrip("."), word)


# Abbreviations


def _abbreviation_rules(base: str) -> Iterator[_Rule]:
    behind_number = AFTER_A_NUMBER.get(base, {})
    if behind_number:
        yield (
            _short_forms(behind_number, before=r"(?<=\d\s)|(?<=\d)", after=r"(?!\w)"),
            lambda found, _: behind_number[found[0]],
        )
    to_number = BEFORE_A_NUMBER.get(base, {})
    if to_number:
        yield (
            _short_forms(to_number, before=r"(?<![\w.])", after=r"(?=\s?\d)"),
            lambda found, _: to_number[found[0]] + " ",
        )
    to_name = BEFORE_A_NAME.get(base, {})
    if to_name:
        yield (
            _short_forms(to_name, before=r"(?<![\w.])", after=r"(?=\s?[A-ZÀ-Þ][a-zà-ÿ])"),
            lambda found, _: to_name[found[0]],
        )
    behind_name = AFTER_A_NAME.get(base, {})
    if behind_name:
        yield (
            _short_forms(behind_name, before=r"(?<=[a-z]\s)", after=r"(?=\W*$|\s+[a-z]|,)"),
            lambda found, _: behind_name[found[0]],
        )
    known = ABBREVIATIONS.get(base, {})
    if known:
        if base == "de":
            yield (
                re.compile(r"\b(\w*[a-zäöüß])str\.(?!\w)"),
                lambda found, _language: f"{found[1]}straße",
            )
        yield _short_forms(known, before=r"(?<![\w.@/])", after=r"(?![\w@])"), _say_abbreviation
    if base in {"en", "de", "fr", "es", "it", "pt"}:
        yield (
            re.compile(
                r"(?<![\w.])(?P<lead>(?:[A-ZÀ-Þ][\w'’]+|chapter|part|act|teil|kapitel|siècle)\s)(?P<roman>L?X{0,3}(?:IX|IV|V?I{0,3}))(?P<stop>\.?)(?![\w'’])"
            ),
            _say_roman,
        )
    yield (
        re.compile(r"(?i)(?<!\w)(?:n[.]?[º°]|№)\s*(?=\d)"),
        lambda _found, language: f"{vocabulary_of(language).number or 'No.'} ",
    )


def _short_forms(known: Mapping[str, str], before: str, after: str) -> re.Pattern[str]:
    forms = "|".join(
        re.escape(form).replace(r"\ ", r"\s?") for form in sorted(known, key=len, reverse=True)
    )
    return re.compile(f"(?:{before})(?:{forms}){after}")


def _say_abbreviation(found: re.Match[str], language: str) -> str | None:
    known = ABBREVIATIONS[base_of(language)]
    said = (
        known.get(found[0])
        or known.get(found[0].replace(" ", ""))
        or known.get(re.sub(r"\.(?=\w)", ". ", found[0]))
    )
    if said is None:
        return None
    rest = found.string[found.end() :].lstrip()
    ends = found[0].endswith(".") and (
        not rest or (found[0] in MAY_END_A_SENTENCE and rest[:1].isupper())
    )
    return f"{said}." if ends else said


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_NOT_KINGS = frozenset(
    [
        "bowl",
        "war",
        "chapter",
        "part",
        "act",
        "world",
        "volume",
        "book",
        "phase",
        "level",
        "type",
        "section",
        "rocky",
        "episode",
        "season",
        "teil",
        "kapitel",
        "band",
        "akt",
        "weltkrieg",
        "capítulo",
        "parte",
        "tomo",
        "acto",
        "guerra",
        "mundial",
        "chapitre",
        "partie",
        "tome",
        "acte",
        "guerre",
        "mondiale",
        "capitolo",
        "atto",
        "mondiale",
    ]
)


def _say_roman(found: re.Match[str], language: str) -> str | None:
    roman = found["roman"]
    if len(roman) < (3 if roman.startswith("L") else 2):
        return None  # I, V and X are words or initials too often
    value = sum(
        -_ROMAN[one] if _ROMAN[one] < _ROMAN.get(other, 0) else _ROMAN[one]
        for one, other in zip(roman, [*roman[1:], ""], strict=True)
    )
    lead = found["lead"].strip().lower()
    base = base_of(language)
    if lead in _NOT_KINGS or base == "fr":
        return found["lead"] + (numbers.words_of(value, language) or roman) + found["stop"]
    ordinal = numbers.words_of(value, language, "ordinal") or roman
    if base == "en":
        return f"{found['lead']}the {ordinal}{found['stop']}"
    if base == "de":
        return f"{found['lead']}der {ordinal}"
    if base == "es" and value > 10:
        return found["lead"] + (numbers.words_of(value, language) or roman) + found["stop"]
    return found["lead"] + ordinal + found["stop"]


# Numbers


def _number_rules(base: str) -> Iterator[_Rule]:
    if base == "en":
        yield re.compile(r"(?<![\w.,$])((?:1\d|20)\d0)s\b|(?<!\w)['’](\d0)s\b"), _say_decade
    units = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
    yield (
        re.compile(
            r"(?<![\w.,+])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{1,5}\)[\s.-]?)?\d{2,5}(?:[\s.-]\d{2,8}){1,4}(?![\w]|[.,]\d)"
        ),
        _say_telephone,
    )
    yield (
        re.compile(rf"(?<![\w.,-])({NUMBER})\s?[-–—]\s?(?=(?:{NUMBER})\s?(?:{units})(?!\w))"),
        _say_from,
    )
    yield (
        re.compile(
            rf"(?<![\w.,/])(?P<amount>[-−]?(?:{NUMBER}))\s?(?P<unit>{units})(?P<stop>\.?)(?![\w²³/])"
        ),
        _say_unit,
    )
    yield re.compile(r"(?<![\d/.,])(\d{1,2})/(\d{1,2})(?![\d/]|[.,]\d)"), _say_fraction
    yield re.compile(r"(\d*)\s?([½⅓⅔¼¾⅕⅛⅜⅝⅞⅙⅚⅒])"), _say_fraction_character
    if base == "en":
        yield (
            re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})*|\d+)(st|nd|rd|th)\b", re.IGNORECASE),
            _say_ordinal,
        )
    elif base == "fr":
        yield re.compile(r"(?<![\w.,])(\d+)\s?(?:(ère|re)|er|e|ème|ᵉ|nd|nde)\b"), _say_ordinal
    elif base in {"es", "it", "pt"}:
        yield re.compile(r"(?<![\w.,])(\d+)\.?([ºª°])(?!\s?[CF]\b)"), _say_ordinal
    elif base == "de":
        yield (
            re.compile(
                r"\b(?P<before>der|die|das|den|dem|des|im|am|beim|vom|zum|zur|ins)(?P<gap>\s+)(?P<number>\d{1,3})\.(?=\s+[A-ZÄÖÜa-zäöüß])"
            ),
            _say_german_ordinal,
        )
    elif base == "ru":
        yield (
            re.compile(r"(?<![\w.,])(\d+)-(й|ый|ий|я|ая|е|ое|го|ого|му|м|ом|х|ых|ю|ую)(?!\w)"),
            _say_russian_ordinal,
        )
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
    yield re.compile(rf"(?<![\w.,:/-])([-−])({NUMBER})(?![\w])"), _say_negative
    yield re.compile(rf"(?<!\w)(?<![\w\d][.,])({NUMBER})(?!\w)"), _say_plain_number
    yield (
        re.compile(rf"(?<=[^\W\d_])({NUMBER})(?![\w])|(?<![\w])({NUMBER})(?=[^\W\d_])"),
        _say_attached,
    )


def _say_telephone(found: re.Match[str], language: str) -> str | None:
    text = found[0]
    digits = re.sub(r"\D", "", text)
    dialled = text[0] in "+(0" or bool(re.fullmatch(r"(?:\d{3}[-.]){1,2}\d{4}", text))
    if not dialled or not 7 <= len(digits) <= 15 or not numbers.can_count(language):
        return None
    plus = f"{vocabulary_of(language).plus or '+'} " if text.startswith("+") else ""
    return plus + numbers.digits_of(text, language)


def _say_from(found: re.Match[str], language: str) -> str | None:
    """The lower end of a range of measures."""
    to, said = vocabulary_of(language).to, numbers.say_number(found[1], language)
    return f"{said} {to} " if to and said else None


def _say_unit(found: re.Match[str], language: str) -> str | None:
    amount, unit = found["amount"], found["unit"]
    minus = f"{vocabulary_of(language).minus} " if amount[0] in "-−" else ""
    said = numbers.say_unit(amount.lstrip("-−"), UNITS[unit], language)
    return None if said is None else f"{minus}{said}{found['stop']}"


def _say_fraction(found: re.Match[str], language: str) -> str | None:
    words = vocabulary_of(language)
    known = words.halves.get(f"{int(found[1])}/{int(found[2])}")
    if known is not None:
        return known
    if (found[1], found[2]) == ("24", "7"):
        return (
            " ".join(filter(None, (numbers.words_of(24, language), numbers.words_of(7, language))))
            or None
        )
    return None


def _say_fraction_character(found: re.Match[str], language: str) -> str | None:
    import unicodedata

    parts = unicodedata.normalize("NFKC", found[2]).replace("\u2044", "/")
    words = vocabulary_of(language)
    said = words.halves.get(parts)
    if said is None:
        return None
    if not found[1]:
        return said
    half = said.replace("one half", "a half").replace("one quarter", "a quarter")
    return f"{numbers.say_number(found[1], language) or found[1]} {words.and_} {half}"


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


def _say_russian_ordinal(found: re.Match[str], language: str) -> str | None:
    said = numbers.words_of(int(found[1]), language, "ordinal")
    if said is None:
        return None
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
    to = vocabulary_of(language).to
    one, two = dates.say_year(found[1], language), dates.say_year(found[2], language)
    return f"{one} {to} {two}" if to and one and two else None


def _say_range(found: re.Match[str], language: str) -> str | None:
    to = vocabulary_of(language).to
    one, two = numbers.say_number(found[1], language), numbers.say_number(found[2], language)
    return f"{one} {to} {two}" if to and one and two else None


_YEAR_CUES = frozenset(
    [
        "in",
        "since",
        "of",
        "until",
        "till",
        "by",
        "from",
        "to",
        "before",
        "after",
        "around",
        "circa",
        "year",
        "during",
        "early",
        "late",
        "mid",
        "im",
        "seit",
        "bis",
        "vor",
        "nach",
        "um",
        "ab",
        "von",
        "jahr",
        "en",
        "de",
        "desde",
        "hasta",
        "depuis",
        "avant",
        "après",
        "dans",
        "nel",
        "dal",
        "del",
        "fino",
        "em",
        "até",
    ]
)


def _say_lone_year(found: re.Match[str], language: str) -> str | None:
    """A number that looks like a year is one behind a word such as "in", or with nothing behind that it could count."""
    if base_of(language) not in {"en", "de"}:
        return None
    before = re.search(r"(\w+)\W*$", found.string[: found.start()])
    after = found.string[found.end() :]
    counts = re.match(r"\s+[^\W\d_]", after)
    if (before and before[1].lower() in _YEAR_CUES) or not counts:
        return dates.say_year(found[1], language)
    return None


def _say_negative(found: re.Match[str], language: str) -> str | None:
    said = numbers.say_number(found[2], language)
    minus = vocabulary_of(language).minus
    return f"{minus} {said}" if said and minus else None


_FEMININE_GERMAN = re.compile(
    r"\w*(?:ung|heit|keit|schaft|ion|ei|tät|e|person|frau|nacht|stadt|uhr|hand|woche)$",
    re.IGNORECASE,
)
_FEMININE_ROMANCE = re.compile(
    r"\w*(?:a|as|ción|sión|dad|tad|zione|tà|gem|dade|ção|vez|noche|notte|noite)$", re.IGNORECASE
)


def _say_plain_number(found: re.Match[str], language: str) -> str | None:
    """A number; one that ends in 1 agrees with the noun behind it, as far as its ending tells."""
    said = numbers.say_number(found[1], language)
    noun = re.match(r"\s([^\W\d_]{2,})", found.string[found.end() :])
    base = base_of(language)
    if said is None or noun is None or not found[1].endswith("1") or found[1].endswith("11"):
        return said
    if base == "de" and found[1] == "1" and noun[1][0].isupper():
        return "eine" if _FEMININE_GERMAN.fullmatch(noun[1]) else "ein"
    if base in {"es", "it", "pt"}:
        feminine = bool(_FEMININE_ROMANCE.fullmatch(noun[1])) and noun[1].lower() not in {
            "día",
            "días",
            "dia",
            "dias",
            "problema",
        }
        if base == "es":
            said = re.sub(r"veintiuno$", "veintiuna" if feminine else "veintiún", said)
            return re.sub(r"\buno$", "una" if feminine else "un", said)
        if base == "it" and found[1] == "1":
            return "una" if feminine else "un"
        if base == "pt" and feminine:
            return re.sub(r"\bum$", "uma", said)
    return said


def _say_attached(found: re.Match[str], language: str) -> str | None:
    """A number that touches letters, as in "mp3" or "3D"."""
    return numbers.say_number(found[1] or found[2], language)


# Signs


def _sign_rules_first() -> Iterator[_Rule]:
    yield re.compile(r"<3+(?!\d)"), _say_heart


def _say_heart(found: re.Match[str], language: str) -> str:
    before = re.search(r"([^\W\d_]+)\s*$", found.string[: found.start()])
    words = vocabulary_of(language)
    return (before and words.love.get(before[1].lower())) or words.heart


def _sign_rules() -> Iterator[_Rule]:
    yield (
        re.compile(r"\w*\*{2,}\w*"),
        lambda _found, language: f" {vocabulary_of(language).bleep} ",
    )
    yield (
        re.compile(r"(?<=[\w\s])&(?=[\w\s])"),
        lambda _found, language: f" {vocabulary_of(language).and_} ",
    )
    yield (
        re.compile(r"(?<=\w)\s*\+\s*(?=\w)|(?<=\d)\s*\+|\+(?=\d)"),
        lambda _found, language: f" {vocabulary_of(language).plus} ",
    )
    yield (
        re.compile(r"(?<=\w)\s*=\s*(?=\w)"),
        lambda _found, language: f" {vocabulary_of(language).equals} ",
    )
    yield (
        re.compile(r"(?<=\d)\s*[×*·]\s*(?=\d)|(?<=\d)\s*x\s*(?=\d)"),
        lambda _found, language: f" {vocabulary_of(language).times} ",
    )
    yield (
        re.compile(r"~\s?(?=\d)|≈\s?"),
        lambda _found, language: f"{vocabulary_of(language).about} ",
    )
    yield re.compile(r"§\s?(?=\d)"), lambda _found, language: f"{vocabulary_of(language).section} "
    yield re.compile(r"(?<=\s)@(?=\s)"), lambda _found, language: vocabulary_of(language).at
    yield re.compile(r"(?<=\d):(?=\d)"), _say_ratio
    yield re.compile(r"(?<=\d)/(?=\d)"), lambda _found, _language: " "
    yield re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])"), lambda _found, _language: " "
    yield re.compile(r"[|\\^_~<>{}=#*©®™•·→←⇒►▶✓✔✗✘★☆♪♫]+"), lambda _found, _language: " "


def _say_ratio(_found: re.Match[str], language: str) -> str | None:
    to = vocabulary_of(language).to
    return f" {to} " if to and numbers.can_count(language) else None


# Words


def _word_rules(base: str) -> Iterator[_Rule]:
    vocabulary = VOCABULARIES.get(base)
    for pattern, said in (vocabulary.interjections if vocabulary else {}).items():
        yield re.compile(rf"(?<![\w'’])(?:{pattern})(?![\w'’])", re.IGNORECASE), _always(said)
    # "soooo", "helloooo", "yesss"; two at the end of a word stay, as in "see" and "miss"
    yield (
        re.compile(r"(?<!\w)[^\W\d_]*?([^\W\d_])\1{2,}[^\W\d_]*(?!\w)", re.IGNORECASE),
        _shortened,
    )
    # A stop between words ends the sentence also without a space.
    yield re.compile(r"(?<=[^\W\d_])[,;:!?…]+(?=[^\W\d_])"), lambda found, _: f"{found[0]} "
    yield (
        re.compile(
            r"(?<=[^\W\d_]{2})\.{1,3}(?=[^\W\d_]{2})|(?<=[^\W\d_]{2})\.{2,3}(?=[^\W\d_])|(?<=[a-zà-ÿ])\.(?=[A-ZÀ-Þ])"
        ),
        lambda found, _: f"{found[0]} ",
    )
    if base == "he":
        yield re.compile(r"[\u0591-\u05bd\u05bf-\u05c7]+"), lambda _found, _language: ""


def _always(said: str) -> Callable[[re.Match[str], str], str]:
    return lambda found, _language: said.capitalize() if found[0][0].isupper() else said


def _shortened(found: re.Match[str], _language: str) -> str | None:
    word = found[0]
    if re.fullmatch(r"(?i)[ivxlcdm]+", word) or not re.search(
        r"(?i)[aeiouyàâäáãåæéèêëíìîïóòôöõøúùûüаеёиоуыэюяіїє]", word
    ):
        return None

    def shorter(run: re.Match[str]) -> str:
        inside = run.end() < len(word)
        return run[1] * (2 if inside and run[1].lower() in "oe" else 1)

    return re.sub(r"(?i)([^\W\d_])\1{2,}", shorter, word)
