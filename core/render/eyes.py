"""Eyelids that slide over the eyeball, and gaze, drawn into the texture before the head is warped.

The eyelids are not part of the displacement fields, which must not fold: each column of an eye is
split at its lids, the skin above is moved down with the lashes at its end, and the eyeball stays
behind.
"""

from __future__ import annotations

from dataclasses import dataclass

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
from talking_photo.core.render.appearance import LUMA_WEIGHTS
from talking_photo.core.render.blend import blend
from talking_photo.core.render.displacement_fields import smoothstep
from talking_photo.core.render.eyelid_region import (
    STRIP_STEP_CM,
    EyelidRegion,
    LidSkin,
    lit_colour,
)
from talking_photo.core.render.face_metrics import Curve, FaceMetrics, curve
from talking_photo.core.render.face_profile import FaceProfile
from talking_photo.core.render.layers import SUPERSAMPLING, Layers

_LOWER_LASHES_CM = 0.10
"""cm below the lower lid's edge that move with it unstretched."""
_LOWER_LID_EXTENT_CM = 0.9
"""cm of skin below the lower lid's lashes that stretch with it."""
_WET_RIM_CM = 0.07
"""cm of the lower lid's edge that closed lids hide: it is wet, and looks like white of the eye."""
_LOWER_RIM_CM = 0.32
"""cm below the lower lid's edge from which on there is skin: above are lashes and white."""
_SLIVER_CM, _SLIVER_CONTRAST = (0.12, 0.30), (1.05, 1.20)
"""cm below the edge of closed lids, and brightness relative to the lid, in which what remains of
the white of an eye is painted over: the mesh leaves some below wide eyes."""
_LASH_LEAN, _LASH_LEAN_HEIGHT_CM = 0.8, 0.5
"""How far outwards lashes lean at the corners (cm per cm of height), and the height up to which
there are any, cm."""
Indices = npt.NDArray[np.intp]
Bool = npt.NDArray[np.bool_]
_Part = tuple[slice, slice]
"""Rows and columns of an eye's window."""

_GAZE_STEP_CM = 0.006
"""cm; a smaller change of gaze is not drawn again."""
_CARTOON_LASH_FACTOR = 2.0
"""Factor on the height at which a cartoon's lashes are looked for."""
_MAX_LID_RAISE = 0.22, 1.3
"""Share of an eye's opening by which the lid rises at most, and the largest opening (cm) that
counts."""
_MAX_REUSED_CLOSURE = 0.5
"""Closure up to which lids that stand still are not drawn again while the gaze moves."""
_CLOSURE_HEIGHT = 0.14
"""Where closed lids meet: this share of the opening above the lower lid."""
_LEFT_BROW, _RIGHT_BROW = (46, 53, 52, 65, 55), (285, 295, 282, 283, 276)
"""Landmarks of the brows' lower edges, from left to right."""
_BROW_MARGIN_CM, _MIN_LID_CM, _MAX_LID_CM, _MAX_CARTOON_LID_CM = 0.12, 0.16, 1.2, 2.4
"""cm of skin below a brow that stay where they are, and the least and most skin (with the lashes)
that moves with a lid, a person's and a cartoon's."""
_STRIP_COLUMNS, _STRIP_CM = 48, 2.4
"""Columns of a strip of skin along a lid, and its height."""
_UNROLLING = 0.7
"""Curvature of the stretch of a lid's skin: it unrolls at its edge; near the brow it stays."""
_LEAST_LASHES, _LASH_LINE_REACH_CM, _LASHES_REACH_CM = 0.05, 0.22, 0.6
"""Closure from which the dark line at a lowered lid's edge is painted, and how far from the edge
it and the lashes below it reach, cm."""
_LASH_LINE_CM, _LASH_LINE, _LASH_LINE_TAPER = 0.08, 0.62, 0.45
"""Half width of that line, its strength, and the share of it that is lost at the corners: a line
of one strength looks drawn with a pen."""
_LASHES, _LASHES_FROM, _LASHES_LENGTH = 0.5, 0.6, 1.6
"""Strength of the lashes below a closed lid, the closure from which they turn down, and their
length in heights of the photo's lashes."""
_LASH_SPACING_CM, _LASH_FAN = 0.13, 0.9
"""Distance between them, and how far they fan out at the corners, cm per cm of length."""
_LEAST_SPACING_PX = 2.0, 4.0
"""Distance in texture pixels up to which single lashes are not told apart, and from which they
are."""
_BLUR_REACH_CM = 0.4
"""Farthest pixels, cm, that the smoothing of a lid's skin sees."""
_STRETCHED = 1.25, 2.4
"""Stretch from which the skin of a lid is painted in its usual colour, and fully is."""
_PAINTED_SHARE = 0.9
"""Share of that colour where it fully is; the rest is the photo's own light and shade."""
_BULGE, _BULGE_AT, _BULGE_EDGE, _BULGE_CORNER = 1.10, 0.4, 0.32, 0.25
"""Brightness of a painted lid over the eyeball, where between its edge and the brow it is
lightest, and what is lost of it towards these and at the corners: of one brightness it looks
flat."""
_LASHES_FORESHORTENED = 0.5
"""Share of their height that lashes lose when the lid is closed: they turn to the viewer. The
painted outline of a cartoon's eye does not."""


