"""Respellings in the letters of a language, as IPA."""

from __future__ import annotations

import re
from dataclasses import replace

from talking_photo.core.normalization import SpokenText
from talking_photo.core.normalization.pronounced import Pronounced, split_pronounced
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.languages import match_language
from talking_photo.core.speech.phoneme_names import vowels_in, with_stress


def with_ipa(spoken: SpokenText, language: str) -> SpokenText:
    """Return a spoken text in which every pronunciation is IPA.

    Raises:
        DependencyError: voice_not_installed, voice_failed.
    """
    if "[[" not in spoken.text:
        return spoken
    units = (
        replace(
            unit,
            spoken="".join(
                str(_with_ipa(part, language)) if isinstance(part, Pronounced) else part
                for part in split_pronounced(unit.spoken)
            ),
        )
        for unit in spoken.units
    )
    return replace(spoken, units=tuple(units))


def _with_ipa(part: Pronounced, language: str) -> Pronounced:
    return (
        part if part.ipa is not None else replace(part, sound=f"/{ipa_in(part.sound, language)}/")
    )


def ipa_in(respelling: str, language: str) -> str:
    """Return how a respelling is read in a language: by its letters, the stress on the capitals.

    Raises:
        DependencyError: voice_not_installed, voice_failed.
    """
    espeak = Espeak()
    known = match_language(language, espeak.languages())
    if known is None:
        return respelling.lower()
    syllables = re.split("[ -]+", respelling)
    sounds = [espeak.transcribe(syllable.lower(), known) for syllable in syllables]
    stressed = next((at for at, one in enumerate(syllables) if _is_stressed(one)), None)
    if len(syllables) == 1 or stressed is None:
        return espeak.transcribe("".join(syllables).lower(), known)
    if all(map(vowels_in, sounds)) and min(map(len, syllables)) > 1:
        return with_stress("".join(sounds), vowels_in("".join(sounds[:stressed])))
    # A single letter alone would be read by its name.
    whole = espeak.transcribe("".join(syllables).lower(), known)
    before = espeak.transcribe("".join(syllables[:stressed]).lower(), known) if stressed else ""
    return with_stress(whole, vowels_in(before))


def _is_stressed(syllable: str) -> bool:
    """Return whether a syllable is in capitals; an ending in small letters may follow."""
    return sum(map(str.isupper, syllable)) > len(syllable) / 2
