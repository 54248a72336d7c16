"""Colours that a file describes by numbers instead of an ICC profile.

CICP (nclx), and gamma in a PNG.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from talking_photo.core.model import Float32

_D65 = (0.3127, 0.3290)
_SRGB_XY = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
_PRIMARIES = {
    5: ((0.64, 0.33), (0.29, 0.60), (0.15, 0.06)),
    6: ((0.63, 0.34), (0.31, 0.595), (0.155, 0.07)),
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
}
"""ITU-T H.273: x and y of red, green and blue; those that are not here are taken for sRGB's."""
_PQ, _HLG = 16, 18
_WHITE_NITS, _HLG_PEAK_NITS = 203.0, 1000.0
"""Where HDR puts the white of paper (ITU-R BT.2408), and the display that HLG is meant for."""
_KNEE = 0.9
"""Above this share of white, HDR is bent to fit below white."""
_ROWS = 256
"""Converted at a time, for single precision takes four times the memory."""
_SAME_GAMMA = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourSpace:
    """How a picture's numbers are light."""

    to_light: Callable[[Float32], Float32]
    """From 0..1 to linear light, 1 for white."""
    to_srgb: Float32
    """Shape (3, 3): its linear red, green and blue to those of sRGB."""
    hdr: bool = False


def colour_space_of(image: Image.Image, kind: str, data: bytes) -> ColourSpace | None:
    """Return the colour space that a file gives by numbers.

    None for sRGB, or when an ICC profile says it.

    Args:
        image: Its header.
        kind: As of `kind_of`.
        data: The whole file.
    """
    cicp = (
        _cicp_of_png(data) if kind == "png" else _nclx(data) if kind in {"avif", "heic"} else None
    )
    has_profile = bool(image.info.get("icc_profile"))
    if cicp is not None:
        primaries, transfer = cicp
        # Profiles made for HDR are tables that few programs read; the numbers are exact.
        if has_profile and kind != "png" and transfer not in {_PQ, _HLG}:
            return None
        return _by_numbers(primaries, transfer)
    if kind != "png" or has_profile or "srgb" in image.info:
        return None
    return _by_gamma(image.info.get("gamma"), image.info.get("chromaticity"))


def to_srgb(image: Image.Image, space: ColourSpace) -> Image.Image:
    """Convert an RGB or RGBA picture of that colour space."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    pixels = np.array(image.convert("RGB"))
    table = space.to_light(np.linspace(0, 1, 256, dtype=np.float32)).astype(np.float32)
    for start in range(0, len(pixels), _ROWS):
        rows = pixels[start : start + _ROWS]
        light = table[rows]
        if space.hdr:
            light = light if space.to_light is not _hlg else _hlg_display(light)
        light = np.maximum(light @ space.to_srgb.T, 0)
        if space.hdr:
            light = _rolled_off(light)
        rows[:] = np.round(255 * _srgb_encoded(light))
    converted = Image.fromarray(pixels)
    if alpha is not None:
        converted.putalpha(alpha)
    return converted


def _by_numbers(primaries: int, transfer: int) -> ColourSpace | None:
    to_light: Callable[[Float32], Float32] = {
        4: lambda v: v**2.2,
        5: lambda v: v**2.8,
        8: lambda v: v,
        _PQ: _pq,
        _HLG: _hlg,
    }.get(transfer, _srgb_decoded)
    xy = _PRIMARIES.get(primaries)
    if xy is None and to_light is _srgb_decoded:
        return None
    matrix = _matrix(xy or _SRGB_XY, _D65)
    return ColourSpace(to_light=to_light, to_srgb=matrix, hdr=transfer in {_PQ, _HLG})


def _by_gamma(gamma: object, chromaticity: object) -> ColourSpace | None:
    if not isinstance(gamma, float) or not 0.1 < gamma < 2.0:
        return None
    matrix = np.eye(3, dtype=np.float32)
    if isinstance(chromaticity, tuple) and len(chromaticity) == 8:
        white, *primaries = zip(chromaticity[::2], chromaticity[1::2], strict=True)
        try:
            matrix = _matrix(tuple(primaries), white)
        except (np.linalg.LinAlgError, ZeroDivisionError):
            return None
    if abs(gamma - 1 / 2.2) < _SAME_GAMMA and np.abs(matrix - np.eye(3)).max() < _SAME_GAMMA:
        return None
    return ColourSpace(to_light=lambda v: v ** (1 / gamma), to_srgb=matrix)


def _matrix(primaries: tuple[tuple[float, float], ...], white: tuple[float, float]) -> Float32:
    """Linear light of these primaries and white to that of sRGB.

    Whites are mapped onto each other.
    """
    matrix: Float32 = (np.linalg.inv(_to_xyz(_SRGB_XY, _D65)) @ _to_xyz(primaries, white)).astype(
        np.float32
    )
    return matrix / matrix.sum(axis=1, keepdims=True)


def _to_xyz(
    primaries: tuple[tuple[float, float], ...], white: tuple[float, float]
) -> npt.NDArray[np.float64]:
    columns = np.array([[x / y, 1.0, (1 - x - y) / y] for x, y in primaries]).T
    x, y = white
    scale = np.linalg.solve(columns, np.array([x / y, 1.0, (1 - x - y) / y]))
    scaled: npt.NDArray[np.float64] = np.multiply(columns, scale, dtype=np.float64)
    return scaled


def _srgb_decoded(value: Float32) -> Float32:
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def _srgb_encoded(light: Float32) -> Float32:
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def _pq(value: Float32) -> Float32:
    """Decode SMPTE ST 2084; 1 is the white of paper."""
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    power = value ** (1 / m2)
    light = (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1)
    return light * (10_000 / _WHITE_NITS)


def _hlg(value: Float32) -> Float32:
    """Decode ARIB STD-B67 to the light of the scene, 1 at most."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(value <= 0.5, value**2 / 3, (np.exp((value - c) / a) + b) / 12)


def _hlg_display(scene: Float32) -> Float32:
    """Go from the light of the scene to that of the display (BT.2100); 1 is the white of paper."""
    luminance = scene @ np.array([0.2627, 0.6780, 0.0593], np.float32)
    return scene * luminance[..., None] ** np.float32(0.2) * (_HLG_PEAK_NITS / _WHITE_NITS)


def _rolled_off(light: Float32) -> Float32:
    """Bend what is brighter than white to below it, and keep the hue."""
    brightest = light.max(axis=-1, keepdims=True)
    over = np.maximum(brightest - _KNEE, 0) / (1 - _KNEE)
    bent = np.where(over > 0, _KNEE + (1 - _KNEE) * np.tanh(over), brightest)
    return light * (bent / np.maximum(brightest, 1e-6))


def _nclx(data: bytes) -> tuple[int, int] | None:
    """Return primaries and transfer of the first such colour box (ISO/IEC 14496-12)."""
    at = data.find(b"colrnclx")
    if at < 0 or at + 12 > len(data):
        return None
    return struct.unpack_from(">HH", data, at + 8)


def _cicp_of_png(data: bytes) -> tuple[int, int] | None:
    at, end = 8, data.find(b"IDAT")
    while 0 <= at < end - 8:
        length, name = struct.unpack_from(">I4s", data, at)
        if name == b"cICP" and length == 4:
            return data[at + 8], data[at + 9]
        at += length + 12
    return None
