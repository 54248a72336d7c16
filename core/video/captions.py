"""Turns timed words into captions, and finds the place where they hide neither mouth nor eyes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, inf

import numpy as np

from talking_photo.core.model import Note, Word
from talking_photo.core.video.layout import Framing
from talking_photo.core.video.text_rendering import Lettering, letter, missing_script
from talking_photo.core.video.yuv import Overlay

_ROWS = 2
_LONGEST = 5.0
"""Seconds; who still looks at a caption after that reads it twice."""
_SHORTEST = 1.0
"""Seconds; shorter ones flash. Shown longer where there is room."""
_PAUSE = 0.45
"""A silence of this many seconds starts a new caption."""
_GAP = 0.3
"""Captions closer than this many seconds follow each other without a blink."""
_LINGER = 0.4
"""Seconds for which a caption stays after its last word."""
_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？", "؟", "।", "։", "።")
_CLAUSE_END = (",", ";", ":", "，", "、", "；", "：", "،", "—", "–")

_CLAUSE = re.compile("[^，。！？；：、]+[，。！？；：、]*|[，。！？；：、]+")
"""A clause in a script that puts no space after its marks."""
_CLEAR = 0.4
"""Share of the picture that is seen through the box behind a caption that lies on the face."""

_LABEL_TOP = 0.085
"""Distance of the label's upper edge from the clip's lower one, as a share of the short side."""
_ROUND_EDGE, _ROUND_WIDTH = 0.125, 0.66
"""Shares of a round clip: how near to its edges captions come (below them stands the label), and how wide they are."""
_DROP = 0.7
"""Height of the shut lips by which the jaw carries the lower one down in speech."""

# Landmarks of mediapipe's face mesh.
_CHIN = 152
_LOWER_LIP = 17
_UPPER_LIP = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """One or two rows of words, shown from `start` to `end` (seconds)."""

    start: float
    end: float
    rows: tuple[str, ...]


def captions_of(
    words: Sequence[Word], framing: Framing
) -> tuple[tuple[Caption, ...], tuple[Note, ...]]:
    """Break the words into captions that fit the clip's width.

    They break where the voice pauses, and best where a sentence or at least a clause ends.

    Returns:
        The captions in order, not overlapping; and, instead of captions, the note
        `captions_unavailable` with the `script` for which there is no font.
    """
    script = missing_script("".join(word.text for word in words))
    if script is not None:
        return (), (Note(code="captions_unavailable", facts={"script": script.lower()}),)
    room = _columns(framing)
    pieces = [piece for word in words for piece in _pieces(word, room)]
    captions = [
        Caption(start=group[0].start, end=group[-1].end, rows=_rows(group, room))
        for group in _groups(pieces, room)
    ]
    return tuple(_lingering(captions)), ()


def caption_overlays(captions: Sequence[Caption], framing: Framing) -> tuple[Overlay, ...]:
    """Draw each caption once and give it its place, as far as the faces let it.

    Best below the chin, else in a box over the jaw but below the mouth, else at the upper edge.

    Raises:
        RenderError: lettering_failed.
    """
    drawn = letter(
        [caption.rows for caption in captions],
        em=_em(framing),
        width=int(_width(framing) * 0.92 / 0.9),
    )
    if not drawn:
        return ()
    # One place for the whole clip, so that captions do not jump about.
    margin = _margin(framing, drawn, limit=framing.landmarks[:, _CHIN, 1].max())
    if margin is not None:
        return tuple(_at_bottom(lettering, framing, margin) for lettering in drawn)
    boxed = [_boxed(lettering) for lettering in drawn]
    upper, lower = (framing.landmarks[:, lip, 1] for lip in (_UPPER_LIP, _LOWER_LIP))
    margin = _margin(framing, boxed, limit=(lower + _DROP * (lower - upper)).max())
    if margin is not None:
        return tuple(_at_bottom(lettering, framing, margin) for lettering in boxed)
    return tuple(_placed(lettering, framing, top=_near_edge(framing)) for lettering in boxed)


def _em(framing: Framing) -> float:
    return max(0.054 * min(framing.width, framing.height), 14.0)


def _columns(framing: Framing) -> int:
    """Characters in a row: bold Noto Sans takes 0.58 em for the average one.

    42 is the limit of the Netflix Timed Text Style Guide for most languages.
    """
    return max(8, min(42, int(_width(framing) / (0.58 * _em(framing)))))


def _width(framing: Framing) -> float:
    """Pixels that a row may take."""
    return framing.width * (_ROUND_WIDTH if framing.round else 0.9)


def _length(text: str) -> int:
    """Width in columns; East Asian characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )


def _pieces(word: Word, room: int) -> Iterable[Word]:
    """Cut what fills more than a row, as in scripts without spaces, and share out its time."""
    text = "".join(word.text.split())
    parts = [part for clause in _CLAUSE.findall(text) for part in _even_parts(clause, room)]
    start = word.start
    for part in parts:
        end = start + (word.end - word.start) * len(part) / sum(map(len, parts))
        yield Word(text=part, start=start, end=end)
        start = end


