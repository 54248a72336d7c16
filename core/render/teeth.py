"""Teeth: a row drawn once at the size of this mouth, and those that the photo itself shows."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from talking_photo.core.face.topology import LOWER_INNER, UPPER_INNER
from talking_photo.core.model import Float32, MouthState, Portrait, UInt8
from talking_photo.core.render.light import GREY, Light
from talking_photo.core.render.masks import disc

_GUM = 0.92
"""Height of a tooth's crown, cm (enlarged like the whole mean face)."""


_ACROSS, _SHARE, _ASIDE = 0.5, 0.1, 0.12
"""Of the opening's width and area, what the upper teeth of a photo must take to be used, and how far off its middle they
may be. Some teeth beside drawn ones look like a bad set, and differ with each opening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of teeth as a texture over (x from the middle, y up from the cutting edges), cm."""

    texels: Float32
    """Shape (H, W, 3): shade 0..1, coverage 0..1, gum 0..1."""
    per_cm: float
    half_width: float
    """cm covered to each side."""
    below: float
    """cm covered under y = 0."""

    def sample(self, x: Float32, y: Float32) -> Float32:
        """Texels at points (H, W) in cm, shape (H, W, 3); outside the texture nothing."""
        column = (x + self.half_width) * self.per_cm - 0.5
        line = (self.texels.shape[0] - 0.5) - (y + self.below) * self.per_cm
        return cv2.remap(
            self.texels,
            column.astype(np.float32),
            line.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    ends: tuple[float, ...]
    """x where each tooth ends, from the middle outwards, cm."""
    edges: tuple[float, ...]
    """How far each cutting edge stands back from the line of the front teeth, cm."""
    shades: tuple[float, ...]


_UPPER = _Shape(
    ends=(0.83, 1.44, 2.0, 2.38, 2.62),
    edges=(0.0, 0.075, 0.02, 0.10, 0.16),
    shades=(1, 0.965, 0.90, 0.82, 0.72),
)
_LOWER = _Shape(
    ends=(0.50, 1.05, 1.62, 2.1, 2.5),
    edges=(0.0, 0.01, 0.03, 0.08, 0.14),
    shades=(1, 0.97, 0.92, 0.84, 0.74),
)


def upper_row(pixels_per_cm: float, size: float, blur: float) -> Row:
    """The upper teeth; `size` scales them to the mouth, `blur` is the lens (sigma, pixels)."""
    return _draw(_UPPER, pixels_per_cm, size, blur)


def lower_row(pixels_per_cm: float, size: float, blur: float) -> Row:
    """The lower teeth, standing on their heads as they do: y runs up from below."""
    return _draw(_LOWER, pixels_per_cm, size, blur)


def _draw(shape: _Shape, pixels_per_cm: float, size: float, blur: float) -> Row:
    per_cm = max(2 * pixels_per_cm, 24.0)
    half, below, above = shape.ends[-1] * size + 0.15, 0.15, 1.5
    fine = 4  # supersampling
    width, height = int(2 * half * per_cm), int((below + above) * per_cm)
    x = ((np.arange(width * fine) + 0.5) / (fine * per_cm) - half) / size
    y = above - (np.arange(height * fine) + 0.5)[:, None] / (fine * per_cm)
    ax = np.abs(x)
    ends = np.array(shape.ends)
    starts = np.concatenate([[0], ends[:-1]])
    which = np.minimum(np.searchsorted(ends, ax), len(ends) - 1)
    t = (2 * ax - starts[which] - ends[which]) / (ends[which] - starts[which])
    # No mouth is ruled with a ruler: the left and right of a pair differ by a hair.
    uneven = 0.012 * np.sin(7.3 * which + 2.1 * np.sign(x) + 0.8)
    edge = np.array(shape.edges)[which] + 0.012 * ax**2 + 0.09 * np.abs(t) ** 5 + uneven
    cover = (y > edge) & (ax < ends[-1])
    shade = np.array(shape.shades)[which] * (1 - 0.13 * np.abs(t) ** 2.2)
    shade = shade * (1 - 0.10 * np.exp(-np.maximum(y - edge, 0) / 0.10))  # translucent edge
    gap = np.minimum(ax - starts[which], ends[which] - ax)
    shade = shade * (1 - 0.24 * np.exp(-((gap / 0.028) ** 2)))
    arch = _GUM - 0.10 * np.abs(t) ** 2 + 0.03 * ax
    gum = np.clip((y - arch) / 0.06 + 0.5, 0, 1)
    texels = np.stack(np.broadcast_arrays(shade * cover, cover * 1.0, gum * cover), 2)
    texels = cv2.resize(texels.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    sigma = max(0.35, blur) * per_cm / pixels_per_cm
    texels = cv2.GaussianBlur(texels, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    texels[..., (0, 2)] /= np.maximum(texels[..., 1:2], 1e-3)  # straight, not premultiplied
    return Row(texels=texels, per_cm=per_cm, half_width=half, below=below)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTeeth:
    """Upper teeth that the photo shows."""

    cover: Float32
    """Shape (H, W) of a window of the photo, 0..1."""
    left: int
    top: int
    """Place of the window in the photo, pixels."""
    colour: Float32
    """Their median colour, shape (3,)."""
    edge: float
    """Image y (pixels) of their lower edge in the middle."""


def own_teeth(portrait: Portrait, light: Light) -> OwnTeeth | None:
    """Find the upper teeth in an open mouth, or None when there are too few to trust.

    Lower teeth and tongue are told from upper teeth by where they hang.
    """
    if portrait.mouth is MouthState.CLOSED:
        return None
    points = portrait.landmarks[:, :2]
    hole = np.concatenate([points[UPPER_INNER], points[LOWER_INNER][-2:0:-1]])
    left, top = np.maximum(np.floor(hole.min(0)).astype(int) - 4, 0)
    right, bottom = np.ceil(hole.max(0)).astype(int) + 5
    window = portrait.pixels[top:bottom, left:right]
    scale = portrait.pose.scale
    inside = np.zeros(window.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.round(hole - [left, top]).astype(np.int32)], (1,))
    inside = cv2.erode(inside, disc(max(1, round(0.03 * scale))))
    bright = (_toothness(window, light) * inside > 0.5).astype(np.uint8)
    solid = _upper_ones(bright, inside)
    if not _is_row(solid, inside):
        return None
    columns = np.flatnonzero(solid.any(0))
    middle = columns[len(columns) // 4 : 3 * len(columns) // 4 + 1]
    lowest = [np.flatnonzero(solid[:, c]).max() for c in middle if solid[:, c].any()]
    return OwnTeeth(
        cover=_cover(solid, scale),
        left=int(left),
        top=int(top),
        colour=np.median(window[solid > 0], axis=0).astype(np.float32),
        edge=float(top + np.median(lowest)),
    )


def _is_row(solid: UInt8, inside: UInt8) -> bool:
    """Tell a row that fills the mouth from some teeth beside others that are hidden: those would be off the middle."""
    columns, opening = np.flatnonzero(solid.any(0)), np.flatnonzero(inside.any(0))
    if not len(columns):
        return False
    aside = abs(float(columns.mean() - opening.mean())) / len(opening)
    return bool(
        len(columns) > _ACROSS * len(opening)
        and solid.sum() > _SHARE * inside.sum()
        and aside < _ASIDE
    )


def _cover(solid: UInt8, scale: float) -> Float32:
    """What is darker between two bright places of one column belongs to the teeth; notches under them are lip."""
    below, above = np.maximum.accumulate(solid), np.maximum.accumulate(solid[::-1])[::-1]
    whole = cv2.morphologyEx(below & above, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    cover = cv2.erode(whole, disc(1)).astype(np.float32)
    return cv2.GaussianBlur(cover, (0, 0), max(0.8, 0.05 * scale))


def _upper_ones(bright: UInt8, inside: UInt8) -> UInt8:
    """Keep the patches of teeth that hang from the upper lip."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bright, connectivity=4)
    kept = np.zeros_like(bright)
    for label in range(1, count):
        patch = (labels == label).astype(np.uint8)
        if stats[label, cv2.CC_STAT_AREA] >= 0.01 * inside.sum() and _hang_from_upper_lip(
            patch, inside
        ):
            kept |= patch
    return kept


def _toothness(window: UInt8, light: Light) -> Float32:
    """0..1: bright against the skin, and not red against it."""
    colours = window.astype(np.float32)
    luma = colours @ GREY
    skin = float(light.skin @ GREY)
    bright = np.clip((luma / max(skin, 1) - 0.42) / 0.22, 0, 1)
    if light.colourless:
        return bright
    redness = (colours[..., 0] - colours[..., 1]) / np.maximum(luma, 1)
    reference = max(float(light.skin[0] - light.skin[1]) / max(skin, 1), 0.08)
    return (bright * (1 - np.clip((redness / reference - 0.95) / 0.4, 0, 1))).astype(np.float32)


def _hang_from_upper_lip(solid: UInt8, inside: UInt8) -> bool:
    """Upper teeth start near the upper lip; what starts lower is lower teeth or tongue."""
    starts, heights = [], []
    for column in np.flatnonzero(solid.any(0)):
        hole = np.flatnonzero(inside[:, column])
        if len(hole) > 2:
            starts.append(np.flatnonzero(solid[:, column]).min() - hole.min())
            heights.append(np.ptp(hole) + 1)
    return bool(starts) and float(np.median(starts)) < 0.42 * float(np.median(heights))
