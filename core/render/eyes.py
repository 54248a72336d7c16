"""The eyes: lids that slide over the eyeball and a gaze that moves, drawn into the texture before the head bends.

Lids are not stretched by the general motions, which must keep distances: each column of an eye is taken apart at its
lids, the skin above is unrolled like a blind with the lashes at its end, and the eyeball stays behind.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.face.topology import (
    LEFT_EYE_LOWER,
    LEFT_EYE_UPPER,
    LEFT_IRIS,
    RIGHT_EYE_LOWER,
    RIGHT_EYE_UPPER,
    RIGHT_IRIS,
)
from talking_photo.core.model import Float32, UInt8
from talking_photo.core.render.anatomy import Anatomy, Curve, curve
from talking_photo.core.render.lashes import AboveEye
from talking_photo.core.render.layers import ZOOM, Layers
from talking_photo.core.render.mixing import mixed
from talking_photo.core.render.motions import smoothstep

_LASHES = 0.10
"""cm below a lower lid's edge that move with it unstretched."""
_MOIST = 0.07
"""cm of the lower lid's edge that shut lids hide: it shines, and looks like white of the eye."""
_FAN, _FAN_HEIGHT = 0.8, 0.5
"""How far outwards lashes lean at the corners (cm for each cm of height), and the height up to which there are any, cm."""
Indices = npt.NDArray[np.intp]

_GAZE = ("gaze_x", "gaze_y")
_GAZE_STEP = 0.006
"""cm; a gaze that moves less is not drawn anew."""
_ROUND = 0.5
"""Opening over width of an eye larger than life, over which a brow may hang low."""
_LARGE = 2.0
"""How many times as high as people's its lashes may be."""
_WIDER = 0.22, 1.3
"""Part of an eye's opening by which a lid rises at most, and the largest opening (cm) that counts."""
_MEET = 0.14
"""Where closed lids meet: this part of the opening above the lower lid."""


class Eyes:
    """Draws both eyes of one portrait into the texture of its layers."""

    def __init__(self, anatomy: Anatomy, layers: Layers) -> None:
        self._eyes = [
            _Eye(anatomy, layers, upper=upper, lower=lower, iris=iris)
            for upper, lower, iris in (
                (LEFT_EYE_UPPER, LEFT_EYE_LOWER, LEFT_IRIS),
                (RIGHT_EYE_UPPER, RIGHT_EYE_LOWER, RIGHT_IRIS),
            )
        ]

    def draw(self, texture: UInt8, controls: dict[str, float]) -> None:
        """Draw the state of this frame into the texture (h, w, 4), in place."""
        for eye, blink in zip(self._eyes, ("blink_left", "blink_right"), strict=True):
            eye.draw(texture, controls[blink], controls)


