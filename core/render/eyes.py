"""Eyelids that slide over the eyeball, and gaze, drawn into the texture before the head is warped.

The eyelids are not part of the displacement fields, which must not fold: each column of an eye is
split at its lids, the skin above is moved down with the lashes at its end, and the eyeball stays
behind.
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
from talking_photo.core.model import Float32, FrameControls, UInt8
from talking_photo.core.render.blend import blend
from talking_photo.core.render.displacement_fields import smoothstep
from talking_photo.core.render.eyelid_region import EyelidRegion
from talking_photo.core.render.face_metrics import Curve, FaceMetrics, curve
from talking_photo.core.render.layers import SUPERSAMPLING, Layers

_LOWER_LASHES_CM = 0.10
"""cm below the lower lid's edge that move with it unstretched."""
_LOWER_LID_EXTENT_CM = 0.9
"""cm of skin below the lower lid's lashes that stretch with it."""
_WET_RIM_CM = 0.07
"""cm of the lower lid's edge that closed lids hide: it is wet, and looks like white of the eye."""
_LASH_LEAN, _LASH_LEAN_HEIGHT_CM = 0.8, 0.5
"""How far outwards lashes lean at the corners (cm per cm of height), and the height up to which
there are any, cm."""
Indices = npt.NDArray[np.intp]

_GAZE_STEP_CM = 0.006
"""cm; a smaller change of gaze is not drawn again."""
_CARTOON_ASPECT = 0.5
"""Opening over width from which an eye is a cartoon's, over which a brow may hang low."""
_CARTOON_LASH_FACTOR = 2.0
"""Factor on the height at which a cartoon's lashes are looked for."""
_MAX_LID_RAISE = 0.22, 1.3
"""Share of an eye's opening by which the lid rises at most, and the largest opening (cm) that
counts."""
_CLOSURE_HEIGHT = 0.14
"""Where closed lids meet: this share of the opening above the lower lid."""


class Eyes:
    """Draws both eyes of one portrait into the texture of its layers."""

    def __init__(self, metrics: FaceMetrics, layers: Layers) -> None:
        self._eyes = [
            _Eye(metrics, layers, upper=upper, lower=lower, iris=iris)
            for upper, lower, iris in (
                (LEFT_EYE_UPPER, LEFT_EYE_LOWER, LEFT_IRIS),
                (RIGHT_EYE_UPPER, RIGHT_EYE_LOWER, RIGHT_IRIS),
            )
        ]

    def draw(self, texture: UInt8, controls: FrameControls) -> None:
        """Draw the state of this frame into the texture (h, w, 4), in place."""
        left, right = self._eyes
        left.draw(texture, controls.blink_left, controls)
        right.draw(texture, controls.blink_right, controls)


