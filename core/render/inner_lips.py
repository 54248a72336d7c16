"""Inner lips: gap, shadow or dark line of the photo, filled with the lips' own colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from talking_photo.core.model import Float32, UInt8
from talking_photo.core.render.appearance import LUMA_WEIGHTS, PhotoAppearance
from talking_photo.core.render.layers import SUPERSAMPLING, Layers, push_pull
from talking_photo.core.render.masks import disc, touching

_INNER_BRIGHTNESS = 0.74
"""Brightness of a lip's inner side relative to its outer one."""
_LIP_COLOUR_WEIGHT = 0.75
"""Weight of the lips' own colour against whatever borders the filled area."""
_LIP_LINE_CM, _LIP_LINE_CONTRAST = 0.22, 0.06
"""cm around the line of closed lips, and the share by which pixels there must be darker than the
lips to belong to the line."""
_CORNER_SHADOW_CM, _SHADOW_BRIGHTNESS = 0.45, 0.62
"""cm around the corners of the photo's open mouth, and the share of the lips' brightness below
which pixels there are shadow."""
_EDGE_SHADOW_SHARE = 0.3
"""Share of that radius within which pixels along the lips count as shadow."""
_MARGIN_CM = 1.2
"""cm beside the lip line that are kept in the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerLips:
    """A window of the layer's texture in which the lips have no dark line between them."""

    texture: UInt8
    corner: Float32
    """x and y of the window in the layer's texture, shape (2,)."""


def remove_lip_line(
    layers: Layers, lip_line: Float32, appearance: PhotoAppearance, scale: float
) -> InnerLips | None:
    """Remove the dark line between lips that are closed in the photo, for use where they part.

    The line is what a grey closing (J. Serra, 1982) fills near it; the lips' colours are continued
    into it.

    Args:
        layers: The subject; its texture is not changed.
        lip_line: Where the lips meet, shape (N, 2), pixels of the photo.
        appearance: Gives the colour of the lips' shade.
        scale: Pixels per cm.

    Returns:
        None where the mouth is outside the picture.
    """
    lip_line = (lip_line - [layers.left, layers.top]) * SUPERSAMPLING
    radius = _LIP_LINE_CM * scale * SUPERSAMPLING
    margin = radius + _MARGIN_CM * scale * SUPERSAMPLING
    low = np.maximum((lip_line.min(0) - margin).astype(int), 0)
    high = (lip_line.max(0) + margin).astype(int) + 1
    window = layers.texture[low[1] : high[1], low[0] : high[0]].copy()
    if not window.size:
        return None
    colour = window[..., :3].astype(np.float32)
    luma = colour @ LUMA_WEIGHTS
    line = np.full(luma.shape, 255, np.uint8)
    cv2.polylines(line, [np.rint(lip_line - low).astype(np.int32)], False, (0,))
    distance = cv2.distanceTransform(line, cv2.DIST_L2, 3)
    height = 2 * round(radius) + 1
    element = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (height // 2 | 1, height))
    filled = cv2.morphologyEx(luma, cv2.MORPH_CLOSE, element)
    dark = (1 - luma / np.maximum(filled, 1)) * np.clip((radius - distance) / (0.4 * radius), 0, 1)
    hole = cv2.dilate((dark > _LIP_LINE_CONTRAST).astype(np.uint8), np.ones((3, 3), np.uint8))
    window[..., :3] = _fill_with_lip_colour(colour, hole, appearance)
    return InnerLips(texture=window, corner=low.astype(np.float32))


def _fill_with_lip_colour(colour: Float32, hole: UInt8, appearance: PhotoAppearance) -> Float32:
    """Continue the colour of lips (h, w, 3) into a hole (h, w), a little darker."""
    known = 1 - hole.astype(np.float32)
    lip = push_pull(colour * known[..., None], known)
    # At the corners skin is as near as lip: take its brightness, but not its paleness.
    brightness = np.minimum(lip @ LUMA_WEIGHTS / float(appearance.lip @ LUMA_WEIGHTS), 1)[
        ..., None
    ]
    lip += _LIP_COLOUR_WEIGHT * (brightness * appearance.lip - lip)
    lip = appearance.shade(lip, np.full(hole.shape, _INNER_BRIGHTNESS, np.float32))
    soft = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), SUPERSAMPLING)[..., None]
    return np.rint(colour + (lip - colour) * soft)


def fill_opening_with_lip_colour(
    layers: Layers, edges: Sequence[Float32], appearance: PhotoAppearance, scale: float
) -> None:
    """Fill the opening of the photo with the lips' own colours, in the texture, in place.

    Lips that stick together at the corners, or roll outwards, then show their inner side instead
    of the photo's teeth and shadows.
    """
    outline = np.concatenate([edges[0], edges[1][::-1]]) - [layers.left, layers.top]
    radius = _CORNER_SHADOW_CM * scale * SUPERSAMPLING
    low = np.maximum((outline.min(0) * SUPERSAMPLING - radius).astype(int) - 16, 0)
    high = (outline.max(0) * SUPERSAMPLING + radius).astype(int) + 17
    window = layers.texture[low[1] : high[1], low[0] : high[0]]
    if not window.size:
        return
    colour = window[..., :3].astype(np.float32)
    hole = np.zeros(window.shape[:2], np.uint8)
    cv2.fillPoly(hole, [np.rint(outline * SUPERSAMPLING - low).astype(np.int32)], (1,))
    hole |= _corner_shadows(
        colour,
        hole,
        (edges[0][[0, -1]] - [layers.left, layers.top]) * SUPERSAMPLING - low,
        radius,
        appearance,
    )
    hole = cv2.dilate(hole, np.ones((3, 3), np.uint8))
    window[..., :3] = _fill_with_lip_colour(colour, hole, appearance)


def _corner_shadows(
    colour: Float32, hole: UInt8, corners: Float32, radius: float, appearance: PhotoAppearance
) -> UInt8:
    """Return the shadow along an open mouth and beyond its corners, (h, w).

    The network sees no gap there.

    A shadow that extends farther beyond a corner is the shaded side of the face, or the
    background.
    """
    dark = (
        colour @ LUMA_WEIGHTS < _SHADOW_BRIGHTNESS * float(appearance.lip @ LUMA_WEIGHTS)
    ).astype(np.uint8)
    y, x = np.indices(hole.shape, np.float32)
    shadows = dark & cv2.dilate(hole, disc(radius * _EDGE_SHADOW_SHARE))
    for corner, outwards in zip(
        corners, (corners[0] - corners[1], corners[1] - corners[0]), strict=True
    ):
        distance = np.hypot(x - corner[0], y - corner[1])
        beyond = (x - corner[0]) * outwards[0] + (y - corner[1]) * outwards[1] > 0
        within = (distance < radius).astype(np.uint8)
        shadow = touching((dark | hole) * within, hole * within) & (1 - hole)
        if not shadow[beyond & (distance > radius - 2)].any():
            shadows |= shadow
    return shadows
