"""Numbers, amounts of money, units and ranges as words. Number words by num2words, names and plurals by CLDR (Babel)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cache

# Not inside the functions: two threads that import parts of it at once find it half imported.
from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, get_currency_name
from babel.units import UnknownUnitError, format_unit

from talking_photo.core.normalization import chinese
from talking_photo.core.normalization.vocabulary import VOCABULARIES, Vocabulary

_MOST_DIGITS = 15
"""Longer numbers are read digit by digit: they name something."""
_SMALL_CHANGE = 10
""""One dollar five" would be taken for a dollar fifty."""
_CODES = {"no": "no", "nb": "no", "uk": "uk", "kk": "kz", "pt-br": "pt_BR"}
SYMBOLS = {
    "R$": "BRL", "US$": "USD", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "MX$": "MXN", "$": "USD", "€": "EUR", "£": "GBP",
    "¥": "JPY", "￥": "CNY", "₹": "INR", "₽": "RUB", "₴": "UAH", "₺": "TRY", "₩": "KRW", "₪": "ILS", "₫": "VND", "₱": "PHP",
    "₦": "NGN", "zł": "PLN", "Kč": "CZK", "kr": "SEK", "Ft": "HUF", "lei": "RON", "лв": "BGN", "Fr.": "CHF", "元": "CNY",
    "円": "JPY", "руб.": "RUB", "руб": "RUB", "грн.": "UAH", "грн": "UAH",
    **{code: code for code in ("USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "RUB", "BRL", "PLN", "UAH", "TRY", "CAD", "AUD", "SEK", "NOK", "DKK", "CZK", "HUF", "MXN", "KRW")},
}  # fmt: skip
"""Signs and codes of currencies."""
UNITS = {
    "km/h": "speed-kilometer-per-hour", "kmh": "speed-kilometer-per-hour", "км/ч": "speed-kilometer-per-hour", "m/s": "speed-meter-per-second", "mph": "speed-mile-per-hour",
    "km²": "area-square-kilometer", "m²": "area-square-meter", "cm²": "area-square-centimeter", "m³": "volume-cubic-meter", "km2": "area-square-kilometer", "m2": "area-square-meter",
    "km": "length-kilometer", "cm": "length-centimeter", "mm": "length-millimeter", "m": "length-meter", "mi": "length-mile", "ft": "length-foot",
    "км": "length-kilometer", "см": "length-centimeter", "мм": "length-millimeter", "м": "length-meter",
    "kg": "mass-kilogram", "mg": "mass-milligram", "g": "mass-gram", "lb": "mass-pound", "oz": "mass-ounce", "кг": "mass-kilogram", "г": "mass-gram",
    "ml": "volume-milliliter", "cl": "volume-centiliter", "l": "volume-liter", "L": "volume-liter", "мл": "volume-milliliter", "л": "volume-liter", "ha": "area-hectare",
    "yd": "length-yard", "tsp": "volume-teaspoon", "tbsp": "volume-tablespoon", "gal": "volume-gallon", "qm": "area-square-meter", "т": "mass-tonne", "t": "mass-tonne",
    "Go": "digital-gigabyte", "Mo": "digital-megabyte", "ko": "digital-kilobyte", "To": "digital-terabyte", "ч": "duration-hour", "сек": "duration-second", "Sek.": "duration-second", "Min.": "duration-minute", "Std.": "duration-hour", "Std": "duration-hour",
    "EL": "volume-tablespoon", "TL": "volume-teaspoon", "lbs": "mass-pound", "hr": "duration-hour", "hrs": "duration-hour", "mins": "duration-minute", "secs": "duration-second",
    "°C": "temperature-celsius", "°F": "temperature-fahrenheit", "°": "angle-degree", "℃": "temperature-celsius",
    "kWh": "energy-kilowatt-hour", "kW": "power-kilowatt", "MW": "power-megawatt", "W": "power-watt", "V": "electric-volt", "kcal": "energy-kilocalorie",
    "kB": "digital-kilobyte", "KB": "digital-kilobyte", "MB": "digital-megabyte", "GB": "digital-gigabyte", "TB": "digital-terabyte",
    "GHz": "frequency-gigahertz", "MHz": "frequency-megahertz", "kHz": "frequency-kilohertz", "Hz": "frequency-hertz",
    "min": "duration-minute", "sec": "duration-second", "s": "duration-second", "ms": "duration-millisecond", "h": "duration-hour", "мин": "duration-minute",
    "%": "concentr-percent", "‰": "concentr-permille", "％": "concentr-percent",
}  # fmt: skip
"""Signs of units, by CLDR's names."""

