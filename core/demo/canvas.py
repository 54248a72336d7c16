"""Drawing primitives of the demo portrait: soft masks and blending, in centimetres."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline

from talking_photo.core.model import Float32, UInt8

WIDTH, HEIGHT = 768, 960
"""Pixels of the finished picture."""
SUPERSAMPLING = 2
"""Supersampling: the factor by which the drawing is larger than the picture, which smooths all
edges."""
PIXELS_PER_CM = 29.0 * SUPERSAMPLING
"""Pixels per centimetre while drawing."""
_MIDDLE = WIDTH / 2 * SUPERSAMPLING
_TOP = 15.9
"""y of the picture's upper border, cm; the origin is that of the mean face."""
SUBPIXEL = 4
"""Fractional bits of coordinates in OpenCV's drawing functions."""
_MAX_BLUR_PX = 6.0
"""Pixels of blur above which a mask is made at half the resolution, which looks the same."""

Points = npt.NDArray[np.float64]
"""Shape (N, 2): cm, x right, y up."""
Indices = npt.NDArray[np.intp]
Colour = tuple[int, int, int]
"""sRGB, 0..255."""


@dataclass(frozen=True, slots=True)
class SoftMask:
    """A soft mask: a window of the picture, and the alpha of each pixel, 0..1."""

    window: tuple[slice, slice]
    alpha: Float32

    def within(self, other: SoftMask) -> SoftMask:
        """Intersect with another mask."""
        alpha = np.zeros_like(other.alpha)
        rows, columns = (
            (max(a.start, b.start), min(a.stop, b.stop))
            for a, b in zip(self.window, other.window, strict=True)
        )
        if rows[0] < rows[1] and columns[0] < columns[1]:
            alpha[_part(other, rows, columns)] = self.alpha[_part(self, rows, columns)]
        return SoftMask(other.window, alpha * other.alpha)


def _part(
    soft_mask: SoftMask, rows: tuple[int, int], columns: tuple[int, int]
) -> tuple[slice, slice]:
    top, left = (part.start for part in soft_mask.window)
    return slice(rows[0] - top, rows[1] - top), slice(columns[0] - left, columns[1] - left)


def to_pixels(points: Points) -> Points:
    """Convert cm to pixels (x right, y down)."""
    return np.stack(
        [_MIDDLE + points[..., 0] * PIXELS_PER_CM, (_TOP - points[..., 1]) * PIXELS_PER_CM], -1
    )


def fixed_point(points: Points) -> npt.NDArray[np.int32]:
    """Convert cm to OpenCV's fixed point with shift=SUBPIXEL."""
    return np.round(to_pixels(points) * 2**SUBPIXEL).astype(np.int32)


def grid(window: tuple[slice, slice] | None = None, step: int = 1) -> tuple[Float32, Float32]:
    """Return x and y in cm of a window's pixels, or of each step-th pixel of the picture."""
    rows, columns = window or (slice(0, HEIGHT * SUPERSAMPLING), slice(0, WIDTH * SUPERSAMPLING))
    x = (np.arange(columns.start, columns.stop, step) + (step - 1) / 2 - _MIDDLE) / PIXELS_PER_CM
    y = _TOP - (np.arange(rows.start, rows.stop, step) + (step - 1) / 2) / PIXELS_PER_CM
    across, down = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
    return across, down


def curve(points: npt.ArrayLike, count: int = 60, *, closed: bool = False) -> Points:
    """Interpolate a smooth curve through the points, evenly by chord length."""
    knots = np.asarray(points, float)
    knots = np.vstack([knots, knots[:1]]) if closed else knots
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(knots, axis=0), axis=1))])
    spline = CubicSpline(along, knots, bc_type="periodic" if closed else "natural")
    return np.asarray(spline(np.linspace(0, along[-1], count)))


def translated(points: Points, x: float, y: float) -> Points:
    """Translate points by x and y (cm)."""
    return points + np.array([x, y])


def on_side(side: int, points: Points) -> Points:
    """Mirror points that are given for the image's right (side 1) to the left (-1)."""
    return points * np.array([side, 1])


def both_sides(right: Points) -> Points:
    """Close an outline whose right side is given, from top to bottom."""
    return np.vstack([right, on_side(-1, right)[::-1]])


