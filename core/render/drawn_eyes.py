"""Eyes larger than life: the lids of a drawn face, where the white of the eye ends and not where the mesh thinks.

The mesh knows people. On cartoons it lies inside the eyeball, and lids that close along it would cut through the pupil.
"""

from __future__ import annotations

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
from talking_photo.core.render.light import GREY, Light
from talking_photo.core.render.masks import disc, touching

Indices = npt.NDArray[np.intp]

_EYES = (
    (LEFT_EYE_UPPER, LEFT_EYE_LOWER, LEFT_IRIS),
    (RIGHT_EYE_UPPER, RIGHT_EYE_LOWER, RIGHT_IRIS),
)
_IRIS = np.array([[0, 0], [1, 0], [0, -1], [-1, 0], [0, 1]], np.float32)
"""Middle and rim of an iris, as its landmarks go."""

_REACH = 1.1
"""Widths of the mesh's eye around its middle in which the white may lie."""
_LARGER = 1.2
"""Areas of the mesh's eye from which on an eye is larger than life; people's reach 1.08."""
_SURE, _FULL = 0.75, 0.85
"""Share of their hull that white and iris must fill, before and after the search for their border: an eyeball is convex, a
shine on a cheek is not."""
_TERMS = 2
"""Fourier terms of an eyeball's outline: an egg; more would follow lashes and shadows."""
_BEYOND = 1.08
"""Lids are put this much outside the eyeball's border, so that no rim of white is left when they close."""
_WHITE, _BRIGHT, _DARK = 0.65, 0.7, 0.7
"""White has at most this much of the skin's saturation and at least this much of its brightness; an iris has less."""
_LASHES = 0.3
"""Part of the height of an eye in which its lashes are looked for."""
_ROUND = 0.55
"""Height over width from which on; people's eyes are flatter, with their lashes and shadows too."""
_FAR = 0.25
"""Widths of the mesh's eye up to which the white may be away from it, across an iris that is larger than both."""


