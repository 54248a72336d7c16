"""Runs the commands of the terminal, prints results, and turns errors into sentences."""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import itertools
import logging
import os
import signal
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from talking_photo.bots import texts
from talking_photo.bots.cli import (
    caption_files,
    contact_sheets,
    dictionary,
    doctor,
    faq,
    find,
    lessons,
    progress_line,
    provenance,
    single_job,
    story,
    token_commands,
    translations,
    verification,
    voice_commands,
)
from talking_photo.bots.cli.batch import command as batch
from talking_photo.bots.service.logs import RedactingFormatter, log_as_json
from talking_photo.core.errors import (
    DependencyError,
    RequestError,
    SettingsError,
    StorageError,
    TalkingPhotoError,
)
from talking_photo.core.model import RenderedFile
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings, load_settings
from talking_photo.core.video.contact_sheet import require_moviepy
from talking_photo.core.video.exports import ExportFormat
from talking_photo.core.workers import kernel

_MAX_STDIN_CHARACTERS = 1_000_000
"""Far above any limit of the settings."""

_EXIT_CODES = ((RequestError, 3), (DependencyError, 4), (SettingsError, 5), (StorageError, 5))

_OUTPUT_CLOSED = 128 + signal.SIGPIPE

_SECRET_VARIABLES = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID")

_log = logging.getLogger(__name__)


def run(chosen: argparse.Namespace) -> int:
    """Run the chosen command.

    Returns:
        The exit code. An error becomes a sentence; only the log has its traceback.
    """
    console = Console(stderr=True)
    # Without a handler of its own, logging would print faults between the sentences.
    handler = logging.StreamHandler() if chosen.verbose else logging.NullHandler()
    handler.setFormatter(RedactingFormatter(_secrets_of_environment()))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    try:
        settings = _settings(chosen.config)
        handler.setFormatter(RedactingFormatter(_secrets(settings)))
        code = _COMMANDS[chosen.command](chosen, settings, console)
        sys.stdout.flush()
    except TalkingPhotoError as exc:
        _log.info("refused", exc_info=exc)
        _print_sentence(console, texts.operator_sentence(exc.code, exc.facts))
        return _exit_code(exc)
    except BrokenPipeError:
        # Whatever reads the output, such as head, has stopped reading.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _OUTPUT_CLOSED
    except Exception:  # noqa: BLE001 - nobody above would do better than a sentence and the log
        _log.exception("unexpected")
        _print_sentence(console, texts.operator_sentence("unexpected", {}))
        return 1
    return code


def _exit_code(error: TalkingPhotoError) -> int:
    return next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), 1)


def _secrets(settings: Settings) -> frozenset[str]:
    return settings.secrets() | _secrets_of_environment()


def _secrets_of_environment() -> frozenset[str]:
    """Return the keys to the media store, which its library takes from the environment."""
    return frozenset(os.environ[name] for name in _SECRET_VARIABLES if name in os.environ)


def _settings(file: Path | None) -> Settings:
    usual = Path("config.toml")
    return load_settings(file or (usual if usual.is_file() else None), os.environ)


