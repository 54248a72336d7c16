"""Layer separation: the subject with a soft edge, and a still background continued behind it.

The edge fades to nothing over background that the subject never covered, so that at rest the two
add up to the photo, and nothing outside the edge ever changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32, Portrait, UInt8
from talking_photo.core.render.face_metrics import FaceMetrics, project
from talking_photo.core.render.warp_mesh import Grid

_DILATE_CM, _OPAQUE_CM, _FEATHER_CM = 0.38, 0.44, 0.34
"""cm around the network's mask: dilated for the background's inpainting, opaque in the subject's
layer, and the width over which the edge then fades."""
STILL_BELOW_CHIN_CM = 17.0
"""cm below the chin from where on nothing moves."""
SUPERSAMPLING = 2
"""Factor by which the texture is enlarged, so that bilinear sampling between its pixels loses no
sharpness."""
_IDENTITY_KERNEL = np.ones(1, np.float32)
_LANCZOS_TAPS = np.sinc(np.arange(-3.5, 4)) * np.sinc(np.arange(-3.5, 4) / 4)
_MIDPOINT_KERNEL = _LANCZOS_TAPS / _LANCZOS_TAPS.sum()
"""Lanczos kernel of four pixels to each side, at the midpoint between two pixels."""
_SHARPEN_STRENGTHS = (0.16, 0.14, 0.12, 0.10, 0.08, 0.06, 0.04, 0.02)
"""Strengths of sharpening between pixels, tried in this order."""
_MAX_DETAIL_RATIO = 1.22
"""Limit of the detail between pixels over that on them. In cheeks and brows of eight photos, with
heads that sway, the variance of the Laplacian is then 0.9 of the photo's (0.6 without
sharpening), and changes least from frame to frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Everything in a rectangle of the photo that can move."""

    left: int
    top: int
    right: int
    bottom: int
    texture: UInt8
    """The subject in the rectangle, SUPERSAMPLING times as large, premultiplied RGB and alpha: (h,
    w, 4)."""

    def to_texels(self, at: Float32, grid: Grid) -> Float32:
        """Convert positions in grid units, (rows, columns, 2), to positions in the texture."""
        # one OpenCV pass: numpy is slow where x and y have different offsets
        x, y = grid.first
        step, x, y = (
            grid.step * SUPERSAMPLING,
            (x - self.left) * SUPERSAMPLING,
            (y - self.top) * SUPERSAMPLING,
        )
        return cv2.transform(at, np.array([[step, 0, x], [0, step, y]], np.float32))


def split_layers(
    portraits: Sequence[Portrait], anatomies: Sequence[FaceMetrics]
) -> tuple[UInt8, list[Layers]]:
    """Split a photo into an inpainted, still background (H, W, 3) and the subjects' layers."""
    pixels = portraits[0].pixels
    hole = np.zeros(pixels.shape[:2], bool)
    layers = []
    for portrait, metrics in zip(portraits, anatomies, strict=True):
        scale = portrait.pose.scale
        distance = cv2.distanceTransform(255 - _movable_mask(portrait, metrics), cv2.DIST_L2, 5)
        hole |= distance <= max(_DILATE_CM * scale, 1)
        layers.append(_subject_layer(pixels, distance, scale))
    return _inpaint_background(pixels, hole), layers


def _movable_mask(portrait: Portrait, metrics: FaceMetrics) -> UInt8:
    """Return the subject's mask without the still part far below the chin."""
    height, width = portrait.subject.shape
    chin, low = project(
        np.array([[0, metrics.chin, 0], [0, metrics.chin - STILL_BELOW_CHIN_CM, 0]], np.float32),
        portrait.pose,
    )
    across, down = low - chin
    beyond = (np.arange(width) - low[0]) * across + (np.arange(height)[:, None] - low[1]) * down
    return np.where(beyond < 0, portrait.subject, 0).astype(np.uint8)


def _subject_layer(pixels: UInt8, distance: Float32, scale: float) -> Layers:
    alpha = _feathered_alpha(distance, scale)
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    left, right = int(columns[0]), int(columns[-1]) + 1
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    colour = pixels[top:bottom, left:right]
    cropped = alpha[top:bottom, left:right]
    kernel = _midpoint_kernel(
        cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), (cropped == 1).astype(np.uint8)
    )
    premultiplied = np.dstack([colour * cropped[..., None], cropped * 255.0])
    return Layers(
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        texture=_upsample(np.rint(premultiplied).astype(np.uint8), kernel),
    )


