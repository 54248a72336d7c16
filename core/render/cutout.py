"""The person without what is behind: how much of each pixel is person, in the photo and as it moves.

The colours at the rim of a mask are half background. They are replaced by the person's own, so that no halo shows on
another ground; the fine hair that goes with them is lost.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from talking_photo.core.model import GREEN, Background, Float32, Portrait, UInt8
from talking_photo.core.render.layers import ZOOM, Layers, push_pull

_REACH = 0.35
"""cm about the mask's edge in which the photo itself decides."""
_SAME = 2e-4
"""Variance of colour (of 1) under which a place counts as even; He et al. use 1e-6 to 1e-2."""
_FAINT, _FULL = 0.15, 0.90
"""Shares of person that count as none and as all: the filter leaves a veil on both sides."""
_PURE, _OWN = 0.90, 1.00
"""Shares of person between which a pixel's colour becomes its own."""
_FINEST = 640
"""Pixels of the longer side at which the filter is computed; its coefficients are smooth."""


class Cutout:
    """Several people of one picture, cut out."""

    def __init__(self, portraits: Sequence[Portrait]) -> None:
        covers = [_cover(portrait) for portrait in portraits]
        self.pixels = _bled(portraits[0].pixels, np.maximum.reduce(covers))
        """RGB (H, W, 3): the photo inside, and their own colours running out from their edges."""
        self._covers = [np.rint(cover * 255).astype(np.uint8) for cover in covers]

    def of(
        self,
        frame: UInt8,
        layers: Sequence[Layers],
        moved: Sequence[Float32],
        background: Background,
    ) -> UInt8:
        """Take the people out of a frame that was drawn from `pixels`.

        Args:
            frame: RGB (H, W, 3).
            layers: What moved, in the order of the portraits.
            moved: From where in its texture each pixel of a layer was taken.
            background: GREEN returns RGB (H, W, 3), TRANSPARENT returns RGBA (H, W, 4), not premultiplied.
        """
        cover = np.zeros_like(self._covers[0])
        for still, layer, where in zip(self._covers, layers, moved, strict=True):
            bent = still.copy()
            area = (slice(layer.top, layer.bottom), slice(layer.left, layer.right))
            places = where / np.float32(ZOOM)
            bent[area] = cv2.remap(
                still[area], places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            cv2.max(cover, bent, dst=cover)
        if background is Background.GREEN:
            return _on_green(frame, cover)
        return cv2.merge([*cv2.split(frame), cover])


def _on_green(frame: UInt8, cover: UInt8) -> UInt8:
    share = cv2.cvtColor(cover, cv2.COLOR_GRAY2RGB)
    person = cv2.multiply(frame, share, scale=1 / 255)
    ground = cv2.multiply(np.full_like(frame, GREEN), cv2.bitwise_not(share), scale=1 / 255)
    return cv2.add(person, ground)


def _cover(portrait: Portrait) -> Float32:
    """Share of person, 0..1, shape (H, W): the mask, drawn to the edges of the photo itself.

    The guided filter with a colour guide (K. He et al., "Guided Image Filtering", PAMI 2013, section 3.5), its
    coefficients from a smaller picture (K. He, J. Sun, "Fast Guided Filter", 2015).
    """
    mask = portrait.subject
    if mask.all():
        return np.ones(mask.shape, np.float32)
    height, width = mask.shape
    reduced = min(1.0, _FINEST / max(height, width))
    size = (max(1, round(width * reduced)), max(1, round(height * reduced)))
    photo = portrait.pixels.astype(np.float32) / 255
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    wanted = cv2.resize(mask, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    slope, offset = _fitted(small, wanted, max(2, round(_REACH * reduced * portrait.pose.scale)))
    slope, offset = (cv2.resize(part, (width, height)) for part in (slope, offset))
    share = (slope * photo).sum(2) + offset
    return np.clip((share - _FAINT) / (_FULL - _FAINT), 0, 1).astype(np.float32)


def _fitted(photo: Float32, wanted: Float32, reach: int) -> tuple[Float32, Float32]:
    """Slope (h, w, 3) and offset (h, w) that make `wanted` of the colours, fitted in windows of that reach."""

    def mean(values: Float32) -> Float32:
        return cv2.blur(values, (2 * reach + 1, 2 * reach + 1), borderType=cv2.BORDER_REFLECT)

    colour, goal = mean(photo), mean(wanted)
    together = mean(photo * wanted[..., None]) - colour * goal[..., None]
    spread = np.stack(
        [mean(photo * photo[..., [i]]) - colour * colour[..., [i]] for i in range(3)], 2
    )
    spread += _SAME * np.eye(3, dtype=np.float32)
    slope = np.linalg.solve(spread, together[..., None])[..., 0].astype(np.float32)
    return mean(slope), mean(goal - (slope * colour).sum(2))


def _bled(pixels: UInt8, cover: Float32) -> UInt8:
    own = np.clip((cover - _PURE) / (_OWN - _PURE), 0, 1)
    if not own.any():
        return pixels
    filled = push_pull(pixels * own[..., None], own)
    return np.clip(np.rint(filled), 0, 255).astype(np.uint8)
