"""Eyes of cartoons: refits the eyelids to the visible eyeball.

FaceMesh was trained on human faces. On cartoons its eyelids lie inside the eyeball, and lids that
close along them would cut through the pupil.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.face.topology import (
    LEFT_EYE_LOWER,
    LEFT_EYE_UPPER,
    LEFT_IRIS,
    RIGHT_EYE_LOWER,
    RIGHT_EYE_UPPER,
    RIGHT_IRIS,
)
from talking_photo.core.model import Float32, Portrait, UInt8
from talking_photo.core.render.appearance import LUMA_WEIGHTS, PhotoAppearance
from talking_photo.core.render.masks import disc, touching

Indices = npt.NDArray[np.intp]

_EYES = (
    (LEFT_EYE_UPPER, LEFT_EYE_LOWER, LEFT_IRIS),
    (RIGHT_EYE_UPPER, RIGHT_EYE_LOWER, RIGHT_IRIS),
)
_IRIS_LANDMARKS = np.array([[0, 0], [1, 0], [0, -1], [-1, 0], [0, 1]], np.float32)
"""Centre and rim of an iris, in the order of its landmarks."""

_SEARCH_RADIUS = 1.1
"""Search radius for the white of the eye, in widths of the mesh's eye."""
_MIN_AREA_RATIO = 1.2
"""Area of the white, in areas of the mesh's eye, from which it is a cartoon's; people's reach
1.08."""
_GROWTH, _CERTAIN_GROWTH, _MAX_UNLIKE, _MIN_MESH_ASPECT = (1.35, 12), 3, 1.6, 0.36
"""Area of both eyeballs relative to the mesh's eyes; the area from which they need not be wide
open in the mesh, too; the largest ratio of one to the other; and height over width of wide open
eyes."""
_MIN_FILL_BEFORE, _MIN_FILL_AFTER = 0.75, 0.85
"""Share of their convex hull that white and iris must fill, before and after the border search: an
eyeball is convex, a highlight on a cheek is not."""
_OUTLINE_TERMS = 2
"""Fourier terms of an eyeball's outline: egg-shaped; more would follow lashes and shadows."""
_LID_SCALE = 1.08
"""Lids are placed this factor outside the eyeball's border, so that no white remains when they
close."""
_MAX_WHITE_SATURATION, _MIN_WHITE_BRIGHTNESS, _MAX_IRIS_BRIGHTNESS = 0.65, 0.7, 0.7
"""Largest saturation and least brightness of the white relative to the skin, and largest
brightness of an iris."""
_LASH_SEARCH_SHARE = 0.3
"""Share of an eye's height in which its lashes are looked for."""
_MIN_ASPECT = 0.55
"""Height over width from which an eye is a cartoon's; people's eyes are flatter, also with lashes
and shadows."""
_MAX_DISTANCE = 0.25
"""Largest distance of the white from the mesh's eye, in widths of it, across an iris larger than
both."""


