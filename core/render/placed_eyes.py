"""Blinks of eyes that were placed by hand: lids in the colours around the eye, over its ellipse.

Such an eye is a button, a bead or a dot of ink. It has no lids that could slide, so they are
drawn, as animators do: a cover falls from above and ends in a curved line.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.face.topology import (
    LEFT_EYE_LOWER,
    LEFT_EYE_UPPER,
    RIGHT_EYE_LOWER,
    RIGHT_EYE_UPPER,
)
from talking_photo.core.model import Float32, FrameControls, UInt8
from talking_photo.core.render.face_profile import FaceProfile
from talking_photo.core.render.layers import SUPERSAMPLING, Layers, push_pull

_COVER = 1.12
"""Radius of the lids over that of the eye: its painted outline is covered, too."""
_RING = 1.25, 1.75
"""Radii between which the colours around the eye are looked at."""
_MAX_UNEVEN = 40.0
"""Difference, of 255, between the colours above and below an eye and those in its ring, 80th
percentile, above which nothing is known about its lids, and it does not blink."""
_MEET = 0.55
"""Where closed lids meet: this share of the radius below the middle."""
_LINE = 0.075
"""Half the thickness of the line of closed lids over the eye's height."""
_LEAST_LINE_PX = 1.2
_DARKEST_PERCENT = 15
"""Percent of the eye's pixels whose colour the line has."""
_SOFT = 0.10
"""Radii over which the lids fade into the face."""
_LEAST_BLINK = 0.3
"""Closure below which lids do not move: people's follow their gaze."""
_DETAIL_SIGMA, _DETAIL_STRETCH = 2.0, 0.5
"""Standard deviation, pixels, below which detail is the texture of fur or paper, which is
continued into the lids from the ring; and radii of the ring for one of the eye."""

Indices = npt.NDArray[np.intp]


class PlacedEyes:
    """Draws both eyes of one portrait into the texture of its layers."""

    def __init__(self, profile: FaceProfile, layers: Layers) -> None:
        landmarks = profile.portrait.landmarks[:, :2]
        eyes = [
            _PlacedEye(layers, landmarks[upper], landmarks[lower])
            for upper, lower in (
                (LEFT_EYE_UPPER, LEFT_EYE_LOWER),
                (RIGHT_EYE_UPPER, RIGHT_EYE_LOWER),
            )
        ]
        # one that blinks beside one that does not would wink all the time
        self._eyes: Sequence[_PlacedEye] = eyes if all(eye.can_blink for eye in eyes) else ()

    def draw(self, texture: UInt8, controls: FrameControls) -> None:
        """Draw the state of this frame into the texture (h, w, 4), in place."""
        for eye in self._eyes:
            eye.draw(texture, max(controls.blink_left, controls.blink_right))