class Eyes:
    """Draws both eyes of one portrait into the texture of its layers."""

    def __init__(self, profile: FaceProfile, layers: Layers) -> None:
        self._eyes = [
            _Eye(profile, layers, upper=upper, lower=lower, iris=iris, brow=brow)
            for upper, lower, iris, brow in (
                (LEFT_EYE_UPPER, LEFT_EYE_LOWER, LEFT_IRIS, _LEFT_BROW),
                (RIGHT_EYE_UPPER, RIGHT_EYE_LOWER, RIGHT_IRIS, _RIGHT_BROW),
            )
        ]

    def draw(self, texture: UInt8, controls: FrameControls) -> None:
        """Draw the state of this frame into the texture (h, w, 4), in place."""
        left, right = self._eyes
        left.draw(texture, controls.blink_left, controls)
        right.draw(texture, controls.blink_right, controls)


@dataclass(frozen=True, slots=True)
class _DrawnLids:
    """Lids as they were drawn last, in the rectangle in which the eyeball shows."""

    state: tuple[float, ...]
    """Blink, squint and widening."""
    part: _Part
    skin: UInt8
    shades: Float32
    open_alpha: Float32
    top: Float32


class _Eye:
    def __init__(
        self,
        profile: FaceProfile,
        layers: Layers,
        *,
        upper: Indices,
        lower: Indices,
        iris: Indices,
        brow: tuple[int, ...],
    ) -> None:
        metrics = profile.metrics
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
        self._off_middle = (2 * along - 1).astype(np.float32)
        self._top, self._bottom = top_y, bottom_y
        opening = float((top(top.x) - bottom(top.x)).max())
        meet = (
            bottom_y
            + _CLOSURE_HEIGHT * (top_y - bottom_y)
            - 0.05 * np.sin(np.pi * along) * opening
        )
        # cm by which closing moves the lids' edges
        self._fall, self._rise = meet - top_y, meet - bottom_y
        centre = points[iris[0]]
        radius = float(np.linalg.norm(points[iris[1:], :2] - centre[:2], axis=1).mean())
        away = np.hypot(x - centre[0], y - centre[1])
        # the whole iris moves; the white beside it is compressed and stretched
        self._gaze_weights = 1 - smoothstep(1.05 * radius, 2.2 * radius, away)
        self._indices = np.indices(x.shape, dtype=np.float32)
        self._photo = self._original = layers.texture[self._rows, self._columns].copy()
        self._eyeball_image = self._inpaint_eyeball()
        above = EyelidRegion(picture=self._original, height=y - top_y, inside=self._inside)
        self._lash_image = np.empty_like(self._original)
        self._lash_image[:] = (*np.rint(above.lash_colour()), 255)
        lashes = above.lash_height(_CARTOON_LASH_FACTOR if profile.has_cartoon_eyes else 1.0)
        ends = np.linspace(top.x[0] - 0.15 * width, top.x[-1] + 0.15 * width, _STRIP_COLUMNS)
        ends = ends.astype(np.float32)
        brow_y = np.interp(ends, points[list(brow), 0], points[list(brow), 1])
        limit = np.clip(brow_y - top(ends) - _BROW_MARGIN_CM, _MIN_LID_CM, _MAX_LID_CM)
        if profile.has_cartoon_eyes:  # the mesh's brows may lie in the eye
            limit[:] = _MAX_CARTOON_LID_CM
        skin = LidSkin.of(self._strip(layers, ends, top(ends), 1), lashes=lashes, limit=limit)
        below = LidSkin.of(
            self._strip(layers, ends, bottom(ends), -1),
            lashes=_LOWER_RIM_CM,
            limit=np.full(_STRIP_COLUMNS, _LOWER_LASHES_CM + _LOWER_LID_EXTENT_CM),
        )
        # cm of skin above and below the eye that move with the lids, lashes included
        self._upper_skin = np.interp(x, ends, skin.height).astype(np.float32)
        self._lower_skin = np.interp(x, ends, below.height).astype(np.float32)
        self._lashes = np.minimum(np.float32(lashes), 0.6 * self._upper_skin)
        self._foreshortened = 0.0 if profile.has_cartoon_eyes else _LASHES_FORESHORTENED
        self._lid_raise = np.minimum(
            _MAX_LID_RAISE[0] * min(opening, _MAX_LID_RAISE[1]), 0.4 * self._upper_skin
        )
        self._painted = self._paint_lid(
            profile, x, ends, lit_colour(skin, below, profile.appearance.skin)
        )
        self._last: tuple[float, ...] = (0.0,) * 5
        self._drawn_lids: _DrawnLids | None = None
        # unchanged where nothing moves
        self._region_alpha = (
            smoothstep(-0.02, 0.10, self._upper_skin - (y - top_y))
            * smoothstep(0.0, 0.25, self._lower_skin - (bottom_y - y))
            * self._inside
        ).astype(np.float32)
        self._crop_window(_bounds(self._region_alpha > 0))
        self._open_alpha = self._eyeball_alpha(self._top, self._bottom)
        self._eyeball_part = _bounds(self._open_alpha > 0)

    def _strip(self, layers: Layers, x: Float32, edge: Float32, direction: int) -> Float32:
        """Return the picture beyond a lid, straightened: rows every STRIP_STEP_CM from its edge.

        Shape (rows, len(x), 3).
        """
        away = np.arange(0, _STRIP_CM, STRIP_STEP_CM)[:, None]
        places = np.stack(np.broadcast_arrays(x, edge + direction * away), axis=2)
        image = (places - self._plane[2]) @ np.linalg.inv(self._plane[:2])
        corner = np.array([self._columns.start, self._rows.start])
        texel = (image - [layers.left, layers.top]) * SUPERSAMPLING - corner
        return cv2.remap(
            self._photo[..., :3].astype(np.float32),
            texel.astype(np.float32),
            None,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )

    def _paint_lid(
        self, profile: FaceProfile, x: Float32, ends: Float32, colour: Float32
    ) -> UInt8:
        """Return the window in the colours of the lid's columns, with the photo's grain."""
        channels = [np.interp(x, ends, c).astype(np.float32) for c in colour.T]
        height, width = x.shape
        tile = cv2.resize(profile.appearance.grain, None, fx=SUPERSAMPLING, fy=SUPERSAMPLING)
        rows, columns = np.arange(height) % len(tile), np.arange(width) % len(tile)
        grain = tile[np.ix_(rows, columns)]
        painted = cv2.merge([*(c + grain for c in channels), np.full_like(x, 255)])
        # premultiplied, as the layer's texture is
        alpha = self._original[..., 3:].astype(np.float32) / 255
        return np.rint(np.clip(painted, 0, 255) * alpha).astype(np.uint8)

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

    def _crop_window(self, part: _Part) -> None:
        """Reduce the window to the part in which something moves; it is sampled from `_photo`."""
        for name in (
            "_head_x", "_head_y", "_inside", "_off_middle", "_top", "_bottom", "_fall", "_rise",
            "_gaze_weights", "_original", "_lash_image", "_upper_skin", "_lower_skin", "_lashes",
            "_lid_raise", "_painted", "_region_alpha",
        ):  # fmt: skip
            setattr(self, name, np.ascontiguousarray(getattr(self, name)[part]))
        self._indices = np.ascontiguousarray(self._indices[:, part[0], part[1]])
        rows, columns = part
        top, left = self._rows.start, self._columns.start
        self._rows = slice(top + rows.start, top + rows.stop)
        self._columns = slice(left + columns.start, left + columns.stop)

    def draw(self, texture: UInt8, blink: float, controls: FrameControls) -> None:
        """Draw this eye with its lid closed by `blink` (0..1)."""
        squint, wide = controls.squint, controls.eye_wide
        gaze = tuple(
            round(shift / _GAZE_STEP_CM) * _GAZE_STEP_CM
            for shift in (controls.gaze_x, controls.gaze_y)
        )
        state = (*(round(value, 3) for value in (blink, squint, wide)), *gaze)
        if state == self._last or not self._region_alpha.size:
            return
        self._last = state
        window = texture[self._rows, self._columns]
        if not any(state[:3]):
            self._drawn_lids = None
            window[:] = self._original
            if any(gaze):
                self._draw_gaze(window, *gaze)
            return
        if self._drawn_lids is not None and self._drawn_lids.state == state[:3]:
            self._draw_gaze_under(window, self._drawn_lids, *gaze)
            return
        closed = float(np.clip(blink, 0, 1))
        rise = max(closed, 0.45 * squint) * self._rise
        fall = closed * self._fall
        if wide:
            fall += wide * self._lid_raise
        fall = np.maximum(fall, rise - (self._top - self._bottom))
        top = self._top + fall * self._inside
        bottom = self._bottom + rise * self._inside
        lashes = self._lashes * np.float32(1 - self._foreshortened * closed)
        upper = self._head_y >= (top + bottom) / 2
        skin = self._moved_skin(top, bottom, upper, lashes, _WET_RIM_CM * closed)
        if closed > 0:
            self._unroll_lid(skin, top, upper, lashes, closed)
        open_alpha = self._eyeball_alpha(top, bottom)
        self._drawn_lids = None
        if open_alpha.any():
            part = _bounds(open_alpha > 0)
            shadow = np.exp(-np.maximum((top - self._head_y)[part], 0) / 0.12)
            shade = (1 - 0.35 * min(1.0, 2 * closed) * shadow).astype(np.float32)
            lids = _DrawnLids(
                state=state[:3],
                part=part,
                skin=skin[part].copy(),
                shades=cv2.merge([shade, shade, shade, np.ones_like(shade)]),
                open_alpha=np.ascontiguousarray(open_alpha[part]),
                top=top[part],
            )
            skin[part] = self._ball_under(lids, *gaze)
            if closed <= _MAX_REUSED_CLOSURE:
                self._drawn_lids = lids
        if closed > 0.5:
            self._paint_sliver(skin, bottom, 2 * closed - 1)
        if closed >= _LEAST_LASHES:
            reach = _LASHES_REACH_CM if closed > _LASHES_FROM else _LASH_LINE_REACH_CM
            part = _bounds(np.abs(self._head_y - top) < reach)
            skin[part] = self._blend_lashes(skin[part], top[part], closed, part)
        window[:] = blend(self._original, skin, self._region_alpha)

    def _ball_under(self, lids: _DrawnLids, dx: float, dy: float) -> UInt8:
        """Return the part in which the eyeball shows, between lids but without their lashes."""
        weights = self._gaze_weights[lids.part]
        ball = self._sample(self._eyeball_image, -dx * weights, -dy * weights, lids.part)
        ball = cv2.multiply(ball, lids.shades, dtype=cv2.CV_8U)
        return blend(lids.skin, ball, lids.open_alpha)

    def _draw_gaze_under(self, window: UInt8, lids: _DrawnLids, dx: float, dy: float) -> None:
        """Draw the eyeball alone, under lids that stand as they were drawn last."""
        part = lids.part
        skin = self._ball_under(lids, dx, dy)
        if lids.state[0] >= _LEAST_LASHES:
            skin = self._blend_lashes(skin, lids.top, lids.state[0], part)
        window[part] = blend(self._original[part], skin, self._region_alpha[part])

    def _draw_gaze(self, window: UInt8, dx: float, dy: float) -> None:
        """Draw only the eyeball's own small rectangle."""
        part = self._eyeball_part
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

    def _moved_skin(
        self, top: Float32, bottom: Float32, upper: Bool, lashes: Float32, rim: float
    ) -> UInt8:
        """Return the skin around the eye with its lids' edges at `top` and `bottom`.

        Args:
            top: Height of the upper lid's edge, cm.
            bottom: Height of the lower lid's edge, cm.
            upper: What is nearer to the upper one.
            lashes: Height of the upper lashes as they are seen, cm.
            rim: cm of the lower lid's edge that are left out.
        """
        rows = _rows(upper)
        y = self._head_y[rows]
        above = _source_heights(
            y - top[rows],
            moved=self._top[rows] - top[rows],
            lashes=lashes[rows],
            lashes_before=self._lashes[rows],
            skin=self._upper_skin[rows],
            curvature=_UNROLLING,
            hidden=0.0,
        )
        shift = np.empty_like(self._head_y)
        shift[rows] = self._top[rows] + above - y
        rows = _rows(~upper)
        y = self._head_y[rows]
        below = _source_heights(
            bottom[rows] - y,
            moved=bottom[rows] - self._bottom[rows],
            lashes=np.float32(_LOWER_LASHES_CM),
            lashes_before=np.float32(_LOWER_LASHES_CM),
            skin=self._lower_skin[rows],
            curvature=0.0,
            hidden=rim,
        )
        np.copyto(shift[rows], self._bottom[rows] - below - y, where=~upper[rows])
        return self._sample(self._photo, None, shift)

    def _sample(
        self,
        picture: UInt8,
        dx: Float32 | None,
        dy: Float32,
        part: _Part = (slice(None), slice(None)),
    ) -> UInt8:
        """Sample the window, or a part of it, with offsets in head frame cm."""
        rows, columns = (index[part] for index in self._indices)
        to = self._to_texture
        where_x = columns + dy * np.float32(to[1, 0])
        where_y = rows + dy * np.float32(to[1, 1])
        if dx is not None:
            where_x += dx * np.float32(to[0, 0])
            where_y += dx * np.float32(to[0, 1])
        return cv2.remap(
            picture, where_x, where_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
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

    def _unroll_lid(
        self, skin: UInt8, top: Float32, upper: Bool, lashes: Float32, closed: float
    ) -> None:
        """Smooth the skin that a lid unrolls, and paint it where there is too little of it.

        In place. Stretched pixels would show as streaks, and what is dark at the lid's edge as a
        band.
        """
        per_cm = self._scale * SUPERSAMPLING
        lid_rows = _rows(upper)
        margin = round(_BLUR_REACH_CM * per_cm)
        rows = slice(max(lid_rows.start - margin, 0), lid_rows.stop + margin)
        top, lashes = top[rows], lashes[rows]
        skin, inside = skin[rows], self._inside[rows]
        upper_skin = self._upper_skin[rows]
        above = self._head_y[rows] - top
        height = upper_skin + np.maximum(self._top[rows] - top, 0)
        beyond_lashes = smoothstep(-0.06, 0.04, above - lashes) * inside
        share = above / height
        # a crease is less deep in closed lids
        smooth = beyond_lashes * (1 - smoothstep(0.65, 0.92, share))
        smooth *= np.float32(min(1.0, closed / 0.3) * 0.85)
        skin[:] = blend(skin, _anisotropic_blur(skin, 0.18 * per_cm, 0.13 * per_cm), smooth)
        stretch = (height - lashes) / np.maximum(upper_skin - self._lashes[rows], 0.04)
        if stretch.max() > _STRETCHED[0]:
            lid = beyond_lashes * (1 - smoothstep(0.4, 1.0, share))
            paint = lid * smoothstep(*_STRETCHED, stretch) * np.float32(_PAINTED_SHARE)
            away = (share - _BULGE_AT) / (1 - _BULGE_AT)
            bulge = (
                _BULGE
                - _BULGE_EDGE * away**2
                - _BULGE_CORNER * np.abs(self._off_middle[rows]) ** 3
            )
            light = np.maximum(bulge, 0).astype(np.float32)
            lights = cv2.merge([light, light, light, np.ones_like(light)])
            painted = cv2.multiply(self._painted[rows], lights, dtype=cv2.CV_8U)
            # premultiplied colour must not exceed its alpha
            painted = cv2.min(painted, cv2.merge([cv2.extractChannel(painted, 3)] * 4))
            skin[:] = blend(skin, painted, paint.astype(np.float32))

    def _paint_sliver(self, picture: UInt8, bottom: Float32, amount: float) -> None:
        """Paint over the white of the eye that is left below nearly closed lids, in place."""
        below = bottom - self._head_y
        rows = _rows((below > -0.05) & (below < _SLIVER_CM[1]))
        below, part = below[rows], picture[rows]
        if not part.size:
            return
        luma, lid = (
            p[..., :3].astype(np.float32) @ LUMA_WEIGHTS for p in (part, self._painted[rows])
        )
        white = smoothstep(*_SLIVER_CONTRAST, luma / np.maximum(lid, 1))
        near = (1 - smoothstep(*_SLIVER_CM, below)) * (below > -0.05) * self._inside[rows]
        share = (np.float32(amount) * white * near).astype(np.float32)
        part[:] = blend(part, self._painted[rows], share)

    def _blend_lashes(self, picture: UInt8, top: Float32, closed: float, part: _Part) -> UInt8:
        if not picture.size:
            return picture
        below = top - self._head_y[part]
        line = np.exp(-((below / np.float32(_LASH_LINE_CM)) ** 2)) * self._inside[part]
        line *= _LASH_LINE
        turned = (closed - _LASHES_FROM) / (1 - _LASHES_FROM)
        if turned > 0 and self._foreshortened:
            line *= 1 - _LASH_LINE_TAPER * turned * np.abs(self._off_middle[part]) ** 3
            line = np.maximum(line, self._strands(below, part) * turned)
        strength = (np.float32(closed) * line).astype(np.float32)
        return blend(picture, cv2.min(picture, self._lash_image[part]), strength)

    def _strands(self, below: Float32, part: _Part) -> Float32:
        """Return the strength of the lashes below a closed lid.

        Args:
            below: cm below its edge, (h, w).
            part: Of the window.
        """
        off_middle = self._off_middle[part]
        x = self._head_x[part] - _LASH_FAN * off_middle * np.maximum(below, 0)
        number = x * np.float32(1 / _LASH_SPACING_CM)
        # neither evenly spaced nor of one length
        phase = number + 0.25 * np.sin(2.7 * number) + 0.2 * np.sin(7.3 * number)
        spacing = _LASH_SPACING_CM * self._scale * SUPERSAMPLING
        single = float(smoothstep(*_LEAST_SPACING_PX, np.array(spacing, np.float32)))
        strand = 0.45 + single * (0.05 + 0.5 * np.cos(2 * np.pi * phase))
        reach = _LASHES_LENGTH * self._lashes[part] * (1 + 0.2 * np.sin(1.7 * number))
        tip = np.clip(1 - below / reach, 0, 1) ** 0.7 * (below > -0.03)
        ends = self._inside[part] * (1 - np.abs(off_middle) ** 3)
        return (_LASHES * strand * tip * ends).astype(np.float32)


def _rows(mask: Bool) -> slice:
    """Return the rows from the first to the last in which anything is true."""
    rows = np.flatnonzero(mask.any(1))
    return slice(int(rows[0]), int(rows[-1]) + 1) if len(rows) else slice(0, 0)


def _bounds(mask: Bool) -> _Part:
    """Return the smallest part that holds everything that is true."""
    columns = np.flatnonzero(mask.any(0))
    across = slice(int(columns[0]), int(columns[-1]) + 1) if len(columns) else slice(0, 0)
    return _rows(mask), across


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
    distance: Float32,
    *,
    moved: Float32,
    lashes: Float32 | np.float32,
    lashes_before: Float32 | np.float32,
    skin: Float32,
    curvature: float,
    hidden: float,
) -> Float32:
    """Return for points near a lid their distances from its edge before it moved, cm.

    Args:
        distance: From the lid's edge outwards.
        moved: How far the edge has moved inwards.
        lashes: Height of the lashes now; they are scaled to it.
        lashes_before: Height of them before.
        skin: Height of the skin that moved with the lid; at its end nothing does.
        curvature: 0 stretches the skin evenly, 1 at the edge most.
        hidden: cm of the edge that are no longer seen.
    """
    from_lashes = distance - lashes
    inner = from_lashes / np.maximum(skin + moved - lashes, 1e-3)
    inner = np.minimum(np.maximum(inner, 0), 1)
    start = lashes_before + np.float32(hidden)
    source = (skin - start) * inner
    if curvature:
        source *= 1 - curvature + curvature * inner
    source += start
    source += np.minimum(from_lashes, 0) * (lashes_before / lashes)
    source += np.maximum(distance - moved - skin, 0)
    return source
