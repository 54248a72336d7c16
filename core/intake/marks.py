"""Marks in brackets, by their names in the languages of the chats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from talking_photo.core.model import Expression

WHISPER, PAUSE, SLOW, FAST, EMPHASIS = "whisper", "pause", "slow", "fast", "emphasis"

_NAMES: Mapping[str, str] = {
    Expression.HAPPY: "happy fröhlich froh glücklich contento contenta alegre feliz heureux heureuse joyeux joyeuse радостно весело радісно",
    Expression.SAD: "sad traurig triste грустно печально сумно",
    Expression.SURPRISED: "surprised überrascht erstaunt sorprendido sorprendida surpris surprise surpreso surpresa удивлённо удивленно здивовано",
    Expression.ANGRY: "angry wütend böse enfadado enfadada enojado enojada fâché fâchée zangado zangada зло сердито злісно",
    Expression.NEUTRAL: "neutral neutre neutro спокойно нейтрально спокійно",
    WHISPER: "whisper flüsternd flüstern geflüstert susurro susurrando chuchoté chuchote sussurro sussurrando шёпотом шепотом пошепки",
    PAUSE: "pause pausa пауза",
    SLOW: "slow slowly langsam lento despacio lent lentement devagar медленно повільно",
    FAST: "fast quick quickly schnell rápido rapido rapide rapidement depressa быстро швидко",
    EMPHASIS: "emphasis emphasize emphasise betont betonung énfasis enfasis emphase accentué ênfase enfase выделить наголос",
}  # fmt: skip
"""Names of each mark in English, German, Spanish, French, Portuguese, Russian and Ukrainian."""

_MARK = re.compile(
    r"(?P<end>/ ?)?:?(?P<name>[^\W\d_]+)(?: (?P<number>\d{1,4}(?:[.,]\d{1,4})?) ?(?P<unit>%|s)?)?"
)
_STYLE = re.compile(
    r"style(?: pace=(?P<pace>[\d.]+))?(?: pitch=(?P<pitch>[\d.]+))?(?: gain=(?P<gain>[\d.]+))?(?: language=(?P<language>[\w-]+))?|(?P<end>/style)"
)
_STRONGEST = 1.5
_MOST_PERCENT = 999
_PAUSE_SECONDS = 1.0
_FACTORS = (0.5, 2.0)
"""Limits of the factors of one style."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark, as it was written."""

    name: str
    """English."""
    is_end: bool = False
    value: float | None = None
    """Seconds of a pause, or the strength of an expression."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A change of the voice, from a tag of SSML."""

    pace: float = 1.0
    pitch: float = 1.0
    gain: float = 1.0
    language: str | None = None


STYLES: Mapping[str, Style] = {
    SLOW: Style(pace=0.75),
    FAST: Style(pace=1.3),
    EMPHASIS: Style(pace=0.88, pitch=1.1, gain=1.3),
}
"""Marks that change the voice until they end."""


def read_mark(written: str) -> Mark | None:
    """Return the mark of a name, as it stands in brackets; None for other words."""
    found = _MARK.fullmatch(written.strip().casefold())
    name = None if found is None else _by_name().get(found["name"])
    if found is None or name is None:
        return None
    number = None if found["number"] is None else float(found["number"].replace(",", "."))
    if found["end"]:
        return None if number is not None else Mark(name=name, is_end=True)
    if name == PAUSE and found["unit"] != "%":
        return Mark(name=name, value=_PAUSE_SECONDS if number is None else number)
    if number is None:
        return Mark(name=name)
    if (
        name in tuple(Expression)
        and found["unit"] == "%"
        and number == int(number) <= _MOST_PERCENT
    ):
        return Mark(name=name, value=min(number / 100, _STRONGEST))
    return None


def read_style(written: str) -> Style | bool | None:
    """Return the style of a mark that markup was turned into; True at its end, None for other words."""
    found = _STYLE.fullmatch(written)
    if found is None:
        return None
    if found["end"]:
        return True
    return Style(
        pace=_factor(found["pace"]),
        pitch=_factor(found["pitch"]),
        gain=_factor(found["gain"], least=0.0),
        language=found["language"],
    )


def _factor(written: str | None, least: float = _FACTORS[0]) -> float:
    try:
        return min(max(float(written or 1.0), least), _FACTORS[1])
    except ValueError:
        return 1.0


@cache
def _by_name() -> Mapping[str, str]:
    return {name: str(mark) for mark, names in _NAMES.items() for name in names.split()}
