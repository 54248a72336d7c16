"""Work of a render child for batches: each video holds a number that no other one has."""

import secrets
from pathlib import Path

from pydantic import TypeAdapter

from talking_photo.core.errors import RequestError
from talking_photo.core.model import SpokenBy, Stage, Video, Word


def make_video(request, target, settings, report, companion=None):
    report(Stage.PHOTO, 0.1)
    if "refuse" in (request.text or ""):
        raise RequestError("no_face")
    if "wait" in (request.text or ""):
        with Path(request.text.partition("wait ")[2]).open() as gate:
            gate.readline()
    contents = f"{request.text} {secrets.token_hex(8)}".encode()
    target.write_bytes(contents)
    if target.suffix == ".webm":
        target.with_suffix(".c2pa").write_bytes(contents)
    video = Video(
        path=target,
        width=2,
        height=2,
        seconds=1.0,
        bytes=len(contents),
        sha256="0" * 64,
        words=(Word(text=request.text or "", start=0.0, end=1.0),),
        spoken_by=SpokenBy(voice="espeak", kind=None, language="en"),
    )
    companion.write_bytes(TypeAdapter(Video).dump_json(video))
    return video
