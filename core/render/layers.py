"""Layer separation: the subject with a soft edge, and a still background continued behind it.

Around the network's mask the colours decide: what looks like the background as it continues from
outside stays still, what differs from it (hair, an ear that the mask missed) moves with the head.
Where the background is too busy to predict, the edge fades by distance. The subject's colour is
what is missing to the photo once the background shines through, so that at rest the two add up to
the photo, and no rim of the old background moves along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32, Portrait, UInt8
from talking_photo.core.render.face_metrics import FaceMetrics, project
from talking_photo.core.render.masks import touching
from talking_photo.core.render.warp_mesh import Grid

_DILATE_CM, _OPAQUE_CM, _FEATHER_CM = 0.38, 0.44, 0.34
"""cm around the network's mask where the edge fades by distance: dilated for the background's
inpainting, opaque in the subject's layer, and the width over which the edge then fades."""
_KNOWN_FROM_CM, _TESTED_FROM_CM, _BUSY_FROM_CM = 0.9, 1.9, 0.5
"""cm around the mask from which pixels count as background, from which they do when its
predictability is tested on those in between, and from which a busy one is continued."""
_COLOUR_INSIDE_CM, _COLOUR_UNTIL_CM = 0.28, (0.8, 1.3)
"""cm inside the mask down to which colours decide, and outside it where what differs from the
background starts to be left behind, and is."""
_LEAST_ERROR = 5.0
"""Prediction error of the background, of 255, below which there is always noise."""
_TRUST_RATIO = 2.2, 5.0
"""Distance of the subject's colour from the background's, over the prediction error, from which
colours start to decide, and decide alone."""
_ALPHA_ZERO, _ALPHA_ONE = 1.6, 0.75
"""Alpha that counts as 0, in prediction errors over that distance; and what counts as 1: hair lit
from behind is not transparent."""
_BUSY_ERROR = 12.0, 28.0
"""Prediction error from which a background counts as busy, and as nothing else."""
_FILL_PIXELS_PER_CM = 9.0
"""Resolution at which the background is continued: it is smooth."""
_ERROR_SIGMA_CM = 1.2
"""Standard deviation over which the prediction error is averaged."""
_CONNECTED_ALPHA = 0.25
"""Alpha from which a pixel connects what is beyond it with the subject."""
_CURL_REACH_CM = 1.7
"""cm outside the mask in which curls are looked for."""
_PLAIN_ERROR = 11.0
"""Median prediction error, of 255, above which a background is too busy to tell curls from it."""
_CURL_CONTRAST, _LEAST_CURL_CONTRAST = 4.0, 24.0
"""Distance from the background's colour, in median errors and of 255, from which it is a curl."""
_ALONE_CM = 0.5
"""cm by which another subject must be farther away than the own one, for colours to decide."""
_TEXTURE_SIGMA_CM = 0.5
"""Standard deviation below which detail of the background counts as texture, which is mirrored
into the hole; what is coarser goes on as it is at the border."""
_LEAST_SPREAD = 0.8
"""Spread, in those standard deviations, that is added to the one of distances over which a change
of the background is measured: little is made of what is hardly seen."""
_SLOPE_REACH_CM = 0.5
"""cm into the hole over which the background goes on changing as it did at its border."""
_NORMAL_SIGMA_CM = 0.5
"""Standard deviation over which the direction is smoothed in which it is mirrored."""
_MAX_TEXTURE = 14.0
"""Of 255: stronger detail is a structure, and would be seen twice."""
_ALL_TEXTURE_CM = 0.5
"""cm into the hole up to which some of it is mirrored nevertheless: its cut end would be seen."""
_TEXTURE_REACH_CM = 1.6, 3.0
"""cm into the hole where what is continued from its border starts to fade, and ends; deeper,
nothing is seen."""
_FADED_PX = 4.0
"""Pixels around the network's mask beyond which the subject's edge has faded in any case."""
STILL_BELOW_CHIN_CM = 26.0
"""cm below the chin from where on nothing moves."""
SUPERSAMPLING = 2
"""Factor by which the texture is enlarged, so that bilinear sampling between its pixels loses no
sharpness."""
_IDENTITY_KERNEL = np.ones(1, np.float32)
_LANCZOS_TAPS = np.sinc(np.arange(-3.5, 4)) * np.sinc(np.arange(-3.5, 4) / 4)
_MIDPOINT_KERNEL = _LANCZOS_TAPS / _LANCZOS_TAPS.sum()
"""Lanczos kernel of four pixels to each side, at the midpoint between two pixels."""
_SHARPEN_STRENGTHS = (0.16, 0.14, 0.12, 0.10, 0.08, 0.06, 0.04, 0.02)
"""Strengths of sharpening between pixels, tried in this order."""
_MAX_DETAIL_RATIO = 1.22
"""Limit of the detail between pixels over that on them. In cheeks and brows of eight photos, with
heads that sway, the variance of the Laplacian is then 0.9 of the photo's (0.6 without
sharpening), and changes least from frame to frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Everything in a rectangle of the photo that can move."""

    left: int
    top: int
    right: int
    bottom: int
    texture: UInt8
    """The subject in the rectangle, SUPERSAMPLING times as large, premultiplied RGB and alpha: (h,
    w, 4)."""

    def to_texels(self, at: Float32, grid: Grid) -> Float32:
        """Convert positions in grid units, (rows, columns, 2), to positions in the texture."""
        # one OpenCV pass: numpy is slow where x and y have different offsets
        x, y = grid.first
        step, x, y = (
            grid.step * SUPERSAMPLING,
            (x - self.left) * SUPERSAMPLING,
            (y - self.top) * SUPERSAMPLING,
        )
        return cv2.transform(at, np.array([[step, 0, x], [0, step, y]], np.float32))


