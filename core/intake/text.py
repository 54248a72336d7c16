"""Untrusted words become a checked script, cut where the manner of speaking changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod

from talking_photo.core.errors import RequestError
from talking_photo.core.intake.marks import (
    PAUSE,
    STYLES,
    WHISPER,
    Mark,
    Style,
    read_mark,
    read_style,
)
from talking_photo.core.model import Expression, Script, Segment
from talking_photo.core.normalization.emoji_words import emoticons_to_emoji, is_word
from talking_photo.core.normalization.letters import plain_letters
from talking_photo.core.normalization.markup import plain_text
from talking_photo.core.normalization.pronounced import IPA_CLOSE, IPA_OPEN, growth
from talking_photo.core.normalization.sentences import sentence_ends
from talking_photo.core.pronunciation import check_ipa
from talking_photo.core.settings import TextLimits

_MAX_PAUSE_SECONDS = 5.0
"""Of all pauses together."""
_MAX_MARKS_IN_A_ROW = 2
"""Combining marks; real spelling needs two (Vietnamese, pointed Hebrew), stacks of dozens are a
prank."""
_RAW_CHARACTERS_PER_SPOKEN, _RAW_CHARACTERS = 4, 6_000
"""Longer texts are not even looked at: marks, emoji and markup take so many characters beside
what is spoken."""

_BRACKETS = re.compile(r"\[ ?([^\[\]]*?) ?\]")
_TURN = re.compile(r"((?:\[[^:\[\]]*\]\s*)*)(?<![^\s\]])([1-9]\d?) ?[:：](?!\d)")
"""`2:` and the marks right before it, which are meant for it (an emoji is not); but not the hour
of 10:30."""
_IPA = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
_HELD = re.compile(rf"{IPA_OPEN}(\d+){IPA_CLOSE}")
_FACE = re.compile(r"face ([1-9]\d?)")
_NEAR = 60
"""Characters to each side of an emoji that tell whether it stands for a word."""
_JOINERS = "\u200c\u200d"
_FACES = {
    face: expression
    for expression, faces in {
        Expression.HAPPY: "😀😃😄😁😆😅😂🤣🙂😉😊😇🥰😍🤩😘😋😛😜🤪🤗😎🥳😌😏😸😹😺😻☺",
        Expression.SAD: "😢😭😞😔😟🙁☹😥😓😩😫😿🥺😖😣🥲😪",
        Expression.SURPRISED: "😮😲😯😱🤯😳😦😧🙀🫢🫨😨",
        Expression.ANGRY: "😠😡🤬😤👿😾",
        Expression.NEUTRAL: "😐😑😶",
    }.items()
    for face in faces
}


def read_text(
    raw: str,
    limits: TextLimits,
    expression: Expression,
    strength: float = 1.0,
    *,
    dialogue: bool = True,
    dictionary: Mapping[str, str] | None = None,
) -> Script:
    """Clean the words and read the marks in them.

    `[happy]`, `[sad]`, `[surprised]`, `[angry]` and `[neutral]`, or the emoji of such a face, hold
    from there on; at the very end of the text or of a turn they hold for the last words. `[happy
    50%]` is half as much. `[whisper]` holds until the next of these. `[pause]` or `[pause 0.5s]`
    is a silence. `[slow]`, `[fast]` and `[emphasis]` hold until `[/slow]` and the like, or else to
    the end of their sentence. All have names in the languages of the chats, too. `[[IPA]]` is how
    the word before it is said. Other words in brackets are spoken.

    A text that begins with a number and a colon is a dialogue, `1: Hello! 2: Hi there.`: the faces
    take turns, counted from the left, each keeping its own expression.

    Args:
        raw: What the user wrote.
        limits: How much may be spoken; marks and emoji do not count.
        expression: What holds from the start.
        strength: How much of it, 0..1.5.
        dialogue: Whether a number and a colon begin a turn; else they are words, as in a list.
        dictionary: Pronunciations by word; they must not make the text longer than the limit.

    Raises:
        RequestError: text_empty, text_only_emoji, text_too_long, dictionary_too_long, ipa_wrong or
            markup_refused.
    """  # noqa: DOC501 -- a helper makes the error
    if len(raw) > limits.max_characters * _RAW_CHARACTERS_PER_SPOKEN + _RAW_CHARACTERS:
        raise _too_long(len(raw), limits)
    marked, sounds = _hold_ipa(plain_text(raw))
    text, has_emoji = _emoji_to_marks(emoticons_to_emoji(plain_letters(marked)))
    words = _plain_brackets_opened(_clean(text))
    words = _HELD.sub(lambda found: f"{IPA_OPEN}{sounds[int(found[1])]}{IPA_CLOSE}", words)
    segments = _segments(
        _turns_to_marks(words) if dialogue else words,
        Segment(text="", expression=expression, strength=strength),
    )
    if not segments:
        raise RequestError("text_only_emoji" if has_emoji else "text_empty")
    length = sum(len(segment.text) for segment in segments)
    if length > limits.max_characters:
        raise _too_long(length, limits)
    longer, word = growth(" ".join(segment.text for segment in segments), dictionary or {})
    if length + longer > limits.max_characters:
        raise RequestError(
            "dictionary_too_long",
            word=word,
            characters=length + longer,
            max_characters=limits.max_characters,
        )
    return Script(segments=segments)


def _hold_ipa(text: str) -> tuple[str, list[str]]:
    """Put numbers in the place of IPA, whose letters are not to be made plain; also return it.

    Raises:
        RequestError: ipa_wrong.
    """
    sounds: list[str] = []

    def held(found: re.Match[str]) -> str:
        if read_mark(found[1]) is not None:
            return f"[{found[1]}]"
        sounds.append(check_ipa(found[1]))
        return f"{IPA_OPEN}{len(sounds) - 1}{IPA_CLOSE}"

    return _IPA.sub(held, re.sub(f"[{IPA_OPEN}{IPA_CLOSE}]", "", text)), sounds


def _too_long(length: int, limits: TextLimits) -> RequestError:
    return RequestError("text_too_long", characters=length, max_characters=limits.max_characters)


def _emoji_to_marks(raw: str) -> tuple[str, bool]:
    """Turn the face of an emoji into a mark, keep one that stands for a word, drop others.

    Also: was there one?
    """
    # Before cleaning, which would take the joiners that hold emoji together.
    import emoji

    found = emoji.emoji_list(raw)
    text, now = "", 0
    for one in found:
        start, end, sign = one["match_start"], one["match_end"], str(one["emoji"])
        text += raw[now:start]
        now = end
        if face := _FACES.get(sign[0]):
            text += f" [:{face}] "
        elif sign[0] in "0123456789#*":  # a keycap
            text += f"{sign[0]} "
        elif is_word(raw[max(start - _NEAR, 0) : start], raw[end : end + _NEAR], sign):
            text += f" {sign[0]} "
        else:
            text += " "
    return text + raw[now:], bool(found)


def _clean(text: str) -> str:
    """Plain letters, one line, single spaces, and no character that is neither seen nor heard."""
    lines = [_visible(line).strip() for line in plain_letters(text).splitlines()]
    # A new line is heard as a new sentence.
    ended = [line + "." if line[-1].isalnum() else line for line in lines[:-1] if line]
    joined = " ".join((*ended, *lines[-1:]))
    return re.sub(r" +(?=[.,!?…](?!\d))", "", re.sub(r"\s+", " ", joined))


def _visible(line: str) -> str:
    kept = ""
    marks = 0
    for character in line:
        category = unicodedata.category(character)
        if category == "Zs" or character == "\t":
            kept += " "
        elif category in {"Mn", "Me"}:
            marks += 1
            # Variation selectors only choose how an emoji looks.
            if marks <= _MAX_MARKS_IN_A_ROW and not "\ufe00" <= character <= "\ufe0f":
                kept += character
            continue
        elif category[0] != "C" or (
            # Persian and Sinhala are spelled with joiners inside of words.
            character in _JOINERS and kept and unicodedata.category(kept[-1])[0] in "LM"
        ):
            kept += character
        marks = 0
    return kept


def _plain_brackets_opened(text: str) -> str:
    """Take the brackets from around words that are no mark."""

    def opened(found: re.Match[str]) -> str:
        known = read_mark(found[1]) or read_style(found[1])
        return found[0] if known else found[1]

    return _BRACKETS.sub(opened, text)


def _turns_to_marks(text: str) -> str:
    """Write the turns of a dialogue as marks; a text that does not begin with one is none."""
    return _TURN.sub(r" [face \2] \1 ", text) if _TURN.match(text) else text


@dataclass(frozen=True, slots=True)
class _Active:
    """A style that holds now."""

    name: str
    style: Style
    ends_with_sentence: bool = False


class _Reader:
    """Cuts a text at its marks."""

    def __init__(self, text: str, start: Segment) -> None:
        self.segments: list[Segment] = []
        self._start = start
        self._manner = start
        self._pause_left = _MAX_PAUSE_SECONDS
        self._looks: dict[int | None, Segment] = {}
        self._active: list[_Active] = []
        # Splitting by a pattern with a group gives words and marks in turn.
        parts = _BRACKETS.split(text)
        for index, part in enumerate(parts):
            if index % 2:
                self._take_mark(part, parts[index + 2 :: 2])
            else:
                self._take_words(part)
        self._show_late()

    def _take_mark(self, part: str, later: list[str]) -> None:
        style = read_style(part)
        if face := _FACE.fullmatch(part):
            self._begin_turn(int(face[1]))
        elif style is True:
            self._end_style("style")
        elif style:
            self._active.append(_Active("style", style))
        elif mark := read_mark(part):
            self._apply(mark, later)

    def _apply(self, mark: Mark, later: list[str]) -> None:
        if mark.name in STYLES:
            if mark.is_end:
                self._end_style(mark.name)
            else:
                has_end = any(
                    one == Mark(name=mark.name, is_end=True) for one in map(read_mark, later)
                )
                self._active.append(_Active(mark.name, STYLES[mark.name], not has_end))
        elif mark.name == PAUSE:
            granted = min(mark.value or 0.0, self._pause_left)
            self._pause_left -= granted
            self._manner = replace(self._manner, pause=self._manner.pause + granted)
        elif mark.name == WHISPER:
            self._manner = replace(self._manner, whisper=not mark.is_end)
        else:
            own = self._start if mark.is_end else None
            self._manner = replace(
                self._manner,
                expression=own.expression if own else Expression(mark.name),
                strength=own.strength if own else (1.0 if mark.value is None else mark.value),
                whisper=False,
            )

    def _end_style(self, name: str) -> None:
        """End the style of this name that began last; one that never began has no end."""
        for index in reversed(range(len(self._active))):
            if self._active[index].name == name:
                del self._active[index]
                return

    def _begin_turn(self, number: int) -> None:
        self._show_late()
        self._looks[self._manner.face] = self._manner
        own = self._looks.get(number, self._start)
        self._manner = replace(own, face=number, pause=self._manner.pause, whisper=False)
        self._active.clear()

    def _take_words(self, part: str) -> None:
        while any(active.ends_with_sentence for active in self._active) and part.strip():
            end = sentence_ends(part)[0]
            if end == len(part) and part.rstrip()[-1] not in ".!?…。！？":
                break
            self._add(part[:end])
            part = part[end:]
            self._active = [one for one in self._active if not one.ends_with_sentence]
        self._add(part)

    def _add(self, part: str) -> None:
        styles = [active.style for active in self._active]
        manner = replace(
            self._manner,
            pace=prod(style.pace for style in styles),
            pitch=prod(style.pitch for style in styles),
            gain=prod(style.gain for style in styles),
            language=next((style.language for style in reversed(styles) if style.language), None),
        )
        segments = self.segments
        if not any(character.isalnum() for character in part):
            if segments:  # a full stop behind an emoji belongs to the words before
                segments[-1] = replace(segments[-1], text=segments[-1].text + part.strip())
        elif segments and manner == replace(segments[-1], text="", pause=0.0):
            segments[-1] = replace(segments[-1], text=f"{segments[-1].text} {part.strip()}")
        else:
            segments.append(replace(manner, text=part.strip()))
            self._manner = replace(self._manner, pause=0.0)

    def _show_late(self) -> None:
        """Apply a late expression ("Well done 😀") to the last words of its turn."""
        if not self.segments:
            return
        last, start = self.segments[-1], self._start
        is_plain = (last.expression, last.strength, last.whisper) == (
            start.expression,
            start.strength,
            False,
        )
        if is_plain and last.face == self._manner.face:
            self.segments[-1] = replace(
                last, expression=self._manner.expression, strength=self._manner.strength
            )


def _segments(text: str, start: Segment) -> tuple[Segment, ...]:
    """Cut at the known marks; empty when nothing in it can be spoken."""
    return tuple(_Reader(text, start).segments)
