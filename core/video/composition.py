"""Which part of the photo the clip looks at: eyes at a good height, the head whole, the pixels enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from talking_photo.core.model import Layout, Portrait

SMALLEST = 512
"""A smaller clip looks like a stamp on a phone; a crop is drawn in to no fewer pixels of the photo."""
_ASPECTS = {
    Layout.SQUARE: 1 / 1,
    Layout.PORTRAIT: 9 / 16,
    Layout.LANDSCAPE: 16 / 9,
    Layout.ROUND: 1 / 1,
}

# Landmarks of mediapipe's face mesh: corners of the eyes.
_EYES = (33, 133, 362, 263)

_LARGEST_FACE = 0.60
"""Share of the height of a crop; one that would cut closer than this gets bars instead."""
_THIN_BARS = 0.88
"""Bars that would take less than the rest of the clip look like a mistake; then it does cut closer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Composition:
    """How a crop is composed, in shares of its height."""

    face: float
    """A crop is drawn in until the face is this high."""
    eye_line: float
    headroom: float
    smallest: int
    """Pixels of the photo to which it is drawn in at most."""


_RECTANGLE = _Composition(face=0.30, eye_line=0.40, headroom=0.05, smallest=SMALLEST)
# A circle has no corners for the hair, and is shown smaller than a rectangle.
_CIRCLE = _Composition(face=0.38, eye_line=0.43, headroom=0.11, smallest=384)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What the clip looks at, in pixels of the photo; it may reach beyond the photo."""

    left: float
    top: float
    width: float
    height: float


def window_of(portraits: Sequence[Portrait], layout: Layout) -> Window:
    """Choose the window for one layout.

    Args:
        portraits: Who speaks, in one and the same photo.
        layout: ORIGINAL looks at all of the photo; the others keep the whole head, or all heads.
    """
    height, width, _ = portraits[0].pixels.shape
    aspect = _ASPECTS.get(layout)
    if aspect is None:
        return Window(left=0, top=0, width=width, height=height)
    return _drawn_in(portraits, aspect, _CIRCLE if layout is Layout.ROUND else _RECTANGLE)


def _drawn_in(portraits: Sequence[Portrait], aspect: float, composition: _Composition) -> Window:
    """Put the eyes near 40 % of the height, the face at 30 % of it or more, and keep the whole head, or all of them."""
    height, width, _ = portraits[0].pixels.shape
    landmarks = np.stack([portrait.landmarks for portrait in portraits])
    x, y = landmarks[..., 0], landmarks[..., 1]
    chin, face_height, face_width = y.max(), np.ptp(y, axis=1).max(), np.ptp(x)
    crown = min(_crown(portrait) for portrait in portraits)
    largest = min(height, width / aspect)
    # Drawn in as far as the pixels last, and never closer than the head with some room needs.
    close = max(face_height / composition.face, composition.smallest / max(aspect, 1))
    needed = max(
        (chin - crown) * (1 + 2 * composition.headroom),
        face_height / _LARGEST_FACE,
        face_width * 1.3 / aspect,
    )
    tall = largest if _THIN_BARS * needed <= largest < needed else max(min(largest, close), needed)
    wide = tall * aspect
    eyes_x, eyes_y = landmarks[:, _EYES, :2].mean((0, 1))
    middle = (eyes_x + (x.max() + x.min()) / 2) / 2
    top = min(eyes_y - composition.eye_line * tall, crown - composition.headroom * tall)
    return Window(
        left=_inside(middle - wide / 2, width - wide),
        top=_inside(top, height - tall),
        width=wide,
        height=tall,
    )


def _crown(portrait: Portrait) -> float:
    """Top of the head with its hair or hat, from the mask above the face, in pixels."""
    x, y = portrait.landmarks[:, 0], portrait.landmarks[:, 1]
    forehead, face_height = y.min(), np.ptp(y)
    # Hair adds about a third to the face; more than a whole face above it is somebody's arm.
    highest = max(forehead - face_height, 0)
    columns = slice(max(int(x.min()), 0), max(int(x.max()), 1))
    above = portrait.subject[int(highest) : max(int(forehead), 0), columns]
    rows = np.flatnonzero((above > 127).mean(1) > 0.2) if above.size else np.array([], int)
    return float(highest + rows[0]) if len(rows) else float(forehead)


def _inside(start: float, room: float) -> float:
    """Keep a window in the photo; where it is the larger one, keep the photo in the window."""
    return float(np.clip(start, min(room, 0), max(room, 0)))
