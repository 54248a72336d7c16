"""How a face moves while it speaks, from its landmarks alone.

Numbers in, numbers out, the same for people and for videos.

Everything is counted in the face's own measure (outer eye corners, width of an eye), in degrees
and in seconds, so that a large face and a small one can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, detrend, find_peaks, peak_widths, sosfiltfilt, welch

from benchmarks.sight import opening
from benchmarks.tracks import Track
from talking_photo.core.face.pose import fit_pose
from talking_photo.core.face.topology import (
    LEFT_EYE_LOWER,
    LEFT_EYE_UPPER,
    RIGHT_EYE_LOWER,
    RIGHT_EYE_UPPER,
)
from talking_photo.core.model import FPS, Float32

BANDS = ((0.0, 0.5), (0.5, 1.0), (1.0, 2.0), (2.0, 5.0))
"""Hz."""
AXES = ("yaw", "pitch", "roll")

_HEAD_LIMIT = 5.0
"""Hz up to which a head's turn is believed: a nod takes 0.2 s and more (U. Hadar et al.,
"Kinematics of head movements accompanying speech during conversation", Human Movement Science
2, 1983, find power up to 7 Hz, little above 4)."""
_NOISE_FROM = 8.0
"""Hz above which a head does not move, so that what is seen there is the network's own
unsteadiness."""
_WINDOW = 64
"""Frames (2.56 s) of which a spectrum is made, in long videos too: a slow sway counts as much as
it can in a short one."""
_TOUCH = 0.2
"""Lips count as shut below this part of the way from the video's own closed mouth (5th percentile)
to its wide one (95th)."""
_LONGEST_CLOSURE = 0.4
"""Seconds; longer ones are pauses."""
_BLINK = 0.35
"""A dip of the lids this deep, against their median, is a blink; a glance down is 0.1 to 0.25."""
_LONGEST_BLINK = 0.8
_CORNERS = (33, 263)
_MOUTH_CORNERS = (61, 291)
_BROWS = [105, 334]
_IRISES = ((468, [33, 133]), (473, [362, 263]))
"""Of each eye the iris and the corners of the lids."""
_EYES_CM = 8.89
"""Between the outer corners of the eyes of the mean face."""
_UPPER_FACE = [33, 133, 362, 263, 168, 6, 197, 195, 5, 4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What one video shows; NaN for what it is too short to tell.

    Openings and widths in eye distances.
    """

    seconds: float
    opening_middle: float
    """Median of the opening while there is a voice."""
    opening_wide: float
    """95th percentile."""
    opening_speed: float
    """95th percentile, eye distances per second."""
    width_spread: float
    """Standard deviation of the mouth's width while there is a voice."""
    closure_middle: float
    """Seconds that the lips are together between two openings, median."""
    closure_long: float
    """90th percentile."""
    blinks: int
    blink_seconds: float
    """Median, at half of their depth."""
    blink_interval: float
    """Median of the seconds from one blink to the next."""
    eye_opening: float
    """Median gap of the lids over the width of the eye."""
    head_range: float
    """Degrees: the ranges in which yaw, pitch and roll lie 95 % of the time, as one length."""
    head_shift: float
    """Standard deviation of the head's place, eye distances, both directions as one length."""
    brow_range: float
    """Range of the brows' height in which they lie 95 % of the time, cm."""
    lid_spread: float
    """Standard deviation of the opening outside blinks, over its median."""
    gaze_spread: float
    """Standard deviation of the irises' place between the lids' corners, cm, both directions."""
    corner_spread: float
    """Standard deviation of the height of the corners of the mouth, cm."""
    head_spread: dict[str, float]
    """Standard deviation within 2.56 s, degrees, noise taken off."""
    head_rms: dict[str, float]
    """Speed of the head's turn below 5 Hz, degrees per second, noise taken off."""
    head_fast: float
    """95th percentile of the speed of yaw and roll together; noise is in it, pitch is not (see
    `Head`)."""
    head_bands: dict[str, tuple[float, ...]]
    """For each axis the share of its power in BANDS."""
    tremble: float
    """Root mean square of the second difference of the upper face, after shift, turn and scale,
    eye distances."""

    @classmethod
    def of(cls, points: Float32, speaking: npt.NDArray[np.bool_]) -> Habits:
        """Of landmarks (T, 478, 3) at FPS, and whether there is a voice in each frame, (T,)."""
        flat = points[..., :2].astype(np.float64)
        eyes = np.linalg.norm(flat[:, _CORNERS[0]] - flat[:, _CORNERS[1]], axis=1)
        gap = opening(points[..., :2])
        width = np.linalg.norm(flat[:, _MOUTH_CORNERS[0]] - flat[:, _MOUTH_CORNERS[1]], axis=1)
        speed = np.abs(np.diff(gap)) * FPS
        shut = closures(gap)
        lids = eye_opening(flat)
        blinking, lasting = blinks(lids)
        head = Head.of(head_angles(points))
        own = _in_the_head(points, lids)
        return cls(
            seconds=len(points) / FPS,
            opening_middle=float(np.median(gap[speaking])),
            opening_wide=float(np.percentile(gap[speaking], 95)),
            opening_speed=float(np.percentile(speed[speaking[1:] & speaking[:-1]], 95)),
            width_spread=float((width / eyes)[speaking].std()),
            closure_middle=_percentile(shut, 50),
            closure_long=_percentile(shut, 90),
            blinks=len(blinking),
            blink_seconds=_percentile(lasting, 50),
            blink_interval=_percentile(np.diff(blinking), 50),
            eye_opening=float(np.median(lids)),
            head_range=own.head_range,
            head_shift=own.head_shift,
            brow_range=own.brow_range,
            lid_spread=own.lid_spread,
            gaze_spread=own.gaze_spread,
            corner_spread=own.corner_spread,
            head_spread=head.spread,
            head_rms=head.rms,
            head_fast=head.fast,
            head_bands=head.bands,
            tremble=tremble(flat),
        )


