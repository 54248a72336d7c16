"""Untrusted words become a checked script, cut where the manner of speaking changes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from talking_photo.core.errors import RequestError
from talking_photo.core.model import Expression, Script, Segment
from talking_photo.core.normalization.emoji_words import emoticons_to_emoji, is_word
from talking_photo.core.normalization.letters import plain_letters
from talking_photo.core.normalization.markup import plain_text
from talking_photo.core.settings import TextLimits

_MAX_PAUSE_SECONDS = 5.0
"""Of all pauses together."""
_PAUSE_SECONDS = 1.0
_MAX_MARKS_IN_A_ROW = 2
"""Combining marks; real spelling needs two (Vietnamese, pointed Hebrew), stacks of dozens are a
prank."""
_RAW_CHARACTERS_PER_SPOKEN = 20
"""Longer texts are not even looked at; an emoji alone can take ten characters."""

_BRACKETS = re.compile(r"\[ ?([^\[\]]*?) ?\]")
_PAUSE = re.compile(r"pause(?:\s+(\d{1,4}(?:[.,]\d{1,4})?)\s*s?)?")
_WHISPER = "whisper"
_TURN = re.compile(r"((?:\[[^:\[\]]*\]\s*)*)(?<![^\s\]])([1-9]\d?) ?[:：](?!\d)")
"""`2:` and the marks right before it, which are meant for it (an emoji is not); but not the hour
of 10:30."""
_LOOK = re.compile(rf":?({'|'.join(Expression)})(?: (\d{{1,3}}) ?%)?")
_STRONGEST = 1.5
_FACE = re.compile(r"face ([1-9]\d?)")
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
) -> Script:
    """Clean the words and read the marks in them.

    `[happy]`, `[sad]`, `[surprised]`, `[angry]` and `[neutral]`, or the emoji of such a face, hold
    from there on; at the very end of the text or of a turn they hold for the last words. `[happy
    50%]` is half as much. `[whisper]` holds until the next of these. `[pause]` or `[pause 0.5s]`
    is a silence. Other words in brackets are spoken.

    A text that begins with a number and a colon is a dialogue, `1: Hello! 2: Hi there.`: the faces
    take turns, counted from the left, each keeping its own expression.

    Args:
        raw: What the user wrote.
        limits: How much may be spoken; marks and emoji do not count.
        expression: What holds from the start.
        strength: How much of it, 0..1.5.
        dialogue: Whether a number and a colon begin a turn; else they are words, as in a list.

    Raises:
        RequestError: text_empty, text_only_emoji or text_too_long.
    """  # noqa: DOC501 -- a helper makes the error
    if len(raw) > limits.max_characters * _RAW_CHARACTERS_PER_SPOKEN:
        raise _too_long(len(raw), limits)
    text, has_emoji = _emoji_to_marks(emoticons_to_emoji(plain_letters(plain_text(raw))))
    words = _plain_brackets_opened(_clean(text))
    segments = _segments(
        _turns_to_marks(words) if dialogue else words,
        Segment(text="", expression=expression, strength=strength),
    )
    if not segments:
        raise RequestError("text_only_emoji" if has_emoji else "text_empty")
    length = sum(len(segment.text) for segment in segments)
    if length > limits.max_characters:
        raise _too_long(length, limits)
    return Script(segments=segments)


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
        elif is_word(raw[:start], raw[end:], sign):
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
    return re.sub(r" +(?=[.,!?…])", "", re.sub(r"\s+", " ", joined))


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
        name = found[1].casefold()
        known = name == _WHISPER or _LOOK.fullmatch(name) or _PAUSE.fullmatch(name)
        return f"[{name}]" if known else found[1]

    return _BRACKETS.sub(opened, text)


def _turns_to_marks(text: str) -> str:
    """Write the turns of a dialogue as marks; a text that does not begin with one is none."""
    return _TURN.sub(r" [face \2] \1 ", text) if _TURN.match(text) else text


def _segments(text: str, start: Segment) -> tuple[Segment, ...]:
    """Cut at the known marks; empty when nothing in it can be spoken."""
    segments: list[Segment] = []
    manner = start
    pause_left = _MAX_PAUSE_SECONDS
    looks: dict[int | None, Segment] = {}
    # Splitting by a pattern with a group gives words and marks in turn.
    for index, part in enumerate(_BRACKETS.split(text)):
        if index % 2:
            if pause := _PAUSE.fullmatch(part):
                wanted = float((pause[1] or str(_PAUSE_SECONDS)).replace(",", "."))
                granted = min(wanted, pause_left)
                pause_left -= granted
                manner = replace(manner, pause=manner.pause + granted)
            elif face := _FACE.fullmatch(part):
                _show_late(segments, manner, start)
                looks[manner.face] = manner
                number = int(face[1])
                own = replace(looks.get(number, start), face=number, pause=manner.pause)
                manner = replace(own, whisper=False)
            elif part == _WHISPER:
                manner = replace(manner, whisper=True)
            elif look := _LOOK.fullmatch(part):
                strength = min(int(look[2] or 100) / 100, _STRONGEST)
                manner = replace(
                    manner, expression=Expression(look[1]), strength=strength, whisper=False
                )
        elif not any(character.isalnum() for character in part):
            if segments:  # a full stop behind an emoji belongs to the words before
                segments[-1] = replace(segments[-1], text=segments[-1].text + part.strip())
        elif segments and manner == replace(segments[-1], text="", pause=0.0):
            segments[-1] = replace(segments[-1], text=f"{segments[-1].text} {part.strip()}")
        else:
            segments.append(replace(manner, text=part.strip()))
            manner = replace(manner, pause=0.0)
    _show_late(segments, manner, start)
    return tuple(segments)


def _show_late(segments: list[Segment], manner: Segment, start: Segment) -> None:
    """Apply a late expression ("Well done 😀") to the last words of its turn."""
    own = replace(start, face=manner.face)
    if segments and replace(segments[-1], text="", pause=0.0) == own:
        segments[-1] = replace(
            segments[-1], expression=manner.expression, strength=manner.strength
        )
