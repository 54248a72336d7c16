"""The visible label: "AI" and the word for a video, in its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from talking_photo.core.model import Float32
from talking_photo.core.settings import VideoSettings
from talking_photo.core.video.layout import Framing
from talking_photo.core.video.text_rendering import RenderedText, render_text
from talking_photo.core.video.yuv import Overlay

_HEIGHT = 0.03
"""Height of a capital, as a share of the video's shorter side."""
_LEAST_HEIGHT = 0.029
"""The same as a share of the width: 7 pixels where a chat shows the video 240 pixels wide."""
_WIDTH = 0.5
"""Largest width, as a share of the video's."""
_MARGIN = 0.03
"""Distance from the edges, as a share of the shorter side."""
_RADIUS = 0.96
"""Share of a round video's radius inside which the label lies."""
_CAPITAL_HEIGHT_EM = 0.714
"""Height of a capital of Noto Sans in em."""
_MOUTH = (61, 291, 0, 17)
"""Landmarks of mediapipe's face mesh: both corners, upper and lower lip."""
_JAW_DROP = 0.7
"""Heights of the closed lips by which the lower lip sinks in speech."""

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "ar": "فيديو",
        "bg": "видео",
        "ca": "vídeo",
        "cs": "video",
        "da": "video",
        "de": "Video",
        "el": "βίντεο",
        "en": "video",
        "es": "vídeo",
        "et": "video",
        "fi": "video",
        "fr": "vidéo",
        "ga": "físeán",
        "he": "וידאו",
        "hi": "वीडियो",
        "hr": "video",
        "hu": "videó",
        "it": "video",
        "ja": "動画",
        "ko": "동영상",
        "lt": "vaizdo įrašas",
        "lv": "video",
        "mt": "vidjo",
        "nb": "video",
        "nl": "video",
        "no": "video",
        "pl": "wideo",
        "pt": "vídeo",
        "ro": "video",
        "ru": "видео",
        "sk": "video",
        "sl": "video",
        "sv": "video",
        "tr": "video",
        "uk": "відео",
        "zh": "视频",
    }
)
"""What stands beside "AI": the languages of the European Union, and those most spoken here."""


def label_text(settings: VideoSettings, language: str | None) -> str:
    """Return the text of the settings, or else "AI" with words in a language (BCP 47)."""
    base = (language or "en").partition("-")[0].lower()
    return settings.label.strip() or f"AI · {_WORDS.get(base, _WORDS['en'])}"


def draw_label(
    framing: Framing,
    settings: VideoSettings,
    language: str | None = None,
    captions: Sequence[Overlay] = (),
) -> Overlay | None:
    """Render the label; None where the settings turn it off.

    It is placed in the corner of the settings, unless it would cover a mouth, a caption or a face
    there: then in the corner farthest from the face that is free. Where none is, it may cover a
    face, but no mouth and no caption. A round video has no corners: there it is the top or the
    bottom.

    Raises:
        RenderError: lettering_failed or fonts_missing.
    """
    if not settings.visible_label:
        return None
    short = min(framing.width, framing.height)
    capital = max(_HEIGHT * short, _LEAST_HEIGHT * framing.width)
    em, width = capital / _CAPITAL_HEIGHT_EM, int(_WIDTH * framing.width)
    rendered = _rendered(label_text(settings, language), em, width)
    height, width = rendered.alpha.shape
    places = _places(framing, width, height)
    covered = np.array([_box(overlay) for overlay in captions] + _mouths(framing), np.float32)
    middle = framing.landmarks[..., :2].mean((0, 1))

    def cost(corner: str) -> tuple[bool, bool, bool, float]:
        left, top = places[corner]
        box = (left, top, left + width, top + height)
        away = np.abs(np.add(box[:2], box[2:]) / 2 - middle).sum()
        chosen = corner == settings.label_corner
        return _meets(box, covered), _meets(box, _faces(framing)), not chosen, -float(away)

    left, top = places[min(places, key=cost)]
    return Overlay.of(grey=rendered.grey, alpha=rendered.alpha, left=left, top=top)


@lru_cache(maxsize=8)
def _rendered(text: str, em: float, width: int) -> RenderedText:
    """Render the label, once in a process for each size: it takes 0.1 s.

    Raises:
        RenderError: lettering_failed or fonts_missing.
    """
    [rendered] = render_text([[text]], em=em, width=width)
    return rendered


def _places(framing: Framing, width: int, height: int) -> dict[str, tuple[int, int]]:
    """Return left and top of the label by corner."""
    margin_x = margin_y = round(_MARGIN * min(framing.width, framing.height))
    if framing.round:
        radius = framing.width / 2
        margin_x = (framing.width - width) // 2
        margin_y = round(radius - ((_RADIUS * radius) ** 2 - (width / 2) ** 2) ** 0.5)
    right, bottom = framing.width - margin_x - width, framing.height - margin_y - height
    return {
        "top_left": (margin_x, margin_y),
        "top_right": (right, margin_y),
        "bottom_left": (margin_x, bottom),
        "bottom_right": (right, bottom),
    }


def _box(overlay: Overlay) -> tuple[int, int, int, int]:
    height, width = overlay.keep.y.shape
    return overlay.left, overlay.top, overlay.left + width, overlay.top + height


def _mouths(framing: Framing) -> list[tuple[float, float, float, float]]:
    """Return the box of each open mouth."""
    boxes = []
    for landmarks in framing.landmarks[:, _MOUTH, :2]:
        (x0, y0), (x1, y1) = landmarks.min(0), landmarks.max(0)
        boxes.append((x0, y0, x1, y1 + _JAW_DROP * (y1 - y0)))
    return boxes


def _faces(framing: Framing) -> Float32:
    corners = framing.landmarks[..., :2]
    return np.concatenate([corners.min(1), corners.max(1)], axis=1)


def _meets(box: tuple[int, int, int, int], others: Float32) -> bool:
    """Return whether a box (left, top, right, bottom) meets one of the others, shape (N, 4)."""
    x0, y0, x1, y1 = others.T
    return bool(((box[0] < x1) & (x0 < box[2]) & (box[1] < y1) & (y0 < box[3])).any())
