"""The espeak-ng voice: about 140 languages and accents without a network, with the exact time of every phone."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

import numpy as np

from talking_photo.core.errors import DependencyError, SettingsError
from talking_photo.core.model import Float32, Phone, Speech
from talking_photo.core.speech.espeak_library import Take, catalogue, synthesise
from talking_photo.core.speech.level import at_speech_level
from talking_photo.core.speech.ports import Manner
from talking_photo.core.speech.words import timed_words

_WORDS_PER_MINUTE = 165
"""espeak's own 175 sounds hurried from a face; people talk at 150 to 170."""
_BURST = 0.02
"""Seconds from a stop's release on that belong to it; the breath after that has the next sound's shape."""
_SHORTEST_CLOSURE, _MAX_CLOSURE = 0.01, 0.15
"""Seconds of silence before a burst; a longer one is a pause."""
_SOUNDLESS = 2 / 32768
_STOPS = frozenset("pbtdkɡgqcɟʈɖɢʔ")


class Espeak:
    """Speaks at once and always alike; sounds like a machine."""

    name = "espeak"

    def availability(self) -> str | None:
        """None, or why the library does not load."""
        try:
            catalogue()
        except DependencyError as error:
            return error.code
        return None

    def languages(self) -> Set[str]:
        """All languages whose dictionary is there."""
        return catalogue().voices.keys() if self.availability() is None else set()

    def speak(self, text: str, language: str, manner: Manner) -> Speech:
        """Say the words; see `talking_photo.core.speech.ports.Voice`.

        Raises:
            DependencyError: voice_not_installed, voice_failed.
            SettingsError: voice_variant_unknown.
        """
        known = catalogue()
        variant = "whisper" if manner.whisper else manner.variant
        if variant and variant not in known.variants:
            raise SettingsError("voice_variant_unknown", variant=variant, voice=self.name)
        take = synthesise(
            text,
            known.voices[language] + (f"+{variant}" if variant else ""),
            words_per_minute=round(np.clip(_WORDS_PER_MINUTE * manner.pace, 80, 450)),
            # espeak's scale is about an octave to each side of 50
            pitch=round(np.clip(50 + 50 * np.log2(manner.pitch), 0, 99)),
        )
        phones = _phones(take)
        return Speech(
            samples=at_speech_level(take.samples, take.sample_rate),
            sample_rate=take.sample_rate,
            phones=phones,
            words=timed_words(text, take.words, phones),
        )


def _phones(take: Take) -> tuple[Phone, ...]:
    """Turn starts into stretches; the last ends where the sound ends."""
    sound = take.samples
    total = len(sound) / take.sample_rate
    starts = _boundaries(take, sound)
    phones: list[Phone] = []
    for (_, name), start, end in zip(take.phones, starts, [*starts[1:], total], strict=True):
        if end <= start:
            continue
        symbol = name.lstrip("ˈˌ")
        stress = {"ˈ": 2, "ˌ": 1}.get(name[:1], 0) if symbol else 0
        if phones and (symbol == "ː" or symbol == phones[-1].symbol == ""):
            # Konkani gives the length as an event of its own; silences come in pieces
            phones[-1] = replace(phones[-1], symbol=phones[-1].symbol + symbol, end=end)
        else:
            phones.append(Phone(symbol=symbol, start=start, end=end, stress=stress))
    return tuple(phones)


def _boundaries(take: Take, sound: Float32) -> list[float]:
    """When each phone starts, in seconds, with the closure of a stop given to it.

    espeak tells of a stop when it bursts; the lips or the tongue closed before that, and let go with it: the breath after
    the burst already has the next sound's shape.
    """
    rate = take.sample_rate
    total = len(sound) / rate
    starts = [min(start, total) for start, _ in take.phones]
    for index, (burst, name) in enumerate(take.phones):
        if name[:1] in _STOPS:
            earliest = max(starts[index - 1] if index else 0.0, burst - _MAX_CLOSURE)
            starts[index] = _closing(sound, rate, burst, earliest)
            if burst - starts[index] > _SHORTEST_CLOSURE and index + 1 < len(starts):
                starts[index + 1] = min(starts[index + 1], burst + _BURST)
    return starts


def _closing(sound: Float32, rate: int, burst: float, earliest: float) -> float:
    """Start of the digital silence that espeak puts before a burst, in seconds; `burst` when there is none."""
    before = np.abs(sound[int(earliest * rate) : int(burst * rate)]) > _SOUNDLESS
    heard = np.flatnonzero(before)
    return earliest + (int(heard[-1]) + 1) / rate if len(heard) else burst
