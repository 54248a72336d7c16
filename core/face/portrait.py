"""Face selection pipeline: detect, fit landmarks, validate."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Literal, NoReturn

import numpy as np
import numpy.typing as npt
from scipy.spatial import Delaunay

from talking_photo.core.errors import RequestError
from talking_photo.core.face.detect import detect_faces
from talking_photo.core.face.landmarks import Mesh, read_mesh
from talking_photo.core.face.mean_face import mean_face
from talking_photo.core.face.models import MAX_CONCURRENT_MESHES, FaceModels, face_models
from talking_photo.core.face.mouth import is_covered, read_mouth
from talking_photo.core.face.occlusion import is_object_over_lips, shares_under_hands
from talking_photo.core.face.pose import fit_pose
from talking_photo.core.face.subject import subject_mask
from talking_photo.core.face.topology import LEFT_IRIS, LOWER_OUTER, RIGHT_IRIS, UPPER_OUTER
from talking_photo.core.model import FaceBox, FaceVerdict, Float32, Photo, Portrait, Pose, UInt8
from talking_photo.core.progress import Progress, no_progress

FaceSelection = tuple[int, ...] | Literal["all"] | None

MIN_FACE = 48
"""Pixels of face width below which lips cannot be resolved."""
MAX_YAW, MAX_PITCH = np.radians(38), np.radians(42)
"""As measured on the mesh, which underestimates large yaw: heads turned by 35, 50, 56 and 62
degrees read 26, 34, 39 and 43, as the mean of the photo and its mirror image."""
ASIDE = np.radians(25)
"""Yaw from which a head counts as turned to the side: there the mesh is less stable, and read
again on the mirror image, because it reads left and right differently (41 and 44 degrees for one
head)."""
MAX_JITTER, MAX_JITTER_ASIDE = 0.014, 0.019
"""See Mesh.jitter; the second also holds where the detector is certain, for drawings. Heads turned
by 50 degrees measure 0.013 to 0.017, by 56 degrees 0.018 to 0.020, by 62 degrees 0.027 to
0.038."""
MAX_MOUTH_JITTER, MAX_MOUTH_RATIO = 0.014, 2.0
"""A mouth is hidden when its landmarks vary by more than this, and by this factor more than eyes
and nose."""
MAX_UNDER_HAND = 0.15
"""Share of the lips under a hand from which a mouth is hidden."""
MAX_NEAR_HAND = 0.06
"""Share of the skin around the lips under a hand from which it bends visibly."""
MIN_SCORE, SURE_SCORE = 0.5, 0.7
"""Detector score from which a box may hold a face, and from which it does even if the landmarks
are unstable."""
HUMAN_SCORE = 0.84
"""Detector score that dogs and cats do not reach (0.81 and 0.83 at most), and heads in profile or
behind a cover do."""
MAX_FACES = 40

_IRISES_AND_LIPS = np.concatenate([[LEFT_IRIS[0], RIGHT_IRIS[0]], UPPER_OUTER, LOWER_OUTER])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Detection:
    """A detected face and the mesh fitted to it."""

    box: FaceBox
    mesh: Mesh
    pose: Pose
    yaw: float
    """Radians to either side; turned aside, the mean of the photo and its mirror image."""
    jitter: float
    """As in Mesh; turned aside, the mean of the photo and its mirror image."""
    under_hand: float = 0.0
    near_hand: float = 0.0
    """Shares of the lips, and of the skin around them, that a hand lies over."""


def find_portraits(
    photo: Photo, selection: FaceSelection = None, progress: Progress = no_progress
) -> tuple[Portrait, ...]:
    """Select the faces that will speak, with everything that the renderer needs.

    A photo whose face lies on its side is turned upright; the portraits' pixels are the turned
    ones.

    Args:
        photo: The picture.
        selection: Numbers of faces, counted from the left, from 1; "all" for every face that can
            speak; None for the most prominent one.
        progress: Called as faces are processed.

    Returns:
        One portrait for each that speaks, from left to right, all with the same pixels.

    Raises:
        RequestError: no_face, face_cut_off, face_unclear, face_unknown, face_too_small,
            face_turned_away or mouth_hidden, with numbers.
    """
    models = face_models()
    pixels, found = _upright_faces(photo.pixels, models, progress)
    row = sorted(found, key=lambda one: one.box.x)
    chosen = _selected_faces(row, found[0], selection, pixels)
    portraits = _portraits_of(row, chosen, pixels, models)
    progress(1.0)
    return portraits


def _portraits_of(
    row: list[_Detection], chosen: list[_Detection], pixels: UInt8, models: FaceModels
) -> tuple[Portrait, ...]:
    """Return the portraits of those that are chosen in a row of faces."""
    boxes = tuple(one.box for one in row)
    return tuple(
        Portrait(
            pixels=pixels,
            landmarks=one.mesh.points,
            visible=_visible(one.pose),
            pose=one.pose,
            mouth=read_mouth(pixels, one.mesh.points),
            subject=subject_mask(
                pixels,
                one.mesh.points,
                [other.mesh.points for other in row if other is not one],
                models,
            ),
            faces=boxes,
            number=number,
            near_hand=one.near_hand > MAX_NEAR_HAND,
        )
        for number, one in enumerate(row, 1)
        if one in chosen
    )


def find_faces(
    photo: Photo, progress: Progress = no_progress
) -> tuple[Photo, tuple[FaceBox, ...]]:
    """Find all faces in a photo.

    Returns:
        The photo, turned upright, and the faces from left to right.

    Raises:
        RequestError: no_face, face_cut_off, face_unclear or face_turned_away.
    """
    pixels, found = _upright_faces(photo.pixels, face_models(), progress)
    return Photo(pixels=pixels), tuple(sorted((one.box for one in found), key=lambda box: box.x))


def inspect_faces(
    photo: Photo, progress: Progress = no_progress
) -> tuple[Photo, tuple[FaceVerdict, ...], tuple[Portrait, ...]]:
    """Find all faces in a photo, and tell of each whether it can speak.

    Returns:
        The photo, turned upright, the faces from left to right, and the portraits of those that
        can speak.

    Raises:
        RequestError: no_face, face_cut_off, face_unclear or face_turned_away.
    """
    models = face_models()
    pixels, found = _upright_faces(photo.pixels, models, progress)
    row = sorted(found, key=lambda one: one.box.x)
    verdicts = tuple(_verdict(one, pixels) for one in row)
    capable = [one for one, verdict in zip(row, verdicts, strict=True) if not verdict.problem]
    return Photo(pixels=pixels), verdicts, _portraits_of(row, capable, pixels, models)


def _verdict(one: _Detection, pixels: UInt8) -> FaceVerdict:
    try:
        _refuse_incapable(one, pixels)
    except RequestError as exc:
        return FaceVerdict(box=one.box, problem=exc.code, facts=exc.facts)
    return FaceVerdict(box=one.box)


def _upright_faces(
    pixels: UInt8, models: FaceModels, progress: Progress, *, turned: bool = False
) -> tuple[UInt8, list[_Detection]]:
    """Return the upright picture and the faces in it, by prominence.

    Raises:
        RequestError: no_face, face_cut_off, face_unclear or face_turned_away.
    """
    detections = _detect_and_fit(pixels, models, progress)
    found = [one for one in detections if _is_human(one)]
    if not found:
        return _upside_down_faces(
            pixels, detections, models, lambda done: progress(0.8 + 0.2 * done)
        )
    quarters = _quarter_turns(found[0].pose)
    if (
        quarters and not turned
    ):  # A photo taken or scanned sideways. Only once: a collage could be turned for ever.
        upright = np.ascontiguousarray(np.rot90(pixels, -quarters))
        return _upright_faces(
            upright, models, lambda done: progress(0.8 + 0.2 * done), turned=True
        )
    return pixels, found


def _upside_down_faces(
    pixels: UInt8, unstable: list[_Detection], models: FaceModels, progress: Progress
) -> tuple[UInt8, list[_Detection]]:
    """Return the picture turned by half, which the detector needs, and the faces in it.

    Args:
        pixels: The picture.
        unstable: What was detected in it as it is.
        models: The networks.
        progress: Called as faces are processed.

    Raises:
        RequestError: no_face, face_cut_off, face_unclear or face_turned_away.
    """
    upright = np.ascontiguousarray(np.rot90(pixels, 2))
    detections = _detect_and_fit(upright, models, progress)
    found = [one for one in detections if one.box.score >= SURE_SCORE and _is_human(one)]
    if not found:
        # A half turn keeps the shape.
        _refuse_profiles([*unstable, *detections], pixels.shape)
        _refuse_unstable(unstable, pixels.shape)
    return upright, found


def _detect_and_fit(pixels: UInt8, models: FaceModels, progress: Progress) -> list[_Detection]:
    """Fit a mesh to every candidate, by prominence."""
    candidates = detect_faces(pixels, models)[:MAX_FACES]
    progress(0.2)
    detections = []
    readers = ThreadPoolExecutor(MAX_CONCURRENT_MESHES)
    try:
        fitted = readers.map(partial(_fit, pixels, models), candidates)
        for number, one in enumerate(fitted, 1):
            if one is not None:
                detections.append(one)
            progress(0.2 + 0.6 * number / len(candidates))
    finally:
        # a cancelled job does not wait for the rest
        readers.shutdown(cancel_futures=True)
    return detections


def _fit(pixels: UInt8, models: FaceModels, box: FaceBox) -> _Detection | None:
    """Fit a mesh to a candidate, twice where the head is turned aside."""
    mesh = read_mesh(pixels, box, models)
    if mesh is None:
        return None
    pose = fit_pose(mesh.points)
    yaw, jitter = abs(pose.yaw), mesh.jitter
    if yaw > ASIDE:
        again = read_mesh(pixels, box, models, mirrored=True)
        if again is not None:
            yaw = (yaw + abs(fit_pose(again.points).yaw)) / 2
            jitter = (jitter + again.jitter) / 2
    under_hand, near_hand = shares_under_hands(pixels, mesh.points, models)
    return _Detection(
        box=box,
        mesh=mesh,
        pose=pose,
        yaw=yaw,
        jitter=jitter,
        under_hand=under_hand,
        near_hand=near_hand,
    )


def _selected_faces(
    row: list[_Detection], prominent: _Detection, selection: FaceSelection, pixels: UInt8
) -> list[_Detection]:
    """Return the faces that will speak.

    Raises:
        RequestError: face_unknown, or why a selected face cannot speak: see `_refuse_incapable`.
    """
    if selection is None or selection == "all":
        capable = [one for one in row if _can_speak(one, pixels)]
        if not capable:
            _refuse_incapable(prominent, pixels)
        # when the most prominent one cannot speak, the largest of the others does
        return (
            capable
            if selection == "all"
            else [prominent if prominent in capable else max(capable, key=_width)]
        )
    for number in selection:
        if not 1 <= number <= len(row):
            raise RequestError("face_unknown", number=number, count=len(row))
        try:
            _refuse_incapable(row[number - 1], pixels)
        except RequestError as exc:
            if len(row) > 1:  # among several faces the message names which one
                exc.facts["face"] = number
            raise
    return [row[number - 1] for number in selection]


def _width(one: _Detection) -> float:
    return one.box.width


def _can_speak(one: _Detection, pixels: UInt8) -> bool:
    try:
        _refuse_incapable(one, pixels)
    except RequestError:
        return False
    return True


def _refuse_incapable(one: _Detection, pixels: UInt8) -> None:
    refuse_small(one.pose)
    _refuse_turned(one.yaw, one.pose.pitch)
    if _is_cut_off(one.mesh.points, pixels.shape):
        raise RequestError("face_cut_off")
    _refuse_hidden_mouth(one, pixels)


def _is_human(one: _Detection) -> bool:
    """Return whether the landmarks are stable.

    On animals and patterns they vary between augmentations. Where the detector is not sure, the
    lips count too: an animal's eyes may fit the mesh by chance, its mouth does not.
    """
    if one.box.score < SURE_SCORE:
        return one.box.score >= MIN_SCORE and max(one.jitter, one.mesh.mouth_jitter) < MAX_JITTER
    lenient = one.yaw > ASIDE or one.box.score >= HUMAN_SCORE
    return one.jitter < (MAX_JITTER_ASIDE if lenient else MAX_JITTER)


def _quarter_turns(pose: Pose) -> int:
    """Return the quarter turns (counter-clockwise) by which the photo is rotated.

    0 for a tilted head.
    """
    return round(pose.roll / (np.pi / 2)) if abs(pose.roll) > np.radians(60) else 0


def _refuse_profiles(detections: list[_Detection], shape: tuple[int, ...]) -> None:
    """Report a head seen from the side as turned away.

    On profiles the landmarks are never stable, and the yaw they show is too small.

    Raises:
        RequestError: face_turned_away.
    """
    for one in detections:
        if one.box.score >= SURE_SCORE and not _is_cut_off(one.mesh.points, shape):
            _refuse_turned(
                max(one.yaw, MAX_YAW + np.radians(1)) if one.yaw > ASIDE else one.yaw,
                one.pose.pitch,
            )


def _refuse_unstable(detections: list[_Detection], shape: tuple[int, ...]) -> NoReturn:
    """Report why no landmarks are stable.

    What is seen whole and from the front, and unstable all the same, is an animal unless the
    detector is certain.

    Raises:
        RequestError: face_cut_off, face_unclear or no_face.
    """
    sure = [one for one in detections if one.box.score >= SURE_SCORE]
    if any(_is_cut_off(one.mesh.points, shape) for one in sure):
        raise RequestError("face_cut_off")
    if any(one.box.score >= HUMAN_SCORE for one in sure):
        raise RequestError("face_unclear")
    raise RequestError("no_face")


def refuse_small(pose: Pose) -> None:
    """Refuse a face whose lips cannot be resolved.

    Raises:
        RequestError: face_too_small.
    """
    # not the extent of the landmarks, which is larger where a head is tilted
    width = pose.scale * float(np.ptp(mean_face().points[:468, 0]))
    if width < MIN_FACE:
        raise RequestError("face_too_small", width_pixels=round(width), min_pixels=MIN_FACE)


def _refuse_turned(yaw: float, pitch: float) -> None:
    if abs(yaw) > MAX_YAW or abs(pitch) > MAX_PITCH:
        raise RequestError(
            "face_turned_away",
            yaw_degrees=round(np.degrees(abs(yaw))),
            pitch_degrees=round(np.degrees(abs(pitch))),
            max_degrees=round(np.degrees(MAX_YAW)),
        )


def _is_cut_off(landmarks: Float32, shape: tuple[int, ...]) -> bool:
    """Return whether irises or lips are outside the picture: they are extrapolated."""
    places = landmarks[_IRISES_AND_LIPS, :2]
    return bool((places < 0).any() or (places > [shape[1] - 1, shape[0] - 1]).any())


def _refuse_hidden_mouth(one: _Detection, pixels: UInt8) -> None:
    """Refuse a hidden mouth: by colour, by a hand's landmarks, or by unstable ones of the mouth.

    Raises:
        RequestError: mouth_hidden.
    """
    mesh = one.mesh
    unstable = mesh.mouth_jitter > MAX_MOUTH_JITTER
    if (
        is_covered(pixels, mesh.points)
        or is_object_over_lips(pixels, mesh.points)
        or one.under_hand > MAX_UNDER_HAND
        or (unstable and mesh.mouth_jitter > MAX_MOUTH_RATIO * mesh.jitter)
    ):
        raise RequestError("mouth_hidden", unsteadiness=round(mesh.mouth_jitter, 4))


def _visible(pose: Pose) -> npt.NDArray[np.bool_]:
    """Return for each landmark whether the head's rotation leaves it on the visible side."""
    points = mean_face().points
    triangles = Delaunay(points[:468, :2]).simplices
    corners = points[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals *= np.sign(normals[:, 2:])  # outwards, which on the mean face is towards the viewer
    seen = np.zeros(len(points), bool)
    seen[np.unique(triangles[(normals @ pose.rotation.T)[:, 2] > 0])] = True
    seen[468:] = True  # the irises
    return seen