def split_layers(
    portraits: Sequence[Portrait], anatomies: Sequence[FaceMetrics]
) -> tuple[UInt8, list[Layers]]:
    """Split a photo into an inpainted, still background (H, W, 3) and the subjects' layers."""
    pixels = portraits[0].pixels
    scale = min(portrait.pose.scale for portrait in portraits)
    distances = []
    for portrait, metrics in zip(portraits, anatomies, strict=True):
        mask = _movable_mask(portrait, metrics)
        if len(portrait.faces) == 1:  # a curl could be another person's
            mask = _with_curls(pixels, mask, scale)
        distances.append(_signed_distance(mask) / np.float32(portrait.pose.scale))
    outside = np.minimum.reduce(distances)
    behind = _Background.of(pixels, outside, scale)
    plate = pixels.copy()
    layers = []
    for number, (portrait, distance) in enumerate(zip(portraits, distances, strict=True)):
        others = distances[:number] + distances[number + 1 :]
        outline = _Outline(distance=distance, others=tuple(others))
        layers.append(_subject_layer(pixels, behind, outline, portrait.pose.scale, plate))
    return plate, layers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outline:
    """Where one subject is."""

    distance: Float32
    """Distance of each pixel outside it, cm; negative inside."""
    others: tuple[Float32, ...]
    """The same of each other subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Background:
    """The background as it continues behind the subjects."""

    colour: Float32
    """RGB, shape (H, W, 3), 0..255."""
    error: Float32
    """Its likely error, of 255, shape (H, W); infinite where it cannot be tested."""

    @classmethod
    def of(cls, pixels: UInt8, outside: Float32, scale: float) -> _Background:
        """Continue it.

        Args:
            pixels: The photo.
            outside: Distance of each pixel outside all subjects, cm; negative inside.
            scale: Pixels per cm.
        """
        known = outside > max(_KNOWN_FROM_CM, 3 / scale)
        if not known.any() or known.all():
            flat = pixels.astype(np.float32)
            return cls(colour=flat, error=np.full(outside.shape, np.inf, np.float32))
        tested = outside > max(_TESTED_FROM_CM, 6 / scale)
        ring = np.flatnonzero(known & ~tested)
        missed = _at(_continued(pixels, tested, scale), ring) - _at(pixels, ring)
        count, squares = np.zeros((2, *outside.shape), np.float32)
        count.flat[ring] = 1
        squares.flat[ring] = (missed**2).sum(0)
        sigma = max(_ERROR_SIGMA_CM * scale, 1.0)
        weight = _wide_blur(count, sigma)
        error = np.where(
            weight > 1e-3, np.sqrt(_wide_blur(squares, sigma) / np.maximum(weight, 1e-3)), np.inf
        )
        # Busy backgrounds are continued from as near as possible, plain ones from where certainly
        # nothing of the subject is left.
        near = outside > max(_DILATE_CM, 1 / scale)
        # deep inside, where it cannot be tested, it is as predictable as it is on the whole
        usual = float(np.sqrt((missed**2).sum(0).mean())) if len(ring) else _BUSY_ERROR[1]
        likely = np.where(np.isfinite(error), error, usual)
        plain = np.clip((_BUSY_ERROR[1] - likely) / (_BUSY_ERROR[1] - _BUSY_ERROR[0]), 0, 1)
        colour = _continued(pixels, near, scale)
        change = cv2.subtract(_continued(pixels, known, scale), colour)
        colour += cv2.multiply(change, cv2.merge([plain.astype(np.float32)] * 3))
        # what is near the edge of a busy one is like nothing farther off
        reach = _BUSY_FROM_CM + (_KNOWN_FROM_CM - _BUSY_FROM_CM) * plain
        seen = outside > np.maximum(reach, 3 / scale)
        colour = _with_texture(colour, pixels, seen, scale, plain.astype(np.float32))
        return cls(colour=colour, error=np.maximum(error, _LEAST_ERROR).astype(np.float32))


def _with_curls(pixels: UInt8, mask: UInt8, scale: float) -> UInt8:
    """Add what the mask missed before a plain background: curls, ears, the brim of a hat.

    They touch the mask, differ from the background, and are more like the subject beside them.
    """
    distance = _signed_distance(mask) / np.float32(scale)
    tested = distance > max(_TESTED_FROM_CM, 6 / scale)
    ring = (distance > 0) & (distance < _CURL_REACH_CM)
    inside = distance < -_COLOUR_INSIDE_CM
    if not (tested.any() and ring.any() and inside.any()):
        return mask
    around = np.flatnonzero((distance > 0) & (ring | ~tested))
    there = distance.flat[around]
    colours = _at(pixels, around)
    away = np.sqrt(((colours - _at(_continued(pixels, tested, scale), around)) ** 2).sum(0))
    usual = float(np.median(away[(there > _KNOWN_FROM_CM) & ~tested.flat[around]]))
    if usual > _PLAIN_ERROR:
        return mask
    off_subject = np.sqrt(((colours - _at(_continued(pixels, inside, scale), around)) ** 2).sum(0))
    differs = (away > max(_CURL_CONTRAST * usual, _LEAST_CURL_CONTRAST)) & (off_subject < away)
    subject = (mask > 0).astype(np.uint8)
    solid = subject.copy()
    solid.flat[around[differs & ring.flat[around]]] = 1
    found = touching(solid, subject)
    return (found * 255).astype(np.uint8)


def _continued(pixels: UInt8 | Float32, known: npt.NDArray[np.bool_], scale: float) -> Float32:
    """Continue a picture from where it is known by push-pull.

    At as low a resolution as will do.
    """
    less = max(1, round(scale / _FILL_PIXELS_PER_CM))
    weight = known.astype(np.float32)
    colour = _masked(pixels, known)
    if less == 1:
        return push_pull(colour, weight)
    height, width = weight.shape
    size = (-(-width // less), -(-height // less))
    colour, weight = (
        cv2.resize(part, size, interpolation=cv2.INTER_AREA) for part in (colour, weight)
    )
    filled = push_pull(colour, weight)
    return cv2.resize(filled, (width, height), interpolation=cv2.INTER_LINEAR)


def _masked(pixels: UInt8 | Float32, kept: npt.NDArray[np.bool_]) -> Float32:
    """Return the pixels, (H, W, 3), as floats, and 0 where they are not kept."""
    return cv2.copyTo(np.asarray(pixels, np.float32), kept.view(np.uint8))


def _at(picture: UInt8 | Float32, places: npt.NDArray[np.intp]) -> Float32:
    """Return the channels of some pixels, (3, N), as floats; numpy is slow with them last.

    Args:
        picture: Shape (H, W, 3).
        places: Which pixels, counted line by line.
    """
    chosen = picture.reshape(-1, 3).take(places, axis=0)
    return np.ascontiguousarray(chosen.T, np.float32)


def _wide_blur(values: Float32, sigma: float) -> Float32:
    """Blur by a wide Gaussian, computed at a lower resolution."""
    less = max(1, round(sigma / 3))
    height, width = values.shape[:2]
    small = cv2.resize(
        values, (-(-width // less), -(-height // less)), interpolation=cv2.INTER_AREA
    )
    small = cv2.GaussianBlur(small, (0, 0), max(sigma / less, 0.5))
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _with_texture(
    filled: Float32,
    pixels: UInt8,
    known: npt.NDArray[np.bool_],
    scale: float,
    plain: Float32,
) -> Float32:
    """Continue the background from the border of what is known, and its detail mirrored.

    Push-pull alone is smooth: grain and texture would end where the head was, and a dark wall
    beside a head would grow as light as the ceiling above it.

    Args:
        filled: The continuation by push-pull, (H, W, 3), changed in place.
        pixels: The photo.
        known: What of it is background.
        scale: Pixels per cm.
        plain: 1 where the background is plain, 0 where it is busy and has no trend to follow.
    """
    distance = cv2.distanceTransform(np.where(known, 0, 255).astype(np.uint8), cv2.DIST_L2, 5)
    low, high = (reach * scale for reach in _TEXTURE_REACH_CM)
    hole = ~known & (distance < high)
    rows, columns = np.flatnonzero(hole.any(1)), np.flatnonzero(hole.any(0))
    pad = int(high) + 1
    area = (
        slice(max(int(rows[0]) - pad, 0), int(rows[-1]) + pad + 1),
        slice(max(int(columns[0]) - pad, 0), int(columns[-1]) + pad + 1),
    )
    distance, seen, target = distance[area], known[area], filled[area]
    sigma = max(_TEXTURE_SIGMA_CM * scale, 1.0)
    less = max(1, round(sigma / 3))
    off = cv2.distanceTransform(seen.view(np.uint8), cv2.DIST_L2, 3)
    off = cv2.min(off, 4 * sigma)
    kept = _masked(pixels[area], seen)
    at_border, slope = _trend(
        _smaller(kept, less),
        _smaller(seen.astype(np.float32), less),
        _smaller(off, less),
        _smaller(plain[area], less),
        sigma=sigma / less,
        least_spread=_LEAST_SPREAD * sigma,
    )
    trend = at_border + cv2.multiply(slope, cv2.merge([_smaller(off, less)] * 3))
    trend = cv2.resize(trend, seen.shape[::-1], interpolation=cv2.INTER_LINEAR)
    detail = _masked(cv2.subtract(kept, trend), seen)
    # The outline of a mask is jagged: its smoothed normal mirrors without cutting into shreds.
    smooth = _wide_blur(distance, max(_NORMAL_SIGMA_CM * scale, 1.0))
    across, down = (cv2.Sobel(smooth, cv2.CV_32F, dx, 1 - dx) for dx in (1, 0))
    length = np.maximum(np.hypot(across, down), np.float32(1e-3))
    across, down = across / length, down / length
    x, y = np.meshgrid(
        np.arange(distance.shape[1], dtype=np.float32),
        np.arange(distance.shape[0], dtype=np.float32),
    )
    across, down = across * distance, down * distance
    places = [(place + 0.5) / less - 0.5 for place in (x - across, y - down)]
    border, change = (
        cv2.remap(part, places[0], places[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for part in (at_border, slope)
    )
    reach = _SLOPE_REACH_CM * scale
    grows = reach * (1 - np.exp(-distance / reach))
    border -= cv2.multiply(change, cv2.merge([grows] * 3))
    mirrored = cv2.remap(detail, x - 2 * across, y - 2 * down, cv2.INTER_LINEAR)
    near = np.clip(1 - distance / (_ALL_TEXTURE_CM * scale), 0, 1)
    limit = (_MAX_TEXTURE + (255 - _MAX_TEXTURE) * near**2)[..., None]
    mirrored = np.clip(mirrored, -limit, limit)
    fade = np.clip((high - distance) / (high - low), 0, 1)
    fade[seen] = 0
    target += (border + mirrored - target) * fade[..., None]
    return np.clip(filled, 0, 255, out=filled)


def _smaller(picture: Float32, less: int) -> Float32:
    """Return a picture at a resolution that is `less` times as low."""
    height, width = picture.shape[:2]
    size = (-(-width // less), -(-height // less))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def _trend(
    picture: Float32,
    seen: Float32,
    off: Float32,
    plain: Float32,
    *,
    sigma: float,
    least_spread: float,
) -> tuple[Float32, Float32]:
    """Fit the picture near a border, around each point, by a line along the distance from it.

    A mean would lag behind a background that grows lighter towards the border.

    Args:
        picture: (H, W, 3), 0 where it is not seen.
        seen: Where it is, 0..1, (H, W).
        off: Distance from the border, 0 where the picture is not seen, (H, W).
        plain: Share of the change that is believed, (H, W).
        sigma: Standard deviation of the weights, pixels of these pictures.
        least_spread: What is added to the standard deviation of distances, in their unit.

    Returns:
        Its colours at the border, and their change per unit of that distance, both (H, W, 3).
    """

    def mean(values: Float32) -> Float32:
        blurred = cv2.GaussianBlur(values, (0, 0), max(sigma, 0.5))
        return cv2.multiply(blurred, share if values.ndim == 2 else cv2.merge([share] * 3))

    share = 1 / np.maximum(cv2.GaussianBlur(seen, (0, 0), max(sigma, 0.5)), np.float32(1e-3))
    average, middle = mean(picture), mean(off)
    spread = np.maximum(mean(off * off) - middle**2, 0) + np.float32(least_spread**2)
    middle = cv2.merge([middle] * 3)
    common = mean(cv2.multiply(picture, cv2.merge([off] * 3))) - cv2.multiply(average, middle)
    slope = cv2.multiply(common, cv2.merge([plain / spread] * 3))
    return average - cv2.multiply(slope, middle), slope


def _signed_distance(mask: UInt8) -> Float32:
    """Return the distance of each pixel outside a mask, negative inside, pixels."""
    outside = cv2.distanceTransform(255 - mask, cv2.DIST_L2, 5)
    if mask.all():
        return np.full(mask.shape, -1e6, np.float32)
    return (outside - cv2.distanceTransform(mask, cv2.DIST_L2, 5)).astype(np.float32)


def _movable_mask(portrait: Portrait, metrics: FaceMetrics) -> UInt8:
    """Return the subject's mask without the still part far below the chin."""
    height, width = portrait.subject.shape
    chin, low = project(
        np.array([[0, metrics.chin, 0], [0, metrics.chin - STILL_BELOW_CHIN_CM, 0]], np.float32),
        portrait.pose,
    )
    across, down = low - chin
    beyond = (np.arange(width) - low[0]) * across + (np.arange(height)[:, None] - low[1]) * down
    return np.where(beyond < 0, portrait.subject, 0).astype(np.uint8)


