"""Which voices there are: installed, or to be had."""

from __future__ import annotations

from dataclasses import dataclass

from talking_photo.core.packages.package import Package, problem_of
from talking_photo.core.packages.pinned import WHISPER, known_packages
from talking_photo.core.settings import VoiceSettings
from talking_photo.core.speech.languages import match_language
from talking_photo.core.speech.ports import SpeakerKind, Voice
from talking_photo.core.speech.voices import build_voices, needs_network


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceInfo:
    """A voice, as lists of voices show it."""

    name: str
    kind: SpeakerKind | None
    """Whom it sounds like; None when that is unknown or differs between languages."""
    natural: bool
    languages: tuple[str, ...]
    """Codes of the languages that it speaks once it is installed, sorted."""
    licence: str
    installed: bool
    problem: str | None
    """None when it works now, else the code of the reason."""
    package: str | None
    """What `voices add` fetches for it; None for a voice that is installed otherwise."""
    download_bytes: int
    """Size of that package, which may hold other voices too; 0 without one."""
    network: bool
    """Whether the words are sent to a service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogniserInfo:
    """What writes down recordings, in the same list."""

    name: str
    licence: str
    problem: str | None
    download_bytes: int


_NOT_INSTALLED = ("voice_not_installed", "voice_half_downloaded", "voice_model_missing")


def list_voices(settings: VoiceSettings, language: str | None = None) -> tuple[VoiceInfo, ...]:
    """Return every voice in the operator's order, then the others; blocks for up to a second.

    Args:
        settings: The operator's.
        language: Only voices that speak it; None for all.
    """
    voices = build_voices(settings)
    infos = (_info(voice, settings) for voice in (*voices.order, *voices.on_request))
    return tuple(
        info
        for info in infos
        if language is None or match_language(language, set(info.languages)) is not None
    )


def list_recognisers(settings: VoiceSettings) -> tuple[RecogniserInfo, ...]:
    """Return the recognisers that can be added."""
    return (
        RecogniserInfo(
            name=WHISPER.name,
            licence=WHISPER.licence,
            problem=problem_of(WHISPER, settings.folder),
            download_bytes=WHISPER.bytes,
        ),
    )


def _info(voice: Voice, settings: VoiceSettings) -> VoiceInfo:
    problem = voice.availability()
    package: Package | None = known_packages().get(voice.package or "")
    return VoiceInfo(
        name=voice.name,
        kind=voice.kind,
        natural=voice.natural,
        languages=tuple(sorted(voice.speaks)),
        licence=voice.licence,
        installed=problem not in _NOT_INSTALLED,
        problem=problem,
        package=voice.package,
        download_bytes=0 if package is None else package.bytes,
        network=needs_network(settings.model_copy(update={"order": ()}), voice.name),
    )
