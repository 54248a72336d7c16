"""Appearance statistics of a photo: colours of skin and lips, sharpness, grain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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

LUMA_WEIGHTS = np.array([0.299, 0.587, 0.114], np.float32)
"""Luma weights of RGB (ITU-R BT.601)."""
_SHADOW_TINT = np.array([-0.22, 0.10, 0.10], np.float32)
"""What a shadow in the mouth adds to the exponent 1 of R, G and B: it is warmer than its
surroundings."""

_TONE_TOLERANCE = 5.0
"""Difference of a pixel's colour (0..255) from that of its luma, 90th percentile, up to which a
photo has one tone, in the whole picture and in the face. Of 42 pictures the toned ones had 1.3 to
4.0, a grey statue on coloured ground 5.7, all others more than 6."""
_TONE_PIXELS, _TONE_BINS, _TONE_BIN_PIXELS = 40_000, 16, 20
"""Pixels that are looked at, steps of luma, and the least pixels in one."""

_TEETH_LUMA = 1.10
"""Luma of teeth over the 85th percentile of the skin's; measured on photos that show teeth."""
_TEETH_MAX_OVER_SKIN, _TEETH_MAX_OVER_WHITE = 1.55, 0.97
"""Upper limits of that luma over the skin's mean, and over the image's 99.5th percentile."""
_MOUTH_SHADE_EXPONENT, _MOUTH_SHADE_LIMITS = 0.7, (0.65, 1.05)
"""Teeth are darker where the skin around the mouth is: its luma over the face's to this power."""
_LOW_CONTRAST, _FULL_CONTRAST = 0.82, 0.25
"""Factor on teeth where lips and skin have one tone, and the contrast from which it is 1."""
_SKIN_TINT, _LIGHT_TINT, _IVORY = 0.40, 0.25, np.array([4, 0, -7], np.float32)
"""Tint of teeth: shares of the skin's and of the light's, and ivory in 0..255."""
_GREY_COLOURFULNESS = 3
"""Mean difference between the largest and the smallest of R, G and B below which a picture is
black and white."""
_FLESH, _FLESH_LIGHT, _FLESH_LIMITS = np.array([196, 92, 90], np.float32), 190.0, (0.5, 1.1)
"""Colour of the inside of a mouth that has no lips of its own, the brightness of a face in which
it is this one, and the limits of its factor."""
_MAX_GREEN = 0.955
"""Largest green of teeth over the larger of red and blue: they never look green."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoAppearance:
    """Colours and lens properties of one photo; colours are RGB float32, 0..255."""

    skin: Float32
    """Mean of cheeks, forehead and nose, shape (3,)."""
    bright: float
    """85th percentile of the skin's luma."""
    mouth_skin: Float32
    """Mean of the skin around the mouth, shape (3,)."""
    lip: Float32
    """Median of the lips, shape (3,)."""
    shine: Float32
    """Mean of the brightest hundredth of the face, shape (3,): the colour of the light source, or
    of varnish."""
    white: float
    """99.5th percentile of the image's luma."""
    is_grayscale: bool
    """True for a black-and-white photo."""
    blur: float
    """Standard deviation of the lens blur, pixels, 0.3..4."""
    tone: Float32 | None
    """Colour of each luma where the photo has but one (sepia, cyanotype, a toned or faded print),
    shape (256, 3); None where it has more."""
    grain: Float32
    """Noise tile of the photo's own noise level, shape (256, 256), mean 0."""

    @property
    def teeth(self) -> Float32:
        """Estimated colour of teeth in this photo, shape (3,).

        Luma 1.12 to 1.20 times the 85th percentile of the skin was measured on photos that show
        teeth; added to it are two fifths of the skin's tint, a quarter of the light's and a touch
        of ivory. Where lips and skin have nearly one tone (under a moustache, in a dark painting)
        brighter teeth would stand out.
        """
        skin, mouth = float(self.skin @ LUMA_WEIGHTS), float(self.mouth_skin @ LUMA_WEIGHTS)
        luma = _TEETH_LUMA * self.bright
        luma *= np.clip((mouth / max(skin, 1)) ** _MOUTH_SHADE_EXPONENT, *_MOUTH_SHADE_LIMITS)
        luma = min(luma, _TEETH_MAX_OVER_SKIN * skin, _TEETH_MAX_OVER_WHITE * self.white)
        contrast = float(np.abs(self.lip - self.mouth_skin).max()) / max(mouth, 1)
        luma *= _LOW_CONTRAST + (1 - _LOW_CONTRAST) * min(1.0, contrast / _FULL_CONTRAST)
        if self.is_grayscale:
            return np.full(3, luma, np.float32)
        hue = _SKIN_TINT * (self.skin / max(skin, 1) - 1)
        hue += _LIGHT_TINT * (self.shine / max(float(self.shine @ LUMA_WEIGHTS), 1) - 1)
        colour = luma * (1 + hue) + _IVORY
        colour[1] = min(colour[1], _MAX_GREEN * max(colour[0], colour[2]))
        return np.clip(colour, 0, 255).astype(np.float32)

    def toned(self, colour: Float32) -> Float32:
        """Return what is painted, (H, W, 3), in the photo's one tone, if it has one."""
        if self.tone is None:
            return colour
        luma = np.clip(colour @ LUMA_WEIGHTS, 0, 255)
        levels = np.arange(256)
        return cv2.merge([np.interp(luma, levels, t).astype(np.float32) for t in self.tone.T])

    def shade(self, colour: Float32, amount: Float32) -> Float32:
        """Darken a colour, (3,) or (H, W, 3), by amounts (H, W) of 0..1.

        Shadows in a mouth are warmer, because light passes through the lips; in the blue face of a
        painting they are bluer.
        """
        bend = np.zeros(3, np.float32)
        if not self.is_grayscale:
            bend = _SHADOW_TINT if self.lip[0] >= self.lip[2] else _SHADOW_TINT[::-1]
        exponents = (1 + bend).astype(np.float32).tolist()
        light = np.maximum(amount, np.float32(1e-3))
        powers = {exponent: cv2.pow(light, exponent) for exponent in set(exponents)}
        if colour.ndim == 1:  # one colour: numpy is slow where channels are the last axis
            return cv2.merge([c * powers[e] for c, e in zip(colour, exponents, strict=True)])
        light = cv2.merge([powers[e] for e in exponents])
        return cv2.multiply(colour, light, dtype=cv2.CV_32F)


