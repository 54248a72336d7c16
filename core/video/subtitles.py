"""Captions as files: WebVTT for players, SubRip for editors, and a plain transcript."""

from __future__ import annotations

from collections.abc import Sequence

from talking_photo.core.model import Word
from talking_photo.core.video.captions import break_into_captions


def webvtt(words: Sequence[Word], language: str = "") -> str:
    """Return the words as WebVTT, with the language in its header if it is known."""
    header = f"WEBVTT\nKind: captions\nLanguage: {language}\n" if language else "WEBVTT\n"
    cues = (
        f"\n{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{_escaped(cue.rows)}\n"
        for cue in break_into_captions(words)
    )
    return header + "".join(cues)


def subrip(words: Sequence[Word]) -> str:
    """Return the words as SubRip."""
    cues = []
    for number, cue in enumerate(break_into_captions(words), 1):
        rows = "\n".join(cue.rows)
        cues.append(f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{rows}\n")
    return "\n".join(cues)


def transcript(words: Sequence[Word]) -> str:
    """Return the words as plain text, a line for each caption."""
    return "".join(f"{' '.join(cue.rows)}\n" for cue in break_into_captions(words))


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def _escaped(rows: Sequence[str]) -> str:
    """Return rows of a cue: what WebVTT takes for a tag or for an arrow is text here."""
    return "\n".join(
        row.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for row in rows
    )
