"""Choice of the crop: eye height, headroom, and enough pixels of the photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from talking_photo.core.model import CropWindow, Layout, Portrait

MIN_SIDE = 512
"""Pixels of the smaller limit: a smaller video is too small on a phone, so a crop takes no fewer
pixels of the photo."""
_ASPECTS = {
    Layout.SQUARE: 1 / 1,
    Layout.PORTRAIT: 9 / 16,
    Layout.LANDSCAPE: 16 / 9,
    Layout.ROUND: 1 / 1,
}

# Landmarks of mediapipe's face mesh: corners of the eyes.
_EYES = (33, 133, 362, 263)

_MAX_FACE_SHARE = 0.60
"""Largest height of a face, as a share of the crop's; a closer crop gets bars instead."""
_MIN_BAR_SHARE = 0.88
"""Share of the video from which bars beside it look like a mistake; then the crop is closer
instead."""

_PLACED_HEADROOM = 0.35
"""Height of what is above a face whose points were placed, over the face's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Composition:
    """Composition of a crop, in shares of its height."""

    face: float
    """Height of the face up to which the crop is tightened."""
    eye_line: float
    headroom: float
    smallest: int
    """Least pixels of the photo in a crop."""


_RECTANGLE = _Composition(face=0.30, eye_line=0.40, headroom=0.05, smallest=MIN_SIDE)
# A circle has no corners for the hair, and is shown smaller than a rectangle.
_CIRCLE = _Composition(face=0.38, eye_line=0.43, headroom=0.11, smallest=384)


def choose_crop(portraits: Sequence[Portrait], layout: Layout) -> CropWindow:
    """Choose the crop for one layout.

    Args:
        portraits: The faces that speak, in the same photo.
        layout: ORIGINAL keeps all of the photo; the others the whole head, or all heads.
    """
    height, width, _ = portraits[0].pixels.shape
    aspect = _ASPECTS.get(layout)
    if aspect is None:
        return CropWindow(left=0, top=0, width=width, height=height)
    return _tight_crop(portraits, aspect, _CIRCLE if layout is Layout.ROUND else _RECTANGLE)


def _tight_crop(
    portraits: Sequence[Portrait], aspect: float, composition: _Composition
) -> CropWindow:
    """Place the eyes near 40 % of the height, with the face at 30 % of it or more.

    The whole head, or all heads, stay inside.
    """
    height, width, _ = portraits[0].pixels.shape
    landmarks = np.stack([portrait.landmarks for portrait in portraits])
    x, y = landmarks[..., 0], landmarks[..., 1]
    chin, face_height, face_width = y.max(), np.ptp(y, axis=1).max(), np.ptp(x)
    crown = min(_crown(portrait) for portrait in portraits)
    largest = min(height, width / aspect)
    # As tight as the pixels allow, but never tighter than the head with some margin.
    close = max(face_height / composition.face, composition.smallest / max(aspect, 1))
    needed = max(
        (chin - crown) * (1 + 2 * composition.headroom),
        face_height / _MAX_FACE_SHARE,
        face_width * 1.3 / aspect,
    )
    tall = (
        largest
        if _MIN_BAR_SHARE * needed <= largest < needed
        else max(min(largest, close), needed)
    )
    wide = tall * aspect
    eyes_x, eyes_y = landmarks[:, _EYES, :2].mean((0, 1))
    middle = (eyes_x + (x.max() + x.min()) / 2) / 2
    top = min(eyes_y - composition.eye_line * tall, crown - composition.headroom * tall)
    return CropWindow(
        left=_keep_inside(middle - wide / 2, width - wide),
        top=_keep_inside(top, height - tall),
        width=wide,
        height=tall,
    )


def _crown(portrait: Portrait) -> float:
    """Return the top of the head with hair or hat, from the mask above the face, in pixels."""
    x, y = portrait.landmarks[:, 0], portrait.landmarks[:, 1]
    forehead, face_height = y.min(), np.ptp(y)
    if portrait.placed:  # no mask tells how far its ears or its brim reach
        return float(max(forehead - _PLACED_HEADROOM * face_height, 0))
    # Hair adds about a third to the face; more than a whole face above it is an arm.
    highest = max(forehead - face_height, 0)
    columns = slice(max(int(x.min()), 0), max(int(x.max()), 1))
    above = portrait.subject[int(highest) : max(int(forehead), 0), columns]
    rows = np.flatnonzero((above > 127).mean(1) > 0.2) if above.size else np.array([], int)
    return float(highest + rows[0]) if len(rows) else float(forehead)


def _keep_inside(start: float, margin: float) -> float:
    """Keep a crop in the photo, or the photo in a larger crop."""
    return float(np.clip(start, min(margin, 0), max(margin, 0)))