def measure_appearance(portrait: Portrait) -> PhotoAppearance:
    """Measure the appearance of a portrait."""
    pixels, points = portrait.pixels, portrait.landmarks[:, :2]
    size = float(np.ptp(points[OVAL], axis=0).max())
    skin = np.concatenate(
        [_square(pixels, points[i], size / 40) for i in (*CHEEKS, *FOREHEAD, *NOSE_RIDGE)]
    )
    lips = _lip_pixels(pixels, points, (UPPER_OUTER, UPPER_INNER), (LOWER_OUTER, LOWER_INNER))
    around_mouth = np.concatenate([_square(pixels, points[i], size / 60) for i in CHIN])
    luma = skin @ LUMA_WEIGHTS
    chroma = np.ptp(np.median(skin, axis=0))
    left, top = np.maximum(points[OVAL].min(0), 0).astype(int)
    right, bottom = points[OVAL].max(0).astype(int) + 1
    window = pixels[top:bottom, left:right]
    face = cv2.cvtColor(window, cv2.COLOR_RGB2GRAY).astype(np.float32)
    is_grayscale = _colourfulness(pixels) < _GREY_COLOURFULNESS or chroma < 4
    return PhotoAppearance(
        skin=skin.mean(0),
        bright=float(np.percentile(luma, 85)),
        mouth_skin=around_mouth.mean(0),
        lip=np.median(lips, axis=0).astype(np.float32),
        shine=window[face >= np.percentile(face, 99)].mean(0).astype(np.float32),
        white=float(np.percentile(pixels[::4, ::4] @ LUMA_WEIGHTS, 99.5)),
        is_grayscale=bool(is_grayscale),
        blur=_estimate_blur(face),
        tone=_tone(pixels, window),
        grain=_grain_tile(face),
    )


def with_painted_mouth(appearance: PhotoAppearance, portrait: Portrait) -> PhotoAppearance:
    """Return the appearance of a portrait that has no lips: they get a colour for what is inside.

    A white mug in a colour photo is no black-and-white photo, and the few colours of a drawing are
    no sepia.
    """
    light = float(np.clip(appearance.bright / _FLESH_LIGHT, *_FLESH_LIMITS))
    is_grayscale = _colourfulness(portrait.pixels) < _GREY_COLOURFULNESS
    flesh = np.full(3, _FLESH @ LUMA_WEIGHTS) if is_grayscale else _FLESH
    lip = (light * flesh).astype(np.float32)
    tone = appearance.tone if is_grayscale else None
    return replace(appearance, lip=lip, is_grayscale=is_grayscale, tone=tone)