def _speak(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    words = sys.stdin.read(_MAX_STDIN_CHARACTERS) if chosen.words == "-" else chosen.words
    by_language: Mapping[str, str] = {}
    if chosen.words_files:
        read = translations.read_words(chosen.words_files)
        words, by_language = (read, {}) if isinstance(read, str) else (None, read)
    request = SpeakRequest(
        photo=chosen.photo,
        text=words,
        sound=chosen.sound,
        options=chosen.options,
        title=chosen.title,
    )
    if chosen.preview is not None:
        require_moviepy()
    target = chosen.output or _free_name(chosen.photo.stem, request.options.background.suffix)
    if by_language:
        return _speak_languages(request, by_language, target, settings, console)
    with progress_line.shown_on(console) as report:
        video = single_job.make_video(
            request, target, settings, report, contact_sheet=chosen.preview
        )
    caption_files.write_beside(video, chosen.caption_formats)
    _print_result(video, console)
    _print_paths(lessons.beside(video, _formats(chosen), chosen.title) if chosen.exports else ())
    return 0


def _speak_languages(
    request: SpeakRequest,
    words: Mapping[str, str],
    target: Path,
    settings: Settings,
    console: Console,
) -> int:
    """Make a video for each language; the path of the page is printed last."""
    with progress_line.shown_on(console) as report:
        made = translations.make(request, words, target, settings, report)
    for language, video in made.videos.items():
        for note in video.notes:
            sentence = texts.operator_sentence(note.code, note.facts)
            _print_sentence(console, f"{language}: {sentence}")
    for language, error in made.failed.items():
        sentence = texts.operator_sentence(error.code, error.facts)
        _print_sentence(console, f"{language}: {sentence}")
    _print_paths([video.path for video in made.videos.values()])
    _print_paths([] if made.page is None else [made.page])
    return _exit_code(next(iter(made.failed.values()))) if made.failed else 0


def _export(chosen: argparse.Namespace, _: Settings, console: Console) -> int:
    made, with_captions = lessons.of_file(
        chosen.video,
        _formats(chosen),
        captions=chosen.subtitles,
        title=chosen.title,
        language=chosen.language,
        target=chosen.output,
    )
    if not with_captions:
        _print_sentence(
            console,
            f"There is no .vtt or .srt file beside {chosen.video}, so there are neither captions "
            "nor a transcript. Name one with --subtitles.",
        )
    _print_paths(made)
    return 0


def _faq(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    with progress_line.shown_on(console) as report:
        page = faq.make(chosen, settings, report)
    _print_paths([page])
    return 0


def _story(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    with progress_line.shown_on(console) as report:
        video = story.make(chosen, settings, report)
    _print_result(video, console)
    _print_paths(lessons.beside(video, _formats(chosen), None) if chosen.exports else ())
    return 0


def _formats(chosen: argparse.Namespace) -> Sequence[ExportFormat]:
    """Return the formats, each once."""
    return [ExportFormat(kind) for kind in dict.fromkeys(chosen.exports)]


def _batch(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    failed = batch.run(chosen, settings, console)
    return 0 if failed is None else _exit_code(failed)


def _demo(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    with (
        tempfile.TemporaryDirectory() as folder,
        progress_line.shown_on(console) as report,
    ):
        request = single_job.demo_request(Path(folder), texts.chat("demo_words", "en"))
        video = single_job.make_video(request, chosen.output, settings, report)
    result = _print_result(video, console)
    _print_sentence(console, f"To make your own photo speak, open the page: {_command()} studio")
    return result


def _faces(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    request = SpeakRequest(photo=chosen.photo)
    target = chosen.output or _free_name(f"{chosen.photo.stem}-faces", ".png")
    with progress_line.shown_on(console) as report:
        picture = single_job.show_faces(request, target, settings, report)
    return _print_result(picture, console)


def _sheet(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    def print_line(line: str) -> None:
        _print_sentence(console, line)

    require_moviepy()
    index = contact_sheets.make(
        chosen.photos, chosen.words, chosen.output, settings, print_line, options=chosen.options
    )
    print(index)  # noqa: T201 - the only line on the standard output, for scripts
    return 0


def _run(_: argparse.Namespace, settings: Settings, __: Console) -> int:
    """Run the bots until a signal arrives."""
    # Imported here: the database and the queue take a second that the other commands do not need.
    from talking_photo.bots import app

    return _serve(app.run, settings)


def _studio(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Serve the page alone, with a renderer of its own, until Ctrl-C."""
    from talking_photo.bots import app  # imported here as in _run

    port = settings.web.port if chosen.port is None else chosen.port
    settings = settings.model_copy(
        update={
            "web": settings.web.model_copy(update={"port": port}),
            "studio": settings.studio.model_copy(update={"enabled": True}),
            "render": settings.render.model_copy(
                update={"children": max(settings.render.children, 1)}
            ),
        }
    )

    def ready(port: int) -> None:
        host = settings.web.host
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared only
        address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"
        _print_sentence(console, f"The page is open: {address} (Ctrl-C closes it)")
        if chosen.browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    kernel.forbid_inspection()  # variables and memory hold tokens
    asyncio.run(app.run(settings, adapters=lambda _shared: (), ready=ready))
    return 0


def _work(_: argparse.Namespace, settings: Settings, __: Console) -> int:
    """Run a worker until a signal arrives."""
    from talking_photo.bots import app  # imported here as in _run

    return _serve(app.work, settings)


def _mcp(_: argparse.Namespace, settings: Settings, __: Console) -> int:
    """Answer an assistant until it closes the standard input.

    Raises:
        SettingsError: mcp_not_installed.
    """
    if importlib.util.find_spec("mcp") is None:
        raise SettingsError("mcp_not_installed")
    from talking_photo.bots.cli import mcp_server  # its library is an extra

    mcp_server.serve(settings, Path.cwd())
    return 0


def _serve(program: Callable[[Settings], Coroutine[Any, Any, None]], settings: Settings) -> int:
    """Run a service; an error that ends it is one line of its log."""
    log_as_json(_secrets(settings))
    kernel.forbid_inspection()  # variables and memory hold tokens
    try:
        asyncio.run(program(settings))
    except TalkingPhotoError as exc:
        _log.error("%s", texts.operator_sentence(exc.code, exc.facts))
        return _exit_code(exc)
    return 0


def _free_name(stem: str, suffix: str = ".mp4") -> Path:
    """Return a name in the working folder that no file has."""
    names = itertools.chain(
        [f"{stem}{suffix}"], (f"{stem}-{n}{suffix}" for n in itertools.count(2))
    )
    return next(path for path in map(Path, names) if not path.exists())


def _command() -> str:
    """Return the command by which this program is started here."""
    checkout = Path("run.py").is_file() and Path("talking_photo").is_dir()
    return "python3 run.py" if checkout else "talking-photo"


def _print_result(made: RenderedFile, console: Console) -> int:
    for note in made.notes:
        _print_sentence(console, texts.operator_sentence(note.code, note.facts))
    print(made.path)  # noqa: T201 - the only line on the standard output, for scripts
    return 0


def _print_paths(paths: Iterable[Path]) -> None:
    for path in paths:
        print(path)  # noqa: T201 - one a line on the standard output, for scripts


def _print_sentence(console: Console, sentence: str) -> None:
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)


def _doctor(_: argparse.Namespace, settings: Settings, __: Console) -> int:
    return doctor.examine(settings)


_COMMANDS = {
    "speak": _speak,
    "batch": _batch,
    "demo": _demo,
    "export": _export,
    "faq": _faq,
    "faces": _faces,
    "sheet": _sheet,
    "story": _story,
    "studio": _studio,
    "run": _run,
    "worker": _work,
    "voices": voice_commands.run,
    "dictionary": dictionary.run,
    "tokens": token_commands.run,
    "mcp": _mcp,
    "provenance": provenance.run,
    "verify": verification.run,
    "find": find.run,
    "doctor": _doctor,
}
