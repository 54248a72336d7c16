"""The command line: reads the arguments and runs the command."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from talking_photo import __version__
from talking_photo.bots.cli.options import add_options, entry, read_options

if TYPE_CHECKING:
    from talking_photo.core.request import RenderOptions

_EXIT_CODES = """\
exit codes:
  0    done; the path of the result stands on the standard output
  1    a fault of this program
  2    invalid usage
  3    the photo, the sound or the text cannot be used
  4    a service or a library failed; trying again may help
  5    a setting, a file or a folder is wrong
  130  interrupted
  141  whatever read the output has stopped reading
"""

_INTERRUPTED = 130
_WITH_OPTIONS = ("speak", "faq", "sheet", "batch")


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: What stands behind the program's name; None takes it from the process.

    Returns:
        The exit code.
    """
    try:
        # Imported here, so that an interrupt during the import of numpy ends as quietly as later.
        from talking_photo.bots.cli import terminal

        parser = _parser()
        return terminal.run(_checked(parser, parser.parse_args(arguments)))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)  # noqa: T201 - this is the terminal
        return _INTERRUPTED


def program() -> NoReturn:
    """Run one command as a process of its own.

    An interrupt ends it at once: all is closed by then, and to take the interpreter apart takes
    longer than that.
    """
    code = main()
    if code == _INTERRUPTED:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _parser() -> argparse.ArgumentParser:
    from talking_photo.bots.cli.batch.command import add_arguments as add_batch_arguments

    parser = argparse.ArgumentParser(
        prog="talking-photo",
        description="Make a photo speak.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="settings to use; without it, config.toml of the working folder if there is one",
    )
    everywhere.add_argument(
        "--verbose", action="store_true", help="show the log, with the details of faults"
    )
    parser.add_argument("--version", action="version", version=f"talking-photo {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, does: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[everywhere], help=does)

    _add_speak(command("speak", "make a photo speak"))
    add_batch_arguments(command("batch", "make a video for each row of a table"))
    demo = command("demo", "make the built-in portrait speak")
    demo.add_argument(
        "-o",
        "--output",
        type=_ending(".mp4"),
        default=Path("talking-photo-demo.mp4"),
        metavar="FILE",
        help="the video, replaced if it is there (default: %(default)s)",
    )
    _add_studio(command("studio", "open the page in which photos are made to speak"))
    _add_export(command("export", "write a finished video as a slide, a lesson or a page"))
    _add_faq(command("faq", "make a website whose photo answers questions"))
    _add_story(command("story", "make one video of many scenes, cards and music"))
    _add_faces(command("faces", "number the faces of a photo, to choose who speaks"))
    _add_sheet(command("sheet", "make contact sheets of all photos of a folder"))
    command("run", "start the bots for which the settings have a token, and make their videos")
    command("worker", "only make videos, for a `run` with the same database and media")
    _add_voices(command("voices", "list the voices, add and remove them"), everywhere)
    _add_dictionary(command("dictionary", "list how words are said, or try it"))
    command("mcp", "offer tools to an assistant (Model Context Protocol) over stdio")
    _add_tokens(command("tokens", "create, list and revoke tokens of the API"), everywhere)
    _add_verify(command("verify", "tell whether files were made here and not changed since"))
    _add_find(command("find", "find the job of a video, to delete it"))
    _add_provenance(command("provenance", "show or renew the certificate that signs"), everywhere)
    command("doctor", "test this installation and say what is wrong")
    return parser


def _add_voices(voices: argparse.ArgumentParser, everywhere: argparse.ArgumentParser) -> None:
    voices.add_argument("--language", metavar="CODE", help="only those that speak it")
    voices.add_argument("--json", action="store_true", help="print all facts for programs")
    commands = voices.add_subparsers(dest="voices_command", metavar="COMMAND")
    add = commands.add_parser(
        "add", parents=[everywhere], help="fetch a voice after showing its licence and size"
    )
    add.add_argument(
        "name",
        metavar="NAME|URL",
        help="one that `voices` lists, `whisper` for a recogniser, or the address of a Piper "
        "voice (.onnx) or of a style of Kokoro (.bin)",
    )
    add.add_argument("--yes", action="store_true", help="accept the licence without a question")
    add.add_argument("--sha256", metavar="HEX", help="checksum that the file of a URL must have")
    remove = commands.add_parser(
        "remove", parents=[everywhere], help="delete what `voices add` fetched"
    )
    remove.add_argument("name", metavar="NAME")
    create = commands.add_parser(
        "create", parents=[everywhere], help="make a voice of others, for everybody here"
    )
    create.add_argument("name", metavar="NAME")
    create.add_argument(
        "--from",
        dest="base",
        type=_voice_with_share,
        required=True,
        metavar="VOICE[:SHARE]",
        help="the voice that speaks; its share of a mixture, 0 to 1, is .5 if left out",
    )
    create.add_argument(
        "--with", dest="second", metavar="VOICE", help="a voice to mix in; both are of Kokoro"
    )
    for what, does in (
        ("pitch", "0.5 to 2; more is higher"),
        ("pace", "0.5 to 2; more is faster"),
        ("formants", "0.8 to 1.25; less sounds larger"),
    ):
        create.add_argument(f"--{what}", type=float, default=1.0, metavar="FACTOR", help=does)
    create.add_argument("--language", metavar="CODE", help="offer it for this language only")
    delete = commands.add_parser(
        "delete", parents=[everywhere], help="delete a voice that was made by `voices create`"
    )
    delete.add_argument("name", metavar="NAME")


def _add_verify(verify: argparse.ArgumentParser) -> None:
    verify.description = (
        "Exit code 0: all are ours and unchanged; 1: one has no mark, or is signed by somebody "
        "else; 3: one was changed, or its signature is gone; 4: one could not be checked."
    )
    verify.add_argument("files", nargs="+", type=Path, metavar="FILE")
    verify.add_argument("--json", action="store_true", help="print all facts for programs")


def _add_find(find: argparse.ArgumentParser) -> None:
    find.add_argument(
        "what", metavar="FILE|JOB", help="a video as it was sent, or the id of a job"
    )
    find.add_argument(
        "--delete", action="store_true", help="delete the video and what it was made of"
    )
    find.add_argument("--json", action="store_true", help="print all facts for programs")


def _add_provenance(
    provenance: argparse.ArgumentParser, everywhere: argparse.ArgumentParser
) -> None:
    commands = provenance.add_subparsers(
        dest="provenance_command", required=True, metavar="COMMAND"
    )
    for name, does in (
        ("show", "print the certificate that signs videos"),
        ("rotate", "make a new key and its certificate, and print that"),
    ):
        one = commands.add_parser(name, parents=[everywhere], help=does)
        one.add_argument("--json", action="store_true", help="print all facts for programs")


def _add_dictionary(dictionary: argparse.ArgumentParser) -> None:
    dictionary.add_argument(
        "entries",
        nargs="*",
        type=entry,
        metavar="WORD=PRONUNCIATION",
        help="entries to try, such as Siobhán=shi-VAWN or Nguyen=/wɪn/; without any, those of "
        "[dictionary] in the settings are listed",
    )
    dictionary.add_argument("--language", default="en", metavar="CODE", help="en if left out")
    dictionary.add_argument("--voice", metavar="NAME", help="who says them")
    dictionary.add_argument(
        "-o", "--output", type=_ending(".ogg"), metavar="FILE", help="write them as sound, too"
    )


def _add_tokens(tokens: argparse.ArgumentParser, everywhere: argparse.ArgumentParser) -> None:
    commands = tokens.add_subparsers(dest="tokens_command", required=True, metavar="COMMAND")
    create = commands.add_parser(
        "create", parents=[everywhere], help="create a token and print it, this once"
    )
    create.add_argument("name", metavar="NAME", help="whom it is for; 1 to 60 characters")
    create.add_argument(
        "--videos-per-day",
        type=_positive(int),
        metavar="N",
        help="in place of limits.jobs_per_day",
    )
    create.add_argument(
        "--minutes-per-day",
        type=_positive(float),
        metavar="N",
        help="of video, in place of limits.video_minutes_per_day",
    )
    listing = commands.add_parser("list", parents=[everywhere], help="list the tokens")
    listing.add_argument("--json", action="store_true", help="print all facts for programs")
    revoke = commands.add_parser(
        "revoke",
        parents=[everywhere],
        help="refuse a token from now on, and delete what was stored for it",
    )
    revoke.add_argument("name", metavar="NAME")


def _positive(kind: Callable[[str], float]) -> Callable[[str], float]:
    def check(text: str) -> float:
        try:
            number = kind(text)
        except ValueError:
            number = 0
        if 0 < number < math.inf:
            return number
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")

    return check


def _add_speak(speak: argparse.ArgumentParser) -> None:
    from talking_photo.bots.cli.caption_files import add_argument as add_captions_file

    speak.add_argument("photo", type=Path, metavar="PHOTO")
    speak.add_argument(
        "words", nargs="?", metavar="WORDS", help="what to say; - reads it from the standard input"
    )
    speak.add_argument(
        "--words-file",
        dest="words_files",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a text to say, in place of WORDS; where it has blocks that begin with [en], [de] … "
        "a video for each language and a page with all of them; may be given again",
    )
    speak.add_argument(
        "--sound",
        type=Path,
        metavar="FILE",
        help="a recording that replaces the voice; WORDS are then what it says",
    )
    speak.add_argument(
        "-o",
        "--output",
        type=_ending(".mp4", ".webm"),
        metavar="FILE",
        help="the video, replaced if it is there; without -o it is named after the photo, "
        "gets a number if that name is taken, and lies in the working folder",
    )
    speak.add_argument(
        "--preview", type=Path, metavar="FILE", help="also write a contact sheet of the result"
    )
    speak.add_argument("--title", help="of the file; else the first sentence of the words")
    _add_formats(
        speak,
        "--export",
        "also write it as a slide, a package for learning platforms, a page, or a moving "
        "picture for mails; may be given again",
    )
    add_captions_file(speak)
    add_options(speak)


def _add_formats(command: argparse.ArgumentParser, flag: str, does: str) -> None:
    from talking_photo.core.video.exports import ExportFormat

    command.add_argument(
        flag,
        dest="exports",
        action="append",
        default=[],
        type=str.lower,
        choices=[kind.value for kind in ExportFormat],
        help=does,
    )


def _add_export(export: argparse.ArgumentParser) -> None:
    export.add_argument("video", type=Path, metavar="VIDEO")
    _add_formats(export, "--to", "the format; may be given again")
    export.add_argument(
        "--subtitles",
        type=_ending(".vtt", ".srt"),
        metavar="FILE",
        help="what is said; else the .vtt or .srt file with the name of the video",
    )
    export.add_argument("--title", help="else that of the video")
    export.add_argument(
        "--language", metavar="CODE", help="of what is said; else that of the video"
    )
    export.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="the file, replaced if it is there, for one format; else it lies beside the video",
    )


