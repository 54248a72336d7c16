"""Face detection at several scales.

Small faces in a large picture, and one that fills the frame.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from talking_photo.core.face.models import FaceModels
from talking_photo.core.model import FaceBox, UInt8

_SMALL_FACE_SHARE = 0.12
"""Share of the longer side below which a face counts as small, so that smaller ones may have been
missed."""
_TILE_GRIDS = (2, 3, 4)
_MAX_OVERLAP = 0.3
"""Two boxes are one face when they share this part of the smaller one."""


def detect_faces(pixels: UInt8, models: FaceModels) -> list[FaceBox]:
    """Return face candidates by prominence (score² x area). The mesh rejects false ones later."""
    height, width = pixels.shape[:2]
    found = models.detect(_reduce(pixels, 1280))
    found = [_to_picture(face, max(1.0, max(height, width) / 1280)) for face in found]
    if not found:
        found = _detect_with_border(pixels, models)
    if not found or max(face.width for face in found) < _SMALL_FACE_SHARE * max(height, width):
        for grid in _TILE_GRIDS:
            found += _detect_in_tiles(pixels, grid, models)
            if found and grid > 2:
                break
    return _suppress_overlaps(found)


def _reduce(pixels: UInt8, side: int) -> UInt8:
    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    return cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _to_picture(face: FaceBox, scale: float, dx: float = 0, dy: float = 0) -> FaceBox:
    return replace(face, x=face.x * scale + dx, y=face.y * scale + dy, width=face.width * scale)


def _detect_with_border(pixels: UInt8, models: FaceModels) -> list[FaceBox]:
    """Detect again with a border of half a picture.

    A face cut by the frame is missed without it.
    """
    reduced = _reduce(pixels, 640)
    scale = max(pixels.shape[:2]) / max(reduced.shape[:2])
    border = max(reduced.shape[:2]) // 2
    padded = cv2.copyMakeBorder(reduced, *(border,) * 4, cv2.BORDER_REPLICATE)
    faces = models.detect(padded)
    return [_to_picture(face, scale, -border * scale, -border * scale) for face in faces]


def _detect_in_tiles(pixels: UInt8, grid: int, models: FaceModels) -> list[FaceBox]:
    """Detect in overlapping tiles (1.3 / grid of the side), each enlarged for the detector."""
    height, width = pixels.shape[:2]
    tile_h, tile_w = (min(side, int(np.ceil(1.3 * side / grid))) for side in (height, width))
    found = []
    for y in np.linspace(0, height - tile_h, grid + 1).astype(int):
        for x in np.linspace(0, width - tile_w, grid + 1).astype(int):
            tile = pixels[y : y + tile_h, x : x + tile_w]
            small = _reduce(np.ascontiguousarray(tile), 640)
            scale = max(tile.shape[:2]) / max(small.shape[:2])
            found += [_to_picture(face, scale, x, y) for face in models.detect(small)]
    return found


def _suppress_overlaps(faces: list[FaceBox]) -> list[FaceBox]:
    """Suppress overlapping boxes of lower prominence."""
    kept: list[FaceBox] = []
    for face in sorted(faces, key=lambda face: -(face.score**2) * face.width**2):
        if all(_overlap(face, other) < _MAX_OVERLAP for other in kept):
            kept.append(face)
    return kept


def _overlap(a: FaceBox, b: FaceBox) -> float:
    """Return the shared area over the smaller box's, 0..1."""
    reach = (a.width + b.width) / 2
    smaller = min(a.width, b.width)
    shared = [min(smaller, max(0.0, reach - abs(d))) for d in (a.x - b.x, a.y - b.y)]
    return shared[0] * shared[1] / smaller**2