class _PlacedEye:
    def __init__(self, layers: Layers, upper: Float32, lower: Float32) -> None:
        corner = np.array([layers.left, layers.top], np.float32)
        upper, lower = ((edge - corner) * SUPERSAMPLING for edge in (upper, lower))
        start, end = upper[0], upper[-1]
        self._centre = centre = (start + end) / 2
        along = (end - start) / 2
        rise = (upper[len(upper) // 2] - lower[len(lower) // 2]) / 2
        reach = float(np.linalg.norm(along) + np.linalg.norm(rise)) * _RING[1]
        height, width = layers.texture.shape[:2]
        left, top = np.maximum(np.floor(centre - reach), 0).astype(int)
        right = int(min(np.ceil(centre[0] + reach), width))
        bottom = int(min(np.ceil(centre[1] + reach), height))
        self._window = slice(int(top), bottom), slice(int(left), right)
        self._photo = layers.texture[self._window].copy()
        self.can_blink = bool(self._photo.size)
        self._last = 0.0
        if not self.can_blink:
            return
        x, y = np.meshgrid(np.arange(left, right), np.arange(top, bottom))
        offsets = np.stack([x - centre[0], y - centre[1]], -1).astype(np.float32)
        to_eye = np.linalg.inv(np.stack([along, rise])).astype(np.float32)
        u, v = np.moveaxis(offsets @ to_eye, -1, 0)
        radius = np.hypot(u, v)
        colour = self._photo[..., :3].astype(np.float32)
        ring = (radius > _RING[0]) & (radius < _RING[1]) & (self._photo[..., 3] == 255)
        self.can_blink = bool(ring.any()) and _is_even(colour, ring, v)
        if not self.can_blink:
            return
        known = ring.astype(np.float32)
        self._lid = push_pull(colour * known[..., None], known) + _detail(colour, radius, offsets)
        eye = colour[radius < 1].reshape(-1, 3)
        luma = eye.mean(1)
        self._ink = eye[luma <= np.percentile(luma, _DARKEST_PERCENT)].mean(0)
        self._texel = 1 / max(float(np.linalg.norm(rise)), 1.0)  # in half eye heights
        self._line = max(_LINE, _LEAST_LINE_PX * self._texel)
        self._arc = np.sqrt(np.clip(_COVER**2 - u**2, 0, None)).astype(np.float32)
        self._v = v.astype(np.float32)
        self._inside = np.clip((_COVER + _SOFT - radius) / max(_SOFT, self._texel), 0, 1)
        self._crop(self._inside > 0)

    def _crop(self, used: npt.NDArray[np.bool_]) -> None:
        """Reduce the window to what lids cover: that of the other eye may begin beside it."""
        rows, columns = np.flatnonzero(used.any(1)), np.flatnonzero(used.any(0))
        part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        for name in ("_photo", "_lid", "_arc", "_v", "_inside"):
            setattr(self, name, np.ascontiguousarray(getattr(self, name)[part]))
        down, across = self._window
        self._window = (
            slice(down.start + part[0].start, down.start + part[0].stop),
            slice(across.start + part[1].start, across.start + part[1].stop),
        )

    def draw(self, texture: UInt8, blink: float) -> None:
        """Draw this eye with its lids closed by `blink` (0..1)."""
        closed = round(min(max((blink - _LEAST_BLINK) / (1 - _LEAST_BLINK), 0.0), 1.0), 3)
        if closed == self._last:
            return
        self._last = closed
        if not closed:
            texture[self._window] = self._photo
            return
        v, arc, texel = self._v, self._arc, self._texel
        upper = arc * (1 - closed * (1 + _MEET))
        lower = -arc * (1 - closed * (1 - _MEET))
        above = np.clip((v - upper) / texel + 0.5, 0, 1)
        below = np.clip((lower - v) / texel + 0.5, 0, 1)
        alpha = np.maximum(above, below) * self._inside
        near = np.clip((self._line - np.abs(v - upper)) / texel + 0.5, 0, 1) * self._inside
        near *= np.clip(arc / 0.35 - 0.4, 0, 1)  # it thins out at the corners
        picture = self._photo[..., :3].astype(np.float32)
        picture += alpha[..., None] * (self._lid - picture)
        picture += (near * min(1.0, 2 * closed))[..., None] * (self._ink - picture)
        opaque = self._photo[..., 3:].astype(np.float32)  # the texture is premultiplied
        texture[self._window][..., :3] = np.rint(np.clip(picture, 0, opaque))


def _detail(colour: Float32, radius: Float32, offsets: Float32) -> Float32:
    """Continue the fine detail of the ring into the eye, towards its middle, (h, w, 3)."""
    sigma = _DETAIL_SIGMA * SUPERSAMPLING
    fine = colour - cv2.GaussianBlur(colour, (0, 0), sigma)
    rows, columns = np.indices(radius.shape, np.float32)
    source = _RING[0] + _DETAIL_STRETCH * np.clip(_COVER - radius, 0, None)
    stretch = np.where(radius < _RING[0], source / np.maximum(radius, 0.05) - 1, 0)
    x = columns + (offsets[..., 0] * stretch).astype(np.float32)
    y = rows + (offsets[..., 1] * stretch).astype(np.float32)
    continued = cv2.remap(fine, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    # in the very middle all directions meet
    return np.asarray(continued * np.clip(radius / 0.3, 0, 1)[..., None], np.float32)


def _is_even(colour: Float32, ring: npt.NDArray[np.bool_], v: Float32) -> bool:
    """Return whether the colours around an eye tell those of its lids."""
    smooth = cv2.GaussianBlur(colour, (0, 0), 2 * SUPERSAMPLING)
    above, below = (smooth[ring & part] for part in (v > 0, v <= 0))
    if not (len(above) and len(below)):
        return False
    uneven = [
        float(np.percentile(np.abs(half - np.median(half, axis=0)).max(1), 80))
        for half in (above, below)
    ]
    return min(uneven) < _MAX_UNEVEN
