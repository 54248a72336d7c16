"""Points of faces that somebody placed by hand: on a pet, a mascot, a drawing, a mug."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from typing import TYPE_CHECKING, Any, ClassVar

from talking_photo.core.errors import RequestError

Point = tuple[float, float]

MOST_FACES = 10
"""Faces whose points may be placed in one photo."""
_MIN_SHARE = 0.004
"""Least distance between two points that must not coincide, as a share of the photo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacePoints:
    """Eyes, mouth and chin of one face; left and right as seen in the photo.

    Each point is x and y as shares of the upright photo's width and height, from its upper left
    corner, 0..1.

    Raises:
        RequestError: option_wrong (not a point, not in the photo) or points_wrong (points that
            are no face: the mouth above the eyes, two points in one place).
    """

    left_eye_outer: Point
    left_eye_inner: Point
    left_eye_top: Point
    """Middle of the upper lid's edge; the lower lid is its mirror image."""
    right_eye_inner: Point
    right_eye_outer: Point
    right_eye_top: Point
    mouth_left: Point
    mouth_right: Point
    upper_lip: Point
    """Middle of the upper lip's lower edge."""
    lower_lip: Point
    """Middle of the lower lip's upper edge; about the same place where the mouth is closed."""
    chin: Point

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    if TYPE_CHECKING:  # lists, as JSON has them, are accepted and stored as tuples

        def __init__(
            self,
            *,
            left_eye_outer: Sequence[float],
            left_eye_inner: Sequence[float],
            left_eye_top: Sequence[float],
            right_eye_inner: Sequence[float],
            right_eye_outer: Sequence[float],
            right_eye_top: Sequence[float],
            mouth_left: Sequence[float],
            mouth_right: Sequence[float],
            upper_lip: Sequence[float],
            lower_lip: Sequence[float],
            chin: Sequence[float],
        ) -> None: ...

    def __post_init__(self) -> None:
        for name in NAMES:
            object.__setattr__(self, name, _checked(name, getattr(self, name)))
        self._check_order()

    @classmethod
    def of(cls, values: object) -> FacePoints:
        """Build from what a file or a form holds: an object with a pair of numbers per name.

        Raises:
            RequestError: option_wrong or points_wrong.
        """
        if not isinstance(values, Mapping) or set(values) != set(NAMES):
            raise RequestError("option_wrong", option="points", allowed=", ".join(NAMES))
        return cls(**values)

    def _check_order(self) -> None:
        """Check that the points make a face; an affine map of the photo changes none of it.

        Raises:
            RequestError: points_wrong.
        """
        left = _middle(self.left_eye_outer, self.left_eye_inner)
        right = _middle(self.right_eye_inner, self.right_eye_outer)
        across = right[0] - left[0], right[1] - left[1]
        between = _middle(left, right)
        length = math.hypot(*across)

        def along(start: Point, end: Point) -> float:
            return _dot(across, (end[0] - start[0], end[1] - start[1])) / max(length, _MIN_SHARE)

        def below(point: Point, start: Point = between) -> float:
            offset = point[0] - start[0], point[1] - start[1]
            return (across[0] * offset[1] - across[1] * offset[0]) / max(length, _MIN_SHARE)

        ordered = {
            "right_eye_outer": across[0] > 0 and length > _MIN_SHARE,
            "left_eye_inner": along(self.left_eye_outer, self.left_eye_inner) > _MIN_SHARE,
            "right_eye_inner": along(self.right_eye_inner, self.right_eye_outer) > _MIN_SHARE,
            "left_eye_top": _height(self.left_eye_outer, self.left_eye_inner, self.left_eye_top)
            > _MIN_SHARE / 2,
            "right_eye_top": _height(
                self.right_eye_inner, self.right_eye_outer, self.right_eye_top
            )
            > _MIN_SHARE / 2,
            "mouth_left": below(self.mouth_left) > 0,
            "mouth_right": below(self.mouth_right) > 0
            and along(self.mouth_left, self.mouth_right) > 2 * _MIN_SHARE,
            "upper_lip": below(self.upper_lip) > _MIN_SHARE
            and along(self.mouth_left, self.upper_lip) > 0
            and along(self.upper_lip, self.mouth_right) > 0,
            "lower_lip": below(self.lower_lip, self.upper_lip) >= -_MIN_SHARE
            and along(self.mouth_left, self.lower_lip) > 0
            and along(self.lower_lip, self.mouth_right) > 0,
            "chin": below(self.chin, self.lower_lip) > _MIN_SHARE,
        }
        for name, right_there in ordered.items():
            if not right_there:
                raise RequestError("points_wrong", point=name)


NAMES = tuple(field.name for field in fields(FacePoints))
"""Names of the points."""
PlacedFaces = FacePoints | tuple[FacePoints, ...]
"""Of one face, or of several in the same photo."""


def read_points(values: object) -> PlacedFaces:
    """Build from what a file or a form holds: the object of one face, or a list of them.

    Raises:
        RequestError: option_wrong, points_wrong or points_overlap(one, other).
    """
    if isinstance(values, FacePoints):
        return values
    if not isinstance(values, list | tuple):
        return FacePoints.of(values)
    if not 0 < len(values) <= MOST_FACES:
        raise RequestError("option_wrong", option="points", allowed=f"1–{MOST_FACES}")
    faces = [face if isinstance(face, FacePoints) else FacePoints.of(face) for face in values]
    if len(faces) == 1:
        return faces[0]
    for (number, one), (next_number, other) in combinations(enumerate(faces, 1), 2):
        if _overlap(one, other):
            raise RequestError("points_overlap", one=number, other=next_number)
    return tuple(faces)


def each_face(points: PlacedFaces) -> tuple[FacePoints, ...]:
    """Return the faces, however many there are."""
    return points if isinstance(points, tuple) else (points,)


def _overlap(one: FacePoints, other: FacePoints) -> bool:
    """Tell whether the middle of a face lies between the eyes and the mouth of another one."""
    return _covers(one, other) or _covers(other, one)


def _covers(one: FacePoints, other: FacePoints) -> bool:
    outline = (one.left_eye_outer, one.right_eye_outer, one.mouth_right, one.mouth_left)
    eyes = _middle(other.left_eye_inner, other.right_eye_inner)
    x, y = _middle(eyes, _middle(other.mouth_left, other.mouth_right))
    turns = [
        (right[0] - left[0]) * (y - left[1]) - (right[1] - left[1]) * (x - left[0])
        for left, right in zip(outline, (*outline[1:], outline[0]), strict=True)
    ]
    return all(turn > 0 for turn in turns)


def _checked(name: str, value: object) -> Point:
    """Return a point as a tuple of floats.

    Raises:
        RequestError: option_wrong.
    """
    if (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in value)
        and all(0 <= part <= 1 for part in value)  # not NaN either
    ):
        return float(value[0]), float(value[1])
    raise RequestError("option_wrong", option=f"points.{name}", allowed="[0 … 1, 0 … 1]")


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _height(start: Point, end: Point, point: Point) -> float:
    """Return how far a point is above the line from one point to another."""
    across = end[0] - start[0], end[1] - start[1]
    offset = point[0] - start[0], point[1] - start[1]
    turned = across[1] * offset[0] - across[0] * offset[1]
    return turned / max(math.hypot(*across), _MIN_SHARE)


def _dot(one: Point, other: Point) -> float:
    return one[0] * other[0] + one[1] * other[1]