def _subject_layer(
    pixels: UInt8,
    behind: _Background,
    outline: _Outline,
    scale: float,
    plate: UInt8,
) -> Layers:
    """Cut a subject out, and put the background in its place into the plate.

    Args:
        pixels: The photo.
        behind: What is behind the subject.
        outline: What moves.
        scale: Pixels per cm.
        plate: The still background, (H, W, 3), changed in place.
    """
    reach = max(_COLOUR_UNTIL_CM[1], 3 / scale)
    within = outline.distance < reach
    rows, columns = np.flatnonzero(within.any(1)), np.flatnonzero(within.any(0))
    area = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
    away, photo, still = outline.distance[area], pixels[area], plate[area]
    background = np.ascontiguousarray(behind.colour[area])
    inside = away < -max(_COLOUR_INSIDE_CM, 1.5 / scale)
    subject = _continued(photo, inside, scale) if inside.any() else background
    places = np.flatnonzero(~inside & (away < max(reach, _FADED_PX / scale)))
    apart = np.full(len(places), np.inf, np.float32)
    for other in outline.others:
        apart = np.minimum(apart, other[area].take(places))
    edge = _Edge(
        photo=_at(photo, places),
        behind=_at(background, places),
        subject=_at(subject, places),
        still=_at(still, places),
        error=behind.error[area].take(places),
        away=away.take(places),
        apart=apart,
    )
    trust, alpha = edge.alpha_by_colour()
    alpha = _connected(alpha, places, away)
    over, under = edge.split(trust, alpha, scale)
    # Inside of the edge, all of the photo moves.
    opaque = inside.view(np.uint8)
    cv2.copyTo(cv2.convertScaleAbs(background), opaque, still)
    still[np.unravel_index(places, away.shape)] = under.T
    texture = cv2.merge([*cv2.split(cv2.copyTo(photo, opaque)), opaque * np.uint8(255)])
    texture.reshape(-1, 4)[places] = over.T
    return _cropped_layers(photo, texture, area)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """The N pixels around the outline of a subject, where it and its background mix."""

    photo: Float32
    """RGB, shape (3, N), 0..255."""
    behind: Float32
    """The background's colours, as they continue from outside, shape (3, N)."""
    subject: Float32
    """The subject's colours, as they continue from inside, shape (3, N)."""
    still: Float32
    """The still background until now, shape (3, N)."""
    error: Float32
    """Likely error of the background's colours, shape (N,)."""
    away: Float32
    """Distance of each pixel from the mask, cm; negative inside."""
    apart: Float32
    """The same for the nearest other subject."""

    def alpha_by_colour(self) -> tuple[Float32, Float32]:
        """Estimate the subject's alpha from colours.

        Each pixel lies on a line between the background's colour and the subject's (difference
        matting with an inpainted plate).

        Returns:
            How far the colours are to be trusted, 0..1, and the alpha, both (N,).
        """
        line, off = self.subject - self.behind, self.photo - self.behind
        length = np.sqrt((line**2).sum(0))
        ratio = length / self.error
        low, high = _TRUST_RATIO
        trust = np.clip((ratio - low) / (high - low), 0, 1)
        along = (off * line).sum(0) / np.maximum(length**2, 1)
        aside = np.sqrt(((off - along * line) ** 2).sum(0)) / np.maximum(length, 1)
        # what is neither the one nor the other, such as an earring, is not background
        zero = np.minimum(_ALPHA_ZERO / np.maximum(ratio, 1e-3), 0.45)
        alpha = np.clip((np.maximum(along, aside) - zero) / (_ALPHA_ONE - zero), 0, 1)
        near, far = _COLOUR_UNTIL_CM
        alpha *= np.clip((far - self.away) / (far - near), 0, 1)
        return trust, alpha.astype(np.float32)

    def split(self, trust: Float32, by_colour: Float32, scale: float) -> tuple[UInt8, UInt8]:
        """Return the subject, premultiplied RGB and alpha, (4, N), and the background, (3, N).

        Args:
            trust: How far the alpha by colour is to be trusted, 0..1, shape (N,).
            by_colour: That alpha.
            scale: Pixels per cm.
        """
        away, photo = self.away, self.photo
        # what is behind the edge may be another subject
        alone = np.clip((self.apart - away) / np.float32(_ALONE_CM), 0, 1)
        trust = trust * alone
        by_colour = np.maximum(by_colour, np.clip(-away / _COLOUR_INSIDE_CM * 2 - 1, 0, 1))
        alpha = _feathered_alpha(away * scale, scale)
        hidden = np.clip((max(_DILATE_CM, 1 / scale) - away) * scale + 1, 0, 1)
        alpha += trust * (by_colour - alpha)
        low, high = _COLOUR_UNTIL_CM
        hidden += trust * (np.clip((high - away) / (high - low), 0, 1) - hidden)
        still = self.still + hidden * (self.behind - self.still)
        # The subject is what is missing to the photo; where that would be less than black or more
        # than full, it covers more.
        needed = np.maximum(
            (still - photo) / np.maximum(still, 1), (photo - still) / np.maximum(255 - still, 1)
        )
        alpha = np.maximum(alpha, np.clip(needed.max(0), 0, 1) * alone)
        alpha[alpha < 1 / 255] = 0
        still = np.rint(np.where(alpha > 0, still, self.still))
        alpha = np.rint(alpha * 255) / np.float32(255)
        colour = alpha * photo + (1 - alpha) * alone * (photo - still)
        colour = np.clip(colour, 0, 255 * alpha)
        over = np.vstack([np.rint(colour), np.rint(255 * alpha)])
        return over.astype(np.uint8), still.astype(np.uint8)


