"""Layout: scales the crop to the video, and fills the canvas around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from talking_photo.core.errors import RequestError
from talking_photo.core.model import (
    GREEN,
    Background,
    CropWindow,
    Float32,
    Layout,
    Note,
    Portrait,
    UInt8,
)
from talking_photo.core.video.composition import MIN_SIDE, choose_crop

_MAX_SIDE = 1920
"""Pixels; chats and hardware decoders accept no more."""
_MAX_ROUND_SIDE = 640
"""Pixels; Telegram shows a larger video note as a plain video (Bot API, sendVideoNote)."""
_SMALL_FACE_PX = 100
"""Pixels of face width below which lips are hard to read on a phone."""
_SMUDGED_FACE_PX = 60
"""Pixels of face width below which lips are a smudge unless the face fills the video."""
_MIN_FACE_PX = 16
"""Pixels of face width below which no movement can be seen."""
_MIN_GAIN = 1.25
"""Gain in pixels from which another format is offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """The portraits as they are rendered, and the canvas of the video."""

    portraits: tuple[Portrait, ...]
    """Cropped and scaled, from left to right; their pixels, one picture of even width and height,
    are a frame at rest."""
    width: int
    """Of the video in pixels, even, as is the height."""
    height: int
    left: int = 0
    """Position of the picture on the canvas, in pixels, even."""
    top: int = 0
    backdrop: UInt8 | None = None
    """RGB, shape (height, width, 3), beside the picture; None when it fills the canvas."""
    round: bool = False
    """True when only the inscribed circle is shown."""

    @property
    def landmarks(self) -> Float32:
        """Landmarks of all speakers, in pixels of the canvas, shape (faces, 478, 3)."""
        shift = np.array([self.left, self.top, 0], np.float32)
        return np.stack([portrait.landmarks for portrait in self.portraits]) + shift

    @property
    def pixels(self) -> UInt8:
        """The picture at rest, RGB, shape (H, W, 3)."""
        return self.portraits[0].pixels


def frame_portraits(
    portraits: Sequence[Portrait],
    layout: Layout,
    max_side: int,
    background: Background = Background.KEEP,
) -> Framing:
    """Choose the crop, the size and the bars.

    Args:
        portraits: The faces that speak, in the same photo.
        layout: ORIGINAL keeps all of the photo; the others crop around the speakers.
        max_side: Longest side of the video in pixels, at most 1920 (round: 640). The photo is
            never enlarged, except towards 512 pixels and then at most twice.
        background: GREEN makes the bars green; else they are the picture, blurred.

    Raises:
        RequestError: face_lost_in_picture, when a face is a few pixels of a huge picture.
    """
    height, width, _ = portraits[0].pixels.shape
    window, scale = _crop_and_scale(portraits, layout, max_side)
    _refuse_tiny_faces(portraits, scale)
    canvas_width = _even(window.width * scale)
    canvas_height = _even(window.height * scale)
    seen_width = min(canvas_width, _even(width * scale))
    seen_height = min(canvas_height, _even(height * scale))
    cut_width = min(width, round(seen_width / scale))
    cut_height = min(height, round(seen_height / scale))
    seen = _crop_portraits(
        portraits,
        left=min(round(max(window.left, 0)), width - cut_width),
        top=min(round(max(window.top, 0)), height - cut_height),
        width=cut_width,
        height=cut_height,
        size=(seen_width, seen_height),
    )
    left = min(_even(max(-window.left, 0) * scale), canvas_width - seen_width)
    top = min(_even(max(-window.top, 0) * scale), canvas_height - seen_height)
    filled = (seen_width, seen_height) == (canvas_width, canvas_height)
    return Framing(
        portraits=seen,
        width=canvas_width,
        height=canvas_height,
        left=left,
        top=top,
        backdrop=None
        if filled
        else _backdrop(seen[0].pixels, canvas_width, canvas_height, background),
        round=layout is Layout.ROUND,
    )


def _refuse_tiny_faces(portraits: Sequence[Portrait], scale: float) -> None:
    narrowest = _min_face_width(portraits) * scale
    if narrowest < _MIN_FACE_PX:
        raise RequestError(
            "face_lost_in_picture", width_pixels=round(narrowest), min_pixels=_MIN_FACE_PX
        )


def _min_face_width(portraits: Sequence[Portrait]) -> float:
    """Return the width of the smallest face, pixels."""
    return float(min(np.ptp(portrait.landmarks[:, 0]) for portrait in portraits))


