"""A lesson as a presentation of one slide (.pptx)."""

from __future__ import annotations

import io
from pathlib import Path

from talking_photo.core.video.exports.lesson import Lesson

_EMU_PER_INCH = 914_400
_WIDTH, _HEIGHT = 13.333, 7.5
"""Inches of a slide in 16:9, as PowerPoint makes it."""
_MARGIN, _TITLE_HEIGHT = 0.5, 1.0
_TITLE_POINTS = 32
_TITLE_ONLY = 5
"""Number of the layout in python-pptx's own template."""


def write_slide(lesson: Lesson, target: Path) -> None:
    """Write a slide with the title, the video with its poster, and the transcript in the notes.

    A screen reader is told what the video is. It plays at a click.
    """
    from pptx import Presentation
    from pptx.util import Pt

    deck = Presentation()
    deck.slide_width, deck.slide_height = _emu(_WIDTH), _emu(_HEIGHT)
    about = deck.core_properties
    about.title, about.language = lesson.title, lesson.language
    about.author = about.last_modified_by = ""  # the template names its own
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    title = slide.shapes.title
    title.left, title.top = _emu(_MARGIN), _emu(_MARGIN / 2)
    title.width, title.height = _emu(_WIDTH - 2 * _MARGIN), _emu(_TITLE_HEIGHT)
    title.text_frame.text = lesson.title
    title.text_frame.paragraphs[0].font.size = Pt(_TITLE_POINTS)

    top = _TITLE_HEIGHT + _MARGIN
    scale = min((_WIDTH - 2 * _MARGIN) / lesson.width, (_HEIGHT - top - _MARGIN) / lesson.height)
    width, height = lesson.width * scale, lesson.height * scale
    video = slide.shapes.add_movie(
        str(lesson.video),
        _emu((_WIDTH - width) / 2),
        _emu(top),
        _emu(width),
        _emu(height),
        poster_frame_image=io.BytesIO(lesson.poster),
        mime_type="video/mp4",
    )
    # The library has no name for these two.
    video._element.nvPicPr.cNvPr.set("descr", _described(lesson))  # noqa: SLF001
    video.name = lesson.title
    notes = slide.notes_slide.notes_text_frame
    notes.text = lesson.transcript.strip()
    if lesson.language:
        for paragraph in (*notes.paragraphs, *title.text_frame.paragraphs):
            for run in paragraph.runs:
                run._r.get_or_add_rPr().set("lang", lesson.language)  # noqa: SLF001
    deck.save(str(target))


def _described(lesson: Lesson) -> str:
    return f"{lesson.title}\n{lesson.labels.made_by_ai}"


def _emu(inches: float) -> int:
    return round(inches * _EMU_PER_INCH)
