"""The process that reads a file to verify it: confined, and gone after one file."""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from typing import BinaryIO

from pydantic import TypeAdapter

from talking_photo.core.intake.kind import kind_of
from talking_photo.core.intake.sound import read_beginning
from talking_photo.core.provenance.credentials import (
    NO_CREDENTIALS,
    read_credentials,
)
from talking_photo.core.provenance.speech_mark import MIN_SECONDS, has_mark
from talking_photo.core.provenance.verdict import Verification, has_note, judge
from talking_photo.core.workers import kernel
from talking_photo.core.workers.sandbox import apply_sandbox
from talking_photo.core.workers.verification import Question

_HEAD_BYTES, _SIDECAR_BYTES = 512, 50_000_000
_LISTEN_SECONDS = 120.0
_MIME_TYPES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
    "heic": "image/heic",
    "gif": "image/gif",
    "tiff": "image/tiff",
    "mp4": "video/mp4",
    "avi": "video/avi",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}

_OTHER_MEDIA = frozenset(("matroska", "ogg", "aac", "amr"))
"""Formats that have no credentials, but comments."""


def main() -> None:
    """Read a question from the standard input, and write the verification to the output."""
    kernel.die_with_parent()
    question = TypeAdapter(Question).validate_json(sys.stdin.buffer.readline())
    # Decoders may print, and a manifest is what strangers write: only the answer goes out.
    answers = os.dup(1)
    os.dup2(2, 1)
    apply_sandbox(question.limits)
    resource.setrlimit(resource.RLIMIT_CPU, (question.cpu_seconds, question.cpu_seconds))
    with question.file.open("rb") as file:
        verification = _verify(file, question)
    os.write(answers, TypeAdapter(Verification).dump_json(verification))


def _verify(file: BinaryIO, question: Question) -> Verification:
    kind = kind_of(file.read(_HEAD_BYTES))
    file.seek(0)
    credentials = NO_CREDENTIALS
    if kind in _MIME_TYPES:
        credentials = read_credentials(file, _MIME_TYPES[kind], question.trust)
    elif kind == "matroska":
        with contextlib.suppress(OSError), question.sidecar.open("rb") as beside:
            sidecar = beside.read(_SIDECAR_BYTES)
            credentials = read_credentials(file, "video/webm", question.trust, sidecar)
    note = kind in _MIME_TYPES.keys() | _OTHER_MEDIA and has_note(file)
    return judge(credentials, note=note, speech_mark=_speech_mark(file))


def _speech_mark(file: BinaryIO) -> bool | None:
    """Tell whether the sound has the mark; None without sound, or with too little."""
    file.seek(0)
    heard = read_beginning(file, _LISTEN_SECONDS)
    if heard is None or len(heard[0]) < MIN_SECONDS * heard[1]:
        return None
    return has_mark(*heard)


if __name__ == "__main__":
    main()
