"""Moustache over the opening: strands in the hair's own colours.

Otherwise the lip edge looks hard.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from talking_photo.core.model import Float32, Portrait
from talking_photo.core.render.appearance import LUMA_WEIGHTS, PhotoAppearance
from talking_photo.core.render.face_metrics import FaceMetrics, project

_BRIGHTNESS_LIMITS = 0.78, 0.58
"""Brightness of the skin above the upper lip over the face's: where it may be a moustache, and
where it is one."""
_CONTRAST_LIMITS = 0.055, 0.105
"""The same for its contrast from pixel to pixel; shaven skin in a shadow has less. Both were read
off 40 pictures."""
_MIN_CONFIDENCE = 0.15
_MAX_LENGTH_CM = 0.17
"""cm by which the longest strands hang over the edge of the lip."""
_SPACING_CM = 0.05
"""cm between strands."""
_HALF_WIDTH_CM = 0.042
"""Half the width of a strand at its root, cm."""
_SAMPLE_HEIGHTS_CM = 0.05, 0.30
"""cm above the edge between which the strands' colours are sampled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moustache:
    """Hair over the opening, as a texture over (x from the mouth's centre, cm below the lip)."""

    texels: Float32
    """Shape (H, W, 4): RGB 0..255 and alpha 0..1; the first row is the lip's edge."""
    per_cm: float
    left: float
    """x of the first column."""

    def sample(self, across: Float32, below: Float32) -> Float32:
        """Sample at points (H, W) in cm, shape (H, W, 4); outside the texture alpha is 0."""
        return cv2.remap(
            self.texels,
            ((across - self.left) * self.per_cm).astype(np.float32),
            (np.maximum(below, 0) * self.per_cm).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
        )


def detect_moustache(
    portrait: Portrait, appearance: PhotoAppearance, metrics: FaceMetrics
) -> Moustache | None:
    """Detect a moustache; return None where the upper lip is bare."""
    confidence = _confidence(portrait, appearance, metrics)
    if confidence < _MIN_CONFIDENCE:
        return None
    per_cm = max(2 * portrait.pose.scale, 24.0)
    edge = metrics.upper_inner
    columns = np.arange(edge.x[0], edge.x[-1], 1 / per_cm)
    rows = np.arange(0, _MAX_LENGTH_CM, 1 / per_cm)[:, None]
    hair_colour = _strip(portrait, metrics, columns, np.linspace(*_SAMPLE_HEIGHTS_CM, 6)).mean(0)
    alpha = confidence * _strands(columns, rows)
    soft = max(0.35, appearance.blur) * per_cm / portrait.pose.scale
    alpha = cv2.GaussianBlur(alpha, (0, 0), soft)
    colour = np.broadcast_to(hair_colour, (*alpha.shape, 3))
    texels = np.concatenate([colour, alpha[..., None]], 2).astype(np.float32)
    return Moustache(texels=texels, per_cm=per_cm, left=float(columns[0]) - metrics.centre_x)


def _confidence(portrait: Portrait, appearance: PhotoAppearance, metrics: FaceMetrics) -> float:
    """Return the confidence, 0..1, that there is hair above the lip: dark and rough."""
    edge = metrics.upper_outer
    luma = (
        _strip(portrait, metrics, edge.x[6:-6], np.linspace(0.15, 0.6, 12), outer=True)
        @ LUMA_WEIGHTS
    )
    rough = float((luma - cv2.GaussianBlur(luma, (0, 0), 5)).std()) / max(float(luma.mean()), 1)
    dark = float(luma.mean()) / max(float(appearance.skin @ LUMA_WEIGHTS), 1)
    sure_dark = np.clip(
        (_BRIGHTNESS_LIMITS[0] - dark) / (_BRIGHTNESS_LIMITS[0] - _BRIGHTNESS_LIMITS[1]), 0, 1
    )
    sure_rough = np.clip(
        (rough - _CONTRAST_LIMITS[0]) / (_CONTRAST_LIMITS[1] - _CONTRAST_LIMITS[0]), 0, 1
    )
    return float(sure_dark * sure_rough)


def _strip(
    portrait: Portrait, metrics: FaceMetrics, x: Float32, heights: Float32, *, outer: bool = False
) -> Float32:
    """Sample pixels at heights (cm) above an edge of the upper lip, (len(heights), len(x), 3)."""
    edge = metrics.upper_outer if outer else metrics.upper_inner
    line = np.column_stack([x, edge(x), np.interp(x, edge.x, edge.z)])
    places = line + heights[:, None, None] * np.array([0, 1, 0])
    where = project(places.reshape(-1, 3).astype(np.float32), portrait.pose)
    where = where.reshape(len(heights), len(x), 2)
    strip = cv2.remap(
        portrait.pixels, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return strip.astype(np.float32)


def _strands(x: Float32, below: Float32) -> Float32:
    """Return the alpha of pointed strands of uneven length, shape (H, W).

    The same ones for each photo.
    """
    rng = np.random.default_rng(11)
    alpha = np.zeros((len(below), len(x)))
    for root in np.arange(x[0], x[-1], _SPACING_CM):
        length = _MAX_LENGTH_CM * rng.uniform(0.25, 1)
        slant = rng.normal(0, 0.25)
        half_width = (
            _HALF_WIDTH_CM * rng.uniform(0.7, 1.3) * np.clip(1 - below / length, 0, 1) ** 0.7
        )
        away = np.abs(x - root - rng.uniform(0, _SPACING_CM) - slant * below)
        alpha = np.maximum(
            alpha, np.clip((half_width - away) / 0.01 + 0.5, 0, 1) * (below < length)
        )
    return alpha.astype(np.float32)
