"""Teeth: a texture drawn once at the size of this mouth, and the photo's own teeth."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.face.topology import LOWER_INNER, UPPER_INNER
from talking_photo.core.model import Float32, MouthState, Portrait, UInt8
from talking_photo.core.render.appearance import LUMA_WEIGHTS, PhotoAppearance
from talking_photo.core.render.masks import disc

Indices = npt.NDArray[np.intp]

_CROWN_HEIGHT_CM = 0.92
"""Height of a tooth's crown, cm (enlarged like the whole mean face)."""


_MIN_WIDTH_SHARE, _MIN_AREA_SHARE, _MAX_OFF_CENTRE = 0.5, 0.1, 0.12
"""Least share of the opening's width and of its area that the photo's upper teeth must take to be
used, and the largest offset from its centre. A partial row beside drawn teeth looks irregular
and differs with each opening."""

_MAX_RAGGEDNESS_CM, _ARCH_TOLERANCE_CM = 0.10, 0.07
"""Median distance (cm) of a row's lower edge from an arch above which it is scraps of teeth, and
how far single teeth may end from it."""
_MAX_NOTCH_CM, _NOTCH_BRIGHTNESS = 0.4, 0.8
"""Width up to which something darker between two teeth of the photo is a gap or the notch at their
edges, and the share of their brightness that it has at least."""
_JITTER_CM = 0.012
"""Difference between the cutting edges of left and right teeth, which no mouth has exactly
alike."""
_EDGE_ARCH, _EDGE_ROUNDING_CM = 0.012, 0.09
"""The cutting edges' rise to the sides times x squared, and each tooth's at its corners."""
_TOOTH_ROUNDING, _EDGE_TRANSLUCENCY, _GAP_SHADE = 0.13, 0.10, 0.40
"""Darkening of a tooth towards its sides, at its cutting edge and in the gap to the next."""
_GAP_WIDTH_CM = 0.028
"""Width of the Gaussian shade of a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeethTexture:
    """One row of teeth as a texture over (x from the centre, y up from the cutting edges), cm."""

    texels: Float32
    """Shape (H, W, 3): shade 0..1, alpha 0..1, gum 0..1."""
    per_cm: float
    half_width: float
    """cm covered to each side."""
    below: float
    """cm covered under y = 0."""

    def sample(self, x: Float32, y: Float32) -> Float32:
        """Sample at points (H, W) in cm, shape (H, W, 3); outside the texture alpha is 0."""
        column = (x + self.half_width) * self.per_cm - 0.5
        line = (self.texels.shape[0] - 0.5) - (y + self.below) * self.per_cm
        return cv2.remap(
            self.texels,
            column.astype(np.float32),
            line.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _TeethShape:
    ends: tuple[float, ...]
    """x where each tooth ends, from the centre outwards, cm."""
    edges: tuple[float, ...]
    """Offset of each cutting edge from the line of the front teeth, cm."""
    shades: tuple[float, ...]


_UPPER = _TeethShape(
    ends=(0.83, 1.44, 2.0, 2.38, 2.62),
    edges=(0.0, 0.075, 0.02, 0.10, 0.16),
    shades=(1, 0.965, 0.90, 0.82, 0.72),
)
_LOWER = _TeethShape(
    ends=(0.50, 1.05, 1.62, 2.1, 2.5),
    edges=(0.0, 0.01, 0.03, 0.08, 0.14),
    shades=(1, 0.97, 0.92, 0.84, 0.74),
)


def upper_teeth(pixels_per_cm: float, size: float, blur: float) -> TeethTexture:
    """Draw the upper teeth.

    Args:
        pixels_per_cm: Of the face.
        size: Scales them to the mouth.
        blur: Of the lens, standard deviation in pixels.
    """
    return _draw(_UPPER, pixels_per_cm, size, blur)


def lower_teeth(pixels_per_cm: float, size: float, blur: float) -> TeethTexture:
    """Draw the lower teeth, mirrored: y runs up from below."""
    return _draw(_LOWER, pixels_per_cm, size, blur)


def _draw(shape: _TeethShape, pixels_per_cm: float, size: float, blur: float) -> TeethTexture:
    per_cm = max(2 * pixels_per_cm, 24.0)
    half, below, above = shape.ends[-1] * size + 0.15, 0.15, 1.5
    fine = 4  # supersampling
    width, height = int(2 * half * per_cm), int((below + above) * per_cm)
    x = ((np.arange(width * fine) + 0.5) / (fine * per_cm) - half) / size
    y = above - (np.arange(height * fine) + 0.5)[:, None] / (fine * per_cm)
    ax = np.abs(x)
    ends = np.array(shape.ends)
    starts = np.concatenate([[0], ends[:-1]])
    which = np.minimum(np.searchsorted(ends, ax), len(ends) - 1)
    t = (2 * ax - starts[which] - ends[which]) / (ends[which] - starts[which])
    # Jitter for asymmetry: the left and right of a pair differ slightly.
    jitter = _JITTER_CM * np.sin(7.3 * which + 2.1 * np.sign(x) + 0.8)
    edge = np.array(shape.edges)[which] + _EDGE_ARCH * ax**2
    edge = edge + _EDGE_ROUNDING_CM * np.abs(t) ** 5 + jitter
    alpha = (y > edge) & (ax < ends[-1])
    shade = np.array(shape.shades)[which] * (1 - _TOOTH_ROUNDING * np.abs(t) ** 2.2)
    shade = shade * (1 - _EDGE_TRANSLUCENCY * np.exp(-np.maximum(y - edge, 0) / 0.10))
    gap = np.minimum(ax - starts[which], ends[which] - ax)
    shade = shade * (1 - _GAP_SHADE * np.exp(-((gap / _GAP_WIDTH_CM) ** 2)))
    arch = _CROWN_HEIGHT_CM - 0.10 * np.abs(t) ** 2 + 0.03 * ax
    gum = np.clip((y - arch) / 0.06 + 0.5, 0, 1)
    texels = np.stack(np.broadcast_arrays(shade * alpha, alpha * 1.0, gum * alpha), 2)
    texels = cv2.resize(texels.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    sigma = max(0.35, blur) * per_cm / pixels_per_cm
    texels = cv2.GaussianBlur(texels, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    texels[..., (0, 2)] /= np.maximum(texels[..., 1:2], 1e-3)  # straight, not premultiplied
    return TeethTexture(texels=texels, per_cm=per_cm, half_width=half, below=below)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoTeeth:
    """Upper teeth that the photo shows."""

    texture: UInt8
    """A window of the photo with what is darker between the teeth lightened, and alpha, (H, W,
    4)."""
    left: int
    top: int
    """Position of the window in the photo, pixels."""
    colour: Float32
    """Their median colour, shape (3,)."""
    edge: float
    """Image y (pixels) of their lower edge in the centre."""


def detect_teeth(portrait: Portrait, appearance: PhotoAppearance) -> PhotoTeeth | None:
    """Detect the upper teeth in an open mouth; return None when there are too few to use.

    Lower teeth and tongue are distinguished from upper teeth by their distance from the upper lip.
    """
    if portrait.mouth is MouthState.CLOSED:
        return None
    points = portrait.landmarks[:, :2]
    hole = np.concatenate([points[UPPER_INNER], points[LOWER_INNER][-2:0:-1]])
    left, top = np.maximum(np.floor(hole.min(0)).astype(int) - 4, 0)
    right, bottom = np.ceil(hole.max(0)).astype(int) + 5
    window = portrait.pixels[top:bottom, left:right]
    scale = portrait.pose.scale
    inside = np.zeros(window.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.round(hole - [left, top]).astype(np.int32)], (1,))
    inside = cv2.erode(inside, disc(max(1, round(0.03 * scale))))
    bright = (_teeth_likelihood(window, appearance) * inside > 0.5).astype(np.uint8)
    solid = _upper_components(bright, inside)
    if not _is_full_row(solid, inside):
        return None
    alpha = _teeth_alpha(solid, scale)
    if alpha is None:
        return None
    columns = np.flatnonzero(solid.any(0))
    middle = columns[len(columns) // 4 : 3 * len(columns) // 4 + 1]
    lowest = [np.flatnonzero(solid[:, c]).max() for c in middle if solid[:, c].any()]
    return PhotoTeeth(
        texture=cv2.merge([*cv2.split(_with_light_gaps(window, bright, scale)), alpha]),
        left=int(left),
        top=int(top),
        colour=np.median(window[solid > 0], axis=0).astype(np.float32),
        edge=float(top + np.median(lowest)),
    )


def _is_full_row(solid: UInt8, inside: UInt8) -> bool:
    """Return whether a row fills the mouth.

    Part of a row beside hidden teeth would be off-centre.
    """
    columns, opening = np.flatnonzero(solid.any(0)), np.flatnonzero(inside.any(0))
    if not len(columns):
        return False
    off_centre = abs(float(columns.mean() - opening.mean())) / len(opening)
    return bool(
        len(columns) > _MIN_WIDTH_SHARE * len(opening)
        and solid.sum() > _MIN_AREA_SHARE * inside.sum()
        and off_centre < _MAX_OFF_CENTRE
    )


def _with_light_gaps(window: UInt8, bright: UInt8, scale: float) -> UInt8:
    """Lighten what is between teeth, and between their edges, to a share of the teeth beside it.

    In the photo a lip is behind it; over the lower teeth of an open mouth it would be dark specks.
    """
    width = 2 * round(_MAX_NOTCH_CM / 2 * scale) + 1
    teeth = cv2.copyTo(window, bright)
    between = cv2.morphologyEx(teeth, cv2.MORPH_CLOSE, np.ones((1, width), np.uint8))
    return cv2.max(window, cv2.convertScaleAbs(between, alpha=_NOTCH_BRIGHTNESS))


def _teeth_alpha(solid: UInt8, scale: float) -> UInt8 | None:
    """Return the alpha of the row as one piece, down to an arch; None for a ragged row.

    Darker pixels between bright ones of a column are teeth. Notches below are lip, and what hangs
    below the arch is a lower tooth or a highlight of the lip.
    """
    below, above = np.maximum.accumulate(solid), np.maximum.accumulate(solid[::-1])[::-1]
    whole = cv2.morphologyEx(below & above, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    columns = np.flatnonzero(whole.any(0))
    height = whole.shape[0]
    lowest = height - 1 - whole[::-1, columns].argmax(0)
    arch = _robust_arch(columns, lowest)
    if float(np.median(np.abs(lowest - arch))) > _MAX_RAGGEDNESS_CM * scale:
        return None
    reach = max(_ARCH_TOLERANCE_CM * scale, 1.0)
    ends = np.clip(lowest, np.floor(arch - reach), np.ceil(arch + reach)).astype(int)
    starts = whole[:, columns].argmax(0)
    rows = np.arange(height)[:, None]
    piece = np.zeros_like(whole)
    piece[:, columns] = (rows >= starts) & (rows <= ends)
    alpha = cv2.erode(piece, disc(1)).astype(np.float32)
    alpha = cv2.GaussianBlur(alpha, (0, 0), max(0.8, 0.05 * scale))
    return np.rint(255 * alpha).astype(np.uint8)


def _robust_arch(columns: Indices, lowest: Indices) -> npt.NDArray[np.float64]:
    """Fit a parabola to the lower edge of a row of teeth, by iteratively reweighted squares."""
    x = (columns - columns.mean()) / max(float(np.ptp(columns)), 1)
    weights = np.ones(len(x))
    arch = np.full(len(x), float(np.median(lowest)))
    for _ in range(4 if len(x) > 4 else 0):
        arch = np.polyval(np.polyfit(x, lowest, 2, w=weights), x)
        away = np.abs(lowest - arch)
        weights = 1 / (1 + (away / max(float(np.median(away)), 0.5)) ** 2)
    return arch


def _upper_components(bright: UInt8, inside: UInt8) -> UInt8:
    """Keep the components that touch the upper lip."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bright, connectivity=4)
    kept = np.zeros_like(bright)
    for label in range(1, count):
        patch = (labels == label).astype(np.uint8)
        if stats[label, cv2.CC_STAT_AREA] >= 0.01 * inside.sum() and _touches_upper_lip(
            patch, inside
        ):
            kept |= patch
    return kept


