"""The inside of the mouth.

Cavity, tongue and both rows of teeth, lit, blurred and grained like the photo.

Upper teeth move with the skull, lower teeth and tongue with the jaw; the lips only uncover them.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from talking_photo.core.model import Float32, FrameControls
from talking_photo.core.render.displacement_fields import smoothstep
from talking_photo.core.render.face_metrics import FaceMetrics, to_head_frame
from talking_photo.core.render.face_profile import FaceProfile
from talking_photo.core.render.moustache import detect_moustache
from talking_photo.core.render.teeth import TeethTexture, lower_teeth, upper_teeth
from talking_photo.core.render.warp_mesh import HeadTransform

_TEETH_DEPTH_CM = 0.55
"""cm from the lips back to the front teeth."""
_TEETH_SHOWN_CM, _MIN_TEETH_SHOWN_CM = 0.38, 0.24
"""cm between the line of the closed lips and the edge of the upper teeth: drawn ones, and the
photo's own at least."""
_OVERBITE_CM = 0.06
"""cm by which the lower teeth end above the line of the closed lips, behind the upper ones."""
_EDGE_SAMPLES = 256
"""Samples along a lip's edge at which its height is tabulated."""
_ARCH_CURVATURE = 0.20
"""The rows of teeth curve back by this times x squared, cm."""

# Brightness and shape of the interior, tuned by eye beside photos of open mouths. Brightness is a
# factor on the colour of lips or teeth; lengths are cm.
_CAVITY, _CAVITY_DEEP = 0.38, 0.20
"""Brightness of the cavity at the lips, and how much of it is lost deep inside."""
_LOWER_TEETH_PER_JAW = 0.93
"""Descent of the lower teeth per cm of jaw opening: they are nearer to the joint than the lip."""
_TONGUE_REST, _TONGUE_PER_JAW, _TONGUE_RAISED, _TONGUE_ARCH = -0.02, 0.55, 0.80, 0.17
"""Height of the tongue's top over the lower teeth's line: at rest, per cm of jaw, by `tongue`, and
its fall to the sides times x squared."""
_TONGUE, _GUM = np.array([1.0, 0.92, 0.92], np.float32), 0.85
"""Colour of the tongue, and brightness of the gums, as factors on the lips' colour."""
_PLACED_TONGUE_REST = -0.30
"""The same as `_TONGUE_REST` in a mouth without teeth, where nothing else tells the tongue from
lips."""
_UPPER_TEETH, _LOWER_TEETH = 0.98, 0.90
"""Brightness of both rows of teeth where nothing shades them."""
_SIDE_LIGHT = 2.0
"""Distance from the centre over which light reaches teeth at the sides, scaled with the mouth."""
_ROUNDED_SHADE, _ROUNDED_SIDES, _ROUNDED_LIP = 0.18, 0.5, 0.35
"""Brightness that protruding lips take from all teeth, in addition from those at the sides, and
from what is right behind the upper lip: taken from all alike, it made them a flat grey strip."""
_TIGHT_SHADE, _TIGHT = 0.30, (0.8, 1.1)
"""Brightness that tightly rounded lips ("oo", not "oh") take in addition, and the `pucker` from
which they do and from which they take all of it."""
_ROUNDED_WIDTH_CM, _ROUNDED_LIP_CM = 1.05, 0.22
"""Distance from the centre over which fully rounded lips let light in, and from the upper lip over
which they do not."""
_NARROW_LIGHT, _NARROW_GAP = 0.90, (0.02, 0.55)
"""Brightness in a narrow opening, and the gaps between which it rises to 1."""


