"""Estimates how long a text takes to say, before any voice has said it."""

from __future__ import annotations

import unicodedata

_LETTERS_PER_SECOND = 14.0
"""Of speech at a usual pace, spaces and marks included; half of the voices are within a tenth of
it."""
_WIDE_LETTERS = 3
"""A Chinese, Japanese or Korean character takes as long as three letters."""


def estimate_seconds(text: str) -> float:
    """Return about how many seconds a text takes to say."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return (len(text) + (_WIDE_LETTERS - 1) * wide) / _LETTERS_PER_SECOND
