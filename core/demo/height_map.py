"""Height map of the face and its lighting.

A soft key light on the left, a cool fill light on the right.
"""

from __future__ import annotations

import cv2
import numpy as np
from scipy.interpolate import RBFInterpolator

from talking_photo.core.demo.canvas import (
    HEIGHT,
    PIXELS_PER_CM,
    SUPERSAMPLING,
    WIDTH,
    Points,
    curve,
    grid,
)
from talking_photo.core.face.topology import LOWER_INNER, OVAL
from talking_photo.core.model import Float32

STEP = 4
"""The height map has one value for this many pixels: a face has no finer forms, only finer
lines."""
_COARSE = 8
KEY_LIGHT = np.array([-0.52, 0.50, 0.69], np.float32)
"""Direction to the key light: x right, y up, z to the viewer."""
_FILL_LIGHT = np.array([0.75, 0.25, 0.6], np.float32)
_WRAP = np.array([0.50, 0.34, 0.26], np.float32)
"""Wrap of the diffuse light around edges, for red, green and blue: skin scatters red farthest. A
wrapped cosine is a cheap form of subsurface scattering (GPU Gems, chapter 16.2)."""


def face_height(points: Points) -> Float32:
    """Return a height (cm) for every STEP-th pixel from the mesh (478, 3).

    It is extrapolated beyond the face's outline.
    """
    # The lower lip's inner edge coincides with the upper one's, and a height map has one height at
    # each position.
    inner = np.setdiff1d(np.arange(468), [*OVAL, *LOWER_INNER[1:-1]])
    rims = [_rim(points, *rim) for rim in ((1.0, 0.0), (1.06, 1.3), (1.2, 4.2))]
    knots = np.vstack([points[inner], *rims])
    surface = RBFInterpolator(knots[:, :2], knots[:, 2], smoothing=0.06)
    x, y = grid(step=_COARSE)
    rows = np.flatnonzero((y[:, 0] < points[:, 1].max() + 4) & (y[:, 0] > points[:, 1].min() - 2))
    columns = np.flatnonzero(np.abs(x[0]) < 8.6)
    near = np.ix_(rows, columns)
    height = np.full(x.shape, -6.0, np.float32)
    height[near] = surface(np.stack([x[near].ravel(), y[near].ravel()], 1)).reshape(x[near].shape)
    size = (WIDTH * SUPERSAMPLING // STEP, HEIGHT * SUPERSAMPLING // STEP)
    height = cv2.resize(height, size, interpolation=cv2.INTER_CUBIC)
    # Cheeks, temples and forehead have few points, and the surface dents between them.
    x, y = grid(step=STEP)
    even = cv2.GaussianBlur(height, (0, 0), 0.85 * PIXELS_PER_CM / STEP)
    plain = np.clip(((x / 3.6) ** 2 + ((y - 0.4) / 5.6) ** 2 - 0.75) / 0.7, 0, 1)
    return height + plain * (even - height)


def face_outline(points: Points, out: float = 1.0) -> Points:
    """Return a line (144, 3) around the mesh's face, `out` times as large.

    It extends under the hair.
    """
    line = curve(points[OVAL], 144, closed=True)
    middle = line.mean(0) * [1, 1, 0]
    line = middle + (line - middle) * [out, out, 1]
    line[:, 1] += 0.5 * np.clip(line[:, 1] - 4, 0, None)
    return line


def _rim(points: Points, out: float, back: float) -> Points:
    line = face_outline(points, out)
    line[:, 2] -= back + 0.5 * np.clip(line[:, 1] - 7, 0, None)
    return line


def skin_light(height: Float32) -> tuple[Float32, Float32]:
    """Return the diffuse light and the highlights of skin with this height map.

    Returns:
        Diffuse light, shape (h, w, 3), about 0..1, to be multiplied with the skin's colour; and
        highlights, (h, w).
    """
    density = PIXELS_PER_CM / STEP
    normal = _normals(height, density)
    shadow = _shadow(height, density)
    hollow = _ambient_occlusion(height, density)
    facing = normal @ KEY_LIGHT
    wrapped = np.clip((facing[..., None] + _WRAP) / (1 + _WRAP), 0, None)
    lamp = wrapped**1.25 * (1 - shadow[..., None] * np.array([0.44, 0.60, 0.68], np.float32))
    sky = np.clip(normal @ _FILL_LIGHT, 0, None)[..., None] * np.array(
        [0.17, 0.19, 0.22], np.float32
    )
    bounce = (0.13 + 0.06 * normal[..., 1:2]) * np.array([1.02, 0.98, 0.96], np.float32)
    # Light that has been reflected between two surfaces of skin is redder.
    closed = (1 - hollow[..., None] * np.array([0.55, 0.72, 0.78], np.float32)).clip(0.25, 1.1)
    half = KEY_LIGHT + np.array([0, 0, 1], np.float32)
    half /= np.linalg.norm(half)
    gleam = np.clip(normal @ half, 0, 1)
    shine = (0.055 * gleam**14 + 0.05 * gleam**46) * (1 - shadow) * (1 - hollow)
    return (0.92 * lamp + sky + bounce) * closed, shine


def upsample(field: Float32) -> Float32:
    """Resize a field of the height map to the drawing's size."""
    size = (WIDTH * SUPERSAMPLING, HEIGHT * SUPERSAMPLING)
    return cv2.resize(field, size, interpolation=cv2.INTER_LINEAR)


def _normals(height: Float32, density: float) -> Float32:
    down, across = np.gradient(cv2.GaussianBlur(height, (0, 0), 1.2))
    normal = np.dstack([-across * density, down * density, np.ones_like(height)])
    return normal / np.linalg.norm(normal, axis=2, keepdims=True)


def _ambient_occlusion(height: Float32, density: float) -> Float32:
    """Return the ambient occlusion.

    How much lower a point is than its surroundings, near and far.
    """
    hollow = np.zeros_like(height)
    for radius, weight in ((0.25, 0.4), (0.6, 0.5), (1.5, 0.34)):
        around = cv2.GaussianBlur(height, (0, 0), radius * density)
        hollow += weight * np.clip((around - height) / radius, -0.12, 0.42)
    return hollow


def _shadow(height: Float32, density: float) -> Float32:
    """Return the shadow, 0..1: the height map rises above the ray to the key light."""
    away = KEY_LIGHT[:2] / np.linalg.norm(KEY_LIGHT[:2])
    climb = KEY_LIGHT[2] / np.linalg.norm(KEY_LIGHT[:2])
    shadow = np.zeros_like(height)
    for reach in np.geomspace(0.25, 4.0, 14):
        shift = np.array([[1, 0, -away[0]], [0, 1, away[1]]]) * [1, 1, reach * density]
        there = cv2.warpAffine(height, shift, height.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
        above = there - height - reach * climb
        shadow = np.maximum(shadow, np.clip(above / (0.25 + 0.22 * reach) + 0.3, 0, 1))
    return cv2.GaussianBlur(shadow, (0, 0), 0.14 * density)
