"""The mouth of a frame: skin above and below bent on their own, parted along the lips, and what shows between."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from talking_photo.core.model import Float32, UInt8
from talking_photo.core.render.inner_lips import InnerLips, line_with_lip, without_seam
from talking_photo.core.render.interior import Interior, Opening, Painted
from talking_photo.core.render.layers import Layers
from talking_photo.core.render.mixing import mixed
from talking_photo.core.render.motions import LOWER, UPPER, motions, smoothstep
from talking_photo.core.render.sheet import Grid, HeadMove, Sheet
from talking_photo.core.render.sitter import Sitter
from talking_photo.core.render.surface import Surface

_STEP = 0.11
"""Cell of the mouth's grids, cm."""
_ROUNDS = 8
"""Of the search in the mouth's grids, at most."""
_FINE = 4
"""Bits of a pixel for the corner points of polygons."""
_SOFT_ROWS = 4
"""Rows about the line of the lips that its soft edge can reach."""
_ROUND = 0.08
"""Share of its width that the opening loses when the lips are fully rounded."""
_PARTED = 0.07
"""cm of opening from which on that line is gone."""
_BESIDE = 2
"""Times as much beside the opening, where it goes, too."""
_ROLLED = 0.2
"""How much darker lips are where they roll into the mouth; half of it shows right beside the opening."""
_BLUNT = 6
"""How square the ends of the opening are: 2 is an ellipse, a high number a box."""
_AROUND, _ABOVE, _BELOW = 1.2, 0.9, 2.0
"""cm about the lips that the patch covers."""


