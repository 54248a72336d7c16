"""espeak-ng: about 140 languages and accents, offline, with the exact time of every phone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Set
from dataclasses import replace
from functools import cache

import numpy as np

from talking_photo.core.errors import DependencyError, SettingsError
from talking_photo.core.model import Float32, Phone, Speech
from talking_photo.core.normalization.pronounced import Pronounced, split_pronounced
from talking_photo.core.speech.espeak_library import (
    SynthesisResult,
    catalogue,
    known_phonemes,
    synthesize,
)
from talking_photo.core.speech.level import normalize_loudness
from talking_photo.core.speech.phoneme_names import ESPEAK, espeak_names
from talking_photo.core.speech.ports import Manner, SpeakerKind, version_of
from talking_photo.core.speech.words import WordMark, timed_words

_WORDS_PER_MINUTE = 165
"""espeak's own 175 sound hurried in a video; people talk at 150 to 170."""
_BURST_SECONDS = 0.02
"""Seconds of a stop's release; the aspiration after that has the next phone's shape."""
_MIN_CLOSURE_SECONDS, _MAX_CLOSURE_SECONDS = 0.01, 0.15
"""Seconds of silence before a burst; a longer one is a pause."""
_DIGITAL_SILENCE = 2 / 32768
_GARBLED = frozenset({"THAI", "LAO", "KHMER", "TIBETAN"})
_STOPS = frozenset("pbtdkɡgqcɟʈɖɢʔ")


class Espeak:
    """Offline and deterministic; sounds synthetic."""

    name = "espeak"
    kind: SpeakerKind | None = SpeakerKind.MAN
    natural = False
    licence = "GPL-3.0-or-later"
    package = None

    @property
    def version(self) -> str:
        """Return the version of the package."""
        return version_of("espeakng-loader")

    @property
    def speaks(self) -> Set[str]:
        """Return all languages whose dictionary is installed."""
        return self.languages()

    def availability(self) -> str | None:
        """Return None, or why the library does not load."""
        try:
            catalogue()
        except DependencyError as error:
            return error.code
        return None

    def languages(self) -> Set[str]:
        """Return all languages whose dictionary is installed."""
        return catalogue().voices.keys() if self.availability() is None else set()

    def unreadable_scripts(self, language: str) -> Set[str]:
        """Return what espeak spells or garbles: kanji outside of Chinese, some Asian scripts.

        espeak-ng issues 1092 and 1851.
        """
        chinese = language.split("-", maxsplit=1)[0] in {"cmn", "yue", "zh", "hak"}
        return _GARBLED if chinese else _GARBLED | {"CJK"}

    def speak(self, text: str, language: str, manner: Manner) -> Speech:
        """Synthesise the words; see `Voice`.

        Raises:
            DependencyError: voice_not_installed, voice_failed.
            SettingsError: voice_variant_unknown.
        """
        known = catalogue()
        variant = "whisper" if manner.whisper else manner.variant
        if variant and variant not in known.variants:
            raise SettingsError("voice_variant_unknown", variant=variant, voice=self.name)
        read, places = _with_phonemes(text, known.voices[language])
        result = synthesize(
            read,
            known.voices[language] + (f"+{variant}" if variant else ""),
            words_per_minute=round(np.clip(_WORDS_PER_MINUTE * manner.pace, 80, 450)),
            # espeak's scale is about an octave to each side of 50
            pitch=round(np.clip(50 + 50 * np.log2(manner.pitch), 0, 99)),
            has_phonemes=read != text,
        )
        phones = _phones(result)
        return Speech(
            samples=normalize_loudness(result.samples, result.sample_rate),
            sample_rate=result.sample_rate,
            phones=phones,
            words=timed_words(text, _moved(result.words, places), phones),
        )

    def transcribe(self, word: str, language: str) -> str:
        """Return how a word is said, in IPA with stresses.

        Raises:
            DependencyError: voice_not_installed, voice_failed.
        """
        phones = synthesize(
            word, catalogue().voices[language], words_per_minute=_WORDS_PER_MINUTE, pitch=50
        ).phones
        return "".join(symbol for _, symbol in phones)


