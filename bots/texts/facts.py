"""Writes numbers, sizes, times and plurals as a language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

# Not inside the functions: two threads that import parts of it at once find it half imported.
from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from talking_photo.core.errors import Fact

_PLAIN = ("port", "status")
"""Numbers that are names: nobody writes port 8,120."""
_SLAVIC = ("one", "few", "many")
"""Categories of CLDR in the order of a sentence's three forms; a fraction takes the form of `few`. Languages with two
forms have one for `one` and one for the rest."""


@dataclass(frozen=True, slots=True)
class Written:
    """A fact inside a sentence: `{count}` is the number, `{count:face|faces}` the form that goes with it."""

    name: str
    fact: Fact
    language: str

    def __format__(self, forms: str) -> str:
        """Return the fact as people write it, or the form of a word that its number asks for."""
        if forms and not isinstance(self.fact, str):
            return _form(self.fact, forms.split("|"), self.language)
        return self._value()

    def _value(self) -> str:
        fact, language = self.fact, self.language
        if isinstance(fact, str) or self.name in _PLAIN:
            return str(fact)
        if self.name == "time":
            return _time(float(fact), language)
        if self.name == "percent":
            return format_percent(fact / 100, locale=language)
        if self.name.endswith("bytes"):
            return format_unit(_rounded(fact / 1e6), "digital-megabyte", "short", locale=language)
        return format_decimal(_rounded(fact), locale=language)


def written_date(timestamp: float, language: str) -> str:
    """Return a moment as day and time in UTC, such as `Nov 28, 2026, 5:08 PM UTC`."""
    moment = datetime.fromtimestamp(timestamp, UTC)
    day, time = format_date(moment, locale=language), format_time(moment, "short", locale=language)
    return f"{day}, {time} UTC"


def written_day(moment: str, language: str) -> str | None:
    """Return the day in UTC of an ISO 8601 moment, such as `Nov 28, 2026`; None for none."""
    try:
        return format_date(datetime.fromisoformat(moment).astimezone(UTC), locale=language)
    except (ValueError, OverflowError):
        return None


def local_date(timestamp: float, zone: str, language: str) -> str:
    """Return a moment as day and time in a time zone, such as `Thursday, December 24, 8:00 AM`."""
    moment = datetime.fromtimestamp(timestamp, ZoneInfo(zone))
    day = format_date(moment, "full", locale=language)
    return f"{day}, {format_time(moment, 'short', locale=language)}"


def zone_city(zone: str, language: str) -> str:
    """Return what a time zone is called by its city."""
    return get_timezone_location(zone, locale=language, return_city=True)


def _form(number: float, forms: list[str], language: str) -> str:
    category = Locale(language).plural_form(abs(number))
    if len(forms) == len(_SLAVIC):
        return forms[_SLAVIC.index("few" if category == "other" else category)]
    return forms[category != "one"]


def _time(seconds: float, language: str) -> str:
    if seconds < 90:
        amount, unit = seconds, "second"
    elif seconds < 5400:
        amount, unit = seconds / 60, "minute"
    else:
        amount, unit = seconds / 3600, "hour"
    return format_unit(round(amount), f"duration-{unit}", "short", locale=language)


def _rounded(number: float) -> float:
    """Return the number to three significant digits, whole ones as they are."""
    return number if float(number).is_integer() else float(f"{number:.3g}")
