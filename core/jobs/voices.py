"""The voices, for adapters: which there are, how they sound, and those that people make."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from talking_photo.core.errors import DependencyError, RequestError
from talking_photo.core.jobs.job import PersonId
from talking_photo.core.jobs.stores import OwnVoiceStore
from talking_photo.core.request import DEFAULT_OPTIONS, OwnVoice, RenderOptions
from talking_photo.core.settings import VoiceSettings
from talking_photo.core.speech.own_voices import check_own_voice
from talking_photo.core.speech.voice_sample import (
    SampleRequest,
    UsableVoice,
    VoiceSamples,
    WorkingVoices,
)
from talking_photo.core.speech.voices import all_voices

MOST_OWN_VOICES = 20
"""Of one person."""


class VoiceService:
    """Lists voices and plays them; nothing here blocks the event loop.

    Args:
        settings: The operator's.
        own_voices: Where people's own voices are kept.
        working: Which voices work.
        samples: The cache of samples.
    """

    def __init__(
        self,
        *,
        settings: VoiceSettings,
        own_voices: OwnVoiceStore,
        working: WorkingVoices,
        samples: VoiceSamples,
    ) -> None:
        self._settings = settings
        self._own_voices = own_voices
        self._working = working
        self._samples = samples

    async def working(self, person: PersonId | None = None) -> tuple[UsableVoice, ...]:
        """Return all voices that work, a person's own first, then in the operator's order."""
        own = () if person is None else await self._own_voices.of_person(person)
        return await self._working.working(own)

    async def usable(self, person: PersonId, language: str) -> tuple[UsableVoice, ...]:
        """Return the voices for a language; a robot only for a kind that no other has."""
        speaking = [one for one in await self.working(person) if one.speaks(language)]
        better = [one for one in speaking if one.natural or one.own]
        kinds = {one.kind for one in better if one.natural}
        robots = {one.kind: one for one in reversed(speaking) if one not in better}
        return (*better, *(one for one in reversed(robots.values()) if one.kind not in kinds))

    async def sample(
        self,
        person: PersonId,
        *,
        voice: str,
        language: str,
        words: str,
        options: RenderOptions = DEFAULT_OPTIONS,
    ) -> bytes:
        """Return how a voice says some words, as Ogg with Opus; at once if it said them before.

        Raises:
            DependencyError: voice_not_installed, voice_failed or voice_timeout.
        """
        own = await self._own_voices.of_person(person)
        working = await self._working.working(own)
        known = next((one for one in working if one.name == voice), None)
        if known is None:
            raise DependencyError("voice_not_installed", voice=voice)
        return await self._samples.get(_request(known, own, language, words, options))

    async def prepare(
        self,
        person: PersonId,
        voices: Sequence[UsableVoice],
        *,
        language: str,
        words: str,
        options: RenderOptions = DEFAULT_OPTIONS,
    ) -> None:
        """Have samples made that somebody is likely to want next; returns at once."""
        own = await self._own_voices.of_person(person)
        self._samples.prepare(_request(voice, own, language, words, options) for voice in voices)

    async def create(self, person: PersonId, voice: OwnVoice) -> None:
        """Keep a voice that somebody made, in place of their own one of the same name.

        Raises:
            RequestError: too_many_own_voices(limit), or as `check_own_voice`.
        """
        await asyncio.to_thread(lambda: check_own_voice(voice, all_voices(self._settings)))
        names = {one.name for one in await self._own_voices.of_person(person)}
        if voice.name not in names and len(names) >= MOST_OWN_VOICES:
            raise RequestError("too_many_own_voices", limit=MOST_OWN_VOICES)
        await self._own_voices.keep(person, voice)

    async def own(self, person: PersonId) -> Sequence[OwnVoice]:
        """Return the voices that somebody made, by name."""
        return await self._own_voices.of_person(person)

    async def delete(self, person: PersonId, name: str) -> bool:
        """Forget a voice that somebody made; False when there is none of that name."""
        return await self._own_voices.remove(person, name)

    async def close(self) -> None:
        """Stop making samples."""
        await self._samples.close()


def _request(
    voice: UsableVoice,
    own: Sequence[OwnVoice],
    language: str,
    words: str,
    options: RenderOptions,
) -> SampleRequest:
    return SampleRequest(
        voice=voice.name,
        version=voice.version,
        language=language,
        words=words,
        pitch=options.pitch,
        pace=options.pace,
        dictionary=tuple(options.dictionary.items()),
        own=next((one for one in own if voice.own and one.name == voice.name), None),
    )
