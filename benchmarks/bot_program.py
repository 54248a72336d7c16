"""The program whose bot is measured.

As it is started for people, or with work that only burns time.

Run as `python -m benchmarks.bot_program whole|work|<seconds>`; settings come from the environment.
A render child reads this module again, so it imports as little as the work needs.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from talking_photo.core.model import Stage, Video

if TYPE_CHECKING:
    from talking_photo.core.progress import Report
    from talking_photo.core.request import SpeakRequest
    from talking_photo.core.settings import Settings

_BYTES = 100_000
"""Of the video that no work makes; that of a short sentence."""


def burn(
    request: SpeakRequest,
    target: Path,
    settings: Settings,  # noqa: ARG001 - as all work is called
    report: Report,
    _companion: Path | None = None,
) -> Video:
    """Work that takes the seconds which the words name, on one core."""
    end = time.perf_counter() + float((request.text or "0").split()[0])
    report(Stage.FRAMES, 0.5)
    while time.perf_counter() < end:
        pass
    target.write_bytes(bytes(_BYTES))
    return Video(path=target, width=16, height=16, seconds=1.0, bytes=_BYTES, sha256="0" * 64)


def rest(
    request: SpeakRequest,
    target: Path,
    settings: Settings,  # noqa: ARG001 - as all work is called
    report: Report,
    _companion: Path | None = None,
) -> Video:
    """Work that takes the seconds which the words name, and no core."""
    report(Stage.FRAMES, 0.5)
    time.sleep(float((request.text or "0").split()[0]))
    target.write_bytes(bytes(_BYTES))
    return Video(path=target, width=16, height=16, seconds=1.0, bytes=_BYTES, sha256="0" * 64)


def main() -> None:
    """Run it until it is stopped."""
    from talking_photo.bots import app
    from talking_photo.core.settings import load_settings

    settings = load_settings(None, os.environ)
    if sys.argv[1] == "whole":
        asyncio.run(app.run(settings))
    elif sys.argv[1] == "work":
        asyncio.run(app.work(settings, render_work="benchmarks.bot_program:rest"))
    else:
        asyncio.run(app.run(settings, render_work="benchmarks.bot_program:burn"))


if __name__ == "__main__":
    main()
