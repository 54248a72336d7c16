"""The mouth of a frame.

Skin above and below warped separately, joined at the lips, interior between them.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32, FrameControls, UInt8
from talking_photo.core.render.blend import blend
from talking_photo.core.render.displacement_fields import (
    LOWER,
    UPPER,
    displacement_fields,
    smoothstep,
)
from talking_photo.core.render.face_profile import FaceProfile
from talking_photo.core.render.inner_lips import (
    InnerLips,
    fill_opening_with_lip_colour,
    remove_lip_line,
)
from talking_photo.core.render.layers import Layers
from talking_photo.core.render.mouth_interior import MouthInterior, MouthPatch, Opening
from talking_photo.core.render.surface import Surface
from talking_photo.core.render.warp_mesh import Grid, HeadTransform, WarpMesh

_CELL_CM = 0.11
"""Cell of the mouth's grids, cm."""
_MAX_ITERATIONS = 8
"""Limit of the fixed-point iteration on the mouth's grids."""
_FRACTION_BITS = 4
"""Fractional bits of polygon corners in pixels."""
_SOFT_EDGE_ROWS = 4
"""Rows around the lip line that its soft edge can reach."""
_ROUNDED_NARROWING = 0.08
"""Share of its width that the opening loses when the lips are fully rounded."""
_PARTED_CM = 0.07
"""cm of opening from which on the dark line between the lips is gone."""
_PARTED_REACH = 2
"""The same in multiples of it beside the opening, where the line also fades."""
_ROLL_SHADE = 0.2
"""Darkening of lips that roll into the mouth; half of it shows right beside the opening."""
_END_EXPONENT = 6
"""Exponent of the opening's ends: 2 is an ellipse, a high number a box."""
_MARGIN_SIDE_CM, _MARGIN_ABOVE_CM, _MARGIN_BELOW_CM = 1.2, 0.9, 2.0
"""cm around the lips that the patch covers: to each side, above, below."""


