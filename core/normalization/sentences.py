"""Where sentences end."""

from __future__ import annotations

import re
from functools import cache

from talking_photo.core.normalization.vocabulary import ABBREVIATIONS, BEFORE_A_NUMBER

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[」』”）]*")
_LAST_WORD = re.compile(r"[^\s(\"'„“«]+$")

_LONGEST_UNKNOWN = 2
"""Letters before a full stop that are taken for a short form when the text goes on in small letters."""


def sentence_ends(text: str) -> list[int]:
    """Return the index behind each sentence; a short form with its full stop ends none."""
    ends = []
    for found in _END.finditer(text):
        if found[0].startswith(".") and not found[0].startswith("..") and _goes_on(text, found):
            continue
        ends.append(found.end())
    if not ends or text[ends[-1] :].strip():
        ends.append(len(text))
    return ends


def _goes_on(text: str, found: re.Match[str]) -> bool:
    """Return whether a full stop belongs to a short form, an initial or an ordinal."""
    rest = text[found.end() :].lstrip()
    if not rest:
        return False
    word = _LAST_WORD.search(text[: found.start()])
    if word is None:
        return False
    if word[0].isdigit():
        return len(word[0]) <= 2 and rest[0].isalpha()
    is_initial = len(word[0]) == 1 and word[0].isupper() and word[0] != "I"
    is_short = len(word[0]) <= _LONGEST_UNKNOWN and rest[0].islower()
    return is_initial or f"{word[0]}." in _short_forms() or is_short


@cache
def _short_forms() -> frozenset[str]:
    forms = {
        form
        for known in (ABBREVIATIONS, BEFORE_A_NUMBER)
        for table in known.values()
        for form in table
    }
    return frozenset(part for form in forms for part in form.split(" ") if part.endswith("."))
