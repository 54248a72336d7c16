"""The photo taken apart: the subject with a soft rim, and a still background that goes on behind it.

The rim falls to nothing over background that the subject never covered, so that at rest the two add up to the photo,
and nothing outside the rim ever changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32, Portrait, UInt8
from talking_photo.core.render.anatomy import Anatomy, image
from talking_photo.core.render.sheet import Grid

_SURE, _SOLID, _RIM = 0.38, 0.44, 0.34
"""cm about the network's mask that surely are subject, that move with it, and over which the rim fades."""
REACH_BELOW = 17.0
"""cm under the chin where nothing moves any more."""
ZOOM = 2
"""The texture is enlarged, so that bilinear sampling between its pixels loses no sharpness."""
_KEPT = np.ones(1, np.float32)
_TAPS = np.sinc(np.arange(-3.5, 4)) * np.sinc(np.arange(-3.5, 4) / 4)
_HALFWAY = _TAPS / _TAPS.sum()
"""Lanczos' window of four pixels to each side, in the middle between two."""
_CRISP = (0.16, 0.14, 0.12, 0.10, 0.08, 0.06, 0.04, 0.02)
"""How much what lies between pixels may be sharpened, tried in this order."""
_BETWEEN = 1.22
"""Detail that may lie between pixels over that on them. In cheeks and brows of eight photos, with heads that sway, the
variance of the Laplacian is 0.9 of the photo's then (0.6 without sharpening), and changes least from frame to frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Everything in a rectangle of the photo that can move."""

    left: int
    top: int
    right: int
    bottom: int
    texture: UInt8
    """The subject in the rectangle, ZOOM times as large, RGB premultiplied by its coverage, and coverage: (h, w, 4)."""

    def texels(self, at: Float32, grid: Grid) -> Float32:
        """Places in units of a grid's nodes, shape (rows, columns, 2), as places in the texture."""
        # one pass of OpenCV, for numpy is slow where x and y are to be shifted by different amounts
        x, y = grid.first
        step, x, y = grid.step * ZOOM, (x - self.left) * ZOOM, (y - self.top) * ZOOM
        return cv2.transform(at, np.array([[step, 0, x], [0, step, y]], np.float32))


def take_apart(
    portraits: Sequence[Portrait], anatomies: Sequence[Anatomy]
) -> tuple[UInt8, list[Layers]]:
    """Split a photo into a still background (H, W, 3), which goes on behind the subjects, and the subjects' layers."""
    pixels = portraits[0].pixels
    hidden = np.zeros(pixels.shape[:2], bool)
    layers = []
    for portrait, anatomy in zip(portraits, anatomies, strict=True):
        scale = portrait.pose.scale
        away = cv2.distanceTransform(255 - _moving(portrait, anatomy), cv2.DIST_L2, 5)
        hidden |= away <= max(_SURE * scale, 1)
        layers.append(_subject(pixels, away, scale))
    return _filled(pixels, hidden), layers


def _moving(portrait: Portrait, anatomy: Anatomy) -> UInt8:
    """The subject's mask without the part far below the chin, as the head is tilted, which holds still."""
    height, width = portrait.subject.shape
    chin, low = image(
        np.array([[0, anatomy.chin, 0], [0, anatomy.chin - REACH_BELOW, 0]], np.float32),
        portrait.pose,
    )
    across, down = low - chin
    beyond = (np.arange(width) - low[0]) * across + (np.arange(height)[:, None] - low[1]) * down
    return np.where(beyond < 0, portrait.subject, 0).astype(np.uint8)


def _subject(pixels: UInt8, away: Float32, scale: float) -> Layers:
    alpha = _coverage(away, scale)
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    left, right = int(columns[0]), int(columns[-1]) + 1
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    colour = pixels[top:bottom, left:right]
    cover = alpha[top:bottom, left:right]
    halfway = _halfway(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), (cover == 1).astype(np.uint8))
    premultiplied = np.dstack([colour * cover[..., None], cover * 255.0])
    return Layers(
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        texture=_enlarged(np.rint(premultiplied).astype(np.uint8), halfway),
    )