_TISSUE, _TISSUE_GAP, _TISSUE_ROUNDING, _TISSUE_FROM = 0.6, (0.1, 0.5), 0.8, (0.45, 0.75)
"""Brightness of the inner side of lips where they meet at the corners, relative to the lips; the
openings there, in widest openings, at which only it is seen and from which on it is not; the share
that these lose at both lips, which rounds what is seen between them; and where between the centre
and a corner of the mouth it begins. Teeth and cavity that went on into the corners ended in two
sharp triangles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The opening between the lips in one frame."""

    upper: Float32
    """Lower edge of the upper lip, shape (N, 2), pixels, from corner to corner."""
    lower: Float32
    """Upper edge of the lower lip, shape (N, 2)."""
    gap: float
    """Widest distance between them, pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MouthPatch:
    """RGBA patch of the frame with the inside of the mouth."""

    left: int
    top: int
    colour: Float32
    """Shape (h, w, 3), 0..255."""
    alpha: Float32
    """Shape (h, w), 0..1."""


class MouthInterior:
    """Paints the inside of one mouth."""

    def __init__(self, profile: FaceProfile) -> None:
        portrait, metrics, appearance = profile.portrait, profile.metrics, profile.appearance
        self._metrics = metrics
        self._appearance = appearance
        pose = portrait.pose
        self._lip_line_y = _rest_lip_line(metrics)
        self._depth = float(metrics.points[[13, 14], 2].mean()) - _TEETH_DEPTH_CM
        self._size = float(np.clip(metrics.half_width / 2.4, 0.82, 1.15))
        self._photo_teeth = profile.teeth
        self._has_teeth = not portrait.placed
        self._moustache = (
            None if portrait.placed else detect_moustache(portrait, appearance, metrics)
        )
        self._upper: TeethTexture = upper_teeth(pose.scale, self._size, appearance.blur)
        self._lower: TeethTexture = lower_teeth(pose.scale, self._size, appearance.blur)
        self._teeth = appearance.teeth if self._photo_teeth is None else self._photo_teeth.colour
        grey = appearance.is_grayscale or appearance.lip[0] < appearance.lip[2]
        self._tongue = appearance.lip * (_TONGUE.mean() if grey else _TONGUE)
        self._tissue = appearance.shade(appearance.lip, np.full((1, 1), _TISSUE, np.float32))[0, 0]
        self._tongue_rest = _PLACED_TONGUE_REST if portrait.placed else _TONGUE_REST
        self._cutting_edge = self._lip_line_y - _TEETH_SHOWN_CM
        self._teeth_offset = 0.0
        # drawn teeth fill the notches of a row taken from the photo
        self._drawn_row_offset = 0.0 if self._photo_teeth is None else 0.07
        if self._photo_teeth is not None:
            place = np.array(
                [[portrait.landmarks[13, 0], self._photo_teeth.edge, portrait.landmarks[13, 2]]],
                np.float32,
            )
            edge = float(to_head_frame(place, pose)[0, 1])
            # If the photo's upper lip ends too near to them, the teeth are moved down so that some
            # of them show.
            self._cutting_edge = min(edge, self._lip_line_y - _MIN_TEETH_SHOWN_CM)
            self._teeth_offset = edge - self._cutting_edge
        self._edge_width = 0.75 + 1.1 * appearance.blur  # width of an edge in this photo, pixels

    def paint(
        self,
        opening: Opening,
        controls: FrameControls,
        transform: HeadTransform,
        bounds: tuple[int, int],
    ) -> MouthPatch | None:
        """Paint the visible interior; return None when the lips are closed.

        Args:
            opening: Between the lips in this frame.
            controls: Of this frame.
            transform: Of the head.
            bounds: Width and height of the picture, pixels.
        """
        gap = opening.gap
        if gap < 0.25:
            return None
        both = np.concatenate([opening.upper, opening.lower])
        pad = int(np.ceil(self._edge_width)) + 1
        left, top = np.maximum(np.floor(both.min(0)).astype(int) - pad, 0)
        right, bottom = np.minimum(np.ceil(both.max(0)).astype(int) + pad + 1, bounds)
        if right - left < 2 or bottom - top < 2:
            return None
        projection = _Projection.of(self._metrics, transform, self._depth)
        x, y = projection.unproject(
            *np.meshgrid(
                np.arange(left, right, dtype=np.float32), np.arange(top, bottom, dtype=np.float32)
            )
        )
        upper_x, upper_y = projection.unproject(*opening.upper.T)
        lower_x, lower_y = projection.unproject(*opening.lower.T)
        under_upper = _height_at(x, upper_x, upper_y) - y  # cm below the upper lip
        over_lower = y - _height_at(x, lower_x, lower_y)  # cm above the lower lip
        per_cm = self._metrics.pose.scale
        edge = np.minimum(under_upper, over_lower) * per_cm / self._edge_width
        parted = (
            (under_upper + over_lower) * per_cm / (1.1 * self._edge_width)
        )  # openings narrower than an edge are only hinted at
        alpha = np.clip(edge + 0.5, 0, 1) * np.clip(parted, 0, 1)
        colour = self._colours(
            x,
            y,
            under_upper=under_upper,
            over_lower=over_lower,
            gap=gap / per_cm,
            controls=controls,
            projection=projection,
        )
        colour = self._appearance.toned(colour)
        grain = self._appearance.grain
        rows, columns = np.arange(top, bottom) % 256, np.arange(left, right) % 256
        noise = grain[np.ix_(rows, columns)]
        colour += cv2.merge([noise, noise, noise])
        return MouthPatch(
            left=int(left), top=int(top), colour=colour, alpha=alpha.astype(np.float32)
        )

    def _colours(
        self,
        x: Float32,
        y: Float32,
        *,
        under_upper: Float32,
        over_lower: Float32,
        gap: float,
        controls: FrameControls,
        projection: _Projection,
    ) -> Float32:
        appearance, jaw = self._appearance, controls.jaw
        across = x - self._metrics.centre_x
        inwards = np.exp(
            -((across / (_SIDE_LIGHT * self._size)) ** 4)
        )  # 1 in front, 0 far to the sides
        rounded = self._light_through_rounded(across, under_upper, controls.pucker)

        depth = smoothstep(0, 0.5, under_upper) * smoothstep(0, 0.35, over_lower)
        colour = appearance.shade(appearance.lip, _CAVITY - _CAVITY_DEEP * depth)

        y_jaw = y - self._lip_line_y + _LOWER_TEETH_PER_JAW * jaw
        tongue_top = (
            self._tongue_rest
            + _TONGUE_PER_JAW * jaw
            + _TONGUE_RAISED * controls.tongue * min(1.0, 0.3 + jaw)
            - _TONGUE_ARCH * across**2
        )
        on_tongue = np.clip((tongue_top - y_jaw) / 0.12 + 0.5, 0, 1)
        groove = 1 - 0.10 * np.exp(-((across / 0.12) ** 2))
        brightness = (0.52 + 0.52 * smoothstep(0.0, 0.75, tongue_top - y_jaw)) * groove
        brightness = brightness * (0.78 + 0.22 * inwards)
        brightness = brightness * (0.62 + 0.38 * smoothstep(0, 0.7, under_upper))
        _alpha_blend(colour, appearance.shade(self._tongue, brightness), on_tongue)

        lower = self._lower.sample(across, -(y_jaw + _OVERBITE_CM))
        under_teeth = np.maximum(self._cutting_edge - y, 0)
        shade = (
            (1 - 0.45 * np.exp(-under_teeth / 0.09))  # by the upper teeth, in front of them
            * (0.66 + 0.34 * smoothstep(0, 0.6, under_upper))
            * (0.6 + 0.4 * inwards)
            * (0.75 + 0.25 * smoothstep(0, 0.25, over_lower))
            * (_LOWER_TEETH * rounded**2)
        )
        self._blend_teeth(colour, lower, shade)

        upper = self._upper.sample(across, y - self._cutting_edge + self._drawn_row_offset)
        shade = (
            (0.92 + 0.08 * smoothstep(-0.02, 0.30, under_upper))
            * (0.62 + 0.38 * inwards)
            * (_UPPER_TEETH * rounded)
        )
        self._blend_teeth(colour, upper, shade)
        if self._photo_teeth is not None:
            self._blend_photo_teeth(colour, x, y, rounded, projection)

        if controls.tongue_out > 0.05:
            tip = (across / 0.95) ** 2 + ((y - self._cutting_edge + 0.16) / 0.26) ** 2
            amount = np.clip((1 - tip) * 2.5, 0, 1) * min(1.0, controls.tongue_out)
            _alpha_blend(
                colour,
                appearance.shade(self._tongue, 0.72 + 0.2 * (1 - tip).clip(0, 1)),
                amount,
            )

        # Narrow openings admit little light.
        light = float(smoothstep(*_NARROW_GAP, np.array(gap, np.float32)))
        brightness = _NARROW_LIGHT + (1 - _NARROW_LIGHT) * light
        near_lips = (
            (0.92 + 0.08 * smoothstep(0, 0.07, under_upper))
            * (0.88 + 0.12 * smoothstep(0, 0.09, over_lower))
            * brightness
        )
        colour *= cv2.merge([near_lips, near_lips, near_lips])
        self._blend_corner_tissue(
            colour, across, under_upper=under_upper, over_lower=over_lower, gap=gap
        )
        if self._moustache is not None:
            hair = self._moustache.sample(across, under_upper)
            _alpha_blend(colour, hair[..., :3], hair[..., 3])
        return colour

    def _blend_corner_tissue(
        self,
        colour: Float32,
        across: Float32,
        *,
        under_upper: Float32,
        over_lower: Float32,
        gap: float,
    ) -> None:
        """Blend in the inner side of the lips where they meet, in place."""
        apart = np.maximum(under_upper + over_lower, np.float32(1e-3))
        off_middle = np.clip((under_upper - over_lower) / apart, -1, 1)
        seen = apart * (1 - _TISSUE_ROUNDING * off_middle**2) / max(gap, 1e-3)
        to_corner = np.abs(across) / self._metrics.half_width
        share = (1 - smoothstep(*_TISSUE_GAP, seen)) * smoothstep(*_TISSUE_FROM, to_corner)
        _alpha_blend(colour, self._tissue, share)

    def _light_through_rounded(
        self, across: Float32, under_upper: Float32, pucker: float
    ) -> Float32 | float:
        """Return the share of light that protruding lips leave to the teeth."""
        amount = min(max(pucker, 0.0), 1.0)
        if amount == 0:
            return 1.0
        width = _SIDE_LIGHT + (_ROUNDED_WIDTH_CM - _SIDE_LIGHT) * amount
        sides = 1 - np.exp(-((across / (width * self._size)) ** 4))
        lip = np.exp(-np.maximum(under_upper, 0) / _ROUNDED_LIP_CM)
        tight = _TIGHT_SHADE * float(smoothstep(*_TIGHT, np.array(pucker, np.float32)))
        taken = _ROUNDED_SHADE + _ROUNDED_SIDES * sides + _ROUNDED_LIP * lip * (1 - sides)
        return ((1 - tight) * (1 - amount * taken)).astype(np.float32)

    def _blend_teeth(self, colour: Float32, row: Float32, shade: Float32) -> None:
        if not self._has_teeth:
            return
        light, alpha, gums = cv2.split(row)
        if not alpha.any():
            return
        tooth = self._appearance.shade(self._teeth, light * shade)
        if gums.any():
            gum = self._appearance.shade(_GUM * self._appearance.lip, 0.8 * shade)
            _alpha_blend(tooth, gum, gums)
        _alpha_blend(colour, tooth, alpha)

    def _blend_photo_teeth(
        self,
        colour: Float32,
        x: Float32,
        y: Float32,
        rounded: Float32 | float,
        projection: _Projection,
    ) -> None:
        """Blend in the photo's own teeth, moved with the skull."""
        assert self._photo_teeth is not None  # noqa: S101 -- checked by the caller
        place_x, place_y = projection.to_photo(x, y + np.float32(self._teeth_offset))
        row = cv2.remap(
            self._photo_teeth.texture,
            place_x - self._photo_teeth.left,
            place_y - self._photo_teeth.top,
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT,
        )
        alpha = cv2.extractChannel(row, 3)
        if not alpha.any():
            return
        picture = cv2.cvtColor(row, cv2.COLOR_RGBA2RGB)
        shade = np.full(alpha.shape, rounded, np.float32)
        shaded = self._appearance.shade(picture, shade)
        _alpha_blend(colour, shaded, alpha * np.float32(1 / 255))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Projection:
    """Maps pixels of the frame to the arch of the teeth, and from there back to the photo."""

    matrix: Float32
    """Projection, shape (2, 3): head frame cm -> pixels, for the head's present rotation."""
    to_cm: Float32
    """Inverse of its first two columns."""
    offset: Float32
    """Shape (2,), pixels."""
    photo_matrix: Float32
    photo_offset: Float32
    """The same for the head's pose in the photo."""
    middle: float
    depth: float

    @classmethod
    def of(cls, metrics: FaceMetrics, transform: HeadTransform, depth: float) -> _Projection:
        pose = metrics.pose
        flip = np.array([[1], [-1]])
        photo_matrix = pose.scale * pose.rotation[:2] * flip
        photo_offset = pose.translation[:2] * flip[:, 0]
        matrix = photo_matrix @ transform.rotation
        offset = photo_offset + (photo_matrix - matrix) @ transform.pivot
        offset += photo_matrix @ transform.shift
        return cls(
            matrix=matrix,
            to_cm=np.linalg.inv(matrix[:, :2]),
            offset=offset,
            photo_matrix=photo_matrix,
            photo_offset=photo_offset,
            middle=metrics.centre_x,
            depth=depth,
        )

    def unproject(self, column: Float32, line: Float32) -> tuple[Float32, Float32]:
        """Return head frame x and y (cm) of pixels on the arch of the teeth.

        Two fixed-point rounds.
        """
        to_cm = self.to_cm
        column, line = column - self.offset[0], line - self.offset[1]
        flat_x = to_cm[0, 0] * column + to_cm[0, 1] * line
        flat_y = to_cm[1, 0] * column + to_cm[1, 1] * line
        slope = to_cm @ self.matrix[:, 2]
        x, y = flat_x, flat_y
        for _ in range(2):
            z = self._arch(x)
            x, y = flat_x - slope[0] * z, flat_y - slope[1] * z
        return x.astype(np.float32), y.astype(np.float32)

    def to_photo(self, x: Float32, y: Float32) -> tuple[Float32, Float32]:
        """Return photo pixels of points on the arch of the teeth."""
        z = self._arch(x)
        places = [
            row[0] * x + row[1] * y + row[2] * z + offset
            for row, offset in zip(self.photo_matrix, self.photo_offset, strict=True)
        ]
        return places[0].astype(np.float32), places[1].astype(np.float32)

    def _arch(self, x: Float32) -> Float32:
        return self.depth - _ARCH_CURVATURE * np.minimum((x - self.middle) ** 2, 9)


def _height_at(x: Float32, along: Float32, heights: Float32) -> Float32:
    """Return the height of a lip's edge over x, shape (H, W).

    The points are first sorted from left to right.
    """
    order = np.maximum.accumulate(along + np.arange(len(along)) * 1e-5)
    places = np.linspace(order[0], order[-1], _EDGE_SAMPLES)
    table = np.interp(places, order, heights).astype(np.float32)
    column = (x - np.float32(order[0])) * np.float32((_EDGE_SAMPLES - 1) / (order[-1] - order[0]))
    row = np.zeros_like(column)
    return cv2.remap(table[None], column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _alpha_blend(colour: Float32, over: Float32, alpha: Float32) -> None:
    """Alpha-blend in place."""
    # merged first: numpy broadcasts a last axis of one slowly
    colour += (over - colour) * cv2.merge([alpha, alpha, alpha])


def _rest_lip_line(metrics: FaceMetrics) -> float:
    """Return the height where the lips meet at rest in the centre, cm."""
    middle = np.array([metrics.centre_x], np.float32)
    upper, lower = metrics.upper_inner(middle), metrics.lower_inner(middle)
    return float((upper + lower)[0] / 2 + (0.5 - metrics.upper_lip_share) * metrics.gap)
