"""Stories: a plain text or TOML file that says, scene by scene, what a longer video shows."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from talking_photo.core.errors import RequestError, TalkingPhotoError
from talking_photo.core.intake.questions import read_text_file
from talking_photo.core.model import Background, Layout, Video
from talking_photo.core.request import MOTION_STYLES, RenderOptions

MOST_SCENES = 500
_OPTIONS = (
    *("voice", "language", "face", "expression", "strength", "motion"),
    *("pitch", "pace", "captions", "seed"),
)
_NUMBERS = ("strength", "motion", "pitch", "pace")
_OF_STORY = ("title", "format", "music", "logo", "scene")
_OF_SCENE = ("card", "words", "sound", "pause", "seconds", "chapter")
_OF_BOTH = ("photo", "background", "transition", *_OPTIONS)
KEYS = (*_OF_STORY[:-1], *_OF_SCENE, *_OF_BOTH)
_KEY = re.compile(r"([A-Za-z]+)\s*:\s*(.*)")
_RULE = re.compile(r"\s*(-{3,}|={3,}|\*{3,})\s*")
_SCENE_TABLE = re.compile(r"\s*\[\[\s*scene\s*\]\]")
_SLIP = 0.66
"""Likeness of a key to one that there is, from which it is taken for a slip of the pen."""
_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_CARD_SECONDS, _LETTERS_PER_SECOND = 2.0, 16.0
_SHOWN = 60
"""Letters of a file's name that an error repeats."""
_LIMITS = {"pause": (0.2, 60.0), "seconds": (1.5, 60.0)}


Choice = TypeVar("Choice", bound=StrEnum)


class Transition(StrEnum):
    """How a scene follows the one before it."""

    CUT = "cut"
    CROSSFADE = "crossfade"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryScene:
    """One scene: a face that speaks or waits, or a title card."""

    line: int
    """Where it begins in the file, from 1."""
    card: tuple[str, ...] = ()
    """Lines of a title card, the first one the title; empty when a face is shown."""
    photo: Path | None = None
    """None for a card, or for a pause before the first photo."""
    words: str | None = None
    sound: Path | None = None
    seconds: float | None = None
    """Length of a card or of a pause; None for a card's own."""
    transition: Transition | None = None
    """None lets the scenes decide."""
    chapter: str | None = None
    background: Path | None = None
    """A picture behind the person, or behind a card."""
    options: RenderOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A longer video as its file describes it."""

    file: str
    title: str | None = None
    layout: Layout = Layout.LANDSCAPE
    music: Path | None = None
    logo: Path | None = None
    scenes: tuple[StoryScene, ...]

    def place(self, number: int) -> Mapping[str, str | int]:
        """Return the facts that name a scene in an error."""
        line = self.scenes[number].line
        return {"in_file": self.file, "in_line": line, "in_scene": number + 1}

    @property
    def photo(self) -> Path | None:
        """The first photo that is shown; None for a story of cards."""
        return next((scene.photo for scene in self.scenes if scene.photo), None)

    def check_files_are_in(self, folder: Path) -> None:
        """Check that all files lie in a folder, and in none below or above it.

        Raises:
            RequestError: story_file_missing.
        """

        def check(file: Path | None, **place: str | int) -> None:
            if file is not None and not (
                file.parent == folder and ".." not in file.parts and file.is_file()
            ):
                raise RequestError("story_file_missing", file=file.name[:_SHOWN], **place)

        check(self.music)
        check(self.logo)
        for number, scene in enumerate(self.scenes):
            for file in (scene.photo, scene.sound, scene.background):
                check(file, **self.place(number))

    def with_files(self, place: Callable[[Path], Path | None]) -> Story:
        """Return the story with its files elsewhere; None leaves one out."""

        def moved(file: Path | None) -> Path | None:
            return None if file is None else place(file)

        return replace(
            self,
            music=moved(self.music),
            logo=moved(self.logo),
            scenes=tuple(
                replace(
                    scene,
                    photo=moved(scene.photo),
                    sound=moved(scene.sound),
                    background=moved(scene.background),
                )
                for scene in self.scenes
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRequest:
    """A story whose scenes are rendered and have to be composed."""

    story: Story
    scenes: tuple[Video | None, ...]
    """In order; None for a card."""
    max_bytes: int | None = None
    """None for no limit, as in `SpeakRequest`."""

    @property
    def photo(self) -> Path:
        """The photo that the video is signed as made of."""
        return self.story.photo or Path()

    @property
    def seconds(self) -> float:
        """Length at most."""
        return sum(
            card_seconds(scene) if video is None else video.seconds
            for scene, video in zip(self.story.scenes, self.scenes, strict=True)
        )


def card_seconds(scene: StoryScene) -> float:
    """Return how long a title card is shown: long enough to read it, unless somebody says."""
    reading = _CARD_SECONDS + sum(map(len, scene.card)) / _LETTERS_PER_SECOND
    return scene.seconds or reading


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """The keys of a scene, or of the whole story, as they were written."""

    line: int
    values: Mapping[str, Any]
    lines: Mapping[str, int]
    """Where each key stands."""


def read_story(file: Path) -> Story:
    """Read a story from a text or a TOML file; paths in it are relative to its folder.

    Raises:
        RequestError: story_unreadable, story_empty, story_key_unknown, story_value_wrong,
            scene_without_photo or too_many_scenes, with the place.
        StorageError: file_unreadable.
    """
    text = read_text_file(file)
    blocks = _toml(text, file.name) if file.suffix.lower() == ".toml" else _text(text, file.name)
    head, scenes = blocks
    if not scenes:
        raise RequestError("story_empty", file=file.name)
    if len(scenes) > MOST_SCENES:
        raise RequestError("too_many_scenes", count=len(scenes), limit=MOST_SCENES)
    return _Reader(file).story(head, scenes)


def is_toml(text: str) -> bool:
    """Return whether a story is written as TOML."""
    return any(map(_SCENE_TABLE.match, text.splitlines()))


def _text(text: str, file: str) -> tuple[_Block, list[_Block]]:
    """Split a text at empty lines; the first block is the story's own if it has keys only."""
    blocks: list[_Block] = []
    lines: list[tuple[int, str]] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.startswith("#"):
            continue
        if line.strip() and not _RULE.fullmatch(line):
            lines.append((number, line))
        elif lines:
            blocks.append(_block(lines, file))
            lines = []
    if blocks and not set(blocks[0].values) & {"card", "words", "sound", "pause"}:
        return blocks[0], blocks[1:]
    return _Block(line=1, values={}, lines={}), blocks


