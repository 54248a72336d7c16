"""Captions from timed words, placed where they hide neither mouth nor eyes."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from math import ceil, inf
from typing import Self, overload

import numpy as np

from talking_photo.core.model import CaptionStyle, Note, UInt8, Word
from talking_photo.core.video.layout import Framing
from talking_photo.core.video.text_rendering import (
    RenderedText,
    missing_script,
    render_runs,
    render_texts,
)
from talking_photo.core.video.yuv import Overlay

MOST_COLUMNS = 42
"""Characters of a row: the limit of the Netflix Timed Text Style Guide for most languages."""
_ROWS = 2
_MAX_SECONDS = 5.0
"""Seconds; a longer caption is read twice."""
_MIN_SECONDS = 1.0
"""Seconds; shorter captions flash. They are extended where there is room."""
_PAUSE_SECONDS = 0.45
"""A silence of this many seconds starts a new caption."""
_GAP_SECONDS = 0.3
"""Captions closer than this many seconds follow each other without a gap."""
_HOLD_SECONDS = 0.4
"""Seconds for which a caption stays after its last word."""
_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？", "؟", "।", "։", "።")
_CLAUSE_END = (",", ";", ":", "，", "、", "；", "：", "،", "—", "–")

_QUOTES = "“”‘’…—"
"""Punctuation that Chinese shares with languages that have spaces."""
_CLAUSE = re.compile("[^，。！？；：、]+[，。！？；：、]*|[，。！？；：、]+")
"""A clause in a script without spaces after punctuation."""
_BOX_TRANSPARENCY = 0.4
"""Transparency of the box behind a caption on the face."""

_EDGE, _NEAR_EDGE = 0.085, 0.02
"""Distances of captions from the lower edge, as shares of the shorter side: usually, for players
show their controls there; and where a chin leaves no other room."""
_ROUND_EDGE, _ROUND_WIDTH = 0.125, 0.66
"""Shares of a round video: distance of captions from its edges, and their width."""
_UPRIGHT = 1.6
"""Height by width from which a video fills the screen of a phone."""
_APP_BOTTOM, _APP_TOP, _APP_SIDE = 0.19, 0.10, 0.12
"""Shares of height and width that TikTok, Reels and Shorts cover with their own buttons and texts
(370 and 190 of 1920 pixels, 120 of 1080); the sides are kept equal, so that rows are centred."""
_JAW_DROP = 0.7
"""Distance, in heights of the closed lips, by which the jaw lowers the lower lip in speech."""

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
    words: tuple[tuple[Word, ...], ...] = field(default=(), compare=False)
    """The words of each row; empty when their times are not known."""
    highlighted: int | None = None
    """The place of the word that stands out, from 0 in the whole caption; None for none."""


def make_captions(
    words: Sequence[Word], framing: Framing, style: CaptionStyle = CaptionStyle.PLAIN
) -> tuple[tuple[Caption, ...], tuple[Note, ...]]:
    """Break the words into captions that fit the video's width.

    They break at pauses, and preferably at the end of a sentence or at least of a clause. To
    highlight the word that is said, a caption is repeated for each of its words.

    Returns:
        The captions in order, not overlapping; and, instead of captions, the note
        `captions_unavailable` with the `script` for which there is no font.
    """
    script = missing_script("".join(word.text for word in words))
    if script is not None:
        return (), (Note(code="captions_unavailable", facts={"script": script.lower()}),)
    captions = break_into_captions(words, _columns(framing))
    if style is CaptionStyle.HIGHLIGHT:
        captions = tuple(part for caption in captions for part in _word_by_word(caption))
    return captions, ()


def _word_by_word(caption: Caption) -> Iterable[Caption]:
    """Divide a caption: each word stands out from its begin to that of the next one."""
    words = [word for row in caption.words for word in row]
    starts = [caption.start, *(word.start for word in words[1:]), caption.end]
    for number, (start, end) in enumerate(pairwise(starts)):
        if start < end:
            yield replace(caption, start=start, end=end, highlighted=number)


def break_into_captions(words: Sequence[Word], columns: int = MOST_COLUMNS) -> tuple[Caption, ...]:
    """Break the words into captions of rows of so many characters; as `make_captions`."""
    pieces = [piece for word in words for piece in _pieces(word, columns)]
    captions = [
        Caption(
            start=group[0].start,
            end=group[-1].end,
            rows=tuple(map(_join_words, rows)),
            words=tuple(map(tuple, rows)),
        )
        for group in _groups(pieces, columns)
        for rows in (_rows(group, columns),)
    ]
    return tuple(_extend_durations(captions))


def caption_overlays(captions: Sequence[Caption], framing: Framing) -> Sequence[Overlay]:
    """Render each caption once and place it clear of the faces.

    Below the chin if possible, else in a box over the jaw but below the mouth, else at the upper
    edge.

    Returns:
        The overlays, kept compressed: each is unpacked when it is asked for.

    Raises:
        RenderError: lettering_failed or fonts_missing.
    """
    # The parts of a caption that differ in the highlighted word alone are drawn once.
    texts = [list(parts) for _, parts in groupby(captions, key=lambda it: (it.rows, it.words))]
    packed = _draw([parts[0] for parts in texts], framing)
    drawn = [
        replace(text, highlighted=part.highlighted)
        for text, parts in zip(packed, texts, strict=True)
        for part in parts
    ]
    if not drawn:
        return ()
    # One place for the whole video, so that captions do not jump.
    margin = _margin(framing, drawn, limit=framing.landmarks[:, _CHIN, 1].max())
    if margin is not None:
        return _Overlays(drawn, lambda text: _at_bottom(text, framing, margin))
    boxed = [replace(text, padding=_padding(text.height)) for text in drawn]
    upper, lower = (framing.landmarks[:, lip, 1] for lip in (_UPPER_LIP, _LOWER_LIP))
    low = _margin(framing, boxed, limit=(lower + _JAW_DROP * (lower - upper)).max())
    if low is not None:
        return _Overlays(drawn, lambda text: _at_bottom(_with_box(text), framing, low))
    edge = _ROUND_EDGE if framing.round else _NEAR_EDGE
    top = round(edge * min(framing.width, framing.height))
    if _is_upright(framing):  # below the names of an app, but not down to the mouth
        room = upper.min() - max(text.height + 2 * text.padding for text in boxed)
        top = max(top, min(round(_APP_TOP * framing.height), int(room)))
    return _Overlays(drawn, lambda text: _overlay_at(_with_box(text), framing, top))


@dataclass(frozen=True, slots=True, kw_only=True)
class _PackedText:
    """A rendered text, compressed to some hundredths: a long video has hundreds of them."""

    height: int
    width: int
    grey: bytes
    alpha: bytes
    runs: bytes | None = None
    highlighted: int | None = None
    padding: int = 0
    """Of the box around it."""

    @classmethod
    def of(cls, text: RenderedText) -> Self:
        """Compress it."""
        height, width = text.alpha.shape
        grey, alpha = _packed(text.grey), _packed(text.alpha)
        runs = None if text.runs is None else _packed(text.runs)
        return cls(height=height, width=width, grey=grey, alpha=alpha, runs=runs)

    def unpacked(self) -> RenderedText:
        """Return it as it was, of its runs only the highlighted one."""
        runs = None
        if self.runs is not None and self.highlighted is not None:
            runs = (self._plane(self.runs) == self.highlighted + 1).astype(np.uint8)
        return RenderedText(grey=self._plane(self.grey), alpha=self._plane(self.alpha), runs=runs)

    def _plane(self, packed: bytes) -> UInt8:
        return np.frombuffer(zlib.decompress(packed), np.uint8).reshape(self.height, self.width)


def _packed(plane: UInt8) -> bytes:
    return zlib.compress(plane.tobytes(), 1)


def _draw(captions: Sequence[Caption], framing: Framing) -> list[_PackedText]:
    """Draw each caption once."""
    em, width = _em(framing), int(_width(framing) * 0.92 / 0.9)
    if any(caption.highlighted is not None for caption in captions):
        runs = [[_runs(row) for row in caption.words] for caption in captions]
        return [_PackedText.of(text) for text in render_runs(runs, em=em, width=width)]
    rows = [caption.rows for caption in captions]
    return [_PackedText.of(text) for text in render_texts(rows, em=em, width=width)]


class _Overlays(Sequence[Overlay]):
    """Overlays that are made when they are asked for; the last one is kept."""

    def __init__(
        self, texts: Sequence[_PackedText], place: Callable[[RenderedText], Overlay]
    ) -> None:
        self._texts = texts
        self._place = place
        self._last: tuple[int, Overlay] | None = None

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, index: int) -> Overlay: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Overlay]: ...
    def __getitem__(self, index: int | slice) -> Overlay | Sequence[Overlay]:
        if isinstance(index, slice):
            return _Overlays(self._texts[index], self._place)
        last = self._last
        if last is None or last[0] != index:
            last = self._last = index, self._place(self._texts[index].unpacked())
        return last[1]


def _em(framing: Framing) -> float:
    return max(0.054 * min(framing.width, framing.height), 14.0)


def _columns(framing: Framing) -> int:
    """Return the characters of a row: bold Noto Sans has 0.58 em on average."""
    return max(8, min(MOST_COLUMNS, int(_width(framing) / (0.58 * _em(framing)))))


def _width(framing: Framing) -> float:
    """Return the pixels that a row may take."""
    if _is_upright(framing):
        return framing.width * (1 - 2 * _APP_SIDE)
    return framing.width * (_ROUND_WIDTH if framing.round else 0.9)


def _is_upright(framing: Framing) -> bool:
    """Return whether apps show it over the whole screen of a phone, under their own buttons."""
    return framing.height >= _UPRIGHT * framing.width


def _length(text: str) -> int:
    """Return the width in columns; East Asian characters take two, combining ones none."""
    return sum(
        0
        if unicodedata.combining(render_text)
        else 1 + (unicodedata.east_asian_width(render_text) in "WF")
        for render_text in text
    )


def _pieces(word: Word, columns: int) -> Iterable[Word]:
    """Split words wider than a row, as in scripts without spaces, and divide their time."""
    text = " ".join(word.text.split())
    if " " in text:  # several written words that were said as one
        yield from _shared_out(word, text.split(), columns)
        return
    parts = [part for clause in _CLAUSE.findall(text) for part in _even_parts(clause, columns)]
    start = word.start
    for part in parts:
        end = start + (word.end - word.start) * len(part) / sum(map(len, parts))
        yield Word(text=part, start=start, end=end)
        start = end


def _shared_out(word: Word, texts: Sequence[str], columns: int) -> Iterable[Word]:
    """Give each of several words its share of their common time."""
    start = word.start
    for text in texts:
        end = start + (word.end - word.start) * len(text) / sum(map(len, texts))
        yield from _pieces(Word(text=text, start=start, end=end), columns)
        start = end


def _even_parts(text: str, columns: int) -> list[str]:
    length = max(_length(text), 1)
    most = ceil(length / ceil(length / columns))
    parts = [""]
    for character in text:
        # A combining mark stays with its letter.
        joins = unicodedata.category(character).startswith("M")
        if _length(parts[-1] + character) > most and not joins:
            parts.append("")
        parts[-1] += character
    # Only scripts with capitals use hyphens.
    broken = [part + "-" * (part[-1].lower() != part[-1].upper()) for part in parts[:-1]]
    return [*broken, parts[-1]]


def _groups(words: Sequence[Word], columns: int) -> list[Sequence[Word]]:
    """Group the words at the least total cost, by dynamic programming."""
    least = [0.0]
    starts = [0]
    for end in range(1, len(words) + 1):
        best, chosen = inf, end - 1
        for start in range(end - 1, -1, -1):
            group = words[start:end]
            if not _fits(group, columns):
                break
            cost = least[start] + _cost(group, columns)
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


def _fits(group: Sequence[Word], columns: int) -> bool:
    if len(group) == 1:
        return True
    pauses = (after.start - before.end for before, after in pairwise(group))
    return (
        group[-1].end - group[0].start <= _MAX_SECONDS
        and max(pauses) < _PAUSE_SECONDS
        and len(_wrap(group, columns)) <= _ROWS
    )


def _cost(group: Sequence[Word], columns: int) -> float:
    """Return the cost of a caption.

    1 for each caption, and penalties weighed against that by eye.
    """
    cost = 1 + 0.5 * (1 - min(_length(_join_words(group)) / (_ROWS * columns), 1)) ** 2
    if group[-1].text.endswith(_CLAUSE_END):
        cost += 0.3
    elif not group[-1].text.endswith(_SENTENCE_END):
        cost += 1
    for word in group[:-1]:
        if word.text.endswith(_SENTENCE_END):
            # "Oh. No. Stop." as three short captions would be harder to read than as one.
            cost += 1.5 if word.end - group[0].start >= _MIN_SECONDS else 0.2
    return cost


def _join_words(words: Iterable[Word]) -> str:
    """Join words; between two East Asian characters there is no space."""
    text = ""
    for word in words:
        tight = not text or _are_joined(text[-1], word.text[0])
        text += word.text if tight else f" {word.text}"
    return text


def _are_joined(one: str, other: str) -> bool:
    """Return whether there is no space between two characters, of which one may be a quote."""
    sides = [_wide(one), _wide(other)]
    quotes = [one in _QUOTES, other in _QUOTES]
    return all(map(max, sides, quotes)) and any(sides)


def _wide(render_text: str) -> bool:
    # Korean is wide, but has spaces.
    return unicodedata.east_asian_width(render_text) in "WF" and not unicodedata.name(
        render_text, ""
    ).startswith("HANGUL")


def _wrap(words: Sequence[Word], columns: int) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in words:
        if rows and _length(_join_words([*rows[-1], word])) <= columns:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _rows(words: Sequence[Word], columns: int) -> tuple[Sequence[Word], ...]:
    """Return one row if it fits, else two of similar width."""
    if len(_wrap(words, columns)) == 1:
        return (words,)
    splits = [(words[:cut], words[cut:]) for cut in range(1, len(words))]
    return min(splits, key=lambda rows: max(_length(_join_words(row)) for row in rows))


def _runs(words: Sequence[Word]) -> list[str]:
    """Return the words with the spaces between them; together they are the row."""
    ends = [len(_join_words(words[:count])) for count in range(len(words) + 1)]
    row = _join_words(words)
    return [row[start:end] for start, end in pairwise(ends)]


def _extend_durations(captions: Sequence[Caption]) -> Iterable[Caption]:
    """Extend each caption a little, to at least `_MIN_SECONDS`, but never into the next."""
    for caption, following in zip(captions, [*captions[1:], None], strict=False):
        end = max(caption.end + _HOLD_SECONDS, caption.start + _MIN_SECONDS)
        if following is not None and following.start - end < _GAP_SECONDS:
            end = following.start
        yield replace(caption, end=end)


def _margin(framing: Framing, drawn: Sequence[_PackedText], *, limit: float) -> int | None:
    """Return the distance from the lower edge at which all captions stay below `limit`, if any."""
    height = max(text.height + 2 * text.padding for text in drawn)
    short = min(framing.width, framing.height)
    edges: tuple[float, ...] = (_ROUND_EDGE,) if framing.round else (_EDGE, _NEAR_EDGE)
    if _is_upright(framing):  # rather over the jaw than under the buttons of an app
        edges, short = (_APP_BOTTOM,), framing.height
    margins = (round(edge * short) for edge in edges)
    return next((it for it in margins if framing.height - it - height >= limit), None)


def _at_bottom(rendered: RenderedText, framing: Framing, margin: int) -> Overlay:
    return _overlay_at(rendered, framing, framing.height - margin - len(rendered.alpha))


def _overlay_at(rendered: RenderedText, framing: Framing, top: int) -> Overlay:
    left = (framing.width - rendered.alpha.shape[1]) // 2
    return Overlay.of(
        grey=rendered.grey,
        alpha=rendered.alpha,
        left=max(left, 0),
        top=max(top, 0),
        tinted=rendered.runs,
    )


def _padding(height: int) -> int:
    """Return the height of a box's margin above and below a text; its sides have twice that."""
    return max(4, round(height * 0.12))


def _with_box(rendered: RenderedText) -> RenderedText:
    """Add a dark, translucent box behind the text."""
    import cv2

    pad = _padding(len(rendered.alpha))

    def widened(plane: UInt8) -> UInt8:
        wide: UInt8 = cv2.copyMakeBorder(
            plane, pad, pad, 2 * pad, 2 * pad, cv2.BORDER_CONSTANT, value=0
        )
        return wide

    return RenderedText(
        grey=widened(rendered.grey),
        alpha=(255 - (255 - widened(rendered.alpha)) * _BOX_TRANSPARENCY).astype(np.uint8),
        runs=None if rendered.runs is None else widened(rendered.runs),
    )