class _Eye:
    def __init__(
        self,
        metrics: FaceMetrics,
        layers: Layers,
        *,
        upper: Indices,
        lower: Indices,
        iris: Indices,
    ) -> None:
        self._scale = metrics.pose.scale
        points = metrics.points
        top, bottom = curve(points[upper]), curve(points[lower])
        width = float(top.x[-1] - top.x[0])
        self._set_window(layers, metrics, top, bottom, width)
        x, y = self._head_x, self._head_y
        along = np.clip((x - top.x[0]) / max(width, 1e-3), 0, 1)
        # Lashes fan out: what is beside a corner has its root farther in, and moves with it.
        x = x - _LASH_LEAN * (2 * along - 1) * np.clip(y - top(x), 0, _LASH_LEAN_HEIGHT_CM)
        top_y, bottom_y = top(x), bottom(x)
        bottom_y = np.minimum(bottom_y, top_y)
        along = np.clip((x - top.x[0]) / max(width, 1e-3), 0, 1)
        # beyond the corners the lids and their movement fade out
        margin = np.minimum(x - top.x[0], top.x[-1] - x)
        self._inside = smoothstep(-0.15 * width, 0.10 * width, margin)
        self._top, self._bottom = top_y, bottom_y
        opening = float((top(top.x) - bottom(top.x)).max())
        self._meet = (
            bottom_y
            + _CLOSURE_HEIGHT * (top_y - bottom_y)
            - 0.05 * np.sin(np.pi * along) * opening
        )
        brow_gap = max(metrics.brow - float(top.y.max()), 0.5)
        self._lid_raise = _MAX_LID_RAISE[0] * min(opening, _MAX_LID_RAISE[1])
        centre = points[iris[0]]
        radius = float(np.linalg.norm(points[iris[1:], :2] - centre[:2], axis=1).mean())
        away = np.hypot(x - centre[0], y - centre[1])
        # the whole iris moves; the white beside it is compressed and stretched
        self._gaze_weights = 1 - smoothstep(1.05 * radius, 2.2 * radius, away)
        self._indices = np.indices(x.shape, dtype=np.float32)
        self._original = layers.texture[self._rows, self._columns].copy()
        self._eyeball_image = self._inpaint_eyeball()
        above = EyelidRegion(picture=self._original, height=y - top_y, inside=self._inside)
        self._lash_image = np.empty_like(self._original)
        self._lash_image[:] = (*np.rint(above.lash_colour()), 255)
        if opening > _CARTOON_ASPECT * width:
            # The brow hangs low: a lid that included it would close as a dark band.
            self._lashes = above.lash_height(_CARTOON_LASH_FACTOR)
            self._lid = above.skin_height(self._lashes)
        else:
            self._lashes = min(above.lash_height(), 0.3 * brow_gap)
            # cm of skin above the lashes that moves down; the brow is not included
            self._lid = min(0.8 * brow_gap - self._lashes, 1.1)
        self._last: tuple[float, ...] = (0.0,) * 5
        # unchanged where nothing moves
        region = smoothstep(0.0, 0.25, self._lid + self._lashes + 0.1 - (y - top_y))
        region = (
            region * smoothstep(0.0, 0.25, _LOWER_LID_EXTENT_CM - (bottom_y - y)) * self._inside
        )
        self._region_alpha = region.astype(np.float32)
        self._open_alpha = self._eyeball_alpha(top_y, bottom_y)
        rows, columns = (np.flatnonzero(self._open_alpha.any(axis)) for axis in (1, 0))
        self._eyeball_rect = (
            (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
            if len(rows)
            else (slice(0), slice(0))
        )

    def _set_window(
        self, layers: Layers, metrics: FaceMetrics, top: Curve, bottom: Curve, width: float
    ) -> None:
        """Select the texture's window around the eye, and its pixels' x, y in the head frame.

        The eye is taken for a tilted plane.
        """
        pose = metrics.pose
        places = np.concatenate([top.project(pose), bottom.project(pose)])
        turned = np.abs(pose.rotation[:2, :2])  # the eye of a tilted head extends vertically
        margin = turned @ np.array([0.2 * width, 1.5]) * self._scale
        corner = np.array([layers.left, layers.top])
        low, high = places.min(0) - margin - corner, places.max(0) + margin - corner
        height_px, width_px = layers.texture.shape[:2]
        left, above = np.maximum(np.floor(low * SUPERSAMPLING), 0).astype(int)
        right = int(min(np.ceil(high[0] * SUPERSAMPLING), width_px))
        below = int(min(np.ceil(high[1] * SUPERSAMPLING), height_px))
        self._rows, self._columns = slice(int(above), below), slice(int(left), right)
        column, line = np.meshgrid(
            np.arange(left, right) / SUPERSAMPLING + layers.left,
            np.arange(above, below) / SUPERSAMPLING + layers.top,
        )
        # least squares plane from the image to the head frame, over the points of the lids
        known = np.column_stack([places, np.ones(len(places))])
        target = np.concatenate([np.column_stack([c.x, c.y]) for c in (top, bottom)])
        self._plane, *_ = np.linalg.lstsq(known, target, rcond=None)
        self._head_x, self._head_y = (
            (column * self._plane[0, k] + line * self._plane[1, k] + self._plane[2, k]).astype(
                np.float32
            )
            for k in (0, 1)
        )
        self._to_texture = np.linalg.inv(self._plane[:2]) * SUPERSAMPLING  # cm -> texture pixels

    def draw(self, texture: UInt8, blink: float, controls: FrameControls) -> None:
        """Draw this eye with its lid closed by `blink` (0..1)."""
        squint, wide = controls.squint, controls.eye_wide
        gaze = tuple(
            round(shift / _GAZE_STEP_CM) * _GAZE_STEP_CM
            for shift in (controls.gaze_x, controls.gaze_y)
        )
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
        ball = self._sample(
            self._eyeball_image, -gaze[0] * self._gaze_weights, -gaze[1] * self._gaze_weights
        )
        closed = float(np.clip(blink, 0, 1))
        top = self._top + closed * (self._meet - self._top) + wide * self._lid_raise
        lifted = max(closed, 0.45 * squint)
        bottom = self._bottom + lifted * (self._meet - self._bottom)
        top = np.maximum(top, bottom)
        top = self._top + (top - self._top) * self._inside
        bottom = self._bottom + (bottom - self._bottom) * self._inside
        skin = self._moved_skin(top, bottom, _WET_RIM_CM * closed)
        if closed > 0:
            skin = self._smooth_lid(skin, top, closed)
        shadow = np.exp(-np.maximum(top - self._head_y, 0) / 0.12) * min(1.0, 2 * closed)
        shade = (1 - 0.35 * shadow).astype(np.float32)
        shades = cv2.merge([shade, shade, shade, np.ones_like(shade)])
        ball = cv2.multiply(ball, shades, dtype=cv2.CV_8U)
        skin = blend(skin, ball, self._eyeball_alpha(top, bottom))
        skin = self._blend_lashes(skin, top, closed)
        window[:] = blend(self._original, skin, self._region_alpha)

    def _draw_gaze(self, window: UInt8, dx: float, dy: float) -> None:
        """Draw only the eyeball's own small rectangle."""
        part = self._eyeball_rect
        if not self._open_alpha[part].size:
            return  # an eye that is closed in the photo
        ball = self._sample(
            self._eyeball_image,
            -dx * self._gaze_weights[part],
            -dy * self._gaze_weights[part],
            part,
        )
        still = self._original[part]
        window[part] = blend(still, ball, self._open_alpha[part])

    def _eyeball_alpha(self, top: Float32, bottom: Float32) -> Float32:
        """Return where the eyeball is visible between lids at these heights, 0..1."""
        per_cm = self._scale * SUPERSAMPLING
        edge = np.minimum(top - self._head_y, self._head_y - bottom) * per_cm / 2.0
        return (np.clip(edge + 0.5, 0, 1) * (self._inside > 0.5)).astype(np.float32)

    def _moved_skin(self, top: Float32, bottom: Float32, rim: float) -> UInt8:
        """Return the skin around the eye with its lids' edges at `top` and `bottom`.

        Args:
            top: Height of the upper lid's edge, cm.
            bottom: Height of the lower lid's edge, cm.
            rim: cm of the lower lid's edge that are left out.
        """
        y = self._head_y
        fixed = self._top + self._lashes + self._lid
        source = _source_heights(y - top, top, self._top, fixed, self._lashes)
        fixed = self._bottom - _LOWER_LASHES_CM - _LOWER_LID_EXTENT_CM
        below = _source_heights(bottom - y, -bottom, rim - self._bottom, -fixed, _LOWER_LASHES_CM)
        middle = (top + bottom) / 2
        source = np.where(y >= middle, source, -below)
        return self._sample(self._original, np.zeros_like(y), source - y)

    def _sample(
        self,
        picture: UInt8,
        dx: Float32,
        dy: Float32,
        part: tuple[slice, slice] = (slice(None), slice(None)),
    ) -> UInt8:
        """Sample the window, or a part of it, with offsets in head frame cm."""
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

    def _inpaint_eyeball(self) -> UInt8:
        """Return the eyeball continued under the lids.

        Lids that open wider then uncover no skin.
        """
        rim = 0.06
        seen = (
            (self._head_y < self._top - rim)
            & (self._head_y > self._bottom + rim)
            & (self._inside > 0.6)
        )
        if seen.sum() < 12:
            return self._original
        hidden = np.where(seen, 0, 255).astype(np.uint8)
        region = cv2.dilate(
            255 - hidden,
            np.ones((3, 3), np.uint8),
            iterations=int(0.5 * self._scale * SUPERSAMPLING) + 1,
        )
        ball = self._original.copy()
        colour = np.ascontiguousarray(ball[..., :3])
        mask = cv2.bitwise_and(hidden, region)
        ball[..., :3] = cv2.inpaint(colour, mask, 3, cv2.INPAINT_TELEA)
        return ball

    def _smooth_lid(self, skin: UInt8, top: Float32, closed: float) -> UInt8:
        """Smooth the moved skin between lashes and crease.

        Stretched pixels would show as streaks.
        """
        per_cm = self._scale * SUPERSAMPLING
        above = self._head_y - top
        travel = np.maximum(self._top - top, 0)
        lid = smoothstep(self._lashes - 0.06, self._lashes + 0.04, above) * (
            1 - smoothstep(0.2, 0.45, above - travel)
        )
        lid = lid * self._inside * np.float32(min(1.0, closed / 0.3) * 0.85)
        return blend(skin, _anisotropic_blur(skin, 0.16 * per_cm, 0.09 * per_cm), lid)

    def _blend_lashes(self, picture: UInt8, top: Float32, closed: float) -> UInt8:
        if closed < 0.05:
            return picture
        away = np.abs(self._head_y - top) / np.float32(0.085)
        strength = np.float32(0.6 * closed) * np.exp(-(away**2)) * self._inside
        return blend(picture, self._lash_image, strength)


def _anisotropic_blur(picture: UInt8, across: float, down: float) -> UInt8:
    """Blur by these standard deviations, in pixels.

    A wide blur is computed at a lower resolution.
    """
    less = max(1, round(down / 1.5))
    height, width = picture.shape[:2]
    size = (-(-width // less), -(-height // less))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(
        small, (0, 0), sigmaX=max(across / less, 0.5), sigmaY=max(down / less, 0.5)
    )
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _source_heights(
    distance: Float32, edge: Float32, was: Float32, fixed: Float32, lashes: float
) -> Float32:
    """Return source heights for a lid whose edge moved from `was` to `edge`.

    At `fixed` nothing moves.

    `distance` is from the edge outwards. The lashes keep their shape; behind them the skin
    stretches evenly.
    """
    span = np.maximum(fixed - edge - lashes, 1e-3)
    t = np.clip((distance - lashes) / span, 0, None)
    stretched = was + lashes + t * (fixed - was - lashes)
    outer = edge + distance
    return np.where(distance < lashes, was + distance, np.where(t < 1, stretched, outer))
