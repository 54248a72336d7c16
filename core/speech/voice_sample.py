"""Which voices work, and samples of them; run as a program, it synthesises sentences."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from math import inf

from pydantic import TypeAdapter

from talking_photo.core.environment import child_environment
from talking_photo.core.errors import DependencyError, TalkingPhotoError
from talking_photo.core.model import Script, Segment, Speech
from talking_photo.core.progress import no_progress
from talking_photo.core.request import DEFAULT_OPTIONS, OwnVoice, RenderOptions
from talking_photo.core.settings import VoiceSettings
from talking_photo.core.speech.languages import match_language
from talking_photo.core.speech.ports import SpeakerKind, Voice
from talking_photo.core.speech.voices import (
    Voices,
    build_voices,
    manner_of,
    needs_network,
    synthesize,
)

_SECONDS = 20.0
_KNOWN_SECONDS = 60.0
"""Seconds for which the availability of a voice is cached."""
_OPUS_RATE = 48_000
"""Hz; the rate of Opus that every player supports (RFC 7845)."""
_MOST_SAMPLES = 300
"""Samples in the cache, of some 10 kB each."""
_AT_ONCE = 2
"""Samples that people wait for and that are made at the same time."""
_BATCH = 4
"""Samples that are made ahead in one process; who asks for the last waits for the others."""
_LENGTH_BYTES = 4
_NICENESS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class UsableVoice:
    """A voice that works now."""

    name: str
    kind: SpeakerKind | None
    natural: bool
    languages: frozenset[str]
    version: str
    own: bool = False
    """The asker made it."""
    ordered: bool = True
    """The operator named it in the order of voices."""

    def speaks(self, language: str) -> bool:
        """Return whether it speaks a language."""
        return match_language(language, self.languages) is not None


class WorkingVoices:
    """Working voices in the operator's order, then the others that need no network.

    Args:
        settings: The operator's.
        clock: A monotonic clock in seconds.
    """

    def __init__(self, settings: VoiceSettings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._asking = asyncio.Lock()
        self._known: tuple[UsableVoice, ...] = ()
        self._until = -inf

    async def working(self, own: Sequence[OwnVoice] = ()) -> tuple[UsableVoice, ...]:
        """Return the working voices, at most a minute old, those that somebody made first."""
        async with self._asking:
            if self._clock() >= self._until:
                self._known = await asyncio.to_thread(_usable, self._settings, ())
                self._until = self._clock() + _KNOWN_SECONDS
            known = self._known
        if not own:
            return known
        made = await asyncio.to_thread(_usable, self._settings, own)
        return (*(voice for voice in made if voice.own), *known)


def _usable(settings: VoiceSettings, own: Sequence[OwnVoice]) -> tuple[UsableVoice, ...]:
    """Ask each voice; those of `own` alone if there are any. Blocks for up to a second."""
    voices = build_voices(settings, own)
    ordered = {voice.name for voice in voices.order}
    mine = {voice.name for voice in own}
    return tuple(
        UsableVoice(
            name=voice.name,
            kind=voice.kind,
            natural=voice.natural,
            languages=spoken,
            version=voice.version,
            own=voice.name in mine,
            ordered=voice.name in ordered,
        )
        for voice in (*voices.order, *voices.on_request)
        if not mine or voice.name in mine
        if voice.name in ordered or not needs_network(_NO_ORDER, voice.name)
        if (spoken := _spoken_by(voice))
    )


_NO_ORDER = VoiceSettings.model_construct(order=())


def _spoken_by(voice: Voice) -> frozenset[str]:
    return frozenset(voice.languages()) if voice.availability() is None else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRequest:
    """What is heard in a sample; the same is made once."""

    voice: str
    version: str
    """Of the voice: what another version said is made anew."""
    language: str
    words: str
    pitch: float | None = None
    pace: float | None = None
    dictionary: tuple[tuple[str, str], ...] = ()
    """Pronunciations by word."""
    own: OwnVoice | None = None
    """The description of the voice, when somebody made it."""


class VoiceSamples:
    """A bounded cache of samples, made in processes of their own.

    Args:
        settings: The operator's.
    """

    def __init__(self, settings: VoiceSettings) -> None:
        self._settings = settings
        self._made: OrderedDict[SampleRequest, bytes] = OrderedDict()
        self._under_way: dict[SampleRequest, asyncio.Future[bytes]] = {}
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._wanted: list[SampleRequest] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._preparing: asyncio.Task[None] | None = None

    async def get(self, request: SampleRequest) -> bytes:
        """Return a sample: at once from the cache, else as soon as it is made.

        Raises:
            DependencyError: voice_failed or voice_timeout.
        """
        if (known := self._made.get(request)) is not None:
            self._made.move_to_end(request)
            return known
        if request not in self._under_way:
            self._start(self._make_now(request, self._promise(request)))
        return await asyncio.shield(self._under_way[request])

    def prepare(self, requests: Iterable[SampleRequest]) -> None:
        """Make samples ahead, one after the other, in a process that gives way to all others."""
        known = {*self._made, *self._under_way, *self._wanted}
        self._wanted += [request for request in requests if request not in known]
        del self._wanted[:-_MOST_SAMPLES]
        if self._wanted and (self._preparing is None or self._preparing.done()):
            self._preparing = self._start(self._make_ahead())

    async def close(self) -> None:
        """Stop making samples."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for promise in self._under_way.values():  # of tasks that were stopped before they began
            promise.cancel()

    def _start(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="voice samples")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _promise(self, request: SampleRequest) -> asyncio.Future[bytes]:
        promise = self._under_way[request] = asyncio.get_running_loop().create_future()
        # Of a sample that was made ahead, perhaps nobody asks what became of it.
        promise.add_done_callback(lambda done: done.cancelled() or done.exception())
        return promise

    async def _make_now(self, request: SampleRequest, promise: asyncio.Future[bytes]) -> None:
        async with self._places:
            await self._make([request], [promise], ahead=False)

    async def _make_ahead(self) -> None:
        while self._wanted:
            some = [request for request in self._wanted[:_BATCH] if request not in self._under_way]
            del self._wanted[:_BATCH]
            if some:
                await self._make(some, [self._promise(request) for request in some], ahead=True)

    async def _make(
        self,
        requests: Sequence[SampleRequest],
        promises: Sequence[asyncio.Future[bytes]],
        *,
        ahead: bool,
    ) -> None:
        """Make samples in one process and fulfil what was promised, one by one."""
        left = dict(zip(requests, promises, strict=True))
        try:
            made = _synthesized(self._settings, requests, ahead=ahead)
            async with aclosing(made):
                async for request, sound in made:
                    promise = left.pop(request)
                    del self._under_way[request]
                    if sound:
                        self._keep(request, sound)
                        promise.set_result(sound)
                    else:
                        promise.set_exception(DependencyError("voice_failed", voice=request.voice))
        except DependencyError as error:
            for promise in left.values():
                promise.set_exception(error)
        finally:
            for request, promise in left.items():
                self._under_way.pop(request, None)
                promise.cancel()

    def _keep(self, request: SampleRequest, sound: bytes) -> None:
        self._made[request] = sound
        while len(self._made) > _MOST_SAMPLES:
            self._made.popitem(last=False)


