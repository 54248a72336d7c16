"""Reads a script with a block for each language: `[en] Hello! [de] Hallo!`, each on a line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from babel import Locale
from babel.core import get_global

from talking_photo.core.errors import RequestError
from talking_photo.core.intake.marks import read_mark, read_style

_BLOCK = re.compile(r"^[ \t]*\[([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?)\]", re.MULTILINE)


def read_language_blocks(text: str) -> Mapping[str, str]:
    """Return the words by language, in the order of the script; empty when it has no blocks.

    Raises:
        RequestError: language_block_empty, language_block_twice, or words_before_blocks.
    """
    starts = [found for found in _BLOCK.finditer(text) if is_language(found[1])]
    if not starts:
        return {}
    if text[: starts[0].start()].strip("\ufeff \t\r\n"):
        raise RequestError("words_before_blocks", language=language_code(starts[0][1]))
    blocks: dict[str, str] = {}
    ends = [found.start() for found in starts[1:]]
    for found, end in zip(starts, [*ends, len(text)], strict=True):
        code, words = language_code(found[1]), text[found.end() : end].strip()
        if code in blocks:
            raise RequestError("language_block_twice", language=code)
        if not words:
            raise RequestError("language_block_empty", language=code)
        blocks[code] = words
    return blocks


def language_code(written: str) -> str:
    """Return a code as it stands in options: `pt-br` for `PT_BR`."""
    return written.lower().replace("_", "-")


def is_language(written: str) -> bool:
    """Return whether a code is that of a language, and not a mark such as [sad]."""
    code = language_code(written)
    if read_mark(code) is not None or read_style(code) is not None:
        return False
    base = code.partition("-")[0]
    # cmn, as many programs call Chinese, is an alias for CLDR.
    return base in Locale("en").languages or base in get_global("language_aliases")
