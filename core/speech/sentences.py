"""Cuts long segments into groups of whole sentences, which are synthesised one after the other."""

from __future__ import annotations

import re
from dataclasses import replace

from talking_photo.core.model import Script
from talking_photo.core.normalization.pronounced import IPA_CLOSE, IPA_OPEN
from talking_photo.core.normalization.sentences import sentence_ends

_LONGEST = 240
"""Characters of a group: some 15 s of speech. Voices and forced alignment take memory by its
length; shorter groups would cost the melody that runs through neighbouring sentences."""
_CLAUSE_END = re.compile(r"[,;:—–]\s+|[，、；：]\s*")
_SPACE = re.compile(r"\s+")
_IPA = re.compile(f"{IPA_OPEN}[^{IPA_CLOSE}]*(?:{IPA_CLOSE}|$)")


def in_sentence_groups(script: Script, longest: int = _LONGEST) -> Script:
    """Return a script whose segments are no longer than a few sentences."""
    return Script(
        segments=tuple(
            replace(segment, text=text, pause=0.0 if index else segment.pause)
            for segment in script.segments
            for index, text in enumerate(sentence_groups(segment.text, longest))
        )
    )


def sentence_groups(text: str, longest: int = _LONGEST) -> tuple[str, ...]:
    """Cut a text into groups of whole sentences.

    A sentence that is longer than a group is cut at the end of a clause, else between words, else
    between characters.

    Args:
        text: One line; IPA in it is not cut.
        longest: Characters of a group.

    Returns:
        The groups in order; joined by spaces, where there were spaces, they are the text.
    """
    groups: list[str] = []
    rest = text.strip()
    while len(rest) > longest:
        cut = _last_cut(rest, longest)
        groups.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*groups, rest) if rest or not groups else tuple(groups)


def _last_cut(text: str, most: int) -> int:
    """Return the best place to cut a text before that many characters."""
    closed = [range(found.start() + 1, found.end()) for found in _IPA.finditer(text[: most + 1])]
    window = text[: most + 1]
    clauses, spaces = (
        [found.end() for found in pattern.finditer(window)] for pattern in (_CLAUSE_END, _SPACE)
    )
    for ends in (sentence_ends(window)[:-1], clauses, spaces, range(1, most + 1)):
        fitting = [end for end in ends if end <= most and not any(end in ipa for ipa in closed)]
        if fitting:
            return fitting[-1]
    return most