def _feathered_alpha(distance: Float32, scale: float) -> Float32:
    """Return 1 on the subject and its margin, falling smoothly to 0 over the edge.

    Args:
        distance: Of each pixel from what moves, pixels.
        scale: Pixels per cm.
    """
    t = np.clip((distance - max(_OPAQUE_CM * scale, 1.5)) / max(_FEATHER_CM * scale, 2), 0, 1)
    return (1 - t * t * (3 - 2 * t)).astype(np.float32)


def _midpoint_kernel(grey: UInt8, within: UInt8) -> Float32:
    """Return the filter for midpoints between two pixels of this photo (h, w): Lanczos, sharpened.

    Interpolated positions are soft, and a face would lose a third of its detail as soon as it
    moves; but grain that is much sharper between the pixels than on them flickers. So detail there
    (mean size of the Laplacian `within` a mask) is raised to a limit above that of the photo,
    which compensates positions at a quarter of a pixel.
    """
    limit = _MAX_DETAIL_RATIO * _mean_laplacian(grey, within)
    for strength in _SHARPEN_STRENGTHS:
        kernel = np.convolve(_MIDPOINT_KERNEL, [-strength, 1 + 2 * strength, -strength]).astype(
            np.float32
        )
        if _mean_laplacian(_filter_midpoints(grey, across=kernel, down=kernel), within) <= limit:
            return kernel
    return _MIDPOINT_KERNEL.astype(np.float32)


def _mean_laplacian(grey: UInt8, within: UInt8) -> float:
    return cv2.mean(cv2.absdiff(cv2.Laplacian(grey, cv2.CV_16S), 0), within)[0]


def _upsample(texture: UInt8, kernel: Float32) -> UInt8:
    """Enlarge twice, keeping each original pixel at (2 x, 2 y).

    So an image at rest is the photo itself.
    """
    height, width = texture.shape[:2]
    large = np.empty((SUPERSAMPLING * height - 1, SUPERSAMPLING * width - 1, 4), np.uint8)
    large[::SUPERSAMPLING, ::SUPERSAMPLING] = texture
    # Midpoints are filtered along one axis and then the other: an eighth of the time of
    # cv2.warpAffine.
    large[::SUPERSAMPLING, 1::SUPERSAMPLING] = _filter_midpoints(
        texture, across=kernel, down=_IDENTITY_KERNEL
    )[:, :-1]
    large[1::SUPERSAMPLING] = _filter_midpoints(
        large[::SUPERSAMPLING], across=_IDENTITY_KERNEL, down=kernel
    )[:-1]
    alpha = cv2.extractChannel(large, 3)
    # premultiplied colour must not exceed its alpha
    return cv2.min(large, cv2.merge([alpha] * 4))


def _filter_midpoints(picture: UInt8, *, across: Float32, down: Float32) -> UInt8:
    """Return for each pixel the value at the midpoint to the next one, to the right or below."""
    anchor = ((len(across) - 1) // 2, (len(down) - 1) // 2)
    return cv2.sepFilter2D(
        np.ascontiguousarray(picture),
        -1,
        across,
        down,
        anchor=anchor,
        borderType=cv2.BORDER_REPLICATE,
    )


def _inpaint_background(pixels: UInt8, hole: npt.NDArray[np.bool_]) -> UInt8:
    """Inpaint the background in a hole by push-pull.

    Average down until the hole closes, then back up.

    S. Gortler et al., "The Lumigraph", SIGGRAPH 1996, section 3.4.2.
    """
    if not hole.any() or hole.all():
        return pixels.copy()
    colour = pixels.astype(np.float32) * ~hole[..., None]
    weight = (~hole).astype(np.float32)
    filled = push_pull(colour, weight)
    return np.where(hole[..., None], np.rint(filled), pixels).astype(np.uint8)


def push_pull(colour: Float32, weight: Float32) -> Float32:
    """Fill holes in premultiplied colour (H, W, 3) with weights (H, W)."""
    height, width = weight.shape
    if min(height, width) <= 2:
        return colour / np.maximum(weight, 1e-6)[..., None]
    half = (max(1, (width + 1) // 2), max(1, (height + 1) // 2))
    small_colour = cv2.resize(colour, half, interpolation=cv2.INTER_AREA)
    small_weight = cv2.resize(weight, half, interpolation=cv2.INTER_AREA)
    # Well-known pixels count fully, so that the fill stays near the colours of the hole's rim.
    boost = np.minimum(1, 4 * small_weight) / np.maximum(small_weight, 1e-6)
    under = push_pull(small_colour * boost[..., None], small_weight * boost)
    under = cv2.resize(under, (width, height), interpolation=cv2.INTER_LINEAR)
    return colour + under * (1 - weight)[..., None]