def small_face_notes(
    portraits: Sequence[Portrait], framing: Framing, max_side: int
) -> tuple[Note, ...]:
    """Return a note when a face is small in the video and the portrait format would enlarge it.

    A very small one is also offered when only its share of the picture would grow.

    Args:
        portraits: The speakers, in the photo.
        framing: The same in the video.
        max_side: As for `frame_portraits`.
    """
    shown = _min_face_width(framing.portraits)
    window, scale = _crop_and_scale(portraits, Layout.PORTRAIT, max_side)
    width = _min_face_width(portraits)
    offered = width * min(scale, 1.0)  # upsampling adds no detail
    if shown < _SMALL_FACE_PX and offered >= _MIN_GAIN * shown:
        return (
            Note(
                code="face_small_in_picture",
                facts={"width_pixels": round(shown), "offered_pixels": round(offered)},
            ),
        )
    share = shown / max(framing.width, framing.height)
    offered_share = width / max(window.width, window.height)
    if shown < _SMUDGED_FACE_PX and offered_share >= _MIN_GAIN * share:
        return (Note(code="face_far_away", facts={"width_pixels": round(shown)}),)
    return ()


def _crop_and_scale(
    portraits: Sequence[Portrait], layout: Layout, max_side: int
) -> tuple[CropWindow, float]:
    """Return the crop, and its scale: pixels of the video per pixel of the photo."""
    window = choose_crop(portraits, layout)
    limit = min(max_side, _MAX_ROUND_SIDE if layout is Layout.ROUND else _MAX_SIDE)
    return window, _scale(max(window.width, window.height), limit)


def _scale(longest: float, limit: int) -> float:
    if longest < MIN_SIDE:
        return min(2.0, min(MIN_SIDE, limit) / longest)
    return min(1.0, limit / longest)


def _even(length: float) -> int:
    """Return the next lower even number, so that no size exceeds the photo.

    Rounding errors are ignored.
    """
    return max(2, int((length + 1e-6) // 2) * 2)


def _crop_portraits(
    portraits: Sequence[Portrait],
    *,
    left: int,
    top: int,
    width: int,
    height: int,
    size: tuple[int, int],
) -> tuple[Portrait, ...]:
    """Crop and resample; coordinates follow, each axis by its own exact factor."""
    area = (slice(top, top + height), slice(left, left + width))
    across, down = size[0] / width, size[1] / height
    # Rounding the crop to whole pixels makes the two factors differ by less than a pixel over the
    # picture.
    scale = (across * down) ** 0.5
    factors = np.array([across, down, scale])
    pixels = _resampled(portraits[0].pixels[area], size)
    moved = np.array([-left, top, 0], np.float32)
    return tuple(
        replace(
            portrait,
            pixels=pixels,
            subject=_resampled(portrait.subject[area], size),
            landmarks=((portrait.landmarks - [left, top, 0]) * factors).astype(np.float32),
            # The y of a pose points up.
            pose=replace(
                portrait.pose,
                scale=portrait.pose.scale * scale,
                translation=((portrait.pose.translation + moved) * factors).astype(np.float32),
            ),
            faces=tuple(
                replace(
                    face,
                    x=(face.x - left) * across,
                    y=(face.y - top) * down,
                    width=face.width * across,
                )
                for face in portrait.faces
            ),
        )
        for portrait in portraits
    )


def _resampled(pixels: UInt8, size: tuple[int, int]) -> UInt8:
    import cv2

    height, width = pixels.shape[:2]
    if (width, height) == size:
        return np.ascontiguousarray(pixels)
    # Area averaging does not ring when reducing; Lanczos keeps edges when enlarging.
    kind = cv2.INTER_AREA if size[0] <= width else cv2.INTER_LANCZOS4
    resampled: UInt8 = cv2.resize(pixels, size, interpolation=kind)
    return resampled


def _backdrop(pixels: UInt8, width: int, height: int, background: Background) -> UInt8:
    """Cover the canvas with the picture, blurred and darkened so that it does not distract."""
    import cv2

    if background is Background.GREEN:
        return np.full((height, width, 3), GREEN, np.uint8)
    seen_height, seen_width, _ = pixels.shape
    cover = max(width / seen_width, height / seen_height)
    across, down = round(width / cover), round(height / cover)
    left, top = (seen_width - across) // 2, (seen_height - down) // 2
    middle = pixels[top : top + down, left : left + across]
    # Blurring at 1/16 of the size and enlarging looks the same and costs nothing.
    small = cv2.resize(
        middle, (max(width // 16, 8), max(height // 16, 8)), interpolation=cv2.INTER_AREA
    )
    small = cv2.GaussianBlur(small.astype(np.float32), (0, 0), max(small.shape) / 16)
    return np.rint(
        np.clip(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC) * 0.5, 0, 255)
    ).astype(np.uint8)