def _coverage(away: Float32, scale: float) -> Float32:
    """1 on the subject and its margin, falling smoothly to 0 over the rim; `away` is pixels from what moves."""
    t = np.clip((away - max(_SOLID * scale, 1.5)) / max(_RIM * scale, 2), 0, 1)
    return (1 - t * t * (3 - 2 * t)).astype(np.float32)


def _halfway(grey: UInt8, within: UInt8) -> Float32:
    """The filter for what lies between two pixels of this photo (h, w): Lanczos', sharpened as far as the photo is.

    Places that are not quite a pixel's come out soft, and a face would lose a third of its detail as soon as it moves; but
    grain that is much sharper between the pixels than on them flickers. So detail there (mean size of the Laplacian
    `within` a mask) is brought up to a limit above that of the photo, which evens out places at a quarter of a pixel.
    """
    most = _BETWEEN * _detail(grey, within)
    for crisp in _CRISP:
        sharper = np.convolve(_HALFWAY, [-crisp, 1 + 2 * crisp, -crisp]).astype(np.float32)
        if _detail(_filtered(grey, across=sharper, down=sharper), within) <= most:
            return sharper
    return _HALFWAY.astype(np.float32)


def _detail(grey: UInt8, within: UInt8) -> float:
    return cv2.mean(cv2.absdiff(cv2.Laplacian(grey, cv2.CV_16S), 0), within)[0]


def _enlarged(texture: UInt8, halfway: Float32) -> UInt8:
    """Twice the size, each original pixel kept where 2 x, 2 y falls, so that a picture at rest is the photo itself."""
    height, width = texture.shape[:2]
    large = np.empty((ZOOM * height - 1, ZOOM * width - 1, 4), np.uint8)
    large[::ZOOM, ::ZOOM] = texture
    # What is between is filtered along one axis and then the other: an eighth of the time of cv2.warpAffine.
    large[::ZOOM, 1::ZOOM] = _filtered(texture, across=halfway, down=_KEPT)[:, :-1]
    large[1::ZOOM] = _filtered(large[::ZOOM], across=_KEPT, down=halfway)[:-1]
    coverage = cv2.extractChannel(large, 3)
    # premultiplied colour must not overshoot its coverage
    return cv2.min(large, cv2.merge([coverage] * 4))


def _filtered(picture: UInt8, *, across: Float32, down: Float32) -> UInt8:
    """For each pixel what lies halfway to the next one, to the right or below."""
    anchor = ((len(across) - 1) // 2, (len(down) - 1) // 2)
    return cv2.sepFilter2D(
        np.ascontiguousarray(picture),
        -1,
        across,
        down,
        anchor=anchor,
        borderType=cv2.BORDER_REPLICATE,
    )


def _filled(pixels: UInt8, hole: npt.NDArray[np.bool_]) -> UInt8:
    """Continue the background into the hole: average it down until the hole closes, then back up (push-pull).

    S. Gortler et al., "The Lumigraph", SIGGRAPH 1996, section 3.4.2.
    """
    if not hole.any() or hole.all():
        return pixels.copy()
    colour = pixels.astype(np.float32) * ~hole[..., None]
    weight = (~hole).astype(np.float32)
    filled = push_pull(colour, weight)
    return np.where(hole[..., None], np.rint(filled), pixels).astype(np.uint8)


def push_pull(colour: Float32, weight: Float32) -> Float32:
    """Premultiplied colour (H, W, 3) and weight (H, W) in, colour with no holes out."""
    height, width = weight.shape
    if min(height, width) <= 2:
        return colour / np.maximum(weight, 1e-6)[..., None]
    half = (max(1, (width + 1) // 2), max(1, (height + 1) // 2))
    small_colour = cv2.resize(colour, half, interpolation=cv2.INTER_AREA)
    small_weight = cv2.resize(weight, half, interpolation=cv2.INTER_AREA)
    # what is known well counts fully, so that the fill stays near the rim's own colours
    boost = np.minimum(1, 4 * small_weight) / np.maximum(small_weight, 1e-6)
    under = push_pull(small_colour * boost[..., None], small_weight * boost)
    under = cv2.resize(under, (width, height), interpolation=cv2.INTER_LINEAR)
    return colour + under * (1 - weight)[..., None]
