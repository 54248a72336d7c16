"""A lesson as a presentation of one slide (.pptx)."""

from __future__ import annotations

import io
import uuid
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from talking_photo.core.video.exports.lesson import Lesson

if TYPE_CHECKING:
    from pptx.oxml.xmlchemy import BaseOxmlElement
    from pptx.parts.slide import SlidePart

_EMU_PER_INCH = 914_400
_WIDTH, _HEIGHT = 13.333, 7.5
"""Inches of a slide in 16:9, as PowerPoint makes it."""
_MARGIN, _TITLE_HEIGHT = 0.5, 1.0
_TITLE_POINTS = 32
_TITLE_ONLY = 5
"""Number of the layout in python-pptx's own template."""
_CAPTIONS = "/ppt/media/captions1.vtt"
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_P173 = "http://schemas.microsoft.com/office/powerpoint/2017/3/main"
_TRACKS = "{3AFAAA56-56D3-431D-BCD4-E75A35582382}"
_TRACK = "http://schemas.microsoft.com/office/2017/04/relationships/track"
"""The extension of a medium that has captions, and their relationship ([MS-PPTX], 2.2.4.1)."""


def write_slide(lesson: Lesson, target: Path) -> None:
    """Write a slide: title, video with poster and captions, and the transcript in the notes.

    A screen reader is told what the video is. It plays at a click; PowerPoint from 2019 on shows
    the captions, older ones and other programs pass over them.
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
    if lesson.captions:
        _add_captions(slide.part, video._element, lesson)  # noqa: SLF001
    notes = slide.notes_slide.notes_text_frame
    notes.text = lesson.transcript.strip()
    if lesson.language:
        for paragraph in (*notes.paragraphs, *title.text_frame.paragraphs):
            for run in paragraph.runs:
                run._r.get_or_add_rPr().set("lang", lesson.language)  # noqa: SLF001
    deck.save(str(target))


def _described(lesson: Lesson) -> str:
    return f"{lesson.title}\n{lesson.labels.made_by_ai}"


def _add_captions(slide: SlidePart, video: BaseOxmlElement, lesson: Lesson) -> None:
    """Put the captions beside the video as a part of their own, which its medium names."""
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    captions = lesson.webvtt
    part = Part(PackURI(_CAPTIONS), "text/vtt", slide.package, captions.encode())
    number = f"{{{uuid.uuid5(uuid.NAMESPACE_URL, captions)}}}".upper()
    label, language = quoteattr(lesson.labels.transcript), quoteattr(lesson.language or "und")
    extension = (
        f'<p14:extLst xmlns:p14="{_P14}" {nsdecls("p", "r")}><p:ext uri="{_TRACKS}">'
        f'<p173:tracksInfo xmlns:p173="{_P173}" displayLoc="media"><p173:trackLst>'
        f'<p173:track id="{number}" label={label} lang={language} '
        f'r:embed="{slide.relate_to(part, _TRACK)}"/>'
        "</p173:trackLst></p173:tracksInfo></p:ext></p14:extLst>"
    )
    video.find(f".//{{{_P14}}}media").append(parse_xml(extension))


def _emu(inches: float) -> int:
    return round(inches * _EMU_PER_INCH)