def _connected(alpha: Float32, places: npt.NDArray[np.intp], away: Float32) -> Float32:
    """Remove what is not connected with the subject: spots of the background near it.

    Args:
        alpha: Of some pixels, (N,).
        places: Which pixels, counted line by line.
        away: Distance of all pixels from the mask, cm, (H, W); negative inside.
    """
    subject = (away <= 0).astype(np.uint8)
    solid = subject.copy()
    solid.flat[places[alpha > _CONNECTED_ALPHA]] = 1
    attached = cv2.dilate(touching(solid, subject), np.ones((3, 3), np.uint8))
    return alpha * attached.take(places)


def _cropped_layers(photo: UInt8, texture: UInt8, area: tuple[slice, slice]) -> Layers:
    """Crop a premultiplied texture (h, w, 4) of an area to what is not transparent."""
    alpha = texture[..., 3]
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    left, right = int(columns[0]), int(columns[-1]) + 1
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    used = (slice(top, bottom), slice(left, right))
    kernel = _midpoint_kernel(
        cv2.cvtColor(photo[used], cv2.COLOR_RGB2GRAY), (alpha[used] == 255).astype(np.uint8)
    )
    return Layers(
        left=left + area[1].start,
        top=top + area[0].start,
        right=right + area[1].start,
        bottom=bottom + area[0].start,
        texture=_upsample(texture[used], kernel),
    )


