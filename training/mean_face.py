"""Make core/face/mean_face.csv from a folder of photos: python training/mean_face.py FOLDER.

Takes every face that looks at the camera with its mouth closed, and its mirror image,
and averages the landmarks by
generalised Procrustes analysis (J. C. Gower, "Generalized Procrustes analysis", Psychometrika 40,
1975). Only numbers
of the average leave this script: no photo and no landmark of a single person. The frame is set so
that the outer
corners of the eyes lie at (+-4.45, 2.66, 3.17) cm, the size of an adult head.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from scipy.optimize import linear_sum_assignment

sys.path.insert(0, str(Path(__file__).parent.parent))

from talking_photo.core.face.models import face_models
from talking_photo.core.face.pose import RIGID, similarity

OUT = Path(__file__).parent.parent / "core" / "face" / "mean_face.csv"
EYE = np.array([4.45, 2.66, 3.17])


def landmarks(pixels: np.ndarray) -> np.ndarray | None:
    """Landmarks (478, 3), x right, y up, z to the viewer, from a crop at the largest face."""
    models = face_models()
    faces = sorted(models.detect(pixels), key=lambda face: -face.width * face.score)
    if not faces or faces[0].score < 0.7:
        return None
    face = faces[0]
    half = 0.9 * face.width
    matrix = np.array([[1, 0, half - face.x], [0, 1, half - face.y]]) * (256 / half)
    crop = cv2.warpAffine(pixels, matrix, (512, 512), borderMode=cv2.BORDER_REPLICATE)
    points = models.landmarks(crop)
    return None if points is None else points * [1, -1, -1]


def frontal_and_closed(points: np.ndarray) -> bool:
    """Tell by the nose's place between the eyes, their level, and the gap between the lips."""
    eyes = points[263] - points[33]
    width = np.linalg.norm(eyes)
    nose = (points[4] - points[33]) @ eyes / width**2
    gap = np.linalg.norm(points[13] - points[14]) / np.linalg.norm(points[78] - points[308])
    return abs(nose - 0.5) < 0.09 and abs(eyes[2]) / width < 0.12 and gap < 0.03


def mirror_pairs(mean: np.ndarray) -> np.ndarray:
    """For each point of a nearly symmetric face, the point on the other side."""
    known = {33: 263, 133: 362, 61: 291, 10: 10, 4: 4, 152: 152, 234: 454}
    here, there = np.array([*known, *known.values()]), np.array([*known.values(), *known])
    flipped = mean * [-1, 1, 1]
    for _ in range(
        5
    ):  # lay the mirror image on the face, pair nearest points, repeat with all of them
        s, r, t = similarity(flipped[here], mean[there])
        laid = s * flipped @ r.T + t
        distance = np.linalg.norm(mean[None, :468] - laid[:468, None], axis=2)
        here, there = linear_sum_assignment(distance + distance.T)
    # the rings of the irises lie too close together for distances; their numbering is known
    pairs = np.concatenate([there, [473, 476, 475, 474, 477, 468, 471, 470, 469, 472]])
    if not (pairs[pairs] == np.arange(478)).all():
        raise SystemExit("the pairs do not pair up: more faces are needed")
    return pairs


def align(points: np.ndarray, mean: np.ndarray, rows: list[int]) -> np.ndarray:
    """Lay one face on another by the points in `rows`."""
    s, r, t = similarity(points[rows], mean[rows])
    return s * points @ r.T + t


def main() -> None:
    """Average, make symmetric, place in the frame, write."""
    faces = []
    for path in sorted(Path(sys.argv[1]).rglob("*")):
        picture = cv2.imread(str(path))
        if picture is None:
            continue
        points = landmarks(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
        if points is not None and frontal_and_closed(points):
            faces.append(points)
    print(len(faces), "faces")
    mean, rigid = faces[0], list(RIGID)
    for _ in range(20):
        mean = np.median([align(face, mean, rigid) for face in faces], axis=0)
    pairs = mirror_pairs(mean)
    flipped = (mean * [-1, 1, 1])[pairs]
    mean = (mean + align(flipped, mean, list(range(468)))) / 2
    # The plane of symmetry becomes x = 0: the axis from every right point to its twin becomes the
    # x axis.
    across = (mean[pairs] - mean)[mean[:, 0] < mean[pairs, 0]].sum(0)
    x = across / np.linalg.norm(across)
    z = np.cross(x, [0, 1, 0])
    z /= np.linalg.norm(z)
    mean = (mean - (mean[33] + mean[263]) / 2) @ np.stack([x, np.cross(z, x), z]).T
    mean = (mean + (mean * [-1, 1, 1])[pairs]) / 2
    mean *= EYE[0] / mean[263, 0]
    # Upright means that forehead (10) and chin (152) are equally far from the viewer, as on a head
    # that looks ahead.
    up = mean[10] - mean[152]
    tilt = np.arctan2(up[2], up[1])
    cos, sin = np.cos(tilt), np.sin(tilt)
    mean = mean @ np.array([[1, 0, 0], [0, cos, sin], [0, -sin, cos]]).T + [0, *EYE[1:]]
    rows = np.column_stack([pairs, mean])
    np.savetxt(
        OUT, rows, fmt=["%d"] + ["%.3f"] * 3, delimiter=",", header="mirror,x,y,z", comments=""
    )
    for name, row in {
        "nose": 4,
        "upper lip": 13,
        "lower lip": 14,
        "corner": 308,
        "forehead": 10,
        "chin": 152,
    }.items():
        print(name, mean[row].round(2))


if __name__ == "__main__":
    main()