def closures(gap: Track) -> Track:
    """Seconds of each closure between two openings.

    Its ends lie between frames, where the lips cross the threshold.
    """
    low, high = np.percentile(gap, (5, 95))
    above = gap - (low + _TOUCH * (high - low))
    crossing = np.flatnonzero(np.diff(above > 0))
    at = (crossing + above[crossing] / (above[crossing] - above[crossing + 1])) / FPS
    first = 0 if len(crossing) and above[crossing[0]] > 0 else 1
    lasting = at[first + 1 :: 2] - at[first::2][: len(at[first + 1 :: 2])]
    return lasting[lasting < _LONGEST_CLOSURE]


def eye_opening(flat: Track) -> Track:
    """Gap of the lids at the middle over the width of the eye, mean of both eyes.

    Flat (T, 478, 2).
    """
    ratios = []
    for upper, lower in ((LEFT_EYE_UPPER, LEFT_EYE_LOWER), (RIGHT_EYE_UPPER, RIGHT_EYE_LOWER)):
        gap = np.linalg.norm(flat[:, upper[3:6]] - flat[:, lower[3:6]], axis=2).mean(1)
        ratios.append(gap / np.linalg.norm(flat[:, upper[0]] - flat[:, upper[-1]], axis=1))
    return np.mean(ratios, axis=0)


def blinks(lids: Track) -> tuple[Track, Track]:
    """When each blink is deepest, and how long it lasts at half of its depth, seconds."""
    dip = 1 - lids / np.median(lids)
    peaks, _ = find_peaks(dip, height=_BLINK, prominence=_BLINK, distance=4)
    lasting = peak_widths(dip, peaks, rel_height=0.5)[0] / FPS
    brief = lasting < _LONGEST_BLINK
    return peaks[brief] / FPS, lasting[brief]