def _colourfulness(pixels: UInt8) -> float:
    """Return the mean difference between the largest and the smallest of R, G and B."""
    red, green, blue = cv2.split(pixels)
    largest, smallest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    return float(cv2.subtract(largest, smallest).mean())


def _tone(pixels: UInt8, face: UInt8) -> Float32 | None:
    """Return the colour of each luma, if the luma of a pixel tells its colour."""
    curves = []
    for picture in (pixels, face):
        step = max(1, round(np.sqrt(picture.shape[0] * picture.shape[1] / _TONE_PIXELS)))
        # grain and the blocks of a JPEG have colours of their own
        smooth = cv2.GaussianBlur(picture, (0, 0), 1.2)[::step, ::step].reshape(-1, 3)
        colours = smooth.astype(np.float32)
        luma = colours @ LUMA_WEIGHTS
        chroma = colours - luma[:, None]
        bins = np.clip(luma / 256 * _TONE_BINS, 0, _TONE_BINS - 1).astype(int)
        known = np.flatnonzero(np.bincount(bins, minlength=_TONE_BINS) > _TONE_BIN_PIXELS)
        middles = np.array([np.median(chroma[bins == k], axis=0) for k in known])
        lumas = [float(luma[bins == k].mean()) for k in known]
        expected = _along(luma, lumas, middles)
        if np.percentile(np.abs(chroma - expected).max(1), 90) > _TONE_TOLERANCE:
            return None
        curves.append((lumas, middles))
    levels = np.arange(256, dtype=np.float32)
    # black and white ends that the picture lacks have no tint
    lumas, middles = curves[1]
    lumas, middles = [0.0, *lumas, 255.0], np.pad(middles, ((1, 1), (0, 0)))
    return np.clip(levels[:, None] + _along(levels, lumas, middles), 0, 255).astype(np.float32)


def _along(luma: Float32, lumas: Sequence[float], chroma: Float32) -> Float32:
    """Interpolate a chroma that depends on luma, shape (N, 3)."""
    return np.stack([np.interp(luma, lumas, c) for c in chroma.T], axis=1).astype(np.float32)


def _square(pixels: UInt8, centre: Float32, radius: float) -> Float32:
    """Return the pixels of a small square, shape (N, 3); outside the image the nearest ones."""
    height, width = pixels.shape[:2]
    r = max(1, round(radius))
    x = np.clip(round(float(centre[0])), r, width - r - 1)
    y = np.clip(round(float(centre[1])), r, height - r - 1)
    return pixels[y - r : y + r + 1, x - r : x + r + 1].reshape(-1, 3).astype(np.float32)


def _lip_pixels(pixels: UInt8, points: Float32, *lips: tuple[Indices, Indices]) -> Float32:
    """Return the pixels of the lips without the opening between them."""
    mask = np.zeros(pixels.shape[:2], np.uint8)
    for outer, inner in lips:
        outline = np.concatenate([points[outer], points[inner][::-1]])
        cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], (1,))
    return pixels[mask > 0].astype(np.float32)


def _estimate_blur(grey: Float32) -> float:
    """Estimate the lens blur by re-blurring: soft edges lose less contrast.

    For a step of width s, blurring by b divides the gradient by R = sqrt(s^2 + b^2) / s, so s = b
    / sqrt(R^2 - 1).
    """
    b = 1.2

    def gradient(picture: Float32) -> Float32:
        return np.hypot(cv2.Sobel(picture, cv2.CV_32F, 1, 0), cv2.Sobel(picture, cv2.CV_32F, 0, 1))

    sharp, soft = gradient(grey), gradient(cv2.GaussianBlur(grey, (0, 0), b))
    strong = sharp >= np.percentile(sharp, 92)
    ratio = float(np.median(sharp[strong] / np.maximum(soft[strong], 1e-3)))
    return float(np.clip(b / np.sqrt(max(ratio**2 - 1, 0.01)), 0.3, 4))


def _grain_tile(grey: Float32) -> Float32:
    """Return a noise tile of the photo's noise level.

    1.48 x the median absolute deviation of its finest detail.
    """
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 1.0)
    strength = 1.48 * float(np.median(np.abs(fine - np.median(fine))))
    noise = np.random.default_rng(7).standard_normal((256, 256)).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), 0.6)
    return noise / noise.std() * min(strength, 8.0)
