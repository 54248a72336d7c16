"""Port of a voice, and the manner of its speech."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from talking_photo.core.model import Speech


class SpeakerKind(StrEnum):
    """Whom a voice sounds like."""

    WOMAN = "woman"
    MAN = "man"
    CHILD = "child"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """Manner of speaking. A voice ignores what it does not support."""

    pitch: float = 1.0
    """Factor on the voice's own pitch, 0.5..2."""
    pace: float = 1.0
    """Factor on the voice's own speed, 0.5..2; more is faster."""
    formants: float = 1.0
    """Factor on the frequencies of the formants, 0.8..1.25; less is a longer vocal tract."""
    variant: str = ""
    """Name of a variant of the voice; empty for its own."""
    whisper: bool = False


def version_of(distribution: str) -> str:
    """Return the version of an installed package; empty when it is not installed."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


class Voice(Protocol):
    """A speech synthesiser. All calls block; those that synthesise belong into a render child."""

    @property
    def name(self) -> str:
        """Short name, as in the settings."""
        ...

    @property
    def kind(self) -> SpeakerKind | None:
        """Whom it sounds like; None when that is unknown or differs between languages."""
        ...

    @property
    def natural(self) -> bool:
        """Whether it sounds like a human being."""
        ...

    @property
    def version(self) -> str:
        """Changes when the same words begin to sound otherwise."""
        ...

    @property
    def licence(self) -> str:
        """Its licence as an SPDX name, or a few words where it has none."""
        ...

    @property
    def package(self) -> str | None:
        """What `voices add` fetches; None for a voice that is installed otherwise."""
        ...

    @property
    def speaks(self) -> Set[str]:
        """Return its languages once it is installed, as `languages`."""
        ...

    def availability(self) -> str | None:
        """Return None when it works now, else the code of the reason.

        Must not raise; may take some seconds.
        """
        ...

    def languages(self) -> Set[str]:
        """Return its languages as lower-case BCP 47 codes; empty when it is not installed."""
        ...

    def unreadable_scripts(self, language: str) -> Set[str]:
        """Return the scripts that it cannot read, as Unicode's character names begin."""
        ...

    def speak(self, text: str, language: str, manner: Manner) -> Speech:
        """Synthesise the words.

        Args:
            text: Words. One whose pronunciation is given stands as `[[/IPA/|word]]`; see
                `core.normalization.pronounced`.
            language: One of `languages()`.
            manner: Pitch, pace, variant and whisper.

        Returns:
            The sound, the phones from first to last (None when unknown), the words with their
            times. Phones are in order, do not overlap, and end within the sound. For words without
            a sound, such as "...", the samples or the phones are empty.

        Raises:
            DependencyError: It does not work now; the next voice is tried.
            SettingsError: voice_variant_unknown.
        """
        ...
