"""The command `dictionary`: pronunciations of the settings, or tried on the command line."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from talking_photo.bots.cli.output import Output
from talking_photo.core.errors import DependencyError, StorageError
from talking_photo.core.pronunciation import ipa_of, respelled
from talking_photo.core.request import DEFAULT_OPTIONS
from talking_photo.core.settings import Settings
from talking_photo.core.speech.languages import match_language
from talking_photo.core.speech.respelling import ipa_in
from talking_photo.core.speech.voice_sample import sample
from talking_photo.core.speech.voices import build_voices


def run(chosen: argparse.Namespace, settings: Settings, _console: Console) -> int:
    """List the entries of the settings, or those that were given, with their IPA.

    Raises:
        DependencyError: No voice works now.
        RequestError: An entry is wrong.
        StorageError: output_not_writable.
    """
    given = replace(DEFAULT_OPTIONS, dictionary=dict(chosen.entries)).dictionary
    entries = given or settings.dictionary
    table = Table("word", "pronunciation", "IPA", box=None, pad_edge=False)
    for word, sound in entries.items():
        table.add_row(word, sound, _ipa(sound, chosen.language))
    Output().print(table, highlight=False, markup=False)
    if chosen.output is not None and entries:
        options = replace(DEFAULT_OPTIONS, dictionary=entries)
        words = ". ".join(entries)
        voice = chosen.voice or _first_voice(settings, chosen.language)
        sound_file = asyncio.run(
            sample(
                settings.voice,
                voice=voice,
                language=chosen.language,
                words=words,
                options=options,
            )
        )
        _write(chosen.output, sound_file)
    return 0


def _ipa(sound: str, language: str) -> str:
    return (
        ipa_of(sound)
        or (respelled(sound) if language.partition("-")[0] == "en" else None)
        or ipa_in(sound, language)
    )


def _first_voice(settings: Settings, language: str) -> str:
    """Return the first voice that works and speaks a language.

    Raises:
        DependencyError: voice_not_installed.
    """
    for voice in build_voices(settings.voice).order:
        if voice.availability() is None and match_language(language, voice.languages()):
            return voice.name
    raise DependencyError("voice_not_installed", voice=settings.voice.order[0])


def _write(path: Path, sound: bytes) -> None:
    try:
        path.write_bytes(sound)
    except OSError as exc:
        raise StorageError("output_not_writable") from exc
