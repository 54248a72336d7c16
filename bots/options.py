"""How the options of a video are written: as an argument of a command, or in a cell of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from talking_photo.core.model import Background, CaptionStyle, Expression, Layout
from talking_photo.core.request import MOTION_STYLES

_YES, _NO = ("yes", "true", "1", "on", "x"), ("no", "false", "0", "off")
_MOST_PERCENT = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOption:
    """One of the `RenderOptions` that a few letters can say."""

    field: str
    """Its name among them."""
    read: Callable[[str], object]
    """Returns the value; raises ValueError with the reason."""
    allowed: str = ""
    """What may be written, the same in all languages; empty for any words."""
    choices: Sequence[str] = ()
    """What may be written where it is one of a few names."""
    is_flag: bool = False
    """Whether an argument needs no value."""


def _choice(field: str, kind: type[StrEnum]) -> WrittenOption:
    choices = tuple(member.value for member in kind)
    allowed = ", ".join(choices)

    def read(text: str) -> object:
        if text.lower() not in choices:
            raise ValueError(f"{text} is not one of {allowed}")
        return kind(text.lower())

    return WrittenOption(field=field, read=read, allowed=allowed, choices=choices)


def _flag(text: str) -> bool:
    if text.casefold() not in (*_YES, *_NO):
        raise ValueError(f"{text} is neither yes nor no")
    return text.casefold() in _YES


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{text} is not a number") from None


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{text} is not a whole number") from None


def _percent(text: str) -> float:
    number = text.removesuffix("%").strip()
    if number.isdecimal() and int(number) <= _MOST_PERCENT:
        return int(number) / 100
    raise ValueError(f"{text} is not a percentage from 0 to {_MOST_PERCENT}")


def _motion(text: str) -> float:
    named = MOTION_STYLES.get(text.casefold())
    return _percent(text) if named is None else named


def _face(text: str) -> int | Literal["all"]:
    if text.casefold() == "all":
        return "all"
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise ValueError(f"{text} is neither a number from 1 nor `all`")


WRITTEN: Mapping[str, WrittenOption] = MappingProxyType(
    {
        "voice": WrittenOption(field="voice", read=str),
        "pitch": WrittenOption(field="pitch", read=_number, allowed="0.5 … 2"),
        "pace": WrittenOption(field="pace", read=_number, allowed="0.5 … 2"),
        "language": WrittenOption(field="language", read=str),
        "face": WrittenOption(field="face", read=_face, allowed="1, 2, 3 …, all"),
        "expression": _choice("expression", Expression),
        "strength": WrittenOption(field="strength", read=_percent, allowed="0 … 150 %"),
        "motion": WrittenOption(
            field="motion", read=_motion, allowed="0 … 150 %, still, calm, lively"
        ),
        "format": _choice("layout", Layout),
        "background": _choice("background", Background),
        "captions": WrittenOption(field="captions", read=_flag, allowed="yes, no", is_flag=True),
        "caption-style": _choice("caption_style", CaptionStyle),
        "seed": WrittenOption(field="seed", read=_whole, allowed="0, 1, 2 …"),
    }
)
"""By the name of its argument and of its column; what needs more than a word is not among them."""