def _add_faq(faq: argparse.ArgumentParser) -> None:
    faq.add_argument(
        "questions",
        type=Path,
        metavar="FILE|FOLDER",
        help="Markdown with a heading for each question, a text with a block for each, a table "
        "(.csv, .tsv, .xlsx), or a folder of such files",
    )
    faq.add_argument("--photo", type=Path, required=True, metavar="PHOTO", help="who answers")
    faq.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="the website; made if it is not there",
    )
    faq.add_argument("--title", help="of the page; else that of the Markdown, or the file's name")
    add_options(faq)


def _add_story(story: argparse.ArgumentParser) -> None:
    story.add_argument(
        "story", type=Path, metavar="FILE", help="a text or a .toml, see docs/stories.md"
    )
    story.add_argument(
        "-o",
        "--output",
        type=_ending(".mp4"),
        required=True,
        metavar="FILE",
        help="the video, replaced if it is there; captions are written beside it, and its scenes "
        "are kept in a folder beside it",
    )
    _add_formats(story, "--export", "also write it as a lesson; may be given again")


def _add_studio(studio: argparse.ArgumentParser) -> None:
    studio.add_argument(
        "--no-browser", dest="browser", action="store_false", help="only say where the page is"
    )
    studio.add_argument(
        "--port", type=_port, metavar="N", help="in place of web.port; 0 takes any that is free"
    )


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is not a number from 0 to 65535")