def refit_cartoon_eyelids(portrait: Portrait, appearance: PhotoAppearance) -> Portrait:
    """Return the portrait with refitted lids and irises, if both eyes are certainly a cartoon's.

    Otherwise the portrait itself: lids along the mesh leave a sliver of a drawn eye open, while
    lids of a drawn eye on a person's tear the brow.
    """
    if appearance.is_grayscale:
        return portrait
    eyes = [_eyeball(portrait, appearance, upper, lower) for upper, lower, _ in _EYES]
    if not _is_pair(portrait, eyes):
        return portrait
    landmarks = portrait.landmarks.copy()
    for eye, (upper, lower, iris) in zip(eyes, _EYES, strict=True):
        assert eye is not None  # noqa: S101 -- a pair
        landmarks[upper, :2], landmarks[lower, :2] = eye.edges(len(upper))
        landmarks[iris, :2] = eye.centre + eye.radius * _IRIS_LANDMARKS
    return replace(portrait, landmarks=landmarks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Eyeball:
    hull: Float32
    """Visible eyeball with the lashes around it, convex, shape (N, 2), pixels of the photo."""
    lashes: float
    """From the hull's upper edge down to where lashes, or a painted outline, end and the eyeball
    begins, pixels."""
    along: Float32
    """Direction of the eye from left to right, shape (2,)."""
    centre: Float32
    """Centre of the iris, shape (2,), pixels."""
    radius: float
    """Of the iris, pixels."""

    def edges(self, count: int) -> tuple[Float32, Float32]:
        """Return the upper and the lower lid from left to right, each of shape (count, 2)."""
        axes = np.stack([self.along, [-self.along[1], self.along[0]]])  # rightwards, downwards
        middle = self.hull.mean(0)
        outline = _LID_SCALE * (self.hull - middle) @ axes.T
        outline = np.roll(outline, -int(outline[:, 0].argmin()), axis=0)
        right = int(outline[:, 0].argmax())
        chains = outline[: right + 1], np.concatenate([outline[:1], outline[: right - 1 : -1]])
        upper, lower = sorted(chains, key=lambda chain: float(chain[:, 1].mean()))
        ends = np.linspace(outline[0, 0], outline[right, 0], count)
        corners = outline[[0, right], 1]

        def edge(chain: Float32) -> Float32:
            heights = np.interp(ends, chain[:, 0], chain[:, 1])
            heights[[0, -1]] = corners
            return (middle + np.column_stack([ends, heights]) @ axes).astype(np.float32)

        # the lashes move with the lid
        below = self.lashes * (1 - np.linspace(-1, 1, count) ** 4)
        return (edge(upper) + below[:, None] * axes[1]).astype(np.float32), edge(lower)


def _eyeball(
    portrait: Portrait, appearance: PhotoAppearance, upper: Indices, lower: Indices
) -> _Eyeball | None:
    """Return the whole eyeball; None where the mesh already fits or the segmentation is uncertain.

    The search starts at white and iris next to the mesh's eye; GrabCut (C. Rother et al., SIGGRAPH
    2004) finds the border to the skin.
    """
    mesh = np.concatenate([portrait.landmarks[upper, :2], portrait.landmarks[lower[-2:0:-1], :2]])
    middle = mesh.mean(0)
    width = float(np.linalg.norm(mesh[0] - mesh[len(upper) - 1]))
    along = (mesh[len(upper) - 1] - mesh[0]) / max(width, 1e-6)
    low = np.maximum((middle - _SEARCH_RADIUS * width).astype(int), 0)
    high = (middle + _SEARCH_RADIUS * width).astype(int) + 1
    window = portrait.pixels[low[1] : high[1], low[0] : high[0]]
    known = np.zeros(window.shape[:2], np.uint8)
    hull = cv2.convexHull((mesh - low).astype(np.float32))
    cv2.fillConvexPoly(known, np.rint(hull).astype(np.int32), (1,))
    white = cv2.morphologyEx(_white_mask(window, appearance), cv2.MORPH_OPEN, disc(0.04 * width))
    white = touching(white, known, max(1, round(_MAX_DISTANCE * width)))
    _, ball = _hull(white | known)
    dark = window.astype(np.float32) @ LUMA_WEIGHTS < _MAX_IRIS_BRIGHTNESS * float(
        appearance.skin @ LUMA_WEIGHTS
    )
    iris = touching((dark & (ball > 0) & (white == 0)).astype(np.uint8), known, 1)
    seeds = white | iris
    whole = float(ball.sum())
    if (
        whole < _MIN_AREA_RATIO * known.sum()
        or seeds.sum() < _MIN_FILL_BEFORE * whole
        or not iris.any()
    ):
        return None
    seen = _segment(window, foreground=seeds | known, probable=ball, border=round(0.12 * width))
    seen = touching(cv2.morphologyEx(seen, cv2.MORPH_OPEN, disc(0.08 * width)), known, 1)
    outline, ball = _hull(seen)
    height = np.ptp(outline @ [-along[1], along[0]])
    if height < _MIN_ASPECT * np.ptp(outline @ along) or seen.sum() < _MIN_FILL_AFTER * ball.sum():
        return None
    hull = _smooth_outline(outline)
    centre = np.argwhere(iris).mean(0)[::-1]
    radius = float(np.sqrt(iris.sum() / np.pi))
    return _Eyeball(
        hull=hull + low,
        lashes=_lash_depth(window, hull, along, aside=np.abs((hull - centre) @ along) > radius),
        along=along.astype(np.float32),
        centre=(centre + low).astype(np.float32),
        radius=radius,
    )


def _lash_depth(
    window: UInt8, hull: Float32, along: Float32, aside: npt.NDArray[np.bool_]
) -> float:
    """Return the depth of the dark band under the outline's upper edge, beside the iris, pixels.

    0 for none.
    """
    down = np.array([-along[1], along[0]])
    x, y = ((hull - hull.mean(0)) @ axis for axis in (along, down))
    roots = hull[aside & (y < 0) & (np.abs(x) < 0.7 * np.abs(x).max())]
    depths = np.arange(0, _LASH_SEARCH_SHARE * np.ptp(y))
    if not len(roots) or len(depths) < 3:
        return 0.0
    places = np.rint(roots[:, None] + depths[None, :, None] * down).astype(int)
    places = places.clip(0, np.array(window.shape[1::-1]) - 1)
    profile = np.median(window[places[..., 1], places[..., 0]] @ LUMA_WEIGHTS, axis=0)
    darkest = int(profile.argmin())
    lightest = float(profile[darkest:].max())
    if profile[darkest] > _MAX_IRIS_BRIGHTNESS * lightest:
        return 0.0
    half = (profile[darkest] + lightest) / 2
    return float(darkest + (profile[darkest:] > half).argmax())


def _is_pair(portrait: Portrait, eyes: Sequence[_Eyeball | None]) -> bool:
    """Return whether both eyes were found, wide open, much larger than the mesh's and alike."""
    sizes = []
    low, high = _GROWTH
    for eye, (upper, lower, _) in zip(eyes, _EYES, strict=True):
        if eye is None:
            return False
        mesh = portrait.landmarks[np.concatenate([upper, lower[-2:0:-1]]), :2]
        size = float(cv2.contourArea(eye.hull.astype(np.float32)))
        growth = size / max(float(cv2.contourArea(mesh.astype(np.float32))), 1e-3)
        wide = np.ptp(mesh[:, 1]) > _MIN_MESH_ASPECT * np.ptp(mesh[:, 0])
        if not low < growth < high or not (wide or growth > _CERTAIN_GROWTH):
            return False
        sizes.append(size)
    return max(sizes) < _MAX_UNLIKE * min(sizes)


def _hull(mask: UInt8) -> tuple[Float32, UInt8]:
    """Return the convex hull of a mask: its corners (N, 2) as x and y, and filled."""
    outline = cv2.convexHull(np.argwhere(mask)[:, ::-1].astype(np.float32))[:, 0]
    filled = np.zeros_like(mask)
    cv2.fillConvexPoly(filled, np.rint(outline).astype(np.int32), (1,))
    return outline.astype(np.float32), filled


def _smooth_outline(outline: Float32) -> Float32:
    """Smooth a closed outline to its lowest Fourier terms, shape (96, 2).

    C. Zahn and R. Roskies, "Fourier descriptors for plane closed curves", 1972.
    """
    closed = np.concatenate([outline, outline[:1]])
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    at = np.linspace(0, way[-1], 96, endpoint=False)
    terms = np.fft.fft(np.interp(at, way, closed[:, 0]) + 1j * np.interp(at, way, closed[:, 1]))
    terms[_OUTLINE_TERMS + 1 : -_OUTLINE_TERMS] = 0
    smooth = np.fft.ifft(terms)
    return np.column_stack([smooth.real, smooth.imag]).astype(np.float32)


def _segment(window: UInt8, *, foreground: UInt8, probable: UInt8, border: int) -> UInt8:
    """Segment an object of which some pixels are known, 0 or 1.

    The window's border is background.
    """
    labels = np.where(probable > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[foreground > 0] = cv2.GC_FGD
    labels[:border] = labels[-border:] = labels[:, :border] = labels[:, -border:] = cv2.GC_BGD
    cv2.setRNGSeed(1)  # deterministic: GrabCut uses OpenCV's random generator
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(window, labels, None, *models, 3, cv2.GC_INIT_WITH_MASK)
    return np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)


def _white_mask(window: UInt8, appearance: PhotoAppearance) -> UInt8:
    colour = window.astype(np.float32)
    skin = float(np.ptp(appearance.skin) / max(float(appearance.skin.max()), 1))
    saturation = np.ptp(colour, axis=2) / np.maximum(colour.max(2), 1)
    bright = colour @ LUMA_WEIGHTS > _MIN_WHITE_BRIGHTNESS * float(appearance.skin @ LUMA_WEIGHTS)
    return ((saturation < _MAX_WHITE_SATURATION * skin) & bright).astype(np.uint8)
