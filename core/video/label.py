"""AI-generated label overlay."""

from __future__ import annotations

from talking_photo.core.settings import VideoSettings
from talking_photo.core.video.layout import Framing
from talking_photo.core.video.text_rendering import render_text
from talking_photo.core.video.yuv import Overlay

_HEIGHT = 0.035
"""Height of the letters, as a share of the video's shorter side."""
_ROUND_MARGIN = 0.06
"""Distance from the circle's edge, as a share of its diameter: it is 47 % wide there."""
_CAPITAL_HEIGHT_EM = 0.714
"""Height of a capital of Noto Sans in em."""


def draw_label(framing: Framing, settings: VideoSettings) -> Overlay | None:
    """Render the label; None when its text is empty.

    It is placed in the corner of the settings, unless it would cover the face there: then in the
    corner farthest from the face. A round video has no corners: there it is the top or the bottom.

    Raises:
        RenderError: lettering_failed or fonts_missing.
    """
    text = settings.label.strip()
    if not text:
        return None
    short = min(framing.width, framing.height)
    [rendered] = render_text(
        [[text]], em=_HEIGHT / _CAPITAL_HEIGHT_EM * short, width=framing.width // 2
    )
    height, width = rendered.alpha.shape
    margin = round((_ROUND_MARGIN if framing.round else 0.03) * short)
    right, bottom = framing.width - margin - width, framing.height - margin - height
    left = margin
    if framing.round:
        left = right = (framing.width - width) // 2
    corners = {
        "top_left": (left, margin),
        "top_right": (right, margin),
        "bottom_left": (left, bottom),
        "bottom_right": (right, bottom),
    }
    middle = framing.landmarks[..., :2].mean((0, 1))
    farthest_first = sorted(
        corners.values(),
        key=lambda corner: (
            -abs(corner[0] + width / 2 - middle[0]) - abs(corner[1] + height / 2 - middle[1])
        ),
    )
    choices = [corners[settings.label_corner], *farthest_first]
    free = [corner for corner in choices if not _on_face(framing, *corner, width, height)]
    left, top = free[0] if free else farthest_first[0]
    return Overlay.of(grey=rendered.grey, alpha=rendered.alpha, left=left, top=top)


def _on_face(framing: Framing, left: int, top: int, width: int, height: int) -> bool:
    x0, y0, _ = framing.landmarks.min(1).T
    x1, y1, _ = framing.landmarks.max(1).T
    beside = (left >= x1) | (left + width <= x0) | (top >= y1) | (top + height <= y0)
    return bool((~beside).any())
