"""Lips where they part: the gap, the shadow or the dark line that a photo has there, filled with the lips' own colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from talking_photo.core.model import Float32, UInt8
from talking_photo.core.render.layers import ZOOM, Layers, push_pull
from talking_photo.core.render.light import GREY, Light
from talking_photo.core.render.masks import disc, touching

_INNER_LIP = 0.74
"""Brightness of a lip's inner side against its outer one."""
_REDDER = 0.75
"""How much of that colour is the lips' own, whatever lies beside."""
_SEAM, _LINE = 0.22, 0.06
"""cm about the seam of shut lips in which what is darker by that share than the lips is their line."""
_POCKET, _DARK = 0.45, 0.62
"""cm about the corners of a photo's open mouth in which what is darker than this share of the lips is a shadow."""
_ALONG = 0.3
"""Share of that reach within which it is one along the lips."""
_AROUND = 1.2
"""cm beside the seam that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerLips:
    """A window of the layer's texture, of lips without the line between them."""

    texture: UInt8
    corner: Float32
    """x and y of the window in the layer's texture, shape (2,)."""


def without_seam(layers: Layers, seam: Float32, light: Light, scale: float) -> InnerLips | None:
    """Lips that are shut in the photo as they would be if parted: no dark line at their edge, but their own colour.

    Dark is what a grey closing (J. Serra, 1982) fills up, near the seam; the lips' colours go on into it.

    Args:
        layers: The subject; its texture stays as it is.
        seam: Where the lips meet, shape (N, 2), pixels of the photo.
        light: For the colour of their shade.
        scale: Pixels per cm.

    Returns:
        None where the mouth lies outside the picture.
    """
    seam = (seam - [layers.left, layers.top]) * ZOOM
    reach = _SEAM * scale * ZOOM
    around = reach + _AROUND * scale * ZOOM
    low = np.maximum((seam.min(0) - around).astype(int), 0)
    high = (seam.max(0) + around).astype(int) + 1
    window = layers.texture[low[1] : high[1], low[0] : high[0]].copy()
    if not window.size:
        return None
    colour = window[..., :3].astype(np.float32)
    luma = colour @ GREY
    line = np.full(luma.shape, 255, np.uint8)
    cv2.polylines(line, [np.rint(seam - low).astype(np.int32)], False, (0,))
    away = cv2.distanceTransform(line, cv2.DIST_L2, 3)
    tall = 2 * round(reach) + 1
    upright = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (tall // 2 | 1, tall))
    filled = cv2.morphologyEx(luma, cv2.MORPH_CLOSE, upright)
    dark = (1 - luma / np.maximum(filled, 1)) * np.clip((reach - away) / (0.4 * reach), 0, 1)
    hole = cv2.dilate((dark > _LINE).astype(np.uint8), np.ones((3, 3), np.uint8))
    window[..., :3] = _lined(colour, hole, light)
    return InnerLips(texture=window, corner=low.astype(np.float32))


def _lined(colour: Float32, hole: UInt8, light: Light) -> Float32:
    """Lips (h, w, 3) whose colour goes on into a hole (h, w), a little darker."""
    known = 1 - hole.astype(np.float32)
    lip = push_pull(colour * known[..., None], known)
    # at the corners skin is as near as lip: it lends its shade, but not its pallor
    pale = np.minimum(lip @ GREY / float(light.lip @ GREY), 1)[..., None]
    lip += _REDDER * (pale * light.lip - lip)
    lip = light.shaded(lip, np.full(hole.shape, _INNER_LIP, np.float32))
    soft = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), ZOOM)[..., None]
    return np.rint(colour + (lip - colour) * soft)


def line_with_lip(layers: Layers, edges: Sequence[Float32], light: Light, scale: float) -> None:
    """Fill the opening of a photo with the lips' own colours, in the texture, in place.

    Lips that cling at the corners, or roll outwards, show their inner side there, not the photo's teeth and shadows.
    """
    outline = np.concatenate([edges[0], edges[1][::-1]]) - [layers.left, layers.top]
    reach = _POCKET * scale * ZOOM
    low = np.maximum((outline.min(0) * ZOOM - reach).astype(int) - 16, 0)
    high = (outline.max(0) * ZOOM + reach).astype(int) + 17
    window = layers.texture[low[1] : high[1], low[0] : high[0]]
    if not window.size:
        return
    colour = window[..., :3].astype(np.float32)
    hole = np.zeros(window.shape[:2], np.uint8)
    cv2.fillPoly(hole, [np.rint(outline * ZOOM - low).astype(np.int32)], (1,))
    hole |= _pockets(
        colour, hole, (edges[0][[0, -1]] - [layers.left, layers.top]) * ZOOM - low, reach, light
    )
    hole = cv2.dilate(hole, np.ones((3, 3), np.uint8))
    window[..., :3] = _lined(colour, hole, light)


def _pockets(colour: Float32, hole: UInt8, corners: Float32, reach: float, light: Light) -> UInt8:
    """The shadow along the edge of an open mouth and beyond its corners, where the network sees no gap any more, (h, w).

    What goes on farther beyond a corner is the shaded side of the face, or what is behind it.
    """
    dark = (colour @ GREY < _DARK * float(light.lip @ GREY)).astype(np.uint8)
    y, x = np.indices(hole.shape, np.float32)
    pockets = dark & cv2.dilate(hole, disc(reach * _ALONG))
    for corner, outwards in zip(
        corners, (corners[0] - corners[1], corners[1] - corners[0]), strict=True
    ):
        away = np.hypot(x - corner[0], y - corner[1])
        beyond = (x - corner[0]) * outwards[0] + (y - corner[1]) * outwards[1] > 0
        within = (away < reach).astype(np.uint8)
        shadow = touching((dark | hole) * within, hole * within) & (1 - hole)
        if not shadow[beyond & (away > reach - 2)].any():
            pockets |= shadow
    return pockets
