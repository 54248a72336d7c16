"""The photo with a number at each face, for choosing who speaks."""

from __future__ import annotations

import io
from collections.abc import Sequence

from talking_photo.core.model import FaceBox, UInt8

_MAX_SIDE = 1280
"""Pixels of the picture's longer side; a chat shows it no larger."""
_INK, _PAPER = (255, 255, 255), (20, 110, 190)


def annotate_faces(pixels: UInt8, faces: Sequence[FaceBox]) -> bytes:
    """Draw numbered rings around the faces; return a PNG.

    Args:
        pixels: The photo, RGB, shape (H, W, 3).
        faces: From left to right, in pixels of the photo.
    """
    from PIL import Image, ImageDraw, ImageFont

    photo = Image.fromarray(pixels)
    photo.thumbnail((_MAX_SIDE, _MAX_SIDE))
    scale = photo.width / pixels.shape[1]
    canvas = ImageDraw.Draw(photo)
    for number, face in enumerate(faces, 1):
        x, y = face.x * scale, face.y * scale
        ring = max(0.62 * face.width * scale, 8)
        line = max(2, round(ring / 16))
        canvas.ellipse((x - ring, y - ring, x + ring, y + ring), outline=_PAPER, width=line)
        dot = max(0.36 * ring, 9.0)
        # at the upper right of the ring, where it hides no face, and always inside the picture
        cx, cy = min(x + 0.74 * ring, photo.width - dot), max(y - 0.74 * ring, dot)
        canvas.ellipse((cx - dot, cy - dot, cx + dot, cy + dot), fill=_PAPER)
        font = ImageFont.load_default(1.3 * dot)
        canvas.text((cx, cy), str(number), fill=_INK, font=font, anchor="mm")
    png = io.BytesIO()
    photo.save(png, "PNG")
    return png.getvalue()