def _with_phonemes(text: str, voice: str) -> tuple[str, list[tuple[int, int]]]:
    """Write the pronunciations of a text as espeak reads them.

    Returns:
        What espeak reads, and the places in it and in the text where each part begins.
    """
    parts = list(split_pronounced(text))
    if len(parts) == 1:
        return text, []
    read, now = "", 0
    places: list[tuple[int, int]] = []
    for part in parts:
        places.append((len(read), now))
        if isinstance(part, Pronounced):
            names = espeak_names(part.ipa or "", _phonemes_of(voice))
            # A word directly behind its brackets would be read as one with it.
            read += f"[[{names}]]" if names else part.word
        else:
            read += part
        now += len(str(part))
    return read, places


@cache
def _phonemes_of(voice: str) -> Mapping[str, str]:
    return known_phonemes(voice, {name for names in ESPEAK.values() for name in names.split()})


def _moved(marks: list[WordMark], places: list[tuple[int, int]]) -> list[WordMark]:
    """Move marks of what espeak read to the text; those inside of a pronunciation to its begin."""
    if not places:
        return marks
    moved = []
    for mark in marks:
        index = bisect_right(places, mark.position, key=lambda place: place[0]) - 1
        start, own = places[max(index, 0)]
        is_phonemes = index % 2
        moved.append(replace(mark, position=own if is_phonemes else own + mark.position - start))
    return moved


class EspeakSpeaker(Espeak):
    """Another speaker of espeak, by one of its variants."""

    def __init__(self, kind: SpeakerKind, variant: str, pitch: float = 1.0) -> None:
        """Take the kind of speaker, the name of the variant, and a factor on its pitch."""
        self.name = f"espeak-{kind}"
        self.kind = kind
        self._variant = variant
        self._pitch = pitch

    def speak(self, text: str, language: str, manner: Manner) -> Speech:
        """Synthesise the words; see `Voice`."""
        changed = replace(manner, variant=self._variant, pitch=manner.pitch * self._pitch)
        return super().speak(text, language, changed)


def other_speakers() -> tuple[EspeakSpeaker, ...]:
    """Return one speaker of each kind, whatever variant the settings name for the usual one."""
    return (
        EspeakSpeaker(SpeakerKind.MAN, ""),
        EspeakSpeaker(SpeakerKind.WOMAN, "f2"),
        EspeakSpeaker(SpeakerKind.CHILD, "f5", pitch=1.3),
    )


def _phones(result: SynthesisResult) -> tuple[Phone, ...]:
    """Turn start times into intervals; the last ends where the sound ends."""
    sound = result.samples
    total = len(sound) / result.sample_rate
    starts = _boundaries(result, sound)
    phones: list[Phone] = []
    for (_, name), start, end in zip(result.phones, starts, [*starts[1:], total], strict=True):
        if end <= start:
            continue
        symbol = name.lstrip("ˈˌ")
        stress = {"ˈ": 2, "ˌ": 1}.get(name[:1], 0) if symbol else 0
        if phones and (symbol == "ː" or symbol == phones[-1].symbol == ""):
            # Konkani has the length mark as an event of its own; silences come in pieces
            phones[-1] = replace(phones[-1], symbol=phones[-1].symbol + symbol, end=end)
        else:
            phones.append(Phone(symbol=symbol, start=start, end=end, stress=stress))
    return tuple(phones)


def _boundaries(result: SynthesisResult, sound: Float32) -> list[float]:
    """Return the start of each phone in seconds, with a stop's closure included.

    espeak reports a stop at its burst. The lips or the tongue closed before that and open with it:
    the aspiration after the burst already has the next phone's shape.
    """
    rate = result.sample_rate
    total = len(sound) / rate
    starts = [min(start, total) for start, _ in result.phones]
    for index, (burst, name) in enumerate(result.phones):
        if name[:1] in _STOPS:
            earliest = max(starts[index - 1] if index else 0.0, burst - _MAX_CLOSURE_SECONDS)
            starts[index] = _closure_start(sound, rate, burst, earliest)
            if burst - starts[index] > _MIN_CLOSURE_SECONDS and index + 1 < len(starts):
                starts[index + 1] = min(starts[index + 1], burst + _BURST_SECONDS)
    return starts


def _closure_start(sound: Float32, rate: int, burst: float, earliest: float) -> float:
    """Return the start of the digital silence before a burst, in seconds.

    `burst` when there is none.
    """
    before = np.abs(sound[int(earliest * rate) : int(burst * rate)]) > _DIGITAL_SILENCE
    audible = np.flatnonzero(before)
    return earliest + (int(audible[-1]) + 1) / rate if len(audible) else burst
