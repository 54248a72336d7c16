"""What the network shall answer.

The phones, the groups that look alike on the lips, and the shape of the mouth.
"""

from __future__ import annotations

import numpy as np

from talking_photo.core.hearing.phone_set import PHONES
from talking_photo.core.model import Float32

GROUPS = {
    "SIL": [""], "PBM": ["p", "b", "m"], "FV": ["f", "v"], "TDN": ["t", "d", "n", "s", "z", "θ",
    "ð", "r"],
    "SH": ["ʃ", "ʒ"], "KG": ["k", "ɡ", "ŋ", "x"], "R": ["ɹ", "ɝ"], "L": ["l"], "EE": ["i", "ɪ",
    "j"],
    "EH": ["e", "ɛ", "ə"], "AA": ["a", "æ", "ʌ"], "OU": ["ɔ", "o", "ʊ", "u", "y", "ø", "w"],
    "H": ["h"],
}  # fmt: skip
"""Sounds that look about the same. h has no look of its own."""

_SHAPES = {
    # open, wide, round, press, tuck
    "": (0, 0, 0, 0, 0),
    **dict.fromkeys("pbm", (0, 0, 0, 1, 0)),
    **dict.fromkeys("fv", (0.10, 0, 0, 0, 1)),
    **dict.fromkeys("td", (0.18, 0, 0, 0, 0)),
    "n": (0.20, 0, 0, 0, 0),
    "r": (0.22, 0, 0, 0, 0),
    **dict.fromkeys("sz", (0.12, 0.35, 0, 0, 0)),
    **dict.fromkeys("θð", (0.20, 0, 0, 0, 0)),
    **dict.fromkeys("ʃʒ", (0.18, -0.2, 0.6, 0, 0)),
    **dict.fromkeys("kɡŋx", (0.28, 0, 0, 0, 0)),
    "ɹ": (0.25, -0.2, 0.45, 0, 0),
    "ɝ": (0.32, -0.2, 0.40, 0, 0),
    "l": (0.32, 0, 0, 0, 0),
    "h": (0.40, 0, 0, 0, 0),
    "j": (0.22, 0.7, 0, 0, 0),
    "i": (0.25, 0.9, 0, 0, 0),
    "ɪ": (0.35, 0.5, 0, 0, 0),
    "e": (0.42, 0.6, 0, 0, 0),
    "ɛ": (0.60, 0.4, 0, 0, 0),
    "ə": (0.40, 0, 0, 0, 0),
    "ʌ": (0.58, 0, 0, 0, 0),
    "æ": (0.85, 0.4, 0, 0, 0),
    "a": (1.0, 0, 0, 0, 0),
    "ɔ": (0.62, -0.4, 0.5, 0, 0),
    "o": (0.45, -0.7, 0.8, 0, 0),
    "ʊ": (0.35, -0.6, 0.7, 0, 0),
    "u": (0.22, -0.9, 1, 0, 0),
    "y": (0.24, -0.7, 0.9, 0, 0),
    "ø": (0.42, -0.5, 0.7, 0, 0),
    "w": (0.15, -1, 1, 0, 0),
}
"""Openings and widths of a study on hand-labelled speech (their order is that of the IPA's vowel
heights and of its columns front and back); rounding as the IPA chart has it."""

SMOOTH = 2.0
"""Sigma in frames of the curves of the mouth's shape: 20 ms, for lips are heavy."""


def shape_table() -> Float32:
    """The mouth of each phone, shape (len(PHONES), 5), float32."""
    return np.array([_SHAPES[phone] for phone in PHONES], np.float32)


def group_table() -> Float32:
    """1 where a phone belongs to a group, shape (len(PHONES), len(GROUPS)), float32."""
    return np.array(
        [[phone in group for group in GROUPS.values()] for phone in PHONES], np.float32
    )
