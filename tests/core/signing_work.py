"""What a render child does in the tests of signing: small videos, in the blink of an eye."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from talking_photo.core.model import SpeechSource, Video
from tests.core.provenance.small_video import small_video
from tests.makers import sound_file


def make_small_video(request, target, settings, report, companion=None):
    if target.suffix == ".webm":
        target.write_bytes(sound_file(np.zeros(4800), 48_000, "webm", "libopus"))
        return Video(
            path=target,
            width=2,
            height=2,
            seconds=0.1,
            bytes=target.stat().st_size,
            sha256="0" * 64,
            speech_source=SpeechSource.SYNTHESIZED,
        )
    return replace(small_video(target), speech_source=SpeechSource.RECORDED)