NUMBER = r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?(?!\d)|\d{1,3}(?:[\u00a0\u202f '’]\d{3})+(?:[.,]\d+)?|\d[\d.,]*\d|\d"
"""A number with its separators; the spaces only between groups of three."""


def base_of(language: str) -> str:
    """Return the base code that tables and libraries know: `nb` is `no`, `cmn` is `zh`."""
    bare = language.lower().split("-")[0]
    return {"nb": "no", "nn": "no", "cmn": "zh", "yue": "zh", "iw": "he"}.get(bare, bare)


def vocabulary_of(language: str) -> Vocabulary:
    """Return the words of a language; an empty vocabulary for one that has none here."""
    return VOCABULARIES.get(base_of(language), _NONE)


_NONE = Vocabulary()


@cache
def _converter(language: str) -> str | None:
    from num2words import CONVERTER_CLASSES

    for code in (_CODES.get(language.lower()), _CODES.get(base_of(language)), base_of(language)):
        if code in CONVERTER_CLASSES and code != "tr":  # Turkish runs all words into one
            return code
    return None


@cache
def locale_of(language: str) -> str:
    """Return the name by which Babel knows the language; `en` for one that it does not know."""
    for name in (language.replace("-", "_"), base_of(language)):
        try:
            return str(Locale.parse(name))
        except (UnknownLocaleError, ValueError):
            continue
    return "en"


def can_count(language: str) -> bool:
    """Whether numbers are written out here; else the voice reads the digits by itself."""
    return base_of(language) == "zh" or _converter(language) is not None


def words_of(
    value: Decimal | int, language: str, kind: str = "cardinal", *, case: str = ""
) -> str | None:
    """Return a number in words; None when the language is not known.

    Args:
        value: Whole for ordinals and years.
        language: BCP 47 code.
        kind: `cardinal`, `ordinal` or `year`.
        case: Of Russian cardinals, by its first letter: `g` for the genitive.
    """
    from num2words import num2words

    if base_of(language) == "zh":
        return _chinese(value, kind)
    code = _converter(language)
    if code is None:
        return None
    more = {"case": case} if case and code == "ru" else {}
    try:
        said = num2words(value, lang=code, to=kind, **more)
    except (
        NotImplementedError,
        OverflowError,
        TypeError,
        ValueError,
        KeyError,
        IndexError,
        InvalidOperation,
    ):
        return None
    if code == "ru" and kind == "cardinal":
        said = re.sub(r"^одна тысяча", "тысяча", str(said))
    # The commas inside of English numbers would be heard as pauses.
    return str(said).replace(",", "").replace("\u00ad", "")


def _chinese(value: Decimal | int, kind: str) -> str | None:
    if kind == "year":
        return chinese.digits(str(value))
    said = chinese.cardinal(value)
    return f"第{said}" if said and kind == "ordinal" else said


def digits_of(text: str, language: str) -> str:
    """Return digits one by one, a comma between groups."""
    groups = re.findall(r"\d+", text)
    if base_of(language) == "zh":
        return "，".join(map(chinese.digits, groups))
    return ", ".join(
        " ".join(words_of(int(digit), language) or digit for digit in group) for group in groups
    )


def parse(text: str, language: str) -> Decimal | None:
    """Read a number with the separators of the language, or with those of others where they leave no doubt."""
    signs = Locale.parse(locale_of(language)).number_symbols
    latin = signs.get("latn", signs)
    point = str(latin.get("decimal", "."))
    bare = re.sub(r"[\u00a0\u202f '’]", "", text)
    if re.fullmatch(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?", bare):  # as India counts
        bare = bare.replace(",", "")
        return Decimal(bare)
    other = "," if point == "." else "."
    if bare.isdigit():
        return Decimal(bare)
    whole = r"\d{1,3}(?:" + re.escape(other) + r"\d{3})+"
    if re.fullmatch(whole + rf"(?:{re.escape(point)}\d+)?", bare):
        return Decimal(bare.replace(other, "").replace(point, "."))
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(point)}000)+", bare):
        return Decimal(bare.replace(point, ""))  # nobody writes three noughts behind the point
    for sign in (point, other):
        if re.fullmatch(rf"\d+{re.escape(sign)}\d+", bare):
            return Decimal(bare.replace(sign, "."))
    # 1.234,56 in an English text, and 1,234.56 in a German one
    for group, sign in ((other, point), (point, other)):
        if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+{re.escape(sign)}\d+", bare):
            return Decimal(bare.replace(group, "").replace(sign, "."))
    return None


def say_number(text: str, language: str) -> str | None:
    """Return a written number as words; None when it is none, or the voice has to read it."""
    if not can_count(language):
        return None
    bare = re.sub(r"\D", "", text)
    if len(bare) > _MOST_DIGITS or (bare.startswith("0") and len(bare) > 1 and bare == text):
        return digits_of(text, language)
    value = parse(text, language)
    if value is None:
        dot = vocabulary_of(language).dot or "."
        return f" {dot} ".join(
            words_of(int(part), language) or part for part in re.findall(r"\d+", text)
        )
    return say_value(value, language)


def say_value(value: Decimal, language: str) -> str | None:
    """Return a number as words, decimals as the language reads them."""
    if value == value.to_integral_value() and value.as_tuple().exponent == 0:
        return words_of(int(value), language)
    if base_of(language) in {"ru", "uk"}:
        return words_of(value.normalize(), language)
    if base_of(language) == "zh":
        return chinese.cardinal(value)
    whole, _, decimals = f"{value:f}".partition(".")
    point = vocabulary_of(language).point
    before = words_of(int(whole), language)
    if not point or before is None:
        return words_of(value, language)
    as_number = (
        base_of(language) in {"fr", "es", "it", "pt"} and len(decimals) == 2 and decimals[0] != "0"
    )
    after = words_of(int(decimals), language) if as_number else digits_of(decimals, language)
    return f"{before} {point} {after}"


def say_money(amount: str, currency: str, magnitude: str, language: str) -> str | None:
    """Return an amount as people say it: whole and hundredths, the currency by its short name.

    Args:
        amount: Digits with separators.
        currency: ISO 4217 code.
        magnitude: A word such as "million" that stands behind the amount; may be empty.
        language: BCP 47 code.
    """
    value = parse(amount, language)
    if value is None:
        return None
    whole = int(value)
    hundredths = int((value - whole) * 100)
    exact = value.as_tuple().exponent in {0, -1, -2}
    name = _currency_name(currency, whole, language)
    if base_of(language) == "zh":
        return f"{chinese.counted(value) or amount}{magnitude}{name}"
    if magnitude and base_of(language) == "ru":
        magnitude = _russian_plural(magnitude, value)
    if magnitude:
        of = (
            " de"
            if base_of(language) in {"es", "pt", "fr"} and magnitude not in {"mil", "mille"}
            else ""
        )
        if value == 1 and magnitude in {"mil", "mille"}:
            return f"{magnitude} {_currency_name(currency, 1000, language)}"
        of = " di" if base_of(language) == "it" and magnitude != "mila" else of
        return f"{say_number(amount, language) or amount} {magnitude}{of} {_currency_name(currency, 1000000, language)}"
    before = _counted(whole, currency, language) or str(whole)
    gap = "" if base_of(language) in {"zh", "ja"} else " "
    if not hundredths or not exact:
        if value != whole:
            return f"{say_value(value, language) or amount}{gap}{name}"
        return f"{before}{gap}{name}"
    if not can_count(language):
        return f"{amount}{gap}{name}"
    rest = words_of(hundredths, language) or str(hundredths)
    if not whole:
        return f"{rest} {_hundredths_name(currency, hundredths, language)}".strip()
    if base_of(language) in {"ru", "uk", "pl", "cs"}:
        return f"{before} {name} {_counted_hundredths(currency, value, language) or rest}"
    if base_of(language) == "en" and hundredths < _SMALL_CHANGE:
        return f"{before} {name} and {rest} {_hundredths_name(currency, hundredths, language)}"
    return f"{before} {name}{vocabulary_of(language).cents}{rest}"


_RUSSIAN_PLURALS = (
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
)


def _russian_plural(word: str, value: Decimal) -> str:
    """Return a word such as "миллионов" in the form that belongs to the count."""
    for forms in _RUSSIAN_PLURALS:
        if word in forms:
            if value != int(value):
                return forms[1]
            last, last_two = int(value) % 10, int(value) % 100
            if last == 1 and last_two != 11:
                return forms[0]
            return forms[1] if last in {2, 3, 4} and last_two not in {12, 13, 14} else forms[2]
    return word


def counted_magnitude(amount: str, word: str, language: str) -> str | None:
    """Return a count of thousands or more as words; `word` as the vocabulary has it."""
    value = parse(amount, language)
    said = say_number(amount, language)
    if value is None or said is None:
        return None
    if base_of(language) == "ru":
        word = _russian_plural(word, value)
        said = (
            re.sub(r"\bодин$", "одна", re.sub(r"\bдва$", "две", said)) if word[0] == "т" else said
        )
    return f"{said} {word}"


def currency_name(currency: str, language: str) -> str:
    """Return the name of a currency of which there is much."""
    return _currency_name(currency, 1_000_000, language)


def joined_range(low: str, high: str, language: str) -> str:
    """Return a range in words; where nothing is said between its ends, a dash makes a pause."""
    to = vocabulary_of(language).to
    if base_of(language) == "zh":
        return f"{low}{to}{high}"
    return f"{low} {to or '–'} {high}"


def _counted(whole: int, currency: str, language: str) -> str | None:
    """The number before a currency's name, in its gender."""
    said = words_of(whole, language)
    if said is None:
        return None
    base = base_of(language)
    if whole == 1:
        feminine = currency in {"GBP", "TRY", "UAH", "INR"}
        one = {
            "en": "one",
            "de": "ein",
            "es": "una" if feminine else "un",
            "fr": "une" if feminine else "un",
            "it": "una" if feminine else "un",
            "pt": "uma" if feminine else "um",
        }
        return one.get(base, said)
    if base == "es" and said.endswith("uno"):
        return re.sub(r"veintiuno$", "veintiún", said) if said.endswith("veintiuno") else said[:-1]
    return said


def _currency_name(currency: str, count: int, language: str) -> str:
    """The short name, in the form that belongs to the count."""
    own = vocabulary_of(language).currencies.get(currency)
    if currency == "USD" and language.lower() in {"es-419", "es-mx"}:
        own = ("peso", "pesos")
    if own is not None:
        return own[0] if count == 1 or (count == 0 and base_of(language) == "fr") else own[1]
    official = str(get_currency_name(currency, count, locale=locale_of(language)))
    # "российских рублей", "долларов США": nobody says which
    short = {
        ("ru", "RUB"): -1, ("ru", "USD"): 0, ("uk", "UAH"): -1, ("uk", "USD"): 0, ("pl", "PLN"): 0, ("ru", "UAH"): -1,
    }.get((base_of(language), currency))  # fmt: skip
    return official if short is None else official.split()[short]


def _hundredths_name(currency: str, count: int, language: str) -> str:
    names = {
        ("en", "GBP"): ("penny", "pence"), "en": ("cent", "cents"), "de": ("Cent", "Cent"), "es": ("céntimo", "céntimos"),
        "fr": ("centime", "centimes"), "it": ("centesimo", "centesimi"), "pt": ("centavo", "centavos"), "ru": ("копейка", "копеек"),
        "nl": ("cent", "cent"),
    }  # fmt: skip
    base = base_of(language)
    one, many = names.get((base, currency)) or names.get(base) or ("", "")
    return one if count == 1 else many


def _counted_hundredths(currency: str, value: Decimal, language: str) -> str | None:
    """Hundredths with their name, in a Slavic language's forms."""
    from num2words import num2words

    code = _converter(language)
    try:
        said = str(
            num2words(float(value), lang=code, to="currency", currency=currency, separator=" | ")
        )
    except (NotImplementedError, TypeError, ValueError, KeyError):
        return None
    return said.rsplit("|", maxsplit=1)[-1].strip()


def say_unit(amount: str, unit: str, language: str) -> str | None:
    """Return a measure as words, the unit by CLDR's long name in the form of the count."""
    value = parse(amount, language)
    if value is None:
        return None
    if base_of(language) == "zh" and unit.startswith("concentr"):
        said = chinese.cardinal(value)
        return said and ("百分之" if unit.endswith("percent") else "千分之") + said
    if base_of(language) in {"ja", "ko"} and unit.startswith("concentr"):
        return None  # read by the voice
    if unit == "length-meter" and value < 3 and value.as_tuple().exponent == -2:
        height = _height(value, language)
        if height is not None:
            return height
    locale = locale_of(language)
    try:
        said = str(format_unit(value, unit, "long", format="#,##0.######", locale=locale))
    except (UnknownUnitError, ValueError):
        return None
    said = said.replace("\u00a0", " ")
    number = format_decimal(value, format="#,##0.######", locale=locale).replace("\u00a0", " ")
    spelled = say_number(amount, language) or amount
    if base_of(language) == "zh":
        spelled = chinese.counted(value) or amount
    return _gendered(said.replace(number, spelled), language, int(value))


_HEIGHTS = {
    "de": ("ein Meter", "zwei Meter", " "), "es": ("un metro", "dos metros", " "), "fr": ("un mètre", "deux mètres", " "),
    "it": ("un metro", "due metri", " e "), "pt": ("um metro", "dois metros", " e "), "ru": ("метр", "два метра", " "),
}  # fmt: skip
"""One metre, two metres, and what stands before the centimetres."""


def _height(value: Decimal, language: str) -> str | None:
    """Return the height of a person, as in 1,80 m."""
    names = _HEIGHTS.get(base_of(language))
    whole, centimetres = int(value), int(value * 100) % 100
    if names is None or whole not in {1, 2} or not centimetres:
        return None
    return f"{names[whole - 1]}{names[2]}{words_of(centimetres, language)}"


def _gendered(said: str, language: str, count: int) -> str:
    """Correct `one` and `two` before nouns in languages where num2words gives the counting form."""
    base = base_of(language)
    if base == "de" and count == 1:
        feminine = re.search(r"\b(Stunde|Minute|Sekunde|Millisekunde|Meile|Unze)\b", said)
        return said.replace("eins ", "eine " if feminine else "ein ", 1)
    if base in {"es", "it"} and count == 1:
        feminine = re.search(
            r"\b(hora|tonelada|milla|onza|libra|hectárea|caloría|ora|tonnellata|libbra|oncia)\b",
            said,
        )
        return re.sub(r"^uno ", "una " if feminine else "un ", said)
    small = base in {"ru", "uk"} and count % 10 in {1, 2} and count % 100 not in {11, 12}
    if small and re.search(r"(минут|секунд|хвилин|миля|мили|тонн)", said):
        two = "две" if base == "ru" else "дві"
        return re.sub(r"\bодин\b", "одна", re.sub(r"\bдва\b", two, said))
    return said