def ribbon(line: Points, width: Points) -> Points:
    """Return the outline of a line of varying width (cm, shape (N,))."""
    along = np.gradient(line, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], 1)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
    side = normal * width[:, None] / 2
    return np.vstack([line + side, (line - side)[::-1]])


def ellipse(x: float, y: float, width: float, height: float, turn: float = 0.0) -> Points:
    """Return the outline of an ellipse; half axes in cm, turn in radians."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    across, up = width * np.cos(angle), height * np.sin(angle)
    cos, sin = np.cos(turn), np.sin(turn)
    return np.stack([x + across * cos - up * sin, y + across * sin + up * cos], 1)


def soft_mask(outline: Points, blur: float = 0.0) -> SoftMask:
    """Fill an outline; its edge fades over about `blur` cm."""
    coarse = 1
    while blur * PIXELS_PER_CM / coarse > _MAX_BLUR_PX:
        coarse *= 2
    pixels = to_pixels(outline)
    margin = 3 * blur * PIXELS_PER_CM + 2
    low = np.floor(np.maximum(pixels.min(0) - margin, 0) / coarse).astype(int) * coarse
    high = np.minimum(
        pixels.max(0) + margin, [WIDTH * SUPERSAMPLING, HEIGHT * SUPERSAMPLING]
    ).astype(int)
    size = np.maximum(-(-(high - low) // coarse), 1)
    mask = np.zeros((size[1], size[0]), np.uint8)
    corners = ((pixels - low + 0.5) / coarse - 0.5) * 2**SUBPIXEL
    cv2.fillPoly(mask, [np.round(corners).astype(np.int32)], 255, cv2.LINE_AA, SUBPIXEL)
    alpha = mask.astype(np.float32) / 255
    if blur:
        alpha = cv2.GaussianBlur(alpha, (0, 0), blur * PIXELS_PER_CM / coarse)
    if coarse > 1:
        alpha = cv2.resize(alpha, None, fx=coarse, fy=coarse, interpolation=cv2.INTER_LINEAR)
    columns = slice(low[0], min(low[0] + alpha.shape[1], WIDTH * SUPERSAMPLING))
    rows = slice(low[1], min(low[1] + alpha.shape[0], HEIGHT * SUPERSAMPLING))
    return SoftMask(
        (rows, columns), alpha[: rows.stop - rows.start, : columns.stop - columns.start]
    )


def linear(colour: Colour | Float32) -> Float32:
    """Convert sRGB 0..255 to linear light, 0..1."""
    return ((np.asarray(colour, np.float32) / 255) ** 2.2).astype(np.float32)


def blend(
    picture: Float32, where: SoftMask, paint: Colour | Float32, strength: float = 1.0
) -> None:
    """Alpha-blend a colour, or linear light of shape (h, w, 3) for the mask's window."""
    light = linear(paint) if isinstance(paint, tuple) else paint
    there = picture[where.window]
    there += (where.alpha * strength)[..., None] * (light - there)


def multiply(picture: Float32, where: SoftMask, paint: Colour, strength: float = 1.0) -> None:
    """Multiply by a colour: white changes nothing, black hides what is there."""
    filtered = 1 - (where.alpha * strength)[..., None] * (1 - linear(paint))
    picture[where.window] *= filtered


def add_light(picture: Float32, where: SoftMask, paint: Colour, strength: float = 1.0) -> None:
    """Add light of a colour."""
    picture[where.window] += (where.alpha * strength)[..., None] * linear(paint)


def draw(strokes: UInt8, line: Points, colour: Colour, width: int = 1) -> None:
    """Draw a line, `width` pixels of the drawing thick, on a finished picture."""
    cv2.polylines(strokes, [fixed_point(line)], False, colour, width, cv2.LINE_AA, SUBPIXEL)


def to_srgb(picture: Float32) -> UInt8:
    """Convert linear light to sRGB u8, at the drawing's size."""
    table = (np.linspace(0, 1, 4096) ** (1 / 2.2) * 255 + 0.5).astype(np.uint8)
    return table[(np.clip(picture, 0, 1) * 4095).astype(np.uint16)]
