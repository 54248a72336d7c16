"""Alpha mattes of the people in a photo, and their composition over another background.

Pixels at the edge of a mask mix foreground and background colours. They are replaced by the
person's own colours (decontamination), so that no halo shows on another background; fine hair is
not preserved.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from talking_photo.core.model import GREEN, Background, Float32, Portrait, UInt8
from talking_photo.core.render.layers import SUPERSAMPLING, Layers, push_pull

_FILTER_RADIUS_CM = 0.35
"""cm around the mask's edge in which the photo itself decides the alpha."""
_REGULARIZATION = 2e-4
"""Colour variance (of 1) added for regularisation; He et al. use 1e-6 to 1e-2."""
_ALPHA_ZERO, _ALPHA_ONE = 0.15, 0.90
"""Filter outputs that become alpha 0 and alpha 1: the filter leaves a residue on both sides."""
_FOREGROUND_FROM, _FOREGROUND_FULL = 0.90, 1.00
"""Alpha from which a pixel starts to count as pure foreground colour, and at which it does."""
_FILTER_MAX_SIDE_PX = 640
"""Pixels of the longer side at which the filter is computed; its coefficients are smooth."""


class AlphaMattes:
    """Mattes of several people in one photo."""

    def __init__(self, portraits: Sequence[Portrait]) -> None:
        mattes = [_alpha_matte(portrait) for portrait in portraits]
        self.pixels = _decontaminate_edges(portraits[0].pixels, np.maximum.reduce(mattes))
        """RGB (H, W, 3): the photo inside the mattes, and foreground colours extended beyond their
        edges."""
        self._mattes = [np.rint(alpha * 255).astype(np.uint8) for alpha in mattes]

    def composite(
        self,
        frame: UInt8,
        layers: Sequence[Layers],
        maps: Sequence[Float32],
        background: Background,
    ) -> UInt8:
        """Composite the people of a frame that was drawn from `pixels`.

        Args:
            frame: RGB (H, W, 3).
            layers: The layers that moved, in the order of the portraits.
            maps: For each layer, the position in its texture from which each pixel was taken.
            background: GREEN returns RGB (H, W, 3), TRANSPARENT returns RGBA (H, W, 4), not
                premultiplied.
        """
        alpha = np.zeros_like(self._mattes[0])
        for matte, layer, where in zip(self._mattes, layers, maps, strict=True):
            warped = matte.copy()
            area = (slice(layer.top, layer.bottom), slice(layer.left, layer.right))
            positions = where / np.float32(SUPERSAMPLING)
            warped[area] = cv2.remap(
                matte[area], positions, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            cv2.max(alpha, warped, dst=alpha)
        if background is Background.GREEN:
            return _over_green(frame, alpha)
        return cv2.merge([*cv2.split(frame), alpha])


def _over_green(frame: UInt8, alpha: UInt8) -> UInt8:
    alpha = cv2.cvtColor(alpha, cv2.COLOR_GRAY2RGB)
    person = cv2.multiply(frame, alpha, scale=1 / 255)
    ground = cv2.multiply(np.full_like(frame, GREEN), cv2.bitwise_not(alpha), scale=1 / 255)
    return cv2.add(person, ground)


def _alpha_matte(portrait: Portrait) -> Float32:
    """Return the alpha, 0..1, shape (H, W): the mask refined to the edges of the photo itself.

    The guided filter with a colour guide (K. He et al., "Guided Image Filtering", PAMI 2013,
    section 3.5), its coefficients from a smaller image (K. He, J. Sun, "Fast Guided Filter",
    2015).
    """
    mask = portrait.subject
    if mask.all():
        return np.ones(mask.shape, np.float32)
    height, width = mask.shape
    reduced = min(1.0, _FILTER_MAX_SIDE_PX / max(height, width))
    size = (max(1, round(width * reduced)), max(1, round(height * reduced)))
    photo = portrait.pixels.astype(np.float32) / 255
    reduced_photo = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    target = cv2.resize(mask, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    slope, offset = _guided_filter(
        reduced_photo, target, max(2, round(_FILTER_RADIUS_CM * reduced * portrait.pose.scale))
    )
    slope, offset = (cv2.resize(part, (width, height)) for part in (slope, offset))
    alpha = (slope * photo).sum(2) + offset
    return np.clip((alpha - _ALPHA_ZERO) / (_ALPHA_ONE - _ALPHA_ZERO), 0, 1).astype(np.float32)


def _guided_filter(photo: Float32, target: Float32, radius: int) -> tuple[Float32, Float32]:
    """Fit slope (h, w, 3) and offset (h, w) that predict the mask from colours, in windows."""

    def mean(values: Float32) -> Float32:
        return cv2.blur(values, (2 * radius + 1, 2 * radius + 1), borderType=cv2.BORDER_REFLECT)

    colour_mean, target_mean = mean(photo), mean(target)
    covariance = mean(photo * target[..., None]) - colour_mean * target_mean[..., None]
    variance = np.stack(
        [mean(photo * photo[..., [i]]) - colour_mean * colour_mean[..., [i]] for i in range(3)], 2
    )
    variance += _REGULARIZATION * np.eye(3, dtype=np.float32)
    slope = np.linalg.solve(variance, covariance[..., None])[..., 0].astype(np.float32)
    return mean(slope), mean(target_mean - (slope * colour_mean).sum(2))


def _decontaminate_edges(pixels: UInt8, alpha: Float32) -> UInt8:
    foreground = np.clip((alpha - _FOREGROUND_FROM) / (_FOREGROUND_FULL - _FOREGROUND_FROM), 0, 1)
    if not foreground.any():
        return pixels
    filled = push_pull(pixels * foreground[..., None], foreground)
    return np.clip(np.rint(filled), 0, 255).astype(np.uint8)
