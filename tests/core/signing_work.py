"""What a render child does in the tests of signing: small videos, in the blink of an eye."""

from __future__ import annotations

from dataclasses import replace

from talking_photo.core.model import SpeechSource
from tests.core.provenance.small_video import small_video


def make_small_video(request, target, settings, report, companion=None):
    return replace(small_video(target), speech_source=SpeechSource.RECORDED)
