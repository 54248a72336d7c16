"""Port of a speech recogniser."""

from __future__ import annotations

from typing import Protocol

from talking_photo.core.model import Speech, Word


class Recogniser(Protocol):
    """A speech recogniser. Blocks; belongs into a render child."""

    @property
    def name(self) -> str:
        """Short name."""
        ...

    def words(self, speech: Speech) -> tuple[Word, ...]:
        """Return the words in order, with their times; empty when none are recognised.

        Raises:
            DependencyError: It does not work.
        """
        ...
