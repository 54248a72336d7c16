"""Captions as files: WebVTT for players, SubRip for editors, and a plain transcript."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from talking_photo.core.model import Word
from talking_photo.core.video.captions import Caption, break_into_captions

_TIMES = re.compile(
    r"(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})\s+-->\s+(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})"
)
_TAG = re.compile(r"<[^>]*>")
_BLANK_LINES = re.compile(r"\n{2,}")


def webvtt(words: Sequence[Word], language: str = "") -> str:
    """Return the words as WebVTT, with the language in its header if it is known."""
    return captions_as_webvtt(break_into_captions(words), language)


def captions_as_webvtt(captions: Sequence[Caption], language: str = "") -> str:
    """Return captions as WebVTT; as `webvtt`."""
    header = f"WEBVTT\nKind: captions\nLanguage: {language}\n" if language else "WEBVTT\n"
    cues = (
        f"\n{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{_escaped(cue.rows)}\n"
        for cue in captions
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
    return captions_as_text(break_into_captions(words))


def captions_as_text(captions: Sequence[Caption]) -> str:
    """Return captions as plain text, a line for each."""
    return "".join(f"{' '.join(cue.rows)}\n" for cue in captions)


def read_captions(text: str) -> tuple[tuple[Caption, ...], str]:
    """Read WebVTT or SubRip.

    Returns:
        The captions in order; and the language of a header of ours, else nothing.
    """
    blocks = _BLANK_LINES.split(text.removeprefix("\ufeff").replace("\r\n", "\n").strip())
    language = re.search(r"^Language: *(\S+)", blocks[0], re.MULTILINE)
    captions = [caption for block in blocks if (caption := _read_cue(block)) is not None]
    return tuple(sorted(captions, key=lambda it: it.start)), language[1] if language else ""


def _read_cue(block: str) -> Caption | None:
    times = _TIMES.search(block)
    if times is None or block.startswith("NOTE"):
        return None
    _, _, rest = block[times.end() :].partition("\n")  # what follows the times is layout
    rows = (html.unescape(_TAG.sub("", row)).strip() for row in rest.split("\n"))
    start, end = (_seconds(times.groups()[part : part + 4]) for part in (0, 4))
    return Caption(start=start, end=end, rows=tuple(row for row in rows if row))


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, milliseconds = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def _escaped(rows: Sequence[str]) -> str:
    """Return rows of a cue: what WebVTT takes for a tag or for an arrow is text here."""
    return "\n".join(
        row.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for row in rows
    )
