"""Make core/performance/motion_bank.npz from videos of people who speak.

python training/motion_bank.py VIDEO [VIDEO:SOUND[:LAG]] ...

Of each video the landmarks are read frame by frame, and from them how the head turns, how the neck
shifts, how brows, lids and the corners of the mouth move. A sound beside it (a wav, for a video
without sound) tells where the accents and pauses are; LAG is by how many seconds it is late. Only
these curves leave this script: no picture, no sound, no landmark. docs/licences.md names the
videos.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from scipy.signal import butter, sosfiltfilt

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.habits import eye_opening
from benchmarks.sight import opening, voice, watch
from talking_photo.core.face.pose import fit_pose
from talking_photo.core.lipsync.accents import accents, pauses
from talking_photo.core.model import FPS
from talking_photo.core.performance.motion_bank import CHANNELS, UNITS, prosody

OUT = Path(__file__).parent.parent / "core" / "performance" / "motion_bank.npz"
NECK = np.array([0.0, -8.5, -5.0])
SEEN_YAW = 0.75
"""Share of a yaw that the network reads (docs/picture.md)."""
RANGE = 15.5
"""Degrees of a head's range; who moves more is brought near to it. As the network reads less than
that, it looks like a calm presenter's 13."""
YAW_RANGE = 10.5
"""Degrees: who reads from two screens turns farther."""
GAINS = np.array([1.0, 1.6, 1.1])
"""Of yaw, pitch and roll: what `without` removes takes some real nods, too."""
SHIFT_GAIN = 2.0
"""Of the neck's shift. Heads of people who sit closer to the camera lean, which is not seen of the
neck alone."""
CUTOFF = {
    "yaw": 2.5, "pitch": 3, "roll": 3, "shift_x": 3, "shift_y": 3, "brow": 3, "lid": 1.5,
    "smile": 0.8,
}  # fmt: skip
"""Hz up to which each curve is kept: what is faster is the network's unsteadiness."""


def curves_of(points: np.ndarray) -> np.ndarray:
    """Return the curves of one video, shape (T, len(CHANNELS)), about their middle."""
    poses = [fit_pose(one) for one in points]
    scale = float(np.median([pose.scale for pose in poses]))
    angles = np.unwrap([(pose.yaw / SEEN_YAW, pose.pitch, pose.roll) for pose in poses], axis=0)
    neck = np.array([(p.scale * NECK @ p.rotation.T + p.translation) / scale for p in poses])
    head = np.array(
        [
            (one * [1, -1, -1] - pose.translation) @ pose.rotation / pose.scale
            for one, pose in zip(points, poses, strict=True)
        ]
    )
    lids = without_blinks(eye_opening(points[..., :2].astype(np.float64)))
    jaw = opening(points[..., :2])
    found = {
        "yaw": angles[:, 0],
        "pitch": without(angles[:, 1], jaw),
        "roll": angles[:, 2],
        "shift_x": neck[:, 0],
        "shift_y": without(neck[:, 1], jaw),
        "brow": without(head[:, [105, 334], 1].mean(1), np.sin(angles[:, 1])),
        "lid": lids / np.median(lids) - 1,
        "smile": without(head[:, [61, 291], 1].mean(1), jaw),
    }
    curves = np.column_stack(
        [smooth(found[name] - np.median(found[name]), CUTOFF[name]) for name in CHANNELS]
    )
    low, high = np.percentile(curves[:, :3], (2.5, 97.5), axis=0)
    ranged = np.degrees(np.linalg.norm(high - low))
    curves[:, :3] *= min(1.0, (RANGE / ranged) ** 0.8) * GAINS
    curves[:, 3:5] *= SHIFT_GAIN
    curves[:, 0] *= min(
        1.0, YAW_RANGE / np.degrees(np.ptp(np.percentile(curves[:, 0], (2.5, 97.5))))
    )
    return curves


def smooth(curve: np.ndarray, hertz: float) -> np.ndarray:
    """Remove what is faster."""
    return sosfiltfilt(butter(3, hertz, fs=FPS, output="sos"), curve)


def without(curve: np.ndarray, cause: np.ndarray) -> np.ndarray:
    """Remove what follows another curve: the mesh of an open mouth tips, which reads as a nod."""
    cause = cause - cause.mean()
    return curve - cause * (cause @ (curve - curve.mean())) / (cause @ cause)


def without_blinks(lids: np.ndarray) -> np.ndarray:
    """Bridge the blinks."""
    shut = np.convolve(lids < 0.8 * np.median(lids), np.ones(7), "same") > 0
    times = np.arange(len(lids))
    return np.interp(times, times[~shut], lids[~shut])


def main() -> None:
    """Read all videos and write the bank."""
    curves, features, lengths = [], [], []
    for argument in sys.argv[1:]:
        video, sound, lag = [*argument.split(":"), "", ""][:3]
        points = watch(Path(video))
        speech = voice(Path(sound or video))
        if points is None or speech is None or not np.isfinite(points).all():
            raise SystemExit(f"{video}: no face in each frame, or no sound")
        found = prosody(accents(speech), pauses(speech), len(points))
        late = round(float(lag or 0) * FPS)
        features.append(np.roll(found, -late, axis=0))
        curves.append(curves_of(points))
        lengths.append(len(points))
        print(f"{Path(video).name}: {len(points) / FPS:.1f} s")
    quantised = np.rint(np.concatenate(curves) / UNITS).astype(np.int16)
    np.savez_compressed(
        OUT,
        curves=quantised,
        prosody=np.rint(np.concatenate(features) * 100).astype(np.uint8),
        lengths=np.array(lengths, np.int32),
    )
    print(f"{OUT.name}: {OUT.stat().st_size / 1000:.0f} kB, {len(quantised) / FPS:.0f} s")


if __name__ == "__main__":
    main()