def _feathered_alpha(distance: Float32, scale: float) -> Float32:
    """Return 1 on the subject and its margin, falling smoothly to 0 over the edge.

    Args:
        distance: Of each pixel from what moves, pixels.
        scale: Pixels per cm.
    """
    t = np.clip((distance - max(_OPAQUE_CM * scale, 1.5)) / max(_FEATHER_CM * scale, 2), 0, 1)
    return (1 - t * t * (3 - 2 * t)).astype(np.float32)


def _midpoint_kernel(grey: UInt8, within: UInt8) -> Float32:
    """Return the filter for midpoints between two pixels of this photo (h, w): Lanczos, sharpened.

    Interpolated positions are soft, and a face would lose a third of its detail as soon as it
    moves; but grain that is much sharper between the pixels than on them flickers. So detail there
    (mean size of the Laplacian `within` a mask) is raised to a limit above that of the photo,
    which compensates positions at a quarter of a pixel.
    """
    limit = _MAX_DETAIL_RATIO * _mean_laplacian(grey, within)
    for strength in _SHARPEN_STRENGTHS:
        kernel = np.convolve(_MIDPOINT_KERNEL, [-strength, 1 + 2 * strength, -strength]).astype(
            np.float32
        )
        if _mean_laplacian(_filter_midpoints(grey, across=kernel, down=kernel), within) <= limit:
            return kernel
    return _MIDPOINT_KERNEL.astype(np.float32)


