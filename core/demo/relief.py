"""The face as a relief, and the light on it: one soft lamp on the left, a cool sky on the right."""

from __future__ import annotations

import cv2
import numpy as np
from scipy.interpolate import RBFInterpolator

from talking_photo.core.demo.canvas import DENSITY, FINE, HEIGHT, WIDTH, Points, curve, grid
from talking_photo.core.face.topology import LOWER_INNER, OVAL
from talking_photo.core.model import Float32

STEP = 4
"""The relief is computed for every so-many-th pixel: a face has no finer forms, only finer lines."""
_COARSE = 8
LAMP = np.array([-0.52, 0.50, 0.69], np.float32)
"""Direction to the lamp: x right, y up, z to the viewer."""
_SKY = np.array([0.75, 0.25, 0.6], np.float32)
_WRAP = np.array([0.50, 0.34, 0.26], np.float32)
"""How far light creeps round an edge, for red, green and blue: skin lets red through most. A wrapped cosine is the
cheap form of subsurface scattering (GPU Gems, chapter 16.2)."""


def face_height(points: Points) -> Float32:
    """Make a height (cm) for every STEP-th pixel from the mesh (478, 3), going on beyond the face's outline."""
    # The lower lip's inner edge lies on the upper one's, and a surface has one height at each place.
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
    size = (WIDTH * FINE // STEP, HEIGHT * FINE // STEP)
    height = cv2.resize(height, size, interpolation=cv2.INTER_CUBIC)
    # Cheeks, temples and forehead have few points, and the surface dents between them.
    x, y = grid(step=STEP)
    even = cv2.GaussianBlur(height, (0, 0), 0.85 * DENSITY / STEP)
    plain = np.clip(((x / 3.6) ** 2 + ((y - 0.4) / 5.6) ** 2 - 0.75) / 0.7, 0, 1)
    return height + plain * (even - height)


def face_outline(points: Points, out: float = 1.0) -> Points:
    """Lead a line (144, 3) round the mesh's face, `out` times as large; it goes up under the hair."""
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
    """Return the light that skin of this relief throws back, and the shine on top of it.

    Returns:
        Diffuse light, shape (h, w, 3), about 0..1, to be multiplied with the skin's colour; and shine, (h, w).
    """
    density = DENSITY / STEP
    normal = _normals(height, density)
    shadow = _shadow(height, density)
    hollow = _hollows(height, density)
    facing = normal @ LAMP
    wrapped = np.clip((facing[..., None] + _WRAP) / (1 + _WRAP), 0, None)
    lamp = wrapped**1.25 * (1 - shadow[..., None] * np.array([0.44, 0.60, 0.68], np.float32))
    sky = np.clip(normal @ _SKY, 0, None)[..., None] * np.array([0.17, 0.19, 0.22], np.float32)
    bounce = (0.13 + 0.06 * normal[..., 1:2]) * np.array([1.02, 0.98, 0.96], np.float32)
    # Light that has been between two surfaces of skin comes back redder.
    closed = (1 - hollow[..., None] * np.array([0.55, 0.72, 0.78], np.float32)).clip(0.25, 1.1)
    half = LAMP + np.array([0, 0, 1], np.float32)
    half /= np.linalg.norm(half)
    gleam = np.clip(normal @ half, 0, 1)
    shine = (0.055 * gleam**14 + 0.05 * gleam**46) * (1 - shadow) * (1 - hollow)
    return (0.92 * lamp + sky + bounce) * closed, shine


def enlarged(field: Float32) -> Float32:
    """Bring a field of the relief to the painting's size."""
    size = (WIDTH * FINE, HEIGHT * FINE)
    return cv2.resize(field, size, interpolation=cv2.INTER_LINEAR)


def _normals(height: Float32, density: float) -> Float32:
    down, across = np.gradient(cv2.GaussianBlur(height, (0, 0), 1.2))
    normal = np.dstack([-across * density, down * density, np.ones_like(height)])
    return normal / np.linalg.norm(normal, axis=2, keepdims=True)


def _hollows(height: Float32, density: float) -> Float32:
    """Ambient occlusion: how much lower a place is than what is around it, near and far."""
    hollow = np.zeros_like(height)
    for radius, weight in ((0.25, 0.4), (0.6, 0.5), (1.5, 0.34)):
        around = cv2.GaussianBlur(height, (0, 0), radius * density)
        hollow += weight * np.clip((around - height) / radius, -0.12, 0.42)
    return hollow


def _shadow(height: Float32, density: float) -> Float32:
    """March from each place towards the lamp; where the relief rises above the ray there is shadow, 0..1."""
    away = LAMP[:2] / np.linalg.norm(LAMP[:2])
    climb = LAMP[2] / np.linalg.norm(LAMP[:2])
    shadow = np.zeros_like(height)
    for reach in np.geomspace(0.25, 4.0, 14):
        shift = np.array([[1, 0, -away[0]], [0, 1, away[1]]]) * [1, 1, reach * density]
        there = cv2.warpAffine(height, shift, height.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
        above = there - height - reach * climb
        shadow = np.maximum(shadow, np.clip(above / (0.25 + 0.22 * reach) + 0.3, 0, 1))
    return cv2.GaussianBlur(shadow, (0, 0), 0.14 * density)
