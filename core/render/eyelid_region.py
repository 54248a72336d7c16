"""What is around an eye, measured before its lids move: lashes, and bare skin up to the brow."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from talking_photo.core.model import Float32, UInt8
from talking_photo.core.render.appearance import LUMA_WEIGHTS

_MIN_LASHES_CM, _MAX_LASHES_CM = 0.08, 0.30
"""cm above an upper lid's edge that move with it unstretched, for thin and for thick lashes or a
painted outline."""
_DEFAULT_LASHES_CM = 0.10
STRIP_STEP_CM = 0.04
"""Height of a row of a strip of skin, cm."""
_BROW_BRIGHTNESS, _BROW_CM = 0.80, 0.15
"""Share of the skin's brightness below which what is beyond it is a brow, a fringe or glasses, and
the height from which on it is: the crease of a lid is thinner."""
_RIM_BRIGHTNESS = 0.60
"""Share of the skin's brightness below which something thin is no crease, but the rim of glasses
or a strand of hair."""
_OUTLIER_COLUMNS = 9
"""Columns of a strip over which the least height holds, before it is smoothed."""
_COLOUR_SMOOTHING = 8
"""Standard deviation of the smoothing of that colour along the lid, as a divisor of its length."""
_LID_BRIGHTNESS, _LIFT = 0.92, 0.65
"""Brightness of a lid relative to the skin below the eye, and the share of what it lacks that is
added: the little skin that is seen above an open eye lies in the shadow of lashes and fold."""
_NEAR_HUE, _SKIN_HUE = 0.5, 0.9
"""Shares of other hues in that of a lid that is drawn: of the skin below the eye's, and, where
both are greyer than the face (lashes and paint make them so), of the face's. A face is often paler
than its sockets: lids of its hue are grey patches in them."""
_USUAL_RANKS = 0.4, 0.85
"""Ranks of brightness (0 for the darkest pixel) between which a lid's skin has its usual colour:
darker is the crease, lighter a highlight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EyelidRegion:
    """The picture above the edge of one upper lid."""

    picture: UInt8
    """Window about the eye, shape (H, W, 3 or 4)."""
    height: Float32
    """cm of each pixel above the lid's edge, shape (H, W)."""
    inside: Float32
    """1 between the corners of the eye, 0 beside them, shape (H, W)."""

    def lash_colour(self) -> Float32:
        """Return the colour of the darkest fifth around the lid's edge, shape (3,)."""
        band = (np.abs(self.height) < 0.12) & (self.inside > 0.8)
        colours = self.picture[band][:, :3].astype(np.float32)
        if len(colours) < 5:
            return np.full(3, 40, np.float32)
        luma = colours.sum(1)
        return colours[luma <= np.percentile(luma, 22)].mean(0)

    def lash_height(self, times: float = 1.0) -> float:
        """Return the height (cm) of the lashes.

        Darker than the lid's skin, in an eye `times` as large.
        """
        luma = self.picture[..., :3].astype(np.float32).mean(2)
        heights = times * np.arange(0.02, 0.6, 0.03)
        bands = [
            luma[(np.abs(self.height - height) < 0.03) & (self.inside > 0.9)] for height in heights
        ]
        profile = np.array([band.mean() if len(band) else np.nan for band in bands])
        if np.isnan(profile).any():
            return _DEFAULT_LASHES_CM
        dark, skin = profile[:4].min(), float(np.median(profile[8:]))
        start = int(profile[:4].argmin())
        if skin <= dark + 8:  # the brow begins there
            skin = float(profile[start:].max())
        light = np.flatnonzero(profile[start:] > dark + 0.75 * (skin - dark))
        height = (
            heights[start + light[0]] if len(light) and skin > dark + 8 else _DEFAULT_LASHES_CM
        )
        return float(np.clip(height, _MIN_LASHES_CM, times * _MAX_LASHES_CM))


@dataclass(frozen=True, slots=True, kw_only=True)
class LidSkin:
    """The bare skin beyond one lid, in columns from corner to corner."""

    height: Float32
    """cm of it from the lid's edge up to what must not move (a brow, a fringe, glasses), shape
    (N,)."""
    colour: Float32
    """Its usual colour, shape (N, 3)."""

    @classmethod
    def of(cls, strip: Float32, *, lashes: float, limit: Float32) -> LidSkin:
        """Measure the skin in a strip of the picture.

        Args:
            strip: Straightened, shape (rows, N, 3): a row every STRIP_STEP_CM from the edge on.
            lashes: Their height, cm.
            limit: cm from the lid's edge at which the skin ends in any case, shape (N,).
        """
        luma = cv2.GaussianBlur(strip.mean(2), (0, 0), sigmaX=1.5, sigmaY=0.7)
        first = int(np.ceil(lashes / STRIP_STEP_CM))
        beyond = luma[first:] / np.maximum.accumulate(luma[first:], axis=0)
        brow = cv2.erode(
            (beyond < _BROW_BRIGHTNESS).astype(np.uint8),
            np.ones((round(_BROW_CM / STRIP_STEP_CM), 1), np.uint8),
            anchor=(0, 0),
            borderType=cv2.BORDER_REPLICATE,
        )
        end = (brow > 0) | (beyond < _RIM_BRIGHTNESS)
        rows = np.where(end.any(0), first + end.argmax(0) - 1.5, len(luma) - 1)
        height = np.minimum(rows * STRIP_STEP_CM, limit).astype(np.float32)[None]
        height = cv2.erode(height, np.ones((1, _OUTLIER_COLUMNS)))
        height = cv2.GaussianBlur(height, (0, 0), _OUTLIER_COLUMNS / 2)[0]
        height = np.maximum(height, lashes + STRIP_STEP_CM)
        return cls(height=height, colour=_usual_colour(strip, first, height))


def lit_colour(above: LidSkin, below: LidSkin, skin: Float32) -> Float32:
    """Return the colour of a lid that is drawn over the eye, shape (N, 3).

    Args:
        above: The lid's skin.
        below: The skin below the eye.
        skin: The usual colour of the face's skin, shape (3,).
    """
    luma, light = (np.maximum(lid.colour @ LUMA_WEIGHTS, 1) for lid in (above, below))
    lit = luma + _LIFT * np.maximum(_LID_BRIGHTNESS * light - luma, 0)
    hue = above.colour / luma[:, None]
    hue += _NEAR_HUE * (below.colour / light[:, None] - hue)
    face = skin / max(float(skin @ LUMA_WEIGHTS), 1)
    coloured, usual = np.linalg.norm(hue - 1, axis=1), float(np.linalg.norm(face - 1))
    greyer = np.clip(1 - coloured / max(usual, 1e-3), 0, 1)[:, None]
    hue += _SKIN_HUE * greyer * (face - hue)
    return (lit[:, None] * hue).astype(np.float32)


def _usual_colour(strip: Float32, first: int, height: Float32) -> Float32:
    """Return the usual colour of each column from row `first` up to a height, shape (N, 3)."""
    colours = np.empty((strip.shape[1], 3), np.float32)
    brightness = strip.mean(2)
    for column, end in enumerate(height / STRIP_STEP_CM):
        part = slice(first, max(int(end), first + 2)), column
        skin = strip[part]
        low, high = (int(rank * len(skin)) for rank in _USUAL_RANKS)
        usual = np.argsort(brightness[part], kind="stable")[low : max(high, low + 1)]
        colours[column] = skin[usual].mean(0)
    blurred: Float32 = cv2.GaussianBlur(colours[None], (0, 0), strip.shape[1] / _COLOUR_SMOOTHING)[
        0
    ]
    return blurred