def _mean_laplacian(grey: UInt8, within: UInt8) -> float:
    return cv2.mean(cv2.absdiff(cv2.Laplacian(grey, cv2.CV_16S), 0), within)[0]


def _upsample(texture: UInt8, kernel: Float32) -> UInt8:
    """Enlarge twice, keeping each original pixel at (2 x, 2 y).

    So an image at rest is the photo itself.
    """
    height, width = texture.shape[:2]
    large = np.empty((SUPERSAMPLING * height - 1, SUPERSAMPLING * width - 1, 4), np.uint8)
    large[::SUPERSAMPLING, ::SUPERSAMPLING] = texture
    # Midpoints are filtered along one axis and then the other: an eighth of the time of
    # cv2.warpAffine.
    large[::SUPERSAMPLING, 1::SUPERSAMPLING] = _filter_midpoints(
        texture, across=kernel, down=_IDENTITY_KERNEL
    )[:, :-1]
    large[1::SUPERSAMPLING] = _filter_midpoints(
        large[::SUPERSAMPLING], across=_IDENTITY_KERNEL, down=kernel
    )[:-1]
    alpha = cv2.extractChannel(large, 3)
    # premultiplied colour must not exceed its alpha
    return cv2.min(large, cv2.merge([alpha] * 4))


def _filter_midpoints(picture: UInt8, *, across: Float32, down: Float32) -> UInt8:
    """Return for each pixel the value at the midpoint to the next one, to the right or below."""
    anchor = ((len(across) - 1) // 2, (len(down) - 1) // 2)
    return cv2.sepFilter2D(
        np.ascontiguousarray(picture),
        -1,
        across,
        down,
        anchor=anchor,
        borderType=cv2.BORDER_REPLICATE,
    )


def push_pull(colour: Float32, weight: Float32) -> Float32:
    """Fill holes in premultiplied colour (H, W, 3) with weights (H, W)."""
    height, width = weight.shape
    if min(height, width) <= 2:
        return colour / np.maximum(weight, 1e-6)[..., None]
    half = (max(1, (width + 1) // 2), max(1, (height + 1) // 2))
    small_colour = cv2.resize(colour, half, interpolation=cv2.INTER_AREA)
    small_weight = cv2.resize(weight, half, interpolation=cv2.INTER_AREA)
    # Well-known pixels count fully, so that the fill stays near the colours of the hole's rim.
    boost = np.minimum(1, 4 * small_weight) / np.maximum(small_weight, 1e-6)
    under = push_pull(small_colour * boost[..., None], small_weight * boost)
    under = cv2.resize(under, (width, height), interpolation=cv2.INTER_LINEAR)
    return colour + under * (1 - weight)[..., None]
