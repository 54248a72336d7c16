"""Inks of a press (CMYK) without an ICC profile, as offset prints them on coated paper.

A cellular model with one cell (H. Neugebauer, 1937; J. Yule and W. Nielsen, 1951): what a mixture
of dots reflects is a mean of the 16 solid overprints, by the areas that they cover, in powers of
the reflectances. Its numbers were fitted to the characterisation data FOGRA39L (1617 patches): the
mean colour difference (CIELAB) is 1.3, the 95th percentile 2.5.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from talking_photo.core.model import UInt8

_POWERS = (2.727, 2.6235, 3.1484)
"""Powers of X, Y and Z in which areas are averaged, because light spreads in the paper."""
_GAIN = np.array(
    [
        [-0.0358, -0.0038, -0.1699],
        [0.0636, 0.0166, -0.1028],
        [0.1880, 0.0759, -0.0587],
        [-0.1144, -0.1114, -0.1585],
    ],
    np.float32,
)
"""Change of the area that an ink covers, times 2 a (1 - a), for each ink (C, M, Y, K) and X, Y,
Z."""
_SOLIDS = np.array(
    [
        [[1.0052, 1.0064, 1.0075], [0.5269, 0.6015, 0.8896]],
        [[0.7020, 0.5231, 0.5984], [0.3628, 0.3036, 0.5996]],
        [[0.9292, 0.9353, 0.4661], [0.4174, 0.5463, 0.4493]],
        [[0.6769, 0.5064, 0.3207], [0.3073, 0.2900, 0.3563]],
        [[0.2637, 0.2473, 0.3137], [0.1853, 0.1907, 0.2976]],
        [[0.2273, 0.1864, 0.2417], [0.1905, 0.1685, 0.2554]],
        [[0.2450, 0.2355, 0.2310], [0.1872, 0.1991, 0.2381]],
        [[0.2185, 0.1896, 0.2114], [0.1906, 0.1800, 0.2189]],
    ],
    np.float32,
).reshape(16, 3)
"""Roots of X, Y and Z over those of the paper, of the solid overprint of each set of inks: its
number is the sum of 1 for C, 2 for M, 4 for Y and 8 for K."""
_DARKEST = 0.0099
"""Luminance of the darkest overprint, which becomes black (black point compensation)."""
_D50_TO_SRGB = np.array(
    [
        [3.1338561, -1.6168667, -0.4906146],
        [-0.9787684, 1.9161415, 0.0334540],
        [0.0719453, -0.2289914, 1.4052427],
    ],
    np.float32,
) * np.array([0.9642, 1.0, 0.8249], np.float32)
"""From X, Y, Z over those of white to linear sRGB, white to white (Bradford)."""
_LEAST_BLACK, _LEAST_SHARE = 24, 0.001
"""Ink of 255 from which there is black, and the share of the pixels that then have it: what was
separated for a press prints its shadows with black, what a program made by inverting red, green
and blue has none."""
_ROWS = 128
"""Converted at a time."""


def is_separated(image: Image.Image) -> bool:
    """Return whether a CMYK picture was separated for a press, and not just inverted."""
    ink = image.getchannel("K").histogram()
    return sum(ink[_LEAST_BLACK:]) > _LEAST_SHARE * sum(ink)


def printed(image: Image.Image) -> Image.Image:
    """Return a CMYK picture as it is printed, in sRGB."""
    inks = np.asarray(image)
    pixels = np.empty((*inks.shape[:2], 3), np.uint8)
    for start in range(0, len(inks), _ROWS):
        rows = slice(start, start + _ROWS)
        pixels[rows] = _rgb(inks[rows])
    return Image.fromarray(pixels)


def _rgb(inks: UInt8) -> UInt8:
    covered = inks.astype(np.float32) / 255
    spread = 2 * covered * (1 - covered)
    light = np.empty((*inks.shape[:2], 3), np.float32)
    for channel, power in enumerate(_POWERS):
        mixed = list(_SOLIDS[:, channel])
        for ink in (3, 2, 1, 0):
            area = np.clip(covered[..., ink] + _GAIN[ink, channel] * spread[..., ink], 0, 1)
            without, within = mixed[: 1 << ink], mixed[1 << ink :]
            mixed = [low + (high - low) * area for low, high in zip(without, within, strict=True)]
        light[..., channel] = np.maximum(mixed[0], 0) ** power
    light = (light - _DARKEST) / (1 - _DARKEST)
    linear = np.clip(light @ _D50_TO_SRGB.T, 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.rint(255 * encoded).astype(np.uint8)