def _block(lines: Sequence[tuple[int, str]], file: str) -> _Block:
    """Read keys, then words; below a card, its further lines.

    Raises:
        RequestError: story_key_unknown.
    """
    values: dict[str, Any] = {}
    places: dict[str, int] = {}
    rest: list[str] = []
    for number, line in lines:
        match = _KEY.fullmatch(line.strip())
        key = match[1].lower() if match else ""
        # Below the words a key is written small: "Photo: that is me" is a sentence.
        if match and key in KEYS and not (rest and key != match[1]):
            values[key], places[key] = match[2].strip(), number
            continue
        near = [] if rest else difflib.get_close_matches(key, KEYS, 1, _SLIP)
        if match and near:  # a slip of the pen; other words before a colon are said
            raise RequestError(
                "story_key_unknown", key=key, known=near[0], in_file=file, in_line=number
            )
        rest.append(line.strip())
    if "card" in values:
        values["card"] = "\n".join([values["card"], *rest])
    elif rest:
        values["words"] = "\n".join([values["words"], *rest] if "words" in values else rest)
    return _Block(line=lines[0][0], values=values, lines=places)


def _toml(text: str, file: str) -> tuple[_Block, list[_Block]]:
    """Read tables `[[scene]]`, and what stands above them.

    Raises:
        RequestError: story_unreadable.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise RequestError("story_unreadable", file=file, problem=str(exc)) from exc
    scenes = tables.pop("scene", [])
    if not isinstance(scenes, list) or not all(isinstance(scene, dict) for scene in scenes):
        raise RequestError("story_unreadable", file=file, problem="[[scene]]")
    starts = [at for at, line in enumerate(text.split("\n"), 1) if _SCENE_TABLE.match(line)]
    starts += [1] * len(scenes)  # written in another way
    blocks = [_Block(line=1, values=tables, lines={})]
    blocks += [
        _Block(line=line, values=scene, lines={})
        for scene, line in zip(scenes, starts, strict=False)
    ]
    for block in blocks:
        for key in block.values:
            if key not in KEYS:
                near = difflib.get_close_matches(key, KEYS, 1, 0.0)
                raise RequestError(
                    "story_key_unknown",
                    key=key,
                    known=near[0] if near else KEYS[0],
                    in_file=file,
                    in_line=block.line,
                )
    return blocks[0], blocks[1:]


class _Reader:
    """Turns written values into scenes.

    Args:
        file: Of the story.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def story(self, head: _Block, blocks: Sequence[_Block]) -> Story:
        """Return the story."""
        layout = self._chosen(head, "format", Layout) or Layout.LANDSCAPE
        if layout is Layout.ROUND:  # shown as a circle by messengers alone
            raise self._wrong(
                head, "format", ", ".join(it for it in Layout if it is not Layout.ROUND)
            )
        photo = self._path(head, "photo")
        scenes = []
        for block in blocks:
            scene = self._scene(head, block, layout, photo)
            photo = photo if scene.photo is None else scene.photo
            scenes.append(scene)
        return Story(
            file=self._file.name,
            title=self._string(head, "title"),
            layout=layout,
            music=self._path(head, "music"),
            logo=self._path(head, "logo"),
            scenes=tuple(scenes),
        )

    def _scene(
        self, head: _Block, block: _Block, layout: Layout, photo: Path | None
    ) -> StoryScene:
        for key in _OF_STORY:
            if key in block.values:
                raise self._wrong(block, key, ", ".join((*_OF_SCENE, *_OF_BOTH)))
        background = self._path(block, "background") or self._path(head, "background")
        transition = self._chosen(block, "transition", Transition)
        scene = StoryScene(
            line=block.line,
            transition=transition or self._chosen(head, "transition", Transition),
            chapter=self._string(block, "chapter"),
            background=background,
            seconds=self._number(block, "pause") or self._number(block, "seconds"),
            options=self._options(head, block, layout, cut_out=background is not None),
        )
        card = self._string(block, "card")
        if card is not None:
            return replace(scene, card=tuple(card.split("\n")))
        photo = self._path(block, "photo") or photo
        words, sound = self._string(block, "words"), self._path(block, "sound")
        if photo is None:
            raise RequestError("scene_without_photo", **self._at(block))
        if words is None and sound is None and scene.seconds is None:
            raise self._wrong(block, "photo", "words, sound, pause")
        return replace(scene, photo=photo, words=words, sound=sound)

    def _options(
        self, head: _Block, block: _Block, layout: Layout, *, cut_out: bool
    ) -> RenderOptions:
        given: dict[str, Any] = {}
        for where in (head, block):
            for key in _OPTIONS:
                if key in where.values:
                    given[key] = self._option(where, key)
        background = Background.TRANSPARENT if cut_out else Background.KEEP
        try:
            return RenderOptions(layout=layout, background=background, **given)
        except TalkingPhotoError as exc:
            raise type(exc)(exc.code, **exc.facts, **self._at(block)) from exc

    def _option(self, block: _Block, key: str) -> object:
        value = block.values[key]
        text = str(value).strip()
        if key == "captions":
            if text.lower() not in (*_YES, *_NO):
                raise self._wrong(block, key, "yes, no")
            return text.lower() in _YES
        if key == "motion" and text.lower() in MOTION_STYLES:
            return MOTION_STYLES[text.lower()]
        if key in _NUMBERS:
            return self._float(block, key)
        if key == "seed" or (key == "face" and text.lower() != "all"):
            if not text.isdecimal():
                raise self._wrong(block, key, "1, 2, 3 …")
            return int(text)
        return text.lower() if key in ("expression", "face") else text

    def _float(self, block: _Block, key: str) -> float:
        text = str(block.values[key]).strip()
        number = text.removesuffix("%").removesuffix("s").strip().replace(",", ".")
        try:
            return float(number) / (100 if text.endswith("%") else 1)
        except ValueError:
            raise self._wrong(block, key, "1.5") from None

    def _number(self, block: _Block, key: str) -> float | None:
        if key not in block.values:
            return None
        number, (least, most) = self._float(block, key), _LIMITS[key]
        if not least <= number <= most:
            raise self._wrong(block, key, f"{least:g}–{most:g}")
        return number

    def _string(self, block: _Block, key: str) -> str | None:
        value = block.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(block, key, "“…”")
        return value.strip()

    def _path(self, block: _Block, key: str) -> Path | None:
        name = self._string(block, key)
        try:
            return None if name is None else self._file.parent / Path(name).expanduser()
        except RuntimeError:  # `~nobody`
            raise self._wrong(block, key, "photo.jpg") from None

    def _chosen(self, block: _Block, key: str, kind: type[Choice]) -> Choice | None:
        if key not in block.values:
            return None
        try:
            return kind(str(block.values[key]).strip().lower())
        except ValueError:
            raise self._wrong(block, key, ", ".join(map(str, kind))) from None

    def _wrong(self, block: _Block, key: str, allowed: str) -> RequestError:
        return RequestError("story_value_wrong", key=key, allowed=allowed, **self._at(block, key))

    def _at(self, block: _Block, key: str = "") -> dict[str, str | int]:
        return {"in_file": self._file.name, "in_line": block.lines.get(key, block.line)}
