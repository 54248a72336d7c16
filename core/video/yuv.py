"""RGB to YUV conversion, and blending of overlays on the encoder's planes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from talking_photo.core.model import Float32, UInt8

if TYPE_CHECKING:
    from av import VideoFrame

# ITU-R BT.709-6, 3.2 to 3.5: Y'CbCr of R'G'B', in limited range (16..235, 16..240), 8 bits.
_LUMA = np.array([0.2126, 0.7152, 0.0722])
_BLUE = (np.array([0.0, 0.0, 1.0]) - _LUMA) / 1.8556
_RED = (np.array([1.0, 0.0, 0.0]) - _LUMA) / 1.5748
TINT: Float32 = np.array([1.0, 0.84, 0.04], np.float32)
"""RGB, 0..1, of a word that stands out: a yellow that is seen on every skin."""
_BT709: Float32 = np.array(
    [[*_LUMA * 219 / 255, 16], [*_BLUE * 224 / 255, 128], [*_RED * 224 / 255, 128]], np.float32
)


class Yuv(NamedTuple):
    """A picture in I420: y of shape (H, W), u and v of shape (H/2, W/2), all u8.

    H and W are even.
    """

    y: UInt8
    u: UInt8
    v: UInt8

    @classmethod
    def of(cls, rgb: UInt8) -> Self:
        """Convert RGB u8 of shape (H, W, 3), both sides even, by BT.709."""
        import cv2

        height, width, _ = rgb.shape
        # One 3x3 transform and one halving: 0.3 ms at 720 x 720, where swscale takes 0.8.
        # cv2's own RGB2YUV_I420 is BT.601.
        full = cv2.transform(rgb, _BT709)
        half = cv2.resize(full, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        return cls(
            cv2.extractChannel(full, 0), cv2.extractChannel(half, 1), cv2.extractChannel(half, 2)
        )

    @classmethod
    def inside(cls, frame: VideoFrame) -> Self:
        """Map the memory of a PyAV VideoFrame in yuv420p, for writing."""
        return cls(*planes_of(frame))

    def paste(self, picture: Yuv, *, left: int, top: int) -> None:
        """Copy a picture into this one; left and top are even."""
        for area, source in zip(self._areas(picture, left, top), picture, strict=True):
            area[:] = source

    def blend(self, overlay: Overlay) -> None:
        """Blend an overlay over this picture."""
        import cv2

        areas = self._areas(overlay.keep, overlay.left, overlay.top)
        for area, keep, add in zip(areas, overlay.keep, overlay.add, strict=True):
            area[:] = cv2.add(cv2.multiply(area, keep, scale=1 / 255), add)

    def blend_over_nothing(self, overlay: Overlay, alpha: UInt8) -> None:
        """Blend an overlay over this picture and its alpha (H, W), in place; not premultiplied.

        T. Porter and T. Duff, "Compositing Digital Images", SIGGRAPH 1984: `over`, divided by the
        alpha of the result.
        """
        import cv2

        rows, columns = overlay.keep.y.shape
        below = alpha[overlay.top :, overlay.left :][:rows, :columns]
        had = below.astype(np.float32) / 255
        has = had * overlay.keep.y / 255 + (1 - overlay.keep.y.astype(np.float32) / 255)
        below[:] = np.rint(has * 255)
        areas = self._areas(overlay.keep, overlay.left, overlay.top)
        for area, keep, add in zip(areas, overlay.keep, overlay.add, strict=True):
            size = area.shape[::-1]
            was, now = (cv2.resize(it, size, interpolation=cv2.INTER_AREA) for it in (had, has))
            blended = (area * (keep / np.float32(255)) * was + add) / np.maximum(now, 1e-3)
            area[:] = np.where(now > 0, np.clip(np.rint(blended), 0, 255), area)

    def _areas(self, size: Yuv, left: int, top: int) -> Iterator[UInt8]:
        for plane, like, step in zip(self, size, (1, 2, 2), strict=True):
            rows, columns = like.shape
            yield plane[top // step :, left // step :][:rows, :columns]


def planes_of(frame: VideoFrame) -> Iterator[UInt8]:
    """Map the memory of each plane of a PyAV VideoFrame, for writing."""
    for plane in frame.planes:
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
        yield rows[:, : plane.width]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Rendered text at its position, prepared for blending: picture * keep / 255 + add."""

    left: int
    """Pixels of the video, even."""
    top: int
    keep: Yuv
    add: Yuv

    @classmethod
    def of(
        cls, *, grey: UInt8, alpha: UInt8, left: int, top: int, tinted: UInt8 | None = None
    ) -> Self:
        """Prepare rendered text of shape (H, W): grey premultiplied by alpha, both 0..255.

        Where `tinted` is not 0, what is white is `TINT` instead.
        """
        import cv2

        bottom, right = -(top + len(grey)) % 2, -(left + grey.shape[1]) % 2
        edges = (top % 2, bottom, left % 2, right)
        grey, alpha = (
            cv2.copyMakeBorder(plane, *edges, cv2.BORDER_CONSTANT, value=0)
            for plane in (grey, alpha)
        )
        if tinted is not None:
            tinted = cv2.copyMakeBorder(tinted, *edges, cv2.BORDER_CONSTANT, value=0)
        half = cv2.resize(
            alpha, (alpha.shape[1] // 2, len(alpha) // 2), interpolation=cv2.INTER_AREA
        )
        light, tint = grey.astype(np.float32), np.zeros_like(half, np.float32)
        if tinted is not None:
            size = (half.shape[1], half.shape[0])
            tint = cv2.resize(np.where(tinted, light, 0), size, interpolation=cv2.INTER_AREA)
            light = np.where(tinted, light * float(_LUMA @ TINT), light)
        luma = np.rint((light * 219.0 + alpha * 16.0) / 255).astype(np.uint8)
        blue, red = (
            np.rint((half * 128.0 + tint * float(axis @ TINT) * 224) / 255).astype(np.uint8)
            for axis in (_BLUE, _RED)
        )
        return cls(
            left=left - left % 2,
            top=top - top % 2,
            keep=Yuv(~alpha, ~half, ~half),
            add=Yuv(luma, blue, red),
        )
