"""Samples of a voice, for choosing one; run as a program, it synthesises a sentence."""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
from collections.abc import Callable, Mapping
from math import inf

from talking_photo.core.environment import child_environment
from talking_photo.core.errors import DependencyError, TalkingPhotoError
from talking_photo.core.model import Script, Segment, Speech
from talking_photo.core.progress import no_progress
from talking_photo.core.request import DEFAULT_OPTIONS, RenderOptions
from talking_photo.core.settings import VoiceSettings
from talking_photo.core.speech.ports import Voice
from talking_photo.core.speech.voices import build_voices, manner_of, needs_network, synthesize

_SECONDS = 20.0
_KNOWN_SECONDS = 60.0
"""Seconds for which the availability of a voice is cached."""
_OPUS_RATE = 48_000
"""Hz; the rate of Opus that every player supports (RFC 7845)."""


class WorkingVoices:
    """Working voices in the operator's order, with their languages.

    Args:
        settings: The operator's.
        clock: A monotonic clock in seconds.
    """

    def __init__(self, settings: VoiceSettings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._asking = asyncio.Lock()
        self._known: Mapping[str, frozenset[str]] = {}
        self._until = -inf

    async def working(self) -> Mapping[str, frozenset[str]]:
        """Return the working voices in order with their languages, at most a minute old."""
        async with self._asking:
            if self._clock() >= self._until:
                self._known = await self._ask()
                self._until = self._clock() + _KNOWN_SECONDS
            return self._known

    async def _ask(self) -> Mapping[str, frozenset[str]]:
        order = build_voices(self._settings).order
        spoken = await asyncio.gather(*(asyncio.to_thread(_spoken_by, voice) for voice in order))
        return {voice.name: known for voice, known in zip(order, spoken, strict=True) if known}


def _spoken_by(voice: Voice) -> frozenset[str]:
    return frozenset(voice.languages()) if voice.availability() is None else frozenset()


async def sample(
    settings: VoiceSettings,
    *,
    voice: str,
    language: str,
    words: str,
    options: RenderOptions = DEFAULT_OPTIONS,
) -> bytes:
    """Synthesise a sample in a process of its own: a voice's library may block, crash or be large.

    Returns:
        Ogg with Opus, mono.

    Raises:
        DependencyError: voice_failed or voice_timeout.
    """
    manner = manner_of(settings, options)
    spoken = settings.model_copy(update={"pitch": manner.pitch, "pace": manner.pace})
    request = {
        "settings": spoken.model_dump(mode="json"),
        "voice": voice,
        "language": language,
        "words": words,
        "dictionary": {**options.dictionary},
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "talking_photo.core.speech.voice_sample"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=child_environment(os.environ, network=needs_network(settings, voice)),
    )
    try:
        async with asyncio.timeout(_SECONDS):
            sound, _ = await process.communicate(json.dumps(request).encode())
    except TimeoutError as exc:
        raise DependencyError("voice_timeout", voice=voice, seconds=_SECONDS) from exc
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise DependencyError("voice_failed", voice=voice)
    return sound


def _opus(speech: Speech) -> bytes:
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="ogg") as output:
        stream = output.add_stream("libopus", rate=_OPUS_RATE, layout="mono")
        resampler = av.AudioResampler(format="flt", layout="mono", rate=_OPUS_RATE)
        frame = av.AudioFrame.from_ndarray(speech.samples[None, :], format="flt", layout="mono")
        frame.sample_rate = speech.sample_rate
        for resampled in (*resampler.resample(frame), *resampler.resample(None)):
            output.mux(stream.encode(resampled))
        output.mux(stream.encode(None))
    return file.getvalue()


def _main() -> int:
    request = json.loads(sys.stdin.read())
    settings = VoiceSettings.model_validate_json(json.dumps(request["settings"]))
    # Only this voice: a fallback would make a false sample.
    alone = settings.model_copy(update={"order": (request["voice"],)})
    try:
        speech = synthesize(
            Script(segments=(Segment(text=request["words"]),)),
            preferred_voice=request["voice"],
            language=request["language"],
            voices=build_voices(alone),
            manner=manner_of(settings),
            progress=no_progress,
            dictionary=request["dictionary"],
        )
    except TalkingPhotoError:
        return 1
    sys.stdout.buffer.write(_opus(speech))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