async def sample(
    settings: VoiceSettings,
    *,
    voice: str,
    language: str,
    words: str,
    options: RenderOptions = DEFAULT_OPTIONS,
) -> bytes:
    """Synthesise one sample, which is not kept.

    Returns:
        Ogg with Opus, mono.

    Raises:
        DependencyError: voice_failed or voice_timeout.
    """
    request = SampleRequest(
        voice=voice,
        version="",
        language=language,
        words=words,
        pitch=options.pitch,
        pace=options.pace,
        dictionary=tuple(options.dictionary.items()),
    )
    async with aclosing(_synthesized(settings, [request], ahead=False)) as made:
        async for _, sound in made:
            if sound:
                return sound
    raise DependencyError("voice_failed", voice=voice)


async def _synthesized(
    settings: VoiceSettings, requests: Sequence[SampleRequest], *, ahead: bool
) -> AsyncGenerator[tuple[SampleRequest, bytes], None]:
    """Yield the sound of each request, empty where the voice failed.

    Raises:
        DependencyError: voice_failed, when the process dies, or voice_timeout.
        RuntimeError: The process has no pipes.
    """
    network = any(needs_network(settings, request.voice) for request in requests)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "talking_photo.core.speech.voice_sample"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=child_environment(os.environ, network=network),
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process without pipes")
    voice = requests[0].voice
    try:
        batch = _Batch(settings=settings, requests=tuple(requests), ahead=ahead)
        process.stdin.write(_BATCHES.dump_json(batch))
        process.stdin.close()
        for request in requests:
            voice = request.voice
            async with asyncio.timeout(_SECONDS):
                length = await process.stdout.readexactly(_LENGTH_BYTES)
                sound = await process.stdout.readexactly(int.from_bytes(length, "big"))
            yield request, sound
    except TimeoutError as exc:
        raise DependencyError("voice_timeout", voice=voice, seconds=_SECONDS) from exc
    except (asyncio.IncompleteReadError, OSError) as exc:
        raise DependencyError("voice_failed", voice=voice) from exc
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """What the process is asked for."""

    settings: VoiceSettings
    requests: tuple[SampleRequest, ...]
    ahead: bool


_BATCHES = TypeAdapter(_Batch)


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
    batch = _BATCHES.validate_json(sys.stdin.buffer.read())
    if batch.ahead:
        os.nice(_NICENESS)
    for request in batch.requests:
        sound = _sound_of(request, batch.settings)
        sys.stdout.buffer.write(len(sound).to_bytes(_LENGTH_BYTES, "big") + sound)
        sys.stdout.buffer.flush()
    return 0


def _sound_of(request: SampleRequest, settings: VoiceSettings) -> bytes:
    """Return the sample; empty when the voice fails."""
    own = () if request.own is None else (request.own,)
    options = RenderOptions(pitch=request.pitch, pace=request.pace)
    # Only this voice: a fallback would make a false sample.
    voices = build_voices(settings, own)
    everyone = (*voices.order, *voices.on_request)
    alone = tuple(voice for voice in everyone if voice.name == request.voice)
    try:
        speech = synthesize(
            Script(segments=(Segment(text=request.words),)),
            preferred_voice=request.voice,
            language=request.language,
            voices=Voices(order=alone, on_request=()),
            manner=manner_of(settings, options),
            progress=no_progress,
            dictionary=dict(request.dictionary),
        )
    except TalkingPhotoError:
        return b""
    return _opus(speech)


if __name__ == "__main__":
    sys.exit(_main())
