"""The region above an eye, measured before its lid moves: lashes, and bare skin up to the brow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talking_photo.core.model import Float32, UInt8

_MIN_LASHES_CM, _MAX_LASHES_CM = 0.08, 0.30
"""cm above an upper lid's edge that move with it unstretched, for thin and for thick lashes or a
painted outline."""
_DEFAULT_LASHES_CM = 0.10
_BROW_BRIGHTNESS = 0.75
"""Share of the lid's brightness below which what is above it is the brow."""
_MAX_SKIN_CM = 2.5
"""cm of skin that are searched."""


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
        luma = self._luma()
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

    def skin_height(self, lashes: float) -> float:
        """Return the height (cm) of bare skin above the lashes, 0.1 to 2.5."""
        luma, above = self._luma(), self.height - lashes
        lightest = 0.0
        for height in np.arange(0.05, _MAX_SKIN_CM, 0.05):
            band = luma[(np.abs(above - height) < 0.04) & (self.inside > 0.9)]
            if not len(band):
                break
            # the brow lowers on one side first
            dark = float(np.percentile(band, 25))
            lightest = max(lightest, dark)
            if dark < _BROW_BRIGHTNESS * lightest:
                return max(float(height) - 0.1, 0.1)
        return _MAX_SKIN_CM

    def _luma(self) -> Float32:
        return self.picture[..., :3].astype(np.float32).mean(2)