def head_angles(points: Float32) -> Track:
    """Yaw, pitch and roll of landmarks (T, 478, 3), degrees, shape (T, 3)."""
    poses = [fit_pose(one) for one in points]
    return np.degrees(np.unwrap([(p.yaw, p.pitch, p.roll) for p in poses], axis=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How a head turns; the fields are those of Habits.

    Of a video in which only the mouth moves, and no head, the network reads a pitch that swings by
    1 degree (yaw 0.2, roll 0.2), whichever points the pose is fitted to. So pitch is shown apart,
    beside what a still head gives.
    """

    spread: dict[str, float]
    rms: dict[str, float]
    fast: float
    bands: dict[str, tuple[float, ...]]

    @classmethod
    def of(cls, angles: Track) -> Head:
        """Of yaw, pitch and roll (T, 3) in degrees.

        NaN in what a video shorter than a window cannot tell.
        """
        low = butter(4, _HEAD_LIMIT, fs=FPS, output="sos")
        speed = np.diff(sosfiltfilt(low, angles, axis=0), axis=0) * FPS
        frequency, clean = _spectrum(angles)
        turning = (2 * np.pi * frequency[:, None]) ** 2
        total = clean.sum(0)
        # what is no more than noise has no shares
        whole = np.where(total > 0, total, np.nan)
        shares = [clean[(frequency >= a) & (frequency < b)].sum(0) / whole for a, b in BANDS]
        return cls(
            spread=_by_axis(np.sqrt(total * frequency[1])),
            rms=_by_axis(np.sqrt((turning * clean).sum(0) * frequency[1])),
            fast=float(np.percentile(np.hypot(speed[:, 0], speed[:, 2]), 95)),
            bands={
                axis: tuple(float(share[i]) for share in shares) for i, axis in enumerate(AXES)
            },
        )


def _spectrum(angles: Track) -> tuple[Track, Track]:
    """Return frequencies (Hz) and the power above the noise (degrees squared per Hz, (F, 3))."""
    frequency = np.fft.rfftfreq(_WINDOW, 1 / FPS)
    known = frequency < _HEAD_LIMIT
    if len(angles) < _WINDOW:
        return frequency[known], np.full((known.sum(), 3), np.nan)
    _, power = welch(angles, FPS, nperseg=_WINDOW, detrend=detrend, axis=0)
    floor = np.median(power[frequency > _NOISE_FROM], axis=0)
    return frequency[known], np.maximum(power - floor, 0)[known]


def _by_axis(values: Track) -> dict[str, float]:
    return dict(zip(AXES, values.tolist(), strict=True))


class _InTheHead(NamedTuple):
    """Figures that need the landmarks in the head's own frame; see `Habits`."""

    head_range: float
    head_shift: float
    brow_range: float
    lid_spread: float
    gaze_spread: float
    corner_spread: float


def _in_the_head(points: Float32, lids: Track) -> _InTheHead:
    poses = [fit_pose(one) for one in points]
    scale = float(np.median([pose.scale for pose in poses]))
    places = np.array([pose.translation[:2] / scale for pose in poses])
    own = np.array(
        [
            (one * [1, -1, -1] - pose.translation) @ pose.rotation / pose.scale
            for one, pose in zip(points, poses, strict=True)
        ]
    )
    irises = np.mean(
        [own[:, iris, :2] - own[:, corners, :2].mean(1) for iris, corners in _IRISES], axis=0
    )
    angles = np.degrees(np.unwrap([(p.yaw, p.pitch, p.roll) for p in poses], axis=0))
    seen = lids > (1 - _BLINK) * np.median(lids)
    calm = _without_noise(np.column_stack([angles, places, irises, own[:, _BROWS, 1].mean(1)]))
    return _InTheHead(
        head_range=float(np.linalg.norm(_range(calm[:, :3]))),
        head_shift=float(np.linalg.norm(calm[:, 3:5].std(0))) / _EYES_CM,
        brow_range=float(_range(calm[:, 7])),
        lid_spread=float((lids[seen] / np.median(lids)).std()),
        gaze_spread=float(np.linalg.norm(calm[seen, 5:7].std(0))),
        corner_spread=float(own[:, list(_MOUTH_CORNERS), 1].mean(1).std()),
    )


def _without_noise(tracks: Track) -> Track:
    """Remove what is faster than a head or an eye's rest; short tracks as they are."""
    if len(tracks) < _WINDOW // 2:
        return tracks
    return sosfiltfilt(butter(4, _NOISE_FROM, fs=FPS, output="sos"), tracks, axis=0)


def _range(values: Track) -> Track:
    low, high = np.percentile(values, (2.5, 97.5), axis=0)
    return high - low


def tremble(flat: Track) -> float:
    """See Habits.tremble; flat (T, 478, 2).

    The shape alone is looked at: a head that turns as a whole does not tremble.
    """
    shape = flat[:, _UPPER_FACE] @ np.array([1, 1j])
    shape = shape - shape.mean(1, keepdims=True)
    first = shape[0]
    fit = (shape * first.conj()).sum(1, keepdims=True) / (abs(first) ** 2).sum()
    eyes = abs(first[0] - first[3])
    return float(np.sqrt((abs(np.diff(shape / fit, 2, axis=0)) ** 2).mean()) / eyes)


def _percentile(values: Track, share: float) -> float:
    return float(np.percentile(values, share)) if len(values) else float("nan")
