"""Japanese in kana, which offline voices can read; kanji they cannot."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from talking_photo.core.normalization.numbers import base_of
from talking_photo.core.normalization.spoken import SpokenText, Unit

if TYPE_CHECKING:
    from pykakasi import kakasi

_KANJI = re.compile(r"[\u3400-\u9fff\u3005]")
_PARTICLES = {"は": "わ", "へ": "え"}
"""Particles that are written one way and said another."""


def kana(text: SpokenText, language: str) -> SpokenText:
    """Return a Japanese text with kana in place of kanji, words apart; others as they are."""
    if base_of(language) != "ja":
        return text
    return replace(text, units=tuple(_read(unit) for unit in text.units))


def _read(unit: Unit) -> Unit:
    if "[[" in unit.spoken:  # its pronunciation is given
        return unit
    # The dictionary knows 今日は as the greeting only, which is written in kana.
    parts = _reader().convert(re.sub(r"今日は(?=[^\W。！？])", "きょう は ", unit.spoken))
    said = []
    for part in parts:
        hiragana = str(part["hira"])
        # The particles are parts of their own, or end one of kana alone ("には").
        said.append(_PARTICLES.get(str(part["orig"]), hiragana))
    return replace(unit, spoken=" ".join(" ".join(said).split()))


@cache
def _reader() -> kakasi:
    from pykakasi import kakasi

    return kakasi()