class Mouth:
    """Paints one mouth onto the subject layer, frame by frame and in order."""

    def __init__(self, sitter: Sitter, surface: Surface, layers: Layers) -> None:
        anatomy, light = sitter.anatomy, sitter.light
        self._layers = layers
        pose = anatomy.pose
        lips = np.concatenate(
            [edge.places(pose) for edge in (anatomy.upper_outer, anatomy.lower_outer)]
        )
        scale = pose.scale
        low = np.floor(lips.min(0) - np.array([_AROUND, _ABOVE]) * scale).astype(int)
        high = np.ceil(lips.max(0) + np.array([_AROUND, _BELOW]) * scale).astype(int)
        grid = Grid.around(
            max(low[0], layers.left),
            max(low[1], layers.top),
            min(high[0], layers.right),
            min(high[1], layers.bottom),
            max(2, round(_STEP * scale)),
        )
        self._grid = grid
        nodes = grid.nodes
        points, outside = surface.smooth_points(nodes, 0.25 / _STEP)
        hold = np.ones(len(points), np.float32)
        self._sheets = [
            Sheet(
                grid,
                points.T.copy(),
                motions(points, outside, anatomy, side),
                hold,
                pose,
                rounds=_ROUNDS,
            )
            for side in (UPPER, LOWER)
        ]
        self._edges = [edge.places(pose) for edge in (anatomy.upper_inner, anatomy.lower_inner)]
        if anatomy.gap > 0:
            line_with_lip(layers, self._edges, light, scale)
        self._parted = scale * _PARTED
        self._inner = (
            None if anatomy.gap > 0 else without_seam(layers, self._edges[0], light, scale)
        )
        self._interior = Interior(sitter)
        width = min(grid.size[0], layers.right - grid.left)
        height = min(grid.size[1], layers.bottom - grid.top)
        self._size = (width, height)
        self._cling = 0.16 * scale
        self._roll = max(0.06 * scale, 0.6)
        self._feather = _feathered(width, height, max(3, round(0.3 * scale)))
        self._blur = light.blur
        down = pose.rotation[:2, 1] * np.array([-1, 1])  # chinwards, as seen
        self._down = (down / np.linalg.norm(down)).astype(np.float32)
        self._seam_width = 0.05 * scale + 0.55 * light.blur
        # Lips that were apart in the photo have no dark line of their own where they meet.
        self._seam_depth = 0.36 if anatomy.gap > 0 else 0.10

    def paint(self, subject: UInt8, controls: dict[str, float], move: HeadMove) -> None:
        """Paint into the subject layer (h, w, 4; premultiplied), in place."""
        layers, grid = self._layers, self._grid
        bent = [sheet.shifts(controls, move) for sheet in self._sheets]
        upper, lower = (
            sheet.follow(shifts, edge)
            for sheet, shifts, edge in zip(self._sheets, bent, self._edges, strict=True)
        )
        opening = self._opening(upper, lower, pucker=controls["pucker"])
        middle = (opening.upper + opening.lower) / 2 - [grid.left, grid.top]
        patch = self._skin(bent, opening, middle)
        height, width = patch.shape[:2]
        self._darken_seam(patch, middle, opening.gap)
        bounds = (grid.left + width, grid.top + height)
        inside = self._interior.paint(opening, controls, move, bounds)
        if inside is not None:
            left, top = inside.left - grid.left, inside.top - grid.top
            self._shade_around(patch, inside.cover, left=left, top=top)
            _lay_inside(patch, inside, left=left, top=top)
        y, x = grid.top - layers.top, grid.left - layers.left
        target = subject[y : y + height, x : x + width]
        target[:] = mixed(target, patch, self._feather)

    def _skin(self, bent: Sequence[Float32], opening: Opening, line: Float32) -> UInt8:
        """The skin above and the skin below, joined along the line of the lips, (h, w, 4)."""
        width, height = self._size
        share = _below(line, width, height)
        # most rows hold but one of the two
        first = max(np.count_nonzero(share.max(1) == 0) - _SOFT_ROWS, 0)
        last = min(height - np.count_nonzero(share.min(1) == 255) + _SOFT_ROWS, height)
        upper, lower = (
            sheet.enlarged(self._layers.texels(sheet.sources(shifts), self._grid))
            for sheet, shifts in zip(self._sheets, bent, strict=True)
        )
        upper, lower = upper[:last, :width], lower[first:height, :width]
        texture = self._layers.texture
        above, below = _taken(texture, upper), _taken(texture, lower)
        if self._inner is not None and opening.gap > 0:
            parted = self._parted_at(opening, line)
            for skin, where, start in ((above, upper, 0), (below, lower, first)):
                _turn_out(self._inner, skin, where, self._near(opening, start), parted)
        patch = np.concatenate([above, below[last - first :]])
        if first < last:
            soft = cv2.GaussianBlur(share[first:last].astype(np.float32) / 255, (0, 0), 0.6)
            patch[first:last] = mixed(above[first:], below[: last - first], soft)
        return patch

    def _parted_at(self, opening: Opening, line: Float32) -> Float32:
        """How far lips are from shut (0) to parted (1) in each column of the patch, shape (w,)."""
        gap = (opening.lower - opening.upper) @ self._down
        order = np.maximum.accumulate(line[:, 0])
        there = np.interp(np.arange(self._size[0]), order, gap, left=0, right=0)
        parted = smoothstep(0, self._parted, there.astype(np.float32))[None]
        # beside the ends of the opening lips are about to part
        beside = 2 * round(_BESIDE * self._parted) + 1
        parted = cv2.blur(cv2.dilate(parted, np.ones((1, beside))), (beside, 1))
        return np.asarray(parted[0], np.float32)

    def _near(self, opening: Opening, start: int) -> slice:
        """The rows about an opening, from row `start` of the patch on."""
        reach = _BESIDE * self._parted
        top = float(opening.upper[:, 1].min()) - reach - self._grid.top - start
        bottom = float(opening.lower[:, 1].max()) + reach - self._grid.top - start
        return slice(max(int(top), 0), max(int(bottom) + 2, 0))

    def _opening(self, upper: Float32, lower: Float32, *, pucker: float) -> Opening:
        """Where lips press on each other their edges cross, and near the corners they cling: let them meet halfway.

        Rounded lips cling farther in: what they leave open is a small round hole.
        """
        apart = (lower - upper) @ self._down
        off = np.abs(np.linspace(-1, 1, len(apart)))
        cling = self._cling * off**3
        rounded = float(np.clip(pucker, 0, 1))
        within = np.clip(off / (1 - _ROUND * rounded), 0, 1)
        shown = np.maximum(apart - cling, 0)
        shown *= 1 - rounded * (1 - np.sqrt(1 - within**_BLUNT))
        shown *= np.sqrt(1 - off ** (2 * _BLUNT))  # no lips end in a slit
        closer = (apart - shown)[:, None] / 2 * self._down
        return Opening(upper=upper + closer, lower=lower - closer, gap=float(shown.max()))

    def _shade_around(self, patch: UInt8, cover: Float32, *, left: int, top: int) -> None:
        """Lips that roll into the mouth turn away from the light: darken the skin next to the opening, in place."""
        reach = round(3 * self._roll) + 1
        rim = cv2.copyMakeBorder(cover, reach, reach, reach, reach, cv2.BORDER_CONSTANT)
        near = cv2.GaussianBlur(rim, (0, 0), self._roll)
        top, left = top - reach, left - reach
        near = near[max(-top, 0) :, max(-left, 0) :]
        area = patch[max(top, 0) :, max(left, 0) :][: near.shape[0], : near.shape[1]]
        _darken(area, 1 - np.float32(_ROLLED) * near[: area.shape[0], : area.shape[1]])

    def _darken_seam(self, patch: UInt8, middle: Float32, gap: float) -> None:
        """The shadow in which the lips meet, in place; it softens the step between their textures, too."""
        w = max(self._seam_width, 0.8)
        low = np.maximum(middle.min(0) - 4 * w, 0).astype(int)
        high = np.maximum(np.ceil(middle.max(0) + 4 * w + 1), 0).astype(int)
        area = patch[low[1] : high[1], low[0] : high[0]]
        if not area.size:
            return  # a seam at the picture's edge may move out of it
        line = np.zeros(area.shape[:2], np.uint8)
        inner = middle[len(middle) // 12 : -len(middle) // 12] - low
        corners = np.rint(inner * 2**_FINE).astype(np.int32)
        cv2.polylines(line, [corners], False, (255,), 1, cv2.LINE_AA, _FINE)
        soft = cv2.GaussianBlur(line.astype(np.float32), (0, 0), w)
        # a one-pixel line blurred by w peaks at 1 / (w sqrt(2 pi)) of its height
        near = np.minimum(soft * np.float32(w * np.sqrt(2 * np.pi) / 255), 1)
        shut = float(np.clip(1 - gap / (3 * (0.75 + 1.1 * self._blur)), 0, 1))
        if shut > 0:
            share = near * np.float32(0.8 * shut)
            smooth = cv2.GaussianBlur(area, (0, 0), 0.8)
            area[:] = mixed(area, smooth, share)
        _darken(area, 1 - near * np.float32(self._seam_depth * (0.4 + 0.6 * shut)))


def _taken(texture: UInt8, where: Float32) -> UInt8:
    """What lies in a texture at places (h, w, 2), which may reach beyond it."""
    return cv2.remap(texture, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _turn_out(inner: InnerLips, skin: UInt8, where: Float32, rows: slice, parted: Float32) -> None:
    """Show the inner side of parted lips instead of the dark line in which they met in the photo, in place.

    Args:
        inner: What is shown.
        skin: Above or below the mouth, (h, w, 4), as bent.
        where: Where its pixels lie in the layer's texture, (h, w, 2).
        rows: Of it that are about the opening.
        parted: 0 shut, 1 parted, for each column, (w,).
    """
    columns = np.flatnonzero(parted)
    if not len(columns):
        return
    part = rows, slice(columns[0], columns[-1] + 1)
    if skin[part].size:
        turned = _taken(inner.texture, where[part] - inner.corner)
        share = np.broadcast_to(parted[part[1]], turned.shape[:2])
        skin[part] = mixed(skin[part], turned, np.ascontiguousarray(share))


def _below(line: Float32, width: int, height: int) -> UInt8:
    """255 below a line that goes on beyond its ends, 0 above it, shape (height, width)."""
    along = line[-1] - line[0]
    along /= max(float(np.linalg.norm(along)), 1e-6)
    far = float(width + height)
    down = np.array([-along[1], along[0]])
    outline = [line[0] - along * far, *line, line[-1] + along * far]
    outline += [line[-1] + (along + down) * far, line[0] + (down - along) * far]
    mask = np.zeros((height, width), np.uint8)
    corners = np.rint(np.array(outline) * 2**_FINE).astype(np.int32)
    cv2.fillPoly(mask, [corners], (255,), cv2.LINE_AA, _FINE)
    return mask


def _lay_inside(patch: UInt8, inside: Painted, *, left: int, top: int) -> None:
    """Lay what shows between the lips over a patch (h, w, 4), in place."""
    cut_y, cut_x = max(-top, 0), max(-left, 0)
    colour, cover = inside.colour[cut_y:, cut_x:], inside.cover[cut_y:, cut_x:]
    height, width = cover.shape
    area = patch[max(top, 0) :, max(left, 0) :][:height, :width]
    solid = cv2.merge([*cv2.split(colour), np.full_like(cover, 255)])
    over = np.clip(np.rint(solid), 0, 255).astype(np.uint8)
    area[:] = mixed(area, over, cover)


def _darken(area: UInt8, shade: Float32) -> None:
    """Multiply the colours of (h, w, 4) by a shade (h, w), in place."""
    shades = cv2.merge([shade, shade, shade, np.ones_like(shade)])
    area[:] = cv2.multiply(area, shades, dtype=cv2.CV_8U)


def _feathered(width: int, height: int, rim: int) -> Float32:
    """1 inside, falling to 0 over the rim of a rectangle, shape (height, width)."""

    def ramp(size: int) -> Float32:
        t = np.minimum(np.arange(size), np.arange(size)[::-1]) / rim
        return np.clip(t, 0, 1).astype(np.float32)

    return ramp(height)[:, None] * ramp(width)
