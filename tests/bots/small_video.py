"""Work of a render child that takes no time, or as long as a test wants."""

import os
from pathlib import Path

from talking_photo.core.model import Stage, Video


def make_video(request, target, settings, report, companion=None):
    """For `wait <fifo>`: write there who waits, and wait until `<fifo>.go` has a line."""
    report(Stage.PHOTO, 0.1)
    if request.text and request.text.startswith("wait "):
        gate = request.text.removeprefix("wait ")
        Path(gate).write_text(f"{os.getpid()}\n")
        with Path(f"{gate}.go").open() as go:
            go.readline()
    report(Stage.FRAMES, 0.9)
    target.write_bytes(request.photo.read_bytes() * 2)
    return Video(path=target, width=2, height=2, seconds=1.0, bytes=8, sha256="0" * 64)