def _teeth_likelihood(window: UInt8, appearance: PhotoAppearance) -> Float32:
    """Return 0..1: bright relative to the skin, and not red relative to it."""
    colours = window.astype(np.float32)
    luma = colours @ LUMA_WEIGHTS
    skin = float(appearance.skin @ LUMA_WEIGHTS)
    bright = np.clip((luma / max(skin, 1) - 0.42) / 0.22, 0, 1)
    if appearance.is_grayscale:
        return bright
    redness = (colours[..., 0] - colours[..., 1]) / np.maximum(luma, 1)
    reference = max(float(appearance.skin[0] - appearance.skin[1]) / max(skin, 1), 0.08)
    return (bright * (1 - np.clip((redness / reference - 0.95) / 0.4, 0, 1))).astype(np.float32)


def _touches_upper_lip(solid: UInt8, inside: UInt8) -> bool:
    """Return whether a component starts near the upper lip.

    Lower teeth and tongue start farther down.
    """
    starts, heights = [], []
    for column in np.flatnonzero(solid.any(0)):
        hole = np.flatnonzero(inside[:, column])
        if len(hole) > 2:
            starts.append(np.flatnonzero(solid[:, column]).min() - hole.min())
            heights.append(np.ptp(hole) + 1)
    return bool(starts) and float(np.median(starts)) < 0.42 * float(np.median(heights))