def _even_parts(text: str, room: int) -> list[str]:
    length = max(_length(text), 1)
    most = ceil(length / ceil(length / room))
    parts = [""]
    for character in text:
        # A sign that belongs to the letter before it stays with it.
        joins = unicodedata.category(character).startswith("M")
        if _length(parts[-1] + character) > most and not joins:
            parts.append("")
        parts[-1] += character
    # Scripts that have capitals have hyphens, too.
    broken = [part + "-" * (part[-1].lower() != part[-1].upper()) for part in parts[:-1]]
    return [*broken, parts[-1]]


def _groups(words: Sequence[Word], room: int) -> list[Sequence[Word]]:
    """Cut the words so that the sum of the costs is least, by dynamic programming."""
    least = [0.0]
    starts = [0]
    for end in range(1, len(words) + 1):
        best, chosen = inf, end - 1
        for start in range(end - 1, -1, -1):
            group = words[start:end]
            if not _fits(group, room):
                break
            cost = least[start] + _cost(group, room)
            if cost < best:
                best, chosen = cost, start
        least.append(best)
        starts.append(chosen)
    groups: list[Sequence[Word]] = []
    end = len(words)
    while end:
        groups.insert(0, words[starts[end] : end])
        end = starts[end]
    return groups


def _fits(group: Sequence[Word], room: int) -> bool:
    if len(group) == 1:
        return True
    pauses = (after.start - before.end for before, after in pairwise(group))
    return (
        group[-1].end - group[0].start <= _LONGEST
        and max(pauses) < _PAUSE
        and len(_wrapped(group, room)) <= _ROWS
    )


def _cost(group: Sequence[Word], room: int) -> float:
    """How ill a caption reads: 1 for being one more, and its faults weighed against that by eye."""
    cost = 1 + 0.5 * (1 - min(_length(_joined(group)) / (_ROWS * room), 1)) ** 2
    if group[-1].text.endswith(_CLAUSE_END):
        cost += 0.3
    elif not group[-1].text.endswith(_SENTENCE_END):
        cost += 1
    for word in group[:-1]:
        if word.text.endswith(_SENTENCE_END):
            # "Oh. No. Stop." as three flashes would be harder to read than as one caption.
            cost += 1.5 if word.end - group[0].start >= _SHORTEST else 0.2
    return cost


def _joined(words: Iterable[Word]) -> str:
    """Set words side by side; between two East Asian characters stands no space."""
    text = ""
    for word in words:
        tight = not text or (_wide(text[-1]) and _wide(word.text[0]))
        text += word.text if tight else f" {word.text}"
    return text


def _wide(letter: str) -> bool:
    # Korean is wide, and has spaces.
    return unicodedata.east_asian_width(letter) in "WF" and not unicodedata.name(
        letter, ""
    ).startswith("HANGUL")


def _wrapped(words: Sequence[Word], room: int) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in words:
        if rows and _length(_joined([*rows[-1], word])) <= room:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _rows(words: Sequence[Word], room: int) -> tuple[str, ...]:
    """One row if it fits; else two, as even as words allow."""
    if len(_wrapped(words, room)) == 1:
        return (_joined(words),)
    splits = [(_joined(words[:cut]), _joined(words[cut:])) for cut in range(1, len(words))]
    return min(splits, key=lambda rows: max(map(_length, rows)))


def _lingering(captions: Sequence[Caption]) -> Iterable[Caption]:
    """Let each stay a little, at least `_SHORTEST`, but never into the next."""
    for caption, following in zip(captions, [*captions[1:], None], strict=False):
        end = max(caption.end + _LINGER, caption.start + _SHORTEST)
        if following is not None and following.start - end < _GAP:
            end = following.start
        yield replace(caption, end=end)


def _margin(framing: Framing, drawn: Sequence[Lettering], *, limit: float) -> int | None:
    """Distance from the lower edge at which all captions stay below `limit`, if there is one."""
    height = max(len(lettering.alpha) for lettering in drawn)
    width = max(lettering.alpha.shape[1] for lettering in drawn)
    short = min(framing.width, framing.height)
    margins = [_near_edge(framing) if framing.round else round(_LABEL_TOP * short)]
    # Captions that leave the corners free may stand as low as the label.
    if not framing.round and width < framing.width - 3.5 * _LABEL_TOP * short:
        margins.append(_near_edge(framing))
    return next((it for it in margins if framing.height - it - height >= limit), None)


def _near_edge(framing: Framing) -> int:
    return round((_ROUND_EDGE if framing.round else 0.02) * min(framing.width, framing.height))


def _at_bottom(lettering: Lettering, framing: Framing, margin: int) -> Overlay:
    return _placed(lettering, framing, framing.height - margin - len(lettering.alpha))


def _placed(lettering: Lettering, framing: Framing, top: int) -> Overlay:
    left = (framing.width - lettering.alpha.shape[1]) // 2
    return Overlay.of(
        grey=lettering.grey, alpha=lettering.alpha, left=max(left, 0), top=max(top, 0)
    )


def _boxed(lettering: Lettering) -> Lettering:
    """Put a dark, translucent box behind the text."""
    import cv2

    pad = max(4, round(len(lettering.alpha) * 0.12))
    grey, alpha = (
        cv2.copyMakeBorder(plane, pad, pad, 2 * pad, 2 * pad, cv2.BORDER_CONSTANT, value=0)
        for plane in (lettering.grey, lettering.alpha)
    )
    return Lettering(grey=grey, alpha=(255 - (255 - alpha) * _CLEAR).astype(np.uint8))