def _add_faces(faces: argparse.ArgumentParser) -> None:
    faces.add_argument("photo", type=Path, metavar="PHOTO")
    faces.add_argument(
        "-o",
        "--output",
        type=_ending(".png"),
        metavar="FILE",
        help="the picture with the numbers, replaced if it is there; without -o it is named after "
        "the photo and lies in the working folder",
    )


def _add_sheet(sheet: argparse.ArgumentParser) -> None:
    sheet.add_argument("photos", type=_photos, metavar="FOLDER")
    sheet.add_argument("words", metavar="WORDS")
    sheet.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="for a contact sheet of each, and index.png of all; made if it is not there",
    )
    add_options(sheet)


def _ending(*suffixes: str) -> Callable[[str], Path]:
    def check(name: str) -> Path:
        path = Path(name)
        if path.suffix.lower() not in suffixes:
            raise argparse.ArgumentTypeError(f"{name} does not end in {' or '.join(suffixes)}")
        return path

    return check


def _checked(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> argparse.Namespace:
    """Refuse arguments that do not go together, and build the options."""
    if chosen.command == "speak":
        if chosen.words is None and chosen.sound is None and not chosen.words_files:
            parser.error("one of the arguments WORDS --words-file --sound is required")
        if chosen.words_files and (chosen.words is not None or chosen.sound is not None):
            parser.error("argument --words-file: not allowed with WORDS or --sound")
    saved = _saved(parser, chosen) if chosen.command == "batch" else None
    if chosen.command in _WITH_OPTIONS:
        chosen.options = _options(parser, chosen, saved)
    if chosen.command == "batch" and chosen.output is None and not chosen.check:
        parser.error("one of the arguments -o --check is required")
    if chosen.command == "speak" and chosen.output is not None:
        suffix = chosen.options.background.suffix
        if chosen.output.suffix.lower() != suffix:
            parser.error(f"a video with --background {chosen.background} ends in {suffix}")
    if chosen.command == "speak" and chosen.exports and chosen.options.background == "transparent":
        parser.error("--export needs a video with a background")
    if chosen.command == "faq" and chosen.options.background == "transparent":
        parser.error("an FAQ needs a background")
    if chosen.command == "export":
        if not chosen.exports:
            parser.error("the argument --to is required")
        if chosen.output is not None and len(chosen.exports) > 1:
            parser.error("-o names one file: give --to once, or leave it out")
    return chosen


def _saved(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> RenderOptions | None:
    """Fill in what a saved template says and the command does not; return its options."""
    if chosen.saved is None:
        return None
    from talking_photo.bots import texts
    from talking_photo.bots.cli.batch.saved import read_saved
    from talking_photo.core.errors import TalkingPhotoError

    try:
        saved = read_saved(chosen.saved)
    except TalkingPhotoError as exc:
        parser.error(texts.operator_sentence(exc.code, exc.facts))
    chosen.template = chosen.template or saved.template
    chosen.name = chosen.name or saved.file_name
    return saved.options


def _options(
    parser: argparse.ArgumentParser, chosen: argparse.Namespace, usual: RenderOptions | None
) -> RenderOptions:
    from talking_photo.bots import texts
    from talking_photo.core.errors import RequestError

    try:
        return read_options(chosen, usual)
    except RequestError as exc:
        parser.error(texts.operator_sentence(exc.code, exc.facts))


def _photos(name: str) -> list[Path]:
    try:
        files = sorted(file for file in Path(name).iterdir() if file.is_file())
    except OSError as exc:
        raise argparse.ArgumentTypeError(f"{name} is not a readable folder") from exc
    if not files:
        raise argparse.ArgumentTypeError(f"there are no files in {name}")
    return files


def _voice_with_share(text: str) -> tuple[str, float]:
    name, colon, share = text.rpartition(":")
    if not colon:
        return text, 0.5
    try:
        return name, float(share)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} does not end in a share from 0 to 1") from None


if __name__ == "__main__":
    program()