class _Eye:
    def __init__(
        self,
        anatomy: Anatomy,
        layers: Layers,
        *,
        upper: Indices,
        lower: Indices,
        iris: Indices,
    ) -> None:
        self._scale = anatomy.pose.scale
        points = anatomy.points
        top, bottom = curve(points[upper]), curve(points[lower])
        width = float(top.x[-1] - top.x[0])
        self._window(layers, anatomy, top, bottom, width)
        x, y = self._x, self._y
        along = np.clip((x - top.x[0]) / max(width, 1e-3), 0, 1)
        # lashes fan out: what stands beside a corner has its root farther in, and moves with it
        x = x - _FAN * (2 * along - 1) * np.clip(y - top(x), 0, _FAN_HEIGHT)
        top_y, bottom_y = top(x), bottom(x)
        bottom_y = np.minimum(bottom_y, top_y)
        along = np.clip((x - top.x[0]) / max(width, 1e-3), 0, 1)
        # beyond the corners lids and their motion fade away
        reach = np.minimum(x - top.x[0], top.x[-1] - x)
        self._inside = smoothstep(-0.15 * width, 0.10 * width, reach)
        self._top, self._bottom = top_y, bottom_y
        opening = float((top(top.x) - bottom(top.x)).max())
        self._meet = bottom_y + _MEET * (top_y - bottom_y) - 0.05 * np.sin(np.pi * along) * opening
        room = max(anatomy.brow - float(top.y.max()), 0.5)
        self._bag = 0.9  # and below the lower lid
        self._raise = _WIDER[0] * min(opening, _WIDER[1])
        centre = points[iris[0]]
        radius = float(np.linalg.norm(points[iris[1:], :2] - centre[:2], axis=1).mean())
        away = np.hypot(x - centre[0], y - centre[1])
        # all of the iris moves; the white beside it is squeezed and stretched
        self._carry = 1 - smoothstep(1.05 * radius, 2.2 * radius, away)
        self._indices = np.indices(x.shape, dtype=np.float32)
        self._original = layers.texture[self._rows, self._columns].copy()
        self._ball = self._ball_without_lids()
        above = AboveEye(picture=self._original, height=y - top_y, inside=self._inside)
        self._lashes_only = np.empty_like(self._original)
        self._lashes_only[:] = (*np.rint(above.lash_colour()), 255)
        if opening > _ROUND * width:
            # the brow hangs low: a lid that took it along would be a dark blind
            self._lashes = above.lash_height(_LARGE)
            self._lid = above.skin_height(self._lashes)
        else:
            self._lashes = min(above.lash_height(), 0.3 * room)
            # cm of skin above the lashes that unrolls; the brow stays where it is
            self._lid = min(0.8 * room - self._lashes, 1.1)
        self._last: tuple[float, ...] = (0.0,) * 5
        # untouched where nothing moves
        near = smoothstep(0.0, 0.25, self._lid + self._lashes + 0.1 - (y - top_y))
        near = near * smoothstep(0.0, 0.25, self._bag - (bottom_y - y)) * self._inside
        self._near = near.astype(np.float32)
        self._open = self._shown(top_y, bottom_y)
        rows, columns = (np.flatnonzero(self._open.any(axis)) for axis in (1, 0))
        self._eyeball = (
            (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
            if len(rows)
            else (slice(0), slice(0))
        )

    def _window(
        self, layers: Layers, anatomy: Anatomy, top: Curve, bottom: Curve, width: float
    ) -> None:
        """Cut the texture's window about the eye and find the head frame x, y of its pixels (a flat, tilted plane)."""
        pose = anatomy.pose
        places = np.concatenate([top.places(pose), bottom.places(pose)])
        turned = np.abs(pose.rotation[:2, :2])  # a tilted head's eye is high where it is broad
        reach = turned @ np.array([0.2 * width, 1.5]) * self._scale
        corner = np.array([layers.left, layers.top])
        low, high = places.min(0) - reach - corner, places.max(0) + reach - corner
        height_px, width_px = layers.texture.shape[:2]
        left, above = np.maximum(np.floor(low * ZOOM), 0).astype(int)
        right = int(min(np.ceil(high[0] * ZOOM), width_px))
        below = int(min(np.ceil(high[1] * ZOOM), height_px))
        self._rows, self._columns = slice(int(above), below), slice(int(left), right)
        column, line = np.meshgrid(
            np.arange(left, right) / ZOOM + layers.left,
            np.arange(above, below) / ZOOM + layers.top,
        )
        # least squares plane from image to head frame over the lids' own points
        known = np.column_stack([places, np.ones(len(places))])
        target = np.concatenate([np.column_stack([c.x, c.y]) for c in (top, bottom)])
        self._plane, *_ = np.linalg.lstsq(known, target, rcond=None)
        self._x, self._y = (
            (column * self._plane[0, k] + line * self._plane[1, k] + self._plane[2, k]).astype(
                np.float32
            )
            for k in (0, 1)
        )
        self._to_texture = np.linalg.inv(self._plane[:2]) * ZOOM  # cm -> texture pixels

    def draw(self, texture: UInt8, blink: float, controls: dict[str, float]) -> None:
        """Draw this eye with its lid `blink` closed (0..1)."""
        squint, wide = controls["squint"], controls["eye_wide"]
        gaze = tuple(round(controls[name] / _GAZE_STEP) * _GAZE_STEP for name in _GAZE)
        state = (*(round(value, 3) for value in (blink, squint, wide)), *gaze)
        if state == self._last:
            return
        self._last = state
        window = texture[self._rows, self._columns]
        if not any(state[:3]):
            window[:] = self._original
            if any(gaze):
                self._draw_gaze(window, *gaze)
            return
        ball = self._fetch(self._ball, -gaze[0] * self._carry, -gaze[1] * self._carry)
        closed = float(np.clip(blink, 0, 1))
        top = self._top + closed * (self._meet - self._top) + wide * self._raise
        lifted = max(closed, 0.45 * squint)
        bottom = self._bottom + lifted * (self._meet - self._bottom)
        top = np.maximum(top, bottom)
        top = self._top + (top - self._top) * self._inside
        bottom = self._bottom + (bottom - self._bottom) * self._inside
        skin = self._unrolled(top, bottom, _MOIST * closed)
        if closed > 0:
            skin = self._softened(skin, top, closed)
        shadow = np.exp(-np.maximum(top - self._y, 0) / 0.12) * min(1.0, 2 * closed)
        shade = (1 - 0.35 * shadow).astype(np.float32)
        shades = cv2.merge([shade, shade, shade, np.ones_like(shade)])
        ball = cv2.multiply(ball, shades, dtype=cv2.CV_8U)
        skin = mixed(skin, ball, self._shown(top, bottom))
        skin = self._with_lashes(skin, top, closed)
        window[:] = mixed(self._original, skin, self._near)

    def _draw_gaze(self, window: UInt8, dx: float, dy: float) -> None:
        """Only the eyeball moves: its own small rectangle is enough."""
        part = self._eyeball
        if not self._open[part].size:
            return  # an eye that is closed in the photo
        ball = self._fetch(self._ball, -dx * self._carry[part], -dy * self._carry[part], part)
        still = self._original[part]
        window[part] = mixed(still, ball, self._open[part])

    def _shown(self, top: Float32, bottom: Float32) -> Float32:
        """Where the eyeball shows between lids at these heights, 0..1 with soft edges."""
        per_cm = self._scale * ZOOM
        edge = np.minimum(top - self._y, self._y - bottom) * per_cm / 2.0
        return (np.clip(edge + 0.5, 0, 1) * (self._inside > 0.5)).astype(np.float32)

    def _unrolled(self, top: Float32, bottom: Float32, rim: float) -> UInt8:
        """The skin about the eye with its lids' edges at `top` and `bottom`, without a rim of the lower lid (cm)."""
        y = self._y
        fixed = self._top + self._lashes + self._lid
        source = _stretched(y - top, top, self._top, fixed, self._lashes)
        fixed = self._bottom - _LASHES - self._bag
        below = _stretched(bottom - y, -bottom, rim - self._bottom, -fixed, _LASHES)
        middle = (top + bottom) / 2
        source = np.where(y >= middle, source, -below)
        return self._fetch(self._original, np.zeros_like(y), source - y)

    def _fetch(
        self,
        picture: UInt8,
        dx: Float32,
        dy: Float32,
        part: tuple[slice, slice] = (slice(None), slice(None)),
    ) -> UInt8:
        """Sample the window, or a part of it, with shifts in head frame cm."""
        rows, columns = (index[part] for index in self._indices)
        to = self._to_texture
        where_x = columns + dx * np.float32(to[0, 0]) + dy * np.float32(to[1, 0])
        where_y = rows + dx * np.float32(to[0, 1]) + dy * np.float32(to[1, 1])
        return cv2.remap(
            picture,
            where_x.astype(np.float32),
            where_y.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )

    def _ball_without_lids(self) -> UInt8:
        """The eyeball continued under the lids, so that a lid that opens wider uncovers eye and not its own skin."""
        rim = 0.06
        seen = (self._y < self._top - rim) & (self._y > self._bottom + rim) & (self._inside > 0.6)
        if seen.sum() < 12:
            return self._original
        hidden = np.where(seen, 0, 255).astype(np.uint8)
        near = cv2.dilate(
            255 - hidden, np.ones((3, 3), np.uint8), iterations=int(0.5 * self._scale * ZOOM) + 1
        )
        ball = self._original.copy()
        colour = np.ascontiguousarray(ball[..., :3])
        mask = cv2.bitwise_and(hidden, near)
        ball[..., :3] = cv2.inpaint(colour, mask, 3, cv2.INPAINT_TELEA)
        return ball

    def _softened(self, skin: UInt8, top: Float32, closed: float) -> UInt8:
        """Between lashes and crease the unrolled skin is smooth: stretched pixels would be streaks."""
        per_cm = self._scale * ZOOM
        above = self._y - top
        travel = np.maximum(self._top - top, 0)
        lid = smoothstep(self._lashes - 0.06, self._lashes + 0.04, above) * (
            1 - smoothstep(0.2, 0.45, above - travel)
        )
        lid = lid * self._inside * np.float32(min(1.0, closed / 0.3) * 0.85)
        return mixed(skin, _smoothed(skin, 0.16 * per_cm, 0.09 * per_cm), lid)

    def _with_lashes(self, picture: UInt8, top: Float32, closed: float) -> UInt8:
        if closed < 0.05:
            return picture
        away = np.abs(self._y - top) / np.float32(0.085)
        strength = np.float32(0.6 * closed) * np.exp(-(away**2)) * self._inside
        return mixed(picture, self._lashes_only, strength)


def _smoothed(picture: UInt8, across: float, down: float) -> UInt8:
    """Blur by these sigmas, in pixels; a wide blur is taken at a lower resolution, where nobody can tell."""
    less = max(1, round(down / 1.5))
    height, width = picture.shape[:2]
    size = (-(-width // less), -(-height // less))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(
        small, (0, 0), sigmaX=max(across / less, 0.5), sigmaY=max(down / less, 0.5)
    )
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _stretched(
    distance: Float32, edge: Float32, was: Float32, fixed: Float32, lashes: float
) -> Float32:
    """Source heights for a lid whose edge moved from `was` to `edge`, up to `fixed`, where nothing moves.

    `distance` is from the edge outwards. The lashes move as they are; behind them the skin stretches evenly.
    """
    span = np.maximum(fixed - edge - lashes, 1e-3)
    t = np.clip((distance - lashes) / span, 0, None)
    stretched = was + lashes + t * (fixed - was - lashes)
    outer = edge + distance
    return np.where(distance < lashes, was + distance, np.where(t < 1, stretched, outer))
