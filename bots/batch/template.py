"""Words with placeholders, `Happy birthday, {name}!`, and file names that they fill."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Self

from talking_photo.core.errors import RequestError

_JOINERS = "\u200c\u200d"
"""Invisible, but part of the spelling of Persian and of the languages of India."""
_MOST_BYTES = 200
"""Of a file name without its suffix: file systems take 255 with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Text between placeholders; each of them is the name of a column."""

    parts: tuple[tuple[str, str | None], ...]
    """Text, and the column that follows it, in small letters; None at the end."""

    @classmethod
    def read(cls, text: str, columns: Collection[str]) -> Self:
        """Read a template; `{{` and `}}` are braces.

        Args:
            text: As it was written.
            columns: What placeholders may name.

        Raises:
            RequestError: template_wrong, placeholder_unknown.
        """
        known = {column.casefold(): column for column in columns}
        try:
            read = list(Formatter().parse(text))
        except ValueError as exc:
            raise RequestError("template_wrong") from exc
        parts = []
        for literal, name, manner, conversion in read:
            column = None if name is None else " ".join(name.split()).casefold()
            if column is not None and (manner or conversion or column not in known):
                raise RequestError(
                    "placeholder_unknown", placeholder=name or "", columns=", ".join(columns)
                )
            parts.append((literal, column))
        return cls(parts=tuple(parts))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it needs, in small letters."""
        return tuple(dict.fromkeys(column for _, column in self.parts if column is not None))

    def filled(self, cells: Mapping[str, str]) -> str:
        """Return the text with the cells of a row, by column in small letters."""
        return "".join(
            literal + ("" if column is None else cells[column]) for literal, column in self.parts
        )


class FileNames:
    """Names that every file system takes, and each only once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, text: str, suffix: str) -> str:
        """Return a name like `text`; equal ones are numbered."""
        stem = safe_stem(text)
        name, number = stem + suffix, 1
        # Some file systems tell neither capitals nor ways to write é apart.
        while (key := unicodedata.normalize("NFKC", name).casefold()) in self._taken:
            number += 1
            name = f"{stem}-{number}{suffix}"
        self._taken.add(key)
        return name


def safe_stem(text: str) -> str:
    """Return a file name like `text`, in its script, that is safe everywhere; maybe `video`."""
    from pathvalidate import sanitize_filename

    visible = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character in _JOINERS
        or character.isspace()
        or unicodedata.category(character)[0] != "C"
    )
    stem = sanitize_filename(visible, replacement_text="-", platform="universal")
    stem = re.sub(r"\s+", " ", stem).strip(" .-")
    return stem.encode()[:_MOST_BYTES].decode(errors="ignore").strip(" .-") or "video"
