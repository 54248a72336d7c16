"""The arguments of the command line for the `RenderOptions`."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talking_photo.core.request import RenderOptions


def add_options(command: argparse.ArgumentParser) -> None:
    """Add an argument for each of the `RenderOptions`."""
    _add(
        command,
        "voice",
        help="one of those that the command `voices` lists, or woman, man or child",
    )
    _add(command, "pitch", metavar="FACTOR", help="of the voice, 0.5 to 2; 1 is its own")
    _add(command, "pace", metavar="FACTOR", help="of the voice, 0.5 to 2; larger is faster")
    _add(command, "language", help="code such as en or pt-br; else guessed from the words")
    _add(
        command,
        "face",
        metavar="N|all",
        help="who speaks, counted from the left; else the most prominent one. Words such as "
        "'1: Hello! 2: Hi.' are a dialogue",
    )
    command.add_argument(
        "--points",
        type=_points,
        metavar="FILE.json",
        help="where eyes, mouth and chin are, for a pet, a drawing or a mug (docs/picture.md)",
    )
    _add(command, "expression")
    _add(
        command,
        "strength",
        metavar="PERCENT",
        help="how much of the expression, up to 150; 100 if left out",
    )
    _add(
        command,
        "motion",
        metavar="PERCENT|still|calm|lively",
        help="how much head and body move, up to 150; 100 (calm) if left out",
    )
    _add(command, "format")
    _add(
        command,
        "background",
        help="what is behind the person; a transparent video is a .webm",
    )
    _add(command, "captions", help="write the words into the picture")
    _add(
        command,
        "caption-style",
        help="look of the words in the picture; highlight shows the one that is said in yellow",
    )
    command.add_argument(
        "--say",
        dest="dictionary",
        action="append",
        type=entry,
        default=[],
        metavar="WORD=PRONUNCIATION",
        help="how a word is said: Siobhán=shi-VAWN, or IPA: Nguyen=/wɪn/; may be given again",
    )
    _add(command, "seed", help="another number moves the head another way")


def _add(
    command: argparse.ArgumentParser,
    name: str,
    *,
    metavar: str | None = None,
    help: str | None = None,  # noqa: A002 - as argparse calls it
) -> None:
    """Add the argument of a written option; left out, it is None."""
    from talking_photo.bots.options import WRITTEN

    option = WRITTEN[name]

    def read(text: str) -> object:
        try:
            return option.read(text)
        except ValueError as exc:
            raise argparse.ArgumentTypeError(str(exc)) from exc

    if option.is_flag:
        command.add_argument(f"--{name}", dest=option.field, action="store_true", help=help)
        return
    if metavar is None and option.choices:
        metavar = "{" + ",".join(option.choices) + "}"
    command.add_argument(f"--{name}", dest=option.field, type=read, metavar=metavar, help=help)


def read_options(chosen: argparse.Namespace, usual: RenderOptions | None = None) -> RenderOptions:
    """Return the options that were chosen.

    Args:
        chosen: The arguments.
        usual: Those that hold where none was given.

    Raises:
        RequestError: An option is wrong.
    """
    from talking_photo.core.request import DEFAULT_OPTIONS, RenderOptions

    names = [field.name for field in dataclasses.fields(RenderOptions)]
    # An option without an argument, such as voices by language, keeps its default.
    given = {
        name: value for name, value in vars(chosen).items() if name in names and value is not None
    }
    if "caption_style" in given:
        given["captions"] = True
    usual = usual or DEFAULT_OPTIONS
    given["captions"] = given["captions"] or usual.captions  # a flag that cannot say no
    given["dictionary"] = {**usual.dictionary, **dict(given["dictionary"])}
    return dataclasses.replace(usual, **given)


def entry(text: str) -> tuple[str, str]:
    """Read an entry of a dictionary, `WORD=PRONUNCIATION`.

    Raises:
        ArgumentTypeError: It is none.
    """
    from talking_photo.core.pronunciation import read_entry

    entry = read_entry(text)
    if entry is None:
        raise argparse.ArgumentTypeError(f"{text} is not WORD=PRONUNCIATION")
    return entry


def _points(name: str) -> object:
    """Return what a file of points holds; the options check it.

    Raises:
        ArgumentTypeError: It is no readable JSON file.
    """
    try:
        return json.loads(Path(name).read_bytes())
    except (OSError, ValueError) as exc:
        raise argparse.ArgumentTypeError(f"{name} is not a readable JSON file") from exc
