"""The pictures of a story: title cards, backgrounds, a logo."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from talking_photo.core.errors import RequestError
from talking_photo.core.intake.kind import kind_of
from talking_photo.core.model import UInt8
from talking_photo.core.video.text_rendering import RenderedText, missing_script, render_text
from talking_photo.core.video.yuv import Overlay, Yuv

_TOP, _BOTTOM = (52, 44, 38), (24, 20, 17)
"""RGB of a card without a picture, at its upper and lower edge."""
_DARKENED = 0.42
"""Brightness of a picture behind the words of a card."""
_TITLE_EM, _LINE_EM = 0.095, 0.055
"""Size of the letters, as shares of the video's shorter side."""
_LETTER_EM = 0.58
"""Mean width of a letter of bold Noto Sans."""
_GAP_EM = 0.6
_LOGO_SIDE, _LOGO_MARGIN = 0.14, 0.035
"""Shares of the video's shorter side."""


def check_letters(lines: Sequence[str]) -> None:
    """Check that a card can be written.

    Raises:
        RequestError: letters_unavailable.
    """
    script = missing_script("".join(lines))
    if script is not None:
        raise RequestError("letters_unavailable", script=script.lower())


def card_picture(lines: Sequence[str], size: tuple[int, int], background: UInt8 | None) -> Yuv:
    """Return a title card: the first line large, the others below it.

    Raises:
        RenderError: lettering_failed or fonts_missing.
    """
    width, height = size
    if background is None:
        share = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
        rows = (1 - share) * np.array(_TOP, np.float32) + share * np.array(_BOTTOM, np.float32)
        ground = np.rint(np.broadcast_to(rows, (height, width, 3))).astype(np.uint8)
    else:
        ground = np.rint(background * _DARKENED).astype(np.uint8)
    canvas = Yuv.of(np.ascontiguousarray(ground))
    short, most = min(size), int(width * 0.88)
    texts: list[RenderedText] = []
    for written, share_of_side in ((lines[:1], _TITLE_EM), (lines[1:], _LINE_EM)):
        em = share_of_side * short
        columns = max(8, int(most / (_LETTER_EM * em)))
        wrapped = [row for line in written for row in textwrap.wrap(line, columns) or [""]]
        if wrapped:
            texts += render_text([wrapped], em=em, width=most)
    gap = round(_GAP_EM * _TITLE_EM * short)
    top = (height - sum(len(text.alpha) for text in texts) - gap * (len(texts) - 1)) // 2
    for text in texts:
        left = (width - text.alpha.shape[1]) // 2
        shown = Overlay.of(grey=text.grey, alpha=text.alpha, left=left, top=max(top, 0))
        canvas.blend(shown)
        top += len(text.alpha) + gap
    return canvas


def cover(pixels: UInt8, size: tuple[int, int]) -> UInt8:
    """Return the middle of a picture, scaled so that it fills the video."""
    import cv2

    width, height = size
    rows, columns, _ = pixels.shape
    scale = max(width / columns, height / rows)
    across, down = min(columns, round(width / scale)), min(rows, round(height / scale))
    left, top = (columns - across) // 2, (rows - down) // 2
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_LANCZOS4
    middle = pixels[top : top + down, left : left + across]
    covered: UInt8 = cv2.resize(middle, size, interpolation=kind)
    return covered


def logo_overlay(data: bytes, file: Path, size: tuple[int, int]) -> Overlay:
    """Return a logo for the lower left corner; its transparency is kept.

    Raises:
        RequestError: photo_broken or photo_unsupported.
    """
    import io

    import cv2
    from PIL import Image

    short = min(size)
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "WEBP", "JPEG", "GIF"]) as picture:
            picture.thumbnail((round(_LOGO_SIDE * short * 2), round(_LOGO_SIDE * short)))
            rgba = np.asarray(picture.convert("RGBA"))
    except Exception as exc:  # no list of what a decoder raises is complete
        code = "photo_broken" if kind_of(data) else "photo_unsupported"
        raise RequestError(code, kind=kind_of(data) or file.suffix) from exc
    margin = round(_LOGO_MARGIN * short)
    left, top = margin // 2 * 2, (size[1] - margin - len(rgba)) // 2 * 2
    edges = (0, len(rgba) % 2, 0, rgba.shape[1] % 2)
    rgba = cv2.copyMakeBorder(rgba, *edges, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    alpha: UInt8 = np.ascontiguousarray(rgba[..., 3])
    half = cv2.resize(alpha, (alpha.shape[1] // 2, len(alpha) // 2), interpolation=cv2.INTER_AREA)
    colours = Yuv.of(np.ascontiguousarray(rgba[..., :3]))
    shares = (alpha, half, half)
    return Overlay(
        left=left,
        top=max(top, 0),
        keep=Yuv(*(np.bitwise_not(share) for share in shares)),
        add=Yuv(
            *(
                np.rint(colour * (share / np.float32(255))).astype(np.uint8)
                for colour, share in zip(colours, shares, strict=True)
            )
        ),
    )