def find_lids(portrait: Portrait, light: Light) -> Portrait:
    """Return the portrait with lids and irises moved to those of both eyes, if both are larger than life."""
    if light.colourless:
        return portrait
    landmarks = portrait.landmarks.copy()
    for upper, lower, iris in _EYES:
        eye = _eyeball(portrait, light, upper, lower)
        if eye is None:
            return portrait
        landmarks[upper, :2], landmarks[lower, :2] = eye.edges(len(upper))
        landmarks[iris, :2] = eye.centre + eye.radius * _IRIS
    return replace(portrait, landmarks=landmarks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Eyeball:
    hull: Float32
    """What shows of it with the lashes about it, convex, shape (N, 2), pixels of the photo."""
    lashes: float
    """From the hull's upper edge down to where lashes, or a painted outline, end and the eyeball begins, pixels."""
    along: Float32
    """Direction of the eye from left to right, shape (2,)."""
    centre: Float32
    """Middle of the iris, shape (2,), pixels."""
    radius: float
    """Of the iris, pixels."""

    def edges(self, count: int) -> tuple[Float32, Float32]:
        """Upper and lower lid from left to right, each of shape (count, 2)."""
        axes = np.stack([self.along, [-self.along[1], self.along[0]]])  # rightwards, downwards
        middle = self.hull.mean(0)
        outline = _BEYOND * (self.hull - middle) @ axes.T
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

        # the lashes go with the lid
        below = self.lashes * (1 - np.linspace(-1, 1, count) ** 4)
        return (edge(upper) + below[:, None] * axes[1]).astype(np.float32), edge(lower)


def _eyeball(portrait: Portrait, light: Light, upper: Indices, lower: Indices) -> _Eyeball | None:
    """The whole eyeball, or None where the mesh has it already or nothing certain is seen.

    White and iris next to the mesh's eye are where the search starts; GrabCut (C. Rother et al., SIGGRAPH 2004) finds
    the border to the skin.
    """
    mesh = np.concatenate([portrait.landmarks[upper, :2], portrait.landmarks[lower[-2:0:-1], :2]])
    middle = mesh.mean(0)
    width = float(np.linalg.norm(mesh[0] - mesh[len(upper) - 1]))
    along = (mesh[len(upper) - 1] - mesh[0]) / max(width, 1e-6)
    low = np.maximum((middle - _REACH * width).astype(int), 0)
    high = (middle + _REACH * width).astype(int) + 1
    window = portrait.pixels[low[1] : high[1], low[0] : high[0]]
    known = np.zeros(window.shape[:2], np.uint8)
    hull = cv2.convexHull((mesh - low).astype(np.float32))
    cv2.fillConvexPoly(known, np.rint(hull).astype(np.int32), (1,))
    white = cv2.morphologyEx(_white(window, light), cv2.MORPH_OPEN, disc(0.04 * width))
    white = touching(white, known, max(1, round(_FAR * width)))
    _, ball = _hull(white | known)
    dark = window.astype(np.float32) @ GREY < _DARK * float(light.skin @ GREY)
    iris = touching((dark & (ball > 0) & (white == 0)).astype(np.uint8), known, 1)
    seeds = white | iris
    whole = float(ball.sum())
    if whole < _LARGER * known.sum() or seeds.sum() < _SURE * whole or not iris.any():
        return None
    seen = _cut_out(window, sure=seeds | known, likely=ball, rim=round(0.12 * width))
    seen = touching(cv2.morphologyEx(seen, cv2.MORPH_OPEN, disc(0.08 * width)), known, 1)
    outline, ball = _hull(seen)
    height = np.ptp(outline @ [-along[1], along[0]])
    if height < _ROUND * np.ptp(outline @ along) or seen.sum() < _FULL * ball.sum():
        return None
    hull = _rounded(outline)
    centre = np.argwhere(iris).mean(0)[::-1]
    radius = float(np.sqrt(iris.sum() / np.pi))
    return _Eyeball(
        hull=hull + low,
        lashes=_lashes(window, hull, along, aside=np.abs((hull - centre) @ along) > radius),
        along=along.astype(np.float32),
        centre=(centre + low).astype(np.float32),
        radius=radius,
    )


def _lashes(window: UInt8, hull: Float32, along: Float32, aside: npt.NDArray[np.bool_]) -> float:
    """How deep the dark band under the upper edge of an outline is, beside the iris, pixels; 0 where there is none."""
    down = np.array([-along[1], along[0]])
    x, y = ((hull - hull.mean(0)) @ axis for axis in (along, down))
    roots = hull[aside & (y < 0) & (np.abs(x) < 0.7 * np.abs(x).max())]
    depths = np.arange(0, _LASHES * np.ptp(y))
    if not len(roots) or len(depths) < 3:
        return 0.0
    places = np.rint(roots[:, None] + depths[None, :, None] * down).astype(int)
    places = places.clip(0, np.array(window.shape[1::-1]) - 1)
    profile = np.median(window[places[..., 1], places[..., 0]] @ GREY, axis=0)
    darkest = int(profile.argmin())
    lightest = float(profile[darkest:].max())
    if profile[darkest] > _DARK * lightest:
        return 0.0
    half = (profile[darkest] + lightest) / 2
    return float(darkest + (profile[darkest:] > half).argmax())


def _hull(mask: UInt8) -> tuple[Float32, UInt8]:
    """The convex hull of a mask: its corners (N, 2) as x and y, and filled."""
    outline = cv2.convexHull(np.argwhere(mask)[:, ::-1].astype(np.float32))[:, 0]
    filled = np.zeros_like(mask)
    cv2.fillConvexPoly(filled, np.rint(outline).astype(np.int32), (1,))
    return outline.astype(np.float32), filled


def _rounded(outline: Float32) -> Float32:
    """A closed outline without its corners: its lowest Fourier terms (C. Zahn and R. Roskies, 1972), shape (96, 2)."""
    closed = np.concatenate([outline, outline[:1]])
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    at = np.linspace(0, way[-1], 96, endpoint=False)
    terms = np.fft.fft(np.interp(at, way, closed[:, 0]) + 1j * np.interp(at, way, closed[:, 1]))
    terms[_TERMS + 1 : -_TERMS] = 0
    smooth = np.fft.ifft(terms)
    return np.column_stack([smooth.real, smooth.imag]).astype(np.float32)


def _cut_out(window: UInt8, *, sure: UInt8, likely: UInt8, rim: int) -> UInt8:
    """What belongs to a thing of which some is known, 0 or 1; the window's rim does not."""
    labels = np.where(likely > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[sure > 0] = cv2.GC_FGD
    labels[:rim] = labels[-rim:] = labels[:, :rim] = labels[:, -rim:] = cv2.GC_BGD
    cv2.setRNGSeed(1)  # the same photo, the same lids
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(window, labels, None, *models, 3, cv2.GC_INIT_WITH_MASK)
    return np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)


def _white(window: UInt8, light: Light) -> UInt8:
    colour = window.astype(np.float32)
    skin = float(np.ptp(light.skin) / max(float(light.skin.max()), 1))
    saturation = np.ptp(colour, axis=2) / np.maximum(colour.max(2), 1)
    bright = colour @ GREY > _BRIGHT * float(light.skin @ GREY)
    return ((saturation < _WHITE * skin) & bright).astype(np.uint8)
