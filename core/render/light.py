"""What the photo tells of its light and lens: colours of skin and lips, sharpness, grain."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.face.topology import (
    CHEEKS,
    CHIN,
    FOREHEAD,
    LOWER_INNER,
    LOWER_OUTER,
    NOSE_RIDGE,
    OVAL,
    UPPER_INNER,
    UPPER_OUTER,
)
from talking_photo.core.model import Float32, Portrait, UInt8

Indices = npt.NDArray[np.intp]

GREY = np.array([0.299, 0.587, 0.114], np.float32)
"""Luma weights of RGB (ITU-R BT.601)."""
_WARM = np.array([-0.22, 0.10, 0.10], np.float32)
"""What a shadow in a mouth adds to the exponent 1 of R, G and B."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """Colours are RGB float32, 0..255."""

    skin: Float32
    """Mean of cheeks, forehead and nose, shape (3,)."""
    bright: float
    """85th percentile of the skin's luma."""
    mouth_skin: Float32
    """Mean of the skin about the mouth, shape (3,)."""
    lip: Float32
    """Median of the lips, shape (3,)."""
    shine: Float32
    """Mean of the brightest hundredth of the face, shape (3,): the colour of the light, or of the varnish."""
    white: float
    """99.5th percentile of the picture's luma."""
    colourless: bool
    """A black-and-white picture."""
    blur: float
    """Sigma of the lens, pixels, 0.3..4."""
    grain: Float32
    """Noise tile with the photo's own strength, shape (256, 256), mean 0."""

    @property
    def teeth(self) -> Float32:
        """The colour that teeth would have in this light, shape (3,).

        Luma 1.12 to 1.20 times the 85th percentile of the skin was measured on photos that show teeth; on top of it two
        fifths of the skin's tint, a quarter of the light's and a touch of ivory. Where lips and skin are nearly one tone (under
        a moustache, in a dark painting) bright teeth would jump out.
        """
        skin, mouth = float(self.skin @ GREY), float(self.mouth_skin @ GREY)
        luma = 1.10 * self.bright * np.clip((mouth / max(skin, 1)) ** 0.7, 0.65, 1.05)
        luma = min(luma, 1.55 * skin, 0.97 * self.white)
        contrast = float(np.abs(self.lip - self.mouth_skin).max()) / max(mouth, 1)
        luma *= 0.82 + 0.18 * min(1.0, contrast / 0.25)
        if self.colourless:
            return np.full(3, luma, np.float32)
        hue = 0.40 * (self.skin / max(skin, 1) - 1)
        hue += 0.25 * (self.shine / max(float(self.shine @ GREY), 1) - 1)
        colour = luma * (1 + hue) + np.array([4, 0, -7], np.float32)
        colour[1] = min(colour[1], 0.955 * max(colour[0], colour[2]))
        return np.clip(colour, 0, 255).astype(np.float32)

    def shaded(self, colour: Float32, amount: Float32) -> Float32:
        """Darken a colour, (3,) or (H, W, 3), by amounts (H, W) of 0..1.

        Shadows in a mouth get warmer, as light passes through lips; in the blue face of a painting, bluer.
        """
        bend = np.zeros(3, np.float32)
        if not self.colourless:
            bend = _WARM if self.lip[0] >= self.lip[2] else _WARM[::-1]
        deep = np.log(np.maximum(amount, np.float32(1e-3)))
        powers = [np.exp(deep * power) for power in (1 + bend).astype(np.float32)]
        return (colour * cv2.merge(powers)).astype(np.float32)


def read_light(portrait: Portrait) -> Light:
    """Measure a portrait's light."""
    pixels, points = portrait.pixels, portrait.landmarks[:, :2]
    size = float(np.ptp(points[OVAL], axis=0).max())
    skin = np.concatenate(
        [_patch(pixels, points[i], size / 40) for i in (*CHEEKS, *FOREHEAD, *NOSE_RIDGE)]
    )
    lips = _ring(pixels, points, (UPPER_OUTER, UPPER_INNER), (LOWER_OUTER, LOWER_INNER))
    about = np.concatenate([_patch(pixels, points[i], size / 60) for i in CHIN])
    luma = skin @ GREY
    chroma = np.ptp(np.median(skin, axis=0))
    left, top = np.maximum(points[OVAL].min(0), 0).astype(int)
    right, bottom = points[OVAL].max(0).astype(int) + 1
    window = pixels[top:bottom, left:right]
    face = cv2.cvtColor(window, cv2.COLOR_RGB2GRAY).astype(np.float32)
    colourless = _colourfulness(pixels) < 3 or chroma < 4
    return Light(
        skin=skin.mean(0),
        bright=float(np.percentile(luma, 85)),
        mouth_skin=about.mean(0),
        lip=np.median(lips, axis=0).astype(np.float32),
        shine=window[face >= np.percentile(face, 99)].mean(0).astype(np.float32),
        white=float(np.percentile(pixels[::4, ::4] @ GREY, 99.5)),
        colourless=bool(colourless),
        blur=_blur(face),
        grain=_grain(face),
    )


def _colourfulness(pixels: UInt8) -> float:
    """Mean difference between the largest and the smallest of R, G and B."""
    red, green, blue = cv2.split(pixels)
    largest, smallest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    return float(cv2.subtract(largest, smallest).mean())


def _patch(pixels: UInt8, centre: Float32, radius: float) -> Float32:
    """Pixels of a small square, shape (N, 3); the nearest ones where it leaves the picture."""
    height, width = pixels.shape[:2]
    r = max(1, round(radius))
    x = np.clip(round(float(centre[0])), r, width - r - 1)
    y = np.clip(round(float(centre[1])), r, height - r - 1)
    return pixels[y - r : y + r + 1, x - r : x + r + 1].reshape(-1, 3).astype(np.float32)


def _ring(pixels: UInt8, points: Float32, *lips: tuple[Indices, Indices]) -> Float32:
    """Pixels of the lips without what lies between them."""
    mask = np.zeros(pixels.shape[:2], np.uint8)
    for outer, inner in lips:
        outline = np.concatenate([points[outer], points[inner][::-1]])
        cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], (1,))
    return pixels[mask > 0].astype(np.float32)


def _blur(grey: Float32) -> float:
    """Sigma of the lens by re-blurring: strong edges lose less contrast the softer they already are.

    For a step of width s, blurring by b divides the gradient by R = sqrt(s^2 + b^2) / s, so s = b / sqrt(R^2 - 1).
    """
    b = 1.2

    def gradient(picture: Float32) -> Float32:
        return np.hypot(cv2.Sobel(picture, cv2.CV_32F, 1, 0), cv2.Sobel(picture, cv2.CV_32F, 0, 1))

    sharp, soft = gradient(grey), gradient(cv2.GaussianBlur(grey, (0, 0), b))
    strong = sharp >= np.percentile(sharp, 92)
    ratio = float(np.median(sharp[strong] / np.maximum(soft[strong], 1e-3)))
    return float(np.clip(b / np.sqrt(max(ratio**2 - 1, 0.01)), 0.3, 4))


def _grain(grey: Float32) -> Float32:
    """Noise as strong as the picture's: 1.48 x the median absolute deviation of its finest detail."""
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 1.0)
    strength = 1.48 * float(np.median(np.abs(fine - np.median(fine))))
    noise = np.random.default_rng(7).standard_normal((256, 256)).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), 0.6)
    return noise / noise.std() * min(strength, 8.0)