class Mouth:
    """Paints one mouth onto the subject layer, frame by frame and in order."""

    def __init__(self, profile: FaceProfile, surface: Surface, layers: Layers) -> None:
        metrics, appearance = profile.metrics, profile.appearance
        self._layers = layers
        pose = metrics.pose
        lips = np.concatenate(
            [edge.project(pose) for edge in (metrics.upper_outer, metrics.lower_outer)]
        )
        scale = pose.scale
        low = np.floor(lips.min(0) - np.array([_MARGIN_SIDE_CM, _MARGIN_ABOVE_CM]) * scale).astype(
            int
        )
        high = np.ceil(lips.max(0) + np.array([_MARGIN_SIDE_CM, _MARGIN_BELOW_CM]) * scale).astype(
            int
        )
        grid = Grid.around(
            max(low[0], layers.left),
            max(low[1], layers.top),
            min(high[0], layers.right),
            min(high[1], layers.bottom),
            max(2, round(_CELL_CM * scale)),
        )
        self._grid = grid
        nodes = grid.nodes
        points, outside = surface.smooth_points(nodes, 0.25 / _CELL_CM)
        anchor_weights = np.ones((2, len(points)), np.float32)
        self._meshes = [
            WarpMesh(
                grid,
                points.T.copy(),
                displacement_fields(points, outside, metrics, side),
                anchor_weights,
                pose,
                max_iterations=_MAX_ITERATIONS,
            )
            for side in (UPPER, LOWER)
        ]
        self._edges = [edge.project(pose) for edge in (metrics.upper_inner, metrics.lower_inner)]
        self._middle = metrics.points[[13, 14]].mean(0)
        if metrics.gap > 0:
            fill_opening_with_lip_colour(layers, self._edges, appearance, scale)
        self._parted_px = scale * _PARTED_CM
        # On a drawing or a muzzle the line of the mouth becomes the outline of the opening.
        keeps_line = metrics.gap > 0 or profile.portrait.placed
        self._inner = (
            None if keeps_line else remove_lip_line(layers, self._edges[0], appearance, scale)
        )
        self._interior = MouthInterior(profile)
        self._size = width, height = grid.size
        self._sticking_px = 0.16 * scale
        self._roll_sigma = max(0.06 * scale, 0.6)
        rim = max(3, round(0.3 * scale))
        self._edge_alpha = _feather_mask(width, height, rim)
        self._rim = _rim_parts(width, height, rim)
        self._blur = appearance.blur
        down = pose.rotation[:2, 1] * np.array([-1, 1])  # towards the chin in the image
        self._down = (down / np.linalg.norm(down)).astype(np.float32)
        self._lip_line_width = 0.05 * scale + 0.55 * appearance.blur
        # Lips that were apart in the photo have no dark line of their own where they meet.
        self._lip_line_depth = 0.36 if metrics.gap > 0 else 0.10

    def paint(
        self, subject: UInt8, moments: Sequence[FrameControls], transform: HeadTransform
    ) -> None:
        """Paint into the subject layer (h, w, 4; premultiplied), in place.

        Args:
            subject: The layer.
            moments: One, or several over which the mouth is averaged.
            transform: Of the head.
        """
        layers = self._layers
        corner = self._corner(transform)
        patch = self._patch(moments[0], transform, corner)
        for number, controls in enumerate(moments[1:], 1):
            share = 1 / (number + 1)
            other = self._patch(controls, transform, corner)
            patch = cv2.addWeighted(patch, 1 - share, other, share, 0.0)
        x, y = (corner - np.array([layers.left, layers.top])).tolist()
        left, top = max(-x, 0), max(-y, 0)  # what has moved out of the picture
        target = subject[y + top : y + patch.shape[0], x + left : x + patch.shape[1]]
        seen = slice(top, top + target.shape[0]), slice(left, left + target.shape[1])
        patch, alpha = patch[seen], self._edge_alpha[seen]
        for part in self._rim:
            patch[part] = blend(target[part], patch[part], alpha[part])
        target[:] = patch

    def _corner(self, transform: HeadTransform) -> npt.NDArray[np.int_]:
        """Return where in the frame the patch starts, pixels x and y: it follows the head.

        A patch that stayed where the mouth was would end at the mouth of a head that sways, and
        beyond it nothing is known of what moves into it.
        """
        moved = self._meshes[0].rigid_motion(self._middle, transform)
        return np.rint(moved).astype(int) + np.array([self._grid.left, self._grid.top])

    def _patch(
        self, controls: FrameControls, transform: HeadTransform, corner: npt.NDArray[np.int_]
    ) -> UInt8:
        """Return the mouth and the skin around it at one moment, (h, w, 4)."""
        offsets = [mesh.offsets(controls, transform) for mesh in self._meshes]
        upper, lower = (
            mesh.displace_points(offsets, edge)
            for mesh, offsets, edge in zip(self._meshes, offsets, self._edges, strict=True)
        )
        opening = self._opening(upper, lower, pucker=controls.pucker)
        middle = (opening.upper + opening.lower) / 2 - corner
        patch = self._skin(offsets, opening, middle, corner)
        self._darken_lip_line(patch, middle, opening.gap)
        right, bottom = (corner + self._size).tolist()
        inside = self._interior.paint(opening, controls, transform, (right, bottom))
        if inside is not None:
            left, top = ([inside.left, inside.top] - corner).tolist()
            self._shade_around(patch, inside.alpha, left=left, top=top)
            _composite_interior(patch, inside, left=left, top=top)
        return patch

    def _skin(
        self,
        offsets: Sequence[Float32],
        opening: Opening,
        line: Float32,
        corner: npt.NDArray[np.int_],
    ) -> UInt8:
        """Return the skin above and the skin below, joined along the lip line, (h, w, 4)."""
        width, height = self._size
        alpha = _mask_below(line, width, height)
        # most rows contain only one of the two
        first = max(np.count_nonzero(alpha.max(1) == 0) - _SOFT_EDGE_ROWS, 0)
        last = min(height - np.count_nonzero(alpha.min(1) == 255) + _SOFT_EDGE_ROWS, height)
        upper, lower = (
            self._positions(mesh, offsets, rows, corner)
            for mesh, offsets, rows in zip(
                self._meshes, offsets, (slice(0, last), slice(first, height)), strict=True
            )
        )
        texture = self._layers.texture
        above, below = _sample(texture, upper), _sample(texture, lower)
        if self._inner is not None and opening.gap > 0:
            parted = self._parted_at(opening, line)
            for skin, positions, start in ((above, upper, 0), (below, lower, first)):
                near = self._near(opening, start + int(corner[1]))
                _blend_inner_lips(self._inner, skin, positions, near, parted)
        patch = np.concatenate([above, below[last - first :]])
        if first < last:
            soft = cv2.GaussianBlur(alpha[first:last].astype(np.float32) / 255, (0, 0), 0.6)
            patch[first:last] = blend(above[first:], below[: last - first], soft)
        return patch

    def _positions(
        self, mesh: WarpMesh, offsets: Float32, rows: slice, corner: npt.NDArray[np.int_]
    ) -> Float32:
        """Return the positions in the texture of some rows of the patch, (h, w, 2)."""
        step = self._grid.step
        start, stop = rows.start // step, -(-rows.stop // step)
        moved = corner - np.array([self._grid.left, self._grid.top])
        inverse_map = mesh.inverse_map(offsets, moved)
        nodes = self._layers.to_texels(inverse_map, self._grid)[start : stop + 2]
        top = rows.start - start * step
        return mesh.upsample(nodes)[top : top + rows.stop - rows.start, : self._size[0]]

    def _parted_at(self, opening: Opening, line: Float32) -> Float32:
        """Return 0 (closed) to 1 (parted) for each column of the patch, shape (w,)."""
        gap = (opening.lower - opening.upper) @ self._down
        order = np.maximum.accumulate(line[:, 0])
        there = np.interp(np.arange(self._size[0]), order, gap, left=0, right=0)
        parted = smoothstep(0, self._parted_px, there.astype(np.float32))[None]
        # beside the ends of the opening the lips are about to part
        beside = 2 * round(_PARTED_REACH * self._parted_px) + 1
        parted = cv2.blur(cv2.dilate(parted, np.ones((1, beside))), (beside, 1))
        return np.asarray(parted[0], np.float32)

    def _near(self, opening: Opening, start: int) -> slice:
        """Return the rows around an opening, counted from row `start` of the frame."""
        reach = _PARTED_REACH * self._parted_px
        top = float(opening.upper[:, 1].min()) - reach - start
        bottom = float(opening.lower[:, 1].max()) + reach - start
        return slice(max(int(top), 0), max(int(bottom) + 2, 0))

    def _opening(self, upper: Float32, lower: Float32, *, pucker: float) -> Opening:
        """Return the opening between two warped lip edges.

        Pressed lips cross, and near the corners lips stick together: there both edges move to the
        middle between them. Rounded lips stick farther in: they leave a small round hole.
        """
        apart = (lower - upper) @ self._down
        off = np.abs(np.linspace(-1, 1, len(apart)))
        sticking = self._sticking_px * off**3
        rounded = float(np.clip(pucker, 0, 1))
        within = np.clip(off / (1 - _ROUNDED_NARROWING * rounded), 0, 1)
        shown = np.maximum(apart - sticking, 0)
        shown *= 1 - rounded * (1 - np.sqrt(1 - within**_END_EXPONENT))
        shown *= np.sqrt(1 - off ** (2 * _END_EXPONENT))  # the opening never ends in a slit
        closer = (apart - shown)[:, None] / 2 * self._down
        return Opening(upper=upper + closer, lower=lower - closer, gap=float(shown.max()))

    def _shade_around(self, patch: UInt8, alpha: Float32, *, left: int, top: int) -> None:
        """Darken the skin next to the opening, in place.

        Lips that roll into the mouth face away from the light.
        """
        reach = round(3 * self._roll_sigma) + 1
        rim = cv2.copyMakeBorder(alpha, reach, reach, reach, reach, cv2.BORDER_CONSTANT)
        near = cv2.GaussianBlur(rim, (0, 0), self._roll_sigma)
        top, left = top - reach, left - reach
        near = near[max(-top, 0) :, max(-left, 0) :]
        area = patch[max(top, 0) :, max(left, 0) :][: near.shape[0], : near.shape[1]]
        _darken(area, 1 - np.float32(_ROLL_SHADE) * near[: area.shape[0], : area.shape[1]])

    def _darken_lip_line(self, patch: UInt8, middle: Float32, gap: float) -> None:
        """Darken the line where the lips meet, in place.

        It also softens the step between their textures.
        """
        w = max(self._lip_line_width, 0.8)
        low = np.maximum(middle.min(0) - 4 * w, 0).astype(int)
        high = np.maximum(np.ceil(middle.max(0) + 4 * w + 1), 0).astype(int)
        area = patch[low[1] : high[1], low[0] : high[0]]
        if not area.size:
            return  # a lip line at the picture's border may move out of it
        line = np.zeros(area.shape[:2], np.uint8)
        inner = middle[len(middle) // 12 : -len(middle) // 12] - low
        corners = np.rint(inner * 2**_FRACTION_BITS).astype(np.int32)
        cv2.polylines(line, [corners], False, (255,), 1, cv2.LINE_AA, _FRACTION_BITS)
        soft = cv2.GaussianBlur(line.astype(np.float32), (0, 0), w)
        # a one-pixel line blurred by w peaks at 1 / (w sqrt(2 pi)) of its height
        near = np.minimum(soft * np.float32(w * np.sqrt(2 * np.pi) / 255), 1)
        closed = float(np.clip(1 - gap / (3 * (0.75 + 1.1 * self._blur)), 0, 1))
        if closed > 0:
            alpha = near * np.float32(0.8 * closed)
            smooth = cv2.GaussianBlur(area, (0, 0), 0.8)
            area[:] = blend(area, smooth, alpha)
        _darken(area, 1 - near * np.float32(self._lip_line_depth * (0.4 + 0.6 * closed)))


def _sample(texture: UInt8, positions: Float32) -> UInt8:
    """Sample a texture at positions (h, w, 2), which may be outside it."""
    return cv2.remap(texture, positions, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _blend_inner_lips(
    inner: InnerLips, skin: UInt8, positions: Float32, rows: slice, parted: Float32
) -> None:
    """Replace the photo's dark line between parted lips by their inner side, in place.

    Args:
        inner: The texture without the line.
        skin: Above or below the mouth, (h, w, 4), as warped.
        positions: Positions of its pixels in the layer's texture, (h, w, 2).
        rows: Rows of it around the opening.
        parted: 0 closed, 1 parted, for each column, (w,).
    """
    columns = np.flatnonzero(parted)
    if not len(columns):
        return
    part = rows, slice(columns[0], columns[-1] + 1)
    if skin[part].size:
        inner_pixels = _sample(inner.texture, positions[part] - inner.corner)
        alpha = np.broadcast_to(parted[part[1]], inner_pixels.shape[:2])
        skin[part] = blend(skin[part], inner_pixels, np.ascontiguousarray(alpha))


def _mask_below(line: Float32, width: int, height: int) -> UInt8:
    """Return 255 below a line continued beyond its ends, 0 above it, shape (height, width)."""
    along = line[-1] - line[0]
    along /= max(float(np.linalg.norm(along)), 1e-6)
    far = float(width + height)
    down = np.array([-along[1], along[0]])
    outline = [line[0] - along * far, *line, line[-1] + along * far]
    outline += [line[-1] + (along + down) * far, line[0] + (down - along) * far]
    mask = np.zeros((height, width), np.uint8)
    corners = np.rint(np.array(outline) * 2**_FRACTION_BITS).astype(np.int32)
    cv2.fillPoly(mask, [corners], (255,), cv2.LINE_AA, _FRACTION_BITS)
    return mask


def _composite_interior(patch: UInt8, inside: MouthPatch, *, left: int, top: int) -> None:
    """Composite the interior over a patch (h, w, 4), in place."""
    cut_y, cut_x = max(-top, 0), max(-left, 0)
    colour, alpha = inside.colour[cut_y:, cut_x:], inside.alpha[cut_y:, cut_x:]
    height, width = alpha.shape
    area = patch[max(top, 0) :, max(left, 0) :][:height, :width]
    solid = cv2.merge([*cv2.split(colour), np.full_like(alpha, 255)])
    over = np.clip(np.rint(solid), 0, 255).astype(np.uint8)
    area[:] = blend(area, over, alpha)


def _darken(area: UInt8, shade: Float32) -> None:
    """Multiply the colours of (h, w, 4) by a shade (h, w), in place."""
    shades = cv2.merge([shade, shade, shade, np.ones_like(shade)])
    area[:] = cv2.multiply(area, shades, dtype=cv2.CV_8U)


def _rim_parts(width: int, height: int, rim: int) -> list[tuple[slice, slice]]:
    """Return the rectangles along the edges of a rectangle, `rim` pixels wide, or all of it."""
    if min(width, height) <= 2 * rim:
        return [(slice(None), slice(None))]
    first, last, between = slice(rim), slice(-rim, None), slice(rim, -rim)
    return [(first, slice(None)), (last, slice(None)), (between, first), (between, last)]


def _feather_mask(width: int, height: int, rim: int) -> Float32:
    """Return 1 inside, falling to 0 at the edges of a rectangle, shape (height, width)."""

    def ramp(size: int) -> Float32:
        t = np.minimum(np.arange(size), np.arange(size)[::-1]) / rim
        return np.clip(t, 0, 1).astype(np.float32)

    return ramp(height)[:, None] * ramp(width)
