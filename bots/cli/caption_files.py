"""Writes the captions of a video as a file beside it."""

from __future__ import annotations

import argparse
from enum import StrEnum
from pathlib import Path

from talking_photo.core.errors import StorageError
from talking_photo.core.model import Video
from talking_photo.core.video.subtitles import subrip, webvtt


class CaptionFormat(StrEnum):
    """Formats of caption files; the value is the suffix."""

    VTT = "vtt"
    SRT = "srt"


def add_argument(command: argparse.ArgumentParser) -> None:
    """Add `--captions-file` to a command."""
    command.add_argument(
        "--captions-file",
        dest="caption_formats",
        action="append",
        default=[],
        type=str.lower,
        choices=[kind.value for kind in CaptionFormat],
        help="also write the captions as WebVTT or SubRip beside the video; may be given again",
    )


def caption_file(video: Video, kind: CaptionFormat) -> str:
    """Return the contents of a caption file."""
    if kind is CaptionFormat.SRT:
        return subrip(video.words)
    spoken = video.spoken_by
    return webvtt(video.words, "" if spoken is None else spoken.language)


def write_beside(video: Video, kinds: list[CaptionFormat]) -> list[Path]:
    """Write the captions beside the video; none when its words are not known.

    Raises:
        StorageError: output_not_writable.
    """
    written = []
    for kind in kinds if video.words else ():
        file = video.path.with_suffix(f".{kind}")
        try:
            file.write_text(caption_file(video, kind), encoding="utf-8", newline="")
        except OSError as exc:
            raise StorageError("output_not_writable") from exc
        written.append(file)
    return written
