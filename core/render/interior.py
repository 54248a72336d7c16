"""The inside of the mouth: cavity, tongue, lower and upper teeth, lit, blurred and grained like the photo.

Upper teeth are part of the skull, lower teeth and tongue of the jaw; the lips only uncover them.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from talking_photo.core.model import Float32
from talking_photo.core.render.anatomy import LIP_ABOVE_EDGE, Anatomy, local
from talking_photo.core.render.motions import smoothstep
from talking_photo.core.render.moustache import find_moustache
from talking_photo.core.render.sheet import HeadMove
from talking_photo.core.render.sitter import Sitter
from talking_photo.core.render.teeth import Row, lower_row, upper_row

_DEPTH = 0.55
"""cm from the lips back to the front teeth."""
_LEAST_SHOWN = 0.22
"""cm between the seam of the closed lips and the edge of the upper teeth, at least."""
_OVERBITE = 0.06
"""cm by which the lower teeth end above the seam of the closed lips, behind the upper ones."""
_TABLE = 256
"""Places of a lip's edge at which its height is looked up."""
_ARCH = 0.20
"""The rows of teeth bend back by this times x squared, cm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the lips leave open in this frame."""

    upper: Float32
    """Lower edge of the upper lip, shape (N, 2), pixels, from corner to corner."""
    lower: Float32
    """Upper edge of the lower lip, shape (N, 2)."""
    gap: float
    """Widest distance between them, pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """A rectangle of the frame with the inside of the mouth in it."""

    left: int
    top: int
    colour: Float32
    """Shape (h, w, 3), 0..255."""
    cover: Float32
    """Shape (h, w), 0..1."""


class Interior:
    """Paints the inside of one mouth."""

    def __init__(self, sitter: Sitter) -> None:
        portrait, anatomy, light = sitter.portrait, sitter.anatomy, sitter.light
        self._pixels = portrait.pixels
        self._anatomy = anatomy
        self._light = light
        pose = portrait.pose
        self._seam = _rest_seam(anatomy)
        self._depth = float(anatomy.points[[13, 14], 2].mean()) - _DEPTH
        self._size = float(np.clip(anatomy.corner / 2.4, 0.82, 1.15))
        self._own = sitter.teeth
        self._moustache = find_moustache(portrait, light, anatomy)
        self._upper: Row = upper_row(pose.scale, self._size, light.blur)
        self._lower: Row = lower_row(pose.scale, self._size, light.blur)
        self._teeth = light.teeth if self._own is None else self._own.colour
        self._cutting_edge = self._seam - LIP_ABOVE_EDGE
        self._lowered = 0.0
        # drawn teeth fill the notches of a row that was cut out of the photo
        self._behind = 0.0 if self._own is None else 0.07
        if self._own is not None:
            place = np.array(
                [[portrait.landmarks[13, 0], self._own.edge, portrait.landmarks[13, 2]]],
                np.float32,
            )
            edge = float(local(place, pose)[0, 1])
            # the photo's upper lip may end so near to it that nothing would show: then the teeth come down
            self._cutting_edge = min(edge, self._seam - _LEAST_SHOWN)
            self._lowered = edge - self._cutting_edge
        self._soft = 0.75 + 1.1 * light.blur  # width of an edge in this photo, pixels

    def paint(
        self, opening: Opening, controls: dict[str, float], move: HeadMove, bounds: tuple[int, int]
    ) -> Painted | None:
        """Paint what shows; None when the lips are shut. `bounds` are width and height of the picture."""
        gap = opening.gap
        if gap < 0.25:
            return None
        both = np.concatenate([opening.upper, opening.lower])
        pad = int(np.ceil(self._soft)) + 1
        left, top = np.maximum(np.floor(both.min(0)).astype(int) - pad, 0)
        right, bottom = np.minimum(np.ceil(both.max(0)).astype(int) + pad + 1, bounds)
        if right - left < 2 or bottom - top < 2:
            return None
        view = _View.of(self._anatomy, move, self._depth)
        x, y = view.lifted(
            *np.meshgrid(
                np.arange(left, right, dtype=np.float32), np.arange(top, bottom, dtype=np.float32)
            )
        )
        upper_x, upper_y = view.lifted(*opening.upper.T)
        lower_x, lower_y = view.lifted(*opening.lower.T)
        under_upper = _height_at(x, upper_x, upper_y) - y  # cm below the upper lip
        over_lower = y - _height_at(x, lower_x, lower_y)  # cm above the lower lip
        per_cm = self._anatomy.pose.scale
        edge = np.minimum(under_upper, over_lower) * per_cm / self._soft
        parted = (
            (under_upper + over_lower) * per_cm / (1.1 * self._soft)
        )  # less than an edge: a hint
        cover = np.clip(edge + 0.5, 0, 1) * np.clip(parted, 0, 1)
        colour = self._colours(
            x,
            y,
            under_upper=under_upper,
            over_lower=over_lower,
            gap=gap / per_cm,
            controls=controls,
            view=view,
        )
        grain = self._light.grain
        rows, columns = np.arange(top, bottom) % 256, np.arange(left, right) % 256
        colour += grain[np.ix_(rows, columns)][..., None]
        return Painted(left=int(left), top=int(top), colour=colour, cover=cover.astype(np.float32))

    def _colours(
        self,
        x: Float32,
        y: Float32,
        *,
        under_upper: Float32,
        over_lower: Float32,
        gap: float,
        controls: dict[str, float],
        view: _View,
    ) -> Float32:
        light, jaw = self._light, controls["jaw"]
        across = x - self._anatomy.middle
        inwards = np.exp(-((across / (2.0 * self._size)) ** 4))  # 1 in front, 0 far to the sides
        # lips that come forward keep the light off the teeth
        rounded = 1 - 0.5 * min(max(controls["pucker"], 0.0), 1.0)

        depth = smoothstep(0, 0.5, under_upper) * smoothstep(0, 0.35, over_lower)
        colour = light.shaded(light.lip, 0.27 - 0.16 * depth)

        y_jaw = y - self._seam + 0.93 * jaw
        tongue_top = (
            -0.13 + 0.48 * jaw + 0.80 * controls["tongue"] * min(1.0, 0.3 + jaw) - 0.20 * across**2
        )
        on_tongue = np.clip((tongue_top - y_jaw) / 0.12 + 0.5, 0, 1)
        groove = 1 - 0.10 * np.exp(-((across / 0.12) ** 2))
        lit = (0.48 + 0.50 * smoothstep(0.0, 0.9, tongue_top - y_jaw)) * groove
        lit = lit * (0.6 + 0.4 * smoothstep(0, 0.7, under_upper))
        _lay(colour, light.shaded(0.74 * light.lip, lit), on_tongue)

        lower = self._lower.sample(across, -(y_jaw + _OVERBITE))
        under_teeth = np.maximum(self._cutting_edge - y, 0)
        shade = (
            (1 - 0.45 * np.exp(-under_teeth / 0.09))  # of the upper teeth, in front of them
            * (0.5 + 0.5 * smoothstep(0, 0.6, under_upper))
            * (0.5 + 0.5 * inwards)
            * (0.6 + 0.4 * smoothstep(0, 0.25, over_lower))
            * (0.88 * rounded**2)
        )
        self._lay_teeth(colour, lower, shade)

        upper = self._upper.sample(across, y - self._cutting_edge + self._behind)
        shade = (
            (0.80 + 0.20 * smoothstep(-0.02, 0.30, under_upper))
            * (0.40 + 0.60 * inwards)
            * (0.92 * rounded)
        )
        self._lay_teeth(colour, upper, shade)
        if self._own is not None:
            self._lay_own(colour, x, y, rounded, view)

        if controls["tongue_out"] > 0.05:
            tip = (across / 0.95) ** 2 + ((y - self._cutting_edge + 0.16) / 0.26) ** 2
            amount = np.clip((1 - tip) * 2.5, 0, 1) * min(1.0, controls["tongue_out"])
            _lay(colour, light.shaded(0.80 * light.lip, 0.72 + 0.2 * (1 - tip).clip(0, 1)), amount)

        # Little light falls in between lips that are hardly apart.
        least = 0.80
        lit = least + (1 - least) * float(smoothstep(0.02, 0.55, np.array(gap, np.float32)))
        near_lips = (
            (0.84 + 0.16 * smoothstep(0, 0.07, under_upper))
            * (0.78 + 0.22 * smoothstep(0, 0.09, over_lower))
            * lit
        )
        colour *= near_lips[..., None]
        if self._moustache is not None:
            hair = self._moustache.sample(across, under_upper)
            _lay(colour, hair[..., :3], hair[..., 3])
        return colour

    def _lay_teeth(self, colour: Float32, row: Float32, shade: Float32) -> None:
        tooth = self._light.shaded(self._teeth, row[..., 0] * shade)
        gum = self._light.shaded(0.85 * self._light.lip, 0.8 * shade)
        tooth += (gum - tooth) * row[..., 2:]
        _lay(colour, tooth, row[..., 1])

    def _lay_own(
        self, colour: Float32, x: Float32, y: Float32, rounded: float, view: _View
    ) -> None:
        """The photo's own teeth, moved with the skull."""
        assert self._own is not None  # noqa: S101 -- the caller asked
        place_x, place_y = view.in_photo(x, y + np.float32(self._lowered))
        picture = cv2.remap(
            self._pixels, place_x, place_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        cover = cv2.remap(
            self._own.cover,
            place_x - self._own.left,
            place_y - self._own.top,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
        )
        shade = np.full(cover.shape, 0.6 + 0.4 * rounded, np.float32)
        _lay(colour, self._light.shaded(picture, shade), cover)


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """Looks from the frame's pixels through to the arch of the teeth and back to the photo."""

    seen: Float32
    """Shape (2, 3): head frame cm -> pixels, as the head is turned now."""
    offset: Float32
    """Shape (2,), pixels."""
    photo_seen: Float32
    photo_offset: Float32
    """The same as the head is in the photo."""
    middle: float
    depth: float

    @classmethod
    def of(cls, anatomy: Anatomy, move: HeadMove, depth: float) -> _View:
        pose = anatomy.pose
        flip = np.array([[1], [-1]])
        photo_seen = pose.scale * pose.rotation[:2] * flip
        photo_offset = pose.translation[:2] * flip[:, 0]
        seen = photo_seen @ move.turn
        offset = photo_offset + (photo_seen - seen) @ move.pivot + move.shift
        return cls(
            seen=seen,
            offset=offset,
            photo_seen=photo_seen,
            photo_offset=photo_offset,
            middle=anatomy.middle,
            depth=depth,
        )

    def lifted(self, column: Float32, line: Float32) -> tuple[Float32, Float32]:
        """Head frame x and y (cm) of what is seen at pixels, on the arch of the teeth. Two fixed-point rounds."""
        to_cm = np.linalg.inv(self.seen[:, :2])
        column, line = column - self.offset[0], line - self.offset[1]
        flat_x = to_cm[0, 0] * column + to_cm[0, 1] * line
        flat_y = to_cm[1, 0] * column + to_cm[1, 1] * line
        slope = to_cm @ self.seen[:, 2]
        x, y = flat_x, flat_y
        for _ in range(2):
            z = self._arch(x)
            x, y = flat_x - slope[0] * z, flat_y - slope[1] * z
        return x.astype(np.float32), y.astype(np.float32)

    def in_photo(self, x: Float32, y: Float32) -> tuple[Float32, Float32]:
        """Photo pixels of points on the arch of the teeth."""
        z = self._arch(x)
        places = [
            row[0] * x + row[1] * y + row[2] * z + offset
            for row, offset in zip(self.photo_seen, self.photo_offset, strict=True)
        ]
        return places[0].astype(np.float32), places[1].astype(np.float32)

    def _arch(self, x: Float32) -> Float32:
        return self.depth - _ARCH * np.minimum((x - self.middle) ** 2, 9)


def _height_at(x: Float32, along: Float32, heights: Float32) -> Float32:
    """A lip's edge over x, shape (H, W); the points are made to run from left to right."""
    order = np.maximum.accumulate(along + np.arange(len(along)) * 1e-5)
    places = np.linspace(order[0], order[-1], _TABLE)
    table = np.interp(places, order, heights).astype(np.float32)
    column = (x - np.float32(order[0])) * np.float32((_TABLE - 1) / (order[-1] - order[0]))
    row = np.zeros_like(column)
    return cv2.remap(table[None], column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _lay(colour: Float32, over: Float32, cover: Float32) -> None:
    """Alpha-blend in place."""
    # merged, for numpy stretches a last axis of one slowly
    colour += (over - colour) * cv2.merge([cover, cover, cover])


def _rest_seam(anatomy: Anatomy) -> float:
    """Height where the lips meet at rest in the middle, cm (see _closing in motions.py)."""
    middle = np.array([anatomy.middle], np.float32)
    upper, lower = anatomy.upper_inner(middle), anatomy.lower_inner(middle)
    return float((upper + lower)[0] / 2 + (0.5 - anatomy.drop) * anatomy.gap)
