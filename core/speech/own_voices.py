"""Voices that people and operators make of others: by pitch, pace and formants, or by mixing two.

What a person makes is kept in a store of `core.jobs.stores`; what the operator makes, for all, in
a file beside the voices.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from talking_photo.core.errors import DISK_FULL, RequestError, SettingsError, StorageError
from talking_photo.core.model import Speech
from talking_photo.core.packages.installation import exclusive_folder
from talking_photo.core.request import FORMANT_LIMITS, PACE_LIMITS, PITCH_LIMITS, OwnVoice
from talking_photo.core.settings import VoiceSettings
from talking_photo.core.speech.kokoro import Kokoro, blend
from talking_photo.core.speech.languages import match_language
from talking_photo.core.speech.ports import Manner, SpeakerKind, Voice

_FILE = "own_voices.json"
_MAX_LISTED = 12
_OWN_VOICES = TypeAdapter(tuple[OwnVoice, ...])
_log = logging.getLogger(__name__)


class AdjustedVoice:
    """A voice with another pitch, pace and formants, under a name of its own."""

    def __init__(self, own: OwnVoice, base: Voice) -> None:
        """Take the description, and the voice that speaks."""
        self.name = own.name
        self.kind = base.kind
        self.natural = base.natural
        self.licence = base.licence
        self.package = base.package
        self._own = own
        self._base = base

    @property
    def version(self) -> str:
        """Return that of the base, with what is changed."""
        own = self._own
        return f"{self._base.version} {own.pitch:g} {own.pace:g} {own.formants:g}"

    @property
    def speaks(self) -> Set[str]:
        """Return the languages of the base, or the one that it was made for."""
        return self._offered(self._base.speaks)

    def availability(self) -> str | None:
        """Return None, or why the base does not work."""
        return self._base.availability()

    def languages(self) -> Set[str]:
        """Return the same while the base is installed."""
        return self._offered(self._base.languages())

    def unreadable_scripts(self, language: str) -> Set[str]:
        """Return those of the base."""
        return self._base.unreadable_scripts(language)

    def speak(self, text: str, language: str, manner: Manner) -> Speech:
        """Synthesise the words; see `Voice`."""
        own = self._own
        changed = replace(
            manner,
            pitch=float(np.clip(manner.pitch * own.pitch, *PITCH_LIMITS)),
            pace=float(np.clip(manner.pace * own.pace, *PACE_LIMITS)),
            formants=float(np.clip(manner.formants * own.formants, *FORMANT_LIMITS)),
        )
        return self._base.speak(text, language, changed)

    def _offered(self, languages: Set[str]) -> Set[str]:
        if self._own.language is None:
            return languages
        only = match_language(self._own.language, languages)
        return frozenset() if only is None else {only}


def with_own_voices(voices: Mapping[str, Voice], own: Sequence[OwnVoice]) -> dict[str, Voice]:
    """Return the voices with those made of them; what cannot be made any more is left out."""
    made = {one.name: voice for one in own if (voice := _made(one, voices)) is not None}
    return {**made, **voices}


def check_own_voice(own: OwnVoice, voices: Mapping[str, Voice]) -> None:
    """Refuse a voice that cannot be made, or whose name another voice has.

    Args:
        own: The new voice.
        voices: All that are no one's own, by name: `all_voices` of the settings.

    Raises:
        RequestError: own_voice_name_taken, voice_unknown, voices_not_blendable, option_wrong.
    """
    if own.name.casefold() in (*voices, *SpeakerKind):
        raise RequestError("own_voice_name_taken", name=own.name)
    for name in (own.base, own.second):
        if name is not None and name not in voices:
            raise RequestError("voice_unknown", known=", ".join([*voices][:_MAX_LISTED]))
    if _made(own, voices) is None:
        raise RequestError("voices_not_blendable")
    spoken = voices[own.base].speaks
    if own.language is not None and match_language(own.language, spoken) is None:
        allowed = ", ".join(sorted(spoken)[:_MAX_LISTED])
        raise RequestError("option_wrong", option="language", allowed=allowed)


def _made(own: OwnVoice, voices: Mapping[str, Voice]) -> Voice | None:
    """Return the voice; None when its parts are gone or cannot be mixed."""
    base = voices.get(own.base)
    if base is None:
        return None
    if own.second is not None:
        second = voices.get(own.second)
        if not (isinstance(base, Kokoro) and isinstance(second, Kokoro)):
            return None
        base = blend(own.name, base, second, own.share)
    return AdjustedVoice(own, base)


def operators_voices(settings: VoiceSettings) -> tuple[OwnVoice, ...]:
    """Return the voices that the operator made for all.

    Raises:
        SettingsError: own_voices_damaged.
    """
    path = settings.folder / _FILE
    try:
        return _OWN_VOICES.validate_json(path.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError, RequestError) as exc:
        raise SettingsError("own_voices_damaged", file=str(path)) from exc


def readable_operators_voices(settings: VoiceSettings) -> tuple[OwnVoice, ...]:
    """Return the same; none, and a line in the log, when their file is damaged."""
    try:
        return operators_voices(settings)
    except SettingsError as error:
        _log.warning("%s", error)
        return ()


def keep_for_all(own: OwnVoice, settings: VoiceSettings) -> None:
    """Add a voice for all, in place of the one of the same name.

    Raises:
        SettingsError: own_voices_damaged, voice_folder_busy.
        StorageError: disk_full or voice_folder_not_writable.
    """
    with exclusive_folder(settings.folder):
        others = [one for one in operators_voices(settings) if one.name != own.name]
        _write((*others, own), settings.folder)


def remove_for_all(name: str, settings: VoiceSettings) -> bool:
    """Delete a voice of the operator's; False when there is none of that name.

    Raises:
        SettingsError: own_voices_damaged, voice_folder_busy.
        StorageError: disk_full or voice_folder_not_writable.
    """
    with exclusive_folder(settings.folder):
        known = operators_voices(settings)
        others = tuple(one for one in known if one.name != name)
        if len(others) < len(known):
            _write(others, settings.folder)
    return len(others) < len(known)


def _write(voices: tuple[OwnVoice, ...], folder: Path) -> None:
    """Replace the file.

    Raises:
        StorageError: disk_full or voice_folder_not_writable.
    """
    content = json.dumps(_OWN_VOICES.dump_python(voices), ensure_ascii=False, indent=1)
    new = folder / f".{_FILE}.new"
    try:
        new.write_text(content + "\n", encoding="utf-8")
        new.replace(folder / _FILE)
    except OSError as exc:
        if exc.errno in DISK_FULL:
            raise StorageError("disk_full") from exc
        raise StorageError("voice_folder_not_writable", folder=str(folder)) from exc
