"""The arguments of the command line for the `RenderOptions`."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from talking_photo.core.request import RenderOptions


def add_options(command: argparse.ArgumentParser) -> None:
    """Add an argument for each of the `RenderOptions`."""
    from talking_photo.core.model import Background, CaptionStyle, Expression, Layout

    command.add_argument(
        "--voice", help="one of those that the command `voices` lists, or woman, man or child"
    )
    command.add_argument(
        "--pitch", type=float, metavar="FACTOR", help="of the voice, 0.5 to 2; 1 is its own"
    )
    command.add_argument(
        "--pace", type=float, metavar="FACTOR", help="of the voice, 0.5 to 2; larger is faster"
    )
    command.add_argument(
        "--language", help="code such as en or pt-br; else guessed from the words"
    )
    command.add_argument(
        "--face",
        type=_face,
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
    command.add_argument(
        "--expression",
        type=str.lower,
        default=Expression.NEUTRAL,
        choices=[expression.value for expression in Expression],
    )
    command.add_argument(
        "--strength",
        type=_percent,
        default=1.0,
        metavar="PERCENT",
        help="how much of the expression, up to 150; 100 if left out",
    )
    command.add_argument(
        "--motion",
        type=_motion,
        default=1.0,
        metavar="PERCENT|still|calm|lively",
        help="how much head and body move, up to 150; 100 (calm) if left out",
    )
    command.add_argument(
        "--format",
        dest="layout",
        type=str.lower,
        default=Layout.ORIGINAL,
        choices=[layout.value for layout in Layout],
    )
    command.add_argument(
        "--background",
        type=str.lower,
        default=Background.KEEP,
        choices=[background.value for background in Background],
        help="what is behind the person; a transparent video is a .webm",
    )
    command.add_argument(
        "--captions", action="store_true", help="write the words into the picture"
    )
    command.add_argument(
        "--caption-style",
        type=str.lower,
        choices=[style.value for style in CaptionStyle],
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
    command.add_argument(
        "--seed", type=int, default=0, help="another number moves the head another way"
    )


def read_options(chosen: argparse.Namespace) -> RenderOptions:
    """Return the options that were chosen.

    Raises:
        RequestError: An option is wrong.
    """
    from talking_photo.core.request import RenderOptions

    names = [field.name for field in dataclasses.fields(RenderOptions)]
    # An option without an argument, such as voices by language, keeps its default.
    given = {name: value for name, value in vars(chosen).items() if name in names}
    if given["caption_style"] is None:
        del given["caption_style"]
    else:
        given["captions"] = True
    return RenderOptions(**{**given, "dictionary": dict(given["dictionary"])})


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


def _percent(text: str) -> float:
    number = text.removesuffix("%").strip()
    if number.isdecimal() and int(number) <= 150:
        return int(number) / 100
    raise argparse.ArgumentTypeError(f"{text} is not a percentage from 0 to 150")


def _motion(text: str) -> float:
    from talking_photo.core.request import MOTION_STYLES

    named = MOTION_STYLES.get(text.casefold())
    return _percent(text) if named is None else named


def _face(text: str) -> int | Literal["all"]:
    if text.casefold() == "all":
        return "all"
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is neither a number from 1 nor `all`")
